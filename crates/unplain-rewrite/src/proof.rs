//! The proof that a patch did what was intended and nothing else.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use crate::changes::{Change, Changes, NewElements, NewValue};
use crate::document::Document;
use crate::error::{Refusal, RefusalKind, Unproven};
use crate::node::{Kind, Node, NodeId};
use crate::patch::refusal_at;
use crate::scalar::Style;
use crate::tape::NONE;
use crate::text::{self, TextEdit};

/// A new text that is proven: only [`crate::Patch::finish`] makes it.
pub struct Proven {
    text: String,
    edits: Vec<TextEdit>,
}

impl Proven {
    /// The new text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The new text.
    pub fn into_text(self) -> String {
        self.text
    }

    /// The replacements that make the new text from the old, sorted and disjoint.
    pub fn edits(&self) -> &[TextEdit] {
        &self.edits
    }
}

/// Shows lengths only: the text may hold secrets.
impl fmt::Debug for Proven {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Proven({} bytes, {} edits)", self.text.len(), self.edits.len())
    }
}

/// Makes the edits, reads the new text and compares.
pub(crate) fn prove(
    old: &Document,
    changes: &Changes,
    edits: Vec<TextEdit>,
) -> Result<Proven, Refusal> {
    let place = edits.first().map_or(0, |edit| edit.span.start);
    let fail = |at, reason| refusal_at(old, at, RefusalKind::Unproven(reason));
    let text = text::apply(old.text(), &edits).ok_or(fail(place, Unproven::OtherChange))?;
    let new =
        Document::parse(text, old.format()).map_err(|_| fail(place, Unproven::DoesNotParse))?;
    Comparison { old, new: &new, changes, members: BTreeMap::new(), elements: BTreeMap::new() }
        .nodes()
        .map_err(|(at, reason)| fail(at, reason))?;
    if !same_comments(old, &new, changes) {
        return Err(fail(place, Unproven::OtherComment));
    }
    Ok(Proven { text: new.into_text(), edits })
}

struct Comparison<'a> {
    old: &'a Document,
    new: &'a Document,
    changes: &'a Changes,
    /// By object of the new document.
    members: BTreeMap<NodeId, PendingMembers<'a>>,
    /// By array of the new document.
    elements: BTreeMap<NodeId, PendingElements<'a>>,
}

/// Members that an object must still turn out to have.
struct PendingMembers<'a> {
    /// The object's place in the old text.
    at: usize,
    members: Vec<&'a (String, NewValue)>,
}

/// Elements that an array must still turn out to have, around those that it keeps.
struct PendingElements<'a> {
    /// The array's place in the old text.
    at: usize,
    new: &'a NewElements,
    kept: usize,
    found: usize,
}

impl PendingElements<'_> {
    /// The string that is to stand at this place of the array, if that is a new one.
    fn at_index(&self, index: usize) -> Option<&String> {
        let NewElements { front, back } = self.new;
        front.get(index).or_else(|| back.get(index.checked_sub(front.len() + self.kept)?))
    }

    fn is_complete(&self) -> bool {
        self.found == self.new.front.len() + self.new.back.len()
    }
}

/// A place in the old text and what differs there.
type Difference = (usize, Unproven);

