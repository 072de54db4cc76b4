//! `cargo xtask bench`: ratios to programs that do the least that must be done, measured in turns in one run.
//!
//! Nothing fails on a slow machine: the numbers are printed beside their bounds, for people.

mod all_files;
mod history;
mod mask;
pub(crate) mod measure;
pub(crate) mod read_json;
pub(crate) mod replace;
mod subjects;
mod trees;
mod validate;
pub(crate) mod walk_all;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use self::{
    measure::{Usage, measure},
    subjects::Subject,
};
use crate::{
    process, project,
    tools::{self, Tool},
};

/// Arguments of `cargo xtask bench`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// How many times each pair is measured; the medians are shown.
    #[arg(long, default_value_t = 7)]
    pub(crate) runs: usize,
    /// The program to measure; if not given, it is built for release.
    #[arg(long, value_name = "PATH")]
    pub(crate) unplain: Option<PathBuf>,
    /// Leave the files that were made, to look at or to profile with.
    #[arg(long)]
    pub(crate) keep: bool,
    /// Only benches whose name holds this.
    #[arg(long, value_name = "TEXT")]
    pub(crate) only: Option<String>,
}

impl Default for Args {
    fn default() -> Self {
        Self { runs: 7, unplain: None, keep: false, only: None }
    }
}

/// Measures each subject and prints its line.
pub(crate) fn main(args: Args) -> Result<()> {
    let path = tools::path_with(&[Tool::Age, Tool::Ripgrep])?;
    let (xtask, built) = release_build()?;
    let unplain = args
        .unplain
        .map_or(Ok(built), |path| path.canonicalize())
        .context("cannot find unplain")?;
    let mut base = tempfile::Builder::new()
        .prefix("bench-")
        .tempdir()
        .context("cannot make a temporary folder")?;

    if args.keep {
        base.disable_cleanup(true);
        println!("{}\n", base.path().display());
    }
    println!("| what | against | CPU | bound | time | peak memory | bound |");
    println!("| --- | --- | --- | --- | --- | --- | --- |");
    for (name, prepare) in subjects::ALL {
        if args.only.as_ref().is_some_and(|only| !name.contains(only.as_str())) {
            continue;
        }
        let surroundings = subjects::Surroundings {
            xtask: &xtask,
            unplain: &unplain,
            path: &path,
            base: base.path(),
        };
        let subject =
            prepare(&surroundings).with_context(|| format!("cannot prepare the bench {name}"))?;
        println!("{}", line(name, &subject, &compare(&xtask, &subject, args.runs)?));
    }
    Ok(())
}

/// Measured in turns, so that a machine that gets slower or faster does so for both.
fn compare(xtask: &Path, subject: &Subject, runs: usize) -> Result<Compared> {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    // The first round only warms the caches.
    for round in 0..=runs {
        let our = measure(xtask, subject.times, &subject.ours, subject.codes)?;
        let their = measure(xtask, subject.times, &subject.theirs, subject.their_codes)?;
        if round > 0 {
            ours.push(our);
            theirs.push(their);
        }
    }
    let of = |usages: &[Usage], part: fn(&Usage) -> f64| median(usages.iter().map(part).collect());
    Ok(Compared {
        cpu: (of(&ours, |usage| usage.cpu), of(&theirs, |usage| usage.cpu)),
        wall: (of(&ours, |usage| usage.wall), of(&theirs, |usage| usage.wall)),
        peak: ours.iter().map(|usage| usage.peak).max().unwrap_or(0),
    })
}

/// Medians in microseconds, ours first; our highest peak in KiB.
struct Compared {
    cpu: (f64, f64),
    wall: (f64, f64),
    peak: i64,
}

fn line(name: &str, subject: &Subject, compared: &Compared) -> String {
    let pair =
        |(ours, theirs): (f64, f64)| format!("{:.1} ms / {:.1} ms", ours / 1e3, theirs / 1e3);
    let peak = compared.peak.unsigned_abs();
    let memory = subject.memory.map_or("—".into(), |mb| format!("{mb} MB"));
    format!(
        "| {name} | {} | {:.2} ({}) | {} | {:.2} ({}) | {}.{} MB | {memory} |",
        subject.against,
        compared.cpu.0 / compared.cpu.1,
        pair(compared.cpu),
        subject.bound,
        compared.wall.0 / compared.wall.1,
        pair(compared.wall),
        peak / 1024,
        peak % 1024 * 10 / 1024,
    )
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Release builds of this program and of `unplain`.
fn release_build() -> Result<(PathBuf, PathBuf)> {
    process::succeed(project::cargo().args([
        "build",
        "--quiet",
        "--release",
        "--package",
        "xtask",
        "--package",
        "unplain",
    ]))?;
    let exe = std::env::current_exe().context("cannot find the path of xtask itself")?;
    let folder = exe
        .parent()
        .and_then(Path::parent)
        .context("xtask is in no target folder")?
        .join("release");
    Ok((folder.join("xtask"), folder.join("unplain")))
}
