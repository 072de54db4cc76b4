//! Edits of a document, collected and checked one by one, made and proven together.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use crate::changes::{Change, Changes, End, NewValue};
use crate::document::{Document, Format};
use crate::dotenv;
use crate::error::{Refusal, RefusalKind};
use crate::flow;
use crate::json;
use crate::node::{Kind, Node, NodeId};
use crate::proof::{self, Proven};
use crate::scalar::{self, Style};
use crate::scalar_edit::{self, Care};
use crate::text::{self, TextEdit};
use crate::toml;
use crate::yaml;

/// A set of edits of one document. Nothing happens before [`Patch::finish`].
pub struct Patch<'d> {
    document: &'d Document,
    changes: Changes,
}

impl<'d> Patch<'d> {
    pub(crate) fn new(document: &'d Document) -> Patch<'d> {
        Patch { document, changes: Changes::default() }
    }

    /// Replaces a byte range of a string's decoded value. Several disjoint ranges of one string may be replaced.
    pub fn replace_fragment(
        &mut self,
        node: NodeId,
        decoded: Range<usize>,
        with: &str,
    ) -> Result<(), Refusal> {
        let node = self.scalar(node)?;
        if node.kind() != Kind::String {
            return Err(refusal(&node, RefusalKind::NotAString));
        }
        if !scalar::is_sound(node.style(), node.raw()) {
            return Err(refusal(&node, RefusalKind::NoCharacter));
        }
        if node.value().get(decoded.clone()).is_none() {
            return Err(refusal(&node, RefusalKind::OutOfRange));
        }
        let change =
            self.changes.values.entry(node.id()).or_insert_with(|| Change::Fragments(Vec::new()));
        let Change::Fragments(fragments) = change else {
            return Err(refusal(&node, RefusalKind::Overlap));
        };
        let key = (decoded.start, decoded.end);
        let place = fragments.partition_point(|(other, _)| (other.start, other.end) < key);
        let clashes = |other: &(Range<usize>, String)| {
            other.0 == decoded || (other.0.start < decoded.end && decoded.start < other.0.end)
        };
        if fragments.iter().any(clashes) {
            return Err(refusal(&node, RefusalKind::Overlap));
        }
        fragments.insert(place, (decoded, with.to_owned()));
        Ok(())
    }

    /// Replaces a scalar's whole value. In the JSON family, and in YAML, a number or a boolean becomes a string.
    pub fn replace_value(&mut self, node: NodeId, with: &str) -> Result<(), Refusal> {
        let node = self.scalar(node)?;
        let becomes_string = match self.document.format() {
            Format::Json | Format::Jsonc | Format::Json5 => true,
            Format::Yaml => node.kind() != Kind::Null,
            Format::Shell | Format::Fish | Format::PowerShell => node.kind() == Kind::Code,
            Format::Toml | Format::Dotenv => false,
        };
        if node.kind() != Kind::String && !becomes_string {
            return Err(refusal(&node, RefusalKind::NotAString));
        }
        if self.changes.values.contains_key(&node.id()) {
            return Err(refusal(&node, RefusalKind::Overlap));
        }
        self.changes.values.insert(node.id(), Change::Whole(with.to_owned()));
        Ok(())
    }

    /// Puts text that the shell evaluates, one word or string, in the place of a variable's whole value. For shell files.
    pub fn replace_with_code(&mut self, node: NodeId, code: &str) -> Result<(), Refusal> {
        let node = self.scalar(node)?;
        let is_shell =
            matches!(self.document.format(), Format::Shell | Format::Fish | Format::PowerShell);
        if !is_shell || node.kind() != Kind::String {
            return Err(refusal(&node, RefusalKind::NotAString));
        }
        if !scalar::is_sound(node.style(), node.raw()) {
            return Err(refusal(&node, RefusalKind::NoCharacter));
        }
        if self.changes.values.contains_key(&node.id()) {
            return Err(refusal(&node, RefusalKind::Overlap));
        }
        self.changes.values.insert(node.id(), Change::Code(code.to_owned()));
        Ok(())
    }

    /// Adds a member to an object, after its other members and written like them.
    pub fn insert_member(
        &mut self,
        object: NodeId,
        key: &str,
        value: &NewValue,
    ) -> Result<(), Refusal> {
        let object = self.document.node(object);
        if object.kind() != Kind::Object {
            return Err(refusal(&object, RefusalKind::NotAnObject));
        }
        let is_kept = |child: &Node<'_>| !self.changes.removed.contains(&child.id());
        let is_new = self.changes.inserts_into(object.id()).iter().any(|(other, _)| other == key);
        if is_new || object.children_named(key).any(|child| is_kept(&child)) {
            return Err(refusal(&object, RefusalKind::KeyExists));
        }
        let inserts = self.changes.inserts.entry(object.id()).or_default();
        inserts.push((key.to_owned(), value.clone()));
        Ok(())
    }

    /// Adds strings at an end of an array, written like its other elements. What is added later stands further outside.
    ///
    /// Refused for an alias, an array with an anchor or a tag, and an array of TOML tables.
    pub fn insert_elements(
        &mut self,
        array: NodeId,
        at: End,
        values: &[String],
    ) -> Result<(), Refusal> {
        let array = self.document.node(array);
        match (array.kind(), array.style()) {
            (Kind::Alias, _) => return Err(alias(&array)),
            (Kind::Array, Style::Flow | Style::YamlBlock) => {}
            (Kind::Array, _) => return Err(refusal(&array, RefusalKind::NoRoom)),
            _ => return Err(refusal(&array, RefusalKind::NotAnArray)),
        }
        if self.document.format() == Format::Yaml && yaml::is_marked(&array) {
            return Err(refusal(&array, RefusalKind::Marked));
        }
        if !values.is_empty() {
            self.changes.elements.entry(array.id()).or_default().add(at, values);
        }
        Ok(())
    }

    /// Takes a member or an element out, with its comma, and with its line if nothing else is on it.
    pub fn remove(&mut self, node: NodeId) -> Result<(), Refusal> {
        let node = self.document.node(node);
        if node.parent().is_none() {
            return Err(refusal(&node, RefusalKind::NotRemovable));
        }
        if !self.changes.removed.insert(node.id()) {
            return Err(refusal(&node, RefusalKind::Overlap));
        }
        Ok(())
    }

    /// Makes the edits and proves them: the new text parses, every edited value reads back as intended, and every other
    /// value, comment and byte is as before.
    pub fn finish(self) -> Result<Proven, Refusal> {
        self.check_removed()?;
        // Where keeping a scalar's way of writing does not work out, its whole value is written anew.
        let kept = self
            .edits(Care::KeepStyle)
            .and_then(|edits| proof::prove(self.document, &self.changes, edits));
        match kept {
            Err(Refusal { kind: RefusalKind::Unproven(_), .. })
                if !self.changes.values.is_empty() =>
            {
                proof::prove(self.document, &self.changes, self.edits(Care::Rewrite)?)
            }
            other => other,
        }
    }

    fn edits(&self, care: Care) -> Result<Vec<TextEdit>, Refusal> {
        let mut edits = Vec::new();
        for (id, change) in &self.changes.values {
            scalar_edit::edits(&self.document.node(*id), change, care, &mut edits)?;
        }
        let parents = self.changes.removed.iter().filter_map(|id| self.document.node(*id).parent());
        let containers: BTreeSet<_> =
            parents.map(|parent| parent.id()).chain(self.changes.extended().copied()).collect();
        // Inner ones first: what is added to an inner container stands before what is added after it.
        for id in containers.into_iter().rev() {
            self.member_edits(&self.document.node(id), &mut edits)?;
        }
        text::arrange(edits).map_err(|at| refusal_at(self.document, at, RefusalKind::Overlap))
    }

    /// The edits for what comes into and goes out of one container.
    fn member_edits(&self, container: &Node<'d>, edits: &mut Vec<TextEdit>) -> Result<(), Refusal> {
        let (document, changes) = (self.document, &self.changes);
        let inserts = changes.inserts_into(container.id());
        let removed = || container.children().filter(|child| changes.removed.contains(&child.id()));
        match container.style() {
            Style::Flow => {
                let syntax = match document.format() {
                    Format::Toml => toml::SYNTAX,
                    Format::Yaml => yaml::SYNTAX,
                    _ => json::SYNTAX,
                };
                return flow::member_edits(document, *container, changes, syntax, edits);
            }
            Style::YamlBlock if container.kind() == Kind::Array => {
                return yaml::element_edits(document, container, changes, edits);
            }
            Style::YamlBlock => yaml::remove(document, container, changes, edits)?,
            Style::DotenvFile => removed().for_each(|node| dotenv::remove(document, &node, edits)),
            Style::TomlSection | Style::TomlImplied => {
                removed().try_for_each(|node| toml::remove(document, &node, edits))?;
            }
            _ => return Err(refusal(container, RefusalKind::NoRoom)),
        }
        match container.style() {
            _ if inserts.is_empty() => Ok(()),
            Style::YamlBlock => yaml::insert(document, container, inserts, edits),
            Style::DotenvFile => dotenv::insert(document, container, inserts, edits),
            _ => toml::insert(document, container, inserts, edits),
        }
    }

    /// A scalar that can be edited.
    fn scalar(&self, node: NodeId) -> Result<Node<'d>, Refusal> {
        let node = self.document.node(node);
        match node.kind() {
            Kind::Object | Kind::Array => Err(refusal(&node, RefusalKind::NotAString)),
            Kind::Alias => Err(alias(&node)),
            _ => Ok(node),
        }
    }

