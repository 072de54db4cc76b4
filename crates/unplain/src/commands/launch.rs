//! How to start each agent so that its variables reach it.

use unplain_core::{Agent, agents};

use crate::output::{FAINT, STRONG};

/// The command that starts an agent with its values, for those whose program is known.
pub(crate) fn command(agent: &Agent) -> Option<String> {
    Some(format!("unplain run -- {}", agent.programs.first()?))
}

/// A line for each of these agents.
pub(crate) fn lines<'a>(ids: impl IntoIterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for id in ids {
        let Some(agent) = agents().iter().find(|agent| agent.id == id) else { continue };
        let line = match command(agent) {
            Some(command) => format!("{STRONG}{command}{STRONG:#}"),
            None => format!(
                "{FAINT}started by its editor: `unplain run -- code` (or the editor's own command){FAINT:#}"
            ),
        };
        text.push_str(&format!("  {:<28} {line}\n", agent.name));
    }
    text
}
