//! Finds secrets in a parsed config: by the place they stand in and its name first, by the shape of known tokens
//! everywhere else.

mod fragment;
mod inside;
mod named;
mod programs;
mod url;
mod words;

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use unplain_rewrite::{Document, Kind, Node, NodeId, Pointer};

pub(crate) use self::fragment::upper;
pub use self::fragment::{Field, Fragment};
use crate::{
    AgentFile, Confidence, Parsed, Place, Slot,
    agents::Spot,
    rules::{self, ValueKind},
};

/// A secret in a document.
#[derive(Clone, Debug)]
pub struct Found {
    /// Where it stands.
    pub place: FoundIn,
    /// Pointer of the scalar; a comment: `#line:N`.
    pub pointer: String,
    /// Where the secret begins in the document's text, for line and column.
    pub offset: usize,
    /// What the place is for.
    pub slot: Slot,
    /// The server that the place belongs to.
    pub server: Option<String>,
    /// Which part of the scalar, and why.
    pub fragment: Fragment,
    /// The part of the document belongs to the agent's machinery.
    pub machinery: bool,
    /// Why it is to stay where it is, if somebody has allowed it.
    pub allowed: Option<String>,
}

impl Found {
    /// Where the secret stands in the document's text, if nothing in it is escaped.
    fn range(&self) -> Range<usize> {
        self.offset..self.offset + self.fragment.secret.len()
    }
}

impl Found {
    fn scalar(&self) -> Option<NodeId> {
        match self.place {
            FoundIn::Scalar(id) => Some(id),
            FoundIn::Comment(_) | FoundIn::Text(_) => None,
        }
    }
}

/// What a secret stands in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FoundIn {
    /// A scalar.
    Scalar(NodeId),
    /// A comment, by its number.
    Comment(usize),
    /// The text of a shell's file, on the line that starts here.
    Text(usize),
}

/// The secrets in `document`, a config of the kind `file` with its `spots`, in document order.
#[must_use]
pub(crate) fn find(document: &Document, file: &AgentFile, spots: &[Spot]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut before: Option<(Option<NodeId>, Cow<'_, str>)> = None;
    for place in spots.iter().map(|spot| spot.within(document)) {
        let node = place.node;
        let value = node.value();
        let parent = node.parent().map(|parent| parent.id());
        let previous =
            before.take().filter(|(of, _)| *of == parent && parent.is_some()).map(|(_, text)| text);
        if node.kind() == Kind::Code {
            found.extend(in_code(&place));
        }
        // Where a variable's name belongs, a name is no value, whatever it is like.
        let is_name = place.slot == Slot::Name && crate::VarName::parse(&value).is_some();
        if !is_name && (node.kind() == Kind::String || node.kind() == Kind::Number) {
            let key = node.key();
            let fragments =
                fragment::fragments(place.slot, key.as_deref(), previous.as_deref(), &value);
            let alone = || positional(place.slot, previous.as_deref(), place.server(), &value);
            let alone = if fragments.is_empty() { alone() } else { None };
            for mut fragment in fragments.into_iter().chain(alone) {
                if fragment.rule == "name" && is_half_of_a_pair(node) {
                    fragment.confidence = Confidence::Low;
                }
                found.push(scalar(node, place.slot, place.server().map(Cow::into_owned), fragment));
            }
        }
        before = Some((parent, value));
    }
    elsewhere(document, file, spots, &mut found);
    found.sort_by_key(|found| found.offset);
    found
}

/// Whether a key is the public half of two: `X_ACCESS_KEY` and `X_APP_KEY` beside `X_SECRET_KEY` or `X_APP_SECRET`.
fn is_half_of_a_pair(node: Node<'_>) -> bool {
    let (Some(key), Some(parent)) = (node.key(), node.parent()) else { return false };
    let key = upper(&key);
    let stem = ["ACCESS_KEY", "APP_KEY", "CONSUMER_KEY"]
        .iter()
        .find_map(|end| key.strip_suffix(end))
        .filter(|stem| stem.is_empty() || stem.ends_with('_'));
    let Some(stem) = stem else { return false };
    let is_other_half = |name: &str| {
        name.strip_prefix(stem).is_some_and(|rest| {
            matches!(
                rest,
                "SECRET"
                    | "SECRET_KEY"
                    | "SECRET_ACCESS_KEY"
                    | "ACCESS_SECRET"
                    | "ACCESS_KEY_SECRET"
                    | "APP_SECRET"
                    | "CONSUMER_SECRET"
            )
        })
    };
    parent.children().filter_map(|child| child.key()).any(|name| is_other_half(&upper(&name)))
}

/// An argument that no flag announces, but that was drawn, or that is a key of the provider that the server is called
/// after.
fn positional(
    slot: Slot,
    previous: Option<&str>,
    server: Option<Cow<'_, str>>,
    value: &str,
) -> Option<Fragment> {
    if slot != Slot::Arg || value.len() < 20 || value.contains([' ', '/', '@', '=']) {
        return None;
    }
    let free = !previous.is_some_and(|word| word.starts_with('-'));
    let kind = rules::classify(value, None);
    let of_provider = || server.is_some_and(|server| rules::under(&server, value).is_some());
    let drawn = kind == ValueKind::Opaque && rules::whole(value).is_none() && !is_id(value);
    let field = Field::Named("KEY".to_owned());
    (free && drawn
        || (drawn && value.contains('.') || free && kind == ValueKind::Uuid) && of_provider())
    .then(|| Fragment::plain(0..value.len(), field, "place", Confidence::Medium))
}

/// Hexadecimal, or a ULID: what things are numbered by.
fn is_id(value: &str) -> bool {
    let shouted = |b: u8| b.is_ascii_digit() || b.is_ascii_uppercase();
    value.bytes().all(|b| b.is_ascii_hexdigit())
        || value.len() == 26 && value.starts_with('0') && value.bytes().all(shouted)
}

/// A secret in a text that does not parse.
#[derive(Clone, Debug)]
pub struct FoundInLine {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Which part of the line.
    pub fragment: Fragment,
}

/// The secrets in the text of a config that does not parse: line by line, by names, flags and tokens.
#[must_use]
pub fn find_in_lines(text: &str) -> Vec<FoundInLine> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        for fragment in words::in_line(line) {
            let before = line.get(..fragment.secret.start).unwrap_or_default();
            found.push(FoundInLine {
                line: number + 1,
                column: before.chars().count() + 1,
                fragment,
            });
        }
    }
    found
}

