//! JSON and JSON5 strings. The parser has checked them, so decoding takes every escape of JSON5.

use std::ops::Range;

use super::{Means, Piece, escaped_pieces, hex_escape};

pub(super) fn pieces<'a>(raw: &'a str, range: Range<usize>, sink: &mut dyn FnMut(Piece<'a>)) {
    escaped_pieces(raw, range, read_escape, sink);
}

/// The length of the escape at the start of the text, backslash included, and its meaning.
fn read_escape(text: &str) -> (usize, Means<'_>) {
    let mut characters = text.chars().skip(1);
    let Some(escaped) = characters.next() else { return (text.len(), Means::NoCharacter) };
    let character = match escaped {
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{b}',
        '0' => '\0',
        'x' => return hex_escape(text, 2, 2),
        'u' => return unicode(text),
        '\r' if characters.next() == Some('\n') => return (3, Means::Nothing),
        '\n' | '\r' | '\u{2028}' | '\u{2029}' => return (1 + escaped.len_utf8(), Means::Nothing),
        other => other,
    };
    (1 + escaped.len_utf8(), Means::Char(character))
}

fn unicode(text: &str) -> (usize, Means<'static>) {
    let unit = |at: usize| u32::from_str_radix(text.get(at..at + 4)?, 16).ok();
    if let Some(first @ 0xD800..0xDC00) = unit(2)
        && text.get(6..8) == Some("\\u")
        && let Some(second @ 0xDC00..0xE000) = unit(8)
        && let Some(character) =
            char::from_u32(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
    {
        return (12, Means::Char(character));
    }
    hex_escape(text, 2, 4)
}

/// The value in double quotes.
pub(crate) fn quote(value: &str) -> String {
    format!("\"{}\"", escape(value, '"'))
}

/// The value with the escapes it needs between these quotes.
pub(super) fn escape(value: &str, quote: char) -> String {
    let mut text = String::with_capacity(value.len() + 2);
    for character in value.chars() {
        match character {
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            // JSON5 warns of the last two in strings; escaped they are right everywhere.
            '\0'..'\u{20}' | '\u{7f}' | '\u{2028}' | '\u{2029}' => {
                text.push_str(&format!("\\u{:04x}", character as u32));
            }
            other => {
                if other == quote {
                    text.push('\\');
                }
                text.push(other);
            }
        }
    }
    text
}
