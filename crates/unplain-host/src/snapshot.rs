//! Reading a file with care, and remembering what it was.

use std::{
    fmt, fs,
    io::{self, Read},
    path::{Path, PathBuf},
    time::SystemTime,
};

use sha2::{Digest, Sha256};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::{
    error::{remedy, shown, words},
    sys,
};

/// Larger files are not read.
const MAX_BYTES: u64 = 256 << 20;

/// How often a file that changes under the reader is read again.
const ATTEMPTS: usize = 5;

/// A file's text and what the file was when it was read.
///
/// The text is wiped on drop and never part of `Debug`.
pub struct Snapshot {
    path: PathBuf,
    target: PathBuf,
    text: Zeroizing<String>,
    facts: Facts,
}

impl Snapshot {
    /// The path that was asked for.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file itself: absolute, every link resolved.
    #[must_use]
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// The whole text, a byte order mark included.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The whole text, given away: whoever takes it has to wipe it.
    #[must_use]
    pub fn into_text(mut self) -> String {
        std::mem::take(&mut *self.text)
    }

    /// What the system said about the file.
    #[must_use]
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The SHA-256 of the text, computed at each call.
    #[must_use]
    pub fn sha256(&self) -> [u8; 32] {
        sha256(self.text.as_bytes())
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot")
            .field("path", &self.path)
            .field("target", &self.target)
            .field("facts", &self.facts)
            .finish_non_exhaustive()
    }
}

/// What tells one version of a file from another without reading it.
///
/// On Windows only `len` and `mtime` are known; the rest is zero (not tried).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Facts {
    /// The device that holds it.
    pub dev: u64,
    /// Its number on that device.
    pub ino: u64,
    /// Permission bits, set-id and sticky bits; no file type.
    pub mode: u32,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
    /// Number of hard links.
    pub nlink: u64,
    /// Last change of the content.
    pub mtime: SystemTime,
    /// Bytes.
    pub len: u64,
}

/// Why a file could not be read as text.
#[derive(Debug, Error)]
#[error("{message}")]
pub struct ReadError {
    /// The class.
    pub kind: ReadErrorKind,
    /// The path that was asked for.
    pub path: PathBuf,
    /// What is wrong and where, without a final dot.
    pub message: String,
    /// What to do about it, without a final dot.
    pub help: String,
}

/// The classes of [`ReadError`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReadErrorKind {
    /// A folder stands where a file is expected.
    Folder,
    /// A FIFO, socket or device.
    NotAFile,
    /// More than 256 MiB.
    TooLarge,
    /// Not UTF-8; `offset` is the first byte that is wrong, counted from 0.
    NotUtf8 {
        /// The byte.
        offset: usize,
    },
    /// No permission.
    Denied,
    /// A link that leads nowhere.
    DanglingLink,
    /// Links that lead in a circle.
    LinkLoop,
    /// Something kept writing to it.
    Changing,
    /// Any other failure of the system.
    System,
}

/// Reads the file at `path`, or at the end of the links that stand there; `None` if there is nothing.
///
/// Never blocks (a FIFO is refused, not opened for reading) and never reads more than 256 MiB. The text and the facts
/// belong to one version of the file: where it changes during the read, it is read again.
///
/// # Errors
/// See [`ReadErrorKind`]. A dangling link is an error, for what is written there would end up elsewhere.
pub fn read(path: &Path) -> Result<Option<Snapshot>, ReadError> {
    let target = match fs::canonicalize(path) {
        Ok(target) => target,
        Err(error) if is_absent(&error) => return absent_or_dangling(path),
        Err(error) => return Err(ReadError::io(path, &error)),
    };
    for _ in 0..ATTEMPTS {
        match read_once(path, &target)? {
            Attempt::Read(snapshot) => return Ok(Some(*snapshot)),
            Attempt::Gone => return absent_or_dangling(path),
            Attempt::Changed => {}
        }
    }
    Err(ReadError::new(
        ReadErrorKind::Changing,
        path,
        format!("`{}` was being written each time it was read", shown(path)),
        "close the program that writes it and run it again",
    ))
}

/// The SHA-256 of bytes.
#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

enum Attempt {
    Read(Box<Snapshot>),
    Changed,
    Gone,
}

