//! Secrets in arguments and command lines: `--api-key=x`, `--api-key x`, `KEY=x`, `Authorization: Bearer x`, addresses.

use std::ops::Range;

use super::{
    fragment::{self, Field, Fragment, credential, inert, known, tokens, upper},
    url,
};
use crate::{
    Slot, VarName,
    rules::{self, NameKind, ValueKind},
};

/// The secrets in a whole command line. Quotes separate words as blanks do: close enough to tell where a value ends.
pub(super) fn fragments(line: &str) -> Vec<Fragment> {
    let mut found = Vec::new();
    let mut previous: Option<&str> = None;
    for span in split(line) {
        let text = &line[span.clone()];
        let after_scheme =
            previous.is_some_and(|word| fragment::scheme(&format!("{word} x")).is_some());
        let flag = previous.filter(|word| word.starts_with('-') && !word.contains('='));
        let parts = if after_scheme && rules::credible(text) && !inert(text) {
            vec![credential(text, 0, Field::Named("TOKEN".to_owned()), NameKind::Secret)]
        } else {
            word(flag, text)
        };
        found.extend(parts.into_iter().map(|part| part.shifted(span.start)));
        previous = Some(text);
    }
    found
}

/// The secrets in one word, given the flag before it.
pub(super) fn word(flag: Option<&str>, value: &str) -> Vec<Fragment> {
    if let Some(name) = flag.filter(|flag| secret_flag(flag)) {
        return whole(name, value);
    }
    if let Some(found) = url::fragments(value) {
        return found;
    }
    if let Some((name, start)) = assignment(value) {
        // What a shell would run next is not part of the value (`cmd /c set KEY=x&&program`).
        let value = value.split("&&").next().unwrap_or(value);
        let (start, value) = unquoted(value, start);
        let rest = value.get(start..).unwrap_or_default();
        // `--env=KEY=value`: the flag is no secret, what it sets may be.
        if let Some((inner, _)) = assignment(rest).filter(|_| value.starts_with('-')) {
            let parts = fragment::named(inner, &rest[inner.len() + 1..]);
            return parts
                .into_iter()
                .map(|part| {
                    let inside = start + inner.len() + 1;
                    part.shifted(inside).preceded_by(start..inside)
                })
                .collect();
        }
        let parts = if value.starts_with('-') {
            if secret_flag(name) { whole(name, rest) } else { other(rest) }
        } else {
            fragment::named(name, rest)
        };
        return parts.into_iter().map(|part| part.shifted(start).preceded_by(0..start)).collect();
    }
    if let Some(name) = header_name(value) {
        let start = value.len() - value[name.len() + 1..].trim_start().len();
        let parts = fragment::fragments(Slot::Header, Some(name), None, &value[start..]);
        return parts.into_iter().map(|part| part.shifted(start).preceded_by(0..start)).collect();
    }
    tokens(value, None)
}

/// The name of a header in `Name: value` or `Name:value`.
pub(super) fn header_name(value: &str) -> Option<&str> {
    let (name, rest) = value.split_once(':')?;
    let header = name.len() > 1 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    (header && name.starts_with(|c: char| c.is_ascii_alphabetic()) && !rest.starts_with("//"))
        .then_some(name)
}

fn other(value: &str) -> Vec<Fragment> {
    url::fragments(value).unwrap_or_else(|| tokens(value, None))
}

/// `value` without the quotes around what follows `start`, and where that begins.
fn unquoted(value: &str, start: usize) -> (usize, &str) {
    for quote in ['"', '\''] {
        let inside = value.get(start..).and_then(|rest| rest.strip_prefix(quote));
        if inside.is_some_and(|inside| inside.len() > 1 && inside.ends_with(quote)) {
            return (start + 1, &value[..value.len() - 1]);
        }
    }
    (start, value)
}

/// A value that fills its word, under a flag's name.
fn whole(name: &str, value: &str) -> Vec<Fragment> {
    if inert(value) || value.starts_with('-') {
        return Vec::new();
    }
    if let Some(found) = url::fragments(value) {
        return found;
    }
    let field = Field::Named(upper(name));
    let credible = known(value).is_some()
        || rules::credible(value)
        || rules::classify(value, None) == ValueKind::Uuid;
    if credible {
        vec![credential(value, 0, field, NameKind::Secret)]
    } else {
        tokens(value, Some(name))
    }
}

fn secret_flag(flag: &str) -> bool {
    let name = flag.trim_start_matches('-');
    // `key` alone says too little of a variable, but of a flag it is the usual name (Smithery's `--key`).
    name.eq_ignore_ascii_case("key") || rules::name_is_secret(name) == NameKind::Secret
}

/// The name in `NAME=value` or `--name=value`, and where the value begins.
fn assignment(value: &str) -> Option<(&str, usize)> {
    let (name, _) = value.split_once('=')?;
    let flag = name.starts_with('-') && name.len() > 1;
    (flag || VarName::parse(name).is_some()).then_some((name, name.len() + 1))
}

fn split(line: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    for (index, c) in line.char_indices() {
        match (separates(c) || (is_quote(c) && is_outermost(line, index)), start) {
            (true, Some(from)) => {
                words.push(from..index);
                start = None;
            }
            (false, None) => start = Some(index),
            _ => {}
        }
    }
    words.extend(start.map(|from| from..line.len()));
    words
}

fn separates(c: char) -> bool {
    c.is_whitespace() || matches!(c, ';' | '&' | '|' | '(' | ')')
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`')
}

/// Whether the quote at `index` begins or ends a word, or what follows a `=` or `:` in one. One in the middle of a word
/// belongs to it, lest half a secret be taken.
fn is_outermost(line: &str, index: usize) -> bool {
    let before = line[..index].chars().next_back();
    let after = line[index + 1..].chars().next();
    let edge = |c: Option<char>| c.is_none_or(|c| separates(c) || is_quote(c));
    edge(before) || edge(after) || matches!(before, Some('=' | ':'))
}
