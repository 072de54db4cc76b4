//! Replacing a file as a whole: whoever reads it sees the old text or the new one, whatever happens in between.

use std::{
    fs::{self, File, Metadata, OpenOptions},
    io,
    path::{Path, PathBuf},
};

use unplain_core::{ErrorKind, ProviderError};

use super::{folder, read};
use crate::error::io_error;

/// What became of a replacement.
#[derive(PartialEq, Eq, Debug)]
pub(crate) enum Replaced {
    /// The new text is there, on disk.
    Done,
    /// The file was no longer what it was based on; nothing was changed.
    Moved,
}

/// Replaces the file `path`, which held `base` (`None`: was not there), by what `write` writes.
///
/// `check` looks at the new text as it is read back from disk, before it takes the file's place. The mode and the owner
/// stay; a new file has mode 0600. The caller holds the file's lock.
pub(crate) fn replace(
    path: &Path,
    base: Option<&str>,
    write: impl FnOnce(&mut File) -> io::Result<()>,
    check: impl FnOnce(&str) -> Result<(), ProviderError>,
) -> Result<Replaced, ProviderError> {
    let failed = |error| io_error("write", path, &error);
    let old = base.map(|_| fs::metadata(path)).transpose().map_err(failed)?;
    if let Some(old) = &old {
        refuse_special(path, old)?;
    }
    let (temporary, mut file) = Temporary::create(path).map_err(|error| {
        let doing = if error.kind() == io::ErrorKind::PermissionDenied {
            "make a file in the folder of"
        } else {
            "write"
        };
        io_error(doing, path, &error)
    })?;
    write(&mut file).map_err(failed)?;
    if let Some(old) = &old {
        like(&file, old).map_err(|error| io_error("keep the mode and owner of", path, &error))?;
    }
    file.sync_all().map_err(failed)?;
    drop(file);
    check(&read::store(&temporary.0)?.unwrap_or_default())?;
    if read::store(path)?.as_deref() != base {
        return Ok(Replaced::Moved);
    }
    let renamed = if base.is_some() {
        fs::rename(&temporary.0, path)
    } else {
        rename_to_new(&temporary.0, path)
    };
    match renamed {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(Replaced::Moved),
        renamed => renamed.map_err(failed)?,
    }
    temporary.keep();
    folder::sync(folder::of(path))?;
    Ok(Replaced::Done)
}

/// A file beside the target, removed again unless it took the target's place.
struct Temporary(PathBuf);

impl Temporary {
    fn create(path: &Path) -> io::Result<(Self, File)> {
        let mut name = std::ffi::OsString::from(".");
        name.push(path.file_name().unwrap_or_default());
        name.push(".unplain-new");
        let beside = path.with_file_name(name);
        // The lock is ours, so one that is there was left by a process that was killed.
        match fs::remove_file(&beside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&beside)?;
        Ok((Self(beside), file))
    }

    fn keep(self) {
        std::mem::forget(self);
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// As `rename`, but never over a file that has appeared meanwhile, where the system can promise that.
fn rename_to_new(from: &Path, to: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
    {
        use rustix::{
            fs::{CWD, RenameFlags, renameat_with},
            io::Errno,
        };
        match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            // The file system does not know the flag.
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {}
            renamed => return renamed.map_err(io::Error::from),
        }
    }
    fs::rename(from, to)
}

/// Refuses what the user has set apart: a file that is read-only, and one with a second name.
fn refuse_special(path: &Path, old: &Metadata) -> Result<(), ProviderError> {
    let refused = |what: &str, help: &str| {
        Err(ProviderError::new(ErrorKind::Denied, format!("{}: {what}", path.display()), help))
    };
    if old.permissions().readonly() {
        return refused("it is read-only", "make it writable (chmod u+w) if it may be changed");
    }
    #[cfg(unix)]
    if std::os::unix::fs::MetadataExt::nlink(old) > 1 {
        return refused(
            "it has a second name (hard link), which replacing it would cut off",
            "remove the other name, or make it a symbolic link",
        );
    }
    Ok(())
}

/// Gives `file` the owner and mode of `old`.
#[cfg(unix)]
fn like(file: &File, old: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    let new = file.metadata()?;
    if (new.uid(), new.gid()) != (old.uid(), old.gid()) {
        std::os::unix::fs::fchown(file, Some(old.uid()), Some(old.gid()))?;
    }
    file.set_permissions(fs::Permissions::from_mode(old.mode() & 0o777))
}

#[cfg(not(unix))]
fn like(_: &File, _: &Metadata) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::{
        fs,
        io::{self, Write as _},
    };

