//! Single tokens: each function takes a position and gives the one after the token.

use super::Dialect;
use crate::document::Fault;

/// Whether this is white space of JSON5 beyond that of JSON; the length in bytes.
pub(super) fn wide_space(text: &str, at: usize) -> Option<usize> {
    let character = text.get(at..)?.chars().next()?;
    let is_space = matches!(character, '\u{b}' | '\u{c}' | '\u{feff}')
        || (!character.is_ascii() && character.is_whitespace() && character != '\u{85}');
    is_space.then(|| character.len_utf8())
}

/// The end of the comment that starts here.
pub(super) fn comment(text: &str, at: usize, dialect: Dialect) -> Result<usize, Fault> {
    let rest = text.get(at..).unwrap_or_default();
    if !dialect.has_comments() {
        return Err(Fault::syntax(
            at,
            "expected a value or punctuation (plain JSON has no comments)",
        ));
    }
    if rest.starts_with("//") {
        let ends = |character| {
            matches!(character, '\n' | '\r')
                || dialect.is_json5() && matches!(character, '\u{2028}' | '\u{2029}')
        };
        Ok(rest.find(ends).map_or(text.len(), |length| at + length))
    } else if rest.starts_with("/*") {
        let body = rest.get(2..).unwrap_or_default();
        body.find("*/")
            .map(|length| at + length + 4)
            .ok_or_else(|| Fault::syntax(at, "the comment has no end"))
    } else {
        Err(Fault::syntax(at, "expected a value or punctuation"))
    }
}

/// The end of the string that starts here with its quote.
pub(super) fn string(
    bytes: &[u8],
    start: usize,
    quote: u8,
    dialect: Dialect,
) -> Result<usize, Fault> {
    let mut at = start + 1;
    loop {
        at = skip_ordinary(bytes, at, quote);
        match bytes.get(at) {
            Some(byte) if *byte == quote => return Ok(at + 1),
            Some(b'\\') => at = escape(bytes, at, dialect)?,
            Some(byte) if dialect.is_json5() && !matches!(byte, b'\n' | b'\r') => at += 1,
            Some(b'\n' | b'\r') => return Err(Fault::syntax(at, "the line ends inside a string")),
            Some(_) => {
                return Err(Fault::syntax(
                    at,
                    "a control character inside a string must be escaped",
                ));
            }
            None => return Err(Fault::syntax(start, "the string has no end")),
        }
    }
}

