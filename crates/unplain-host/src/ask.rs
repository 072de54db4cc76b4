//! Asking a program for a line or two.

use std::{
    collections::BTreeMap,
    io::Read as _,
    path::Path,
    process::{Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

/// No answer is longer.
const LONGEST: u64 = 1 << 20;

/// What `program` writes to standard output (its first megabyte) if it ends well within `limit`; else it is killed, with
/// what it has started. It gets `env` and nothing else, no input, and a current folder in which nothing of a project lies.
#[must_use]
pub fn ask(
    program: &Path,
    args: &[&str],
    env: &BTreeMap<String, String>,
    limit: Duration,
) -> Option<String> {
    let mut command = Command::new(program);
    command.args(args).env_clear().envs(env).current_dir(program.ancestors().last()?);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn().ok()?;
    let output = child.stdout.take()?;
    let kill = killer(&child);
    let (send, answer) = mpsc::channel();
    thread::spawn(move || {
        let mut text = Vec::new();
        let read = output.take(LONGEST).read_to_end(&mut text);
        let ended = child.wait();
        // nobody listens any more if it took too long
        let _ = send.send((read.is_ok() && ended.is_ok_and(|status| status.success()), text));
    });
    match answer.recv_timeout(limit) {
        Ok((true, text)) => Some(String::from_utf8_lossy(&text).into_owned()),
        Ok((false, _)) => None,
        Err(_) => {
            kill();
            None
        }
    }
}

#[cfg(unix)]
fn killer(child: &std::process::Child) -> impl FnOnce() + use<> {
    let group = rustix::process::Pid::from_child(child);
    move || {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
}

#[cfg(not(unix))]
fn killer(_: &std::process::Child) -> impl FnOnce() + use<> {
    || {}
}

#[cfg(all(test, unix))]
mod tests {
    use std::{collections::BTreeMap, path::Path, time::Duration};

    use super::ask;

    fn sh(script: &str, limit: Duration) -> Option<String> {
        let env = BTreeMap::from([("GIVEN".to_owned(), "yes".to_owned())]);
        ask(Path::new("/bin/sh"), &["-c", script], &env, limit)
    }

    #[test]
    fn a_program_gets_only_what_it_is_given() {
        let long = Duration::from_secs(60);
        assert_eq!(sh("echo $GIVEN $HOME; pwd", long).as_deref(), Some("yes\n/\n"));
        assert_eq!(sh("echo no; exit 1", long), None);
    }

    #[test]
    fn one_that_does_not_end_is_killed_with_its_children() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        let script = format!("mkfifo {0}; sh -c 'read x < {0}' & wait", pipe.display());
        assert_eq!(sh(&script, Duration::from_millis(300)), None);
        assert_eq!(ask(Path::new("/nowhere/x"), &[], &BTreeMap::new(), Duration::ZERO), None);
    }
}
