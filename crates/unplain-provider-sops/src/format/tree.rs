//! The ordered tree that JSON and YAML files are read into.

use std::{borrow::Cow, collections::BTreeMap};

use super::{Leaf, Scalar};
use crate::{Broken, Fault};

/// The member that holds the metadata.
pub(crate) const META: &str = "sops";

/// How deep a file may nest; deeper ones are refused, so that walking never exhausts the stack.
pub(crate) const MAX_DEPTH: usize = 100;

/// The members of a mapping, in the order of the file.
pub(crate) type Members = Vec<(String, Node)>;

/// One value.
#[derive(PartialEq, Debug)]
pub(crate) enum Node {
    Null,
    Text(String),
    /// A number, a boolean or another plain scalar: as it is written, and in the form that counts for the MAC, if this
    /// form is known.
    Typed {
        raw: String,
        canonical: Option<String>,
    },
    List(Vec<Node>),
    Map(Members),
}

impl Node {
    pub(crate) fn bool(value: bool) -> Self {
        let canonical = if value { "True" } else { "False" };
        Self::Typed { raw: value.to_string(), canonical: Some(canonical.to_owned()) }
    }

    pub(crate) fn integer(value: impl ToString) -> Self {
        Self::Typed { raw: value.to_string(), canonical: Some(value.to_string()) }
    }

    pub(crate) fn float(value: f64) -> Self {
        // Go's JSON writer changes to an exponent at these bounds.
        let plain = value == 0.0 || (1e-6..1e21).contains(&value.abs());
        let raw = if plain { value.to_string() } else { format!("{value:e}") };
        Self::Typed { raw, canonical: value.is_finite().then(|| value.to_string()) }
    }
}

/// A whole file.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) root: Members,
}

impl Tree {
    /// The metadata under the flat names that the dotenv form has.
    pub(crate) fn fields(&self) -> Result<BTreeMap<String, String>, Broken> {
        let mut found = self.root.iter().filter(|(name, _)| name == META);
        let Some((_, node)) = found.next() else { return Ok(BTreeMap::new()) };
        if found.next().is_some() {
            return Err(Broken::new("its sops metadata stand there twice")
                .is(Fault::Conflict)
                .help("this comes from a merge of two versions: take one of them, then add what the other had"));
        }
        let Node::Map(members) = node else {
            return Err(Broken::new("its member sops is no mapping"));
        };
        let mut fields = BTreeMap::new();
        for (name, node) in members {
            flatten(name.clone(), node, &mut fields);
        }
        Ok(fields)
    }

    /// The values in the order of the file, without nulls and without the metadata.
    pub(crate) fn leaves(&self) -> Vec<Leaf<'_>> {
        let mut leaves = Vec::new();
        for (name, node) in self.root.iter().filter(|(name, _)| name != META) {
            walk(&mut vec![name], node, &mut leaves);
        }
        leaves
    }

    pub(crate) fn is_group(&self, name: &str) -> bool {
        self.root.iter().any(|(n, node)| n == name && matches!(node, Node::List(_) | Node::Map(_)))
    }

    pub(crate) fn set(&mut self, name: &str, value: &str) {
        let value = Node::Text(value.to_owned());
        if let Some((_, node)) = self.root.iter_mut().find(|(n, _)| n == name) {
            *node = value;
            return;
        }
        let end = self.root.iter().position(|(n, _)| n == META).unwrap_or(self.root.len());
        self.root.insert(end, (name.to_owned(), value));
    }

    pub(crate) fn remove(&mut self, name: &str) {
        self.root.retain(|(n, _)| n != name);
    }

    pub(crate) fn set_field(&mut self, field: &str, value: &str) {
        let members = self.root.iter_mut().find_map(|(name, node)| match node {
            Node::Map(members) if name == META => Some(members),
            _ => None,
        });
        let Some(members) = members else { return };
        let value = Node::Text(value.to_owned());
        match members.iter_mut().find(|(name, _)| name == field) {
            Some((_, node)) => *node = value,
            None => members.push((field.to_owned(), value)),
        }
    }
}

fn flatten(name: String, node: &Node, fields: &mut BTreeMap<String, String>) {
    match node {
        Node::Null => {}
        Node::Text(text) | Node::Typed { raw: text, .. } => {
            fields.insert(name, text.clone());
        }
        Node::List(nodes) => {
            for (index, node) in nodes.iter().enumerate() {
                flatten(format!("{name}__list_{index}"), node, fields);
            }
        }
        Node::Map(members) => {
            for (member, node) in members {
                flatten(format!("{name}__map_{member}"), node, fields);
            }
        }
    }
}

fn walk<'a>(path: &mut Vec<&'a str>, node: &'a Node, leaves: &mut Vec<Leaf<'a>>) {
    let mut leaf = |scalar| leaves.push(Leaf { path: path.clone(), line: None, scalar });
    match node {
        Node::Null => {}
        Node::Text(text) => leaf(Scalar::Text(Cow::Borrowed(text))),
        Node::Typed { raw, canonical } => {
            leaf(Scalar::Typed { raw, canonical: canonical.as_deref() });
        }
        Node::List(nodes) => {
            for node in nodes {
                walk(path, node, leaves);
            }
        }
        Node::Map(members) => {
            for (name, node) in members {
                path.push(name);
                walk(path, node, leaves);
                path.pop();
            }
        }
    }
}
