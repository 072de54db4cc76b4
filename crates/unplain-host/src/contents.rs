//! Reading every file below some folders, with all cores and in windows, so that no file is too large.

use std::{
    fs::{self, File},
    io::{self, Read as _},
    path::{Path, PathBuf},
    sync::mpsc,
};

use ignore::{DirEntry, WalkState};
use zeroize::Zeroizing;

use crate::{error::words, mounts, sys, walk};

/// How much of a file is in memory at once, for each core.
const WINDOW: usize = 256 << 10;

/// What [`read_below`] found.
#[derive(Debug)]
pub struct ReadBelow<T> {
    /// The files in which something was found, sorted by the bytes of their paths.
    pub found: Vec<(PathBuf, T)>,
    /// How many files were read.
    pub files: usize,
    /// What could not be read, and why, sorted.
    pub unreadable: Vec<(PathBuf, String)>,
    /// As in [`crate::Walked`].
    pub not_entered: Vec<PathBuf>,
}

/// Reads every plain file below `roots` and gives it to `look`, which says what it found in it. Called from several
/// threads.
///
/// Hidden folders are entered and ignore files are not asked; what `leave_out` says yes to is neither entered nor read. A
/// root that is a link is followed, and so is a link to a file that lies below no root. FIFOs, sockets and devices are
/// left alone; what disappears meanwhile is not reported.
pub fn read_below<T: Send>(
    roots: &[PathBuf],
    leave_out: &(dyn Fn(&Path) -> bool + Sync),
    overlap: usize,
    look: &(dyn Fn(&Path, &mut Windows<'_>) -> io::Result<Option<T>> + Sync),
) -> ReadBelow<T> {
    let mut read = ReadBelow {
        found: Vec::new(),
        files: 0,
        unreadable: Vec::new(),
        not_entered: mounts::to_avoid_below(roots),
    };
    let Some(builder) = walk::builder(roots) else { return read };
    let real_roots: Vec<PathBuf> =
        roots.iter().filter_map(|root| fs::canonicalize(root).ok()).collect();
    let avoid = read.not_entered.clone();
    let (send, results) = mpsc::channel();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            // The receiver outlives the walk.
            let send = send;
            builder.build_parallel().run(|| {
                let send = send.clone();
                let mut buffer = Zeroizing::new(vec![0; WINDOW.max(overlap.saturating_mul(4))]);
                let (avoid, real_roots) = (&avoid, &real_roots);
                Box::new(move |entry| {
                    let entry = match entry {
                        Ok(entry) => entry,
                        Err(error) => {
                            let _ = send.send(Outcome::Unreadable(walk::unreadable(&error)));
                            return WalkState::Continue;
                        }
                    };
                    let kind = entry.file_type();
                    if leave_out(entry.path())
                        || kind.is_some_and(|kind| kind.is_dir())
                            && avoid.iter().any(|mount| mount == entry.path())
                    {
                        return WalkState::Skip;
                    }
                    let Some(target) = target(&entry, real_roots) else {
                        return WalkState::Continue;
                    };
                    let outcome = match read_one(&target, overlap, &mut buffer, &mut |windows| {
                        look(entry.path(), windows)
                    }) {
                        Ok(None) => return WalkState::Continue,
                        Ok(Some(None)) => Outcome::Nothing,
                        Ok(Some(Some(found))) => Outcome::Found(entry.into_path(), found),
                        Err(error) => Outcome::Unreadable(Some((entry.into_path(), words(&error)))),
                    };
                    let _ = send.send(outcome);
                    WalkState::Continue
                })
            });
        });
        for outcome in results {
            match outcome {
                Outcome::Nothing => read.files += 1,
                Outcome::Found(path, found) => {
                    read.files += 1;
                    read.found.push((path, found));
                }
                Outcome::Unreadable(what) => read.unreadable.extend(what),
            }
        }
    });
    read.found.sort_unstable_by(|(a, _), (b, _)| a.as_os_str().cmp(b.as_os_str()));
    read.found.dedup_by(|(a, _), (b, _)| a == b);
    read.unreadable.sort_unstable();
    read.unreadable.dedup();
    read
}

enum Outcome<T> {
    Nothing,
    Found(PathBuf, T),
    Unreadable(Option<(PathBuf, String)>),
}

/// The file to read for an entry: itself, or what a link to a file elsewhere leads to.
fn target(entry: &DirEntry, real_roots: &[PathBuf]) -> Option<PathBuf> {
    let kind = entry.file_type()?;
    // A root that is a link has the type of what it leads to.
    let is_root = entry.depth() == 0;
    if kind.is_file() && !is_root {
        return Some(entry.path().to_path_buf());
    }
    if kind.is_dir() || !kind.is_symlink() && !is_root {
        return None;
    }
    let target = fs::canonicalize(entry.path()).ok()?;
    let elsewhere = is_root || !real_roots.iter().any(|root| target.starts_with(root));
    (elsewhere && target.is_file()).then_some(target)
}

/// What `look` found; `None` if there is no plain file any more.
fn read_one<T>(
    path: &Path,
    overlap: usize,
    buffer: &mut [u8],
    look: &mut dyn FnMut(&mut Windows<'_>) -> io::Result<Option<T>>,
) -> io::Result<Option<Option<T>>> {
    let gone = |error: &io::Error| error.kind() == io::ErrorKind::NotFound;
    let file = match sys::open_to_read(path) {
        Ok(file) => file,
        Err(error) if gone(&error) => return Ok(None),
        Err(error) => return Err(error),
    };
    if !file.metadata()?.is_file() {
        return Ok(None);
    }
    look(&mut Windows { file, buffer, filled: 0, overlap, at_end: false }).map(Some)
}

/// A file, window by window.
pub struct Windows<'b> {
    file: File,
    buffer: &'b mut [u8],
    filled: usize,
    overlap: usize,
    at_end: bool,
}

impl Windows<'_> {
    /// The next window, and how many of its first bytes are the last of the one before; `None` at the file's end.
    ///
    /// # Errors
    /// The system's.
    pub fn next_window(&mut self) -> io::Result<Option<(&[u8], usize)>> {
        if self.at_end {
            return Ok(None);
        }
        let carried = self.filled.min(self.overlap);
        self.buffer.copy_within(self.filled - carried..self.filled, 0);
        self.filled = carried;
        while let Some(free) = self.buffer.get_mut(self.filled..).filter(|free| !free.is_empty()) {
            match self.file.read(free) {
                Ok(0) => {
                    self.at_end = true;
                    break;
                }
                Ok(read) => self.filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        let window = self.buffer.get(..self.filled).unwrap_or_default();
        Ok((self.filled > carried).then_some((window, carried)))
    }
}
