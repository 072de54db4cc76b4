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
    home::{Home, Texts},
};
use crate::{
    process::Output,
    project,
    tools::{self, Tool},
};

/// Arguments of `cargo xtask faults`.
#[derive(clap::Args, Default)]
pub(crate) struct Args {
    /// Try about a hundred faults only, evenly taken from all.
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

const QUICK: usize = 100;

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
    let step = if quick { faults.len().div_ceil(QUICK).max(1) } else { 1 };
    let chosen: Vec<&Fault> = faults.iter().step_by(step).collect();
    println!("{}: {} of {} faults", operation.name, chosen.len(), faults.len());
    ensure!(!chosen.is_empty(), "a run of {} makes no file-system call", operation.name);

    let next = AtomicUsize::new(0);
    let harmful = Mutex::new(0);
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let work = || -> Result<()> {
            let stage = Stage::new(operation, programs)?;
            while let Some(fault) = chosen.get(next.fetch_add(1, Ordering::Relaxed)) {
                if let Err(error) = stage.try_one(fault) {
                    eprintln!("{} -e {}: {error:#}", operation.name, fault.injection());
                    *harmful.lock().unwrap_or_else(PoisonError::into_inner) += 1;
                }
            }
            Ok(())
        };
        let handles: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        handles
            .into_iter()
            .try_for_each(|handle| handle.join().unwrap_or_else(|_| bail!("a worker panicked")))
    })?;
    let harmful = *harmful.lock().unwrap_or_else(PoisonError::into_inner);
    println!("{}: {harmful} did harm", operation.name);
    Ok(harmful)
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
        home.check(&new, &new).context("without any fault")?;
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

    fn try_one(&self, fault: &Fault) -> Result<()> {
        self.home.reset()?;
        let output =
            self.traced(&["-o".into(), "/dev/null".into(), "-e".into(), fault.injection()])?;
        self.home.check_clean(&output.stdout, "its output")?;
        self.home.check_clean(&output.stderr, "its messages")?;
        let ended = output.status.code();
        // Where a thread made fewer calls this time, the fault did not come.
        let fine = ended.is_some_and(|code| matches!(code, 0 | 1 | 3))
            || (fault.kills() && ended.is_none());
        ensure!(fine && !output.timed_out, "{}: {}", output.describe(), last_line(&output.stderr));
        self.home.check(&self.old, &self.new)?;

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
        self.home.check(&self.new, &self.new).context("after running it again")
    }

    fn traced(&self, options: &[String]) -> Result<Output> {
        let strace = [self.strace.to_string_lossy().into_owned()];
        let common = ["-f", "-qq", "--seccomp-bpf", "-e", "signal=none", "-e"].map(str::to_owned);
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
