//! What becomes of one reference or named variable.

use std::collections::BTreeMap;

use unplain_rewrite::{Kind, Pointer};

use super::{Environment, Lookup, Scene};
use crate::{Expansion, Parsed, Pattern, Reader, Use, expansion::Unset, report::Received};

/// One agent's way with one config.
pub(super) struct Receiver<'a> {
    parsed: &'a Parsed,
    reader: Reader,
    /// References stay text, for the file lies in the opened project.
    untrusted: bool,
}

impl<'a> Receiver<'a> {
    pub(super) fn new(parsed: &'a Parsed, reader: Reader, scene: &Scene<'_>) -> Self {
        let untrusted =
            reader.file.not_below_project && parsed.config.path.starts_with(scene.opened);
        Self { parsed, reader, untrusted }
    }

    /// What the server gets for `item` if the agent is started in `environment`.
    pub(super) fn receives(&self, item: &Use, environment: &Environment) -> Received {
        match item.expansion {
            Some(expansion) => self.expanded(item, expansion, environment),
            None => self.named(item, environment),
        }
    }

    fn expanded(&self, item: &Use, expansion: &Expansion, environment: &Environment) -> Received {
        if self.untrusted {
            return Received::Literal;
        }
        if expansion.blanks(&item.variable, item.slot) {
            return Received::Blanked;
        }
        let value = match environment.get(&item.variable) {
            // a variable that the agent does not look up
            _ if !self.is_declared(item, expansion) => None,
            Lookup::NotKnown => return Received::NotKnown,
            Lookup::Set(value) => Some(value),
            Lookup::Unset => None,
        };
        let Some(value) = value else {
            return match (&item.default, expansion.unset(item.slot)) {
                (Some(_), _) => Received::Default,
                (None, Unset::Literal) => Received::Literal,
                (None, Unset::Empty) => Received::Empty,
                (None, Unset::NoServer) => Received::ServerNotStarted,
                (None, Unset::NoFile) => Received::FileDropped,
            };
        };
        let whole = self.parsed.document.node(item.node).value();
        let reference = whole.get(item.span.clone()).unwrap_or_default();
        let variables = BTreeMap::from([(item.variable.clone(), value.to_owned())]);
        match expansion.simulate(item.slot, reference, &variables) {
            None if expansion.spoils_file() => Received::FileDropped,
            None => Received::ServerNotStarted,
            Some(text) if text.is_empty() => Received::Empty,
            Some(text) if text != value => Received::Changed,
            Some(_) if expansion.cannot_carry(item.slot, value).is_some() => Received::Changed,
            Some(_) => Received::Value,
        }
    }

    /// Whether the list that has to name the variable does, where there is to be one.
    fn is_declared(&self, item: &Use, expansion: &Expansion) -> bool {
        let Some(pattern) = expansion.declared_in() else { return true };
        let Some(server) = &item.server else { return false };
        let tokens = pattern.split('/').skip(1);
        let tokens = tokens.map(|token| if token == "{server}" { server } else { token });
        let list = Pointer::from_tokens(tokens.collect::<Vec<_>>());
        let list = self.parsed.document.get(&list).filter(|list| list.kind() == Kind::Array);
        let names = |name: &str| {
            list.is_some_and(|list| list.children().any(|child| child.value() == name))
        };
        item.given_here || names(&item.variable)
    }

    fn named(&self, item: &Use, environment: &Environment) -> Received {
        let pointer = self.parsed.document.node(item.node).pointer();
        let fields = self.reader.file.names.iter();
        let field = fields.into_iter().find(|field| {
            let at = field.pattern();
            Pattern::parse(at).is(&pointer) || Pattern::parse(&format!("{at}/*")).is(&pointer)
        });
        match environment.get(&item.variable) {
            Lookup::NotKnown => Received::NotKnown,
            Lookup::Unset => Received::Missing,
            Lookup::Set("") => Received::Empty,
            Lookup::Set(value) => {
                let reason = field.and_then(|field| field.cannot_carry(&item.variable, value));
                reason.map_or(Received::Value, |_| Received::Changed)
            }
        }
    }
}
