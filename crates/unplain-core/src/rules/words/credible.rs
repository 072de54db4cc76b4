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
    if is_passphrase(value) {
        return true;
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

/// Three words or more and a number, as generators of passphrases make them: `pepper-staple-dragon-82`. What infrastructure
/// is called after is no part of one.
pub(crate) fn is_passphrase(text: &str) -> bool {
    const CALLED: &[&str] = word_list! {
        access account acme api app aws backend cache cert cluster config credential credentials data db dev
        env eu frontend gcp github host id internal k8s key kms live local main name node org prod
        production project public redis region secret server service slack stage staging team test
        tls token us user v1 v2 vault web west worker
    };
    let parts: Vec<&str> = text.split(['-', '_', '.']).collect();
    // `Staple.Silver.Battery.Pirate`
    let capital = |word: &&str| {
        (4..=10).contains(&word.len())
            && word.starts_with(|c: char| c.is_ascii_uppercase())
            && word.bytes().skip(1).all(|b| b.is_ascii_lowercase())
            && !CALLED.contains(&word.to_ascii_lowercase().as_str())
    };
    if parts.len() >= 4 && !text.contains('_') && parts.iter().all(capital) {
        return true;
    }
    let Some((number, words)) = parts.split_last() else { return false };
    (3..=8).contains(&words.len())
        && (1..=4).contains(&number.len())
        && !number.starts_with('0')
        && number.bytes().all(|b| b.is_ascii_digit())
        && words.iter().all(|word| {
            (4..=10).contains(&word.len())
                && word.bytes().all(|b| b.is_ascii_lowercase())
                && !CALLED.contains(word)
        })
}
