//! `--all-files`: every text file below some folders, by the shape of tokens.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    ffi::OsStr,
    path::{Path, PathBuf},
};

use unplain_core::{
    EnvironmentFile, Finding, Located, Problem, Severity, Surroundings, TextScan, agents,
    project_file_names,
};
use unplain_host::{Area, Look, Treatment};

use super::{Outcome, configs};
use crate::{
    cli::Where,
    commands::findings::in_text,
    context::Context,
    survey::{
        VARIABLE_HOLDS_SECRET, absolute, config_at, is_worth_reading, not_entered, unreadable,
        user_configs,
    },
};

/// Searches every text file below `paths`, below the current folder if there are none. The agents' configs and the
/// files of variables among them are read as such too.
pub(super) fn look(paths: &[PathBuf], context: &Context) -> Outcome {
    let around = &context.around;
    let (roots, mut problems) = roots(paths, around);
    let known = KnownFiles::new(around);
    let progress = context.printer.progress("Searching all files");
    let treat = |folder: &Path, name: &OsStr| known.treatment(folder, name);
    let looked = unplain_host::look_at_texts(&roots, &treat, Area::Versions, &Reading::default);
    drop(progress);

    let mut in_configs = in_configs(looked.walked.files, context);
    problems.append(&mut in_configs.problems);
    let unread: BTreeSet<String> = problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .filter_map(|problem| problem.path.clone())
        .collect();
    let new = |(path, _): &(PathBuf, String)| !unread.contains(&path.display().to_string());
    problems.extend(looked.walked.unreadable.into_iter().filter(new).map(unreadable));
    problems.extend(looked.walked.not_entered.into_iter().map(not_entered));
    problems.extend(known.logins_below(&roots));
    for (path, found) in &looked.found {
        problems.extend(found.more.then(|| too_many(path)));
    }

    let texts = looked.found.iter().flat_map(|(path, found)| {
        let path = path.display().to_string();
        found.list.iter().map(move |located| finding(&path, located))
    });
    let findings = merged(in_configs.findings, texts);
    let overview = format!("{}{} text files searched.\n\n", in_configs.overview, looked.texts);
    Outcome { overview, configs: in_configs.configs, findings, problems }
}

/// The folders and files to look at, none below another, and what is wrong with those that were asked for.
fn roots(paths: &[PathBuf], around: &Surroundings) -> (Vec<PathBuf>, Vec<Problem>) {
    if paths.is_empty() {
        return (vec![around.cwd.clone()], Vec::new());
    }
    let mut wanted: Vec<PathBuf> = paths.iter().map(|path| absolute(path, around)).collect();
    wanted.sort_unstable();
    let (mut roots, mut problems) = (Vec::<PathBuf>::new(), Vec::new());
    for path in wanted {
        if path.symlink_metadata().is_err() {
            let problem =
                Problem::new("no-such-path", Severity::Error, "there is no such file or folder");
            problems.push(problem.at(&path).help("check the path"));
        } else if !roots.iter().any(|root| path.starts_with(root)) {
            roots.push(path);
        }
    }
    (roots, problems)
}

/// Files that are more than texts.
struct KnownFiles {
    /// Names that configs have.
    names: HashSet<Box<OsStr>>,
    /// The agents' own logins, and what they are.
    logins: BTreeMap<PathBuf, String>,
}

impl KnownFiles {
    fn new(around: &Surroundings) -> Self {
        let of_users = user_configs(around);
        let names = of_users.iter().filter_map(|config| config.path.file_name());
        let names = names.map(Box::from);
        let names = names.chain(project_file_names().iter().map(|name| OsStr::new(name).into()));
        let logins = agents().iter().flat_map(|agent| agent.auth_stores(around));
        let logins = logins.map(|(path, what)| (path, what.to_owned())).collect();
        Self { names: names.collect(), logins }
    }

    fn treatment(&self, folder: &Path, name: &OsStr) -> Treatment {
        let is_login =
            |path: &PathBuf| path.file_name() == Some(name) && path.parent() == Some(folder);
        if self.logins.keys().any(is_login) {
            Treatment::Leave
        } else if self.names.contains(name) || EnvironmentFile::of(&folder.join(name)).is_some() {
            Treatment::LookAndList
        } else {
            Treatment::Look
        }
    }

