//! Whether a text looks like a secret that somebody or some program made.

use super::{harmless, placeholder, randomness::randomness};

/// Whether `value` can be the secret that its name or place announces: long enough, and neither placeholder, reference,
/// switch, path, address nor words. A URL is not judged here: its parts are secrets of their own.
#[must_use]
pub fn credible(value: &str) -> bool {
    let value = value.trim();
    if value.len() < LEAST || value.contains(char::is_whitespace) || value.contains("://") {
        return false;
    }
    if !super::references(value).is_empty() || placeholder::is_placeholder(value, None) {
        return false;
    }
    let keylike = harmless::is_uuid(value) || harmless::is_hash(value);
    keylike || !harmless::is_harmless(value) && (!reads_well(value) || is_password(value))
}

/// Shorter secrets are passwords that cannot be told from words.
const LEAST: usize = 8;

/// Whether `text` was drawn at random, whatever it is called. Padding of base64 does not count.
pub(in crate::rules) fn looks_random(text: &str) -> bool {
    let core = text.trim_end_matches('=');
    core.len() >= 12 && core.bytes().all(|b| b.is_ascii_graphic()) && randomness(core) >= 20.0
}

/// Whether `text` is made of words, numbers and what stands between them.
pub(super) fn reads_well(text: &str) -> bool {
    randomness(text) < 12.0
}

/// Letters, digits and signs mixed as people do it where a form asks for them: `Tr0ub4dor&3`.
fn is_password(text: &str) -> bool {
    let has = |test: fn(&u8) -> bool| text.as_bytes().iter().any(test);
    let other = |b: &u8| b.is_ascii_punctuation() && !b"!@#$%^&*+?~=-_.".contains(b);
    let kinds = [u8::is_ascii_lowercase, u8::is_ascii_uppercase, u8::is_ascii_digit].map(has);
    has(|b| b"!@#$%^&*+?~".contains(b))
        && kinds.iter().filter(|kind| **kind).count() >= 2
        && !has(other)
}
