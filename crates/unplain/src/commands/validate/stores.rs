//! What is known of the stores. The project's is plain data here: it need not be trusted, and nothing in it is executed.

use std::path::{Path, PathBuf};

use unplain_core::{
    Problem, Severity,
    validate::{Owner, StoreFacts},
};
use unplain_provider_sops::{
    Broken, Closed, Fault, Format, Identities, Inspected, inspect, inspect_text, intended,
    intended_by,
};

use crate::{cli::Validate, context::Context, store::user_folder, survey::absolute};

/// The name of a store in its folder.
const NAME: &str = ".env.enc";
/// The name of what says for whom it is.
const RULES: &str = ".sops.yaml";

/// The store of the project at `root`, and the user's where that is asked for. They are opened only with
/// `--check-store`; what is wrong with their files is told.
pub(super) fn look(
    root: &Path,
    args: &Validate,
    context: &Context,
    problems: &mut Vec<Problem>,
) -> Vec<StoreFacts> {
    let around = &context.around;
    let of_project = root.join(NAME);
    let asked_for = |path: &PathBuf| {
        let path = absolute(path, around);
        path == root || path == of_project
    };
    let mut files = Vec::new();
    if args.check_store || args.paths.is_empty() || args.paths.iter().any(asked_for) {
        files.push((of_project, Owner::Project));
    }
    if args.user {
        files.push((user_folder(around).join(NAME), Owner::User));
    }
    let keys = args.check_store.then(|| Identities::find(around));
    let facts_of = |(path, owner): (PathBuf, Owner)| {
        let seen = inspect(&path)?;
        let intended = intended(&path);
        Some(facts(&seen, path, owner, intended, keys.as_ref(), problems))
    };
    files.into_iter().filter_map(facts_of).collect()
}

/// The files at a repository's top that say what its store is.
pub(super) const FILES: [&str; 2] = [NAME, RULES];

/// The store at a repository's `top` as it is staged. `text` gives the staged text of one of [`FILES`].
pub(super) fn staged(
    top: &Path,
    text: &mut dyn FnMut(&str) -> Option<String>,
    problems: &mut Vec<Problem>,
) -> Vec<StoreFacts> {
    let Some(store) = text(NAME) else { return Vec::new() };
    let path = top.join(NAME);
    let seen = inspect_text(&store, Format::of(&path));
    let rules = text(RULES).unwrap_or_default();
    let intended = intended_by(&rules, NAME).map_err(|broken| (top.join(RULES), broken));
    vec![facts(&seen, path, Owner::Project, intended, None, problems)]
}

/// What a store tells; its values only where there are keys to open it with.
fn facts(
    seen: &Inspected,
    path: PathBuf,
    owner: Owner,
    intended: Result<Option<Vec<String>>, (PathBuf, Broken)>,
    keys: Option<&Identities>,
    problems: &mut Vec<Problem>,
) -> StoreFacts {
    problems.extend(seen.faults.iter().map(|broken| problem(broken, &path)));
    let values = keys.and_then(|keys| match seen.open(keys) {
        Ok(values) => seen.names.is_some().then_some(values),
        Err(closed) => {
            let told = not_opened(&closed, seen, &path);
            // where the file is known to be wrong, it need not be said that it did not open
            if seen.faults.is_empty() || matches!(closed, Closed::Broken(_)) {
                problems.push(told);
            }
            None
        }
    });
    let intended = intended.unwrap_or_else(|(rules, broken)| {
        problems.push(rules_problem(&rules, &broken));
        None
    });
    StoreFacts {
        owner,
        names: seen.names.clone(),
        recipients: seen.recipients.clone(),
        intended: intended.filter(|_| !seen.recipients.is_empty()),
        changed: seen.last_modified.as_deref().and_then(day),
        values,
        path,
    }
}

/// The day in an RFC 3339 time in UTC.
fn day(time: &str) -> Option<String> {
    time.split_once('T').map(|(day, _)| day.to_owned())
}

fn not_opened(closed: &Closed, seen: &Inspected, path: &Path) -> Problem {
    let (message, help) = match closed {
        Closed::Broken(broken) => return problem(broken, path),
        Closed::NotForUs { looked_at } => (
            format!(
                "none of the age identities here opens it; it is for {}",
                seen.recipients.join(", ")
            ),
            format!(
                "bring one of these identities to a place that sops knows; looked at: {looked_at}"
            ),
        ),
        Closed::Damaged(recipient) => (
            format!("what it keeps for your recipient {recipient} is damaged"),
            "take an older copy of the file".to_owned(),
        ),
    };
    Problem::new("store-not-opened", Severity::Error, message).at(path).help(help)
}

/// What is wrong with a store's file.
fn problem(broken: &Broken, path: &Path) -> Problem {
    let code = match broken.fault {
        Fault::Conflict => "store-conflict",
        Fault::InClear => "store-plain-value",
        Fault::Twice => "store-encrypted-twice",
        Fault::Tampered => "store-mac",
        Fault::Unread => "unreadable",
        Fault::Unusable => "store-invalid",
    };
    placed(code, broken, path)
}

/// Why it is not known for whom a store should be.
fn rules_problem(rules: &Path, broken: &Broken) -> Problem {
    placed(if broken.fault == Fault::Unread { "unreadable" } else { "invalid" }, broken, rules)
}

fn placed(code: &str, broken: &Broken, path: &Path) -> Problem {
    let problem =
        Problem::new(code, Severity::Error, broken.what.clone()).at(path).help(broken.help);
    match broken.line {
        Some(line) => problem.on((line, 1)),
        None => problem,
    }
}
