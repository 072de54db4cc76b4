//! Where the project is, and its cargo.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::process;

/// The workspace's root folder.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// A cargo command that runs in the workspace's root, with the cargo that runs this program.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// The program under test: `path`, or else built from this workspace.
pub(crate) fn unplain(path: Option<PathBuf>) -> Result<PathBuf> {
    if let Some(path) = path {
        return path.canonicalize().with_context(|| format!("{} is not there", path.display()));
    }
    process::succeed(cargo().args(["build", "--quiet", "--package", "unplain"]))?;
    let exe = std::env::current_exe().context("cannot find the path of xtask itself")?;
    Ok(exe.with_file_name("unplain"))
}
