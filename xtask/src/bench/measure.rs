//! What a program uses, measured from a small process of its own: the system keeps the peak memory of all children a
//! process ever had in one number, and counts the memory of the process that starts a child into the child's.

use std::{
    ffi::OsString,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use nix::sys::{
    resource::{UsageWho, getrusage},
    time::TimeValLike,
};
use serde::{Deserialize, Serialize};

use crate::process;

/// Arguments of the hidden `measure` command.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// How many times to run it.
    times: u32,
    /// The program and its arguments.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
    command: Vec<OsString>,
}

/// What one run of a program used, on average over the times it was run; memory is the highest.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(super) struct Usage {
    /// Microseconds of CPU time, user and system, its children included.
    pub(super) cpu: f64,
    /// Microseconds from start to end.
    pub(super) wall: f64,
    /// Peak resident memory in KiB of the largest process.
    pub(super) peak: i64,
    /// Exit code.
    pub(super) code: i32,
}

/// Runs the program and prints its [`Usage`] as JSON.
pub(crate) fn main(args: Args) -> Result<()> {
    let (program, rest) = args.command.split_first().context("no program")?;
    let start = Instant::now();
    let mut code = 0;
    for _ in 0..args.times {
        let mut command = Command::new(program);
        command.args(rest).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let status =
            command.status().with_context(|| format!("cannot start {}", program.display()))?;
        code = status.code().with_context(|| format!("{}: {status}", program.display()))?;
    }
    let times = f64::from(args.times.max(1));
    let wall = start.elapsed().as_secs_f64() * 1e6 / times;
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let cpu = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    #[expect(
        clippy::cast_precision_loss,
        reason = "a few seconds in microseconds are far from a float's limit"
    )]
    let usage = Usage { cpu: cpu as f64 / times, wall, peak: usage.max_rss(), code };
    println!("{}", serde_json::to_string(&usage)?);
    Ok(())
}

/// Runs `command` `times` times by way of `xtask`, a release build of this program; its exit code must be among `codes`.
pub(super) fn measure(xtask: &Path, times: u32, command: &Command, codes: &[i32]) -> Result<Usage> {
    let mut outer = Command::new(xtask);
    outer
        .arg("measure")
        .arg(times.to_string())
        .arg("--")
        .arg(command.get_program())
        .args(command.get_args());
    outer.env_clear();
    if let Some(folder) = command.get_current_dir() {
        outer.current_dir(folder);
    }
    outer.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = process::quiet(&mut outer, Duration::from_secs(600))?;
    let usage: Usage =
        serde_json::from_str(&output.stdout).context("the measurement is no JSON")?;
    if !codes.contains(&usage.code) {
        bail!("{} ended with {}", command.get_program().display(), usage.code);
    }
    Ok(usage)
}
