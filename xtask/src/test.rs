//! `cargo xtask test`: all tests, on a machine that has nothing but Rust.

use std::{ffi::OsString, process::Command, time::Duration};

use anyhow::{Context, Result};

use crate::{
    process, project,
    tools::{self, Tool},
};

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
        tools::path_with(&[Tool::Sops, Tool::Age])?
    };
    if has_nextest(&path) {
        process::succeed(
            project::cargo().args(["nextest", "run", "--workspace"]).env("PATH", &path),
        )?;
        process::succeed(project::cargo().args(["test", "--workspace", "--doc"]).env("PATH", &path))
    } else {
        process::succeed(project::cargo().args(["test", "--workspace"]).env("PATH", &path))
    }
}

fn has_nextest(path: &OsString) -> bool {
    let mut command = Command::new("cargo-nextest");
    command.args(["nextest", "--version"]).env("PATH", path);
    process::quiet(&mut command, Duration::from_secs(20)).is_ok()
}
