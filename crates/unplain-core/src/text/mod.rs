//! Finds credentials in any text, by the shape of known tokens: source files, `.env` files, old versions, logs.

mod scan;

use std::ops::Range;

pub use self::scan::{Located, TextScan};
use crate::{
    Confidence,
    rules::{self, Checksum, Hit, Kind, Rule, Target},
};

/// A credential in a text.
#[derive(Clone, Debug)]
pub struct InText {
    /// The row that knows it.
    pub rule: &'static Rule,
    /// The secret's bytes in the text.
    pub span: Range<usize>,
    /// How sure it is.
    pub confidence: Confidence,
}

/// The credentials in `text`, in order and disjoint. Public keys and identifiers are none.
///
/// Takes time linear in the text.
#[must_use]
pub fn find_in_text(text: &str) -> Vec<InText> {
    find_in_bytes(text.as_bytes())
}

/// Like [`find_in_text`] for a text that need not be UTF-8: tokens are ASCII.
#[must_use]
pub fn find_in_bytes(text: &[u8]) -> Vec<InText> {
    let mut list = Vec::new();
    rules::search(text, 0..text.len(), 0, |target, hit| list.extend(in_text(target, hit)));
    list
}

/// The hit if it is a credential.
fn in_text(target: Target, hit: Hit) -> Option<InText> {
    let secret = hit.rule.kind == Kind::Secret && hit.checksum != Checksum::Bad;
    let confidence = match target {
        Target::Token => Confidence::High,
        Target::Name => Confidence::Medium,
    };
    secret.then_some(InText { rule: hit.rule, span: hit.span, confidence })
}
