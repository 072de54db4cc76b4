//! `--git-history`: everything that a repository ever held.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
    rc::Rc,
};

use unplain_core::{Commit, EnvironmentFile, Finding, Problem, Severity, Slot, project_file_names};
use unplain_git::{Blob, Fault, History, LARGEST, Place, Reach, Repository, history};

use super::{
    Outcome,
    in_git::{About, Hit, InTexts, as_config, others, problem, repositories},
};
use crate::{context::Context, exit::Failure};

/// Said once, after findings in a history.
pub(super) const ADVICE: &str = "\
What stands in a history is known to everyone who has a copy of the repository. What helps is to replace the credential
where it was issued, and to revoke the old one; `--format json` has the page for it (`rotate`) where it is known.
To take it out of the history as well means to rewrite that: `git filter-repo --replace-text FILE`. Everyone must then
clone again, and hosts keep caches, forks and pull requests for a while. unplain does not do it.

";

/// Searches the histories of the repositories of `paths`.
pub(super) fn look(paths: &[PathBuf], context: &Context) -> Result<Outcome, Failure> {
    let mut outcome = Outcome {
        overview: String::new(),
        configs: Vec::new(),
        findings: Vec::new(),
        problems: Vec::new(),
    };
    for repository in repositories(paths, context)? {
        let progress = context.printer.progress("Searching the history");
        let texts = InTexts::new();
        let configs = project_file_names();
        let named = |name: &str| configs.contains(name) || sets_variables(name);
        let history = history(&repository, &named, &|| texts.clone());
        drop(progress);
        outcome.overview.push_str(&format!(
            "{}: {} commits, {} different texts searched.\n\n",
            context.short(repository.top()),
            history.commits,
            history.texts,
        ));
        outcome.problems.extend(problems(&repository, &history.faults));
        let mut findings = Findings::new(&repository, &history, &texts);
        findings.all();
        outcome.findings.append(&mut findings.list);
    }
    for (number, finding) in outcome.findings.iter_mut().enumerate() {
        finding.id = format!("f{}", number + 1);
    }
    Ok(outcome)
}

struct Findings<'h> {
    repository: &'h Repository,
    history: &'h History<Box<[Hit]>>,
    texts: &'h InTexts,
    /// Paths with the values that were found there: later versions of a file that still hold one say nothing new.
    values: HashSet<(PathBuf, u64)>,
    /// Blobs with the values found in them: a file under two names is one.
    in_blobs: HashSet<(Blob, u64)>,
    list: Vec<Finding>,
}

impl<'h> Findings<'h> {
    fn new(
        repository: &'h Repository,
        history: &'h History<Box<[Hit]>>,
        texts: &'h InTexts,
    ) -> Self {
        Self {
            repository,
            history,
            texts,
            values: HashSet::new(),
            in_blobs: HashSet::new(),
            list: Vec::new(),
        }
    }

    fn all(&mut self) {
        for place in &self.history.places {
            self.place(place);
        }
        for message in &self.history.messages {
            let about = About {
                path: self.repository.top(),
                reason: &reason("the message of", Some(&message.of), message.reach),
                commit: Some(commit(&message.of)),
                slot: Slot::Comment,
            };
            let hits = self.history.found_in(message).map(Box::as_ref).unwrap_or_default();
            self.list.extend(hits.iter().map(|hit| about.hit(hit)));
        }
    }

    fn place(&mut self, place: &Place) {
        let path = self.repository.path_of(&place.path);
        let about = About {
            path: &path,
            reason: &reason("", place.of.as_ref(), place.reach),
            commit: place.of.as_ref().map(commit),
            slot: Slot::Other,
        };
        if place.named
            && let Some(content) = self.history.content(place.blob)
            && let Some(Ok(parsed)) = as_config(&path, &content)
        {
            let mut in_config = Vec::new();
            for (value, finding) in about.parsed(&parsed, self.texts) {
                if self.is_new(&path, place.blob, value) {
                    self.list.push(finding.clone());
                }
                in_config.push(finding);
            }
            if parsed.config.environment.is_some() {
                let hits = self.history.found(place.blob).map(Box::as_ref).unwrap_or_default();
                for hit in others(hits, &in_config) {
                    if self.is_new(&path, place.blob, hit.value) {
                        self.list.push(about.hit(hit));
                    }
                }
            }
            return;
        }
        let hits = self.history.found(place.blob).map(Box::as_ref).unwrap_or_default();
        for hit in hits {
            if self.is_new(&path, place.blob, hit.value) {
                self.list.push(about.hit(hit));
            }
        }
    }

