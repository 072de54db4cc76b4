//! Tables scattered over the text, brought together.

use std::collections::HashMap;
use std::ops::Range;

use super::parse::entry;
use crate::document::Parsed;
use crate::node::Kind;
use crate::scalar::Style;
use crate::tape::NONE;
use crate::text::BOM;

/// One part of a dotted key.
pub(super) struct Key {
    pub(super) value: String,
    pub(super) style: Style,
    pub(super) span: Range<usize>,
}

/// What stands behind a key or in an array.
pub(super) struct Value {
    pub(super) kind: Kind,
    pub(super) style: Style,
    pub(super) span: Range<usize>,
}

struct Branch {
    value: Value,
    key: Option<(Range<usize>, Style)>,
    children: Vec<usize>,
}

pub(super) struct Tree {
    branches: Vec<Branch>,
    /// The child of a table by its key.
    members: HashMap<(usize, String), usize>,
}

impl Tree {
    pub(super) const ROOT: usize = 0;

    pub(super) fn new(text: &str) -> Tree {
        let start = if text.starts_with(BOM) { BOM.len() } else { 0 };
        let value =
            Value { kind: Kind::Object, style: Style::TomlSection, span: start..text.len() };
        Tree {
            branches: vec![Branch { value, key: None, children: Vec::new() }],
            members: HashMap::new(),
        }
    }

    /// The table that a header opens.
    pub(super) fn section(&mut self, path: &[Key], span: Range<usize>, is_array: bool) -> usize {
        let Some((last, path)) = path.split_last() else { return Tree::ROOT };
        let parent = self.descend(Tree::ROOT, path);
        let implied =
            |kind| Value { kind, style: Style::TomlImplied, span: last.span.end..last.span.end };
        if is_array {
            let array = self.member(parent, last, implied(Kind::Array));
            return self.add(
                array,
                None,
                Value { kind: Kind::Object, style: Style::TomlSection, span },
            );
        }
        let table = self.member(parent, last, implied(Kind::Object));
        if let Some(branch) = self.branches.get_mut(table) {
            // The header is the table's place, and the key in it the table's key, also if a sub-table came before.
            branch.value = Value { kind: Kind::Object, style: Style::TomlSection, span };
            branch.key = Some((last.span.clone(), last.style));
        }
        table
    }

    /// Adds a value to a table, or (without a key) to an array.
    pub(super) fn value(&mut self, parent: usize, path: &[Key], value: Value) -> usize {
        match path.split_last() {
            None => self.add(parent, None, value),
            Some((last, path)) => {
                let parent = self.descend(parent, path);
                self.member(parent, last, value)
            }
        }
    }

    /// Tells where a container ends.
    pub(super) fn end(&mut self, id: usize, end: usize) {
        if let Some(branch) = self.branches.get_mut(id) {
            branch.value.span.end = end;
        }
    }

    /// The table at the end of a path, made where it is missing; of an array of tables the last.
    fn descend(&mut self, from: usize, path: &[Key]) -> usize {
        path.iter().fold(from, |table, key| {
            let span = key.span.end..key.span.end;
            let child = self.member(
                table,
                key,
                Value { kind: Kind::Object, style: Style::TomlImplied, span },
            );
            match self.branches.get(child) {
                Some(Branch { value: Value { kind: Kind::Array, .. }, children, .. }) => {
                    *children.last().unwrap_or(&child)
                }
                _ => child,
            }
        })
    }

    fn member(&mut self, table: usize, key: &Key, value: Value) -> usize {
        if let Some(known) = self.members.get(&(table, key.value.clone())) {
            return *known;
        }
        let id = self.add(table, Some((key.span.clone(), key.style)), value);
        self.members.insert((table, key.value.clone()), id);
        id
    }

    fn add(&mut self, parent: usize, key: Option<(Range<usize>, Style)>, value: Value) -> usize {
        let id = self.branches.len();
        self.branches.push(Branch { value, key, children: Vec::new() });
        if let Some(parent) = self.branches.get_mut(parent) {
            parent.children.push(id);
        }
        id
    }

    /// The node table in pre-order.
    pub(super) fn flatten(&self) -> Parsed {
        let mut parsed = Parsed::default();
        // What is to be visited: a branch with its parent's entry and its number there, or an entry that is complete.
        let mut route = vec![Visit::Branch { id: Tree::ROOT, parent: NONE, index: 0 }];
        while let Some(visit) = route.pop() {
            let next = parsed.entries.len() as u32;
            match visit {
                Visit::End(id) => {
                    if let Some(entry) = parsed.entries.get_mut(id as usize) {
                        entry.next = next;
                    }
                }
                Visit::Branch { id, parent, index } => {
                    let Some(branch) = self.branches.get(id) else { continue };
                    let mut new = entry(branch.value.kind, branch.value.style, &branch.value.span);
                    match &branch.key {
                        _ if parent == NONE => {}
                        Some((span, style)) => {
                            new.set_member(parent, span.start as u32..span.end as u32, *style)
                        }
                        None => new.set_element(parent, index, None),
                    }
                    parsed.entries.push(new);
                    route.push(Visit::End(next));
                    let children = branch.children.iter().enumerate().rev();
                    route.extend(children.map(|(index, id)| Visit::Branch {
                        id: *id,
                        parent: next,
                        index: index as u32,
                    }));
                }
            }
        }
        let has_place = |id: &u32| {
            parsed.entries.get(*id as usize).is_some_and(|entry| entry.start < entry.end)
        };
        let mut by_start: Vec<u32> = (0..parsed.entries.len() as u32).filter(has_place).collect();
        by_start.sort_by_key(|id| parsed.entries.get(*id as usize).map(|entry| entry.start));
        parsed.by_start = by_start;
        parsed
    }
}

enum Visit {
    Branch { id: usize, parent: u32, index: u32 },
    End(u32),
}
