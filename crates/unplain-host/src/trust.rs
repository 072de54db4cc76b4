//! Which settings of which folders the user has said yes to (`unplain allow`), as direnv does it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use unplain_core::Surroundings;

use crate::{
    HostError, HostErrorKind,
    error::shown,
    journal,
    own_files::write_private,
    snapshot::{Snapshot, sha256},
    state,
};

/// What the user said about a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trust {
    /// Yes, to exactly this text at this place.
    Allowed,
    /// Yes, to another text at this place.
    Changed,
    /// Nothing.
    Never,
}

/// One allowed file. `path` is for whoever looks at the folder; the name of the record stands for it, too.
#[derive(Serialize, Deserialize)]
struct Record {
    path: String,
    sha256: String,
}

/// Remembers that the user trusts this text in this file. It replaces what was said about the file before.
///
/// # Errors
/// The record can't be written.
pub fn allow(surroundings: &Surroundings, file: &Snapshot) -> Result<(), HostError> {
    let folder = state::make_subfolder(&state::make(surroundings)?, "allowed")?;
    let path = folder.join(record_name(file.target()));
    let record =
        Record { path: file.target().to_string_lossy().into_owned(), sha256: hex(&file.sha256()) };
    let text = serde_json::to_string(&record)
        .map_err(|error| HostError::io("write", &path, &error.into()))?;
    write_private(&path, &text)
}

/// What the user said about the text that `file` holds: the one that was read, which may be another than what stands on
/// disk by now.
///
/// # Errors
/// The record can't be read or is broken, or others can write to the state folder.
pub fn is_allowed(surroundings: &Surroundings, file: &Snapshot) -> Result<Trust, HostError> {
    let Some(path) = record_path(surroundings, file.target())? else { return Ok(Trust::Never) };
    let Some(bytes) =
        journal::read_small(&path).map_err(|error| HostError::io("read", &path, &error))?
    else {
        return Ok(Trust::Never);
    };
    let record: Record = serde_json::from_slice(&bytes).map_err(|_| {
        let message = format!("`{}` is not what unplain writes there", shown(&path));
        HostError::new(
            HostErrorKind::Broken,
            &path,
            message,
            "remove it and run `unplain allow` again",
        )
    })?;
    Ok(if record.sha256 == hex(&file.sha256()) { Trust::Allowed } else { Trust::Changed })
}

/// Forgets what the user said about the file that stands, or stood, at `path`. Returns whether there was something.
///
/// # Errors
/// The record can't be removed.
pub fn revoke(surroundings: &Surroundings, path: &Path) -> Result<bool, HostError> {
    let target = canonical(path);
    let Some(record) = record_path(surroundings, &target)? else { return Ok(false) };
    match fs::remove_file(&record) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(HostError::io("remove", &record, &error)),
    }
}

/// Of a file that is gone, the folder's links are still resolved.
fn canonical(path: &Path) -> PathBuf {
    let beside = || Some(fs::canonicalize(path.parent()?).ok()?.join(path.file_name()?));
    fs::canonicalize(path).ok().or_else(beside).unwrap_or_else(|| path.to_path_buf())
}

fn record_path(surroundings: &Surroundings, target: &Path) -> Result<Option<PathBuf>, HostError> {
    let state = state::existing(surroundings)?;
    Ok(state.map(|state| state.join("allowed").join(record_name(target))))
}

fn record_name(target: &Path) -> String {
    hex(&sha256(target.as_os_str().as_encoded_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