    fn is_new(&mut self, path: &Path, blob: Blob, value: u64) -> bool {
        let at_path = self.values.insert((path.to_owned(), value));
        let in_blob = self.in_blobs.insert((blob, value));
        at_path && in_blob
    }
}

/// Whether a file of this name may set variables, wherever it lies.
fn sets_variables(name: &str) -> bool {
    name.starts_with('.') && EnvironmentFile::of(Path::new(name)).is_some()
}

fn commit(of: &Rc<unplain_git::Commit>) -> Commit {
    Commit { id: of.id.clone(), author_date: of.author_date.clone() }
}

/// Why a finding stays, with the commit for people.
fn reason(what: &str, of: Option<&Rc<unplain_git::Commit>>, reach: Reach) -> String {
    let of = of.map(|of| {
        let day = of.author_date.get(..10).unwrap_or_default();
        format!("commit {} of {day}", of.id.get(..12).unwrap_or(&of.id))
    });
    let where_it_is = match (what, of) {
        (_, None) => "it stands in the history".to_owned(),
        ("", Some(of)) => format!("it stands in the history since {of}"),
        (what, Some(of)) => format!("it stands in {what} {of}"),
    };
    let only = match reach {
        Reach::Refs => "",
        Reach::Reflog => ", which only the reflog still reaches",
    };
    format!("{where_it_is}{only}; replacing the credential is what helps")
}

/// So many objects are named one by one.
const NAMED: usize = 10;

fn problems(repository: &Repository, faults: &[Fault]) -> Vec<Problem> {
    let problem =
        |code, severity, message: String, help| problem(code, severity, repository, message, help);
    let mut problems = Vec::new();
    let (mut broken, mut missing) = (Vec::new(), Vec::new());
    for fault in faults {
        match fault {
            Fault::Broken { id } => broken.push(id.as_str()),
            Fault::Missing { id } => missing.push(id.as_str()),
            Fault::TooLarge { id, path } => problems.push(problem(
                "too-large",
                Severity::Error,
                format!(
                    "the blob {id} ({}) has more than {} MB and was not searched",
                    unplain_host::printable(&String::from_utf8_lossy(path)),
                    LARGEST >> 20
                ),
                "search it by itself: `git cat-file blob` prints it",
            )),
            Fault::Shallow => problems.push(problem(
                "incomplete-history",
                Severity::Warning,
                "the clone is shallow: older commits are not here and were not searched".into(),
                "`git fetch --unshallow` brings them",
            )),
            Fault::Loop => problems.push(problem(
                "broken-history",
                Severity::Error,
                "commits are their own ancestors: their order means nothing".into(),
                "see what `git fsck` says",
            )),
            Fault::TooDeep => problems.push(problem(
                "too-deep",
                Severity::Error,
                "folders are nested so deep that they were not entered".into(),
                "see what `git fsck` says",
            )),
            Fault::Unreadable { path, why } => problems.push(
                Problem::new("unreadable", Severity::Error, *why)
                    .at(path)
                    .help("check its permissions, and what `git fsck` says"),
            ),
        }
    }
    let list = |ids: &[&str]| {
        let named = ids.get(..NAMED.min(ids.len())).unwrap_or_default().join(", ");
        if ids.len() > NAMED { format!("{named}, …") } else { named }
    };
    if !broken.is_empty() {
        problems.push(problem(
            "broken-objects",
            Severity::Error,
            format!("{} objects are broken and were not searched: {}", broken.len(), list(&broken)),
            "see what `git fsck` says; another clone may have them whole",
        ));
    }
    if !missing.is_empty() {
        problems.push(problem(
            "missing-objects",
            Severity::Error,
            format!(
                "{} objects are not here and were not searched: {}",
                missing.len(),
                list(&missing)
            ),
            "a partial clone gets them by `git fetch --refetch --no-filter`; else see what `git fsck` says",
        ));
    }
    problems
}
