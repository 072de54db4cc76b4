//! Events to nodes.

use std::collections::BTreeMap;
use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Span, Tag};

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

struct Key {
    span: Range<usize>,
    style: Style,
    /// Its value, where the text does not tell it.
    value: Option<String>,
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
                let lead = self.lead(span.start, *anchor > 0 || tag.is_some());
                let found = self.scalar(value, *style, *anchor > 0 || tag.is_some(), span);
                self.cursor = self.cursor.max(found.span.end);
                self.scalars.push(found.span.clone());
                let kind = kind(value, *style, tag.as_deref());
                self.node(kind, found, lead, *anchor);
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

    fn scalar(
        &self,
        value: &str,
        style: ScalarStyle,
        has_properties: bool,
        span: Range<usize>,
    ) -> Scalar {
        let start = if has_properties {
            skip::properties(self.text, span.start).min(span.end)
        } else {
            span.start
        };
        let trimmed = |span: Range<usize>| {
            let raw = self.text.get(span.clone()).unwrap_or_default();
            span.start..span.start + raw.trim_end_matches([' ', '\t', '\n', '\r']).len()
        };
        let (span, style) = match style {
            ScalarStyle::Plain if value.is_empty() => (start..start, Style::YamlPlain),
            ScalarStyle::Plain => (trimmed(start..span.end), Style::YamlPlain),
            ScalarStyle::SingleQuoted => (trimmed(start..span.end), Style::YamlSingle),
            ScalarStyle::DoubleQuoted => (trimmed(start..span.end), Style::YamlDouble),
            ScalarStyle::Literal => (self.block(span), Style::YamlLiteral),
            ScalarStyle::Folded => (self.block(span), Style::YamlFolded),
        };
        let raw = self.text.get(span.clone()).unwrap_or_default();
        // An indentation that is given as a number counts from the parent's, which the text alone does not show.
        let header = raw.split(['\n', '\r', ' ', '\t']).next().unwrap_or_default();
        let is_block = matches!(style, Style::YamlLiteral | Style::YamlFolded);
        let is_plain_header = !is_block || !header.contains(|flag: char| flag.is_ascii_digit());
        match is_plain_header && scalar::is_sound(style, raw) && scalar::decode(style, raw) == value
        {
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
        if let Some(open) =
            self.open.last_mut().filter(|open| open.is_mapping && open.key.is_none())
        {
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
        if self.key_depth > 0
            || self.open.last().is_some_and(|open| open.is_mapping && open.key.is_none())
        {
            if self.key_depth == 0
                && let Some(open) = self.open.last_mut()
            {
                // Its end is set when it is known.
                open.key = Some(Key { span: span.clone(), style: Style::Verbatim, value: None });
            }
            self.key_depth += 1;
            self.cursor = self.cursor.max(span.end);
            return self.check_depth(span.start);
        }
        let has_properties = anchor > 0 || has_tag;
        let lead = self.lead(span.start, has_properties);
        let start = if has_properties {
            skip::properties(self.text, span.start).min(span.end)
        } else {
            span.start
        };
        let bracket = self.text.get(start..span.end).map_or("", str::trim_end);
        let is_in_flow = self.open.last().is_some_and(|open| open.style == Style::Flow);
        let (style, start) = match (bracket.starts_with(['{', '[']), is_in_flow) {
            (true, _) => (Style::Flow, start),
            (false, true) => (Style::YamlPair, start),
            (false, false) if is_mapping => (Style::YamlBlock, start),
            (false, false) => {
                (Style::YamlBlock, skip::to_mark(self.text, self.cursor, &['-']).unwrap_or(start))
            }
        };
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
            let end = self.cursor;
            if self.key_depth == 0
                && let Some(key) = self.open.last_mut().and_then(|open| open.key.as_mut())
            {
                key.span.end = end.max(key.span.start);
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

/// What a scalar is in the core schema (YAML 1.2.2, 10.3).
fn kind(value: &str, style: ScalarStyle, tag: Option<&Tag>) -> Kind {
    match tag {
        Some(tag) if tag.is_yaml_core_schema() => match tag.suffix.as_str() {
            "int" | "float" => Kind::Number,
            "bool" => Kind::Bool,
            "null" => Kind::Null,
            _ => Kind::String,
        },
        Some(_) => Kind::String,
        None if style != ScalarStyle::Plain => Kind::String,
        None => match value {
            "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
            "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => Kind::Bool,
            _ if is_number(value) => Kind::Number,
            _ => Kind::String,
        },
    }
}

fn is_number(text: &str) -> bool {
    let all =
        |text: &str, radix| !text.is_empty() && text.chars().all(|digit| digit.is_digit(radix));
    if let Some(digits) = text.strip_prefix("0x") {
        return all(digits, 16);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return all(digits, 8);
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => {
            (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
        }
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let has_digits = !whole.is_empty() || !fraction.is_empty();
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    has_digits
        && is_digits(whole)
        && is_digits(fraction)
        && exponent.is_none_or(|exponent| all(exponent, 10))
}
