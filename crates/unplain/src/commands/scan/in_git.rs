//! What scans of a repository share: from a version of a file to findings.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    hash::{BuildHasher as _, RandomState},
    ops::Range,
    path::{Path, PathBuf},
};

use unplain_core::{
    Commit, Confidence, Config, Finding, Parsed, Problem, Severity, Slot, TextScan, rules::Rule,
};
use unplain_git::{GitError, Look, Repository};
use unplain_rewrite::Document;

use crate::{
    commands::findings::{Places, in_config, in_text},
    context::Context,
    exit::{Exit, Failure},
    survey::{absolute, config_at},
};

/// The repositories of `paths`, of the current folder if there are none, each once.
pub(crate) fn repositories(
    paths: &[PathBuf],
    context: &Context,
) -> Result<Vec<Repository>, Failure> {
    let around = &context.around;
    if paths.is_empty() {
        let found = match around.var("GIT_DIR") {
            Some(folder) => {
                let work_tree = around.var("GIT_WORK_TREE").map(|path| around.cwd.join(path));
                let work_tree = work_tree.unwrap_or_else(|| around.cwd.clone());
                Repository::at(&around.cwd.join(folder), Some(&work_tree)).map(Some)
            }
            None => Repository::find(&around.cwd),
        };
        return Ok(vec![found.map_err(failed)?.ok_or_else(|| none_at(&around.cwd))?]);
    }
    let mut repositories: Vec<Repository> = Vec::new();
    for path in paths {
        let path = absolute(path, around);
        if path.symlink_metadata().is_err() {
            let what = format!("there is no such file or folder: {}", printable_path(&path));
            return Err(Failure::incomplete("no-such-path", what, "check the path"));
        }
        let found = Repository::find(&path).map_err(failed)?.ok_or_else(|| none_at(&path))?;
        if repositories.iter().all(|known| known.top() != found.top()) {
            repositories.push(found);
        }
    }
    Ok(repositories)
}

fn none_at(path: &Path) -> Failure {
    let what = format!("{} lies in no git repository", printable_path(path));
    Failure::new(Exit::Incomplete, "no-repository", what, "name a PATH in one, or change to one")
}

/// A repository that can't be read.
pub(crate) fn failed(error: GitError) -> Failure {
    let what = format!("{}: {}", printable_path(&error.path), error.message);
    Failure::incomplete("unreadable-repository", what, error.help)
}

fn printable_path(path: &Path) -> String {
    unplain_host::printable(&path.display().to_string())
}

/// The text of a file that may be UTF-16 with a byte order mark, as UTF-8.
pub(crate) fn in_utf8(content: &[u8]) -> Cow<'_, [u8]> {
    let (order, rest): (fn([u8; 2]) -> u16, _) = match content {
        [0xFF, 0xFE, rest @ ..] => (u16::from_le_bytes, rest),
        [0xFE, 0xFF, rest @ ..] => (u16::from_be_bytes, rest),
        _ => return Cow::Borrowed(content),
    };
    let units = rest.as_chunks::<2>().0.iter().map(|unit| order(*unit));
    let chars = char::decode_utf16(units).map(|char| char.unwrap_or(char::REPLACEMENT_CHARACTER));
    Cow::Owned(chars.collect::<String>().into_bytes())
}

/// Those of `hits` that are not among `findings` of the same text.
pub(super) fn others<'a>(
    hits: &'a [Hit],
    findings: &[Finding],
) -> impl Iterator<Item = &'a Hit> + use<'a> {
    let columns = |line: usize, column: usize, [start, end]: [usize; 2]| {
        (line, column..column + end.saturating_sub(start))
    };
    let mut taken: BTreeMap<usize, Vec<Range<usize>>> = BTreeMap::new();
    for finding in findings {
        let (line, range) = columns(finding.line, finding.column, finding.span);
        taken.entry(line).or_default().push(range);
    }
    hits.iter().filter(move |hit| {
        let span = hit.span.map(|at| at as usize);
        let (line, own) = columns(hit.line as usize, hit.column as usize, span);
        let overlaps = |other: &Range<usize>| other.start < own.end && own.start < other.end;
        !taken.get(&line).is_some_and(|taken| taken.iter().any(overlaps))
    })
}

