//! The agents: one data file each under `agents/`, read here into [`Agent`]s.

mod data;
mod name_field;
pub(crate) mod path;
mod pattern;
mod support;

use std::{path::PathBuf, sync::LazyLock};

use serde::{Deserialize, Serialize};

use self::data::{AuthStore, Copies, ProjectList};
pub(crate) use self::{
    data::Traces,
    pattern::{Spot, spots},
};
pub use self::{
    name_field::{NameField, NameTarget},
    pattern::{Pattern, Place},
    support::MATRIX_SLOTS,
};
use crate::{Os, Surroundings, expansion::Expansion};

static DATA: &[&str] = include!(concat!(env!("OUT_DIR"), "/agents.rs"));

static AGENTS: LazyLock<Vec<Agent>> =
    LazyLock::new(|| DATA.iter().filter_map(|text| Agent::parse(text).ok()).collect());

/// All agents, sorted by their data files' names.
#[must_use]
pub fn agents() -> &'static [Agent] {
    &AGENTS
}

/// The agent with this id.
#[must_use]
pub fn agent(id: &str) -> Option<&'static Agent> {
    AGENTS.iter().find(|agent| agent.id == id)
}

/// The agent that a program of this name starts (`claude`, `opencode`, …), without folder and `.exe`.
#[must_use]
pub fn agent_of_program(name: &str) -> Option<&'static Agent> {
    AGENTS.iter().find(|agent| agent.programs.iter().any(|program| program == name))
}

/// What a place in a config is for.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Debug,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Slot {
    /// The program of a stdio server.
    Command,
    /// One argument of it.
    Arg,
    /// A value of its environment.
    Env,
    /// The address of a remote server.
    Url,
    /// A value of its headers.
    Header,
    /// A field of its OAuth client.
    Oauth,
    /// An option of a model provider.
    ProviderOption,
    /// A value of the environment that the agent sets for itself and its children.
    SettingsEnv,
    /// A field that holds the name of a variable, not a value.
    Name,
    /// A comment.
    Comment,
    /// Anything else.
    Other,
}

/// Where a config counts.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Debug,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Everywhere for this user.
    User,
    /// In one project, for this user only.
    Local,
    /// In one project, for everyone who has it.
    Project,
    /// On this machine, set by its administrator.
    Managed,
}

/// A file format as the agents' data name it.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Strict JSON; a byte order mark is allowed.
    Json,
    /// JSON with comments and trailing commas.
    Jsonc,
    /// JSON5.
    Json5,
    /// TOML.
    Toml,
    /// YAML.
    Yaml,
    /// `NAME=value` lines.
    Dotenv,
    /// What bash, zsh and `sh` run.
    Shell,
    /// What fish runs.
    Fish,
    /// What PowerShell runs.
    #[serde(rename = "powershell")]
    PowerShell,
}

impl From<Format> for unplain_rewrite::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Json => Self::Json,
            Format::Jsonc => Self::Jsonc,
            Format::Json5 => Self::Json5,
            Format::Toml => Self::Toml,
            Format::Yaml => Self::Yaml,
            Format::Dotenv => Self::Dotenv,
            Format::Shell => Self::Shell,
            Format::Fish => Self::Fish,
            Format::PowerShell => Self::PowerShell,
        }
    }
}

/// Which part of its own environment an agent hands to a stdio server.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChildEnv {
    /// All of it, but for a few names of the agent's own.
    All,
    /// A small base set: a variable that the config does not name never arrives.
    Subset,
}

/// What the variables that an agent's own settings set are to those of its environment.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SettingsEnv {
    /// They win, and references see them.
    Wins,
    /// Nobody has found out.
    #[default]
    Unknown,
}

