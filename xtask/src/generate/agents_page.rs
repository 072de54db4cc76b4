//! `docs/agents.md`: the support matrix, from the agents' data.

use std::fmt::Write as _;

use anyhow::Result;
use unplain_core::{Agent, AgentFile, ChildEnv, Scope, Slot, VarName, agents};

const HEAD: &str = "\
# Agents

Made from `crates/unplain-core/agents/*.toml` by `cargo xtask generate`; each of those files names its sources. What the
real clients did when they were run is in [conformance.md](conformance.md).

*Reference* is what `unplain` writes in such a file; behind it, what the agent takes as well. *Name* means that a field
names the variable: the entry is removed, and its variable's name written there. *Inherit* means that the file has no
syntax for a reference, but a local server gets the agent's whole environment: its entry is removed and the variable
delivered to the agent. *Report only* means that a secret there is shown and left. A *guest* reads another agent's file:
its rules count only where it is installed, and then a secret moves only in a form that all readers take.

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
        row(file, text)?;
    }
    for note in notes(agent) {
        writeln!(text, "\n{note}")?;
    }
    Ok(())
}

fn row(file: &AgentFile, text: &mut String) -> Result<()> {
    let scope = match file.scope {
        Scope::User => "user",
        Scope::Local => "local",
        Scope::Project => "project",
        Scope::Managed => "managed (report only)",
    };
    let paths: Vec<String> = file.path_templates().map(|path| format!("`{path}`")).collect();
    let system = file.system().map(|system| format!(" ({system})")).unwrap_or_default();
    let role = match (file.guest, file.fallback_for.as_slice()) {
        (true, _) => " (guest)".to_owned(),
        (false, []) => String::new(),
        (false, own) => format!(" (only without {})", code(own.iter().map(String::as_str))),
    };
    let format = format!("{:?}", file.format).to_uppercase();
    let (reference, places, unset) = expansion(file);
    let paths = paths.join(", ").replace('|', "\\|");
    writeln!(
        text,
        "| {scope}{system}{role} | {paths} | {format} | {reference} | {places} | {unset} |"
    )?;
    Ok(())
}

/// What people should know of the values and names, each once.
fn notes(agent: &Agent) -> Vec<String> {
    let own = || agent.files.iter().filter(|file| file.scope != Scope::Managed);
    let expansions = || own().filter_map(|file| file.expansion.as_ref());
    let mut notes = Vec::new();
    let mut add = |note: String| {
        if !notes.contains(&note) {
            notes.push(note);
        }
    };
    for (slots, what) in expansions().flat_map(|own| own.broken_values()) {
        let place = if slots.is_empty() { "any place".to_owned() } else { words(slots) };
        add(format!("A value stays in {place} if it holds {what}."));
    }
    for field in own().flat_map(|file| &file.names) {
        if let Some(what) = field.broken_values() {
            let place = words(&[field.slot()]);
            add(format!("A value of {place} stays, and is not named, if it is {what}."));
        }
    }
    for reason in own().filter_map(|file| file.why_none.as_deref()) {
        add(format!("Where there is no way: {reason}."));
    }
    let mut blanked: Vec<&str> = agent
        .files
        .iter()
        .filter_map(|file| file.expansion.as_ref())
        .flat_map(|own| own.blanked_names())
        .collect();
    blanked.sort_unstable();
    blanked.dedup();
    if !blanked.is_empty() {
        add(format!(
            "Names that do not arrive in some place although they are set, and are not chosen there: {}.",
            code(blanked.into_iter())
        ));
    }
    notes
}

fn expansion(file: &AgentFile) -> (String, String, String) {
    let none = || "–".to_owned();
    match (&file.expansion, VarName::parse("VAR")) {
        (Some(own), Some(probe)) if file.scope != Scope::Managed => {
            let places =
                if own.slots().is_empty() { "everywhere".to_owned() } else { words(own.slots()) };
            let mut reference = format!("`{}`", own.spell(&probe));
            for (spelling, sure) in own.other_spellings(&probe) {
                let builds = if sure { "" } else { " in some builds" };
                reference.push_str(&format!(", also `{spelling}`{builds}"));
            }
            let mut unset = own.unset_everywhere().to_owned();
            for (slots, gives) in own.unset_elsewhere() {
                unset.push_str(&format!("; in {}: {gives}", words(slots)));
            }
            (reference, places, unset)
        }
        _ if file.scope == Scope::Managed => ("report only".to_owned(), none(), none()),
        _ if !file.names.is_empty() => {
            let fields = file.names.iter().map(|field| {
                let of = field.key().map(|key| format!(" `{key}`")).unwrap_or_default();
                format!("{}{of} in `{}`", words(&[field.slot()]), field.pattern())
            });
            (format!("name: {}", fields.collect::<Vec<_>>().join("; ")), none(), none())
        }
        _ if file.inherit => ("inherit".to_owned(), none(), none()),
        _ => ("report only".to_owned(), none(), none()),
    }
}

fn code<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    texts.map(|text| format!("`{text}`")).collect::<Vec<_>>().join(", ")
}

fn words(slots: &[Slot]) -> String {
    slots.iter().map(|slot| format!("{slot:?}").to_lowercase()).collect::<Vec<_>>().join(", ")
}
