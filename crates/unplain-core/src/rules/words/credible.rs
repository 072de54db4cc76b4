//! Whether a text looks like a secret that somebody or some program made.

use super::{harmless, placeholder};

/// Whether `value` can be the secret that its name or place announces: long enough, and neither placeholder, reference,
/// switch, path, address nor words.
#[must_use]
pub fn credible(value: &str) -> bool {
    let value = value.trim();
    if value.len() < 8
        || value.contains(char::is_whitespace)
        || !super::references(value).is_empty()
    {
        return false;
    }
    if placeholder::is_placeholder(value, None) || harmless::is_harmless(value) {
        return false;
    }
    harmless::is_hash(value) || looks_random(value) || kinds(value) >= 3
}

/// Whether `text` was drawn at random, not written.
pub(super) fn looks_random(text: &str) -> bool {
    let core = text.trim_end_matches('=');
    if core.len() < 12 || !core.bytes().all(|b| b.is_ascii_graphic()) {
        return false;
    }
    let letters = core.bytes().filter(u8::is_ascii_alphabetic).count();
    let digits = core.bytes().filter(u8::is_ascii_digit).count();
    if letters + digits < core.len() * 3 / 4 {
        return kinds(core) >= 3 && core.len() >= 16;
    }
    if digits == core.len() {
        return false;
    }
    entropy(core) >= 2.6 && !reads_well(core)
}

/// Whether the letters of `text` follow each other as in words, and digits stand together.
pub(super) fn reads_well(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut pairs = 0usize;
    let mut odd = 0usize;
    for pair in bytes.windows(2) {
        let [a, b] = pair else { continue };
        pairs += 1;
        let odd_pair = match (a.is_ascii_alphabetic(), b.is_ascii_alphabetic()) {
            (true, true) => {
                let case_drop = a.is_ascii_lowercase() && b.is_ascii_uppercase();
                case_drop || !is_common(a.to_ascii_lowercase(), b.to_ascii_lowercase())
            }
            (false, true) | (true, false) => a.is_ascii_digit() || b.is_ascii_digit(),
            _ => false,
        };
        odd += usize::from(odd_pair);
    }
    odd * 100 <= pairs * 22
}

/// Pairs of letters that make up nine tenths of those in English words and technical names.
fn is_common(a: u8, b: u8) -> bool {
    const FOLLOWERS: [&str; 26] = [
        "bcdgilmnprstuvy",
        "aelorusby",
        "aehikloruty",
        "aeiorsuydg",
        "abcdefgilmnopqrstvwxy",
        "aefilortu",
        "aeghilnorsu",
        "aeiortuy",
        "abcdefglmnoprstvz",
        "aeosu",
        "aeinsy",
        "adefiklmopstuvy",
        "abeimopsuy",
        "acdefgiklnostuvy",
        "abcdefgiklmnoprstuvwy",
        "aehilmoprstuy",
        "u",
        "acdegikmnorstuvy",
        "acehiklmopqstuwy",
        "aehilmorstuwy",
        "abcdegilmnprst",
        "aeioy",
        "aehinors",
        "aceiptu",
        "eimnopst",
        "aeioz",
    ];
    FOLLOWERS
        .get(usize::from(a.wrapping_sub(b'a')))
        .is_some_and(|list| list.as_bytes().contains(&b))
}

/// Bits per character.
fn entropy(text: &str) -> f64 {
    let mut counts = [0u32; 128];
    for byte in text.bytes() {
        if let Some(count) = counts.get_mut(usize::from(byte)) {
            *count += 1;
        }
    }
    let total = f64::from(u32::try_from(text.len()).unwrap_or(u32::MAX));
    counts
        .iter()
        .filter(|count| **count > 0)
        .map(|count| f64::from(*count) / total)
        .map(|p| -p * p.log2())
        .sum()
}

/// How many of small letters, capitals, digits and signs there are.
fn kinds(text: &str) -> usize {
    let has = |test: fn(&u8) -> bool| usize::from(text.as_bytes().iter().any(test));
    has(u8::is_ascii_lowercase)
        + has(u8::is_ascii_uppercase)
        + has(u8::is_ascii_digit)
        + has(u8::is_ascii_punctuation)
}
