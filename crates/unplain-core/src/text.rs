//! Finds credentials in any text, by the shape of known tokens: source files, `.env` files, old versions, logs.

use std::ops::Range;

use crate::{
    Confidence,
    rules::{self, Checksum, Kind, Rule},
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
    let secret = |hit: &rules::Hit| hit.rule.kind == Kind::Secret && hit.checksum != Checksum::Bad;
    let hits = rules::find_tokens(text).into_iter().filter(secret);
    hits.map(|hit| InText { rule: hit.rule, span: hit.span, confidence: Confidence::High })
        .collect()
}
