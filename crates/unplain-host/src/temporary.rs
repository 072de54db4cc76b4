//! The file that a new text is written to before it takes another's place.

use std::{
    ffi::OsString,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use crate::{HostError, random, sys};

/// A file of ours that goes away when it is dropped.
#[derive(Debug)]
pub(crate) struct Temporary {
    /// `.NAME.unplain-RANDOM` in the folder of the file NAME.
    pub(crate) path: PathBuf,
    pub(crate) file: File,
    /// Whether something of that name is to be removed.
    pub(crate) is_there: bool,
}

impl Temporary {
    /// For the user only, until it gets the mode of `target`.
    pub(crate) fn create(target: &Path) -> io::Result<Self> {
        let mut name = temporary_prefix(target).ok_or(io::ErrorKind::InvalidInput)?;
        name.push(random::hex());
        let path = target.with_file_name(name);
        let file = sys::create_private(&path)?;
        let temporary = Self { path, file, is_there: true };
        // tells `sweep` that somebody is at work; a file system without locks is no reason to stop
        let _ = sys::try_lock(&temporary.file);
        Ok(temporary)
    }

    pub(crate) fn remove(&mut self) -> io::Result<()> {
        if !std::mem::take(&mut self.is_there) {
            return Ok(());
        }
        match fs::remove_file(&self.path) {
            // swept by another `unplain`
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            done => done,
        }
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = self.remove();
    }
}

/// Removes what a killed `unplain` left beside `target`: its temporary files for this file, which can hold an old or a
/// new text. Those of a process that is alive stay. Returns the removed ones.
///
/// # Errors
/// The folder can't be read, or a file can't be removed. Outside of Unix nothing is removed (not tried).
pub fn sweep(target: &Path) -> Result<Vec<PathBuf>, HostError> {
    let (Some(folder), Some(prefix)) = (target.parent(), temporary_prefix(target)) else {
        return Ok(Vec::new());
    };
    let entries = match fs::read_dir(folder) {
        Ok(entries) if cfg!(unix) => entries,
        Ok(_) => return Ok(Vec::new()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(HostError::io("read", folder, &error)),
    };
    let mut removed = Vec::new();
    for entry in entries.flatten() {
        let name = entry.file_name();
        let ours = name.as_encoded_bytes().strip_prefix(prefix.as_encoded_bytes());
        if !ours.is_some_and(|end| end.len() == 16 && end.iter().all(u8::is_ascii_hexdigit)) {
            continue;
        }
        let path = entry.path();
        if !entry.file_type().is_ok_and(|kind| kind.is_file()) {
            continue;
        }
        // the lock ends with the process that made the file
        let Ok(file) = sys::open_to_read(&path) else { continue };
        let is_ours =
            file.metadata().is_ok_and(|metadata| sys::facts(&metadata).uid == sys::user());
        if !is_ours || !sys::try_lock(&file).unwrap_or(false) {
            continue;
        }
        fs::remove_file(&path).map_err(|error| HostError::io("remove", &path, &error))?;
        removed.push(path);
    }
    Ok(removed)
}

fn temporary_prefix(target: &Path) -> Option<OsString> {
    let mut prefix = OsString::from(".");
    // a name has at most 255 bytes
    if target.file_name()?.len() <= 200 {
        prefix.push(target.file_name()?);
        prefix.push(".");
    }
    prefix.push("unplain-");
    Some(prefix)
}
