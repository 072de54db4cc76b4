//! What keeps a repository from being read at all.

use std::path::{Path, PathBuf};

/// Why a repository cannot be read: what is wrong, where, and what to do. Quotes nothing of its content.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub struct GitError {
    /// What is wrong, in plain words.
    pub message: String,
    /// Where.
    pub path: PathBuf,
    /// What to do.
    pub help: String,
}

impl GitError {
    pub(crate) fn new(path: &Path, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), path: path.to_owned(), help: help.into() }
    }

    pub(crate) fn io(path: &Path, error: &std::io::Error) -> Self {
        Self::new(path, format!("could not be read: {}", error.kind()), "check its permissions")
    }
}
