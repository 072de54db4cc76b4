//! `scan --all-files` against other scanners, and against itself on input that is made to be slow.

use std::{
    ffi::OsStr,
    fs::{self, File},
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};

use super::subjects::{Bound, Subject, Surroundings};
use crate::tools::pypi::{self, Package};

/// How much text the tree of sources has at least.
const SOURCES: u64 = 300 << 20;

/// The size of the file with one line.
const LINE: u64 = 1 << 30;

/// The size of other files that are made to be slow.
const SLOW: u64 = 200 << 20;

/// Nothing found, or something.
const CODES: &[i32] = &[0, 1];

pub(super) fn gitleaks(around: &Surroundings<'_>) -> Result<Subject> {
    let arguments = ["dir", ".", "--no-banner", "--exit-code=0", "--report-format=json"];
    let mut theirs = peer(around, &pypi::GITLEAKS, &arguments)?;
    theirs.arg("--report-path").arg(around.base.join("report"));
    against(around, theirs, &[0], "gitleaks 8.30.1", 0.2)
}

pub(super) fn betterleaks(around: &Surroundings<'_>) -> Result<Subject> {
    let arguments = [".", "--no-banner", "--silent", "--exit-code=0", "--output"];
    let mut theirs = peer(around, &pypi::BETTERLEAKS, &arguments)?;
    theirs.arg(around.base.join("report.json"));
    against(around, theirs, &[0], "betterleaks 2.0.0", 1.0)
}

pub(super) fn kingfisher(around: &Surroundings<'_>) -> Result<Subject> {
    let options = ["--no-validate", "--turbo", "--no-update-check", "--format", "json", "--output"];
    let mut theirs = peer(around, &pypi::KINGFISHER, &["scan", "."])?;
    theirs.args(options).arg(around.base.join("report"));
    // It ends with 200 where it found something.
    against(around, theirs, &[0, 200], "kingfisher 2.14.0 `--turbo`", 1.0)
}

/// What of the CPU time any run takes: against a command that does nothing.
pub(super) fn one_small_file(around: &Surroundings<'_>) -> Result<Subject> {
    let home = around.home("small")?;
    let file = home.join("one.txt");
    fs::write(&file, "nothing to see here\n")?;
    let mut theirs = around.command(around.unplain, &home);
    theirs.arg("--version");
    Ok(Subject {
        times: 50,
        ..subject(scan(around, &home, &file), theirs, "`unplain --version`", 4.0)
    })
}

pub(super) fn one_line(around: &Surroundings<'_>) -> Result<Subject> {
    against_average(around, "line.js", LINE, "let a=[1,\"two\",{three:3}];f(a,b.c(d)); ")
}

pub(super) fn tiny_lines(around: &Surroundings<'_>) -> Result<Subject> {
    against_average(around, "lines.txt", 2_000_000, "x\n")
}

pub(super) fn beginnings(around: &Surroundings<'_>) -> Result<Subject> {
    let rules = unplain_core::rules::rules();
    let beginnings: Vec<_> = rules.iter().map(|rule| rule.public_prefix()).collect();
    against_average(around, "beginnings.txt", SLOW, &beginnings.join("/"))
}

pub(super) fn long_token(around: &Surroundings<'_>) -> Result<Subject> {
    against_average(
        around,
        "token.txt",
        SLOW,
        "/eyJhbGciOi.eyJBSKghp_sk-or-v1-AKIA+ABSKsk-ant-api03-aaaa=",
    )
}

fn peer(around: &Surroundings<'_>, package: &Package, arguments: &[&str]) -> Result<Command> {
    let program = pypi::install(package)?;
    let mut command = around.command(program, &around.home("peers")?);
    command.args(arguments).current_dir(sources(around)?.0);
    Ok(command)
}

fn against(
    around: &Surroundings<'_>,
    theirs: Command,
    their_codes: &'static [i32],
    name: &'static str,
    bound: f64,
) -> Result<Subject> {
    let (tree, _) = sources(around)?;
    let ours = scan(around, &tree, &tree);
    Ok(Subject { their_codes, ..subject(ours, theirs, name, bound) })
}

/// A file of about `size` bytes: it may take twice the time of so many bytes of sources.
fn against_average(
    around: &Surroundings<'_>,
    name: &str,
    size: u64,
    piece: &str,
) -> Result<Subject> {
    let home = around.home("slow")?;
    let file = home.join(name);
    let mut out = BufWriter::with_capacity(1 << 20, File::create(&file)?);
    for _ in 0..size / piece.len() as u64 {
        out.write_all(piece.as_bytes())?;
    }
    out.flush()?;
    let (tree, bytes) = sources(around)?;
    #[expect(clippy::cast_precision_loss, reason = "a ratio of sizes")]
    let bound = 2.0 * size as f64 / bytes as f64;
    let theirs = scan(around, &tree, &tree);
    let name = "itself on the sources; the bound is twice as much for each byte";
    Ok(Subject { their_codes: CODES, ..subject(scan(around, &home, &file), theirs, name, bound) })
}

fn scan(around: &Surroundings<'_>, home: &Path, what: &Path) -> Command {
    let mut command = around.command(around.unplain, home);
    command.args(["scan", "--all-files", "--format", "json"]).arg(what);
    command
}

fn subject(ours: Command, theirs: Command, against: &'static str, bound: f64) -> Subject {
    Subject {
        ours,
        codes: CODES,
        theirs,
        their_codes: &[0],
        against,
        times: 1,
        bound: Bound::Times(bound),
        memory: Some(200),
    }
}

/// A tree of program text from the sources that cargo unpacked, made when it is first asked for, and its bytes.
fn sources(around: &Surroundings<'_>) -> Result<(PathBuf, u64)> {
    let tree = around.base.join("sources");
    let from = registry().context("cargo's home is not known")?;
    let (mut bytes, mut number) = (0, 0);
    while bytes < SOURCES {
        let copy = tree.join(number.to_string());
        let is_new = !copy.exists();
        let copied = for_each_text(&from, &mut |file, text| {
            if is_new {
                let to = copy.join(file.strip_prefix(&from)?);
                fs::create_dir_all(to.parent().context("a file stands in no folder")?)?;
                fs::write(to, text)?;
            }
            Ok(())
        })?;
        ensure!(copied > 0, "cargo has no sources in {}", from.display());
        bytes += copied;
        number += 1;
    }
    Ok((tree, bytes))
}

fn registry() -> Option<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")))?;
    Some(home.join("registry/src"))
}

/// Gives each file below `folder` that is a text to `take`; the bytes of all.
fn for_each_text(folder: &Path, take: &mut impl FnMut(&Path, &[u8]) -> Result<()>) -> Result<u64> {
    let (mut bytes, mut folders) = (0, vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder);
        for entry in entries.with_context(|| format!("cannot read {}", folder.display()))? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() && entry.file_name() != OsStr::new(".git") {
                folders.push(entry.path());
            } else if kind.is_file() {
                let text = fs::read(entry.path())?;
                if !text.iter().take(8 << 10).any(|byte| *byte == 0) {
                    bytes += text.len() as u64;
                    take(&entry.path(), &text)?;
                }
            }
        }
    }
    Ok(bytes)
}
