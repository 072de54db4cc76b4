//! The project's workflows of GitHub Actions.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use unplain_core::{Problem, Severity, validate::Workflow};
use unplain_rewrite::{Document, Format};

/// No workflow that people write comes near it.
const MAX_BYTES: u64 = 1 << 20;

/// The workflows of the project at `root`, sorted; what cannot be read or does not parse is a problem.
pub(super) fn read(root: &Path, problems: &mut Vec<Problem>) -> Vec<Workflow> {
    let mut workflows = Vec::new();
    for path in files(&root.join(".github/workflows"), problems) {
        match parsed(&path) {
            Ok(document) => workflows.extend(document.map(|document| Workflow { path, document })),
            Err(problem) => problems.push(*problem),
        }
    }
    workflows
}

fn files(folder: &Path, problems: &mut Vec<Problem>) -> Vec<PathBuf> {
    let is_workflow =
        |path: &PathBuf| path.extension().is_some_and(|ending| ending == "yml" || ending == "yaml");
    let listed = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let mut files: Vec<PathBuf> = match listed {
        Ok(entries) => entries.iter().map(fs::DirEntry::path).filter(is_workflow).collect(),
        Err(error)
            if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) =>
        {
            Vec::new()
        }
        Err(error) => {
            let message = format!("could not be listed: {}", error.kind());
            problems.push(unreadable(folder, message, "check its permissions"));
            Vec::new()
        }
    };
    files.sort();
    files
}

/// What a file holds; nothing where it went, or is no file.
fn parsed(path: &Path) -> Result<Option<Document>, Box<Problem>> {
    // GitHub reads no folder of such a name
    let Ok(facts) = fs::metadata(path) else { return read_again(path) };
    if facts.is_dir() {
        return Ok(None);
    }
    if facts.len() > MAX_BYTES {
        let message = format!("is larger than {MAX_BYTES} bytes, and was not checked");
        return Err(Box::new(unreadable(
            path,
            message,
            "is it a workflow? Else move it elsewhere",
        )));
    }
    read_again(path)
}

fn read_again(path: &Path) -> Result<Option<Document>, Box<Problem>> {
    let snapshot = match unplain_host::read(path) {
        Ok(Some(snapshot)) => snapshot,
        Ok(None) => return Ok(None),
        Err(error) => return Err(Box::new(unreadable(path, error.message, &error.help))),
    };
    let parsed = Document::parse(snapshot.into_text(), Format::Yaml);
    parsed.map(Some).map_err(|error| {
        let problem =
            Problem::new("invalid", Severity::Error, format!("is no valid YAML: {error}"));
        Box::new(problem.at(path).on((error.line, error.column)).help("mend it there"))
    })
}

fn unreadable(path: &Path, message: String, help: &str) -> Problem {
    Problem::new("unreadable", Severity::Error, message).at(path).help(help)
}
