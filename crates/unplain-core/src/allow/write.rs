//! New entries, as text to append to an `unplain.toml`.

use std::fmt::Write as _;

use super::Fingerprint;

/// An entry for one finding.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct NewEntry {
    /// The rule that found it.
    pub rule: String,
    /// Its file, from the project's folder on.
    pub path: String,
    /// Its pointer, where it is more than a line's number.
    pub pointer: Option<String>,
    /// Its value.
    pub fingerprint: Fingerprint,
    /// Why it may stay.
    pub reason: String,
}

/// `text` with the entries behind it: not one byte of it changes, but that its last line is ended.
#[must_use]
pub fn appended(text: &str, entries: &[NewEntry]) -> String {
    let end = match text.split_once('\n') {
        Some((line, _)) if line.ends_with('\r') => "\r\n",
        _ => "\n",
    };
    let mut out = text.to_owned();
    if !out.is_empty() && !out.ends_with('\n') {
        out.push_str(end);
    }
    for entry in entries {
        if !out.is_empty() {
            out.push_str(end);
        }
        let pointer = entry.pointer.iter().map(|pointer| ("pointer", pointer.clone()));
        let fields = [("rule", entry.rule.clone()), ("path", literal(&entry.path))]
            .into_iter()
            .chain(pointer)
            .chain([
                ("fingerprint", entry.fingerprint.to_string()),
                ("reason", entry.reason.clone()),
            ]);
        out.push_str("[[allow]]");
        out.push_str(end);
        for (key, value) in fields {
            let _ = write!(out, "{key} = {}{end}", quoted(&value));
        }
    }
    out
}

/// A pattern that fits this path: `?` where a character would mean something else.
fn literal(path: &str) -> String {
    path.replace(['*', '\\'], "?")
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            letter if letter.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(letter));
            }
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::{NewEntry, appended};
    use crate::allow::{Fingerprint, Paths, allow_entries};

    #[test]
    fn what_is_appended_is_read_back() {
        let pointer = "/a\"b/\n~1/\\";
        let entry = NewEntry {
            rule: "jwt".to_owned(),
            path: "a \"b\"/*[x]\\é.json".to_owned(),
            pointer: Some(pointer.to_owned()),
            fingerprint: Fingerprint::of("v", &[3; 16]),
            reason: "baseline of 2027-01-31".to_owned(),
        };
        for (before, end) in
            [("", "\n"), ("store = \"sops\"", "\n"), ("# x\r\nstore = \"sops\"\r\n", "\r\n")]
        {
            let text = appended(before, &[entry.clone(), entry.clone()]);
            assert!(text.starts_with(before) && text.ends_with(end));
            assert_eq!(text.matches('\n').count(), text.matches(end).count());
            let entries = allow_entries(&text, Paths::Relative).unwrap();
            assert_eq!(entries.len(), 2);
            assert!(entries[0].fits("jwt", std::slice::from_ref(&entry.path), pointer));
            assert_eq!(entries[0].fingerprint.as_ref(), Some(&entry.fingerprint));
        }
    }
}
