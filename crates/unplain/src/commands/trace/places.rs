//! Where `trace` looks, and what each file is.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

use unplain_core::{
    Config, Problem, Severity, Surroundings, agents, project_config_at,
    trace::{PlaceKind, TracePlace, place_by_name, trace_places},
};

use crate::{context::Context, store, survey};

/// Where to look, and what is there.
pub(super) struct Places {
    /// Files and folders that are there, none of them below another.
    pub(super) roots: Vec<PathBuf>,
    places: Vec<TracePlace>,
    configs: BTreeMap<PathBuf, Vec<String>>,
    /// Files whose names say that they are copies of a config.
    copies: BTreeSet<PathBuf>,
    /// Our own folders and stores.
    own: Vec<PathBuf>,
    /// The agents' own logins.
    logins: Vec<(PathBuf, &'static str)>,
    met_git: AtomicBool,
    /// The folder that was asked for is the home folder, or above it.
    above_home: bool,
}

/// What one file is.
pub(super) struct Place {
    pub(super) kind: PlaceKind,
    /// Ids of the agents whose it is.
    pub(super) agents: Vec<String>,
    pub(super) mend: Option<&'static str>,
}

impl Places {
    pub(super) fn find(
        paths: &[PathBuf],
        home: bool,
        stores: Vec<PathBuf>,
        context: &Context,
        problems: &mut Vec<Problem>,
    ) -> Self {
        let around = &context.around;
        let mut own = vec![around.state_dir().join("unplain"), store::user_folder(around)];
        own.extend(stores);
        let nearby = survey::nearby(&around.cwd, around);
        let mut places = Self {
            roots: Vec::new(),
            places: trace_places(around),
            configs: nearby
                .iter()
                .cloned()
                .chain(survey::user_configs(around))
                .map(|config| (config.path.clone(), readers(&config)))
                .collect(),
            copies: copies(&nearby),
            own,
            logins: agents().iter().flat_map(|agent| agent.auth_stores(around)).collect(),
            met_git: AtomicBool::new(false),
            above_home: false,
        };
        places.roots = match (paths, home) {
            ([], false) => {
                let mut roots = places.known(&nearby);
                roots.extend(places.project(around));
                roots
            }
            ([], true) => {
                let mut roots = places.known(&nearby);
                roots.push(around.home.clone());
                roots
            }
            (paths, _) => asked(paths, around, problems),
        };
        places.roots.retain(|root| root.symlink_metadata().is_ok());
        places.roots = outermost(std::mem::take(&mut places.roots));
        places
    }

    /// Everything that is known by its path.
    fn known(&self, nearby: &[Config]) -> Vec<PathBuf> {
        let mut roots: Vec<PathBuf> = nearby.iter().map(|config| config.path.clone()).collect();
        roots.extend(self.copies.iter().cloned());
        roots.extend(self.own.iter().cloned());
        for place in &self.places {
            roots.extend(place.root().map(Path::to_owned));
            let Some(folder) = place.folder_of_some() else { continue };
            let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
            roots.extend(entries.map(|entry| entry.path()).filter(|path| place.covers(path)));
        }
        roots
    }

    /// The project in the current folder; none if that is the home folder or above it.
    fn project(&mut self, around: &Surroundings) -> Option<PathBuf> {
        let root = survey::opened(around);
        let folder = if around.home.starts_with(&root) { around.cwd.clone() } else { root };
        self.above_home = around.home.starts_with(&folder);
        (!self.above_home).then_some(folder)
    }

    /// Whether a path is neither entered nor read: git's compressed objects and the agents' own logins.
    pub(super) fn leaves_out(&self, path: &Path) -> bool {
        if path.file_name().is_some_and(|name| name == "objects")
            && path.parent().is_some_and(|folder| folder.join("HEAD").is_file())
        {
            self.met_git.store(true, Ordering::Relaxed);
            return true;
        }
        self.logins.iter().any(|(login, _)| login == path)
    }