/// A coding agent, as its data file describes it.
#[derive(Debug)]
pub struct Agent {
    /// Its id in reports and flags.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// The programs that start it.
    pub programs: Vec<String>,
    /// Which environment a stdio server gets.
    pub child_env: ChildEnv,
    /// What the variables that its own settings set are to those of its environment.
    pub settings_env: SettingsEnv,
    /// Starts of names that are never made up for it.
    pub avoid_prefixes: Vec<String>,
    /// Variables that the agent itself sets for its servers.
    pub provides: Vec<String>,
    /// Variables whose text is a whole config.
    pub content_variables: Vec<String>,
    /// Its configs, in the data file's order.
    pub files: Vec<AgentFile>,
    state: Vec<String>,
    caches: Vec<String>,
    projects: Vec<ProjectList>,
    auth: Vec<AuthStore>,
    copies: Vec<Copies>,
    pub(crate) traces: Vec<Traces>,
}

/// One kind of config of an agent.
#[derive(Debug)]
pub struct AgentFile {
    /// Where it counts.
    pub scope: Scope,
    /// Its format.
    pub format: Format,
    /// Where in it secrets and references stand, most telling first.
    pub places: Vec<(Slot, Pattern)>,
    /// How references in it are expanded; `None`: not at all.
    pub expansion: Option<Expansion>,
    /// Fields that name a variable in place of a value.
    pub names: Vec<NameField>,
    /// Whether an entry of a stdio server's environment may be dropped because the child inherits the variable.
    pub inherit: bool,
    /// Why a secret has to stay where no reference can be written.
    pub why_none: Option<String>,
    /// Whether the agent reads the file in every parent of the current folder, not only in the project's.
    pub in_all_parents: bool,
    /// Text that makes the agent drop the whole file.
    pub dropped_by: Option<String>,
    /// References are not expanded where the file lies in the opened project.
    pub not_below_project: bool,
    /// Whether a value of an environment that is no string makes the agent drop the whole file.
    pub wants_text: bool,
    /// Whether the agent takes a `proper-lockfile` lock (`FILE.lock`, a folder) before it writes the file.
    pub locked: bool,
    /// Parts that belong to the agent's machinery: reported, never rewritten.
    pub machinery: Vec<Pattern>,
    /// The file is another agent's: this one's rules hold only where it is installed.
    pub guest: bool,
    /// The file is read only where none of these stands beside it (paths from the project's folder).
    pub fallback_for: Vec<String>,
    os: Option<String>,
    paths: Vec<String>,
}

impl AgentFile {
    /// A file of variables that no agent reads: each of its members is one.
    pub(crate) fn of_variables() -> &'static Self {
        static FILE: LazyLock<AgentFile> = LazyLock::new(|| AgentFile {
            scope: Scope::User,
            format: Format::Dotenv,
            places: vec![(Slot::Env, Pattern::parse("/*"))],
            expansion: None,
            names: Vec::new(),
            inherit: false,
            why_none: None,
            in_all_parents: false,
            dropped_by: None,
            not_below_project: false,
            wants_text: false,
            locked: false,
            machinery: Vec::new(),
            guest: false,
            fallback_for: Vec::new(),
            os: None,
            paths: Vec::new(),
        });
        &FILE
    }

    /// The file's places on this machine; empty for a file of projects.
    #[must_use]
    pub fn absolute_paths(&self, around: &Surroundings) -> Vec<PathBuf> {
        if self.scope == Scope::Project || !self.on(around.os) {
            return Vec::new();
        }
        let mut paths: Vec<PathBuf> =
            self.paths.iter().filter_map(|template| path::resolve(template, around)).collect();
        paths.dedup();
        paths
    }

    /// The file's places from a project's folder; empty for a file that is not one of projects.
    pub fn project_paths(&self) -> impl Iterator<Item = &str> {
        let of_projects = self.scope == Scope::Project;
        self.paths.iter().filter(move |_| of_projects).map(String::as_str)
    }

    /// The file's places as the data has them.
    pub fn path_templates(&self) -> impl Iterator<Item = &str> {
        self.paths.iter().map(String::as_str)
    }

    /// The system that the file is for, if it is for one only.
    #[must_use]
    pub fn system(&self) -> Option<&str> {
        self.os.as_deref()
    }

    fn on(&self, os: Os) -> bool {
        match self.os.as_deref() {
            None => true,
            Some("linux") => os == Os::Linux,
            Some("macos") => os == Os::MacOs,
            Some(_) => os == Os::Windows,
        }
    }
}

