//! Tokens to nodes.

use super::{Dialect, lex};
use crate::document::{Comment, Fault, Parsed};
use crate::error::{MAX_DEPTH, ParseErrorKind};
use crate::node::Kind;
use crate::scalar::Style;
use crate::tape::{Entry, NONE};
use crate::text::BOM;

/// Reads a whole text.
pub(crate) fn parse(text: &str, dialect: Dialect) -> Result<Parsed, Fault> {
    let at = if text.starts_with(BOM) { BOM.len() } else { 0 };
    let mut parser =
        Parser { text, bytes: text.as_bytes(), at, dialect, parsed: Parsed::default() };
    parser.document()?;
    Ok(parser.parsed)
}

struct Parser<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    dialect: Dialect,
    parsed: Parsed,
}

/// What may stand at the current position.
#[derive(Clone, Copy, PartialEq)]
enum Expect {
    /// The root.
    Root,
    /// The first child, or the container's end.
    FirstOrEnd,
    /// A child after a comma.
    Next,
    /// A comma, or the container's end.
    CommaOrEnd,
}

/// The container that is being read.
#[derive(Clone, Copy)]
struct Open {
    id: u32,
    kind: Kind,
    children: u32,
}

impl Parser<'_> {
    fn document(&mut self) -> Result<(), Fault> {
        let mut open: Option<Open> = None;
        let mut depth = 0;
        let mut expect = Expect::Root;
        loop {
            self.space()?;
            let Some(byte) = self.bytes.get(self.at).copied() else {
                return self.end_of_text(open, expect);
            };
            let closes = match open {
                Some(Open { kind: Kind::Object, .. }) => byte == b'}',
                Some(_) => byte == b']',
                None => false,
            };
            if let Some(container) = open.filter(|_| closes) {
                if expect == Expect::Next && !self.dialect.has_trailing_commas() {
                    return Err(lex::fault(self.at, "a comma must be followed by another value"));
                }
                self.at += 1;
                open = self.close(container);
                depth -= 1;
                expect = Expect::CommaOrEnd;
                continue;
            }
            match (open, expect) {
                (None, Expect::CommaOrEnd) => {
                    return Err(lex::fault(self.at, "expected the end of the text"));
                }
                (Some(_), Expect::CommaOrEnd) if byte == b',' => {
                    self.at += 1;
                    expect = Expect::Next;
                    continue;
                }
                (Some(_), Expect::CommaOrEnd) => {
                    return Err(lex::fault(
                        self.at,
                        "expected a comma or the end of the object or array",
                    ));
                }
                _ => {}
            }
            let key = match open {
                Some(Open { kind: Kind::Object, .. }) => Some(self.key(byte)?),
                _ => None,
            };
            let value = self.bytes.get(self.at).copied().unwrap_or_default();
            let mut entry = self.value(value)?;
            if let Some((start, end, style)) = key {
                (entry.key_start, entry.key_end, entry.key_style) =
                    (start as u32, end as u32, style);
            }
            if let Some(container) = open.as_mut() {
                (entry.parent, entry.index) = (container.id, container.children);
                container.children += 1;
            }
            let id = self.parsed.entries.len() as u32;
            entry.next = id + 1;
            self.parsed.entries.push(entry);
            if matches!(entry.kind, Kind::Object | Kind::Array) {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(Fault { at: entry.start as usize, kind: ParseErrorKind::TooDeep });
                }
                // The parent's count waits in its own entry until the child is closed.
                if let Some(Open { id, children, .. }) = open {
                    self.set_next(id, children);
                }
                open = Some(Open { id, kind: entry.kind, children: 0 });
                expect = Expect::FirstOrEnd;
            } else {
                expect = Expect::CommaOrEnd;
            }
        }
    }

    fn end_of_text(&self, open: Option<Open>, expect: Expect) -> Result<(), Fault> {
        match (open, expect) {
            (Some(Open { id, .. }), _) => {
                let start =
                    self.parsed.entries.get(id as usize).map_or(0, |entry| entry.start as usize);
                Err(lex::fault(start, "the object or array has no end"))
            }
            (None, Expect::Root) if !self.dialect.may_be_empty() => {
                Err(lex::fault(self.at, "expected a value"))
            }
            _ => Ok(()),
        }
    }

    /// Ends a container, and gives the one around it.
    fn close(&mut self, container: Open) -> Option<Open> {
        let next = self.parsed.entries.len() as u32;
        let entry = self.parsed.entries.get_mut(container.id as usize)?;
        (entry.end, entry.next) = (self.at as u32, next);
        let id = entry.parent;
        let parent = self.parsed.entries.get(id as usize).filter(|_| id != NONE)?;
        Some(Open { id, kind: parent.kind, children: parent.next })
    }

    fn set_next(&mut self, id: u32, next: u32) {
        if let Some(entry) = self.parsed.entries.get_mut(id as usize) {
            entry.next = next;
        }
    }

    /// Reads a key and its colon, up to the value.
    fn key(&mut self, byte: u8) -> Result<(usize, usize, Style), Fault> {
        let start = self.at;
        let style = match byte {
            b'"' => Style::JsonString,
            b'\'' if self.dialect.is_json5() => Style::JsonString,
            _ if self.dialect.is_json5() => Style::Json5Name,
            _ => return Err(lex::fault(start, "expected a key in double quotes")),
        };
        let end = match style {
            Style::Json5Name => {
                lex::name(self.text, start)?.ok_or(lex::fault(start, "expected a key"))?
            }
            _ => lex::string(self.bytes, start, byte, self.dialect)?,
        };
        self.at = end;
        self.space()?;
        if self.bytes.get(self.at) != Some(&b':') {
            return Err(lex::fault(self.at, "expected a colon after the key"));
        }
        self.at += 1;
        self.space()?;
        Ok((start, end, style))
    }

    /// Reads a scalar, or the opening bracket of a container.
    fn value(&mut self, byte: u8) -> Result<Entry, Fault> {
        let start = self.at;
        let (kind, style, end) = match byte {
            b'{' => (Kind::Object, Style::Flow, start + 1),
            b'[' => (Kind::Array, Style::Flow, start + 1),
            b'"' => (
                Kind::String,
                Style::JsonString,
                lex::string(self.bytes, start, byte, self.dialect)?,
            ),
            b'\'' if self.dialect.is_json5() => (
                Kind::String,
                Style::JsonString,
                lex::string(self.bytes, start, byte, self.dialect)?,
            ),
            b't' => self.word("true", Kind::Bool)?,
            b'f' => self.word("false", Kind::Bool)?,
            b'n' => self.word("null", Kind::Null)?,
            b'-' | b'0'..=b'9' => self.number()?,
            b'+' | b'.' | b'I' | b'N' if self.dialect.is_json5() => self.number()?,
            _ => return Err(lex::fault(start, "expected a value")),
        };
        self.at = end;
        Ok(Entry::root(kind, style, start, end))
    }

    fn word(&self, word: &str, kind: Kind) -> Result<(Kind, Style, usize), Fault> {
        let end = self.at + word.len();
        let found = self.bytes.get(self.at..end) == Some(word.as_bytes());
        if found && !lex::runs_on(self.text, end, self.dialect) {
            Ok((kind, Style::Verbatim, end))
        } else {
            Err(lex::fault(self.at, "expected a value"))
        }
    }

    fn number(&self) -> Result<(Kind, Style, usize), Fault> {
        let end = lex::number(self.bytes, self.at, self.dialect)?;
        if lex::runs_on(self.text, end, self.dialect) {
            return Err(lex::fault(self.at, "the number is not written as a number"));
        }
        Ok((Kind::Number, Style::Verbatim, end))
    }

    /// Skips white space, and comments where there are any.
    fn space(&mut self) -> Result<(), Fault> {
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' => self.at += 1,
                b'/' => {
                    let end = lex::comment(self.text, self.at, self.dialect)?;
                    self.parsed.comments.push(Comment { span: self.at..end });
                    self.at = end;
                }
                0x0b | 0x0c | 0x80.. if self.dialect.is_json5() => {
                    match lex::wide_space(self.text, self.at) {
                        Some(length) => self.at += length,
                        None => break,
                    }
                }
                _ => break,
            }
        }
        Ok(())
    }
}
