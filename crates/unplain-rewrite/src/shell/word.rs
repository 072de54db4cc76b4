//! Words of bash, zsh and `sh`: where one ends, and whether it is a literal.

use super::{Meaning, ends_line, skip};

/// Whether a text can be a variable's name.
pub(super) fn is_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Where the name ends that an assignment at this place begins with: at its `=`.
pub(super) fn assigned_name(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let length = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
    let named = rest.get(..length).is_some_and(is_name);
    (named && rest.as_bytes().get(length) == Some(&b'=')).then_some(at + length)
}

/// The end of the word at a place and what it is; `None` if a quote or an expansion in it has no end.
pub(super) fn word(text: &str, start: usize) -> Option<(usize, Meaning)> {
    let bytes = text.as_bytes();
    let (mut at, mut meaning) = (start, Meaning::Literal);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b' ' | b'\t' | b'\n' | b';' | b'&' | b'|' | b'<' | b'>' | b'(' | b')' => break,
            b'\r' if ends_line(text, at) => break,
            b'\\' => match bytes.get(at + 1) {
                None | Some(b'\r') => {
                    meaning = Meaning::Code;
                    at += 1;
                }
                Some(_) => at += 2,
            },
            b'\'' => at = skip::single(text, at + 1)?,
            b'"' => {
                let (end, inside) = double(text, at + 1)?;
                (at, meaning) = (end, meaning.and(inside));
            }
            b'$' if bytes.get(at + 1) == Some(&b'\'') => at = skip::ansi(text, at + 2)?,
            b'$' if bytes.get(at + 1) == Some(&b'"') => (at, meaning) = (at + 1, Meaning::Code),
            b'$' | b'`' => {
                let (end, own) = expansion(text, at, skip::nested)?;
                (at, meaning) = (end, meaning.and(own));
            }
            // Braces and `=` at the start are expanded by one shell or another.
            b'{' | b'}' => (at, meaning) = (at + 1, Meaning::Code),
            b'=' if at == start => (at, meaning) = (at + 1, Meaning::Code),
            b'~' if at == start || bytes.get(at - 1) == Some(&b':') => {
                (at, meaning) = (at + 1, Meaning::Code);
            }
            _ => at += 1,
        }
    }
    // An escaped character has more bytes than one.
    while !text.is_char_boundary(at) {
        at += 1;
    }
    let at = at.min(text.len());
    // A parenthesis right behind it: a pattern of zsh, or an error.
    let meaning = if bytes.get(at) == Some(&b'(') && at > start { Meaning::Code } else { meaning };
    Some((at, meaning))
}

/// The end of a double-quoted part that began before this place, and whether the shell evaluates something in it.
fn double(text: &str, mut at: usize) -> Option<(usize, Meaning)> {
    let bytes = text.as_bytes();
    let mut meaning = Meaning::Literal;
    loop {
        match bytes.get(at)? {
            b'"' => return Some((at + 1, meaning)),
            b'\\' => at += 2,
            b'$' | b'`' => {
                let (end, own) = expansion(text, at, skip::nested_in_double)?;
                (at, meaning) = (end, meaning.and(own));
            }
            _ => at += 1,
        }
    }
}

/// The end of the expansion that begins here; a `$` that begins none is itself.
fn expansion(
    text: &str,
    at: usize,
    nested: fn(&str, usize) -> Option<usize>,
) -> Option<(usize, Meaning)> {
    let bytes = text.as_bytes();
    match (bytes.get(at)?, bytes.get(at + 1)) {
        (b'`', _) | (_, Some(b'(' | b'{')) => Some((nested(text, at)?, Meaning::Code)),
        (_, Some(next))
            if next.is_ascii_alphanumeric() || b"_@*#?-$!".contains(next) || *next == b'[' =>
        {
            Some((at + 2, Meaning::Code))
        }
        _ => Some((at + 1, Meaning::Literal)),
    }
}
