//! The lock of npm's `proper-lockfile`, which Claude Code and Cline hold while they write their files.
//!
//! It is a folder `FILE.lock`. Whoever makes it has the lock, keeps its time of change fresh, and removes it. One that was
//! not refreshed for 10 s is stale and may be taken over (`proper-lockfile` 4.1.2: `stale` 10000 ms, `update` half of
//! that).

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        mpsc::{self, RecvTimeoutError},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant, SystemTime},
};

use crate::{HostError, HostErrorKind, error::shown, sys};

/// From this age on a lock counts as left behind.
const STALE: Duration = Duration::from_secs(10);
/// How often a held lock is refreshed.
const REFRESH: Duration = Duration::from_secs(3);
/// How often a busy lock is tried again.
const RETRY: Duration = Duration::from_millis(50);

/// The held lock. Dropping it releases it; if the process is killed, it becomes stale after 10 s.
#[derive(Debug)]
pub struct LockFolder {
    folder: PathBuf,
    /// The time of change that we gave the folder last. Another one means that somebody has taken the lock over.
    stamp: Arc<Mutex<SystemTime>>,
    stop: Option<mpsc::Sender<()>>,
    refresher: Option<JoinHandle<()>>,
}

impl LockFolder {
    /// Long enough for a lock that was left behind a moment ago to become stale.
    pub const PATIENCE: Duration = Duration::from_secs(12);

    /// Takes the lock of `file`: the folder of the same name with `.lock` behind it. Links in `file` are not resolved
    /// (Claude Code 2.1.112 does not; for a program that leaves `proper-lockfile`'s `realpath` on, give the target).
    ///
    /// Waits at most `patience` for whoever has it.
    ///
    /// # Errors
    /// [`HostErrorKind::Locked`] if it is still held then; [`HostErrorKind::System`] if the folder can't be made.
    pub fn take(file: &Path, patience: Duration) -> Result<Self, HostError> {
        let mut name = OsString::from(file);
        name.push(".lock");
        let folder = PathBuf::from(name);
        let deadline = Instant::now() + patience;
        let modified = loop {
            if let Some(modified) = try_take(&folder)? {
                break modified;
            }
            if Instant::now() >= deadline {
                return Err(held_too_long(file, &folder));
            }
            thread::sleep(RETRY);
        };
        Self::keep(folder, modified)
    }

    /// Whether nobody has taken the lock over, or may do so now, as happens when this process was stopped for more than
    /// 10 s. To be asked right before a write.
    #[must_use]
    pub fn is_held(&self) -> bool {
        is_ours(&self.folder, &lock(&self.stamp)).unwrap_or(false)
            && age(&self.folder).is_ok_and(|age| age.is_none_or(|age| age < STALE))
    }

    fn keep(folder: PathBuf, stamp: SystemTime) -> Result<Self, HostError> {
        let (stop, stopped) = mpsc::channel();
        let stamp = Arc::new(Mutex::new(stamp));
        let spawned = thread::Builder::new().name("lock refresher".to_owned()).spawn({
            let (folder, stamp) = (folder.clone(), Arc::clone(&stamp));
            move || refresh(&folder, &stamp, &stopped)
        });
        match spawned {
            Ok(refresher) => {
                Ok(Self { folder, stamp, stop: Some(stop), refresher: Some(refresher) })
            }
            Err(error) => {
                let _ = fs::remove_dir(&folder);
                Err(HostError::io("keep the lock", &folder, &error))
            }
        }
    }
}

impl Drop for LockFolder {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(refresher) = self.refresher.take() {
            let _ = refresher.join();
        }
        if is_ours(&self.folder, &lock(&self.stamp)).unwrap_or(false) {
            let _ = fs::remove_dir(&self.folder);
        }
    }
}

/// One attempt; the lock's time of change if it was taken.
fn try_take(folder: &Path) -> Result<Option<SystemTime>, HostError> {
    match sys::create_private_folder(folder) {
        Ok(()) => {
            return set_stamp(folder).map(Some).map_err(|error| {
                let _ = fs::remove_dir(folder);
                HostError::io("lock", folder, &error)
            });
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(HostError::io("make the lock folder", folder, &error)),
    }
    match age(folder) {
        Ok(Some(age)) if age > STALE => {}
        Ok(_) => return Ok(None),
        // released meanwhile
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(HostError::io("look at the lock folder", folder, &error)),
    }
    match fs::remove_dir(folder) {
        Ok(()) => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(HostError::io("remove the stale lock folder", folder, &error)),
    }
}

/// How long ago the folder was refreshed; `None` if that lies in the future, which counts as fresh.
fn age(folder: &Path) -> io::Result<Option<Duration>> {
    let modified = fs::symlink_metadata(folder)?.modified()?;
    Ok(SystemTime::now().duration_since(modified).ok())
}

/// Sets the time of change to now and gives back what the file system made of it.
fn set_stamp(folder: &Path) -> io::Result<SystemTime> {
    sys::set_modified(folder, SystemTime::now())?;
    fs::symlink_metadata(folder)?.modified()
}

/// Until the other end of `stopped` is gone, or the lock is somebody else's.
fn refresh(folder: &Path, stamp: &Mutex<SystemTime>, stopped: &mpsc::Receiver<()>) {
    while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(REFRESH) {
        let mut ours = lock(stamp);
        match is_ours(folder, &ours) {
            Ok(true) => {
                if let Ok(now) = set_stamp(folder) {
                    *ours = now;
                }
            }
            Ok(false) => return,
            // tried again next time
            Err(_) => {}
        }
    }
}

fn is_ours(folder: &Path, stamp: &SystemTime) -> io::Result<bool> {
    match fs::symlink_metadata(folder).and_then(|metadata| metadata.modified()) {
        Ok(modified) => Ok(modified == *stamp),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// A time is never half written, so one left by a panic is good.
fn lock(stamp: &Mutex<SystemTime>) -> MutexGuard<'_, SystemTime> {
    stamp.lock().unwrap_or_else(PoisonError::into_inner)
}

fn held_too_long(file: &Path, folder: &Path) -> HostError {
    HostError::new(
        HostErrorKind::Locked,
        folder,
        format!(
            "another program is writing `{}`: it holds the lock `{}`",
            shown(file),
            shown(folder)
        ),
        "wait until it is done, or close it, and run it again",
    )
}
