//! The project's workflows of GitHub Actions.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use unplain_core::{Problem, Severity, validate::Workflow};
use unplain_rewrite::{Document, Format};

/// No workflow that people write comes near it.
const MAX_BYTES: u64 = 1 << 20;

/// Where GitHub looks for workflows.
pub(super) const FOLDER: &str = ".github/workflows";

/// Those workflows of the project at `root` that are `wanted`, sorted; what cannot be read or does not parse is a problem.
pub(super) fn read(
    root: &Path,
    wanted: &dyn Fn(&Path) -> bool,
    problems: &mut Vec<Problem>,
) -> Vec<Workflow> {
    let folder = root.join(FOLDER);
    let mut workflows = Vec::new();
    for path in files(&folder, problems).into_iter().filter(|path| wanted(path)) {
        match text(&path) {
            Ok(Some(text)) => workflows.extend(understand(path, text, problems)),
            Ok(None) => {}
            Err(problem) => problems.push(*problem),
        }
    }
    workflows
}

/// The workflow that a text is; what does not parse is a problem.
pub(super) fn understand(
    path: PathBuf,
    text: String,
    problems: &mut Vec<Problem>,
) -> Option<Workflow> {
    if text.len() as u64 > MAX_BYTES {
        problems.push(too_large(&path));
        return None;
    }
    match Document::parse(text, Format::Yaml) {
        Ok(document) => Some(Workflow { path, document }),
        Err(error) => {
            let message = format!("is no valid YAML: {}", error.kind);
            let problem = Problem::new("invalid", Severity::Error, message).at(&path);
            problems
                .push(problem.on((error.line, error.column)).help("mend it, then run this again"));
            None
        }
    }
}

fn too_large(path: &Path) -> Problem {
    let message = format!("is larger than {MAX_BYTES} bytes, and was not checked");
    unreadable(path, message, "is it a workflow? Else move it elsewhere")
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
fn text(path: &Path) -> Result<Option<String>, Box<Problem>> {
    match fs::metadata(path) {
        // GitHub reads no folder of such a name
        Ok(facts) if facts.is_dir() => return Ok(None),
        Ok(facts) if facts.len() > MAX_BYTES => return Err(Box::new(too_large(path))),
        _ => {}
    }
    match unplain_host::read(path) {
        Ok(snapshot) => Ok(snapshot.map(unplain_host::Snapshot::into_text)),
        Err(error) => Err(Box::new(unreadable(path, error.message, &error.help))),
    }
}

fn unreadable(path: &Path, message: String, help: &str) -> Problem {
    Problem::new("unreadable", Severity::Error, message).at(path).help(help)
}