/// A secret of a version of a file, without its value.
pub(super) struct Hit {
    rule: &'static Rule,
    line: u32,
    column: u32,
    span: [u32; 2],
    confidence: Confidence,
    /// Tells values apart, in this process only.
    pub(super) value: u64,
}

/// Looks for credentials in texts.
#[derive(Clone)]
pub(super) struct InTexts {
    /// The same for all threads, so that a value gives the same number everywhere.
    hasher: RandomState,
}

impl InTexts {
    pub(super) fn new() -> Self {
        Self { hasher: RandomState::new() }
    }

    /// A number for a value.
    pub(super) fn value(&self, value: &[u8]) -> u64 {
        self.hasher.hash_one(value)
    }

    /// The credentials in a text.
    pub(super) fn hits(&self, text: &[u8]) -> Vec<Hit> {
        let text = &*in_utf8(text);
        let mut scan = TextScan::default();
        scan.window(text, true);
        let (mut line, mut line_at) = (1, 0);
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let found = scan.take().into_iter().map(|located| {
            while line < located.line {
                let rest = text.get(line_at..).unwrap_or_default();
                let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
                line_at += end + 1;
                line += 1;
            }
            let [start, end] = located.span;
            let value = text.get(line_at + start..line_at + end).unwrap_or_default();
            Hit {
                rule: located.rule,
                line: small(located.line),
                column: small(located.column),
                span: [small(start), small(end)],
                confidence: located.confidence,
                value: self.value(value),
            }
        });
        found.collect()
    }
}

impl Look for InTexts {
    type Found = Box<[Hit]>;

    fn text(&mut self, text: &[u8]) -> Option<Box<[Hit]>> {
        let hits = self.hits(text);
        (!hits.is_empty()).then(|| hits.into())
    }
}

/// What is said of all findings in one version of a file.
pub(super) struct About<'a> {
    /// Absolute.
    pub(super) path: &'a Path,
    /// Why they stay.
    pub(super) reason: &'a str,
    /// The commit that brought them.
    pub(super) commit: Option<Commit>,
    /// What they stand in, where it is not parsed.
    pub(super) slot: Slot,
}

impl About<'_> {
    /// The finding of a hit.
    pub(super) fn hit(&self, hit: &Hit) -> Finding {
        let rule = (hit.rule.id, hit.rule.public_prefix());
        let place = (hit.line as usize, hit.column as usize);
        let span = hit.span.map(|at| at as usize);
        let found = in_text(self.path.display().to_string(), rule, place, span);
        self.stays(Finding { slot: self.slot, confidence: hit.confidence, ..found })
    }

    /// The finding as one of this version.
    fn stays(&self, finding: Finding) -> Finding {
        let (path, commit) = (self.path.display().to_string(), self.commit.clone());
        Finding { path, commit, reason: Some(self.reason.to_owned()), ..finding }
    }

    /// The findings of a parsed config, each with a number for its value.
    pub(super) fn parsed(&self, parsed: &Parsed, texts: &InTexts) -> Vec<(u64, Finding)> {
        let mut places = Places::new(&parsed.document);
        let finding = |found: &unplain_core::Found| {
            let value = parsed.value_of(found).unwrap_or_default();
            let finding = self.stays(in_config(parsed, found, &mut places));
            (texts.value(value.as_bytes()), finding)
        };
        parsed.found.iter().map(finding).collect()
    }
}

/// The config that a version of the file at `path` is: read with the secrets in it, or the place at which it is no config.
/// `None` if neither an agent reads a file of this name nor sets one variables.
pub(super) fn as_config(path: &Path, content: &[u8]) -> Option<Result<Parsed, (usize, usize)>> {
    let config: Config = config_at(path)?;
    let Ok(text) = std::str::from_utf8(content) else { return Some(Err((1, 1))) };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = Document::parse(text.to_owned(), config.format().into());
    Some(match document {
        Ok(document) => Ok(Parsed::new(config, document)),
        Err(error) => Err((error.line, error.column)),
    })
}

/// A problem of a repository.
pub(super) fn problem(
    code: &str,
    severity: Severity,
    repository: &Repository,
    message: impl Into<String>,
    help: &str,
) -> Problem {
    Problem::new(code, severity, message).at(repository.top()).help(help)
}
