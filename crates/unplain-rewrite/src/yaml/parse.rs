//! Events to nodes.

use std::collections::BTreeMap;
use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use super::kind::kind;
use super::offsets::Offsets;
use super::skip;
use crate::document::{Comment, Fault, Parsed};
use crate::error::{MAX_DEPTH, ParseErrorKind};
use crate::node::Kind;
use crate::scalar::{self, Style};
use crate::tape::Entry;

/// Reads a whole stream of documents.
pub(crate) fn parse(text: &str) -> Result<Parsed, Fault> {
    if let Some(at) = text.find('\0') {
        // The parser would take it for the end.
        return Err(Fault::syntax(at, "a YAML text can't contain a NUL character"));
    }
    let mut builder = Builder {
        text,
        offsets: Offsets::of(text),
        cursor: 0,
        open: Vec::new(),
        key_depth: 0,
        anchors: BTreeMap::new(),
        scalars: Vec::new(),
        parsed: Parsed::default(),
    };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            // The error's own text may quote the document.
            let kind = match error.info().contains("recursion") {
                true => ParseErrorKind::TooDeep,
                false => ParseErrorKind::Syntax("this is not YAML"),
            };
            Fault::new(builder.offsets.byte(error.marker()), kind)
        })?;
        builder.event(&event, &span)?;
    }
    builder.comments();
    Ok(builder.parsed)
}

struct Builder<'t> {
    text: &'t str,
    offsets: Offsets,
    /// Everything before this byte is dealt with.
    cursor: usize,
    open: Vec<Open>,
    /// How deep inside a key that is no scalar.
    key_depth: usize,
    /// The nodes that anchors name.
    anchors: BTreeMap<usize, u32>,
    /// The bytes of all scalars, keys included: no comments are in them.
    scalars: Vec<Range<usize>>,
    parsed: Parsed,
}

/// A container that is being read.
struct Open {
    id: u32,
    style: Style,
    is_mapping: bool,
    children: u32,
    key: Option<Key>,
}

impl Open {
    fn awaits_key(&self) -> bool {
        self.is_mapping && self.key.is_none()
    }
}

struct Key {
    span: Range<usize>,
    style: Style,
    /// Its value, where the text does not tell it.
    value: Option<String>,
}

/// The bytes of a quoted scalar, up to its closing quote: the parser takes a comment behind it for a part of it.
fn quoted(raw: &str, span: &Range<usize>) -> Range<usize> {
    let mut chars = raw.char_indices().peekable();
    let quote = chars.next().map(|(_, quote)| quote);
    while let Some((index, found)) = chars.next() {
        let is_pair = |next: Option<&(usize, char)>| next.is_some_and(|(_, next)| *next == '\'');
        match (quote, found) {
            (Some('"'), '\\') => {
                chars.next();
            }
            (Some('\''), '\'') if is_pair(chars.peek()) => {
                chars.next();
            }
            (Some(quote), found) if quote == found => return span.start..span.start + index + 1,
            _ => {}
        }
    }
    span.clone()
}

/// A scalar's place and meaning.
struct Scalar {
    span: Range<usize>,
    style: Style,
    value: Option<String>,
}

