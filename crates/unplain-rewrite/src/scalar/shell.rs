//! Literal values in shell files, and values written as one.

use super::{Means, Piece, hex_escape};

/// The pieces of a word of bash, zsh or `sh`.
pub(super) fn word_pieces<'a>(raw: &'a str, sink: &mut dyn FnMut(Piece<'a>)) {
    let mut at = 0;
    while let Some(rest) = raw.get(at..).filter(|rest| !rest.is_empty()) {
        at += match rest.as_bytes() {
            [b'\\', ..] => escaped(rest, at, &|_| true, sink),
            [b'\'', ..] => {
                let length =
                    rest.get(1..).and_then(|rest| rest.find('\'')).map_or(rest.len() - 1, |n| n);
                itself(raw, at + 1, length, sink);
                (length + 2).min(rest.len())
            }
            [b'"', ..] => quoted(rest, at, 1, b'"', sink, |rest, at, sink| {
                escaped(rest, at, &|c| matches!(c, '$' | '`' | '"' | '\\'), sink)
            }),
            [b'$', b'\'', ..] => quoted(rest, at, 2, b'\'', sink, ansi),
            _ => {
                let length = rest
                    .char_indices()
                    .skip(1)
                    .find(|(_, c)| matches!(c, '\\' | '\'' | '"' | '$'))
                    .map_or(rest.len(), |(offset, _)| offset);
                itself(raw, at, length, sink);
                length
            }
        };
    }
}

/// The pieces of a word of fish.
pub(super) fn fish_pieces<'a>(raw: &'a str, sink: &mut dyn FnMut(Piece<'a>)) {
    let mut at = 0;
    while let Some(rest) = raw.get(at..).filter(|rest| !rest.is_empty()) {
        at += match rest.as_bytes() {
            [b'\\', ..] => fish_escape(rest, at, sink),
            [b'\'', ..] => quoted(rest, at, 1, b'\'', sink, |rest, at, sink| {
                escaped(rest, at, &|c| matches!(c, '\'' | '\\'), sink)
            }),
            [b'"', ..] => quoted(rest, at, 1, b'"', sink, |rest, at, sink| {
                escaped(rest, at, &|c| matches!(c, '"' | '$' | '\\'), sink)
            }),
            _ => {
                let length = rest.find(['\\', '\'', '"']).unwrap_or(rest.len());
                itself(raw, at, length, sink);
                length
            }
        };
    }
}

/// The pieces of a string of PowerShell.
pub(super) fn powershell_pieces<'a>(raw: &'a str, sink: &mut dyn FnMut(Piece<'a>)) {
    let Some(quote) = raw.chars().next() else { return };
    let end = raw.len().saturating_sub(1).max(1);
    let mut at = 1;
    while let Some(rest) = raw.get(at..end).filter(|rest| !rest.is_empty()) {
        let special = [quote, if quote == '"' { '`' } else { quote }];
        let plain = rest.find(special).unwrap_or(rest.len());
        itself(raw, at, plain, sink);
        at += plain;
        let Some(rest) = rest.get(plain..).filter(|rest| !rest.is_empty()) else { continue };
        let mut characters = rest.chars();
        let (first, second) = (characters.next(), characters.next());
        let length = 1 + second.map_or(0, char::len_utf8);
        let means = match (first, second) {
            (Some('`'), Some(character)) => match backtick(character) {
                Some(character) => Means::Char(character),
                None => Means::NoCharacter,
            },
            (_, Some(_)) => Means::Char(quote),
            _ => Means::NoCharacter,
        };
        sink(Piece { raw: at..at + length, means });
        at += length;
    }
}

fn backtick(character: char) -> Option<char> {
    Some(match character {
        '0' => return None,
        'a' => '\u{7}',
        'b' => '\u{8}',
        'e' => '\u{1b}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' | '\r' => return None,
        'v' => '\u{b}',
        other => other,
    })
}

/// Hands over a quoted part and gives its length. `open` is the length of what opens it.
fn quoted<'a, Escape>(
    rest: &'a str,
    at: usize,
    open: usize,
    close: u8,
    sink: &mut dyn FnMut(Piece<'a>),
    escape: Escape,
) -> usize
where
    Escape: Fn(&'a str, usize, &mut dyn FnMut(Piece<'a>)) -> usize,
{
    let mut length = open;
    while let Some(inner) = rest.get(length..).filter(|inner| !inner.is_empty()) {
        if inner.as_bytes().first() == Some(&close) {
            return length + 1;
        }
        if inner.starts_with('\\') {
            length += escape(inner, at + length, sink).max(1);
            continue;
        }
        let plain = inner.find(['\\', char::from(close)]).unwrap_or(inner.len());
        let text = inner.get(..plain).unwrap_or_default();
        sink(Piece { raw: at + length..at + length + plain, means: Means::Itself(text) });
        length += plain;
    }
    length
}

