//! Where a repository's hooks are: the real git says so, for its settings decide.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use unplain_core::Surroundings;

use crate::exit::Failure;

/// Where the hooks are.
pub(super) struct Hooks {
    /// The folder from which git runs them.
    pub(super) folder: PathBuf,
    /// The work tree that the current folder lies in.
    pub(super) work_tree: PathBuf,
    /// What all work trees of the repository share.
    common: PathBuf,
}

impl Hooks {
    /// Whether no other repository runs these hooks.
    pub(super) fn is_own(&self) -> bool {
        let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let folder = real(&self.folder);
        [&self.work_tree, &self.common].into_iter().any(|own| folder.starts_with(real(own)))
    }

    /// husky's folder, where husky runs the hooks: `core.hooksPath` is `.husky/_` since husky 9, `.husky` before.
    pub(super) fn husky(&self) -> Option<PathBuf> {
        let folder = &self.folder;
        if folder.ends_with(".husky/_") {
            return folder.parent().map(Path::to_owned);
        }
        folder.ends_with(".husky").then(|| folder.clone())
    }
}

/// Asks git, from the current folder.
pub(super) fn hooks(around: &Surroundings) -> Result<Hooks, Failure> {
    let git = unplain_host::find_program("git", around).ok_or_else(|| {
        let help = "install git, and run it again where the repository is";
        Failure::incomplete("no-git", "the program `git` is not on PATH", help)
    })?;
    let ask = |folder: &Path, what: &[&str]| ask(git.as_os_str(), folder, what);
    let work_tree = ask(&around.cwd, &["--show-toplevel"])?;
    // A relative `core.hooksPath` counts from the top of the work tree, where hooks are run.
    let folder = work_tree.join(ask(&work_tree, &["--git-path", "hooks"])?);
    let common = work_tree.join(ask(&work_tree, &["--git-common-dir"])?);
    Ok(Hooks { folder, work_tree, common })
}

fn ask(git: &OsStr, folder: &Path, what: &[&str]) -> Result<PathBuf, Failure> {
    let mut command = Command::new(git);
    command.arg("rev-parse").args(what).current_dir(folder).stdin(Stdio::null());
    let output = command.output().map_err(|error| {
        let message = format!("git can't be started: {}", error.kind());
        Failure::incomplete("no-git", message, "check that `git --version` works")
    })?;
    let said = String::from_utf8_lossy(&output.stderr);
    let said = unplain_host::printable(said.lines().next().unwrap_or_default());
    let text = String::from_utf8(output.stdout).unwrap_or_default();
    let path = text.strip_suffix('\n').unwrap_or(&text);
    if !output.status.success() || path.is_empty() {
        let reason = said.strip_prefix("fatal: ").unwrap_or(&said);
        let message = format!("git knows no work tree here: {reason}");
        let help = "run it in the work tree of a git repository; `git init` makes one";
        return Err(Failure::incomplete("no-repository", message, help));
    }
    Ok(PathBuf::from(path))
}
