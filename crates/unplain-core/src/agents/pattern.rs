//! Patterns of places in a config: pointers with `*`, `**`, `{server}` and `{project}`.

use std::borrow::Cow;

use unplain_rewrite::{Document, Kind, Node, Pointer};

use super::Slot;

/// A pattern over pointers. `*`, `{server}` and `{project}` stand for one step, `**` at the end for one or more.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pattern(Vec<Step>);

#[derive(Clone, PartialEq, Eq, Debug)]
enum Step {
    Key(String),
    Any,
    Server,
    Project,
    Rest,
}

impl Pattern {
    /// Reads `/mcpServers/{server}/env/*`. Steps hold no `/` or `~`, so none is escaped.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let step = |step: &str| match step {
            "*" => Step::Any,
            "**" => Step::Rest,
            "{server}" => Step::Server,
            "{project}" => Step::Project,
            key => Step::Key(key.to_owned()),
        };
        Self(text.split('/').skip(1).map(step).collect())
    }

    /// Whether the pattern, which has no `**`, names this very pointer.
    #[must_use]
    pub fn is(&self, pointer: &Pointer) -> bool {
        let tokens: Vec<_> = pointer.tokens().collect();
        let fits = |(step, token): (&Step, &Cow<'_, str>)| match step {
            Step::Key(key) => key == token,
            _ => true,
        };
        tokens.len() == self.0.len() && self.0.iter().zip(&tokens).all(fits)
    }
}

/// A scalar that a pattern names.
#[derive(Clone)]
pub struct Place<'d> {
    /// The scalar.
    pub node: Node<'d>,
    /// What it is for.
    pub slot: Slot,
    /// The server (or provider) that it belongs to.
    pub server: Option<String>,
    /// The project whose part of the file it stands in.
    pub project: Option<String>,
}

/// The scalars of `document` that `patterns` name, in document order, each once: an earlier pattern wins.
///
/// Parts of the document that no pattern reaches are not looked at.
#[must_use]
pub fn places<'d>(document: &'d Document, patterns: &[(Slot, Pattern)]) -> Vec<Place<'d>> {
    let mut found = Vec::new();
    let Some(root) = document.root() else { return found };
    let start = patterns.iter().map(|(slot, pattern)| Trail {
        slot: *slot,
        rest: &pattern.0,
        server: None,
        project: None,
    });
    let mut stack = vec![(root, start.collect::<Vec<_>>())];
    while let Some((node, trails)) = stack.pop() {
        if !matches!(node.kind(), Kind::Object | Kind::Array) {
            let done = trails
                .into_iter()
                .find(|trail| trail.rest.is_empty() || trail.rest == [Step::Rest]);
            found.extend(done.map(|trail| Place {
                node,
                slot: trail.slot,
                server: trail.server.map(Cow::into_owned),
                project: trail.project.map(Cow::into_owned),
            }));
            continue;
        }
        let below = stack.len();
        for child in node.children() {
            let key =
                child.key().unwrap_or_else(|| child.index().unwrap_or_default().to_string().into());
            let onward: Vec<_> = trails.iter().filter_map(|trail| trail.step(&key)).collect();
            if !onward.is_empty() {
                stack.push((child, onward));
            }
        }
        stack[below..].reverse();
    }
    found
}

#[derive(Clone)]
struct Trail<'p, 'd> {
    slot: Slot,
    rest: &'p [Step],
    server: Option<Cow<'d, str>>,
    project: Option<Cow<'d, str>>,
}

impl<'d> Trail<'_, 'd> {
    fn step(&self, key: &Cow<'d, str>) -> Option<Self> {
        let (first, rest) = self.rest.split_first()?;
        let mut next = Self { rest, ..self.clone() };
        match first {
            Step::Key(wanted) if wanted != key.as_ref() => return None,
            Step::Key(_) | Step::Any => {}
            Step::Server => next.server = Some(key.clone()),
            Step::Project => next.project = Some(key.clone()),
            Step::Rest => next.rest = self.rest,
        }
        Some(next)
    }
}
