//! Child processes that cannot hang: each has a time limit, at which it is killed with all that it started.

use std::{
    io::Read,
    os::unix::process::{CommandExt, ExitStatusExt},
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};

/// How a child ended and what it printed.
pub(crate) struct Output {
    /// Exit code or signal.
    pub(crate) status: ExitStatus,
    /// Whether it was killed at its time limit.
    pub(crate) timed_out: bool,
    /// What it wrote to standard output.
    pub(crate) stdout: String,
    /// What it wrote to standard error.
    pub(crate) stderr: String,
}

impl Output {
    /// The exit status in words.
    pub(crate) fn describe(&self) -> String {
        match (self.timed_out, self.status.code(), self.status.signal()) {
            (true, ..) => "did not end in time".into(),
            (_, Some(code), _) => format!("exit status {code}"),
            (_, None, Some(signal)) => format!("killed by signal {signal}"),
            _ => "ended in an unknown way".into(),
        }
    }
}

/// Runs `command` with its output captured and its standard input closed, at most for `limit`.
///
/// When the command ends, by itself or at its limit, what is left of its process group is killed.
///
/// # Errors
///
/// If it cannot be started. An unsuccessful end is no error here.
pub(crate) fn capture(command: &mut Command, limit: Duration) -> Result<Output> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = start(command)?;
    let out = drain(child.stdout.take());
    let err = drain(child.stderr.take());
    let timed_out = wait_or_kill(&child, limit);
    let status = child.wait().with_context(|| format!("cannot wait for {}", name(command)))?;
    Ok(Output { status, timed_out, stdout: text(out), stderr: text(err) })
}

/// Runs `command` in the foreground with a closed standard input; fails if it does not end well.
///
/// For cargo: it stays in the terminal's process group, so that an interrupt reaches it, and has no time limit.
pub(crate) fn succeed(command: &mut Command) -> Result<()> {
    let status = command
        .stdin(Stdio::null())
        .status()
        .with_context(|| format!("cannot start {}", name(command)))?;
    if !status.success() {
        bail!("{} failed: {status}", name(command));
    }
    Ok(())
}

/// Runs `command` quietly; where it fails, the error carries the last lines that it printed.
pub(crate) fn quiet(command: &mut Command, limit: Duration) -> Result<Output> {
    let output = capture(command, limit)?;
    if output.timed_out || !output.status.success() {
        let all = format!("{}{}", output.stdout, output.stderr);
        let lines: Vec<&str> = all.lines().filter(|line| !line.trim().is_empty()).collect();
        let tail = lines.get(lines.len().saturating_sub(8)..).unwrap_or_default().join("\n    ");
        bail!("{}: {}\n    {tail}", name(command), output.describe());
    }
    Ok(output)
}

fn start(command: &mut Command) -> Result<Child> {
    command.process_group(0).spawn().with_context(|| format!("cannot start {}", name(command)))
}

/// Waits until the child has ended, killing its group at the limit; the child itself stays to be reaped, so that its
/// group's number cannot be anyone else's when the rest of the group is killed.
fn wait_or_kill(child: &Child, limit: Duration) -> bool {
    let Some(pid) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) else { return false };
    let (ended, end) = mpsc::channel();
    thread::spawn(move || {
        while let Err(rustix::io::Errno::INTR) =
            waitid(WaitId::Pid(pid), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT)
        {}
        // The receiver is gone only when the limit has passed; nobody needs the news then.
        ended.send(()).ok();
    });
    let timed_out = end.recv_timeout(limit).is_err();
    // Fails only if nothing is left of the group, which is what is wanted.
    kill_process_group(pid, Signal::KILL).ok();
    timed_out
}

fn drain(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            // What was read up to an error is still what the child printed.
            pipe.read_to_end(&mut bytes).ok();
        }
        bytes
    })
}

fn text(bytes: thread::JoinHandle<Vec<u8>>) -> String {
    String::from_utf8_lossy(&bytes.join().unwrap_or_default()).into_owned()
}

fn name(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use std::{process::Command, time::Duration};

    use super::{capture, quiet};

    #[test]
    fn a_child_that_hangs_is_killed_with_its_children() {
        let mut hangs = Command::new("sh");
        hangs.args(["-c", "sleep 1000 & echo started; wait"]);
        let output = capture(&mut hangs, Duration::from_millis(300)).unwrap();
        // Reading to the end proves that the grandchild, which holds the pipe, is gone too.
        assert!(output.timed_out);
        assert_eq!(output.stdout, "started\n");
    }

    #[test]
    fn a_failure_carries_what_was_printed() {
        let error =
            quiet(Command::new("sh").args(["-c", "echo why >&2; exit 3"]), Duration::from_secs(20))
                .err();
        let text = error.expect("it fails").to_string();
        assert!(text.contains("exit status 3") && text.contains("why"), "{text}");
    }
}