    /// Nothing is edited inside of what is removed.
    fn check_removed(&self) -> Result<(), Refusal> {
        let touched = self.changes.values.keys().chain(self.changes.extended());
        for id in touched.chain(&self.changes.removed) {
            let mut node = self.document.node(*id);
            let Changes { values, inserts, elements, removed } = &self.changes;
            let is_edited =
                values.contains_key(id) || inserts.contains_key(id) || elements.contains_key(id);
            if removed.contains(id) && is_edited {
                return Err(refusal(&node, RefusalKind::Overlap));
            }
            while let Some(parent) = node.parent() {
                if self.changes.removed.contains(&parent.id()) {
                    return Err(refusal(&node, RefusalKind::Overlap));
                }
                node = parent;
            }
        }
        Ok(())
    }
}

fn alias(node: &Node<'_>) -> Refusal {
    let place = node.target().map_or(node.span().start, |target| target.span().start);
    let (line, column) = node.document().line_column(place);
    refusal(node, RefusalKind::Alias { line, column })
}

pub(crate) fn refusal(node: &Node<'_>, kind: RefusalKind) -> Refusal {
    refusal_at(node.document(), node.span().start, kind)
}

pub(crate) fn refusal_at(document: &Document, at: usize, kind: RefusalKind) -> Refusal {
    let (line, column) = document.line_column(at);
    Refusal { line, column, kind }
}

/// Shows how many edits there are; their text may be secret.
impl fmt::Debug for Patch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Changes { values, inserts, elements, removed } = &self.changes;
        write!(
            f,
            "Patch({} values, {} objects, {} arrays, {} removed)",
            values.len(),
            inserts.len(),
            elements.len(),
            removed.len()
        )
    }
}
