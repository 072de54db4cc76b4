//! Exit codes, and the failures that lead to them.

use std::process::ExitCode;

use unplain_core::{ErrorKind, Problem, ProviderError, Severity};
use unplain_host::{HostError, ReadError, SealedError};

/// How a command ended. The later outranks the earlier.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Exit {
    /// Done, nothing to object to.
    Done,
    /// Findings, or something that stays by design.
    Objection,
    /// Wrong usage.
    Usage,
    /// Could not be completed.
    Incomplete,
    /// `run` itself failed.
    RunFailed,
    /// `run`: the program could not be started.
    NotStarted(u8),
}

impl Exit {
    pub(crate) fn code(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Done => 0,
            Self::Objection => 1,
            Self::Usage => 2,
            Self::Incomplete => 3,
            Self::RunFailed => 125,
            Self::NotStarted(code) => code,
        })
    }
}

/// Why a command stopped: what is wrong, where, and what to do. Never holds a secret.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) help: String,
}

impl Failure {
    pub(crate) fn new(
        exit: Exit,
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { exit, code, message: message.into(), help: help.into() }
    }

    pub(crate) fn incomplete(
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self::new(Exit::Incomplete, code, message, help)
    }

    pub(crate) fn problem(&self) -> Problem {
        Problem::new(self.code, Severity::Error, self.message.clone()).help(self.help.clone())
    }
}

impl From<HostError> for Failure {
    fn from(error: HostError) -> Self {
        Self::incomplete("machine", error.message, error.help)
    }
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        Self::incomplete("unreadable", error.message, error.help)
    }
}

impl From<SealedError> for Failure {
    fn from(error: SealedError) -> Self {
        match error {
            SealedError::Host(error) => error.into(),
            SealedError::Seal(error) => error.into(),
        }
    }
}

impl From<ProviderError> for Failure {
    fn from(error: ProviderError) -> Self {
        let code = match error.kind {
            ErrorKind::AuthRequired => "no-identity",
            ErrorKind::Conflict => "other-value",
            ErrorKind::Locked => "store-locked",
            ErrorKind::BadReply => "store-broken",
            ErrorKind::CannotHold => "store-cannot-hold",
            _ => "store",
        };
        Self::incomplete(code, error.message, error.help)
    }
}