    use unplain_core::{ErrorKind, ProviderError};

    use super::{Replaced, replace};

    fn folder_with(text: &str) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store");
        fs::write(&path, text).unwrap();
        (folder, path)
    }

    fn names(folder: &tempfile::TempDir) -> Vec<String> {
        let entries = fs::read_dir(folder.path()).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn a_write_that_fails_half_way_leaves_the_old_file_and_nothing_else() {
        let (folder, path) = folder_with("old");
        let full = |file: &mut fs::File| {
            file.write_all(b"ne")?;
            Err(io::ErrorKind::StorageFull.into())
        };
        let error = replace(&path, Some("old"), full, |_| Ok(())).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unavailable);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(names(&folder), ["store"]);
    }

    #[test]
    fn what_does_not_read_back_right_never_takes_the_place() {
        let (folder, path) = folder_with("old");
        let refuse = |text: &str| {
            assert_eq!(text, "new");
            Err(ProviderError::new(ErrorKind::BadReply, "no", ""))
        };
        assert!(replace(&path, Some("old"), |file| file.write_all(b"new"), refuse).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(names(&folder), ["store"]);
    }

    #[test]
    fn a_file_that_changed_or_appeared_meanwhile_is_kept() {
        let (folder, path) = folder_with("other");
        for base in [Some("old"), None] {
            let replaced = replace(&path, base, |file| file.write_all(b"new"), |_| Ok(())).unwrap();
            assert_eq!(replaced, Replaced::Moved);
            assert_eq!(fs::read_to_string(&path).unwrap(), "other");
        }
        assert_eq!(names(&folder), ["store"]);
    }

    #[test]
    fn a_file_that_appears_at_the_last_moment_is_kept_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store");
        fs::write(&path, "other").unwrap();
        let from = folder.path().join("new");
        fs::write(&from, "new").unwrap();
        if cfg!(any(target_os = "linux", target_vendor = "apple")) {
            assert_eq!(
                super::rename_to_new(&from, &path).unwrap_err().kind(),
                io::ErrorKind::AlreadyExists
            );
            assert_eq!(fs::read_to_string(&path).unwrap(), "other");
        }
    }

    #[test]
    fn what_a_killed_process_left_is_no_obstacle() {
        let (folder, path) = folder_with("old");
        fs::write(folder.path().join(".store.unplain-new"), "half").unwrap();
        assert_eq!(
            replace(&path, Some("old"), |f| f.write_all(b"new"), |_| Ok(())).unwrap(),
            Replaced::Done
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(names(&folder), ["store"]);
    }

    #[cfg(unix)]
    #[test]
    fn the_mode_stays_and_a_new_file_is_private() {
        use std::os::unix::fs::PermissionsExt as _;
        let mode =
            |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let (folder, path) = folder_with("old");
        for wanted in [0o640, 0o600, 0o644] {
            fs::set_permissions(&path, fs::Permissions::from_mode(wanted)).unwrap();
            let old = fs::read_to_string(&path).unwrap();
            let new = format!("{old}+");
            replace(&path, Some(&old), |file| file.write_all(new.as_bytes()), |_| Ok(())).unwrap();
            assert_eq!(mode(&path), wanted);
        }
        let fresh = folder.path().join("fresh");
        replace(&fresh, None, |file| file.write_all(b"x"), |_| Ok(())).unwrap();
        assert_eq!(mode(&fresh), 0o600);
    }

    #[cfg(unix)]
    #[test]
    fn a_read_only_file_is_refused() {
        use std::os::unix::fs::PermissionsExt as _;
        let (_folder, path) = folder_with("old");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
        let error =
            replace(&path, Some("old"), |file| file.write_all(b"new"), |_| Ok(())).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Denied);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_with_two_names_is_refused() {
        let (folder, path) = folder_with("old");
        fs::hard_link(&path, folder.path().join("second")).unwrap();
        let error =
            replace(&path, Some("old"), |file| file.write_all(b"new"), |_| Ok(())).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Denied);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    }
}
