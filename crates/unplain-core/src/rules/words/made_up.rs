//! Bodies of tokens that somebody typed: `xxxx`, `1234567890`, `your-token-here`.

use super::credible::reads_well;

/// Whether `body`, the part of a token behind its prefix, was typed rather than drawn at random.
///
/// One long segment that was drawn is enough for a real token: providers put account numbers and environment names in
/// front of it. Each test is passed by less than one in 100,000 random bodies.
pub(crate) fn is_made_up(body: &str) -> bool {
    all_segments(body, |text| is_monotonous(text) || has_filler(text) || reads_as_words(text))
}

/// Whether `value` was typed without a thought: `aaaaaa`, `1234567890abcdef`. Unlike [`is_made_up`] it takes no words.
pub(super) fn is_typed(value: &str) -> bool {
    all_segments(value, is_monotonous)
}

/// Whether `test` holds for all long segments, or for the whole if there are none.
fn all_segments(text: &str, test: fn(&str) -> bool) -> bool {
    let mut long = segments(text).filter(|segment| segment.len() >= LONG).peekable();
    if long.peek().is_some() { long.all(test) } else { test(text) }
}

fn is_monotonous(text: &str) -> bool {
    const RUNS: [&str; 6] = ["12345678", "23456789", "abcdefg", "xxxxx", "00000000", "deadbeef"];
    let lower = text.to_ascii_lowercase();
    few_characters(text) || mostly_sequence(text) || RUNS.iter().any(|run| lower.contains(run))
}

/// From this length on a segment can be a key of its own.
const LONG: usize = 20;

fn few_characters(body: &str) -> bool {
    let mut seen = 0u128;
    for byte in body.bytes().filter(u8::is_ascii) {
        seen |= 1 << byte;
    }
    (seen.count_ones() as usize) <= (body.len() / 4).clamp(3, 7)
}

/// `abc123`, `0000`, `1234567890`: most characters repeat or follow the one before.
fn mostly_sequence(body: &str) -> bool {
    let pairs = body.as_bytes().windows(2);
    let total = pairs.len();
    let follows = |pair: &[u8]| matches!(pair, [a, b] if a == b || a.wrapping_add(1) == *b || (*a, *b) == (b'9', b'0'));
    total > 0 && pairs.filter(|pair| follows(pair)).count() * 20 >= total * 11
}

/// Anywhere in a body; long enough that chance does not make them.
const FILLERS: &[&str] = &[
    "example",
    "placeholder",
    "changeme",
    "change_me",
    "change-me",
    "replace",
    "redacted",
    "yourtoken",
    "your_",
    "your-",
    "yourapi",
    "yourkey",
    "insert",
    "sample",
    "foobar",
    "notreal",
    "_here",
    "-here",
    "tokenhere",
    "keyhere",
];

/// As a whole segment between `-`, `_` or `.`.
const FILLER_SEGMENTS: &[&str] = word_list! {
    demo dummy fake goes here secret test todo token your
};

fn has_filler(body: &str) -> bool {
    let lower = body.to_ascii_lowercase();
    FILLERS.iter().any(|filler| lower.contains(filler))
        || segments(&lower).any(|s| FILLER_SEGMENTS.contains(&s))
}

/// `my-gitlab-access-key`, or one long word of small letters.
fn reads_as_words(body: &str) -> bool {
    let one_case = |s: &str| {
        s.bytes().all(|b| b.is_ascii_lowercase()) || s.bytes().all(|b| b.is_ascii_uppercase())
    };
    if one_case(body) {
        return body.len() >= LONG && reads_well(body);
    }
    let mut count = 0;
    for segment in segments(body) {
        if !(2..=14).contains(&segment.len()) || !one_case(segment) {
            return false;
        }
        count += 1;
    }
    count >= 2
}

fn segments(body: &str) -> impl Iterator<Item = &str> {
    body.split(['-', '_', '.'])
}
