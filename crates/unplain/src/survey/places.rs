//! Which configs and files of variables there are, whether they can be read or not.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use unplain_core::{
    Config, EnvironmentFile, KnownProjects, Problem, Severity, Surroundings, agents,
    environment_file_at, project_config_at, project_configs, project_file_names,
    user_environment_files, user_environment_folders,
};
use unplain_host::Area;
use unplain_rewrite::Document;

use crate::cli::Where;

/// The user's configs, those of the project in `folder` up to its root, and those further up that an agent reads all the
/// same.
pub(crate) fn nearby(folder: &Path, around: &Surroundings) -> Vec<Config> {
    let mut configs = user_configs(around);
    let root = unplain_host::git_root(folder).unwrap_or_else(|| folder.to_owned());
    for folder in unplain_host::ancestors_until_root(folder) {
        let inside = folder.starts_with(&root);
        let read_here = |config: &Config| {
            inside || config.readers.iter().any(|reader| reader.file.in_all_parents)
        };
        add(&mut configs, project_configs(folder).into_iter().filter(read_here));
    }
    configs
}

/// The configs of the user and of the machine: every place where one may be.
pub(crate) fn user_configs(around: &Surroundings) -> Vec<Config> {
    let mut configs = Vec::new();
    for config in unplain_core::user_configs(around) {
        if !config.path.to_string_lossy().contains('*') {
            configs.push(config);
            continue;
        }
        let paths = unplain_host::paths_like(&config.path);
        add(&mut configs, paths.into_iter().map(|path| Config { path, ..config.clone() }));
    }
    configs
}

fn add(configs: &mut Vec<Config>, more: impl IntoIterator<Item = Config>) {
    for config in more {
        // By their bytes: comparing step by step would take most of the time that a start takes.
        if !configs.iter().any(|known| known.path.as_os_str() == config.path.as_os_str()) {
            configs.push(config);
        }
    }
}

pub(super) fn discover(
    place: &Where,
    around: &Surroundings,
    problems: &mut Vec<Problem>,
) -> Vec<Config> {
    if place.home {
        let mut configs = user_configs(around);
        add(&mut configs, users_environment_files(around));
        for project in known_projects(around) {
            add(
                &mut configs,
                project_configs(&project).into_iter().filter(|config| config.path.exists()),
            );
            add(&mut configs, environment_files_in(&project));
        }
        walk(std::slice::from_ref(&around.home), &mut configs, problems);
        return configs;
    }
    if place.paths.is_empty() {
        let mut configs = nearby(&around.cwd, around);
        add(&mut configs, users_environment_files(around));
        let root = unplain_host::git_root(&around.cwd).unwrap_or_else(|| around.cwd.clone());
        let folders = unplain_host::ancestors_until_root(&around.cwd);
        for folder in folders.into_iter().filter(|folder| folder.starts_with(&root)) {
            add(&mut configs, environment_files_in(folder));
        }
        return configs;
    }
    let mut users = user_configs(around);
    add(&mut users, users_environment_files(around));
    let mut configs = Vec::new();
    let mut folders = Vec::new();
    for path in &place.paths {
        let path = absolute(path, around);
        if path.is_dir() {
            add(
                &mut configs,
                users
                    .iter()
                    .filter(|config| config.path.starts_with(&path) && config.path.exists())
                    .cloned(),
            );
            folders.push(path);
            continue;
        }
        let known =
            users.iter().find(|config| config.path == path).cloned().or_else(|| config_at(&path));
        match known {
            _ if std::fs::symlink_metadata(&path).is_err() => {
                let problem = Problem::new(
                    "no-such-path",
                    Severity::Error,
                    "there is no such file or folder",
                );
                problems.push(problem.at(&path).help("check the path"));
            }
            Some(config) => add(&mut configs, [config]),
            None => {
                let problem = Problem::new(
                    "unknown-config",
                    Severity::Error,
                    "no known agent or shell reads a file of this name",
                );
                problems.push(
                    problem.at(&path).help("`unplain agents` lists the files that are known"),
                );
            }
        }
    }
    walk(&folders, &mut configs, problems);
    configs
}

/// The config or the file of variables that `path` is, by its name.
pub(crate) fn config_at(path: &Path) -> Option<Config> {
    project_config_at(path).or_else(|| environment_file_at(path))
}

/// Whether it is an agent's, or a file at all: `.env` is also what people call folders and pipes.
pub(crate) fn is_worth_reading(config: &Config) -> bool {
    config.environment.is_none() || config.path.is_file()
}

