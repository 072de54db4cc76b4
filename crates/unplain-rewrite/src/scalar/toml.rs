//! TOML's four kinds of strings.

use std::ops::Range;

use super::{Means, Piece, escaped_pieces, hex_escape};

pub(super) fn pieces<'a>(raw: &'a str, range: Range<usize>, sink: &mut dyn FnMut(Piece<'a>)) {
    escaped_pieces(raw, range, read_escape, sink);
}

fn read_escape(text: &str) -> (usize, Means<'_>) {
    let character = match text.as_bytes().get(1) {
        Some(b'b') => '\u{8}',
        Some(b't') => '\t',
        Some(b'n') => '\n',
        Some(b'f') => '\u{c}',
        Some(b'r') => '\r',
        Some(b'e') => '\u{1b}',
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'x') => return hex_escape(text, 2, 2),
        Some(b'u') => return hex_escape(text, 2, 4),
        Some(b'U') => return hex_escape(text, 2, 8),
        Some(b' ' | b'\t' | b'\r' | b'\n') => {
            // A line continuation takes all white space up to the next text.
            let rest = text.get(1..).unwrap_or_default();
            return (
                text.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len(),
                Means::Nothing,
            );
        }
        _ => return (1, Means::NoCharacter),
    };
    (2, Means::Char(character))
}

/// The value as a basic string.
pub(crate) fn quote(value: &str) -> String {
    format!("\"{}\"", escape(value))
}

/// The value with the escapes of a basic string.
pub(super) fn escape(value: &str) -> String {
    value
        .chars()
        .map(|character| escaped(character).unwrap_or_else(|| character.to_string()))
        .collect()
}

/// The value with the escapes of a multi-line basic string. A line end at the start is escaped, as it might not count.
pub(super) fn escape_lines(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for (at, character) in value.char_indices() {
        match escaped(character).filter(|_| character != '\n' || at == 0) {
            Some(escape) => text.push_str(&escape),
            None => text.push(character),
        }
    }
    text
}

fn escaped(character: char) -> Option<String> {
    match character {
        '"' => Some("\\\"".to_owned()),
        '\\' => Some("\\\\".to_owned()),
        '\n' => Some("\\n".to_owned()),
        '\r' => Some("\\r".to_owned()),
        '\t' => Some("\\t".to_owned()),
        '\0'..'\u{20}' | '\u{7f}' => Some(format!("\\u{:04x}", character as u32)),
        _ => None,
    }
}

pub(super) fn is_literal(value: &str) -> bool {
    !value.contains(|character: char| {
        character == '\'' || character.is_ascii_control() && character != '\t'
    })
}

pub(super) fn is_multi_literal(value: &str) -> bool {
    let is_plain =
        |character: char| !character.is_ascii_control() || matches!(character, '\t' | '\n');
    value.chars().all(is_plain)
        && !value.contains("''")
        && !value.starts_with(['\'', '\n'])
        && !value.ends_with('\'')
}
