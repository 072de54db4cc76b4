//! The type that a secret's value lives in from the moment it is read.

use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// A secret's value.
///
/// It cannot be printed, cloned, compared with `==` or serialised, and its memory is wiped when it is dropped. The only
/// way to the text is [`Secret::expose`], whose callers are listed in a test.
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes the value over; no copy of it is made.
    #[must_use]
    pub fn new(value: String) -> Self {
        Self(Zeroizing::new(value))
    }

    /// The value itself. Callers hand it to a store, to a child's environment or into a comparison; never to a message.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// A second copy, for the few places that must keep one while another is handed on.
    #[must_use]
    pub fn duplicate(&self) -> Self {
        Self(self.0.clone())
    }

    /// Whether both hold the same value, in time that does not depend on where they differ.
    #[must_use]
    pub fn same_as(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }

    /// Whether the value is the empty string.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
