//! `cargo xtask faults`: kills a migration, and an undo, as it enters each of its file-system calls in turn, and makes
//! each call fail; then looks.
//!
//! After each: every secret is in its config or in the store (opened by the real sops), every config is the old or the
//! new one, nothing else holds a secret, and running the command again completes it.

mod calls;
mod home;

use std::{
    fs,
    num::NonZero,
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use anyhow::{Context, Result, bail, ensure};

use self::{
    calls::Fault,
    home::{Halves, Home, Texts},
};
use crate::{
    process::Output,
    project,
    tools::{self, Tool},
};

/// Arguments of `cargo xtask faults`.
#[derive(clap::Args, Default)]
pub(crate) struct Args {
    /// Try a few faults of each kind only, evenly taken from all.
    #[arg(long)]
    pub(crate) quick: bool,
    /// The program to try; if not given, it is built.
    #[arg(long, value_name = "PATH")]
    pub(crate) unplain: Option<PathBuf>,
}

/// The commands that faults are injected into.
const OPERATIONS: &[Operation] = &[
    Operation { name: "migrate", args: &["migrate", "--yes"], before: None },
    Operation { name: "undo", args: &["undo", "--yes"], before: Some(&["migrate", "--yes"]) },
];

struct Operation {
    name: &'static str,
    args: &'static [&'static str],
    /// What is run before it.
    before: Option<&'static [&'static str]>,
}

/// Tries every fault; fails if one of them loses, shows or halves something.
pub(crate) fn main(args: Args) -> Result<()> {
    let path = tools::path_with(&[Tool::Sops, Tool::Strace])?;
    let find =
        |name: &str| tools::find(&path, name).with_context(|| format!("{name} is not on PATH"));
    let unplain = project::unplain(args.unplain)?;
    let programs = Programs { unplain: &unplain, sops: &find("sops")?, strace: &find("strace")? };
    let mut failures = 0;
    for operation in OPERATIONS {
        failures += try_all(operation, &programs, args.quick)?;
    }
    ensure!(failures == 0, "{failures} faults did harm");
    Ok(())
}

struct Programs<'a> {
    unplain: &'a Path,
    sops: &'a Path,
    strace: &'a Path,
}

/// Tries the faults of an operation on all processors; how many did harm.
fn try_all(operation: &Operation, programs: &Programs<'_>, quick: bool) -> Result<usize> {
    let faults = Stage::new(operation, programs)?.faults()?;
    let chosen: Vec<&Fault> = if quick { calls::sample(&faults) } else { faults.iter().collect() };
    println!("{}: {} of {} faults", operation.name, chosen.len(), faults.len());
    ensure!(!chosen.is_empty(), "a run of {} makes no file-system call", operation.name);

    let next = AtomicUsize::new(0);
    let count = Mutex::new(Count::default());
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let work = || -> Result<()> {
            let stage = Stage::new(operation, programs)?;
            while let Some(fault) = chosen.get(next.fetch_add(1, Ordering::Relaxed)) {
                let tried = stage.try_one(fault);
                let mut count = count.lock().unwrap_or_else(PoisonError::into_inner);
                match tried {
                    Ok(Came::Yes) => {}
                    Ok(Came::No) => count.missed += 1,
                    Err(error) => {
                        eprintln!("{} -e {}: {error:#}", operation.name, fault.injection());
                        count.harmful += 1;
                    }
                }
            }
            Ok(())
        };
        let handles: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        handles
            .into_iter()
            .try_for_each(|handle| handle.join().unwrap_or_else(|_| bail!("a worker panicked")))
    })?;
    let Count { harmful, missed } = *count.lock().unwrap_or_else(PoisonError::into_inner);
    println!("{}: {harmful} did harm, {missed} did not come", operation.name);
    // Which thread makes which call differs a little from run to run; much more than that means that nothing is tried.
    ensure!(missed * 5 <= chosen.len(), "too many faults did not come");
    Ok(harmful)
}

