//! What an agent's own settings set: it wins over what its environment has.

use std::collections::BTreeMap;

use super::{Environment, Lookup};
use crate::{
    Agent, NameTarget, Parsed, Place, Problem, Reader, Scope, Secret, SettingsEnv, Severity, Slot,
    VarName, uses,
};

/// The variables that the settings in `files` lay over an agent's environment.
#[must_use]
pub fn own_settings(files: &[&Parsed], agent: &Agent) -> BTreeMap<String, String> {
    if agent.settings_env != SettingsEnv::Wins {
        return BTreeMap::new();
    }
    // the user's first, the project's over them, the administrator's last
    let mut files: Vec<&Parsed> = files.to_vec();
    files.sort_by_key(|parsed| {
        let rank = match parsed.config.scope() {
            Scope::User => 0,
            Scope::Project => 1,
            Scope::Local => 2,
            Scope::Managed => 3,
        };
        (rank, parsed.config.path.clone())
    });
    let mut variables = BTreeMap::new();
    for parsed in files {
        for reader in parsed.config.readers.iter().filter(|own| own.agent.id == agent.id) {
            for (place, name) in entries(parsed, *reader) {
                variables.insert(name.as_str().to_owned(), place.node.value().into_owned());
            }
        }
    }
    variables
}

/// Literals in an agent's settings that keep another value, the stored or the exported one, from arriving.
#[must_use]
pub fn stale_settings(
    parsed: &Parsed,
    reader: Reader,
    stored: &[(VarName, Secret)],
    environment: &Environment,
) -> Vec<Problem> {
    if reader.agent.settings_env != SettingsEnv::Wins {
        return Vec::new();
    }
    let mut problems = Vec::new();
    for (place, name) in entries(parsed, reader) {
        let literal = Secret::new(place.node.value().into_owned());
        let in_store = stored.iter().find(|(known, _)| *known == name).map(|(_, value)| value);
        let exported = match environment.get(name.as_str()) {
            Lookup::Set(value) => Some(value),
            _ => None,
        };
        let (severity, what) = match (in_store, exported) {
            (Some(value), _) if !value.same_as(&literal) => (Severity::Error, "stored"),
            (None, Some(value)) if !Secret::new(value.to_owned()).same_as(&literal) => {
                (Severity::Warning, "exported")
            }
            _ => continue,
        };
        let agent = &reader.agent.name;
        let message =
            format!("{name} has another value here than the {what} one, and {agent} takes this");
        let pointer = place.node.pointer();
        let problem = Problem::new("stale-value", severity, message)
            .at(&parsed.config.path)
            .on(parsed.document.line_column(place.node.span().start))
            .pointing(pointer.as_str())
            .of(&reader.agent.id)
            .about(&name);
        let help = format!("take the entry out, and the {what} value arrives");
        problems.push(problem.help(help));
    }
    problems
}

/// Variables that a list names for a server whose own entry of that name wins.
#[must_use]
pub fn shadowed_names(parsed: &Parsed, reader: Reader) -> Vec<Problem> {
    let mut problems = Vec::new();
    for item in uses(parsed, reader).iter().filter(|item| item.expansion.is_none()) {
        let (Some(server), Some(name)) = (&item.server, VarName::parse(&item.variable)) else {
            continue;
        };
        let is_listed = reader.file.names.iter().any(|field| {
            let target = field.target(Slot::Env, &item.variable, server);
            matches!(target, Some(NameTarget::List(_)))
        });
        let mut entries = parsed.places(reader).filter(|place| place.slot == Slot::Env);
        let entry = entries.find(|place| {
            place.node.key().is_some_and(|key| key == item.variable)
                && place.server().is_some_and(|of| of == *server)
        });
        let Some(entry) = entry.filter(|_| is_listed) else { continue };
        let message = format!(
            "{}'s server `{}` gets the {name} that stands here, not the variable that is named beside it",
            reader.agent.name,
            server.escape_debug()
        );
        let pointer = entry.node.pointer();
        let problem = Problem::new("stale-value", Severity::Error, message)
            .at(&parsed.config.path)
            .on(parsed.document.line_column(entry.node.span().start))
            .pointing(pointer.as_str())
            .of(&reader.agent.id)
            .about(&name);
        problems.push(problem.help("take the entry out, and the variable arrives"));
    }
    problems
}

fn entries(parsed: &Parsed, reader: Reader) -> impl Iterator<Item = (Place<'_>, VarName)> {
    let places = parsed.places(reader).filter(|place| place.slot == Slot::SettingsEnv);
    places.filter_map(|place| {
        let name = VarName::parse(&place.node.key()?)?;
        Some((place, name))
    })
}
