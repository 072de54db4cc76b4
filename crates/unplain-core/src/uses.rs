//! The references that stand in a config: which variable, where, for which server.

use std::{borrow::Cow, collections::BTreeSet, ops::Range};

use unplain_rewrite::{Kind, NodeId};

use crate::{Agent, Expansion, Parsed, Place, Reader, Slot};

/// A reference in a config, as one agent takes it.
#[derive(Clone, Debug)]
pub struct Use {
    /// The variable's name, as it stands there.
    pub variable: String,
    /// Who expands it.
    pub agent: &'static Agent,
    /// How; `None`: a field names the variable, or a wrapped server's command does.
    pub expansion: Option<&'static Expansion>,
    /// The server that it belongs to, where it is one's.
    pub server: Option<String>,
    /// The project whose part of the file it stands in.
    pub project: Option<String>,
    /// What the place is for.
    pub slot: Slot,
    /// The scalar.
    pub node: NodeId,
    /// Its bytes in the decoded scalar.
    pub span: Range<usize>,
    /// The bytes of its default, if it has one.
    pub default: Option<Range<usize>>,
    /// The server has an entry of this very name: its own program may take it from there, as mcp-remote does.
    pub given_here: bool,
}

impl Use {
    /// Whether `unplain run` takes it from the store for a wrapped server, whatever the agent has.
    #[must_use]
    pub fn is_wrapped(&self) -> bool {
        self.expansion.is_none() && self.slot == Slot::Command
    }
}

/// The references in `parsed` that `reader` expands, and the fields that name variables, in document order; not those to variables that the agent itself sets.
#[must_use]
pub fn uses(parsed: &Parsed, reader: Reader) -> Vec<Use> {
    let entries: BTreeSet<(Cow<'_, str>, Cow<'_, str>)> = parsed
        .places(reader)
        .filter(|place| place.slot == Slot::Env)
        .filter_map(|place| Some((place.server()?, place.node.key()?)))
        .collect();
    let mut found = Vec::new();
    for place in parsed.places(reader) {
        if place.slot == Slot::Name {
            found.extend(named(&place, reader.agent));
            continue;
        }
        let expansion = reader.file.expansion.as_ref().filter(|own| own.reaches(place.slot));
        let Some(expansion) = expansion.filter(|_| place.may_refer()) else { continue };
        for reference in expansion.references(&place.node.value()) {
            if reader.agent.provides.contains(&reference.name) {
                continue;
            }
            let server = place.server();
            let given_here = server.as_ref().is_some_and(|server| {
                place.node.key().is_none_or(|key| key != reference.name)
                    && entries.contains(&(server.clone(), Cow::Borrowed(reference.name.as_str())))
            });
            found.push(Use {
                variable: reference.name,
                agent: reader.agent,
                expansion: Some(expansion),
                server: server.map(Cow::into_owned),
                project: place.project().map(Cow::into_owned),
                slot: place.slot,
                node: place.node.id(),
                span: reference.span,
                default: reference.default,
                given_here,
            });
        }
    }
    found
}

/// A field that names a variable.
fn named(place: &Place<'_>, agent: &'static Agent) -> Option<Use> {
    let variable = place.node.value().into_owned();
    (place.node.kind() == Kind::String && !variable.is_empty()).then(|| Use {
        span: 0..variable.len(),
        variable,
        agent,
        expansion: None,
        server: place.server().map(Cow::into_owned),
        project: place.project().map(Cow::into_owned),
        slot: place.slot,
        node: place.node.id(),
        default: None,
        given_here: false,
    })
}
