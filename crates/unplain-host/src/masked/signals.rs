//! Signals as bytes in a pipe.

use std::{fs::File, io, os::unix::net::UnixStream};

use rustix::{
    process::getpgrp,
    termios::{LocalModes, tcgetattr, tcgetpgrp},
};
use signal_hook::{
    consts::{SIGCHLD, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGWINCH},
    iterator::{backend::SignalDelivery, exfiltrator::SignalOnly},
};

/// What is passed on. Not those that stop and continue: sent by a terminal, they stop and continue the program too; sent
/// to this process alone, the program stops at its next output, as the pipe is full.
const PASSED_ON: [i32; 7] = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGWINCH];

/// The signals that came and were not looked at.
pub(super) struct Signals(SignalDelivery<UnixStream, SignalOnly>);

impl Signals {
    /// Those that say that a child has ended.
    pub(super) fn of_children() -> io::Result<Self> {
        let (read, write) = UnixStream::pair()?;
        Ok(Self(SignalDelivery::with_pipe(read, write, SignalOnly, [SIGCHLD])?))
    }

    /// From now on also those that are passed on.
    pub(super) fn catch_others(&self) -> io::Result<()> {
        let handle = self.0.handle();
        PASSED_ON.iter().try_for_each(|&signal| handle.add_signal(signal))
    }

    /// What can be read from if one came.
    pub(super) fn pipe(&self) -> &UnixStream {
        self.0.get_read()
    }

    /// Those that came.
    pub(super) fn pending(&mut self) -> Vec<i32> {
        self.0.pending().collect()
    }
}

/// Whether this was a key (Ctrl-C, Ctrl-\), which the terminal tells every process in the foreground, the program too.
/// It is not where an agent has switched the keys' meaning off, as those with a full-screen interface do.
pub(super) fn came_from_terminal(signal: i32) -> bool {
    if !matches!(signal, SIGINT | SIGQUIT) {
        return false;
    }
    let Ok(terminal) = File::open("/dev/tty") else { return false };
    let in_foreground = tcgetpgrp(&terminal).is_ok_and(|group| group == getpgrp());
    in_foreground
        && tcgetattr(&terminal).is_ok_and(|modes| modes.local_modes.contains(LocalModes::ISIG))
}
