//! Waiting for files to change.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    time::{Duration, Instant},
};

use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::{
    HostError, HostErrorKind,
    walk::{Area, Walked, folders},
};

/// Programs write a file in several steps: it counts as changed once nothing has happened for so long.
const QUIET: Duration = Duration::from_millis(60);

/// After so long a change is told even if others keep coming.
const AT_LEAST: Duration = Duration::from_millis(600);

/// Tells when a file changes below some folders, those that appear later included.
pub struct Watcher {
    watcher: RecommendedWatcher,
    events: Receiver<notify::Result<Event>>,
    area: Area,
    watched: BTreeSet<PathBuf>,
}

impl Watcher {
    /// Begins to watch everything below `roots` but what `area` leaves out, and the files in the folders `singles`, not
    /// below them. Links are not followed.
    ///
    /// # Errors
    ///
    /// The system does not let so many folders be watched.
    pub fn new(roots: &[PathBuf], singles: &[PathBuf], area: Area) -> Result<Self, HostError> {
        let (sender, events) = channel();
        let watcher =
            notify::recommended_watcher(sender).map_err(|error| failed(&error, Path::new("")))?;
        let mut watcher = Self { watcher, events, area, watched: BTreeSet::new() };
        for folder in singles {
            watcher.add(folder)?;
        }
        watcher.add_below(roots)?;
        Ok(watcher)
    }

    /// Waits until something changed that `matters`, and then until it is quiet.
    ///
    /// # Errors
    ///
    /// A new folder could not be watched, or the system stopped telling.
    pub fn wait(&mut self, matters: &dyn Fn(&Path) -> bool) -> Result<(), HostError> {
        let gone = || {
            let message = "the system tells of no more changes";
            HostError::new(HostErrorKind::System, "", message, "start this again")
        };
        loop {
            let first = self.events.recv().map_err(|_| gone())?;
            let mut changed = self.take(first, matters)?;
            let end = Instant::now() + AT_LEAST;
            while Instant::now() < end {
                match self.events.recv_timeout(QUIET) {
                    Ok(event) => changed |= self.take(event, matters)?,
                    Err(RecvTimeoutError::Timeout) => break,
                    Err(RecvTimeoutError::Disconnected) => return Err(gone()),
                }
            }
            if changed {
                return Ok(());
            }
        }
    }

    /// Watches what is new, and says whether the event matters.
    fn take(
        &mut self,
        event: notify::Result<Event>,
        matters: &dyn Fn(&Path) -> bool,
    ) -> Result<bool, HostError> {
        // what was missed may have been anything
        let Ok(event) = event else { return Ok(true) };
        if event.need_rescan() {
            return Ok(true);
        }
        if event.kind.is_access() {
            return Ok(false);
        }
        let mut changed = event.paths.iter().any(|path| matters(path));
        for path in &event.paths {
            let is_folder = path.symlink_metadata().is_ok_and(|facts| facts.is_dir());
            if is_folder && !self.watched.contains(path) {
                // it may have come with files in it
                changed = true;
                self.add_below(std::slice::from_ref(path))?;
            } else if !is_folder && self.watched.remove(path) {
                changed = true;
            }
        }
        Ok(changed)
    }

    fn add_below(&mut self, roots: &[PathBuf]) -> Result<(), HostError> {
        let mut walked = Walked::default();
        for folder in folders(roots, self.area, &mut walked) {
            self.add(&folder)?;
        }
        Ok(())
    }

    fn add(&mut self, folder: &Path) -> Result<(), HostError> {
        match self.watcher.watch(folder, RecursiveMode::NonRecursive) {
            Ok(()) => {
                self.watched.insert(folder.to_owned());
                Ok(())
            }
            // it went again
            Err(error) if matches!(error.kind, notify::ErrorKind::PathNotFound) => Ok(()),
            Err(_) if !folder.exists() => Ok(()),
            Err(error) => Err(failed(&error, folder)),
        }
    }
}

fn failed(error: &notify::Error, folder: &Path) -> HostError {
    let (message, help) = match &error.kind {
        notify::ErrorKind::MaxFilesWatch => (
            "the system does not let so many folders be watched".to_owned(),
            "raise fs.inotify.max_user_watches, or name a PATH with fewer folders",
        ),
        notify::ErrorKind::Io(error) => (
            format!("changes can't be watched: {}", crate::error::words(error)),
            "check its permissions",
        ),
        _ => ("changes can't be watched".to_owned(), "name another PATH"),
    };
    HostError::new(HostErrorKind::System, folder, message, help)
}
