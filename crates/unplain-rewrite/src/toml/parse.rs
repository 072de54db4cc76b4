//! Events to a tree.

use toml_parser::parser::{Event, EventKind};
use toml_parser::{ErrorSink, ParseError, Source, Span};

use super::tree::{Key, Tree, Value};
use crate::document::{Comment, Fault, Parsed};
use crate::error::ParseErrorKind;
use crate::node::Kind;
use crate::scalar::Style;
use crate::tape::Entry;

/// Reads a whole text.
pub(crate) fn parse(text: &str) -> Result<Parsed, Fault> {
    // Also forbids what needs the meaning of keys to be seen, such as a table defined twice.
    toml_edit::Document::parse(text).map_err(|error| {
        // The error's own text quotes the document.
        let too_deep = error.message().contains("recurs");
        let at = error.span().map_or(0, |span| span.start);
        let kind = if too_deep {
            ParseErrorKind::TooDeep
        } else {
            ParseErrorKind::Syntax("this is not TOML")
        };
        Fault::new(at, kind)
    })?;
    let source = Source::new(text);
    let tokens = source.lex().into_vec();
    let mut events: Vec<Event> = Vec::new();
    toml_parser::parser::parse_document(&tokens, &mut events, &mut NoErrors);
    let mut reader =
        Reader { text, events: events.iter(), tree: Tree::new(text), comments: Vec::new() };
    reader.document();
    Ok(Parsed { comments: reader.comments, ..reader.tree.flatten() })
}

/// `toml_edit` has reported them.
struct NoErrors;

impl ErrorSink for NoErrors {
    fn report_error(&mut self, _error: ParseError) {}
}

struct Reader<'e> {
    text: &'e str,
    events: std::slice::Iter<'e, Event>,
    tree: Tree,
    comments: Vec<Comment>,
}

impl Reader<'_> {
    fn document(&mut self) {
        // The table that keys are added to, and the containers of the value that is being read.
        let (mut table, mut open) = (Tree::ROOT, Vec::new());
        let mut path: Vec<Key> = Vec::new();
        let mut header: Option<usize> = None;
        while let Some(event) = self.events.next() {
            let (start, end) = (event.span().start(), event.span().end());
            match event.kind() {
                EventKind::StdTableOpen | EventKind::ArrayTableOpen => header = Some(start),
                EventKind::StdTableClose | EventKind::ArrayTableClose => {
                    let span = header.take().unwrap_or(start)..end;
                    let is_array = event.kind() == EventKind::ArrayTableClose;
                    table = self.tree.section(&std::mem::take(&mut path), span, is_array);
                }
                EventKind::SimpleKey => path.push(self.key(event)),
                EventKind::Comment => self.comments.push(Comment { span: start..end }),
                EventKind::InlineTableOpen | EventKind::ArrayOpen => {
                    let kind = if event.kind() == EventKind::ArrayOpen {
                        Kind::Array
                    } else {
                        Kind::Object
                    };
                    let value = Value { kind, style: Style::Flow, span: start..end };
                    let parent = open.last().copied().unwrap_or(table);
                    open.push(self.tree.value(parent, &std::mem::take(&mut path), value));
                }
                EventKind::InlineTableClose | EventKind::ArrayClose => {
                    if let Some(id) = open.pop() {
                        self.tree.end(id, end);
                    }
                }
                EventKind::Scalar => {
                    let value = self.scalar(event);
                    let parent = open.last().copied().unwrap_or(table);
                    self.tree.value(parent, &std::mem::take(&mut path), value);
                }
                _ => {}
            }
        }
    }

    fn key(&self, event: &Event) -> Key {
        let span = event.span().start()..event.span().end();
        let style = style(self.raw(event.span()));
        Key {
            value: crate::scalar::decode(style, self.raw(event.span())).into_owned(),
            style,
            span,
        }
    }

    fn scalar(&self, event: &Event) -> Value {
        let raw = self.raw(event.span());
        let kind = match raw.as_bytes().first() {
            Some(b'"' | b'\'') => Kind::String,
            Some(b't' | b'f') => Kind::Bool,
            _ => Kind::Number,
        };
        Value { kind, style: style(raw), span: event.span().start()..event.span().end() }
    }

    fn raw(&self, span: Span) -> &str {
        self.text.get(span.start()..span.end()).unwrap_or_default()
    }
}

/// How a scalar or key is quoted.
fn style(raw: &str) -> Style {
    match raw.as_bytes() {
        [b'"', b'"', b'"', ..] if raw.len() >= 6 => Style::TomlMultiBasic,
        [b'\'', b'\'', b'\'', ..] if raw.len() >= 6 => Style::TomlMultiLiteral,
        [b'"', ..] => Style::TomlBasic,
        [b'\'', ..] => Style::TomlLiteral,
        _ => Style::Verbatim,
    }
}

/// A table's place in the node table.
pub(super) fn entry(kind: Kind, style: Style, span: &std::ops::Range<usize>) -> Entry {
    Entry::root(kind, style, span.start, span.end)
}