impl Comparison<'_> {
    /// Walks both trees in step.
    fn nodes(mut self) -> Result<(), Difference> {
        let mut news = vec![NONE; self.old.parsed.entries.len()];
        let (mut from, mut to) = (NodeId(0), NodeId(0));
        loop {
            let old = self.old.node(from);
            let new = self.new.node(to);
            let old_is_left = (from.0 as usize) < self.old.parsed.entries.len();
            let new_is_left = (to.0 as usize) < self.new.parsed.entries.len();
            if old_is_left && self.is_gone(&old) {
                from = NodeId(old.entry().next);
            } else if new_is_left && self.is_inserted(&new)? {
                to = NodeId(new.entry().next);
            } else if old_is_left && new_is_left {
                let parent = match old.entry().parent {
                    NONE => NONE,
                    parent => news.get(parent as usize).copied().unwrap_or(NONE),
                };
                if new.entry().parent != parent {
                    return Err((old.span().start, Unproven::OtherChange));
                }
                self.node(&old, &new, &news)?;
                if let Some(place) = news.get_mut(from.0 as usize) {
                    *place = to.0;
                }
                if let Some(inserts) = self.changes.inserts.get(&from) {
                    let (at, members) = (old.span().start, inserts.iter().collect());
                    self.members.insert(to, PendingMembers { at, members });
                }
                if let Some(new) = self.changes.elements.get(&from) {
                    let kept = old.children().filter(|child| !self.is_gone(child)).count();
                    let at = old.span().start;
                    self.elements.insert(to, PendingElements { at, new, kept, found: 0 });
                }
                (from, to) = (NodeId(from.0 + 1), NodeId(to.0 + 1));
            } else if old_is_left || new_is_left {
                return Err((old.span().start, Unproven::OtherChange));
            } else {
                break;
            }
        }
        let members = self.members.values().filter(|pending| !pending.members.is_empty());
        let elements = self.elements.values().filter(|pending| !pending.is_complete());
        match members.map(|pending| pending.at).chain(elements.map(|pending| pending.at)).next() {
            None => Ok(()),
            Some(at) => Err((at, Unproven::OtherValue)),
        }
    }

    /// Compares two nodes that should be the same but for an intended value.
    fn node(&self, old: &Node<'_>, new: &Node<'_>, news: &[u32]) -> Result<(), Difference> {
        let (before, after) = (old.entry(), new.entry());
        let at = before.start as usize;
        if old.raw_key() != new.raw_key() || before.key_style != after.key_style {
            return Err((at, Unproven::OtherChange));
        }
        if let Some(change) = self.changes.values.get(&old.id()) {
            let kind = if let Change::Code(_) = change { Kind::Code } else { Kind::String };
            let is_right = new.kind() == kind && new.value() == change.intended(old).as_str();
            return if is_right { Ok(()) } else { Err((at, Unproven::OtherValue)) };
        }
        let is_container = matches!(before.kind, Kind::Object | Kind::Array);
        let same_text = is_container || before.style == after.style && old.raw() == new.raw();
        if before.kind != after.kind || !same_text {
            return Err((at, Unproven::OtherChange));
        }
        // The text alone does not tell these.
        let same_value = before.style != Style::YamlOpaque || old.value() == new.value();
        let same_key = before.key_style != Style::YamlOpaque || old.key() == new.key();
        let target = old.target().and_then(|target| news.get(target.id().0 as usize).copied());
        if !same_value || !same_key || target != new.target().map(|target| target.id().0) {
            return Err((at, Unproven::OtherChange));
        }
        Ok(())
    }

    /// Whether a node is to be missing: it is removed, or a TOML table that nothing speaks of any more.
    fn is_gone(&self, old: &Node<'_>) -> bool {
        if self.changes.removed.contains(&old.id()) {
            return true;
        }
        let mut left: Vec<Node<'_>> = Vec::new();
        let is_implied = |node: &Node<'_>| {
            node.style() == Style::TomlImplied && !self.changes.inserts.contains_key(&node.id())
        };
        if !is_implied(old) {
            return false;
        }
        left.extend(old.children());
        while let Some(node) = left.pop() {
            if self.changes.removed.contains(&node.id()) {
                continue;
            }
            if !is_implied(&node) {
                return false;
            }
            left.extend(node.children());
        }
        true
    }

    /// Whether this is a member or element that was to be inserted; one that is but has another value is a difference.
    fn is_inserted(&mut self, new: &Node<'_>) -> Result<bool, Difference> {
        let Some(parent) = new.parent() else { return Ok(false) };
        if let Some(pending) = self.elements.get_mut(&parent.id()) {
            let Some(value) = new.index().and_then(|index| pending.at_index(index)) else {
                return Ok(false);
            };
            if !is_string(new, value) {
                return Err((pending.at, Unproven::OtherValue));
            }
            pending.found += 1;
            return Ok(true);
        }
        let Some(pending) = self.members.get_mut(&parent.id()) else {
            return Ok(false);
        };
        let Some(place) =
            pending.members.iter().position(|(key, _)| new.key().as_deref() == Some(key))
        else {
            return Ok(false);
        };
        let (_, value) = pending.members.remove(place);
        if is_value(new, value) { Ok(true) } else { Err((pending.at, Unproven::OtherValue)) }
    }
}

fn is_string(node: &Node<'_>, value: &str) -> bool {
    node.kind() == Kind::String && node.value() == value
}

fn is_value(node: &Node<'_>, value: &NewValue) -> bool {
    match value {
        NewValue::String(text) => is_string(node, text),
        NewValue::Strings(texts) => {
            let nodes: Vec<_> = node.children().collect();
            let pairs = nodes.iter().zip(texts);
            node.kind() == Kind::Array
                && nodes.len() == texts.len()
                && pairs.into_iter().all(|(n, t)| is_string(n, t))
        }
        NewValue::Object(members) => {
            let nodes: Vec<_> = node.children().collect();
            let is_member = |(node, (key, text)): (&Node<'_>, &(String, String))| {
                node.key().as_deref() == Some(key) && is_string(node, text)
            };
            node.kind() == Kind::Object
                && nodes.len() == members.len()
                && nodes.iter().zip(members).all(is_member)
        }
    }
}

/// Comments go only with the member that they lie in.
fn same_comments(old: &Document, new: &Document, changes: &Changes) -> bool {
    // Nothing is removed inside of what is removed, so these are disjoint.
    let mut removed: Vec<Range<usize>> =
        changes.removed.iter().map(|id| member_span(&old.node(*id))).collect();
    removed.sort_unstable_by_key(|gone| gone.start);
    let is_kept = |span: &Range<usize>| {
        let before = removed.partition_point(|gone| gone.start <= span.start);
        removed.get(..before).and_then(<[_]>::last).is_none_or(|gone| span.end > gone.end)
    };
    let spans = |document: &Document| {
        document.comments().iter().map(|comment| comment.span.clone()).collect::<Vec<_>>()
    };
    let before =
        spans(old).into_iter().filter(|span| is_kept(span)).map(|span| old.text().get(span));
    let after = spans(new).into_iter().map(|span| new.text().get(span));
    before.eq(after)
}

/// The bytes from a member's key, or an element's dash or value, to the value's end.
pub(crate) fn member_span(node: &Node<'_>) -> Range<usize> {
    let (span, lead) = (node.span(), node.entry().lead);
    (if lead == NONE { span.start } else { lead as usize })..span.end
}
