//! Lines to nodes.

use crate::document::{Comment, Fault, Parsed};
use crate::node::Kind;
use crate::scalar::Style;
use crate::tape::Entry;
use crate::text::BOM;

/// Reads a whole text.
pub(crate) fn parse(text: &str) -> Result<Parsed, Fault> {
    let at = if text.starts_with(BOM) { BOM.len() } else { 0 };
    let mut root = Entry::root(Kind::Object, Style::DotenvFile, at, text.len());
    root.next = 1;
    let mut reader =
        Reader { text, at, parsed: Parsed { entries: vec![root], ..Parsed::default() } };
    while reader.at < text.len() {
        reader.line()?;
    }
    let mut parsed = reader.parsed;
    let next = parsed.entries.len() as u32;
    if let Some(root) = parsed.entries.first_mut() {
        root.next = next;
    }
    Ok(parsed)
}

/// Whether a text can be a variable's name here.
pub(crate) fn is_name(name: &str) -> bool {
    let starts_well = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    starts_well
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    parsed: Parsed,
}

impl Reader<'_> {
    fn line(&mut self) -> Result<(), Fault> {
        self.blanks();
        if !self.end_of_line()? {
            self.assignment()?;
            self.blanks();
            if !self.end_of_line()? {
                return Err(Fault::syntax(
                    self.at,
                    "expected the end of the line after the quoted value",
                ));
            }
        }
        Ok(())
    }

    fn assignment(&mut self) -> Result<(), Fault> {
        let mut start = self.at;
        let mut end = self.name();
        if self.text.get(start..end) == Some("export") && self.rest().starts_with([' ', '\t']) {
            self.blanks();
            start = self.at;
            end = self.name();
        }
        if !self.text.get(start..end).is_some_and(is_name) {
            return Err(Fault::syntax(start, "expected a line NAME=value"));
        }
        self.blanks();
        if !self.rest().starts_with('=') {
            return Err(Fault::syntax(self.at, "expected `=` after the name"));
        }
        self.at += 1;
        self.blanks();
        let (style, value) = self.value()?;
        let mut entry = Entry::root(Kind::String, style, self.at, value);
        let id = self.parsed.entries.len() as u32;
        entry.set_member(0, start as u32..end as u32, Style::Verbatim);
        entry.next = id + 1;
        self.parsed.entries.push(entry);
        self.at = value;
        Ok(())
    }

    /// The style and the end of the value that starts here.
    fn value(&self) -> Result<(Style, usize), Fault> {
        let rest = self.rest();
        let (quote, style) = match rest.chars().next() {
            Some('"') => ('"', Style::DotenvDouble),
            Some(quote @ ('\'' | '`')) => (quote, Style::DotenvLiteral),
            _ => return Ok((Style::DotenvBare, self.at + self.bare_length())),
        };
        let mut is_escaped = false;
        for (at, character) in rest.char_indices().skip(1) {
            if character == quote && !is_escaped {
                return Ok((style, self.at + at + 1));
            }
            is_escaped = character == '\\' && quote == '"' && !is_escaped;
        }
        Err(Fault::syntax(self.at, "the quoted value has no end"))
    }

    fn name(&mut self) -> usize {
        let ends = |character: char| {
            character.is_whitespace() || matches!(character, '=' | '#' | '"' | '\'')
        };
        self.at += self.rest().find(ends).unwrap_or(self.rest().len());
        self.at
    }

    fn blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t']).len();
    }

    /// Reads a comment and the line's end, if nothing else stands there.
    fn end_of_line(&mut self) -> Result<bool, Fault> {
        if self.rest().starts_with('#') {
            let end = self.at + self.rest().find('\n').unwrap_or(self.rest().len());
            let line = self.text.get(self.at..end).unwrap_or_default();
            let end = self.at + line.strip_suffix('\r').unwrap_or(line).len();
            self.parsed.comments.push(Comment { span: self.at..end });
            self.at = end;
        }
        let rest = self.rest();
        let length =
            if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with(['\n', '\r'])) };
        let is_end = length > 0 || rest.is_empty();
        self.at += length;
        Ok(is_end)
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The length of an unquoted value: up to the line's end or a comment, without the space before that.
    fn bare_length(&self) -> usize {
        let rest = self.rest();
        let line = rest.find(['\n', '\r']).and_then(|end| rest.get(..end)).unwrap_or(rest);
        let mut is_after_blank =
            self.text.get(..self.at).is_some_and(|before| before.ends_with([' ', '\t']));
        for (at, character) in line.char_indices() {
            if character == '#' && is_after_blank {
                return line.get(..at).unwrap_or_default().trim_end_matches([' ', '\t']).len();
            }
            is_after_blank = matches!(character, ' ' | '\t');
        }
        line.trim_end_matches([' ', '\t']).len()
    }
}