impl Agent {
    /// Places whose existence shows that the agent was used on this machine.
    #[must_use]
    pub fn state_paths(&self, around: &Surroundings) -> Vec<PathBuf> {
        self.state.iter().filter_map(|template| path::resolve(template, around)).collect()
    }

    /// Folders of copies that the agent replaces by itself: nothing in them is rewritten.
    #[must_use]
    pub fn caches(&self, around: &Surroundings) -> Vec<PathBuf> {
        self.caches.iter().filter_map(|template| path::resolve(template, around)).collect()
    }

    /// Where the agent itself lists the projects it knows.
    #[must_use]
    pub fn project_lists(&self, around: &Surroundings) -> Vec<KnownProjects> {
        let resolve = |list: &ProjectList| {
            let path = path::resolve(&list.path, around)?;
            Some(match (&list.keys, &list.files) {
                (Some(keys), _) => KnownProjects::KeysOf {
                    file: path,
                    object: keys.trim_end_matches("/*").to_owned(),
                },
                (None, Some(pointer)) => {
                    KnownProjects::ValueIn { folder: path, pointer: pointer.clone() }
                }
                (None, None) => return None,
            })
        };
        self.projects.iter().filter_map(resolve).collect()
    }

    /// Files with the agent's own logins, each with a text that says what it is.
    #[must_use]
    pub fn auth_stores(&self, around: &Surroundings) -> Vec<(PathBuf, &str)> {
        let stores = self
            .auth
            .iter()
            .flat_map(|store| store.paths.iter().map(move |path| (path, store.what.as_str())));
        stores
            .filter_map(|(template, what)| Some((path::resolve(template, around)?, what)))
            .collect()
    }

    /// Copies that the agent keeps of its configs.
    #[must_use]
    pub fn copies(&self, around: &Surroundings) -> Vec<CopiesIn<'_>> {
        let copies = self.copies.iter().filter_map(|copies| {
            let folder = path::resolve(&copies.folder, around)?;
            Some(CopiesIn {
                folder,
                prefix: &copies.prefix,
                suffix: &copies.suffix,
                what: &copies.what,
            })
        });
        copies.collect()
    }
}

/// A list of projects in an agent's own state.
#[derive(PartialEq, Eq, Debug)]
pub enum KnownProjects {
    /// The keys of an object in a JSON file are the projects' folders.
    KeysOf {
        /// The file.
        file: PathBuf,
        /// Pointer of the object.
        object: String,
    },
    /// Each JSON file in a folder names one project's folder.
    ValueIn {
        /// The folder.
        folder: PathBuf,
        /// Pointer of the string in each file.
        pointer: String,
    },
}

/// Copies of configs in one folder: files whose names start and end so.
#[derive(PartialEq, Eq, Debug)]
pub struct CopiesIn<'a> {
    /// The folder.
    pub folder: PathBuf,
    /// How the copies' names start.
    pub prefix: &'a str,
    /// How they end.
    pub suffix: &'a str,
    /// What they are, for people.
    pub what: &'a str,
}

#[cfg(test)]
mod tests {
    use super::{Agent, DATA, agents};

    #[test]
    fn every_data_file_is_sound() {
        for text in DATA {
            if let Err(error) = Agent::parse(text) {
                panic!("{error}");
            }
        }
        assert_eq!(agents().len(), DATA.len());
        for file in agents().iter().flat_map(|agent| &agent.files) {
            assert!(file.places.len() <= 64, "a file's places are looked for with one bit each");
        }
    }

    #[test]
    fn ids_and_programs_name_one_agent() {
        let mut seen = std::collections::BTreeSet::new();
        for agent in agents() {
            assert!(seen.insert(agent.id.clone()), "{} twice", agent.id);
            for program in &agent.programs {
                assert!(seen.insert(format!("program {program}")), "{program} twice");
            }
        }
    }
}