/// Values of at least this many bytes are looked for wherever they stand word for word.
const TELLING: usize = 12;

/// The secrets that are known from elsewhere (`values`) and stand at a place under a name that says nothing: the whole
/// scalar, or what follows its first `=`.
pub(crate) fn find_known(
    document: &Document,
    spots: &[Spot],
    found: &[Found],
    values: &BTreeSet<String>,
) -> Vec<Found> {
    let mut more = Vec::new();
    let known: BTreeSet<NodeId> = found.iter().filter_map(Found::scalar).collect();
    for place in spots.iter().map(|spot| spot.within(document)) {
        let node = place.node;
        if node.kind() != Kind::String || node.span().len() < TELLING {
            continue;
        }
        let value = node.value();
        let start = if values.contains(value.as_ref()) {
            0
        } else {
            match value.split_once('=') {
                Some((name, rest)) if values.contains(rest) => name.len() + 1,
                _ => continue,
            }
        };
        if known.contains(&node.id()) {
            continue;
        }
        let field = Field::Named("SECRET".to_owned());
        let fragment = Fragment::plain(start..value.len(), field, "value", Confidence::High);
        more.push(scalar(node, place.slot, place.server().map(Cow::into_owned), fragment));
    }
    more
}

/// The values in `files` that are secrets beyond doubt, long enough to be told wherever they stand.
#[must_use]
pub fn known_values<'a>(files: impl IntoIterator<Item = &'a Parsed>) -> BTreeSet<String> {
    let sure = |found: &&Found| found.fragment.confidence > Confidence::Low && !found.machinery;
    let values = files.into_iter().flat_map(|parsed| {
        parsed.found.iter().filter(sure).filter_map(|found| parsed.value_of(found))
    });
    values.filter(|value| value.len() >= TELLING).map(Cow::into_owned).collect()
}