/// The first byte from here on that is the quote, a backslash or a control character; eight bytes at a time.
fn skip_ordinary(bytes: &[u8], mut at: usize, quote: u8) -> usize {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
    // The lowest high bit that is set marks the first byte that is zero (or below `limit`).
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word;
    let (quotes, slashes) = (u64::from(quote) * ONES, u64::from(b'\\') * ONES);
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let word = u64::from_le_bytes(*chunk);
        let controls = word.wrapping_sub(0x20 * ONES) & !word;
        let found = (controls | zeros(word ^ quotes) | zeros(word ^ slashes)) & HIGH;
        if found != 0 {
            return at + (found.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while bytes.get(at).is_some_and(|byte| *byte >= 0x20 && *byte != quote && *byte != b'\\') {
        at += 1;
    }
    at
}

/// The end of the spaces that start here; eight at a time, as indentation is what there is most of.
pub(super) fn skip_spaces(bytes: &[u8], mut at: usize) -> usize {
    const SPACES: u64 = u64::from_ne_bytes([b' '; 8]);
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let others = u64::from_le_bytes(*chunk) ^ SPACES;
        if others != 0 {
            return at + (others.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while bytes.get(at) == Some(&b' ') {
        at += 1;
    }
    at
}

/// The end of the escape whose backslash is here.
fn escape(bytes: &[u8], at: usize, dialect: Dialect) -> Result<usize, Fault> {
    let digits = |from: usize, count: usize| {
        let found = bytes
            .get(from..from + count)
            .is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        if found {
            Ok(from + count)
        } else {
            Err(Fault::syntax(at, "the escape needs hexadecimal digits"))
        }
    };
    match bytes.get(at + 1) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(at + 2),
        Some(b'u') => digits(at + 2, 4),
        Some(b'x') if dialect.is_json5() => digits(at + 2, 2),
        Some(b'0') if dialect.is_json5() && !bytes.get(at + 2).is_some_and(u8::is_ascii_digit) => {
            Ok(at + 2)
        }
        Some(b'\r') if dialect.is_json5() && bytes.get(at + 2) == Some(&b'\n') => Ok(at + 3),
        // Of a longer character the first byte is enough: the rest is ordinary.
        Some(byte) if dialect.is_json5() && !byte.is_ascii_digit() => Ok(at + 2),
        _ => Err(Fault::syntax(at, "the escape is not known")),
    }
}

/// The end of the number that starts here.
pub(super) fn number(bytes: &[u8], start: usize, dialect: Dialect) -> Result<usize, Fault> {
    let byte = |at: usize| bytes.get(at).copied().unwrap_or_default();
    let digits = |mut at: usize| {
        while byte(at).is_ascii_digit() {
            at += 1;
        }
        at
    };
    let json5 = dialect.is_json5();
    let mut at = start;
    if byte(at) == b'-' || json5 && byte(at) == b'+' {
        at += 1;
    }
    if json5 {
        for word in ["Infinity", "NaN"] {
            if bytes.get(at..).is_some_and(|rest| rest.starts_with(word.as_bytes())) {
                return Ok(at + word.len());
            }
        }
        if byte(at) == b'0' && matches!(byte(at + 1), b'x' | b'X') {
            let end = at
                + 2
                + bytes.iter().skip(at + 2).take_while(|byte| byte.is_ascii_hexdigit()).count();
            return if end > at + 2 {
                Ok(end)
            } else {
                Err(Fault::syntax(start, "the number has no digits"))
            };
        }
    }
    let whole = digits(at);
    if byte(at) == b'0' && whole > at + 1 {
        return Err(Fault::syntax(start, "a number can't start with a zero"));
    }
    let mut end = whole;
    let mut has_digits = whole > at;
    if byte(end) == b'.' {
        let fraction = digits(end + 1);
        if !json5 && (!has_digits || fraction == end + 1) {
            return Err(Fault::syntax(start, "a number needs digits around its point"));
        }
        has_digits |= fraction > end + 1;
        end = fraction;
    }
    if !has_digits {
        return Err(Fault::syntax(start, "the number has no digits"));
    }
    if matches!(byte(end), b'e' | b'E') {
        let sign = usize::from(matches!(byte(end + 1), b'+' | b'-'));
        let exponent = digits(end + 1 + sign);
        if exponent == end + 1 + sign {
            return Err(Fault::syntax(start, "the number's exponent has no digits"));
        }
        end = exponent;
    }
    Ok(end)
}

/// The end of the JSON5 key without quotes that starts here; `None` where none starts.
pub(super) fn name(text: &str, start: usize) -> Result<Option<usize>, Fault> {
    let mut at = start;
    while let Some(character) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let first = at == start;
        let belongs = match character {
            '$' | '_' => true,
            '\\' => {
                let digits = text
                    .get(at + 2..at + 6)
                    .filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
                if text.as_bytes().get(at + 1) != Some(&b'u') || digits.is_none() {
                    return Err(Fault::syntax(at, "the escape is not known"));
                }
                at += 5;
                true
            }
            '\u{200c}' | '\u{200d}' => !first,
            letter if letter.is_alphabetic() => true,
            // Joiners, digits and marks; the tables that tell them apart are not worth their size.
            other => {
                !first
                    && (other.is_numeric() || !other.is_ascii() && wide_space(text, at).is_none())
            }
        };
        if !belongs {
            break;
        }
        at += character.len_utf8();
    }
    Ok((at > start).then_some(at))
}

/// Whether a number or word that ends here runs into a name.
pub(super) fn runs_on(text: &str, at: usize, dialect: Dialect) -> bool {
    match text.as_bytes().get(at) {
        Some(byte)
            if byte.is_ascii_alphanumeric()
                || matches!(byte, b'_' | b'$' | b'.' | b'-' | b'+' | b'\\') =>
        {
            true
        }
        Some(0x80..) => !(dialect.is_json5() && wide_space(text, at).is_some()),
        _ => false,
    }
}
