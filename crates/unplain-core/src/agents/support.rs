//! What an agent's files take, in short: the support matrix.

use super::{Agent, AgentFile, ChildEnv, Scope, Slot};
use crate::Delivery;

/// The places that a server's secrets stand in most, as the matrix has them.
pub const MATRIX_SLOTS: [Slot; 4] = [Slot::Env, Slot::Arg, Slot::Url, Slot::Header];

impl AgentFile {
    /// How a value can reach the servers of `agent`, whose file this is, from this slot; `None` where the file has no such
    /// place. A single value may have to stay all the same.
    #[must_use]
    pub fn delivery(&self, agent: &Agent, slot: Slot) -> Option<Delivery> {
        self.places.iter().find(|(own, _)| *own == slot)?;
        let expands = || self.expansion.as_ref().is_some_and(|own| own.reaches(slot));
        let named = || self.names.iter().any(|field| field.slot() == slot);
        let inherits = || slot == Slot::Env && self.inherit && agent.child_env == ChildEnv::All;
        Some(match () {
            () if self.scope == Scope::Managed => Delivery::None,
            () if expands() => Delivery::Expand,
            () if named() => Delivery::Name,
            () if inherits() => Delivery::Inherit,
            () => Delivery::None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::MATRIX_SLOTS;
    use crate::{Delivery, Scope, agent};

    #[test]
    fn each_kind_of_delivery_is_told() {
        let row = |id: &str| {
            let agent = agent(id).unwrap();
            let file = agent.files.iter().find(|file| file.scope == Scope::User).unwrap();
            MATRIX_SLOTS.map(|slot| file.delivery(agent, slot))
        };
        let (expand, name) = (Some(Delivery::Expand), Some(Delivery::Name));
        let (inherit, none) = (Some(Delivery::Inherit), Some(Delivery::None));
        assert_eq!(row("claude-code"), [expand, expand, expand, expand]);
        assert_eq!(row("codex"), [name, none, none, name]);
        assert_eq!(row("goose"), [name, none, none, expand]);
        assert_eq!(row("zed"), [inherit, none, none, none]);
        assert_eq!(row("claude-desktop"), [none, none, none, none]);
    }
}
