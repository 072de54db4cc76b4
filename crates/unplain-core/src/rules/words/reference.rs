//! References in every dialect seen in agents' configs, shells, templates and secret managers.

use std::ops::Range;

/// One reference inside a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reference {
    /// All of it, from its opening sign to its closing one.
    pub span: Range<usize>,
    /// The default inside it (`${X:-default}`), which may be a secret itself.
    pub default: Option<Range<usize>>,
}

/// The references in `value`, in order.
#[must_use]
pub fn references(value: &str) -> Vec<Reference> {
    if is_manager_reference(value) {
        return vec![Reference { span: 0..value.len(), default: None }];
    }
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = value.get(at..) {
        let Some(next) = rest.find(['$', '%', '{', '#', '`']) else { break };
        let start = at + next;
        match reference_at(value, start) {
            Some(reference) => {
                at = reference.span.end;
                found.push(reference);
            }
            None => at = start + 1,
        }
    }
    found
}

/// Beginnings of a whole value that names a secret kept elsewhere, or a command that prints it.
const MANAGERS: &[&str] = &[
    "op://",
    "vault:",
    "vault://",
    "keychain:",
    "keychain://",
    "keyring:",
    "secret://",
    "secretref:",
    "ref+",
    "aws-sm://",
    "awssm://",
    "sm://",
    "ssm://",
    "gcp-sm://",
    "gcpsm://",
    "azkv://",
    "akv://",
    "doppler://",
    "bws://",
    "bw://",
    "pass://",
    "infisical://",
    "1password:",
    "bitwarden:",
    "env://",
    "env:",
    "exec(",
    "!op ",
    "!pass ",
    "process.env.",
    "process.env[",
    "os.environ",
    "os.getenv(",
    "import.meta.env.",
    "@microsoft.keyvault(",
    "arn:aws:secretsmanager:",
    "arn:aws:ssm:",
    "<%=",
    "file:",
];

fn is_manager_reference(value: &str) -> bool {
    MANAGERS
        .iter()
        .any(|head| value.get(..head.len()).is_some_and(|start| start.eq_ignore_ascii_case(head)))
}

fn reference_at(value: &str, start: usize) -> Option<Reference> {
    let rest = head(value.get(start..)?);
    let whole = |length: usize| Some(Reference { span: start..start + length, default: None });
    for (open, close) in
        [("${{", "}}"), ("{{", "}}"), ("$<", ">"), ("$(", ")"), ("#{", "}"), ("`", "`")]
    {
        if let Some(inner) = rest.strip_prefix(open) {
            let length = inner.find(close).filter(|length| *length > 0)?;
            return whole(open.len() + length + close.len());
        }
    }
    if let Some(inner) = rest.strip_prefix("${") {
        let length = closing_brace(inner)?;
        let name = inner.get(..length)?;
        let default = default_in(name).map(|range| start + 2 + range.start..start + 2 + range.end);
        return (length > 0).then_some(Reference { span: start..start + 2 + length + 1, default });
    }
    if let Some(inner) = rest.strip_prefix('{') {
        let length = inner.find('}')?;
        let (kind, name) = inner.get(..length)?.split_once(':')?;
        let known =
            matches!(kind, "env" | "file" | "input" | "secret" | "cmd" | "vault" | "keychain");
        return (known && !name.is_empty()).then(|| whole(length + 2)).flatten();
    }
    if let Some(inner) = rest.strip_prefix("$env:").or_else(|| rest.strip_prefix("$Env:")) {
        return name_length(inner).and_then(|length| whole("$env:".len() + length));
    }
    if let Some(inner) = rest.strip_prefix('$') {
        return bare_name(value, start, inner).and_then(|length| whole(1 + length));
    }
    if let Some(inner) = rest.strip_prefix('%') {
        let length = name_length(inner)
            .filter(|length| inner.get(*length..).is_some_and(|more| more.starts_with('%')))?;
        let alone = start == 0 && length + 2 == value.len();
        let shouted = inner.get(..length)?.bytes().all(|b| !b.is_ascii_lowercase());
        return (alone || shouted && length > 2 && stands_apart(value, start))
            .then(|| whole(length + 2))
            .flatten();
    }
    None
}

/// As much of `text` as a reference may take: without a limit a long row of opening signs takes quadratic time.
fn head(text: &str) -> &str {
    const LONGEST: usize = 1024;
    let end = (0..=LONGEST.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

/// Where the brace that is already open closes; defaults may hold references of their own.
fn closing_brace(text: &str) -> Option<usize> {
    let mut depth = 1usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// The default in `NAME:-default`, `NAME-default`, `NAME:=default`.
fn default_in(inner: &str) -> Option<Range<usize>> {
    let name = name_length(inner.strip_prefix("env:").unwrap_or(inner))?
        + if inner.starts_with("env:") { 4 } else { 0 };
    let rest = inner.get(name..)?;
    [":-", ":=", "-", "="]
        .iter()
        .find(|sign| rest.starts_with(**sign))
        .map(|sign| name + sign.len()..inner.len())
}

fn name_length(text: &str) -> Option<usize> {
    let first = text.bytes().next()?;
    let length = text.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
    (first.is_ascii_alphabetic() || first == b'_').then_some(length)
}

/// `$NAME`. A dollar sign may as well stand in a password, so a name inside other text has to be in capitals and on its
/// own; a whole value may also be in small letters.
fn bare_name(value: &str, start: usize, inner: &str) -> Option<usize> {
    let length = name_length(inner)?;
    let name = inner.get(..length)?;
    let alone = start == 0 && length + 1 == value.len();
    let small = name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    let shouted = name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    let apart = stands_apart(value, start);
    (alone && (small || shouted) || shouted && apart && length > 1).then_some(length)
}

/// Whether nothing runs into `start` from before, as in a password with a sign in it.
fn stands_apart(value: &str, start: usize) -> bool {
    let before = value.get(..start).and_then(|text| text.chars().next_back());
    before.is_none_or(|c| " =:/\"'@,;?&\\(".contains(c))
}
