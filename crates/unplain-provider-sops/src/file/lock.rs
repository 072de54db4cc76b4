//! The lock that keeps two writers of one store apart.

use std::{
    fs::{File, OpenOptions},
    io,
    path::Path,
    thread,
    time::Duration,
};

use unplain_core::{ErrorKind, ProviderError};

use crate::error::io_error;

const TRIES: u32 = 200;
const PAUSE: Duration = Duration::from_millis(50);

/// Held until dropped, or until the process ends in whatever way.
pub(crate) struct Lock(#[expect(dead_code, reason = "the lock goes with the open file")] File);

impl Lock {
    /// Waits up to ten seconds for the lock of the file `path`, whose folder must be there.
    ///
    /// It is an advisory lock on the folder, which leaves nothing behind. Where folders cannot be locked (Windows, some
    /// network file systems), it is one on a file beside `path`, which stays.
    pub(crate) fn take(path: &Path) -> Result<Self, ProviderError> {
        Self::try_times(TRIES, path)
    }

    fn try_times(tries: u32, path: &Path) -> Result<Self, ProviderError> {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".lock");
        let beside = path.with_file_name(name);
        for _ in 0..tries {
            #[cfg(unix)]
            let locked = on_folder(path).or_else(|error| match error.raw_os_error() {
                Some(number) if UNSUPPORTED.contains(&number) => on_file(&beside),
                _ => Err(error),
            });
            #[cfg(not(unix))]
            let locked = on_file(&beside);
            match locked {
                Ok(file) => return Ok(Self(file)),
                Err(error) if is_busy(&error) => thread::sleep(PAUSE),
                Err(error) => return Err(io_error("lock", path, &error)),
            }
        }
        Err(ProviderError::new(
            ErrorKind::Locked,
            format!("{}: another program has held its lock for ten seconds", path.display()),
            "wait for it to finish, then run this again",
        ))
    }
}

/// What a file system says that cannot lock folders, and a folder that can be written into but not read.
#[cfg(unix)]
const UNSUPPORTED: [i32; 7] = {
    use rustix::io::Errno;
    [
        Errno::ACCESS.raw_os_error(),
        Errno::BADF.raw_os_error(),
        Errno::INVAL.raw_os_error(),
        Errno::ISDIR.raw_os_error(),
        Errno::NOLCK.raw_os_error(),
        Errno::NOSYS.raw_os_error(),
        Errno::OPNOTSUPP.raw_os_error(),
    ]
};

#[cfg(unix)]
fn on_folder(path: &Path) -> io::Result<File> {
    flock(File::open(super::folder::of(path))?)
}

#[cfg(unix)]
fn on_file(beside: &Path) -> io::Result<File> {
    flock(OpenOptions::new().create(true).append(true).open(beside)?)
}

#[cfg(unix)]
fn flock(file: File) -> io::Result<File> {
    rustix::fs::flock(&file, rustix::fs::FlockOperation::NonBlockingLockExclusive)?;
    Ok(file)
}

#[cfg(unix)]
fn is_busy(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted)
}

/// Windows lets nobody else open a file that shares nothing.
#[cfg(not(unix))]
fn on_file(beside: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(windows)]
    std::os::windows::fs::OpenOptionsExt::share_mode(&mut options, 0);
    options.open(beside)
}

#[cfg(not(unix))]
fn is_busy(error: &io::Error) -> bool {
    const SHARING_VIOLATION: i32 = 32;
    error.raw_os_error() == Some(SHARING_VIOLATION)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use unplain_core::ErrorKind;

    use super::Lock;

    #[test]
    fn one_at_a_time_and_nothing_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store");
        let held = Lock::try_times(1, &path).unwrap();
        let Err(error) = Lock::try_times(2, &path) else { panic!("locked twice") };
        assert_eq!(error.kind, ErrorKind::Locked);
        assert!(error.message.contains("store"), "{}", error.message);
        drop(held);
        let held = Lock::try_times(1, &path).unwrap();
        drop(held);
        if cfg!(unix) {
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_beside_it_locks_as_well() {
        let folder = tempfile::tempdir().unwrap();
        let beside = folder.path().join("store.lock");
        let held = super::on_file(&beside).unwrap();
        assert!(super::is_busy(&super::on_file(&beside).unwrap_err()));
        drop(held);
        assert!(super::on_file(&beside).is_ok());
    }
}