    /// The logins that were left alone.
    fn logins_below(&self, roots: &[PathBuf]) -> Vec<Problem> {
        let below =
            |path: &PathBuf| roots.iter().any(|root| path.starts_with(root)) && path.exists();
        let there = self.logins.iter().filter(|(path, _)| below(path));
        let note = |(path, what): (&PathBuf, &String)| {
            Problem::new("auth-store", Severity::Note, format!("{what}: left to the agent"))
                .at(path)
        };
        there.map(note).collect()
    }
}

/// The secrets in those of `files` that are configs. Other things of the machine than files are left out.
fn in_configs(mut files: Vec<PathBuf>, context: &Context) -> Outcome {
    let of_users: BTreeSet<PathBuf> =
        user_configs(&context.around).into_iter().map(|config| config.path).collect();
    files.retain(|path| {
        let of_user = of_users.contains(path);
        of_user || config_at(path).is_some_and(|config| is_worth_reading(&config))
    });
    if files.is_empty() {
        return Outcome {
            overview: String::new(),
            configs: Vec::new(),
            findings: Vec::new(),
            problems: Vec::new(),
        };
    }
    let place = Where { paths: files, agents: Vec::new(), home: false };
    let mut outcome = configs::look(&place, context);
    outcome.problems.retain(|problem| problem.code != VARIABLE_HOLDS_SECRET);
    // What is called `.env` need not be one, and is searched as a text if it is one.
    let searched = |problem: &&mut Problem| {
        let path = problem.path.as_deref().map(Path::new);
        let is_variables = || path.is_some_and(|path| EnvironmentFile::of(path).is_some());
        ["invalid", "unreadable"].contains(&problem.code.as_str()) && is_variables()
    };
    for problem in outcome.problems.iter_mut().filter(searched) {
        problem.severity = Severity::Warning;
        problem.help = Some("no variables were read from it".to_owned());
    }
    outcome
}

/// What a thread reads with.
#[derive(Default)]
struct Reading(TextScan);

/// What was found in one text.
struct FoundHere {
    list: Vec<Located>,
    more: bool,
}

impl Look for Reading {
    type Found = FoundHere;

    fn window(&mut self, window: &[u8], is_last: bool) -> usize {
        self.0.window(window, is_last)
    }

    fn end(&mut self) -> Option<FoundHere> {
        let more = self.0.has_more();
        let list = self.0.take();
        (!list.is_empty()).then_some(FoundHere { list, more })
    }
}

fn too_many(path: &Path) -> Problem {
    let what = format!("more than {} secrets; the others are not listed", TextScan::MOST_FOUND);
    Problem::new("too-many", Severity::Warning, what).at(path)
}

fn finding(path: &str, located: &Located) -> Finding {
    let rule = (located.rule.id, located.rule.public_prefix());
    let reason = Some("only agents' configs are rewritten".to_owned());
    let place = (located.line, located.column);
    let confidence = located.confidence;
    Finding { reason, confidence, ..in_text(path.to_owned(), rule, place, located.span) }
}

/// Both, in the order of their places; what stands in a config at the place of one of its own secrets only once.
fn merged(in_configs: Vec<Finding>, in_texts: impl Iterator<Item = Finding>) -> Vec<Finding> {
    let mut by_line: BTreeMap<(PathBuf, usize), Vec<std::ops::Range<usize>>> = BTreeMap::new();
    for finding in &in_configs {
        // the text of a link is searched where it leads
        let real = std::fs::canonicalize(&finding.path).ok();
        for path in [PathBuf::from(&finding.path)].into_iter().chain(real) {
            by_line.entry((path, finding.line)).or_default().push(columns(finding));
        }
    }
    let files: BTreeSet<PathBuf> = by_line.keys().map(|(path, _)| path.clone()).collect();
    let is_new = |finding: &Finding| {
        let path = Path::new(&finding.path);
        let known = files.contains(path).then(|| by_line.get(&(path.to_owned(), finding.line)));
        let own = columns(finding);
        let overlaps =
            |other: &std::ops::Range<usize>| other.start < own.end && own.start < other.end;
        !known.flatten().is_some_and(|known| known.iter().any(overlaps))
    };
    let mut all: Vec<Finding> = in_texts.filter(is_new).collect();
    all.extend(in_configs);
    all.sort_by(|a, b| (&a.path, a.line, a.column).cmp(&(&b.path, b.line, b.column)));
    for (number, finding) in all.iter_mut().enumerate() {
        finding.id = format!("f{}", number + 1);
    }
    all
}

/// Where a secret stands in its line. Some characters of a config's may be written as escapes and take more.
fn columns(finding: &Finding) -> std::ops::Range<usize> {
    let [start, end] = finding.span;
    finding.column..finding.column + end.saturating_sub(start)
}
