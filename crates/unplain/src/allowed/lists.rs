//! The files with `[[allow]]` entries, each read once.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use unplain_core::{
    ConfigEntry, ConfigStatus, Finding, Problem, Severity, Surroundings,
    allow::{AllowEntry, Paths, allow_entries},
};
use unplain_host::Trust;

use super::{Heed, UNUSED_ALLOW};
use crate::settings::FILE_NAME;

/// The entries of one file.
pub(super) struct List {
    /// The file.
    pub(super) file: PathBuf,
    /// Its entries.
    pub(super) entries: Vec<AllowEntry>,
    /// Whether they count.
    pub(super) heeded: bool,
    /// The folder below which they count; `None`: everywhere.
    root: Option<PathBuf>,
}

/// Lists by their numbers, each with what a file is called there.
type Concerning = Vec<(usize, Vec<String>)>;

/// All files that were needed so far.
pub(super) struct Lists<'a> {
    heed: Heed,
    around: &'a Surroundings,
    lists: Vec<List>,
    /// The lists' numbers by their folders; none where there is no such file.
    by_folder: BTreeMap<PathBuf, Option<usize>>,
    users: Option<usize>,
    /// The user's own, links followed.
    users_file: PathBuf,
    /// What concerns the path that was asked for last: findings come file by file.
    last: Option<(String, Concerning)>,
    problems: Vec<Problem>,
}

impl<'a> Lists<'a> {
    pub(super) fn new(heed: Heed, around: &'a Surroundings) -> Self {
        let (lists, by_folder, problems) = (Vec::new(), BTreeMap::new(), Vec::new());
        let own = users_file(around);
        let mut new = Self {
            heed,
            around,
            lists,
            by_folder,
            users: None,
            users_file: real(&own),
            last: None,
            problems,
        };
        new.users = new.load(&own, None);
        new
    }

    /// What is wrong with the files.
    pub(super) fn take_problems(&mut self) -> Vec<Problem> {
        std::mem::take(&mut self.problems)
    }

    pub(super) fn get(&self, number: usize) -> Option<&List> {
        self.lists.get(number)
    }

    /// The lists that may have a say about a file, the user's first, then the nearest; each with what the file is called
    /// there.
    pub(super) fn concerning(&mut self, path: &str) -> Concerning {
        match &self.last {
            Some((last, lists)) if last == path => lists.clone(),
            _ => {
                let lists = self.looked_up(path);
                self.last = Some((path.to_owned(), lists.clone()));
                lists
            }
        }
    }

    fn looked_up(&mut self, path: &str) -> Concerning {
        let (path, real) = (Path::new(path), real(Path::new(path)));
        let mut lists = Vec::new();
        if let Some(number) = self.users {
            let home = |path: &Path| {
                let below = path.strip_prefix(&self.around.home).ok()?;
                Some(format!("~/{}", slashed(below)))
            };
            let both = [path, &real];
            let names = both.iter().flat_map(|path| [Some(slashed(path)), home(path)]);
            lists.push((number, names.flatten().collect()));
        }
        let folders: Vec<PathBuf> = real.ancestors().skip(1).map(Path::to_path_buf).collect();
        for folder in folders {
            let Some(number) = self.in_folder(&folder) else { continue };
            let below = [real.strip_prefix(&folder).ok(), path.strip_prefix(&folder).ok()];
            lists.push((number, below.into_iter().flatten().map(slashed).collect()));
        }
        lists
    }

