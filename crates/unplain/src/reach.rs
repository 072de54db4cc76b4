//! Which variables the configs of an agent use.

use std::{collections::BTreeMap, path::Path};

use unplain_core::{Agent, Config, Parsed, VarName, WrappedServer, wrapped_servers};

use crate::remembered::Remembered;

/// A variable that a config uses.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Use {
    /// The variable.
    pub(crate) name: VarName,
    /// The server that uses it, where it is one's.
    pub(crate) server: Option<String>,
    /// Whether the place does without it: the reference has a default.
    pub(crate) optional: bool,
    /// Whether the server inherits it, without a reference.
    pub(crate) inherited: bool,
}

/// The variables that `parsed` uses, as `agent` reads it; `None`: as any of its readers does.
///
/// Parts of the file that belong to one project count only if `folder` lies in it; `None`: all count.
pub(crate) fn uses(
    parsed: &Parsed,
    agent: Option<&Agent>,
    folder: Option<&Path>,
    remembered: &Remembered,
) -> Vec<Use> {
    let applies = |project: Option<&str>| match (project, folder) {
        (Some(project), Some(folder)) => folder.starts_with(project),
        _ => true,
    };
    let mut found = Vec::new();
    for reader in readers(&parsed.config, agent) {
        for item in unplain_core::uses(parsed, *reader) {
            let Some(name) = VarName::parse(&item.variable) else { continue };
            if applies(item.project.as_deref()) {
                let optional = item.default.is_some() || item.given_here;
                found.push(Use { name, server: item.server, optional, inherited: false });
            }
        }
        let Some(expansion) = &reader.file.expansion else { continue };
        let known: Vec<VarName> = found.iter().map(|item: &Use| item.name.clone()).collect();
        let pasted = expansion
            .pasted_names(parsed.document.text())
            .into_iter()
            .filter_map(|name| VarName::parse(&name));
        let elsewhere = pasted.filter(|name| !known.contains(name));
        found.extend(elsewhere.map(|name| Use {
            name,
            server: None,
            optional: true,
            inherited: false,
        }));
    }
    if readers(&parsed.config, agent).next().is_some() {
        for inherited in remembered.inherited_in(&parsed.config.path) {
            let Some(name) = VarName::parse(&inherited.variable) else { continue };
            found.push(Use {
                name,
                server: server_of(&inherited.pointer),
                optional: false,
                inherited: true,
            });
        }
    }
    found.sort();
    found.dedup();
    found
}

/// The files that use each variable.
pub(crate) fn by_variable(
    parsed: &[Parsed],
    remembered: &Remembered,
) -> BTreeMap<VarName, Vec<std::path::PathBuf>> {
    let mut users: BTreeMap<VarName, Vec<_>> = BTreeMap::new();
    for parsed in parsed {
        for item in uses(parsed, None, None, remembered) {
            let files = users.entry(item.name).or_default();
            if !files.contains(&parsed.config.path) {
                files.push(parsed.config.path.clone());
            }
        }
        // what is wrapped asks for its own
        for name in wrapped_servers(parsed).iter().flat_map(WrappedServer::variables) {
            let files = users.entry(name).or_default();
            if !files.contains(&parsed.config.path) {
                files.push(parsed.config.path.clone());
            }
        }
    }
    users
}

fn readers<'c>(
    config: &'c Config,
    agent: Option<&'c Agent>,
) -> impl Iterator<Item = &'c unplain_core::Reader> {
    config
        .readers
        .iter()
        .filter(move |reader| agent.is_none_or(|agent| agent.id == reader.agent.id))
}

/// The server in a pointer such as `/mcp/NAME/environment/KEY`: the step before the last but one.
fn server_of(pointer: &str) -> Option<String> {
    let pointer = unplain_rewrite::Pointer::parse(pointer).ok()?;
    let tokens: Vec<String> = pointer.tokens().map(std::borrow::Cow::into_owned).collect();
    tokens.len().checked_sub(3).and_then(|index| tokens.get(index).cloned())
}
