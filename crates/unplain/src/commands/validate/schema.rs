//! The project's schema.

use std::path::{Path, PathBuf};

use unplain_core::{
    Problem, Schema, Severity, Surroundings,
    schema::{SCHEMA_PATH, Wrong},
    validate::secrets_in_schema,
};
use unplain_host::{ReadError, ReadErrorKind};

use crate::survey;

/// The schema that was `given`, else that of the project at `root`. What is wrong with it is a problem, and so is that
/// there is none.
pub(super) fn read(
    root: &Path,
    given: Option<&Path>,
    around: &Surroundings,
    problems: &mut Vec<Problem>,
) -> Option<(PathBuf, Schema)> {
    let path = path(root, given, around);
    let snapshot = match unplain_host::read(&path) {
        Ok(Some(snapshot)) => snapshot,
        Ok(None) if given.is_some() => {
            let problem = Problem::new("no-such-path", Severity::Error, "there is no such schema");
            problems.push(problem.at(&path).help("check the path behind --schema"));
            return None;
        }
        Ok(None) => {
            let message = format!("there is no {SCHEMA_PATH}: only the rest is checked");
            let problem = Problem::new("no-schema", Severity::Note, message);
            problems.push(problem.help("`unplain schema init` writes one"));
            return None;
        }
        Err(error) => {
            problems.push(unreadable(error, &path));
            return None;
        }
    };
    understand(path, snapshot.text(), problems)
}

/// Where the schema is that was `given`, or that of the project at `root`.
pub(super) fn path(root: &Path, given: Option<&Path>, around: &Surroundings) -> PathBuf {
    match given {
        Some(given) => survey::absolute(given, around),
        None => root.join(SCHEMA_PATH),
    }
}

/// The schema that a text is.
pub(super) fn understand(
    path: PathBuf,
    text: &str,
    problems: &mut Vec<Problem>,
) -> Option<(PathBuf, Schema)> {
    problems.extend(secrets_in_schema(&path, text));
    match Schema::parse(text) {
        Ok(schema) => Some((path, schema)),
        Err(wrongs) => {
            problems.extend(wrongs.iter().map(|wrong| wrong.as_problem(&path)));
            None
        }
    }
}

fn unreadable(error: ReadError, path: &Path) -> Problem {
    if let ReadErrorKind::NotUtf8 { offset } = error.kind {
        let bytes = std::fs::read(path).unwrap_or_default();
        let before = bytes.get(..offset).unwrap_or_default();
        return Wrong::not_utf8(&String::from_utf8_lossy(before)).as_problem(path);
    }
    Problem::new("unreadable", Severity::Error, error.message).at(path).help(error.help)
}