    fn in_folder(&mut self, folder: &Path) -> Option<usize> {
        if let Some(known) = self.by_folder.get(folder) {
            return *known;
        }
        let file = folder.join(FILE_NAME);
        // most folders have none, which is told at less cost than by reading it
        let is_absent = std::fs::symlink_metadata(&file)
            .is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound);
        let list = if is_absent || self.users_file == file {
            None
        } else {
            self.load(&file, Some(folder))
        };
        self.by_folder.insert(folder.to_path_buf(), list);
        list
    }

    fn load(&mut self, file: &Path, root: Option<&Path>) -> Option<usize> {
        let snapshot = match unplain_host::read(file) {
            Ok(snapshot) => snapshot?,
            Err(error) => {
                let problem = Problem::new("unreadable", Severity::Error, error.message);
                self.problems.push(problem.at(file).help(error.help));
                return None;
            }
        };
        let paths = if root.is_some() { Paths::Relative } else { Paths::Absolute };
        let entries = match allow_entries(snapshot.text(), paths) {
            Ok(entries) => entries,
            Err(wrong) => {
                let problem = Problem::new("settings", Severity::Error, wrong.message).at(file);
                self.problems.push(problem.on((wrong.line, wrong.column)).help(wrong.help));
                return None;
            }
        };
        if entries.is_empty() {
            return None;
        }
        let heeded = self.heed == Heed::Everyone
            || root.is_none()
            || matches!(unplain_host::is_allowed(self.around, &snapshot), Ok(Trust::Allowed));
        let (file, root) = (file.to_path_buf(), root.map(Path::to_path_buf));
        self.lists.push(List { file, entries, heeded, root });
        Some(self.lists.len() - 1)
    }

    /// Notes that an entry would allow something, but its day is over.
    pub(super) fn expired(&mut self, (file, line): (PathBuf, usize)) {
        let message = "this `allow` entry has expired: what it allowed counts again";
        let problem = Problem::new("expired-allow", Severity::Warning, message).at(&file);
        self.once(problem.on((line, 1)).help("see to the secret, or set a new day"));
    }

    /// Notes that a file would allow something, but nobody has said that it is trusted.
    pub(super) fn unheeded(&mut self, number: usize) {
        let Some(list) = self.lists.get(number) else { return };
        let message = "this project's `allow` entries do not keep secrets from being moved: it is not trusted";
        let problem = Problem::new("allow-not-trusted", Severity::Warning, message).at(&list.file);
        self.once(problem.help("look at it, then run `unplain allow` in its folder"));
    }

    fn once(&mut self, problem: Problem) {
        let same = |known: &Problem| {
            (&known.code, &known.path, known.line) == (&problem.code, &problem.path, problem.line)
        };
        if !self.problems.iter().any(same) {
            self.problems.push(problem);
        }
    }

    /// The entries that could have allowed something in what was looked at, and did not: there is no such file, or it
    /// was read and holds nothing of the kind.
    pub(super) fn unused(&self, findings: &[Finding], configs: &[ConfigEntry]) -> Vec<Problem> {
        let read: Vec<&ConfigEntry> =
            configs.iter().filter(|config| config.status == ConfigStatus::Ok).collect();
        let allowed = findings.iter().filter_map(|finding| finding.allowed.as_ref());
        let used: BTreeSet<_> =
            allowed.map(|allowed| (allowed.path.as_str(), allowed.line)).collect();
        let mut problems = Vec::new();
        for list in self.lists.iter().filter(|list| list.heeded) {
            let file = list.file.display().to_string();
            for entry in &list.entries {
                let is_used = used.contains(&(file.as_str(), entry.line));
                if is_used || !(self.is_gone(list, entry) || self.was_read(list, entry, &read)) {
                    continue;
                }
                let problem = Problem::new(
                    UNUSED_ALLOW,
                    Severity::Note,
                    "this `allow` entry allows nothing that was found",
                );
                let help = "take it out, or mend its rule, path, pointer or fingerprint";
                problems.push(problem.at(&list.file).on((entry.line, 1)).help(help));
            }
        }
        problems
    }

    fn is_gone(&self, list: &List, entry: &AllowEntry) -> bool {
        let Some(path) = entry.only_path() else { return false };
        let whole = match (&list.root, path.strip_prefix("~/")) {
            (Some(root), _) => root.join(path),
            (None, Some(below)) => self.around.home.join(below),
            (None, None) => PathBuf::from(path),
        };
        matches!(whole.symlink_metadata(), Err(error) if error.kind() == std::io::ErrorKind::NotFound)
    }

    fn was_read(&self, list: &List, entry: &AllowEntry, read: &[&ConfigEntry]) -> bool {
        read.iter().any(|config| {
            let path = Path::new(&config.path);
            match &list.root {
                Some(root) => {
                    path.strip_prefix(root).is_ok_and(|below| entry.may_concern(&[slashed(below)]))
                }
                None => {
                    let home = path.strip_prefix(&self.around.home).ok();
                    let names =
                        [Some(slashed(path)), home.map(|below| format!("~/{}", slashed(below)))];
                    entry.may_concern(&names.into_iter().flatten().collect::<Vec<_>>())
                }
            }
        })
    }
}

/// Where the user's own settings are.
fn users_file(around: &Surroundings) -> PathBuf {
    around.config_dir().join("unplain").join(FILE_NAME)
}

/// The path with `/` between its parts.
fn slashed(path: &Path) -> String {
    let text = path.display().to_string();
    if cfg!(windows) { text.replace('\\', "/") } else { text }
}

/// The path without links, as far as it exists.
fn real(path: &Path) -> PathBuf {
    for (above, folder) in path.ancestors().enumerate() {
        if let Ok(real) = std::fs::canonicalize(folder) {
            let rest = path.components().rev().take(above).collect::<Vec<_>>();
            return rest.into_iter().rev().fold(real, |path, part| path.join(part));
        }
    }
    path.to_path_buf()
}
