//! `cargo xtask test`: all tests, on a machine that has nothing but Rust.

use std::{ffi::OsString, process::Command, time::Duration};

use anyhow::{Context, Result};

use crate::{process, project, tools};

/// Arguments of `cargo xtask test`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Install nothing; use the programs that are on PATH.
    #[arg(long)]
    pub(crate) no_tools: bool,
}

/// Runs the workspace's tests and documentation tests.
pub(crate) fn main(args: Args) -> Result<()> {
    let path = if args.no_tools {
        std::env::var_os("PATH").context("PATH is not set")?
    } else {
        tools::path_with(tools::FOR_TESTS)?
    };
    // Built once: under nextest each test is a process of its own and would build it again.
    let unplain = project::unplain(None)?;
    let cargo = |args: &[&str]| {
        let mut cargo = project::cargo();
        process::succeed(cargo.args(args).env("PATH", &path).env("UNPLAIN_PROGRAM", &unplain))
    };
    if has_nextest(&path) {
        cargo(&["nextest", "run", "--workspace"])?;
        cargo(&["test", "--workspace", "--doc"])
    } else {
        cargo(&["test", "--workspace"])
    }
}

fn has_nextest(path: &OsString) -> bool {
    let mut command = Command::new("cargo-nextest");
    command.args(["nextest", "--version"]).env("PATH", path);
    process::quiet(&mut command, Duration::from_secs(20)).is_ok()
}
