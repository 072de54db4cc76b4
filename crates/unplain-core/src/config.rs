//! Which files are configs, and who reads each of them.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::LazyLock,
};

use crate::{Agent, AgentFile, EnvironmentFile, Format, Scope, Surroundings, agents};

/// A file that at least one agent reads as its config, or that sets variables for any program; there or not.
#[derive(Clone, Debug)]
pub struct Config {
    /// Its absolute path.
    pub path: PathBuf,
    /// The agents that read it, the one that the file is named after first.
    pub readers: Vec<Reader>,
    /// What it is where it is no agent's.
    pub environment: Option<EnvironmentFile>,
}

/// One agent's view of a config.
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    /// The agent.
    pub agent: &'static Agent,
    /// What it says of such a file.
    pub file: &'static AgentFile,
}

impl Config {
    /// The reader that decides the format and the places: the first.
    #[must_use]
    pub fn owner(&self) -> Option<Reader> {
        self.readers.first().copied()
    }

    /// Its format: the most tolerant that any reader takes, guests apart.
    #[must_use]
    pub fn format(&self) -> Format {
        let own = self.environment.map(|file| file.format);
        let all_are_guests = self.readers.iter().all(|reader| reader.file.guest);
        let count = |reader: &&Reader| all_are_guests || !reader.file.guest;
        let read = self.readers.iter().filter(count).map(|reader| reader.file.format).max();
        own.or(read).unwrap_or(Format::Json)
    }

    /// Its scope, as the owner has it.
    #[must_use]
    pub fn scope(&self) -> Scope {
        let own = self.environment.map(|file| file.scope);
        own.or(self.owner().map(|owner| owner.file.scope)).unwrap_or(Scope::Project)
    }

    /// The readers whose rules must hold for an edit of the file, given the agents that are installed and whether a path
    /// exists.
    ///
    /// These are the installed ones; where none is, those that the file is named after. A reader
    /// that takes the file only for lack of another does not count: [`Config::bystanders`] has those.
    #[must_use]
    pub fn binding_readers(&self, installed: &BTreeSet<&str>) -> Vec<Reader> {
        let equals =
            || self.readers.iter().copied().filter(|reader| reader.file.fallback_for.is_empty());
        let present: Vec<_> =
            equals().filter(|reader| installed.contains(reader.agent.id.as_str())).collect();
        if !present.is_empty() {
            return present;
        }
        let rank = |reader: &Reader| (reader.file.guest, ownership(&self.path, reader.agent));
        let best = equals().map(|reader| rank(&reader)).min();
        equals().filter(|reader| Some(rank(reader)) == best).collect()
    }

    /// Installed agents that read this file only because a file of their own is missing, and so get what the owner's
    /// syntax leaves them.
    #[must_use]
    pub fn bystanders(
        &self,
        installed: &BTreeSet<&str>,
        exists: &dyn Fn(&Path) -> bool,
    ) -> Vec<Reader> {
        let falls_back = |reader: &&Reader| {
            let own = &reader.file.fallback_for;
            let folder = self.project_folder();
            !own.is_empty()
                && installed.contains(reader.agent.id.as_str())
                && !own
                    .iter()
                    .any(|file| folder.join(file) != self.path && exists(&folder.join(file)))
        };
        self.readers.iter().filter(falls_back).copied().collect()
    }

    /// The folder that a project's config belongs to: the file's own, or its parent where the file stands in a folder of
    /// the agent's, such as `.cursor`.
    #[must_use]
    pub fn project_folder(&self) -> &Path {
        let folder = self.path.parent().unwrap_or(Path::new("/"));
        let hidden = folder
            .file_name()
            .and_then(|name| name.to_str())
            .is_some_and(|name| name.starts_with('.'));
        if hidden { folder.parent().unwrap_or(folder) } else { folder }
    }
}

/// The configs of the user and of the machine: every place where one may be.
#[must_use]
pub fn user_configs(around: &Surroundings) -> Vec<Config> {
    let mut by_path: BTreeMap<PathBuf, Vec<Reader>> = BTreeMap::new();
    for agent in agents() {
        for file in &agent.files {
            for path in file.absolute_paths(around) {
                by_path.entry(path).or_default().push(Reader { agent, file });
            }
        }
    }
    let config = |(path, mut readers): (PathBuf, Vec<Reader>)| {
        readers.sort_by_key(|reader| reader.file.guest);
        Config { path, readers, environment: None }
    };
    by_path.into_iter().map(config).collect()
}

/// The configs that a project in `folder` may have.
#[must_use]
pub fn project_configs(folder: &Path) -> Vec<Config> {
    let mut relative = BTreeSet::new();
    for agent in agents() {
        relative.extend(agent.files.iter().flat_map(AgentFile::project_paths));
    }
    relative.into_iter().filter_map(|path| project_config_at(&folder.join(path))).collect()
}

/// The config that `path` is, if a project's config may have this name in this place.
#[must_use]
pub fn project_config_at(path: &Path) -> Option<Config> {
    let mut readers = Vec::new();
    // `.opencode/opencode.json` is not the `opencode.json` of a project that is called `.opencode`: the longest name
    // that fits says what the file is.
    let mut longest = 0;
    for agent in agents() {
        for file in &agent.files {
            let fits = file.project_paths().filter(|known| path.ends_with(known));
            for steps in fits.map(|known| known.matches('/').count() + 1) {
                if steps > longest {
                    readers.clear();
                    longest = steps;
                }
                if steps == longest {
                    readers.push(Reader { agent, file });
                }
            }
        }
    }
    readers.sort_by_key(|reader| {
        let file = reader.file;
        (!file.fallback_for.is_empty(), file.guest, ownership(path, reader.agent))
    });
    (!readers.is_empty()).then(|| Config { path: path.to_owned(), readers, environment: None })
}

/// The names that projects' configs have, without folders: what a walk looks for.
#[must_use]
pub fn project_file_names() -> &'static BTreeSet<&'static str> {
    static NAMES: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
        let paths =
            agents().iter().flat_map(|agent| &agent.files).flat_map(AgentFile::project_paths);
        paths.filter_map(|path| path.rsplit('/').next()).collect()
    });
    &NAMES
}

/// Less for the agent that the file or its folder is named after.
fn ownership(path: &Path, agent: &Agent) -> usize {
    let stem = agent.id.split('-').next().unwrap_or_default();
    let named = |part: &std::ffi::OsStr| part.to_string_lossy().contains(stem);
    let by_file = path.file_name().is_some_and(named);
    let by_folder = path.parent().and_then(Path::file_name).is_some_and(named);
    if by_file {
        0
    } else if by_folder {
        1
    } else {
        2
    }
}
