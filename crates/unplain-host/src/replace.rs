//! Replacing a file by another text so that nothing is lost: neither the old text, nor what another program wrote.

use std::{
    ffi::OsString,
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use thiserror::Error;

use crate::{
    HostError, HostErrorKind,
    error::shown,
    replaceable::{Refusal, RefusalKind, check_file},
    snapshot::{self, Facts, ReadError, Snapshot, sha256},
    sys,
    temporary::{Temporary, sweep},
};

/// Why a file was not replaced.
#[derive(Debug, Error)]
pub enum ReplaceError {
    /// The file is no longer what was read. It holds what the other program wrote; read and plan again.
    #[error("`{}` changed while it was being worked on", shown(.0))]
    Changed(PathBuf),
    /// The file is of a kind that is not replaced. Nothing was changed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The system failed. The file is as it was.
    #[error(transparent)]
    Failed(HostError),
    /// The new text stands there, but it could not be made sure that it would survive a power failure, or it could not
    /// be read back.
    #[error("the new text is in place, but {0}")]
    Unconfirmed(HostError),
}

impl ReplaceError {
    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::Changed(path) => path,
            Self::Refused(refusal) => &refusal.path,
            Self::Failed(error) | Self::Unconfirmed(error) => &error.path,
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> &str {
        match self {
            Self::Changed(_) => {
                "run it again; if it happens again, close the program that writes it"
            }
            Self::Refused(refusal) => &refusal.help,
            Self::Failed(error) | Self::Unconfirmed(error) => &error.help,
        }
    }
}

/// A new text that lies ready, on disk, beside the file that it is to replace. Dropping it takes it away.
#[derive(Debug)]
pub struct Prepared {
    temporary: Temporary,
    path: PathBuf,
    target: PathBuf,
    facts: Facts,
    old: [u8; 32],
    new: [u8; 32],
}

/// Replaces the text of the file that `snapshot` was read from. [`prepare`] and [`Prepared::commit`] in one.
///
/// # Errors
/// Those of both.
pub fn replace(snapshot: &Snapshot, new_text: &str) -> Result<Snapshot, ReplaceError> {
    prepare(snapshot, new_text)?.commit()
}

/// Writes `new_text` to a new file in the target's folder, with the target's owner, mode, ACL and extended attributes,
/// and waits until it is on disk.
///
/// # Errors
/// [`ReplaceError::Changed`] and [`ReplaceError::Refused`] (see [`crate::check_replaceable`], which also looks at the
/// home folder), [`ReplaceError::Failed`]. The file is as it was.
pub fn prepare(snapshot: &Snapshot, new_text: &str) -> Result<Prepared, ReplaceError> {
    let (target, facts) = (snapshot.target(), snapshot.facts());
    check_file(target, facts)?;
    let failed =
        |error: &io::Error| ReplaceError::Failed(HostError::io("write beside", target, error));
    sweep(target).map_err(ReplaceError::Failed)?;

    let old = sys::open_to_read(target)
        .map_err(|_| ReplaceError::Changed(snapshot.path().to_path_buf()))?;
    let metadata = old.metadata().map_err(|error| failed(&error))?;
    if sys::facts(&metadata) != *facts {
        return Err(ReplaceError::Changed(snapshot.path().to_path_buf()));
    }
    let mut temporary = Temporary::create(target).map_err(|error| failed(&error))?;
    temporary.file.write_all(new_text.as_bytes()).map_err(|error| failed(&error))?;
    // after the writing, which takes some attributes away
    sys::keep_attributes(&old, &temporary.file, facts).map_err(|error| {
        Refusal::new(
            RefusalKind::Attributes,
            target,
            &format!(
                "has an owner, mode, ACL or attributes that a new file can't be given: {}",
                crate::error::words(&error)
            ),
            "run it as the file's owner and a member of its group, or leave this path out",
        )
    })?;
    temporary.file.sync_all().map_err(|error| failed(&error))?;
    Ok(Prepared {
        temporary,
        path: snapshot.path().to_path_buf(),
        target: target.to_path_buf(),
        facts: facts.clone(),
        old: snapshot.sha256(),
        new: sha256(new_text.as_bytes()),
    })
}

impl Prepared {
    /// The path that was asked for when the file was read.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Puts the new text in the old one's place, if the file is still what was read: same links, device, number, size,
    /// time, mode, owner and bytes.
    ///
    /// Where the system can swap two names (Linux, macOS), what was displaced is looked at once more after the swap, and
    /// put back if it is not what was read: a program that replaces the file at the same instant loses nothing. Elsewhere
    /// one system call lies between the last look and the renaming. A program that has the file open and writes into it
    /// after that instant writes to a file that has no name any more.
    ///
    /// # Errors
    /// [`ReplaceError::Changed`] and [`ReplaceError::Failed`] leave the file alone; [`ReplaceError::Unconfirmed`] comes
    /// after the replacement.
    pub fn commit(self) -> Result<Snapshot, ReplaceError> {
        if self.is_unchanged()? { self.take_place() } else { Err(ReplaceError::Changed(self.path)) }
    }

    /// From the last look on.
    fn take_place(mut self) -> Result<Snapshot, ReplaceError> {
        if self.facts_of(&self.target).as_ref() != Some(&self.facts) {
            return Err(ReplaceError::Changed(self.path));
        }
        let failed =
            |error: &io::Error| ReplaceError::Failed(HostError::io("replace", &self.target, error));
        let swapped = sys::swap_or_replace(&self.temporary.path, &self.target)
            .map_err(|error| failed(&error))?;
        self.temporary.is_there = swapped;
        if swapped && !self.displaced_is_expected() {
            self.put_back()?;
            return Err(ReplaceError::Changed(self.path));
        }
        self.confirm()
    }

    fn is_unchanged(&self) -> Result<bool, ReplaceError> {
        let now =
            snapshot::read(&self.path).map_err(|error| ReplaceError::Failed(system(error)))?;
        Ok(now.is_some_and(|now| {
            now.target() == self.target && *now.facts() == self.facts && now.sha256() == self.old
        }))
    }

    fn facts_of(&self, path: &Path) -> Option<Facts> {
        fs::symlink_metadata(path).ok().map(|metadata| sys::facts(&metadata))
    }

    /// Whether the displaced file is what was read. On a layered file system a file can get another number by being
    /// moved; then its bytes decide.
    fn displaced_is_expected(&self) -> bool {
        if self.facts_of(&self.temporary.path).as_ref() == Some(&self.facts) {
            return true;
        }
        let displaced = snapshot::read(&self.temporary.path).ok().flatten();
        displaced.is_some_and(|displaced| {
            displaced.target() == self.temporary.path && displaced.sha256() == self.old
        })
    }

    /// Undoes a swap that displaced something else than what was read.
    ///
    /// Yet another program may replace the file meanwhile. So this goes on until a swap gives back what the one before
    /// put there: then the target holds the latest of what others wrote.
    fn put_back(&mut self) -> Result<(), ReplaceError> {
        let identity = |facts: Facts| (facts.dev, facts.ino);
        let mut placed =
            self.temporary.file.metadata().ok().map(|metadata| identity(sys::facts(&metadata)));
        for _ in 0..8 {
            let displaced = self.facts_of(&self.temporary.path).map(identity);
            if let Err(error) = sys::swap_or_replace(&self.temporary.path, &self.target) {
                return Err(self.stranded(&error));
            }
            if self.facts_of(&self.temporary.path).map(identity) == placed {
                return Ok(());
            }
            placed = displaced;
        }
        Err(self.stranded(&io::ErrorKind::ResourceBusy.into()))
    }

    /// What another program wrote lies under the temporary name and can't be put back. It stays there, under a name that
    /// [`sweep`] does not take for one of ours.
    fn stranded(&mut self, error: &io::Error) -> ReplaceError {
        self.temporary.is_there = false;
        let mut name = OsString::from(&self.temporary.path);
        name.push("-kept");
        let mut kept = PathBuf::from(name);
        if fs::rename(&self.temporary.path, &kept).is_err() {
            kept.clone_from(&self.temporary.path);
        }
        let mut error =
            HostError::io("put back what another program wrote to", &self.target, error);
        error.help = format!("what it wrote is in `{}`: move it back by hand", shown(&kept));
        ReplaceError::Unconfirmed(error)
    }

    fn confirm(mut self) -> Result<Snapshot, ReplaceError> {
        let unconfirmed = ReplaceError::Unconfirmed;
        self.temporary.remove().map_err(|error| {
            // The displaced text is of no use any more, and it may hold secrets.
            let emptied = File::options().write(true).truncate(true).open(&self.temporary.path);
            let mut error = HostError::io("remove", &self.temporary.path, &error);
            let what = if emptied.is_ok() { "it is empty" } else { "it holds the old text" };
            error.help = format!("remove it by hand: {what}");
            unconfirmed(error)
        })?;
        let folder = self.target.parent().unwrap_or(&self.target);
        sys::sync_folder(folder)
            .map_err(|error| unconfirmed(HostError::io("write to disk", folder, &error)))?;
        let now = snapshot::read(&self.path).map_err(|error| unconfirmed(system(error)))?;
        match now {
            Some(now) if now.sha256() == self.new => Ok(now),
            _ => Err(ReplaceError::Changed(self.path)),
        }
    }
}

fn system(error: ReadError) -> HostError {
    HostError::new(HostErrorKind::System, error.path, error.message, error.help)
}

#[cfg(test)]
mod tests {
    //! What happens within `commit` can't be arranged from outside.

    use super::*;

    /// Another program's way of writing.
    fn rename_over(path: &Path, text: &str) {
        let new = path.with_extension("theirs");
        fs::write(&new, text).unwrap();
        fs::rename(new, path).unwrap();
    }

    /// Another program's file has taken the place after the last look, and the two have been swapped. `None` where the
    /// system can't swap.
    fn swapped(folder: &Path) -> Option<(PathBuf, Prepared)> {
        let path = folder.canonicalize().unwrap().join("a");
        fs::write(&path, "old").unwrap();
        let prepared = prepare(&snapshot::read(&path).unwrap().unwrap(), "new").unwrap();
        rename_over(&path, "theirs");
        if !sys::swap_or_replace(&prepared.temporary.path, &path).unwrap() {
            println!("not tried: names can't be swapped here");
            return None;
        }
        Some((path, prepared))
    }

    fn only_theirs_is_left(path: &Path, theirs: &str) {
        assert_eq!(fs::read_to_string(path).unwrap(), theirs);
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_took_the_place_after_the_last_look_gets_it_back() {
        let folder = tempfile::tempdir().unwrap();
        let Some((path, mut prepared)) = swapped(folder.path()) else { return };
        assert!(!prepared.displaced_is_expected());
        prepared.put_back().unwrap();
        drop(prepared);
        only_theirs_is_left(&path, "theirs");
    }

    #[test]
    fn of_two_files_that_took_the_place_the_later_one_gets_it() {
        let folder = tempfile::tempdir().unwrap();
        let Some((path, mut prepared)) = swapped(folder.path()) else { return };
        rename_over(&path, "theirs, later");
        prepared.put_back().unwrap();
        drop(prepared);
        only_theirs_is_left(&path, "theirs, later");
    }

    #[test]
    fn what_was_displaced_is_never_removed_while_it_is_the_only_one() {
        let folder = tempfile::tempdir().unwrap();
        let Some((path, mut prepared)) = swapped(folder.path()) else { return };
        fs::remove_file(&path).unwrap();
        let error = prepared.put_back().unwrap_err();
        drop(prepared);
        assert!(matches!(&error, ReplaceError::Unconfirmed(_)));
        fs::write(&path, "old").unwrap();
        assert_eq!(sweep(&path).unwrap(), Vec::<PathBuf>::new(), "it is not taken for ours");
        let others = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
        let left: Vec<_> = others.filter(|other| !other.ends_with("a")).collect();
        let [left] = left.as_slice() else { panic!("one file is left: {left:?}") };
        assert_eq!(fs::read_to_string(left).unwrap(), "theirs");
        let name = left.file_name().unwrap().to_str().unwrap();
        assert!(error.help().contains(name), "{}", error.help());
    }
}
