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
    // Configs have a node every 30 to 40 bytes. Growing the table costs more than the rest of the work, while memory
    // that is never touched costs nothing.
    let entries = Vec::with_capacity((text.len() / 32).min(1 << 23));
    let parsed = Parsed { entries, ..Parsed::default() };
    let mut parser = Parser { text, bytes: text.as_bytes(), at, dialect, parsed };
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

/// The container that is being read.
#[derive(Clone, Copy)]
struct Open {
    id: u32,
    kind: Kind,
    children: u32,
}

impl Open {
    fn end(self) -> u8 {
        if self.kind == Kind::Object { b'}' } else { b']' }
    }
}

const LONE_COMMA: &str = "a comma must be followed by another value";
const NO_COMMA: &str = "expected a comma or the end of the object or array";

/// The bytes of a key and how it is written.
type Key = Option<(u32, u32, Style)>;

impl Parser<'_> {
    fn document(&mut self) -> Result<(), Fault> {
        let mut open: Option<Open> = None;
        let (mut depth, mut key) = (0, None);
        self.space()?;
        if self.at == self.bytes.len() && self.dialect.may_be_empty() {
            return Ok(());
        }
        loop {
            // Here a value starts.
            let (id, kind, start) = self.node(&mut open, key)?;
            if matches!(kind, Kind::Object | Kind::Array) {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(Fault::new(start, ParseErrorKind::TooDeep));
                }
                // The number of the parent's children waits in its entry until the child is closed.
                if let Some(Open { id, children, .. }) = open {
                    self.set_next(id, children);
                }
                let inner = Open { id, kind, children: 0 };
                open = Some(inner);
                self.space()?;
                if self.peek() != Some(inner.end()) {
                    key = self.key_of(inner)?;
                    continue;
                }
            }
            // Here a value ended, or an empty container ends.
            key = loop {
                let Some(container) = open else { return self.end_of_text() };
                match self.next_mark()? {
                    Some(b',') => {
                        self.at += 1;
                        self.space()?;
                        if self.peek() != Some(container.end()) {
                            break self.key_of(container)?;
                        }
                        if !self.dialect.has_trailing_commas() {
                            return Err(Fault::syntax(self.at, LONE_COMMA));
                        }
                    }
                    Some(byte) if byte == container.end() => {
                        self.at += 1;
                        open = self.close(container);
                        depth -= 1;
                    }
                    Some(_) => return Err(Fault::syntax(self.at, NO_COMMA)),
                    None => return Err(self.no_end(container)),
                }
            };
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// The next byte that is neither space nor comment; most often it comes at once.
    fn next_mark(&mut self) -> Result<Option<u8>, Fault> {
        match self.peek() {
            Some(mark @ (b',' | b':')) => Ok(Some(mark)),
            _ => {
                self.space()?;
                Ok(self.peek())
            }
        }
    }

    fn end_of_text(&mut self) -> Result<(), Fault> {
        self.space()?;
        match self.at == self.bytes.len() {
            true => Ok(()),
            false => Err(Fault::syntax(self.at, "expected the end of the text")),
        }
    }

    fn no_end(&self, container: Open) -> Fault {
        let start =
            self.parsed.entries.get(container.id as usize).map_or(0, |entry| entry.start as usize);
        Fault::syntax(start, "the object or array has no end")
    }

    /// Reads a scalar or an opening bracket and adds it to the container that is open.
    fn node(&mut self, open: &mut Option<Open>, key: Key) -> Result<(u32, Kind, usize), Fault> {
        let mut entry = match (self.peek(), *open) {
            (Some(byte), _) => self.value(byte)?,
            (None, Some(container)) => return Err(self.no_end(container)),
            (None, None) => return Err(Fault::syntax(self.at, "expected a value")),
        };
        if let Some(container) = open {
            match key {
                Some((start, end, style)) => entry.set_member(container.id, start..end, style),
                None => entry.set_element(container.id, container.children, None),
            }
            container.children += 1;
        }
        let id = self.parsed.entries.len() as u32;
        entry.next = id + 1;
        self.parsed.entries.push(entry);
        Ok((id, entry.kind, entry.start as usize))
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

    /// Reads the key of an object's next member and its colon, up to the value; nothing in an array.
    fn key_of(&mut self, container: Open) -> Result<Key, Fault> {
        if container.kind != Kind::Object {
            return Ok(None);
        }
        let start = self.at;
        let Some(byte) = self.peek() else { return Err(self.no_end(container)) };
        let (end, style) = if self.is_quote(byte) {
            (lex::string(self.bytes, start, byte, self.dialect)?, Style::JsonString)
        } else if self.dialect.is_json5() {
            let end = lex::name(self.text, start)?;
            (end.ok_or_else(|| Fault::syntax(start, "expected a key"))?, Style::Json5Name)
        } else {
            return Err(Fault::syntax(start, "expected a key in double quotes"));
        };
        self.at = end;
        if self.next_mark()? != Some(b':') {
            return Err(Fault::syntax(self.at, "expected a colon after the key"));
        }
        self.at += 1;
        self.space()?;
        Ok(Some((start as u32, end as u32, style)))
    }

    /// Reads a scalar, or the opening bracket of a container.
    fn value(&mut self, byte: u8) -> Result<Entry, Fault> {
        let start = self.at;
        let (kind, style, end) = match byte {
            b'{' => (Kind::Object, Style::Flow, start + 1),
            b'[' => (Kind::Array, Style::Flow, start + 1),
            quote if self.is_quote(quote) => {
                let end = lex::string(self.bytes, start, quote, self.dialect)?;
                (Kind::String, Style::JsonString, end)
            }
            b't' => self.word("true", Kind::Bool)?,
            b'f' => self.word("false", Kind::Bool)?,
            b'n' => self.word("null", Kind::Null)?,
            b'-' | b'0'..=b'9' => self.number()?,
            b'+' | b'.' | b'I' | b'N' if self.dialect.is_json5() => self.number()?,
            _ => return Err(Fault::syntax(start, "expected a value")),
        };
        self.at = end;
        Ok(Entry::root(kind, style, start, end))
    }

    fn is_quote(&self, byte: u8) -> bool {
        byte == b'"' || byte == b'\'' && self.dialect.is_json5()
    }

    fn word(&self, word: &str, kind: Kind) -> Result<(Kind, Style, usize), Fault> {
        let end = self.at + word.len();
        let found = self.bytes.get(self.at..end) == Some(word.as_bytes());
        if found && !lex::runs_on(self.text, end, self.dialect) {
            Ok((kind, Style::Verbatim, end))
        } else {
            Err(Fault::syntax(self.at, "expected a value"))
        }
    }

    fn number(&self) -> Result<(Kind, Style, usize), Fault> {
        let end = lex::number(self.bytes, self.at, self.dialect)?;
        if lex::runs_on(self.text, end, self.dialect) {
            return Err(Fault::syntax(self.at, "the number is not written as a number"));
        }
        Ok((Kind::Number, Style::Verbatim, end))
    }

    /// Skips white space, and comments where there are any.
    fn space(&mut self) -> Result<(), Fault> {
        while let Some(byte) = self.peek() {
            match byte {
                b' ' => self.at = lex::skip_spaces(self.bytes, self.at),
                b'\n' => self.at = lex::skip_spaces(self.bytes, self.at + 1),
                b'\t' | b'\r' => self.at += 1,
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
