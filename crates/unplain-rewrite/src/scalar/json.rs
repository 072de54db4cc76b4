//! JSON and JSON5 strings. The parser has checked them, so decoding takes every escape of JSON5.

use super::{Means, Piece};

/// The pieces of a string whose quotes are `quotes` bytes long.
pub(super) fn pieces<'a>(raw: &'a str, quotes: usize, sink: &mut impl FnMut(Piece<'a>)) {
    let end = raw.len().saturating_sub(quotes).max(quotes);
    let mut at = quotes;
    while let Some(rest) = raw.get(at..end).filter(|rest| !rest.is_empty()) {
        let plain = rest.find('\\').unwrap_or(rest.len());
        if let Some(text) = rest.get(..plain).filter(|text| !text.is_empty()) {
            sink(Piece { raw: at..at + plain, means: Means::Itself(text) });
            at += plain;
        }
        if let Some(escape) = rest.get(plain..).filter(|escape| !escape.is_empty()) {
            let (length, means) = read_escape(escape);
            sink(Piece { raw: at..at + length, means });
            at += length;
        }
    }
}

/// The length of the escape at the start of the text, backslash included, and its meaning.
fn read_escape(text: &str) -> (usize, Means<'static>) {
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
        'x' => return hex(text, 2, 2).map_or((2, Means::NoCharacter), |unit| (4, character(unit))),
        'u' => return unicode(text),
        '\r' if characters.next() == Some('\n') => return (3, Means::Nothing),
        '\n' | '\r' | '\u{2028}' | '\u{2029}' => return (1 + escaped.len_utf8(), Means::Nothing),
        other => other,
    };
    (1 + escaped.len_utf8(), Means::Char(character))
}

fn unicode(text: &str) -> (usize, Means<'static>) {
    let Some(first) = hex(text, 2, 4) else { return (2, Means::NoCharacter) };
    if (0xD800..0xDC00).contains(&first)
        && text.get(6..8) == Some("\\u")
        && let Some(second @ 0xDC00..0xE000) = hex(text, 8, 4)
    {
        return (12, character(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)));
    }
    (6, character(first))
}

fn hex(text: &str, at: usize, digits: usize) -> Option<u32> {
    u32::from_str_radix(text.get(at..at + digits)?, 16).ok()
}

fn character(code: u32) -> Means<'static> {
    char::from_u32(code).map_or(Means::NoCharacter, Means::Char)
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
            // JSON5 warns of these two in strings; escaped they are right everywhere.
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
