//! How failures of the machine are put into words.

use std::{
    io,
    path::{Path, PathBuf},
};

use thiserror::Error;
use unplain_core::ProviderError;

/// Something on this machine that could not be done.
///
/// The texts name paths and never hold what a file contains.
#[derive(Debug, Error)]
#[error("{message}")]
pub struct HostError {
    /// The class.
    pub kind: HostErrorKind,
    /// What it is about; empty where it is about no path.
    pub path: PathBuf,
    /// What is wrong and where, without a final dot.
    pub message: String,
    /// What to do about it, without a final dot.
    pub help: String,
}

/// The classes of [`HostError`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HostErrorKind {
    /// No home folder or no current folder.
    NoHome,
    /// The system refused a call or failed in it: no permission, disk full, I/O error.
    System,
    /// Another process holds a lock for too long.
    Locked,
    /// No such run.
    NotFound,
    /// More than one run begins like this.
    Ambiguous,
    /// A file of ours is not as we write it.
    Broken,
    /// A folder of ours belongs to somebody else or others can write to it.
    Unsafe,
}

/// Why a backup could not be written or read: the disk, or the key.
#[derive(Debug, Error)]
pub enum SealedError {
    /// The file.
    #[error(transparent)]
    Host(#[from] HostError),
    /// Encrypting or decrypting.
    #[error(transparent)]
    Seal(#[from] ProviderError),
}

impl HostError {
    pub(crate) fn new(
        kind: HostErrorKind,
        path: impl Into<PathBuf>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { kind, path: path.into(), message: message.into(), help: help.into() }
    }

    /// "can't `verb` `path`: why".
    pub(crate) fn io(verb: &str, path: &Path, error: &io::Error) -> Self {
        let message = format!("can't {verb} `{}`: {}", shown(path), words(error));
        Self::new(HostErrorKind::System, path, message, remedy(error))
    }
}

/// The path for a message, as [`printable`].
pub(crate) fn shown(path: &Path) -> String {
    printable(&path.to_string_lossy())
}

/// Text that can't steer a terminal: control characters, which a cloned repository can put into a file's name, and those
/// that turn the direction of writing, as escapes.
#[must_use]
pub fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || turns_direction(c) {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    out
}

/// Unicode's `Bidi_Control`.
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What the system said, in plain words.
pub(crate) fn words(error: &io::Error) -> String {
    let known = match error.kind() {
        io::ErrorKind::PermissionDenied => "permission denied",
        io::ErrorKind::NotFound => "it does not exist",
        io::ErrorKind::StorageFull => "the disk is full",
        io::ErrorKind::QuotaExceeded => "the disk quota is used up",
        io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only",
        io::ErrorKind::FileTooLarge => "it would be larger than files may be here",
        _ => {
            let text = error.to_string();
            let text = text.split(" (os error").next().unwrap_or_default();
            let mut chars = text.chars();
            return chars.next().map_or_else(
                || "unknown error".to_owned(),
                |first| first.to_lowercase().chain(chars).collect(),
            );
        }
    };
    known.to_owned()
}

/// What to do about it.
pub(crate) fn remedy(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::PermissionDenied => {
            "check who owns it and its folder, and their modes, and run again as their owner"
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "free some space and run it again"
        }
        io::ErrorKind::ReadOnlyFilesystem => "mount it writable, or leave this file out",
        io::ErrorKind::FileTooLarge => "raise the limit (`ulimit -f`) and run it again",
        _ => "repair the cause and run it again",
    }
}
