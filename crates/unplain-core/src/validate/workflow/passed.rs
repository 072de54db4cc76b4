//! Which variables an `env` gives.

use std::{borrow::Cow, collections::BTreeSet};

use unplain_rewrite::{Kind, Node};

use super::members;

/// Variables that are passed on.
#[derive(Clone, Debug)]
pub(in crate::validate) enum Passed<'d> {
    /// These.
    Names(BTreeSet<Cow<'d, str>>),
    /// Any may be among them: an expression or a program says which.
    Everything,
}

impl<'d> Passed<'d> {
    /// None.
    pub(in crate::validate) fn none() -> Self {
        Self::Names(BTreeSet::new())
    }

    /// What the mapping behind `env` gives; with the mappings that it merges.
    pub(super) fn of(env: Option<Node<'d>>) -> Self {
        let Some(env) = env else { return Self::none() };
        match env.kind() {
            Kind::Object => {}
            Kind::Null => return Self::none(),
            // `env: ${{ fromJSON(…) }}`
            _ => return Self::Everything,
        }
        let mut names = BTreeSet::new();
        for (key, value) in members(env) {
            if key != "<<" {
                names.insert(key);
            } else if value.kind() == Kind::Object && !value.children().any(is_merge) {
                names.extend(members(value).map(|(key, _)| key));
            } else {
                return Self::Everything;
            }
        }
        Self::Names(names)
    }

    /// Adds what another one gives.
    pub(in crate::validate) fn add(&mut self, other: Self) {
        match (&mut *self, other) {
            (Self::Names(names), Self::Names(more)) => names.extend(more),
            (Self::Everything, _) => {}
            (_, Self::Everything) => *self = Self::Everything,
        }
    }

    /// Whether a variable is or may be among them.
    pub(in crate::validate) fn has(&self, name: &str) -> bool {
        match self {
            Self::Names(names) => names.contains(name),
            Self::Everything => true,
        }
    }
}

fn is_merge(node: Node<'_>) -> bool {
    node.key().is_some_and(|key| key == "<<")
}