/// The start-up files of the user's shells that are there.
fn users_environment_files(around: &Surroundings) -> Vec<Config> {
    let mut files = user_environment_files(around);
    files.extend(
        user_environment_folders(around).iter().flat_map(|folder| environment_files_in(folder)),
    );
    files.retain(is_worth_reading);
    files
}

/// The files in a folder that set variables.
fn environment_files_in(folder: &Path) -> Vec<Config> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<Config> =
        entries.filter_map(|entry| environment_file_at(&entry.path())).collect();
    files.retain(|config| is_worth_reading(config) && project_config_at(&config.path).is_none());
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files
}

/// The path from the root on, without `.` and `..`.
pub(crate) fn absolute(path: &Path, around: &Surroundings) -> PathBuf {
    let joined = around.cwd.join(path);
    let mut clean = PathBuf::new();
    for part in joined.components() {
        match part {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir => {
                clean.pop();
            }
            part => clean.push(part),
        }
    }
    clean
}

/// Adds the configs and files of variables below some folders.
pub(crate) fn walk(roots: &[PathBuf], configs: &mut Vec<Config>, problems: &mut Vec<Problem>) {
    if roots.is_empty() {
        return;
    }
    let names = by_length(project_file_names());
    let wanted = |path: &Path, name: &[u8]| {
        let is_config = names.get(name.len()).is_some_and(|names| names.contains(&name));
        is_config || (EnvironmentFile::is_likely(name) && EnvironmentFile::of(path).is_some())
    };
    let walked = unplain_host::walk(roots, &wanted, Area::Projects);
    let known: BTreeSet<PathBuf> = configs.iter().map(|config| config.path.clone()).collect();
    let new = walked
        .files
        .iter()
        .filter(|path| !known.contains(*path))
        .filter_map(|path| config_at(path).filter(is_worth_reading));
    configs.extend(new);
    problems.extend(walked.unreadable.into_iter().map(unreadable));
    problems.extend(walked.not_entered.into_iter().map(not_entered));
}

/// Names at the places of their lengths: a walk compares each of very many names with one or two of them.
fn by_length<'n>(names: &BTreeSet<&'n str>) -> Vec<Vec<&'n [u8]>> {
    let names = || names.iter().map(|name| name.as_bytes());
    let longest = names().map(<[u8]>::len).max().unwrap_or(0);
    let of_length = |length| names().filter(|name| name.len() == length).collect();
    (0..=longest).map(of_length).collect()
}

/// A folder or file that a walk could not look into, and why.
pub(crate) fn unreadable((path, reason): (PathBuf, String)) -> Problem {
    let problem =
        Problem::new("unreadable", Severity::Error, format!("could not be searched: {reason}"));
    problem.at(&path).help("check its permissions")
}

/// A mount point that a walk does not enter.
pub(crate) fn not_entered(path: PathBuf) -> Problem {
    let problem = Problem::new(
        "not-entered",
        Severity::Note,
        "a network or system file system, not searched",
    );
    problem.at(&path).help("name it as a PATH to search it")
}

/// The projects that the agents themselves know.
fn known_projects(around: &Surroundings) -> BTreeSet<PathBuf> {
    let mut projects = BTreeSet::new();
    let text = |path: &Path| unplain_host::read(path).ok().flatten();
    for list in agents().iter().flat_map(|agent| agent.project_lists(around)) {
        match list {
            KnownProjects::KeysOf { file, object } => {
                let Some(snapshot) = text(&file) else { continue };
                let format = match file.extension().is_some_and(|end| end == "toml") {
                    true => unplain_rewrite::Format::Toml,
                    false => unplain_rewrite::Format::Jsonc,
                };
                let document = Document::parse(snapshot.text().to_owned(), format);
                let pointer = unplain_rewrite::Pointer::parse(&object);
                let (Ok(document), Ok(pointer)) = (document, pointer) else { continue };
                let keys = document.get(&pointer).map(|node| {
                    node.children().filter_map(|child| child.key()).collect::<Vec<_>>()
                });
                projects.extend(
                    keys.unwrap_or_default().into_iter().map(|key| PathBuf::from(key.as_ref())),
                );
            }
            KnownProjects::ValueIn { folder, pointer } => {
                let Ok(pointer) = unplain_rewrite::Pointer::parse(&pointer) else { continue };
                for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
                    let Some(snapshot) = text(&entry.path()) else { continue };
                    let document =
                        Document::parse(snapshot.text().to_owned(), unplain_rewrite::Format::Json);
                    let value = document
                        .ok()
                        .and_then(|document| Some(document.get(&pointer)?.value().into_owned()));
                    projects.extend(value.map(PathBuf::from));
                }
            }
        }
    }
    projects.retain(|project| project.is_absolute() && project.is_dir() && *project != around.home);
    projects
}
