//! Which files may be replaced, and why the others may not.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use thiserror::Error;
use unplain_core::Surroundings;

use crate::{
    error::{remedy, shown, words},
    snapshot::{Facts, Snapshot},
    sys,
};

/// Why a file is left alone.
#[derive(Debug, Error)]
#[error("{message}")]
pub struct Refusal {
    /// The class.
    pub kind: RefusalKind,
    /// The file itself, links resolved.
    pub path: PathBuf,
    /// What is wrong and where, without a final dot.
    pub message: String,
    /// What to do about it, without a final dot.
    pub help: String,
}

/// The classes of [`Refusal`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RefusalKind {
    /// It has more than one name; replacing it would leave the secret under the others.
    HardLinks,
    /// Anybody can put another file in its place.
    OpenFolder,
    /// It belongs to another user.
    ForeignOwner,
    /// Root works with the home folder of another user.
    ForeignHome,
    /// It is mounted by itself, so its name can't be given to another file.
    MountPoint,
    /// No files can be made in its folder.
    FolderNotWritable,
    /// Its mode or flags, or the file system, say that it is not to be written.
    ReadOnly,
    /// Its owner, group, mode, ACL or extended attributes can't be given to a new file.
    Attributes,
}

/// Whether the file may be replaced (architecture: safety rule 3).
///
/// A folder that everybody can write to is refused. So is one with the sticky bit (`/tmp`) unless it belongs to the user:
/// there only the owner of a file, of the folder, or root can move a file, so in a folder of our own nobody else can.
///
/// # Errors
/// The first reason against it. A failure to look is one, too.
pub fn check_replaceable(snapshot: &Snapshot, surroundings: &Surroundings) -> Result<(), Refusal> {
    check_home(snapshot.target(), &surroundings.home)?;
    check_file(snapshot.target(), snapshot.facts())
}

/// The part of [`check_replaceable`] that is about the file alone; done again right before the file is replaced.
pub(crate) fn check_file(target: &Path, facts: &Facts) -> Result<(), Refusal> {
    let Some(folder) = target.parent() else {
        return Err(Refusal::new(
            RefusalKind::MountPoint,
            target,
            "is the root of the file system",
            "",
        ));
    };
    let failed = |error: &io::Error| Refusal::failed(target, error);
    if cfg!(unix) {
        check_owner_and_links(target, facts)?;
        check_folder_open(target, folder)?;
        match sys::obstacle(target, folder).map_err(|error| failed(&error))? {
            Some(sys::Obstacle::Mounted) => {
                return Err(Refusal::new(
                    RefusalKind::MountPoint,
                    target,
                    "is mounted by itself, so it can't be replaced",
                    "change it where it is mounted from",
                ));
            }
            Some(sys::Obstacle::Immutable) => {
                return Err(Refusal::new(
                    RefusalKind::ReadOnly,
                    target,
                    "is marked as immutable or append-only",
                    "take the mark away with `chattr -i -a`, or leave this path out",
                ));
            }
            None => {}
        }
    }
    let read_only =
        fs::symlink_metadata(target).map_err(|error| failed(&error))?.permissions().readonly();
    if read_only || (cfg!(unix) && facts.mode & 0o200 == 0) {
        return Err(Refusal::new(
            RefusalKind::ReadOnly,
            target,
            "is read-only",
            "make it writable for its owner, or leave this path out",
        ));
    }
    sys::check_folder_writable(folder).map_err(|error| match error.kind() {
        io::ErrorKind::ReadOnlyFilesystem => Refusal::new(
            RefusalKind::ReadOnly,
            target,
            "is on a read-only file system",
            "mount it writable, or leave this path out",
        ),
        _ => Refusal::new(
            RefusalKind::FolderNotWritable,
            target,
            "is in a folder that you can't write to",
            "make the folder writable, or leave this path out",
        ),
    })
}

fn check_home(target: &Path, home: &Path) -> Result<(), Refusal> {
    if foreign_home(home) {
        return Err(Refusal::new(
            RefusalKind::ForeignHome,
            target,
            &format!(
                "is not touched: you are root, but the home folder `{}` is another user's",
                shown(home)
            ),
            "run it as that user",
        ));
    }
    Ok(())
}

/// Whether root works with the home folder of somebody else.
pub(crate) fn foreign_home(home: &Path) -> bool {
    cfg!(unix) && sys::user() == 0 && sys::owner_and_mode(home).is_ok_and(|(owner, _)| owner != 0)
}

fn check_owner_and_links(target: &Path, facts: &Facts) -> Result<(), Refusal> {
    if facts.uid != sys::user() {
        return Err(Refusal::new(
            RefusalKind::ForeignOwner,
            target,
            &format!("belongs to another user (user id {})", facts.uid),
            "run it as that user, or leave this path out",
        ));
    }
    if facts.nlink > 1 {
        return Err(Refusal::new(
            RefusalKind::HardLinks,
            target,
            &format!("has {} hard links; the secret would stay under the other names", facts.nlink),
            "remove the other names, or make this one a copy (`cp FILE NEW && mv NEW FILE`)",
        ));
    }
    Ok(())
}

fn check_folder_open(target: &Path, folder: &Path) -> Result<(), Refusal> {
    let (owner, mode) =
        sys::owner_and_mode(folder).map_err(|error| Refusal::failed(target, &error))?;
    let sticky_and_ours = mode & 0o1000 != 0 && owner == sys::user();
    if mode & 0o002 != 0 && !sticky_and_ours {
        return Err(Refusal::new(
            RefusalKind::OpenFolder,
            target,
            "is in a folder that every user can write to",
            "move it to a folder of your own, or take the right away with `chmod o-w`",
        ));
    }
    Ok(())
}

impl Refusal {
    /// The message begins with the path.
    pub(crate) fn new(kind: RefusalKind, path: &Path, what: &str, help: &str) -> Self {
        Self {
            kind,
            path: path.to_path_buf(),
            message: format!("`{}` {what}", shown(path)),
            help: help.to_owned(),
        }
    }

    fn failed(path: &Path, error: &io::Error) -> Self {
        let what = format!("can't be looked at: {}", words(error));
        Self::new(RefusalKind::FolderNotWritable, path, &what, remedy(error))
    }
}
