//! `docs/agents.md`: the support matrix, from the agents' data.

use std::fmt::Write as _;

use anyhow::Result;
use unplain_core::{Agent, AgentFile, ChildEnv, Scope, VarName, agents};

const HEAD: &str = "\
# Agents

Made from `crates/unplain-core/agents/*.toml` by `cargo xtask generate`; each of those files names its sources. What the
real clients did when they were run is in [conformance.md](conformance.md).

*Reference* is what `unplain` writes in such a file. *Inherit* means that the file has no syntax for a reference, but a
local server gets the agent's whole environment: its entry is removed and the variable delivered to the agent. *Report
only* means that a secret there is shown and left.

`{config}` is `$XDG_CONFIG_HOME` or `~/.config`, `{data}` is `$XDG_DATA_HOME` or `~/.local/share`, `{VAR|default}` is a
variable of the environment that moves the file. Paths that do not begin with `~`, `{` or `/` are a project's.
";

/// The page's text.
pub(super) fn text() -> Result<String> {
    let mut text = HEAD.to_owned();
    for agent in agents() {
        section(agent, &mut text)?;
    }
    Ok(text)
}

fn section(agent: &Agent, text: &mut String) -> Result<()> {
    writeln!(text, "\n## {} (`{}`)\n", agent.name, agent.id)?;
    let child = match agent.child_env {
        ChildEnv::All => {
            "A local server gets the agent's whole environment, but for a few names of the agent's own."
        }
        ChildEnv::Subset => {
            "A local server gets a small base environment and what its config names; entries are kept."
        }
    };
    writeln!(text, "{child}\n")?;
    writeln!(text, "| scope | files | format | reference | expanded in | unset gives |")?;
    writeln!(text, "| --- | --- | --- | --- | --- | --- |")?;
    for file in &agent.files {
        let scope = match file.scope {
            Scope::User => "user",
            Scope::Local => "local",
            Scope::Project => "project",
            Scope::Managed => "managed (report only)",
        };
        let paths: Vec<String> = file.path_templates().map(|path| format!("`{path}`")).collect();
        let system = file.system().map(|system| format!(" ({system})")).unwrap_or_default();
        let format = format!("{:?}", file.format).to_uppercase();
        let (reference, places, unset) = expansion(file);
        let paths = paths.join(", ").replace('|', "\\|");
        writeln!(
            text,
            "| {scope}{system} | {paths} | {format} | {reference} | {places} | {unset} |"
        )?;
    }
    let blanked: Vec<&str> = agent
        .files
        .iter()
        .filter_map(|file| file.expansion.as_ref())
        .flat_map(|own| own.blanked_names())
        .collect();
    if !blanked.is_empty() {
        let mut names: Vec<&str> = blanked;
        names.sort_unstable();
        names.dedup();
        writeln!(
            text,
            "\nNames that do not arrive in some place although they are set, and are not chosen there: {}.",
            {
                let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                names.join(", ")
            }
        )?;
    }
    Ok(())
}

fn expansion(file: &AgentFile) -> (String, String, String) {
    let none = || "–".to_owned();
    match (&file.expansion, VarName::parse("VAR")) {
        (Some(own), Some(probe)) if file.scope != Scope::Managed => {
            let slots: Vec<String> =
                own.slots().iter().map(|slot| format!("{slot:?}").to_lowercase()).collect();
            let places =
                if slots.is_empty() { "the whole text".to_owned() } else { slots.join(", ") };
            (format!("`{}`", own.spell(&probe)), places, own.unset_gives().to_owned())
        }
        _ if file.inherit => ("inherit".to_owned(), none(), none()),
        _ => ("report only".to_owned(), none(), none()),
    }
}
