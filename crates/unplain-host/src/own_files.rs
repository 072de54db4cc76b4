//! Files of our own that are neither journal nor config: remembered facts, templates.

use std::{
    fs,
    io::{self, Write as _},
    path::Path,
};

use crate::{HostError, random, sys};

/// Writes a file of ours (0600) all at once: it holds the old text or the new one at every instant. Its folder is made
/// (0700) where it is missing.
///
/// # Errors
/// The system refuses. The file is as it was, or, if only its folder could not be written to disk, new.
pub fn write_private(path: &Path, text: &str) -> Result<(), HostError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = folder.join(format!(".{name}.unplain-{}", random::hex()));
    let write = || {
        sys::create_private_folders(folder)?;
        let mut file = sys::create_private(&temporary)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&temporary, path)?;
        sys::sync_folder(folder)
    };
    write().map_err(|error| {
        let _ = fs::remove_file(&temporary);
        HostError::io("write", path, &error)
    })
}

/// Writes a program for everybody (0755) all at once: the old one or the new one stands there at every instant. Its
/// folder is made where it is missing.
///
/// # Errors
/// The system refuses. What stood there is as it was, or, if only its folder could not be written to disk, new.
pub fn write_program(path: &Path, text: &str) -> Result<(), HostError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = folder.join(format!(".{name}.unplain-{}", random::hex()));
    let write = || {
        fs::create_dir_all(folder)?;
        let mut file = sys::create_private(&temporary)?;
        file.write_all(text.as_bytes())?;
        sys::set_mode(&temporary, 0o755)?;
        file.sync_all()?;
        fs::rename(&temporary, path)?;
        sys::sync_folder(folder)
    };
    write().map_err(|error| {
        let _ = fs::remove_file(&temporary);
        HostError::io("write", path, &error)
    })
}

/// Writes a new file; one that stands there already is left alone. Nothing is left of one that could not be finished.
///
/// # Errors
/// There is such a file, or the system refuses.
pub fn create_new(path: &Path, text: &str) -> Result<(), HostError> {
    let failed = |error: io::Error| HostError::io("make", path, &error);
    let mut file =
        fs::OpenOptions::new().write(true).create_new(true).open(path).map_err(failed)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(|error| {
        let _ = fs::remove_file(path);
        failed(error)
    })
}
