//! Finding files by name below some folders, with all cores.

use std::{
    io,
    path::{Path, PathBuf},
    sync::mpsc,
};

use ignore::{DirEntry, WalkBuilder, WalkParallel, WalkState};

use crate::{error::words, mounts};

/// What [`walk`] leaves out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Area {
    /// Folders named `.git` and `node_modules`: what is in there was put there by git and npm.
    Projects,
    /// Folders named `.git`: what is in there is history.
    Versions,
    /// Nothing.
    Everything,
}

/// Whether a file is wanted, given its path and the bytes of its name. Called from several threads, and for every file: to
/// take a path apart costs more than to compare a name.
pub type Want<'a> = dyn Fn(&Path, &[u8]) -> bool + Sync + 'a;

/// What [`walk`] found.
#[derive(Debug, Default)]
pub struct Walked {
    /// The wanted files, sorted by the bytes of their paths, each once.
    pub files: Vec<PathBuf>,
    /// What could not be read, and why, sorted.
    pub unreadable: Vec<(PathBuf, String)>,
    /// Mount points of network and user-space file systems (NFS, SMB, sshfs, …) and of the kernel's own (`/proc`), which
    /// are not entered unless they are a root or above one: they can hang, and hold other machines' files. Sorted.
    pub not_entered: Vec<PathBuf>,
}

/// Everything below `roots` that is no folder and that `want` says yes to.
///
/// Hidden folders are entered, ignore files are not asked, links are not followed but are themselves found; a root that is
/// a link is followed. What disappears during the walk is not reported.
pub fn walk(roots: &[PathBuf], want: &Want<'_>, area: Area) -> Walked {
    let mut walked = Walked::default();
    let Some(walker) = parallel(roots, area, &mut walked) else { return walked };
    let (found, results) = mpsc::channel();
    walker.run(|| {
        let found = found.clone();
        Box::new(move |entry| {
            // the receiver outlives the walk
            let _ = match entry {
                Ok(entry) if is_wanted(&entry, want) => found.send(Ok(entry.into_path())),
                Ok(_) => Ok(()),
                Err(error) => found.send(Err(error)),
            };
            WalkState::Continue
        })
    });
    drop(found);
    for result in results {
        match result {
            Ok(path) => walked.files.push(path),
            Err(error) => walked.note(&error),
        }
    }
    walked.sort();
    walked
}

/// The folders from `roots` on that a walk enters, the roots too.
pub(crate) fn folders(roots: &[PathBuf], area: Area, walked: &mut Walked) -> Vec<PathBuf> {
    let Some(walker) = parallel(roots, area, walked) else { return Vec::new() };
    let (found, folders) = mpsc::channel();
    walker.run(|| {
        let found = found.clone();
        Box::new(move |entry| {
            let entered =
                entry.ok().filter(|entry| entry.file_type().is_some_and(|kind| kind.is_dir()));
            // the receiver outlives the walk
            let _ = entered.map(|entry| found.send(entry.into_path()));
            WalkState::Continue
        })
    });
    drop(found);
    folders.into_iter().collect()
}

impl Walked {
    /// Notes what could not be walked.
    pub(crate) fn note(&mut self, error: &ignore::Error) {
        self.unreadable.extend(unreadable(error));
    }

    /// Puts everything in order, each once.
    pub(crate) fn sort(&mut self) {
        self.files.sort_unstable_by(|a, b| a.as_os_str().cmp(b.as_os_str()));
        self.files.dedup();
        self.unreadable.sort_unstable();
        self.unreadable.dedup();
    }
}

/// A walk below `roots`, of which `walked` says what it does not enter; `None` without roots.
pub(crate) fn parallel(roots: &[PathBuf], area: Area, walked: &mut Walked) -> Option<WalkParallel> {
    let mut builder = builder(roots)?;
    walked.not_entered = mounts::to_avoid_below(roots);
    let avoid = walked.not_entered.clone();
    builder.filter_entry(move |entry| enters(entry, area, &avoid));
    Some(builder.build_parallel())
}

/// A walk below `roots` that leaves nothing out.
pub(crate) fn builder(roots: &[PathBuf]) -> Option<WalkBuilder> {
    let (first, rest) = roots.split_first()?;
    let mut builder = WalkBuilder::new(follow(first));
    for root in rest {
        builder.add(follow(root));
    }
    builder.standard_filters(false).follow_links(false);
    Some(builder)
}

/// The root with a slash behind it if it is a link to a folder, so that the system follows it.
fn follow(root: &Path) -> PathBuf {
    if root.is_symlink() && root.is_dir() { root.join("") } else { root.to_path_buf() }
}

fn enters(entry: &DirEntry, area: Area, avoid: &[PathBuf]) -> bool {
    if !entry.file_type().is_some_and(|kind| kind.is_dir()) {
        return true;
    }
    let left_out = match area {
        Area::Projects => entry.file_name() == ".git" || entry.file_name() == "node_modules",
        Area::Versions => entry.file_name() == ".git",
        Area::Everything => false,
    };
    !left_out && !avoid.iter().any(|mount| mount == entry.path())
}

fn is_wanted(entry: &DirEntry, want: &Want<'_>) -> bool {
    let is_folder = entry.file_type().is_none_or(|kind| kind.is_dir());
    !is_folder && want(entry.path(), name(entry.path()))
}

/// What stands behind the last separator.
fn name(path: &Path) -> &[u8] {
    let bytes = path.as_os_str().as_encoded_bytes();
    let last = bytes.iter().rposition(|byte| std::path::is_separator(char::from(*byte)));
    last.and_then(|at| bytes.get(at + 1..)).unwrap_or(bytes)
}

pub(crate) fn unreadable(error: &ignore::Error) -> Option<(PathBuf, String)> {
    let reason = match error.io_error() {
        Some(error) if error.kind() == io::ErrorKind::NotFound => return None,
        Some(error) => words(error),
        None => "it can't be walked".to_owned(),
    };
    Some((path_of(error).unwrap_or_default(), reason))
}

fn path_of(mut error: &ignore::Error) -> Option<PathBuf> {
    loop {
        match error {
            ignore::Error::WithPath { path, .. } => return Some(path.clone()),
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
                error = err
            }
            _ => return None,
        }
    }
}
