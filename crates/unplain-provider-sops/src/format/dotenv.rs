//! SOPS in dotenv form: one `NAME=value` a line, the metadata in `sops_…` lines.
//!
//! The form is that of sops 3.11, which is not a usual dotenv: up to the first `=` is the name as it stands, the rest is
//! the value as it stands, `#` in column one begins a comment, and backslash-n in a value is a line break.

use std::{borrow::Cow, collections::BTreeMap};

use super::{Leaf, Scalar};
use crate::{Broken, Fault};

/// What the names of the metadata begin with.
pub(crate) const META: &str = "sops_";

/// The lines of a file, each as it stands; every line that is not edited is written as it was.
#[derive(Debug)]
pub(crate) struct Lines(Vec<String>);

impl Lines {
    pub(crate) fn parse(text: &str) -> Result<(Self, BTreeMap<String, String>), Broken> {
        let mut fields = BTreeMap::new();
        let lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
        for (number, line) in (1..).zip(&lines) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let Some((name, value)) = line.split_once('=') else {
                return Err(Broken::at(number, "this line is neither NAME=value nor a comment"));
            };
            let Some(field) = name.strip_prefix(META) else { continue };
            if value.ends_with('\r') {
                return Err(Broken::at(number, "the lines end in CR LF, which sops cannot read")
                    .help("restore the line ends, and keep git from changing them: `*.enc -text` in .gitattributes"));
            }
            if fields.insert(field.to_owned(), unescape(value).into_owned()).is_some() {
                return Err(Broken::at(number, "this line of the sops metadata stands there twice")
                    .is(Fault::Conflict)
                    .help("this comes from a merge of two versions: take one of them, then add what the other had"));
            }
        }
        Ok((Self(lines), fields))
    }

    /// A file without values, whose metadata are `fields`.
    pub(crate) fn new(fields: &BTreeMap<String, String>) -> Self {
        let mut lines: Vec<String> =
            fields.iter().map(|(name, text)| format!("{META}{name}={}", escape(text))).collect();
        lines.push(String::new());
        Self(lines)
    }

    pub(crate) fn text(&self) -> String {
        self.0.join("\n")
    }

    pub(crate) fn leaves(&self) -> impl Iterator<Item = Leaf<'_>> {
        (1..).zip(&self.0).filter_map(|(number, line)| {
            let (name, value) = pair(line)?;
            let scalar = Scalar::Text(unescape(value));
            (!name.starts_with(META)).then(|| Leaf { path: vec![name], line: Some(number), scalar })
        })
    }

    /// Writes `value`, which holds no line break, under `name`: in its line, or in a new one before the metadata.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        let new = format!("{name}={}", escape(value));
        if let Some(line) =
            self.0.iter_mut().find(|line| pair(line).is_some_and(|(n, _)| n == name))
        {
            *line = new;
            return;
        }
        let metadata = |line: &String| pair(line).is_some_and(|(name, _)| name.starts_with(META));
        let end = self.0.iter().position(metadata).unwrap_or(self.0.len());
        self.0.insert(end, new);
    }

    pub(crate) fn remove(&mut self, name: &str) {
        self.0.retain(|line| pair(line).is_none_or(|(n, _)| n != name));
    }

    pub(crate) fn set_field(&mut self, field: &str, value: &str) {
        self.set(&format!("{META}{field}"), value);
    }
}

fn pair(line: &str) -> Option<(&str, &str)> {
    if line.starts_with('#') { None } else { line.split_once('=') }
}

fn escape(value: &str) -> Cow<'_, str> {
    if value.contains('\n') { value.replace('\n', "\\n").into() } else { value.into() }
}

fn unescape(value: &str) -> Cow<'_, str> {
    if value.contains("\\n") { value.replace("\\n", "\n").into() } else { value.into() }
}

#[cfg(test)]
mod tests {
    use super::Lines;

    #[test]
    fn what_is_not_edited_stays_byte_for_byte() {
        for text in
            ["", "\n", "# c\n\nA=1\nexport B = x \nsops_version=3", "A==\n#\nsops_mac=x\n\n\n"]
        {
            assert_eq!(Lines::parse(text).unwrap().0.text(), text);
        }
    }

    #[test]
    fn a_new_name_comes_before_the_metadata() {
        let mut lines = Lines::parse("#c\nA=1\nsops_mac=x\nsops_version=3\n").unwrap().0;
        lines.set("B", "2");
        lines.set("A", "3");
        lines.set_field("mac", "y");
        assert_eq!(lines.text(), "#c\nA=3\nB=2\nsops_mac=y\nsops_version=3\n");
        lines.remove("A");
        assert_eq!(lines.text(), "#c\nB=2\nsops_mac=y\nsops_version=3\n");
    }

    #[test]
    fn a_broken_line_is_named_by_its_number_only() {
        let broken = Lines::parse("A=1\n  # indented, with a secret\n").unwrap_err();
        assert_eq!(broken.line, Some(2));
        assert!(!broken.to_string().contains("indented"));
    }

    #[test]
    fn merge_leftovers_and_changed_line_ends_are_told() {
        assert!(Lines::parse("sops_mac=a\nsops_mac=b\n").unwrap_err().what.contains("twice"));
        assert!(Lines::parse("A=1\r\nsops_mac=b\r\n").unwrap_err().what.contains("CR LF"));
    }
}
