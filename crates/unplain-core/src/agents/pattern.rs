//! Patterns of places in a config: pointers with `*`, `**`, `{server}` and `{project}`.

use std::borrow::Cow;

use unplain_rewrite::{Document, Kind, Node, NodeId, Pointer};

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

    /// The object that the pattern (`…/KEY/*`) names all members of and that is itself the member `KEY` of the object at
    /// `within`.
    #[must_use]
    pub fn members_of_key_in(&self, within: &Pointer) -> Option<Pointer> {
        let (Step::Any, above) = self.0.split_last()? else { return None };
        let (Step::Key(key), above) = above.split_last()? else { return None };
        Self(above.to_vec()).is(within).then(|| {
            let mut tokens: Vec<String> = within.tokens().map(Cow::into_owned).collect();
            tokens.push(key.clone());
            Pointer::from_tokens(tokens)
        })
    }

    /// Whether the pattern lets a pointer go on with `key` at this depth.
    fn goes_on(&self, depth: usize, key: &str) -> bool {
        match self.0.get(depth).or_else(|| self.0.last().filter(|last| **last == Step::Rest)) {
            None => false,
            Some(Step::Key(wanted)) => wanted == key,
            Some(Step::Any | Step::Server | Step::Project | Step::Rest) => true,
        }
    }

    /// Whether a pointer of this many steps, which the pattern let come so far, is all of it.
    fn ends(&self, steps: usize) -> bool {
        self.0.len() == steps || (self.0.len() < steps && self.0.last() == Some(&Step::Rest))
    }

    fn position(&self, wanted: &Step) -> Option<usize> {
        self.0.iter().position(|step| step == wanted)
    }
}

/// A scalar that a pattern names, without the document that it stands in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spot {
    node: NodeId,
    slot: Slot,
    server: Option<NodeId>,
    project: Option<NodeId>,
}

/// A scalar that a pattern names.
#[derive(Clone, Copy)]
pub struct Place<'d> {
    /// The scalar.
    pub node: Node<'d>,
    /// What it is for.
    pub slot: Slot,
    server: Option<Node<'d>>,
    project: Option<Node<'d>>,
}

impl<'d> Place<'d> {
    /// A scalar that no pattern names.
    pub(crate) fn other(node: Node<'d>) -> Self {
        Self { node, slot: Slot::Other, server: None, project: None }
    }

    /// Whether a reference may stand in it, told from its raw text without decoding it.
    #[must_use]
    pub(crate) fn may_refer(&self) -> bool {
        self.node.raw().bytes().any(|byte| matches!(byte, b'{' | b'$' | b'%' | b'\\'))
    }

    /// The server (or provider) that it belongs to: its key, or in a list its `name`.
    #[must_use]
    pub fn server(&self) -> Option<Cow<'d, str>> {
        let named = |node: Node<'d>| node.child("name").map(|name| name.value());
        self.server.and_then(|node| node.key().or_else(|| named(node)))
    }

    /// The project whose part of the file it stands in.
    #[must_use]
    pub fn project(&self) -> Option<Cow<'d, str>> {
        self.project.and_then(|node| node.key())
    }
}

impl Spot {
    /// The scalar.
    pub(crate) fn node(self) -> NodeId {
        self.node
    }

    /// The spot in its document.
    #[must_use]
    pub(crate) fn within(self, document: &Document) -> Place<'_> {
        Place {
            node: document.node(self.node),
            slot: self.slot,
            server: self.server.map(|id| document.node(id)),
            project: self.project.map(|id| document.node(id)),
        }
    }
}

/// The scalars of `document` that `patterns` name, in document order, each once: an earlier pattern wins. At most 64
/// patterns are looked at.
///
/// Parts of the document that no pattern reaches are not looked at.
#[must_use]
pub(crate) fn spots(document: &Document, patterns: &[(Slot, Pattern)]) -> Vec<Spot> {
    let Some(root) = document.root() else { return Vec::new() };
    let all = u64::MAX.checked_shr(64 - patterns.len().min(64) as u32).unwrap_or(0);
    let mut walk = Walk { patterns, path: Vec::new(), found: Vec::new() };
    walk.below(root, all);
    walk.found
}

struct Walk<'p> {
    patterns: &'p [(Slot, Pattern)],
    path: Vec<NodeId>,
    found: Vec<Spot>,
}

impl Walk<'_> {
    /// `alive` has a bit for each pattern that the way to `node` fits. As deep as documents are: see
    /// [`unplain_rewrite`]'s limit.
    fn below(&mut self, node: Node<'_>, alive: u64) {
        for child in node.children() {
            let key =
                child.key().unwrap_or_else(|| child.index().unwrap_or_default().to_string().into());
            let depth = self.path.len();
            let mut next = 0_u64;
            for number in bits(alive) {
                let on = self
                    .patterns
                    .get(number)
                    .is_some_and(|(_, pattern)| pattern.goes_on(depth, &key));
                next |= u64::from(on) << number;
            }
            if next == 0 {
                continue;
            }
            self.path.push(child.id());
            if matches!(child.kind(), Kind::Object | Kind::Array) {
                self.below(child, next);
            } else {
                self.scalar(child.id(), next);
            }
            self.path.pop();
        }
    }

    fn scalar(&mut self, node: NodeId, alive: u64) {
        let steps = self.path.len();
        let fits = bits(alive).filter_map(|number| self.patterns.get(number));
        let Some((slot, pattern)) = fits.into_iter().find(|(_, pattern)| pattern.ends(steps))
        else {
            return;
        };
        let at =
            |step| pattern.position(step).and_then(|position| self.path.get(position)).copied();
        let spot =
            Spot { node, slot: *slot, server: at(&Step::Server), project: at(&Step::Project) };
        self.found.push(spot);
    }
}

fn bits(mask: u64) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(mask), |mask| Some(mask & (mask.wrapping_sub(1))))
        .take_while(|mask| *mask != 0)
        .map(|mask| mask.trailing_zeros() as usize)
}