/// What stands where no place of the agent's is: tokens anywhere, drawn values under a secret's name, comments.
fn elsewhere(document: &Document, file: &AgentFile, spots: &[Spot], found: &mut Vec<Found>) {
    let machinery: Vec<Range<usize>> = machinery_spans(document, file);
    let is_spot =
        |node: Node<'_>| spots.binary_search_by_key(&node.id(), |spot| spot.node()).is_ok();
    let at_place = |node: Node<'_>, fragment| {
        let inside = machinery.iter().any(|span| span.contains(&node.span().start));
        Found { machinery: inside, ..scalar(node, Slot::Other, None, fragment) }
    };
    let mut last = None;
    for hit in rules::find_tokens(document.text()) {
        let Some(node) = document.node_at(hit.span.start).filter(|_| fragment::is_sound(&hit))
        else {
            continue;
        };
        let scalar_kind = matches!(node.kind(), Kind::String | Kind::Number);
        if node.kind() == Kind::Code
            && found.iter().any(|known| known.range().contains(&hit.span.start))
        {
            continue;
        }
        if !scalar_kind && is_shell(document) {
            found.push(in_command(document, &hit));
            continue;
        }
        if !scalar_kind || is_spot(node) || last == Some(node.id()) {
            continue;
        }
        last = Some(node.id());
        let key = node.key().map(Cow::into_owned);
        let parts = fragment::tokens(&node.value(), key.as_deref());
        found.extend(parts.into_iter().map(|part| at_place(node, part)));
    }
    let known: BTreeSet<NodeId> = found.iter().filter_map(Found::scalar).collect();
    for node in document.nodes().filter(|node| node.kind() == Kind::String) {
        if node.span().len() < TELLING {
            continue;
        }
        let Some(key) = node.key().filter(|key| named::names_a_credential(key)) else { continue };
        if is_spot(node) {
            continue;
        }
        let sure = |part: &Fragment| part.confidence == Confidence::High;
        let parts: Vec<Fragment> = fragment::fragments(Slot::Env, Some(&key), None, &node.value())
            .into_iter()
            .filter(sure)
            .collect();
        if !parts.is_empty() && !known.contains(&node.id()) {
            found.extend(parts.into_iter().map(|part| at_place(node, part)));
        }
    }
    for number in 0..document.comments().len() {
        in_comment(document, number, found);
    }
    let is_comment = |known: &&Found| matches!(known.place, FoundIn::Comment(_));
    let commented: BTreeMap<usize, usize> = found
        .iter()
        .filter(is_comment)
        .map(|known| (known.range().start, known.range().end))
        .collect();
    // A token in a comment was met as a token of the whole text, too.
    found.retain(|known| {
        let around = commented.range(..=known.offset).next_back();
        let is_text = matches!(known.place, FoundIn::Text(_));
        !(is_text && around.is_some_and(|(_, end)| known.offset < *end))
    });
}

/// Tokens in a comment, and settings that were put out of use there.
fn in_comment(document: &Document, number: usize, found: &mut Vec<Found>) {
    let Some(comment) = document.comments().get(number) else { return };
    let mut start = comment.span.start;
    let Some(text) = document.text().get(comment.span.clone()) else { return };
    for line in text.split_inclusive('\n') {
        for fragment in words::in_line(line) {
            let offset = start + fragment.secret.start;
            let (number_of_line, _) = document.line_column(offset);
            let fragment = fragment.shifted(start - comment.span.start);
            found.push(Found {
                place: FoundIn::Comment(number),
                pointer: format!("#line:{number_of_line}"),
                offset,
                slot: Slot::Comment,
                server: None,
                fragment,
                machinery: false,
                allowed: None,
            });
        }
        start += line.len();
    }
}

/// Secrets in what a shell puts together: the default of a reference, a part between two of them.
fn in_code(place: &Place<'_>) -> Vec<Found> {
    let (value, key) = (place.node.value(), place.node.key());
    let inner = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
    let start = usize::from(inner.is_some());
    let inner = inner.unwrap_or(&value);
    let fragments = fragment::fragments(place.slot, key.as_deref(), None, inner);
    let is_literal = |fragment: &Fragment| {
        let secret = inner.get(fragment.secret.clone()).unwrap_or_default();
        !secret.contains(['$', '`', '(', ')', '{', '}', '"', '\'', '\\', ' ', '\n'])
    };
    let literals = fragments.into_iter().filter(is_literal);
    literals.map(|fragment| scalar(place.node, place.slot, None, fragment.shifted(start))).collect()
}

/// Whether text that belongs to no value stands in commands.
fn is_shell(document: &Document) -> bool {
    use unplain_rewrite::Format::{Fish, PowerShell, Shell};
    matches!(document.format(), Shell | Fish | PowerShell)
}

/// A token in a command of a shell's file.
fn in_command(document: &Document, hit: &rules::Hit) -> Found {
    let before = document.text().get(..hit.span.start).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let (line, _) = document.line_column(hit.span.start);
    let field = Field::Named("TOKEN".to_owned());
    Found {
        place: FoundIn::Text(start),
        pointer: format!("#line:{line}"),
        offset: hit.span.start,
        slot: Slot::Other,
        server: None,
        fragment: Fragment::token(hit, hit.span.start - start, field),
        machinery: false,
        allowed: None,
    }
}

fn machinery_spans(document: &Document, file: &AgentFile) -> Vec<Range<usize>> {
    let Some(root) = document.root() else { return Vec::new() };
    let members = root.children().filter(|member| {
        let pointer = member.pointer();
        file.machinery.iter().any(|pattern| pattern.is(&pointer))
    });
    members.map(|member| member.span()).collect()
}

fn scalar(node: Node<'_>, slot: Slot, server: Option<String>, fragment: Fragment) -> Found {
    let raw = node.raw_range(fragment.secret.clone()).unwrap_or_else(|| node.span());
    Found {
        place: FoundIn::Scalar(node.id()),
        pointer: pointer_text(&node.pointer()),
        offset: raw.start,
        slot,
        server,
        fragment,
        machinery: false,
        allowed: None,
    }
}

fn pointer_text(pointer: &Pointer) -> String {
    pointer.as_str().to_owned()
}

#[cfg(test)]
mod tests;