fn read_once(path: &Path, target: &Path) -> Result<Attempt, ReadError> {
    // looked at before it is opened: opening a device can do things
    let metadata = match fs::symlink_metadata(target) {
        Ok(metadata) => metadata,
        Err(error) if is_absent(&error) => return Ok(Attempt::Gone),
        Err(error) => return Err(ReadError::io(path, &error)),
    };
    if metadata.is_symlink() {
        return Ok(Attempt::Changed);
    }
    check_kind(path, &metadata)?;
    let mut file = match sys::open_to_read(target) {
        Ok(file) => file,
        Err(error) if is_absent(&error) => return Ok(Attempt::Gone),
        Err(error) => return Err(ReadError::io(path, &error)),
    };
    let metadata = file.metadata().map_err(|error| ReadError::io(path, &error))?;
    check_kind(path, &metadata)?;
    let facts = sys::facts(&metadata);
    let bytes = read_exactly(&mut file, facts.len).map_err(|error| ReadError::io(path, &error))?;
    let after = file.metadata().map_err(|error| ReadError::io(path, &error))?;
    let Some(bytes) = bytes.filter(|_| sys::facts(&after) == facts) else {
        return Ok(Attempt::Changed);
    };
    let text = into_text(path, bytes)?;
    Ok(Attempt::Read(Box::new(Snapshot {
        path: path.to_path_buf(),
        target: target.to_path_buf(),
        text,
        facts,
    })))
}

fn check_kind(path: &Path, metadata: &fs::Metadata) -> Result<(), ReadError> {
    if metadata.is_dir() {
        return Err(ReadError::new(
            ReadErrorKind::Folder,
            path,
            format!("`{}` is a folder, not a file", shown(path)),
            "move the folder away, or leave this path out",
        ));
    }
    if !metadata.is_file() {
        return Err(ReadError::new(
            ReadErrorKind::NotAFile,
            path,
            format!("`{}` is {}, not a file", shown(path), sys::kind_of(metadata)),
            "put a plain file there, or leave this path out",
        ));
    }
    if metadata.len() > MAX_BYTES {
        return Err(ReadError::new(
            ReadErrorKind::TooLarge,
            path,
            format!(
                "`{}` is {} MiB large; at most 256 MiB are read",
                shown(path),
                metadata.len() >> 20
            ),
            "leave this path out, or make the file smaller",
        ));
    }
    Ok(())
}

/// The bytes, if there are exactly `len` of them. One allocation, so that no unwiped copy is left behind by growing.
fn read_exactly(file: &mut fs::File, len: u64) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
    let Ok(len) = usize::try_from(len) else { return Ok(None) };
    let mut bytes = Zeroizing::new(vec![0; len.saturating_add(1)]);
    let mut filled = 0;
    while let Some(free) = bytes.get_mut(filled..).filter(|free| !free.is_empty()) {
        match file.read(free) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    bytes.truncate(len);
    Ok((filled == len).then_some(bytes))
}

fn into_text(path: &Path, mut bytes: Zeroizing<Vec<u8>>) -> Result<Zeroizing<String>, ReadError> {
    String::from_utf8(std::mem::take(&mut *bytes)).map(Zeroizing::new).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        drop(Zeroizing::new(error.into_bytes()));
        ReadError::new(
            ReadErrorKind::NotUtf8 { offset },
            path,
            format!("`{}` is not UTF-8: byte {offset} (counted from 0) is wrong", shown(path)),
            "save the file as UTF-8, or leave this path out",
        )
    })
}

fn absent_or_dangling(path: &Path) -> Result<Option<Snapshot>, ReadError> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_symlink() => Err(ReadError::new(
            ReadErrorKind::DanglingLink,
            path,
            format!("`{}` is a link to something that does not exist", shown(path)),
            "remove the link, or make the file that it points to",
        )),
        Ok(_) => Err(ReadError::new(
            ReadErrorKind::Changing,
            path,
            format!("`{}` was being replaced while it was read", shown(path)),
            "run it again",
        )),
        Err(error) if is_absent(&error) => Ok(None),
        Err(error) => Err(ReadError::io(path, &error)),
    }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

impl ReadError {
    fn new(
        kind: ReadErrorKind,
        path: &Path,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { kind, path: path.to_path_buf(), message: message.into(), help: help.into() }
    }

    fn io(path: &Path, error: &io::Error) -> Self {
        if sys::is_link_loop(error) {
            return Self::new(
                ReadErrorKind::LinkLoop,
                path,
                format!("`{}`: its links lead in a circle", shown(path)),
                "remove one of the links",
            );
        }
        let kind = match error.kind() {
            io::ErrorKind::PermissionDenied => ReadErrorKind::Denied,
            _ => ReadErrorKind::System,
        };
        Self::new(
            kind,
            path,
            format!("can't read `{}`: {}", shown(path), words(error)),
            remedy(error),
        )
    }
}