#[derive(Clone, Copy, Default)]
struct Count {
    harmful: usize,
    missed: usize,
}

/// Whether a fault met the call that it was meant for.
enum Came {
    Yes,
    No,
}

/// An operation in a home of its own, with what it leads to when nothing goes wrong.
struct Stage<'a> {
    operation: &'a Operation,
    strace: &'a Path,
    home: Home,
    code: Option<i32>,
    old: Texts,
    new: Texts,
}

impl<'a> Stage<'a> {
    fn new(operation: &'a Operation, programs: &'a Programs<'a>) -> Result<Self> {
        let home = Home::new(programs.unplain, programs.sops, 7)?;
        if let Some(before) = operation.before {
            good(&home.run(&[], before)?)?;
            home.save()?;
        }
        let old = home.texts()?;
        let output = home.run(&[], operation.args)?;
        good(&output)?;
        let new = home.texts()?;
        ensure!(old != new, "{} changes nothing", operation.name);
        home.check(&new, &new, Halves::None).context("without any fault")?;
        Ok(Self { operation, strace: programs.strace, home, code: output.status.code(), old, new })
    }

    /// All that can go wrong.
    fn faults(&self) -> Result<Vec<Fault>> {
        let log = self.home.beside().join("trace");
        self.home.reset()?;
        self.traced(&["-o".into(), log.to_string_lossy().into_owned()])?;
        let text = fs::read(&log).context("strace left no trace")?;
        Ok(calls::faults(&String::from_utf8_lossy(&text), &self.home.live().to_string_lossy()))
    }

    fn try_one(&self, fault: &Fault) -> Result<Came> {
        self.home.reset()?;
        let log = self.home.beside().join("trace");
        let options =
            ["-o".into(), log.to_string_lossy().into_owned(), "-e".into(), fault.injection()];
        let output = self.traced(&options)?;
        self.home.check_clean(&output.stdout, "its output")?;
        self.home.check_clean(&output.stderr, "its messages")?;
        let killed = output.status.code().is_none();
        let fine = matches!(output.status.code(), Some(0 | 1 | 3)) || (fault.kills() && killed);
        ensure!(fine && !output.timed_out, "{}: {}", output.describe(), last_line(&output.stderr));
        // The old text, or that of an undone config, may lie beside its place until the next run sweeps it.
        self.home.check(&self.old, &self.new, Halves::BesideConfigs)?;
        let trace = fs::read(&log).context("strace left no trace")?;
        let came = killed || String::from_utf8_lossy(&trace).contains("(INJECTED)");

        let again = self.home.run(&[], self.operation.args).context("running it again")?;
        let complete = self.home.texts()? == self.new;
        // An undo that had done everything but say so has nothing left to undo.
        let code =
            again.status.code() == self.code || (complete && self.operation.before.is_some());
        ensure!(
            complete && code,
            "running it again: {}: {}",
            again.describe(),
            last_line(&again.stderr)
        );
        self.home.check(&self.new, &self.new, Halves::None).context("after running it again")?;
        Ok(if came { Came::Yes } else { Came::No })
    }

    fn traced(&self, options: &[String]) -> Result<Output> {
        // Not with --seccomp-bpf: strace 6.1 then injects no signals.
        let strace = [self.strace.to_string_lossy().into_owned()];
        let common = ["-f", "-qq", "-e", "signal=none", "-e"].map(str::to_owned);
        let launcher: Vec<String> = strace
            .into_iter()
            .chain(common)
            .chain([calls::traced()])
            .chain(options.iter().cloned())
            .collect();
        self.home.run(&launcher, self.operation.args)
    }
}

fn good(output: &Output) -> Result<()> {
    let code = output.status.code();
    ensure!(
        matches!(code, Some(0 | 1)),
        "without any fault: {}\n{}",
        output.describe(),
        output.stderr
    );
    Ok(())
}

fn last_line(text: &str) -> &str {
    text.lines().last().unwrap_or_default()
}