/// A backslash that takes away the meaning of what `special` names, and is itself before anything else.
fn escaped<'a>(
    rest: &'a str,
    at: usize,
    special: &dyn Fn(char) -> bool,
    sink: &mut dyn FnMut(Piece<'a>),
) -> usize {
    let next = rest.chars().nth(1);
    let (length, means) = match next {
        Some('\n') => (2, Means::Nothing),
        Some(character) if special(character) => (1 + character.len_utf8(), Means::Char(character)),
        _ => (1, Means::Itself(rest.get(..1).unwrap_or_default())),
    };
    sink(Piece { raw: at..at + length, means });
    length
}

/// An escape of `$'…'`.
fn ansi<'a>(rest: &'a str, at: usize, sink: &mut dyn FnMut(Piece<'a>)) -> usize {
    let control = |character| (2, Means::Char(character));
    let (length, means) = match rest.as_bytes().get(1) {
        Some(b'a') => control('\u{7}'),
        Some(b'b') => control('\u{8}'),
        Some(b'e' | b'E') => control('\u{1b}'),
        Some(b'f') => control('\u{c}'),
        Some(b'n') => control('\n'),
        Some(b'r') => control('\r'),
        Some(b't') => control('\t'),
        Some(b'v') => control('\u{b}'),
        Some(byte @ (b'\\' | b'\'' | b'"' | b'?')) => control(char::from(*byte)),
        Some(b'x') => up_to(rest, 2, 2, 16, 0x7f),
        Some(b'u') => up_to(rest, 2, 4, 16, u32::MAX),
        Some(b'U') => up_to(rest, 2, 8, 16, u32::MAX),
        Some(b'0'..=b'7') => up_to(rest, 1, 3, 8, 0x7f),
        Some(b'c') => (3, Means::NoCharacter),
        _ => (1, Means::Itself(rest.get(..1).unwrap_or_default())),
    };
    let length = ceil(rest, length);
    sink(Piece { raw: at..at + length, means });
    length
}

/// An escape of fish outside of quotes.
fn fish_escape<'a>(rest: &'a str, at: usize, sink: &mut dyn FnMut(Piece<'a>)) -> usize {
    let control = |character| (2, Means::Char(character));
    let (length, means) = match rest.as_bytes().get(1) {
        Some(b'a') => control('\u{7}'),
        Some(b'b') => control('\u{8}'),
        Some(b'e') => control('\u{1b}'),
        Some(b'f') => control('\u{c}'),
        Some(b'n') => control('\n'),
        Some(b'r') => control('\r'),
        Some(b't') => control('\t'),
        Some(b'v') => control('\u{b}'),
        Some(b'x' | b'X') => up_to(rest, 2, 2, 16, 0x7f),
        Some(b'u') => up_to(rest, 2, 4, 16, u32::MAX),
        Some(b'U') => up_to(rest, 2, 8, 16, u32::MAX),
        Some(b'0'..=b'7') => up_to(rest, 1, 3, 8, 0x7f),
        Some(b'c') => (3, Means::NoCharacter),
        _ => return escaped(rest, at, &|_| true, sink),
    };
    let length = ceil(rest, length);
    sink(Piece { raw: at..at + length, means });
    length
}

/// A character of one to `most` digits that start at `from`, of which no more than `limit` is a character of its own.
fn up_to(rest: &str, from: usize, most: usize, base: u32, limit: u32) -> (usize, Means<'static>) {
    let digits = rest
        .get(from..)
        .unwrap_or_default()
        .chars()
        .take(most)
        .take_while(|digit| digit.is_digit(base))
        .count();
    if base == 16 && digits == most {
        let (length, means) = hex_escape(rest, from, digits);
        return (length, checked(means, limit));
    }
    let code = rest.get(from..from + digits).and_then(|text| u32::from_str_radix(text, base).ok());
    let means = code.and_then(char::from_u32).map_or(Means::NoCharacter, Means::Char);
    (from + digits, checked(means, limit))
}

/// A NUL ends the value in some shells, and a byte is no character.
fn checked(means: Means<'static>, limit: u32) -> Means<'static> {
    match means {
        Means::Char(character) if character == '\0' || u32::from(character) > limit => {
            Means::NoCharacter
        }
        other => other,
    }
}

fn ceil(rest: &str, length: usize) -> usize {
    (length..=rest.len()).find(|end| rest.is_char_boundary(*end)).unwrap_or(rest.len())
}

fn itself<'a>(raw: &'a str, at: usize, length: usize, sink: &mut dyn FnMut(Piece<'a>)) {
    if let Some(text) = raw.get(at..at + length).filter(|text| !text.is_empty()) {
        sink(Piece { raw: at..at + length, means: Means::Itself(text) });
    }
}

/// A word of bash, zsh or `sh`.
pub(super) fn quote_word(value: &str) -> Option<String> {
    (!value.contains('\0')).then(|| format!("'{}'", value.replace('\'', "'\\''")))
}

/// A word of fish.
pub(super) fn quote_fish(value: &str) -> Option<String> {
    let escaped = value.replace('\\', "\\\\").replace('\'', "\\'");
    (!value.contains('\0')).then(|| format!("'{escaped}'"))
}

/// A string of PowerShell.
pub(super) fn quote_powershell(value: &str) -> Option<String> {
    let holds = |c: char| c == '\0' || ('\u{2018}'..='\u{201e}').contains(&c);
    (!value.contains(holds)).then(|| format!("'{}'", value.replace('\'', "''")))
}
