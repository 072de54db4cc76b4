//! Files of JSON lines that only grow, and the small files beside them.

use std::{
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom, Write},
    path::Path,
};

use serde::{Serialize, de::DeserializeOwned};

use crate::{HostError, HostErrorKind, error::shown, sys};

/// Whether a line must be on disk before the call returns.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Durability {
    /// It survives a power failure.
    Synced,
    /// It survives the end of the process.
    Written,
}

/// Adds one line. What a crash left of an unfinished last line is cut off first; other processes that add to the same
/// file wait.
pub(crate) fn append(
    path: &Path,
    entry: &impl Serialize,
    durability: Durability,
) -> Result<(), HostError> {
    let failed = |error: &io::Error| HostError::io("write", path, error);
    // the error's text could quote what was to be written
    let mut line = serde_json::to_vec(entry).map_err(|_| {
        let message = format!("an entry for `{}` can't be written as JSON", shown(path));
        HostError::new(HostErrorKind::Broken, path, message, "report this as a bug of unplain")
    })?;
    line.push(b'\n');
    let mut file = sys::open_to_append(path).map_err(|error| failed(&error))?;
    sys::wait_for_lock(&file).map_err(|error| failed(&error))?;
    cut_torn_line(&mut file).map_err(|error| failed(&error))?;
    file.write_all(&line).map_err(|error| failed(&error))?;
    if durability == Durability::Synced {
        file.sync_all().map_err(|error| failed(&error))?;
    }
    Ok(())
}

/// All whole lines; none if the file is not there. A last line without an end was not finished and is left out.
pub(crate) fn entries<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, HostError> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(HostError::io("read", path, &error)),
    };
    let Some(end) = bytes.iter().rposition(|&byte| byte == b'\n') else { return Ok(Vec::new()) };
    let lines = bytes.get(..end).unwrap_or_default().split(|&byte| byte == b'\n');
    lines
        .enumerate()
        .map(|(index, line)| {
            serde_json::from_slice(line).map_err(|_| {
                HostError::new(
                    HostErrorKind::Broken,
                    path,
                    format!(
                        "line {} of `{}` is not what unplain writes there",
                        index + 1,
                        shown(path)
                    ),
                    "use the version of unplain that wrote it, or repair the line by hand",
                )
            })
        })
        .collect()
}

/// The content of a file of at most 64 KiB; `None` if it is absent.
pub(crate) fn read_small(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let file = match sys::open_to_read(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    if !file.metadata()?.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let mut bytes = Vec::new();
    file.take(64 << 10).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

fn cut_torn_line(file: &mut File) -> io::Result<()> {
    let len = file.seek(SeekFrom::End(0))?;
    let mut end = len;
    let mut buffer = [0; 4096];
    while end > 0 {
        let start = end.saturating_sub(4096);
        let size = usize::try_from(end - start).unwrap_or(0);
        let Some(chunk) = buffer.get_mut(..size) else { break };
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(chunk)?;
        if let Some(last) = chunk.iter().rposition(|&byte| byte == b'\n') {
            end = start + last as u64 + 1;
            break;
        }
        end = start;
    }
    if end < len {
        file.set_len(end)?;
    }
    // where the system has no append mode that may also shorten
    file.seek(SeekFrom::End(0)).map(drop)
}
