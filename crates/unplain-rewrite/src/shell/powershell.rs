//! PowerShell, as far as it takes to see environment variables being set to strings: `$env:NAME = '…'` and
//! `[Environment]::SetEnvironmentVariable('NAME', '…')`.

use std::ops::Range;

use super::word::is_name;
use super::{Assignments, Meaning, end_of_line};

/// Adds the assignments; `None` where the rest cannot be read.
pub(super) fn read(text: &str, mut at: usize, out: &mut Assignments) -> Option<()> {
    let bytes = text.as_bytes();
    while let Some(byte) = bytes.get(at) {
        at = match (byte, bytes.get(at + 1)) {
            (b'#', _) if starts_token(text, at) => {
                let end = end_of_line(text, at);
                out.comment(at..end);
                end
            }
            (b'<', Some(b'#')) => {
                let end = at + 2 + text.get(at + 2..)?.find("#>")? + 2;
                out.comment(at..end);
                end
            }
            (b'@', Some(quote @ (b'\'' | b'"'))) => here_string(text, at + 2, *quote)?,
            (b'\'' | b'"', _) => string(text, at)?.0,
            (b'`', _) => at + 2,
            (b'$', _) => match variable(text, at) {
                Some((key, after)) => assignment(text, key, after, out)?,
                None => at + 1,
            },
            (b'[', _) => match setter(text, at) {
                Some(open) => call(text, open, out)?,
                None => at + 1,
            },
            _ => at + 1,
        };
    }
    Some(())
}

fn starts_token(text: &str, at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| text.as_bytes().get(before));
    before.is_none_or(|before| b" \t\r\n;|&(){},'\"".contains(before) || !before.is_ascii())
}

/// The name in `$env:NAME` or `${env:NAME}`, and what stands behind it.
fn variable(text: &str, at: usize) -> Option<(Range<usize>, usize)> {
    let rest = text.get(at + 1..)?;
    let braced = rest.starts_with('{');
    let rest = rest.strip_prefix('{').unwrap_or(rest);
    let name =
        rest.get(..4).filter(|scope| scope.eq_ignore_ascii_case("env:")).and(rest.get(4..))?;
    let length = name.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
    let start = text.len() - name.len();
    let key = start..start + length;
    let after = match braced {
        true => name.as_bytes().get(length).filter(|byte| **byte == b'}').map(|_| key.end + 1)?,
        false => key.end,
    };
    text.get(key.clone()).is_some_and(is_name).then_some((key, after))
}

/// What stands behind ` = '…'`, or right behind the name.
fn assignment(text: &str, key: Range<usize>, after: usize, out: &mut Assignments) -> Option<usize> {
    let equals = blanks(text, after);
    let value = blanks(text, equals + 1);
    let assigns = text.as_bytes().get(equals) == Some(&b'=');
    if !assigns || !matches!(text.as_bytes().get(value), Some(b'\'' | b'"')) {
        return Some(after);
    }
    let (end, meaning) = string(text, value)?;
    let next = text.get(blanks(text, end)..).unwrap_or_default();
    if next.is_empty() || next.starts_with(['\r', '\n', ';', '}', ')', '#']) {
        out.add(key, value..end, meaning);
    }
    Some(end)
}

/// Where the arguments begin after `[Environment]::SetEnvironmentVariable(`.
fn setter(text: &str, at: usize) -> Option<usize> {
    let lower = |length: usize| Some(text.get(at..at + length)?.to_ascii_lowercase());
    let call = |class: &str| format!("[{class}]::setenvironmentvariable(");
    let names = [call("environment"), call("system.environment")];
    names.iter().find(|name| lower(name.len()).as_ref() == Some(*name)).map(|name| at + name.len())
}

fn call(text: &str, open: usize, out: &mut Assignments) -> Option<usize> {
    let quote = |at: usize| matches!(text.as_bytes().get(at), Some(b'\'' | b'"'));
    let name = blanks(text, open);
    if !quote(name) {
        return Some(open);
    }
    let (name_end, _) = string(text, name)?;
    let comma = blanks(text, name_end);
    let value = blanks(text, comma + 1);
    if text.as_bytes().get(comma) != Some(&b',') || !quote(value) {
        return Some(name_end);
    }
    let (end, meaning) = string(text, value)?;
    let key = name + 1..name_end - 1;
    let closes = matches!(text.as_bytes().get(blanks(text, end)), Some(b',' | b')'));
    if closes && text.get(key.clone()).is_some_and(is_name) {
        out.add(key, value..end, meaning);
    }
    Some(end)
}

fn blanks(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + (rest.len() - rest.trim_start_matches([' ', '\t']).len())
}

/// The end of a string that begins here, with its quote, and what it is.
fn string(text: &str, at: usize) -> Option<(usize, Meaning)> {
    let bytes = text.as_bytes();
    let quote = *bytes.get(at)?;
    let (mut at, start) = (at + 1, at);
    let mut meaning = Meaning::Literal;
    loop {
        match *bytes.get(at)? {
            byte if byte == quote && bytes.get(at + 1) == Some(&quote) => at += 2,
            byte if byte == quote => break,
            b'`' if quote == b'"' => at += 2,
            b'$' if quote == b'"' && bytes.get(at + 1) == Some(&b'(') => {
                (at, meaning) = (parenthesis(text, at + 2)?, Meaning::Code);
            }
            b'$' if quote == b'"' => {
                let next = bytes.get(at + 1).copied().unwrap_or_default();
                let names =
                    next.is_ascii_alphanumeric() || b"_{:?^$".contains(&next) || !next.is_ascii();
                meaning = if names { Meaning::Code } else { meaning };
                at += 1;
            }
            _ => at += 1,
        }
    }
    // PowerShell takes typographic quotes for quotes.
    let inner = text.get(start..at).unwrap_or_default();
    let curly = inner.contains(|c| ('\u{2018}'..='\u{201e}').contains(&c));
    Some((at + 1, if curly { Meaning::Code } else { meaning }))
}

/// The end of a `$( … )` in a string, which began before this place.
fn parenthesis(text: &str, mut at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    // `)` for a parenthesis, `"` for a string in it.
    let mut stack = vec![b')'];
    while let Some(close) = stack.last().copied() {
        let byte = *bytes.get(at)?;
        match byte {
            b'`' => at += 2,
            _ if byte == close => {
                stack.pop();
                at += 1;
            }
            b'$' if close == b'"' && bytes.get(at + 1) == Some(&b'(') => {
                stack.push(b')');
                at += 2;
            }
            _ if close == b'"' => at += 1,
            b'\'' => at = at + 2 + memchr::memchr(b'\'', bytes.get(at + 1..)?)?,
            b'(' | b'"' => {
                stack.push(if byte == b'(' { b')' } else { b'"' });
                at += 1;
            }
            _ => at += 1,
        }
    }
    Some(at)
}

/// The end of a here-string whose quote ends before this place.
fn here_string(text: &str, at: usize, quote: u8) -> Option<usize> {
    let close = if quote == b'"' { "\n\"@" } else { "\n'@" };
    Some(at + text.get(at..)?.find(close)? + close.len())
}
