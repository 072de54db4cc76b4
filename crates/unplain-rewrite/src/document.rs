//! A parsed text and the ways into it.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::OnceLock;

use crate::dotenv;
use crate::error::{MAX_LENGTH, ParseError, ParseErrorKind};
use crate::index::Index;
use crate::json;
use crate::node::{Node, NodeId};
use crate::patch::Patch;
use crate::pointer::Pointer;
use crate::shell::{self, Dialect};
use crate::tape::Entry;
use crate::text;
use crate::toml;
use crate::yaml;

/// A format this crate reads and edits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// RFC 8259 as `JSON.parse` takes it; a byte order mark is allowed.
    Json,
    /// JSON with comments and trailing commas, as VS Code's parser takes it.
    Jsonc,
    /// JSON5 1.0.
    Json5,
    /// TOML 1.1.
    Toml,
    /// YAML 1.2, one document or several.
    Yaml,
    /// `NAME=value` lines as the usual dotenv libraries read them (not SOPS' own dialect).
    Dotenv,
    /// What bash, zsh and `sh` run at their start: the assignments in it.
    Shell,
    /// What fish runs at its start, and its file of universal variables: the assignments in it.
    Fish,
    /// What PowerShell runs at its start: the environment variables that it sets to strings.
    PowerShell,
}

/// A comment, with its markers and without the line's end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Comment {
    /// Bytes of the text.
    pub span: Range<usize>,
}

/// A text with the places and meanings of its values.
pub struct Document {
    text: String,
    format: Format,
    pub(crate) parsed: Parsed,
    line_starts: OnceLock<Vec<u32>>,
    index: OnceLock<Index>,
}

/// What a format's parser found.
#[derive(Default)]
pub(crate) struct Parsed {
    pub(crate) entries: Vec<Entry>,
    pub(crate) comments: Vec<Comment>,
    /// The entries with text of their own, by its start, where pre-order is not the order of the text.
    pub(crate) by_start: Vec<u32>,
    /// Values and keys that the text alone does not tell.
    pub(crate) values: BTreeMap<u32, String>,
    pub(crate) keys: BTreeMap<u32, String>,
    /// What aliases stand for.
    pub(crate) targets: BTreeMap<u32, u32>,
}

/// A parser's complaint, before line and column are known.
///
/// Boxed, so that the results of the many small steps of a parser fit into registers.
#[derive(Debug)]
pub(crate) struct Fault(Box<(usize, ParseErrorKind)>);

impl Fault {
    pub(crate) fn new(at: usize, kind: ParseErrorKind) -> Fault {
        Fault(Box::new((at, kind)))
    }

    pub(crate) fn syntax(at: usize, message: &'static str) -> Fault {
        Fault::new(at, ParseErrorKind::Syntax(message))
    }
}

impl Document {
    /// Reads a text. The error's line and column are where reading stopped.
    pub fn parse(text: String, format: Format) -> Result<Document, ParseError> {
        if text.len() > MAX_LENGTH {
            return Err(ParseError { line: 1, column: 1, kind: ParseErrorKind::TooLong });
        }
        let parsed = match format {
            Format::Json => json::parse(&text, json::Dialect::Json),
            Format::Jsonc => json::parse(&text, json::Dialect::Jsonc),
            Format::Json5 => json::parse(&text, json::Dialect::Json5),
            Format::Toml => toml::parse(&text),
            Format::Yaml => yaml::parse(&text),
            Format::Dotenv => dotenv::parse(&text),
            Format::Shell => Ok(shell::parse(&text, Dialect::Posix)),
            Format::Fish => Ok(shell::parse(&text, Dialect::Fish)),
            Format::PowerShell => Ok(shell::parse(&text, Dialect::PowerShell)),
        };
        match parsed {
            Ok(parsed) => Ok(Document {
                text,
                format,
                parsed,
                line_starts: OnceLock::new(),
                index: OnceLock::new(),
            }),
            Err(Fault(fault)) => {
                let (at, kind) = *fault;
                let (line, column) = text::line_column(&text, &text::line_starts(&text), at);
                Err(ParseError { line, column, kind })
            }
        }
    }

    /// The whole text, as it was given.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The format it was read as.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The root of the (first) document; `None` in a text without values.
    pub fn root(&self) -> Option<Node<'_>> {
        self.roots().next()
    }

    /// The roots of a YAML stream's documents; one root at most in every other format.
    pub fn roots(&self) -> impl Iterator<Item = Node<'_>> {
        let mut id = 0;
        std::iter::from_fn(move || {
            let next = self.parsed.entries.get(id as usize)?.next;
            let node = Node::new(self, NodeId(id));
            id = next;
            Some(node)
        })
    }

    /// All nodes in pre-order, which is the order of the text (but in TOML, where tables may be scattered).
    pub fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        (0..self.parsed.entries.len() as u32).map(|id| Node::new(self, NodeId(id)))
    }

    /// The node with this id. An id of another document gives another node, or an empty one.
    pub fn node(&self, id: NodeId) -> Node<'_> {
        Node::new(self, id)
    }

    /// The value at a pointer; of duplicate keys the last, as parsers take it.
    pub fn get(&self, pointer: &Pointer) -> Option<Node<'_>> {
        let root = self.roots().nth(pointer.document())?;
        pointer.tokens().try_fold(root, |node, token| node.child(&token))
    }

    /// All values at a pointer, those hidden by later duplicate keys included, in the order of the text.
    pub fn get_all(&self, pointer: &Pointer) -> Vec<Node<'_>> {
        let mut found: Vec<Node<'_>> = self.roots().nth(pointer.document()).into_iter().collect();
        for token in pointer.tokens() {
            found = found.into_iter().flat_map(|node| node.children_named(&token)).collect();
        }
        found
    }

    /// The innermost node whose bytes contain this one; keys, space and comments between values belong to the container.
    pub fn node_at(&self, offset: usize) -> Option<Node<'_>> {
        let starts = |id: u32| {
            self.parsed.entries.get(id as usize).is_some_and(|entry| entry.start as usize <= offset)
        };
        let by_start = &self.parsed.by_start;
        let id = if by_start.is_empty() {
            self.parsed
                .entries
                .partition_point(|entry| entry.start as usize <= offset)
                .checked_sub(1)? as u32
        } else {
            *by_start.get(by_start.partition_point(|id| starts(*id)).checked_sub(1)?)?
        };
        let mut node = Node::new(self, NodeId(id));
        while !node.span().contains(&offset) {
            node = node.parent()?;
        }
        Some(node)
    }

    /// The comments in the order of the text.
    pub fn comments(&self) -> &[Comment] {
        &self.parsed.comments
    }

    pub(crate) fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::of(self))
    }

    /// The comments that lie in a range.
    pub(crate) fn comments_in(&self, range: &Range<usize>) -> &[Comment] {
        let first =
            self.parsed.comments.partition_point(|comment| comment.span.start < range.start);
        let last = self.parsed.comments.partition_point(|comment| comment.span.start < range.end);
        self.parsed.comments.get(first..last).unwrap_or_default()
    }

    pub(crate) fn into_text(self) -> String {
        self.text
    }

    /// The 1-based line and column (in characters, a byte order mark not counted) of a byte.
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        let starts = self.line_starts.get_or_init(|| text::line_starts(&self.text));
        text::line_column(&self.text, starts, offset)
    }

    /// Starts a set of edits.
    pub fn patch(&self) -> Patch<'_> {
        Patch::new(self)
    }
}

/// Shows format and length only: the text may hold secrets.
impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Document({:?}, {} bytes)", self.format, self.text.len())
    }
}
