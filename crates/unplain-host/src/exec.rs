//! Handing over to another program.

use std::{env, ffi::OsStr, io, path::Path, process::Command};

use thiserror::Error;
use unplain_core::mask::Masker;

use crate::{
    error::{shown, words},
    masked,
};

/// Why a program was not started.
#[derive(Debug, Error)]
pub enum ExecError {
    /// No such program.
    #[error("can't find the program `{0}`")]
    NotFound(String),
    /// It is there but can't be started.
    #[error("can't start `{program}`: {reason}")]
    NotExecutable {
        /// The program as it was asked for.
        program: String,
        /// What the system said.
        reason: String,
    },
}

impl ExecError {
    /// The exit code that shells, `env` and `timeout` use for this: 127 or 126.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::NotFound(_) => 127,
            Self::NotExecutable { .. } => 126,
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::NotFound(_) => "check its name, and that it is installed and on PATH",
            Self::NotExecutable { .. } => {
                "check that it is a program for this system and that you may run it"
            }
        }
    }
}

/// Runs `program` with this process's environment, less `removed`, plus `set`.
///
/// On Unix it takes this process's place, so this returns only if that failed. On Windows it is waited for, and its exit
/// code is returned (not tried).
///
/// # Errors
/// [`ExecError`], which names the program and none of its arguments or variables.
pub fn exec<N, K, V, R>(
    program: &OsStr,
    args: &[N],
    set: impl IntoIterator<Item = (K, V)>,
    removed: impl IntoIterator<Item = R>,
) -> Result<i32, ExecError>
where
    N: AsRef<OsStr>,
    K: AsRef<OsStr>,
    V: AsRef<OsStr>,
    R: AsRef<OsStr>,
{
    run(command(program, args, set, removed)).map_err(|error| failure(program, &error))
}

/// Like [`exec`], but what the program writes to standard output and standard error comes out masked, and this process
/// stays until the program ends: signals are passed on to it, and where a signal ended it, this process ends by the same.
///
/// # Errors
/// [`ExecError`], which names the program and none of its arguments or variables.
pub fn exec_masked<N, K, V, R>(
    program: &OsStr,
    args: &[N],
    set: impl IntoIterator<Item = (K, V)>,
    removed: impl IntoIterator<Item = R>,
    masker: Masker,
) -> Result<i32, ExecError>
where
    N: AsRef<OsStr>,
    K: AsRef<OsStr>,
    V: AsRef<OsStr>,
    R: AsRef<OsStr>,
{
    let command = command(program, args, set, removed);
    masked::run(command, masker).map_err(|error| failure(program, &error))
}

fn command<N, K, V, R>(
    program: &OsStr,
    args: &[N],
    set: impl IntoIterator<Item = (K, V)>,
    removed: impl IntoIterator<Item = R>,
) -> Command
where
    N: AsRef<OsStr>,
    K: AsRef<OsStr>,
    V: AsRef<OsStr>,
    R: AsRef<OsStr>,
{
    let mut command = Command::new(program);
    command.args(args);
    for name in removed {
        command.env_remove(name);
    }
    command.envs(set);
    command
}

#[cfg(unix)]
fn run(mut command: Command) -> io::Result<i32> {
    Err(std::os::unix::process::CommandExt::exec(&mut command))
}

#[cfg(not(unix))]
fn run(mut command: Command) -> io::Result<i32> {
    Ok(command.status()?.code().unwrap_or(1))
}

fn failure(program: &OsStr, error: &io::Error) -> ExecError {
    let path = Path::new(program);
    let name = shown(path);
    let is_there = if path.components().count() > 1 { path.exists() } else { is_on_path(path) };
    match error.kind() {
        io::ErrorKind::NotFound if is_there => ExecError::NotExecutable {
            program: name,
            reason: "the interpreter that its first line names does not exist".to_owned(),
        },
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => ExecError::NotFound(name),
        // also said where only a folder on PATH may not be entered
        io::ErrorKind::PermissionDenied if !is_there => ExecError::NotFound(name),
        _ => ExecError::NotExecutable { program: name, reason: words(error) },
    }
}

fn is_on_path(name: &Path) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(name).exists())
}