    /// What was left out.
    pub(super) fn notes(&self, problems: &mut Vec<Problem>) {
        if self.above_home {
            let message = "this is no project's folder: the known places were looked through only";
            let problem = Problem::new("not-a-project", Severity::Note, message);
            problems.push(problem.help("`--home` looks through all that is below the home folder"));
        }
        if self.met_git.load(Ordering::Relaxed) {
            let message = "commits were not looked through";
            let problem = Problem::new("git-history", Severity::Note, message);
            problems.push(problem.help("`unplain scan --git-history` looks through them"));
        }
        for (path, what) in &self.logins {
            if path.exists() && self.roots.iter().any(|root| path.starts_with(root)) {
                let message = format!("{what}: not looked through");
                problems.push(Problem::new("auth-store", Severity::Note, message).at(path));
            }
        }
    }

    /// What the file at `path` is.
    pub(super) fn of(&self, path: &Path) -> Place {
        let is = |kind, agents: Vec<String>| Place { kind, agents, mend: None };
        if self.own.iter().any(|own| path.starts_with(own)) {
            return is(PlaceKind::Own, Vec::new());
        }
        if let Some(readers) = self.configs.get(path) {
            return is(PlaceKind::Config, readers.clone());
        }
        let covering = self.places.iter().filter(|place| place.covers(path));
        let closest = covering.max_by_key(|place| place.depth());
        let place = closest.map(|place| Place {
            kind: place.kind,
            agents: place.agent.iter().map(|agent| agent.id.clone()).collect(),
            mend: place.mend,
        });
        match place {
            Some(place) if place.kind != PlaceKind::State => return place,
            _ => {}
        }
        if let Some(config) = project_config_at(path) {
            return is(PlaceKind::Config, readers(&config));
        }
        let agents = place.as_ref().map(|place| place.agents.clone()).unwrap_or_default();
        if self.copies.contains(path) {
            return is(PlaceKind::Backup, agents);
        }
        match place_by_name(path) {
            PlaceKind::File => place.unwrap_or_else(|| is(PlaceKind::File, Vec::new())),
            kind => is(kind, agents),
        }
    }
}

fn readers(config: &Config) -> Vec<String> {
    let mut ids: Vec<String> =
        config.readers.iter().map(|reader| reader.agent.id.clone()).collect();
    ids.dedup();
    ids
}

/// What stands beside a config under a longer name: an editor's copies (`mcp.json~`, `.mcp.json.swp`, `#mcp.json#`) and
/// people's (`mcp.json.old`).
fn copies(configs: &[Config]) -> BTreeSet<PathBuf> {
    let mut by_folder: BTreeMap<&Path, Vec<&str>> = BTreeMap::new();
    for path in configs.iter().map(|config| config.path.as_path()) {
        let name = path.file_name().and_then(|name| name.to_str());
        if let (Some(folder), Some(name)) = (path.parent(), name) {
            by_folder.entry(folder).or_default().push(name);
        }
    }
    let mut copies = BTreeSet::new();
    for (folder, names) in by_folder {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let longer = |config: &&str| name.len() > config.len() && name.contains(*config);
            if !names.contains(&name.as_ref()) && names.iter().any(longer) {
                copies.insert(entry.path());
            }
        }
    }
    copies
}

fn asked(paths: &[PathBuf], around: &Surroundings, problems: &mut Vec<Problem>) -> Vec<PathBuf> {
    let mut roots = Vec::new();
    for path in paths {
        let path = survey::absolute(path, around);
        if path.symlink_metadata().is_err() {
            let message = "there is no such file or folder";
            let problem = Problem::new("no-such-path", Severity::Error, message);
            problems.push(problem.at(&path).help("check the path"));
        }
        roots.push(path);
    }
    roots
}

/// The roots that lie below no other, links on the way considered.
fn outermost(mut roots: Vec<PathBuf>) -> Vec<PathBuf> {
    roots.sort();
    roots.dedup();
    let mut kept: Vec<(PathBuf, Option<PathBuf>)> = Vec::new();
    for root in roots {
        let real = std::fs::canonicalize(&root).ok();
        let inside = kept.iter().any(|(other, other_real)| {
            let really = match (&real, other_real) {
                (Some(real), Some(other)) => real.starts_with(other),
                _ => false,
            };
            root.starts_with(other) && really
        });
        if !inside {
            kept.push((root, real));
        }
    }
    kept.into_iter().map(|(root, _)| root).collect()
}
