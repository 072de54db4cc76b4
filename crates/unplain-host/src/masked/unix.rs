//! The process in between: starts the program, passes signals on, and ends as the program ends.
//!
//! One thread for each output, since a reader that has stalled must hold up neither the other output nor a signal.

use std::{
    io,
    os::unix::process::ExitStatusExt as _,
    process::{Command, ExitStatus},
    sync::Arc,
};

use rustix::{
    event::{PollFd, PollFlags, poll},
    process::{Pid, Resource, Rlimit, Signal, kill_process, setrlimit},
};
use signal_hook::{
    consts::{SIGCHLD, SIGWINCH},
    low_level::emulate_default_handler,
};
use unplain_core::mask::Masker;

use super::{
    signals::{self, Signals},
    streams::{self, Outputs},
};

/// Runs the program and returns its exit code.
pub(crate) fn run(mut command: Command, masker: Masker) -> io::Result<i32> {
    let outputs = Outputs::connect(&mut command)?;
    let mut signals = Signals::of_children()?;
    let mut child = command.spawn()?;
    // It holds the other ends of the pipes.
    drop(command);
    // Only now: a program that is to ignore a signal (`nohup`) inherits that, but not what we do about it.
    signals.catch_others()?;
    streams::leave_input();

    let (gone, is_gone) = io::pipe()?;
    let (done, copying) = io::pipe()?;
    outputs.copy(&Arc::new(masker), &gone, copying)?;
    let mut is_gone = Some(is_gone);
    let mut status: Option<ExitStatus> = None;
    let mut copied = false;
    loop {
        let mut waited_for = vec![PollFd::new(signals.pipe(), PollFlags::IN)];
        if !copied {
            waited_for.push(PollFd::new(&done, PollFlags::IN));
        }
        match poll(&mut waited_for, None) {
            Ok(_) => {}
            Err(rustix::io::Errno::INTR) => continue,
            Err(error) => return Err(error.into()),
        }
        copied |= waited_for.get(1).is_some_and(|fd| !fd.revents().is_empty());
        for signal in signals.pending() {
            if signal == SIGCHLD {
                if status.is_none() {
                    status = child.try_wait()?;
                }
            } else if status.is_some() {
                // What is left waits for a reader, and there is nobody else to tell.
                if signal != SIGWINCH {
                    return Ok(end_by(signal));
                }
            } else if !signals::came_from_terminal(signal)
                && let Some(signal) = Signal::from_named_raw(signal)
            {
                // It may have ended just now.
                let _ = kill_process(Pid::from_child(&child), signal);
            }
        }
        if let Some(status) = status {
            drop(is_gone.take());
            if copied {
                return Ok(match (status.code(), status.signal()) {
                    (Some(code), _) => code,
                    (None, Some(signal)) => end_by(signal),
                    (None, None) => 1,
                });
            }
        }
    }
}

/// Ends this process by `signal`, leaving no core file of it. Returns what shells say of it where that is not possible.
fn end_by(signal: i32) -> i32 {
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    let _ = emulate_default_handler(signal);
    128 + signal
}
