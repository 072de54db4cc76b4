//! How a file that cannot be used is described: the place and the trouble, never its content.

use std::{fmt, io, path::Path};

use unplain_core::{ErrorKind, ProviderError};

/// Why a text cannot be used as a store. Holds nothing of the text itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Broken {
    /// The kind of trouble.
    pub fault: Fault,
    /// The line, counted from 1, where it is known.
    pub line: Option<usize>,
    /// What is wrong.
    pub what: String,
    /// What to do about it; empty if there is nothing to say.
    pub help: &'static str,
}

/// What kind of trouble a file has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// Two versions stand in it, of which a merge left something of both.
    Conflict,
    /// Something stands in clear that has to be encrypted.
    InClear,
    /// It was encrypted twice.
    Twice,
    /// Values or the MAC were changed without its key.
    Tampered,
    /// It could not be read.
    Unread,
    /// It is no SOPS file, is damaged, or has a form that is not supported.
    Unusable,
}

impl Broken {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self { fault: Fault::Unusable, line: None, what: what.into(), help: "" }
    }

    pub(crate) fn at(line: usize, what: impl Into<String>) -> Self {
        Self { line: Some(line), ..Self::new(what) }
    }

    pub(crate) fn help(mut self, help: &'static str) -> Self {
        self.help = help;
        self
    }

    pub(crate) fn is(mut self, fault: Fault) -> Self {
        self.fault = fault;
        self
    }

    pub(crate) fn within(self, path: &Path) -> ProviderError {
        let place = path.display();
        let message = match self.line {
            Some(line) => format!("{place}:{line}: {}", self.what),
            None => format!("{place}: {}", self.what),
        };
        ProviderError::new(ErrorKind::BadReply, message, self.help)
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

/// What became of `doing` (such as "read") with `path`.
pub(crate) fn io_error(doing: &str, path: &Path, error: &io::Error) -> ProviderError {
    use io::ErrorKind as Io;
    let (kind, help) = match error.kind() {
        Io::NotFound => (ErrorKind::NotFound, ""),
        Io::PermissionDenied | Io::ReadOnlyFilesystem => {
            (ErrorKind::Denied, "check who owns it and its permissions")
        }
        Io::StorageFull | Io::QuotaExceeded => {
            (ErrorKind::Unavailable, "free some space and run it again")
        }
        _ => (ErrorKind::Unavailable, ""),
    };
    ProviderError::new(kind, format!("cannot {doing} {}: {}", path.display(), reason(error)), help)
}

/// The error in words. Those of the system hold nothing of a file.
pub(crate) fn reason(error: &io::Error) -> String {
    let kind = error.kind().to_string();
    if kind == "uncategorized error" { error.to_string() } else { kind }
}
