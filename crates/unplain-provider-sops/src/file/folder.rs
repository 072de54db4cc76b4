//! Folders: made private, and brought to disk.

use std::{fs::DirBuilder, io, path::Path};

use unplain_core::ProviderError;

use crate::error::io_error;

/// The folder that a file lies in.
pub(crate) fn of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes `path` and what is missing above it, with mode 0700. What is there stays as it is.
pub(crate) fn create_private(path: &Path) -> Result<(), ProviderError> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let missing: Vec<_> =
        path.ancestors().take_while(|path| !of(path).eq(*path) && !path.exists()).collect();
    for folder in missing.into_iter().rev().filter(|folder| !folder.as_os_str().is_empty()) {
        match builder.create(folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(io_error("make the folder", folder, &error));
            }
            _ => sync(of(folder))?,
        }
    }
    Ok(())
}

/// Brings the entries of a folder to disk.
#[cfg(unix)]
pub(crate) fn sync(path: &Path) -> Result<(), ProviderError> {
    match std::fs::File::open(path).and_then(|folder| folder.sync_all()) {
        // Some file systems cannot do it for folders.
        Err(error) if error.kind() != io::ErrorKind::InvalidInput => {
            Err(io_error("sync the folder", path, &error))
        }
        _ => Ok(()),
    }
}

/// Windows has no such call; its file systems journal their entries.
#[cfg(not(unix))]
pub(crate) fn sync(_: &Path) -> Result<(), ProviderError> {
    Ok(())
}