impl Builder<'_> {
    fn event(&mut self, event: &Event<'_>, span: &Span) -> Result<(), Fault> {
        let span = self.offsets.byte(&span.start)..self.offsets.byte(&span.end);
        match event {
            Event::DocumentStart(true) | Event::DocumentEnd => {
                self.cursor = self.cursor.max(span.end)
            }
            Event::Scalar(value, style, anchor, tag) => {
                let kind = kind(value, *style, tag.as_deref());
                let has_properties = *anchor > 0 || tag.is_some();
                let lead = self.lead(span.start, has_properties);
                let start = self.after_properties(&span, has_properties);
                let scalar = self.scalar(value, *style, start..span.end);
                self.cursor = self.cursor.max(scalar.span.end);
                self.scalars.push(scalar.span.clone());
                self.node(kind, scalar, lead, *anchor);
            }
            Event::Alias(anchor) => {
                let lead = self.lead(span.start, false);
                self.cursor = self.cursor.max(span.end);
                self.scalars.push(span.clone());
                let alias = Scalar { span, style: Style::Verbatim, value: None };
                if let Some(id) = self.node(Kind::Alias, alias, lead, 0)
                    && let Some(target) = self.anchors.get(anchor)
                {
                    self.parsed.targets.insert(id, *target);
                }
            }
            Event::MappingStart(anchor, tag) => self.start(true, *anchor, tag.is_some(), span)?,
            Event::SequenceStart(anchor, tag) => self.start(false, *anchor, tag.is_some(), span)?,
            Event::MappingEnd | Event::SequenceEnd => self.end(&span),
            _ => {}
        }
        Ok(())
    }

    /// Where an element's own text starts if that is not its value: at its dash, tag or anchor.
    fn lead(&mut self, start: usize, has_properties: bool) -> Option<usize> {
        let open = self.open.last().filter(|open| !open.is_mapping)?;
        if self.key_depth > 0 {
            return None;
        }
        if open.style != Style::YamlBlock {
            return has_properties.then_some(start);
        }
        let dash = skip::to_mark(self.text, self.cursor, &['-'])?;
        self.cursor = dash + 1;
        Some(dash)
    }

    /// Where a node's own text starts.
    fn after_properties(&self, span: &Range<usize>, has_properties: bool) -> usize {
        match has_properties {
            true => skip::properties(self.text, span.start).min(span.end),
            false => span.start,
        }
    }

    fn scalar(&self, value: &str, style: ScalarStyle, span: Range<usize>) -> Scalar {
        let raw = self.text.get(span.clone()).unwrap_or_default();
        let trimmed = span.start..span.start + raw.trim_end_matches([' ', '\t', '\n', '\r']).len();
        let (span, style) = match style {
            ScalarStyle::Plain if value.is_empty() => (span.start..span.start, Style::YamlPlain),
            ScalarStyle::Plain => (trimmed, Style::YamlPlain),
            ScalarStyle::SingleQuoted => (quoted(raw, &trimmed), Style::YamlSingle),
            ScalarStyle::DoubleQuoted => (quoted(raw, &trimmed), Style::YamlDouble),
            ScalarStyle::Literal => (self.block(span), Style::YamlLiteral),
            ScalarStyle::Folded => (self.block(span), Style::YamlFolded),
        };
        let raw = self.text.get(span.clone()).unwrap_or_default();
        let is_readable = match style {
            // An indentation that is given as a number counts from the parent's, which the text alone does not show.
            Style::YamlLiteral | Style::YamlFolded => {
                let header = raw.split(['\n', '\r', ' ', '\t']).next().unwrap_or_default();
                !header.contains(|flag: char| flag.is_ascii_digit())
            }
            Style::YamlSingle => raw.len() > 1 && raw.starts_with('\'') && raw.ends_with('\''),
            Style::YamlDouble => raw.len() > 1 && raw.starts_with('"') && raw.ends_with('"'),
            _ => true,
        };
        match is_readable && scalar::is_sound(style, raw) && scalar::decode(style, raw) == value {
            true => Scalar { span, style, value: None },
            false => Scalar { span, style: Style::YamlOpaque, value: Some(value.to_owned()) },
        }
    }

    /// The bytes of a block scalar: from its header to the end of its last line.
    fn block(&self, content: Range<usize>) -> Range<usize> {
        let start = skip::to_mark(self.text, self.cursor, &['|', '>'])
            .unwrap_or(content.start)
            .min(content.end);
        let raw = self.text.get(start..content.end).unwrap_or_default();
        let header = raw.split(['\n', '\r', ' ', '\t']).next().unwrap_or_default();
        let text = raw.trim_end_matches([' ', '\t', '\n', '\r']);
        if header.contains('+') {
            return start..content.end;
        }
        // Empty lines at the end are none of the value.
        let rest = raw.get(text.len()..).unwrap_or_default();
        let line_end = rest.find('\n').map_or(rest.len(), |newline| newline + 1);
        start..start + text.len() + if text.contains(['\n', '\r']) { line_end } else { 0 }
    }

    /// Adds a scalar or alias, or takes it for a key.
    fn node(
        &mut self,
        kind: Kind,
        scalar: Scalar,
        lead: Option<usize>,
        anchor: usize,
    ) -> Option<u32> {
        if self.key_depth > 0 {
            return None;
        }
        let Scalar { span, style, value } = scalar;
        if let Some(open) = self.open.last_mut().filter(|open| open.awaits_key()) {
            open.key = Some(Key { span, style, value });
            return None;
        }
        let id = self.push(Entry::root(kind, style, span.start, span.end), lead);
        if let Some(value) = value {
            self.parsed.values.insert(id, value);
        }
        if anchor > 0 {
            self.anchors.insert(anchor, id);
        }
        Some(id)
    }

    fn push(&mut self, mut entry: Entry, lead: Option<usize>) -> u32 {
        let id = self.parsed.entries.len() as u32;
        entry.next = id + 1;
        if let Some(open) = self.open.last_mut() {
            match open.key.take() {
                Some(key) => {
                    entry.set_member(
                        open.id,
                        key.span.start as u32..key.span.end as u32,
                        key.style,
                    );
                    if let Some(value) = key.value {
                        self.parsed.keys.insert(id, value);
                    }
                }
                None => entry.set_element(open.id, open.children, lead.map(|lead| lead as u32)),
            }
            open.children += 1;
        }
        self.parsed.entries.push(entry);
        id
    }

    fn start(
        &mut self,
        is_mapping: bool,
        anchor: usize,
        has_tag: bool,
        span: Range<usize>,
    ) -> Result<(), Fault> {
        if self.key_depth > 0 || self.open.last().is_some_and(Open::awaits_key) {
            return self.start_of_key(span);
        }
        let has_properties = anchor > 0 || has_tag;
        let lead = self.lead(span.start, has_properties);
        let mut start = self.after_properties(&span, has_properties);
        let has_bracket =
            self.text.get(start..span.end).is_some_and(|text| text.starts_with(['{', '[']));
        let style = match self.open.last() {
            _ if has_bracket => Style::Flow,
            Some(open) if open.style == Style::Flow => Style::YamlPair,
            _ => Style::YamlBlock,
        };
        if style == Style::YamlBlock && !is_mapping {
            start = skip::to_mark(self.text, self.cursor, &['-']).unwrap_or(start);
        }
        if style == Style::Flow {
            self.cursor = self.cursor.max(start + 1);
        }
        let kind = if is_mapping { Kind::Object } else { Kind::Array };
        let id = self.push(Entry::root(kind, style, start, start), lead);
        if anchor > 0 {
            self.anchors.insert(anchor, id);
        }
        self.open.push(Open { id, style, is_mapping, children: 0, key: None });
        self.check_depth(start)
    }

    /// A key that is no scalar, or something inside it. Its end is set when it is known.
    fn start_of_key(&mut self, span: Range<usize>) -> Result<(), Fault> {
        self.cursor = self.cursor.max(span.end);
        let start = span.start;
        if let Some(open) = self.open.last_mut().filter(|open| open.awaits_key()) {
            open.key = Some(Key { span, style: Style::Verbatim, value: None });
        }
        self.key_depth += 1;
        self.check_depth(start)
    }

    fn check_depth(&self, at: usize) -> Result<(), Fault> {
        match self.open.len() + self.key_depth > MAX_DEPTH {
            true => Err(Fault::new(at, ParseErrorKind::TooDeep)),
            false => Ok(()),
        }
    }

    fn end(&mut self, span: &Range<usize>) {
        // The end of a flow container is its bracket; that of a block is where the next token starts.
        let is_bracket =
            self.text.get(span.start..).is_some_and(|rest| rest.starts_with(['}', ']']));
        if self.key_depth > 0 {
            if is_bracket && !span.is_empty() {
                self.cursor = self.cursor.max(span.start + 1);
            }
            self.key_depth -= 1;
            let key = self.open.last_mut().and_then(|open| open.key.as_mut());
            if let Some(key) = key.filter(|_| self.key_depth == 0) {
                key.span.end = self.cursor.max(key.span.start);
            }
            return;
        }
        let Some(open) = self.open.pop() else { return };
        if open.style == Style::Flow {
            self.cursor = self.cursor.max(span.start + 1);
        }
        let next = self.parsed.entries.len() as u32;
        if let Some(entry) = self.parsed.entries.get_mut(open.id as usize) {
            entry.next = next;
            entry.end = (self.cursor as u32).max(entry.start);
        }
    }

    /// Looks for comments between the scalars, and in the headers of block scalars.
    fn comments(&mut self) {
        let mut from = 0;
        let comments = &mut self.parsed.comments;
        let mut found = |start, end| comments.push(Comment { span: start..end });
        for scalar in &self.scalars {
            skip::comments(self.text, from, scalar.start, &mut found);
            let raw = self.text.get(scalar.clone()).unwrap_or_default();
            if raw.starts_with(['|', '>']) {
                let header = raw.find(['\n', '\r']).unwrap_or(raw.len());
                skip::comments(self.text, scalar.start, scalar.start + header, &mut found);
            }
            from = from.max(scalar.end);
        }
        skip::comments(self.text, from, self.text.len(), &mut found);
    }
}
