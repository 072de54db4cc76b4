//! `--watch`: checks again whenever a file changes, and prints what is different then.

use std::path::{Path, PathBuf};

use unplain_core::{EnvironmentFile, Problem, project_file_names, schema::SCHEMA_PATH};
use unplain_host::{Area, Watcher};

use super::{gather::root, look};
use crate::{
    cli::{OutputFormat, Validate},
    context::Context,
    exit::{Exit, Failure},
    output, survey,
};

/// Runs until it is interrupted.
pub(super) fn run(args: &Validate, context: &Context) -> Result<Exit, Failure> {
    if !matches!(context.printer.format(), OutputFormat::Human | OutputFormat::Json) {
        let message = "--watch prints differences: it has the formats human and json only";
        return Err(Failure::new(Exit::Usage, "usage", message, "leave --format out"));
    }
    let paths: Vec<PathBuf> =
        args.paths.iter().map(|path| survey::absolute(path, &context.around)).collect();
    let root = root(&paths, &context.around);
    let mut singles = if args.user { users_folders(context) } else { Vec::new() };
    // git's index says what is tracked
    singles.extend(Some(root.join(".git")).filter(|folder| folder.is_dir()));
    let matters = |path: &Path| matters(path, &root, args);
    // watched before it is read, so that no change falls between the two
    let mut watcher = Watcher::new(std::slice::from_ref(&root), &singles, Area::Projects)?;
    let mut known: Vec<Problem> = Vec::new();
    let mut first = true;
    loop {
        let now = look(args, context)?.report.problems;
        let is_new = |problem: &&Problem| !known.iter().any(|old| same(old, problem));
        let gone: Vec<&Problem> =
            known.iter().filter(|old| !now.iter().any(|problem| same(old, problem))).collect();
        let appeared: Vec<&Problem> = now.iter().filter(is_new).collect();
        if first || !gone.is_empty() || !appeared.is_empty() {
            show(&appeared, &gone, now.len(), context);
        }
        first = false;
        known = now;
        watcher.wait(&matters)?;
    }
}

/// Whether it is the same problem, wherever in its file it stands by now.
fn same(one: &Problem, other: &Problem) -> bool {
    let key = |problem: &Problem| {
        let line = problem.line.filter(|_| problem.pointer.is_none());
        (problem.code.clone(), problem.path.clone(), problem.pointer.clone(), line)
    };
    key(one) == key(other) && one.variable == other.variable && one.message == other.message
}

fn show(appeared: &[&Problem], gone: &[&Problem], all: usize, context: &Context) {
    if context.printer.format() == OutputFormat::Json {
        let line = serde_json::json!({ "appeared": appeared, "gone": gone });
        output::put_out(&format!("{line}\n"));
        return;
    }
    let (good, bad) = (output::GOOD, output::BAD);
    let mut text = String::new();
    for problem in gone {
        text.push_str(&format!("{good}-{good:#} {}", line(problem, context)));
    }
    for problem in appeared {
        text.push_str(&format!("{bad}+{bad:#} {}", line(problem, context)));
    }
    text.push_str(&match all {
        0 => format!("{good}Everything agrees.{good:#}\n"),
        1 => "1 problem.\n".to_owned(),
        all => format!("{all} problems.\n"),
    });
    output::put_out(&text);
}

fn line(problem: &Problem, context: &Context) -> String {
    output::render(&Problem { help: None, ..problem.clone() }, &context.around.home)
}

/// Whether a change of this file can change the result.
fn matters(path: &Path, root: &Path, args: &Validate) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let below = path.strip_prefix(root).unwrap_or(path);
    project_file_names().contains(name)
        || EnvironmentFile::of(path).is_some()
        || below == Path::new(SCHEMA_PATH)
        || below.starts_with(".github/workflows")
        || matches!(name, "unplain.toml" | ".env.enc" | ".sops.yaml")
        || path.ends_with(".git/index")
        || args.schema.as_deref().and_then(Path::file_name) == path.file_name()
        || (args.user && !path.starts_with(root))
}

/// The folders of the user's own configs.
fn users_folders(context: &Context) -> Vec<PathBuf> {
    let configs = survey::user_configs(&context.around);
    let folders = configs.iter().filter_map(|config| config.path.parent());
    let mut folders: Vec<PathBuf> =
        folders.filter(|folder| folder.is_dir()).map(Path::to_owned).collect();
    folders.sort();
    folders.dedup();
    folders
}
