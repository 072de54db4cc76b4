//! The program's outputs on their way to ours.

use std::{
    fs::File,
    io::{self, BufWriter, PipeReader, PipeWriter, Read as _, Write as _},
    os::fd::{AsFd, BorrowedFd},
    process::Command,
    sync::Arc,
    thread,
};

use rustix::{
    event::{PollFd, PollFlags, poll},
    io::ioctl_fionread,
    stdio::{dup2_stderr, dup2_stdin, dup2_stdout},
};
use unplain_core::mask::Masker;
use zeroize::Zeroizing;

/// What a pipe holds on Linux, if nobody asked for more.
const AT_ONCE: usize = 64 << 10;

/// Which of this process's outputs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum To {
    Output,
    Error,
    /// Both lead to the same place.
    Both,
}

/// The program's outputs, connected and not yet copied.
pub(super) struct Outputs(Vec<Output>);

struct Output {
    from: PipeReader,
    to: To,
}

impl Outputs {
    /// Gives the program pipes. Where both of our outputs lead to one place it gets one pipe for both, so that what it
    /// writes stays in its order.
    pub(super) fn connect(command: &mut Command) -> io::Result<Self> {
        let (from, pipe) = io::pipe()?;
        if are_one(io::stdout().as_fd(), io::stderr().as_fd()) {
            command.stdout(pipe.try_clone()?).stderr(pipe);
            return Ok(Self(vec![Output { from, to: To::Both }]));
        }
        command.stdout(pipe);
        let (errors, pipe) = io::pipe()?;
        command.stderr(pipe);
        Ok(Self(vec![Output { from, to: To::Output }, Output { from: errors, to: To::Error }]))
    }

    /// Begins to copy. The other end of `gone` is closed when the program has ended; `copying` is closed when all is
    /// copied.
    pub(super) fn copy(
        self,
        masker: &Arc<Masker>,
        gone: &PipeReader,
        copying: PipeWriter,
    ) -> io::Result<()> {
        for output in self.0 {
            let (masker, gone, copying) =
                (Arc::clone(masker), gone.try_clone()?, copying.try_clone()?);
            thread::Builder::new().spawn(move || {
                output.copy(&masker, &gone);
                drop(copying);
            })?;
        }
        Ok(())
    }
}

impl Output {
    /// Copies to the end, or until nobody reads any more; then the program can't write any more either.
    fn copy(self, masker: &Masker, gone: &PipeReader) {
        let target = match self.to {
            To::Output | To::Both => io::stdout().as_fd().try_clone_to_owned(),
            To::Error => io::stderr().as_fd().try_clone_to_owned(),
        };
        if let Ok(target) = target {
            let _ = self.copy_to(&File::from(target), masker, gone);
        }
        drop(self.from);
        // Who reads ours sees the end now.
        if let Ok(nothing) = File::options().read(true).write(true).open("/dev/null") {
            if self.to != To::Error {
                let _ = dup2_stdout(&nothing);
            }
            if self.to != To::Output {
                let _ = dup2_stderr(&nothing);
            }
        }
    }

    fn copy_to(&self, to: &File, masker: &Masker, gone: &PipeReader) -> io::Result<()> {
        let mut stream = masker.stream();
        let mut out = BufWriter::with_capacity(AT_ONCE, to);
        let mut buffer = Zeroizing::new(vec![0; AT_ONCE]);
        // Once the program has ended: what stood in the pipe then. Its own children may keep the pipe open for ever.
        let mut left: Option<usize> = None;
        loop {
            if left.is_none() {
                let mut waited_for =
                    [PollFd::new(&self.from, PollFlags::IN), PollFd::new(gone, PollFlags::IN)];
                match poll(&mut waited_for, None) {
                    Ok(_) => {}
                    Err(rustix::io::Errno::INTR) => continue,
                    Err(error) => return Err(error.into()),
                }
                let [_, gone] = &waited_for;
                if !gone.revents().is_empty() {
                    left = Some(usize::try_from(ioctl_fionread(&self.from)?).unwrap_or(usize::MAX));
                }
            }
            let most = left.unwrap_or(AT_ONCE).min(AT_ONCE);
            let space = buffer.get_mut(..most).unwrap_or_default();
            let count = match (&self.from).read(space) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            left = left.map(|left| left.saturating_sub(count));
            stream.push(buffer.get(..count).unwrap_or_default(), &mut out)?;
            out.flush()?;
        }
        stream.finish(&mut out)?;
        out.flush()
    }
}

/// Lets go of our input, which the program has now: whoever writes to it sees when nobody reads any more.
pub(super) fn leave_input() {
    if let Ok(nothing) = File::open("/dev/null") {
        let _ = dup2_stdin(&nothing);
    }
}

fn are_one(a: BorrowedFd<'_>, b: BorrowedFd<'_>) -> bool {
    match (rustix::fs::fstat(a), rustix::fs::fstat(b)) {
        (Ok(a), Ok(b)) => (a.st_dev, a.st_ino) == (b.st_dev, b.st_ino),
        _ => false,
    }
}
