//! What is to become of a document: new values, members and elements, and what goes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;

use crate::node::{Node, NodeId};

/// A value that a new member gets.
#[derive(Clone, PartialEq, Eq)]
pub enum NewValue {
    /// A string.
    String(String),
    /// An array of strings.
    Strings(Vec<String>),
    /// An object of strings, with its keys in this order.
    Object(Vec<(String, String)>),
}

/// An end of an array.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// Before the first element.
    Front,
    /// After the last element.
    Back,
}

/// What is to become of the document.
#[derive(Default)]
pub(crate) struct Changes {
    pub(crate) values: BTreeMap<NodeId, Change>,
    pub(crate) inserts: BTreeMap<NodeId, Vec<(String, NewValue)>>,
    pub(crate) elements: BTreeMap<NodeId, NewElements>,
    pub(crate) removed: BTreeSet<NodeId>,
}

/// Strings that an array gets, in the order in which they are to stand.
#[derive(Default)]
pub(crate) struct NewElements {
    pub(crate) front: Vec<String>,
    pub(crate) back: Vec<String>,
}

/// What is to become of a scalar.
pub(crate) enum Change {
    /// Its whole value.
    Whole(String),
    /// Ranges of its decoded value, disjoint and sorted.
    Fragments(Vec<(Range<usize>, String)>),
    /// Text that the shell evaluates.
    Code(String),
}

impl Changes {
    /// The new members of an object.
    pub(crate) fn inserts_into(&self, object: NodeId) -> &[(String, NewValue)] {
        self.inserts.get(&object).map(Vec::as_slice).unwrap_or_default()
    }

    /// The containers that get new members or elements.
    pub(crate) fn extended(&self) -> impl Iterator<Item = &NodeId> {
        self.inserts.keys().chain(self.elements.keys())
    }
}

impl NewElements {
    /// Adds strings outside of those that were added before.
    pub(crate) fn add(&mut self, at: End, values: &[String]) {
        match at {
            End::Front => drop(self.front.splice(0..0, values.iter().cloned())),
            End::Back => self.back.extend_from_slice(values),
        }
    }
}

impl Change {
    /// The value that the scalar is to have.
    pub(crate) fn intended(&self, node: &Node<'_>) -> String {
        match self {
            Change::Whole(value) | Change::Code(value) => value.clone(),
            Change::Fragments(fragments) => {
                let old = node.value();
                let (mut new, mut from) = (String::with_capacity(old.len()), 0);
                for (range, with) in fragments {
                    new.push_str(old.get(from..range.start).unwrap_or_default());
                    new.push_str(with);
                    from = range.end;
                }
                new.push_str(old.get(from..).unwrap_or_default());
                new
            }
        }
    }
}

/// Shows the kind only.
impl fmt::Debug for NewValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NewValue::String(_) => f.write_str("String"),
            NewValue::Strings(strings) => write!(f, "Strings({})", strings.len()),
            NewValue::Object(members) => write!(f, "Object({})", members.len()),
        }
    }
}
