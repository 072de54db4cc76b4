//! `cargo xtask quality`: precision and recall of the detection on a labelled set of configs, beside other scanners.
//!
//! The set was written from how people's configs look, without regard to how detection decides. `set/` is for working
//! on detection; `holdout/` is other people's configs, of which only the figures are looked at.

mod judge;
mod kinds;
mod peers;
mod set;
mod shapes;
mod slot;
mod subject;
mod table;
mod walk;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};

use self::table::{Detail, Half};
use crate::project;

/// The halves of the set and what the document calls them.
const HALVES: &[(&str, &str)] = &[("set", "All of it"), ("holdout", "Holdout")];

/// Where the halves are.
const FOLDER: &str = "xtask/src/quality";

/// Arguments of `cargo xtask quality`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// What the values of the set are drawn from.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The program to judge; if not given, it is built.
    #[arg(long, value_name = "PATH")]
    unplain: Option<PathBuf>,
    /// Only `unplain`, without the other scanners.
    #[arg(long)]
    alone: bool,
    /// Only this half; without it, all.
    #[arg(long, value_name = "NAME", value_parser = HALVES.iter().map(|(name, _)| *name).collect::<Vec<_>>())]
    half: Option<String>,
    /// List the errors in a holdout, too, named by `--half`: it can be judged by no more once they were looked at.
    #[arg(long, requires = "half")]
    open_holdout: bool,
    /// Fail if precision or recall is below 0.99 in a half.
    #[arg(long)]
    check: bool,
    /// Put the tables into docs/detection.md.
    #[arg(long, conflicts_with_all = ["alone", "half"])]
    write: bool,
    /// Write the expanded set to this folder, which must not be there, and keep it.
    #[arg(long, value_name = "FOLDER")]
    keep: Option<PathBuf>,
}

/// Measures and prints.
pub(crate) fn main(args: Args) -> Result<()> {
    let program = project::unplain(args.unplain)?;
    let temporary = tempfile::Builder::new().prefix("quality-").tempdir()?;
    let base = match &args.keep {
        Some(folder) => {
            fs::create_dir(folder).with_context(|| format!("cannot make {}", folder.display()))?;
            folder.canonicalize()?
        }
        None => temporary.path().canonicalize()?,
    };
    let mut halves = Vec::new();
    for &(name, _) in HALVES {
        // A holdout goes into the set once it was opened; then there is none until somebody writes a new one.
        let is_there = project::root().join(FOLDER).join(name).is_dir();
        if args.half.as_ref().map_or(!is_there, |half| half != name) {
            continue;
        }
        let half = measure(&program, name, &base.join(name), args.seed, args.alone)?;
        let detail = detail(name, args.open_holdout);
        println!("# {name}\n\n{}", half.tables(detail));
        if detail == Detail::All {
            println!("Errors of unplain:\n{}", half.confusion());
        }
        halves.push(half);
    }
    if args.write {
        write(&halves, args.seed)?;
    }
    if args.check {
        for half in &halves {
            let (precision, recall) = half.strict();
            if precision < 0.99 || recall < 0.99 {
                bail!("{}: precision {precision:.3}, recall {recall:.3}", half.name);
            }
        }
    }
    Ok(())
}

fn measure(
    program: &Path,
    name: &'static str,
    base: &Path,
    seed: u64,
    alone: bool,
) -> Result<Half> {
    let templates = project::root().join(FOLDER).join(name);
    let homes = set::expand(&templates, base, seed)?;
    let found =
        homes.iter().map(|home| subject::scan(program, home)).collect::<Result<Vec<_>>>()?;
    let mut verdicts = vec![("unplain", judge::ours(&homes, &found))];
    let mut skipped = Vec::new();
    for peer in peers::ALL.iter().filter(|_| !alone) {
        match peer.claims(base) {
            Ok(claims) => verdicts.push((peer.name, judge::theirs(&homes, base, &claims))),
            Err(error) => skipped.push(format!("{}: {error:#}", peer.name)),
        }
    }
    Ok(Half { name, homes, verdicts, skipped })
}

/// A holdout is a judge only as long as nobody looks at its errors.
fn detail(half: &str, open_holdout: bool) -> Detail {
    if half == "set" || open_holdout { Detail::All } else { Detail::Figures }
}

const BEGIN: &str = "<!-- figures: written by `cargo xtask quality --write` -->\n";
const END: &str = "<!-- end of figures -->\n";

fn write(halves: &[Half], seed: u64) -> Result<()> {
    let path = project::root().join("docs/detection.md");
    let old =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let parts =
        old.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let (before, after) = parts.context("docs/detection.md has lost its marks")?;
    let mut figures = format!("\nSeed {seed}.\n");
    for half in halves {
        ensure!(half.skipped.is_empty(), "not all scanners could be run");
        let title =
            HALVES.iter().find(|(name, _)| *name == half.name).map_or("", |(_, title)| title);
        figures.push_str(&format!(
            "\n### {title}\n\n{}\n",
            half.tables(detail(half.name, false)).trim_end()
        ));
    }
    fs::write(&path, format!("{before}{BEGIN}{figures}\n{END}{after}"))
        .with_context(|| format!("cannot write {}", path.display()))
}
