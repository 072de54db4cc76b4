//! What a store of secrets is to the rest of the program.

use thiserror::Error;
use zeroize::Zeroizing;

use crate::{Secret, VarName};

/// A store: a SOPS file, a keychain, a vault.
///
/// A name that the store does not hold is not an error: it is absent from what [`Provider::get`] gives back. Nothing is
/// trimmed or otherwise changed on the way in or out.
pub trait Provider {
    /// The provider's id in settings and reports: `sops`, `dotenv`, `env`.
    fn id(&self) -> &'static str;

    /// Where the values are, for people: a path or an address.
    fn place(&self) -> String;

    /// The names that the store holds, sorted. Needs no key where the store keeps names in clear.
    fn names(&self) -> Result<Vec<VarName>, ProviderError>;

    /// The values of `names`, in their order, without those that the store does not hold. One read of the store.
    fn get(&self, names: &[VarName]) -> Result<Vec<(VarName, Secret)>, ProviderError>;

    /// Whether the store could give `value` back exactly as it is; if not, why, without the value.
    fn can_hold(&self, name: &VarName, value: &Secret) -> Result<(), String>;

    /// Makes all `changes` or none.
    ///
    /// Each change names what it expects to find; where that is not so, nothing is written and the error's kind is
    /// [`ErrorKind::Conflict`]. What another process wrote meanwhile under other names is kept.
    fn put(&self, changes: &[Change]) -> Result<(), ProviderError>;
}

/// One change of a store.
#[derive(Debug)]
pub struct Change {
    /// Which variable.
    pub name: VarName,
    /// The new value; `None` removes the variable.
    pub value: Option<Secret>,
    /// What must stand there for the change to be made.
    pub expected: Expected,
}

/// What a [`Change`] expects to find.
#[derive(Debug)]
pub enum Expected {
    /// No value under this name, or already the new one.
    Absent,
    /// This value, or already the new one.
    Value(Secret),
    /// Whatever stands there.
    Anything,
}

/// Encrypts what must not stand in clear on disk (backups, journals of old values) and opens it again.
pub trait Seal {
    /// Encrypts `plain` to the user's recipients.
    fn seal(&self, plain: &[u8]) -> Result<Vec<u8>, ProviderError>;

    /// The plain bytes of what [`Seal::seal`] made.
    fn unseal(&self, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, ProviderError>;
}

/// Why a store could not do what was asked.
///
/// Neither text holds a value, nor anything that a vendor's program printed unchecked.
#[derive(Debug, Error)]
#[error("{message}")]
pub struct ProviderError {
    /// The class, which decides the exit code and whether trying again makes sense.
    pub kind: ErrorKind,
    /// What is wrong and where, in plain words, without a final dot.
    pub message: String,
    /// What to do about it, in plain words, without a final dot; empty if there is nothing to say.
    pub help: String,
}

impl ProviderError {
    /// An error of this kind.
    pub fn new(kind: ErrorKind, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { kind, message: message.into(), help: help.into() }
    }
}

/// The classes of [`ProviderError`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ErrorKind {
    /// The store, item, field or version is not there.
    NotFound,
    /// No login, or an expired one; for a file: no identity that opens it.
    AuthRequired,
    /// The store is there but locked, sealed, or held by another process for too long.
    Locked,
    /// Logged in, but not allowed; for a file: no permission.
    Denied,
    /// More than one item has the name.
    Ambiguous,
    /// What stands in the store is not what the change expected.
    Conflict,
    /// Too many requests.
    RateLimited,
    /// No connection, a server error, a time-out, an I/O error.
    Unavailable,
    /// The vendor's program is not on PATH.
    ToolMissing,
    /// Our own reference or request is malformed.
    BadReference,
    /// The store's content or answer is not what its contract says: broken file, wrong MAC, wrong server.
    BadReply,
    /// The value is larger than the store takes, or of a form that it cannot hold.
    CannotHold,
}
