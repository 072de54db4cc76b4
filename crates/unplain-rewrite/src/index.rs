//! What the flat node table does not tell at once: which members duplicates hide, and where a key stands in a big object.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::document::Document;
use crate::node::{Kind, Node, NodeId};

/// Objects with more members are looked up in the index.
const SMALL: usize = 16;

/// Built once, when it is first asked for.
#[derive(Default)]
pub(crate) struct Index {
    /// Members that a later one with the same key hides, sorted.
    shadowed: Vec<NodeId>,
    /// The last member of a big object with this key.
    members: HashMap<NodeId, HashMap<String, NodeId>>,
}

impl Index {
    pub(crate) fn of(document: &Document) -> Index {
        let mut index = Index::default();
        document
            .nodes()
            .filter(|node| node.kind() == Kind::Object)
            .for_each(|object| index.add(&object));
        index.shadowed.sort_unstable();
        index
    }

    fn add(&mut self, object: &Node<'_>) {
        let mut keys: Vec<(Cow<'_, str>, NodeId)> = Vec::new();
        let mut last: HashMap<String, NodeId> = HashMap::new();
        for member in object.children() {
            let Some(key) = member.key() else { continue };
            if keys.len() <= SMALL {
                keys.push((key, member.id()));
                continue;
            }
            if last.is_empty() {
                last.reserve(2 * SMALL);
                for (key, id) in &keys {
                    self.shadowed.extend(last.insert(key.to_string(), *id));
                }
            }
            self.shadowed.extend(last.insert(key.into_owned(), member.id()));
        }
        if last.is_empty() {
            for (number, (key, id)) in keys.iter().enumerate() {
                if keys.iter().skip(number + 1).any(|(later, _)| later == key) {
                    self.shadowed.push(*id);
                }
            }
        } else {
            self.members.insert(object.id(), last);
        }
    }

    /// Whether a later duplicate of its own key hides a member.
    pub(crate) fn is_shadowed(&self, member: NodeId) -> bool {
        self.shadowed.binary_search(&member).is_ok()
    }

    /// The last member with this key; `None` where the object is small and has to be looked through.
    pub(crate) fn member(&self, object: NodeId, key: &str) -> Option<Option<NodeId>> {
        Some(self.members.get(&object)?.get(key).copied())
    }
}
