//! Data in base64 (pictures, certificates, WebAssembly), parts of which look like tokens by chance.

use super::words::looks_random;

/// How far the signs around a token are looked at.
const SIGHT: usize = 96;

/// So many characters of data say that it is some.
const LEAST: usize = 32;

/// Shorter lines are not what data is broken into.
const SHORT_LINE: usize = 60;

/// Whether what stands from `start` to `end` is a piece of base64 data: joined to it by one of the signs `+` and `/`, which
/// are no word's, or a line of many.
pub(super) fn is_part_of_one(text: &[u8], start: usize, end: usize) -> bool {
    let before = text.get(start.saturating_sub(SIGHT)..start).unwrap_or_default();
    let after = text.get(end..text.len().min(end + SIGHT)).unwrap_or_default();
    let joined_before = matches!(before, [.., b'+' | b'/']) && is_data(run_at_end(before));
    let joined_after = matches!(after, [b'+' | b'/', ..]) && is_data(run_at_start(after));
    joined_before || joined_after || is_line_of_one(before, end - start, after)
}

/// Whether the line before is data, and this line goes on behind the token or is as long.
fn is_line_of_one(before: &[u8], length: usize, after: &[u8]) -> bool {
    let line_ends: [&[u8]; 3] = [b"\r\n", b"\n", b"\\n"];
    let Some(before) = line_ends.iter().find_map(|end| before.strip_suffix(*end)) else {
        return false;
    };
    let (last, rest) = (run_at_end(before), run_at_start(after));
    last.len() >= SHORT_LINE && (!rest.is_empty() || last.len() == length) && is_data(last)
}

fn is_data(run: &[u8]) -> bool {
    run.len() >= LEAST && std::str::from_utf8(run).is_ok_and(looks_random)
}

fn run_at_end(text: &[u8]) -> &[u8] {
    let length = text.iter().rev().take_while(|byte| is_base64(**byte)).count();
    text.get(text.len() - length..).unwrap_or_default()
}

fn run_at_start(text: &[u8]) -> &[u8] {
    let length = text.iter().take_while(|byte| is_base64(**byte)).count();
    text.get(..length).unwrap_or_default()
}

/// A slash may be escaped.
fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'\\')
}
