//! The form of the agents' data files, and reading one into an [`Agent`].

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Agent, AgentFile, ChildEnv, Format, NameField, Pattern, Scope, SettingsEnv, Slot};
use crate::{expansion::Expansion, trace::PlaceKind};

impl Agent {
    /// Reads a data file; an error says what is wrong with it.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let raw: RawAgent = toml::from_str(text).map_err(|error| error.to_string())?;
        let files = raw
            .files
            .into_iter()
            .map(|file| file.resolve(&raw.shapes, &raw.expansions, &raw.names));
        Ok(Self {
            files: files
                .collect::<Result<_, _>>()
                .map_err(|error| format!("{}: {error}", raw.id))?,
            id: raw.id,
            name: raw.name,
            programs: raw.programs,
            child_env: raw.child_env,
            settings_env: raw.settings_env,
            avoid_prefixes: raw.avoid_prefixes,
            provides: raw.provides,
            content_variables: raw.content_variables,
            state: raw.state,
            caches: raw.caches,
            projects: raw.projects,
            auth: raw.auth,
            copies: raw.copies,
            traces: raw.traces,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAgent {
    id: String,
    name: String,
    programs: Vec<String>,
    state: Vec<String>,
    child_env: ChildEnv,
    #[serde(default)]
    settings_env: SettingsEnv,
    #[serde(default)]
    avoid_prefixes: Vec<String>,
    #[serde(default)]
    provides: Vec<String>,
    #[serde(default)]
    content_variables: Vec<String>,
    #[serde(default)]
    caches: Vec<String>,
    #[serde(default)]
    projects: Vec<ProjectList>,
    #[serde(default, rename = "expansion")]
    expansions: BTreeMap<String, Expansion>,
    #[serde(default)]
    names: BTreeMap<String, Vec<NameField>>,
    #[serde(rename = "shape")]
    shapes: BTreeMap<String, BTreeMap<Slot, Vec<String>>>,
    #[serde(rename = "file")]
    files: Vec<RawFile>,
    #[serde(default)]
    auth: Vec<AuthStore>,
    #[serde(default)]
    copies: Vec<Copies>,
    #[serde(default)]
    traces: Vec<Traces>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    scope: Scope,
    os: Option<String>,
    paths: Vec<String>,
    format: Format,
    shape: String,
    #[serde(default)]
    under: Vec<String>,
    expansion: Option<String>,
    names: Option<String>,
    #[serde(default)]
    inherit: bool,
    why_none: Option<String>,
    #[serde(default)]
    in_all_parents: bool,
    dropped_by: Option<String>,
    #[serde(default)]
    wants_text: bool,
    #[serde(default)]
    not_below_project: bool,
    lock: Option<String>,
    #[serde(default)]
    guest: bool,
    #[serde(default)]
    machinery: Vec<String>,
    #[serde(default)]
    fallback_for: Vec<String>,
}

impl RawFile {
    fn resolve(
        self,
        shapes: &BTreeMap<String, BTreeMap<Slot, Vec<String>>>,
        expansions: &BTreeMap<String, Expansion>,
        names: &BTreeMap<String, Vec<NameField>>,
    ) -> Result<AgentFile, String> {
        let shape = shapes.get(&self.shape).ok_or_else(|| format!("no shape {:?}", self.shape))?;
        let under = if self.under.is_empty() { vec![String::new()] } else { self.under };
        let mut places = Vec::new();
        for (slot, patterns) in shape {
            for pattern in patterns {
                places.extend(
                    under.iter().map(|start| (*slot, Pattern::parse(&format!("{start}{pattern}")))),
                );
            }
        }
        let expansion = match self.expansion {
            None => None,
            Some(name) => Some(
                expansions.get(&name).cloned().ok_or_else(|| format!("no expansion {name:?}"))?,
            ),
        };
        let names = match self.names {
            None => Vec::new(),
            Some(name) => names.get(&name).cloned().ok_or_else(|| format!("no names {name:?}"))?,
        };
        match self.lock.as_deref() {
            None | Some("proper-lockfile") => {}
            Some(other) => return Err(format!("no lock {other:?}")),
        }
        Ok(AgentFile {
            scope: self.scope,
            format: self.format,
            places,
            expansion,
            names,
            inherit: self.inherit,
            why_none: self.why_none,
            in_all_parents: self.in_all_parents,
            dropped_by: self.dropped_by,
            wants_text: self.wants_text,
            not_below_project: self.not_below_project,
            locked: self.lock.is_some(),
            machinery: self.machinery.iter().map(|pattern| Pattern::parse(pattern)).collect(),
            guest: self.guest,
            fallback_for: self.fallback_for,
            os: self.os,
            paths: self.paths,
        })
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProjectList {
    pub(super) path: String,
    pub(super) keys: Option<String>,
    pub(super) files: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AuthStore {
    pub(super) paths: Vec<String>,
    pub(super) what: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Copies {
    pub(super) folder: String,
    #[serde(default)]
    pub(super) prefix: String,
    #[serde(default)]
    pub(super) suffix: String,
    pub(super) what: String,
}

/// Files and folders in which the agent keeps what it saw and did.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Traces {
    pub(crate) kind: PlaceKind,
    pub(crate) paths: Vec<String>,
    /// What mends it.
    pub(crate) mend: Option<String>,
}
