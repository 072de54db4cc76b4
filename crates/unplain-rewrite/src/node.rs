//! One value of a document.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use crate::document::Document;
use crate::pointer::Pointer;
use crate::scalar::{self, Style};
use crate::tape::{Entry, NONE};

/// A value of a document, at its place.
#[derive(Clone, Copy)]
pub struct Node<'d> {
    document: &'d Document,
    id: NodeId,
}

/// Names a node inside its document.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NodeId(pub(crate) u32);

/// What kind of value a node is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Kind {
    /// An object, table or mapping.
    Object,
    /// An array or sequence.
    Array,
    /// A string.
    String,
    /// A number; TOML's dates and times too.
    Number,
    /// `true` or `false`.
    Bool,
    /// `null`, or nothing at all in YAML.
    Null,
    /// A YAML alias, whose value stands at its anchor.
    Alias,
    /// What a shell evaluates: its value is its text as it stands.
    Code,
}

/// Stands in for an id that is not of this document.
const NOWHERE: Entry = Entry::root(Kind::Null, Style::Verbatim, 0, 0);

impl<'d> Node<'d> {
    pub(crate) fn new(document: &'d Document, id: NodeId) -> Node<'d> {
        Node { document, id }
    }

    /// Its name inside this document.
    pub fn id(&self) -> NodeId {
        self.id
    }

    /// What kind of value it is.
    pub fn kind(&self) -> Kind {
        self.entry().kind
    }

    /// Its bytes in the text, quotes included.
    pub fn span(&self) -> Range<usize> {
        let entry = self.entry();
        entry.start as usize..entry.end as usize
    }

    /// Its text as it stands, quotes included.
    pub fn raw(&self) -> &'d str {
        self.document.text().get(self.span()).unwrap_or_default()
    }

    /// The decoded text of a scalar, empty for containers, `*name` for an alias. An escape that is no character is shown as U+FFFD.
    pub fn value(&self) -> Cow<'d, str> {
        match self.kind() {
            Kind::Object | Kind::Array => Cow::Borrowed(""),
            _ if self.style() == Style::YamlOpaque => Cow::Borrowed(
                self.document.parsed.values.get(&self.id.0).map_or("", String::as_str),
            ),
            _ => scalar::decode(self.style(), self.raw()),
        }
    }

    /// The decoded key of an object's member.
    pub fn key(&self) -> Option<Cow<'d, str>> {
        let raw = self.raw_key()?;
        if self.entry().key_style == Style::YamlOpaque {
            return self
                .document
                .parsed
                .keys
                .get(&self.id.0)
                .map(|key| Cow::Borrowed(key.as_str()));
        }
        Some(scalar::decode(self.entry().key_style, raw))
    }

    /// The key's bytes in the text, quotes included.
    pub fn key_span(&self) -> Option<Range<usize>> {
        self.entry().key()
    }

    /// The position of an array's element.
    pub fn index(&self) -> Option<usize> {
        self.entry().index()
    }

    /// The container it lies in.
    pub fn parent(&self) -> Option<Node<'d>> {
        let parent = self.entry().parent;
        (parent != NONE).then(|| Node::new(self.document, NodeId(parent)))
    }

    /// Members or elements in the order of the text, duplicate keys included.
    pub fn children(&self) -> impl Iterator<Item = Node<'d>> + use<'d> {
        let document = self.document;
        let end = self.entry().next;
        let mut id = self.id.0.saturating_add(1);
        std::iter::from_fn(move || {
            let node = (id < end).then(|| Node::new(document, NodeId(id)))?;
            id = node.entry().next.max(id + 1);
            Some(node)
        })
    }

    /// The member with this key (of duplicates the last), or the element with this number.
    pub fn child(&self, token: &str) -> Option<Node<'d>> {
        // Few objects are so big that it pays to have them indexed, but then it does.
        let is_big = self.kind() == Kind::Object
            && self.entry().next - self.id.0.min(self.entry().next) > 1000;
        if is_big && let Some(found) = self.document.index().member(self.id, token) {
            return found.map(|id| Node::new(self.document, id));
        }
        self.children_named(token).last()
    }

    /// All members with this key, or the element with this number.
    pub(crate) fn children_named(&self, token: &str) -> impl Iterator<Item = Node<'d>> + use<'d> {
        // RFC 6901: array indexes have no leading zeros.
        let index = token.parse::<usize>().ok().filter(|index| index.to_string() == token);
        let (key, is_array) = (token.to_owned(), self.kind() == Kind::Array);
        self.children().filter(move |child| match is_array {
            true => index.is_some() && child.index() == index,
            false => child.key().is_some_and(|own| own == key),
        })
    }

    /// Where it is.
    pub fn pointer(&self) -> Pointer {
        let mut route = vec![*self];
        while let Some(parent) = route.last().and_then(Node::parent) {
            route.push(parent);
        }
        let root = route.pop().map_or(self.id, |root| root.id);
        let number = self.document.roots().take_while(|node| node.id < root).count();
        let mut pointer = Pointer::of_document(number);
        for node in route.iter().rev() {
            match (node.key(), node.index()) {
                (Some(key), _) => pointer.push(&key),
                (None, index) => pointer.push(&index.unwrap_or_default().to_string()),
            }
        }
        pointer
    }

    /// The value that an alias stands for; `None` for other nodes, and where the anchor is inside a key.
    pub fn target(&self) -> Option<Node<'d>> {
        self.document.parsed.targets.get(&self.id.0).map(|id| Node::new(self.document, NodeId(*id)))
    }

    /// Whether a later duplicate of its key, or of the key of a container around it, hides it from parsers.
    pub fn is_shadowed(&self) -> bool {
        let index = self.document.index();
        let around = std::iter::successors(Some(*self), Node::parent);
        around.into_iter().any(|node| index.is_shadowed(node.id))
    }

    /// The bytes of the text that a byte range of the decoded value came from.
    ///
    /// `None` for containers and aliases, for a range that does not fit the value or cuts a character, for a string with
    /// an escape that is no character, and for the few YAML scalars that can only be replaced as a whole.
    pub fn raw_range(&self, decoded: Range<usize>) -> Option<Range<usize>> {
        if matches!(self.kind(), Kind::Object | Kind::Array | Kind::Alias)
            || self.style() == Style::YamlOpaque
        {
            return None;
        }
        let raw = scalar::raw_range(self.style(), self.raw(), decoded)?;
        let start = self.span().start;
        Some(start + raw.start..start + raw.end)
    }

    pub(crate) fn style(&self) -> Style {
        self.entry().style
    }

    pub(crate) fn raw_key(&self) -> Option<&'d str> {
        self.document.text().get(self.key_span()?)
    }

    pub(crate) fn entry(&self) -> &'d Entry {
        self.document.parsed.entries.get(self.id.0 as usize).unwrap_or(&NOWHERE)
    }

    pub(crate) fn document(&self) -> &'d Document {
        self.document
    }
}

/// Shows kind and place only: the value may be a secret.
impl fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Node({:?} at {:?})", self.kind(), self.span())
    }
}
