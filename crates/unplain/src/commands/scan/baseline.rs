//! `--write-baseline`: allows what is there now, so that only what comes counts.

use std::{
    collections::{BTreeMap, BTreeSet},
    hash::{BuildHasher as _, RandomState},
    path::{Path, PathBuf},
};

use unplain_core::{
    Finding, Problem, Severity,
    allow::{Fingerprint, NewEntry, Paths, Salt, allow_entries, appended},
};
use unplain_host::Trust;

use super::Outcome;
use crate::{
    allowed::Evidence, commands::findings::counts, context::Context, exit::Failure,
    settings::FILE_NAME,
};

/// Appends an entry for each finding that counts to the project's `unplain.toml`, which is made if there is none.
pub(super) fn write(outcome: &mut Outcome, context: &Context) -> Result<(), Failure> {
    let root = root(&context.around.cwd);
    let file = root.join(FILE_NAME);
    let old = unplain_host::read(&file)?;
    let text = old.as_ref().map_or("", |snapshot| snapshot.text());
    let known = allow_entries(text, Paths::Relative).map_err(|wrong| {
        let place = format!("line {}, column {}", wrong.line, wrong.column);
        let message = format!("`{}`, {place}: {}", file.display(), wrong.message);
        Failure::incomplete("settings", message, wrong.help)
    })?;
    let salts = known.iter().filter_map(|entry| entry.fingerprint.as_ref()?.usual_salt());
    let salt = salts.into_iter().next().unwrap_or_else(new_salt);

    let counted: Vec<&Finding> = outcome.findings.iter().filter(|one| counts(one)).collect();
    let progress = context.printer.progress("Hashing the values");
    let mut evidence = Evidence::new(&outcome.configs);
    let mut made: BTreeMap<[u8; 32], Fingerprint> = BTreeMap::new();
    let mut entries = Vec::new();
    let mut different = BTreeSet::new();
    let mut left_out = 0;
    for finding in counted {
        let below = below(&root, Path::new(&finding.path));
        let (Some(path), Some(value)) = (below, evidence.value(finding)) else {
            left_out += 1;
            continue;
        };
        let fingerprint = made
            .entry(unplain_host::sha256(value.as_bytes()))
            .or_insert_with(|| Fingerprint::of(value, &salt));
        let by_line = finding.pointer.starts_with("#line:");
        let entry = NewEntry {
            rule: finding.rule.clone(),
            path,
            pointer: (!by_line).then(|| finding.pointer.clone()),
            fingerprint: fingerprint.clone(),
            reason: format!("baseline of {}", unplain_host::utc_day(std::time::SystemTime::now())),
        };
        if different.insert(entry.clone()) {
            entries.push(entry);
        }
    }
    drop(progress);
    if left_out > 0 {
        let places = if left_out == 1 { "1 finding" } else { "some findings" };
        let message =
            format!("{places} outside of the project or in its history: not in the baseline");
        let problem = Problem::new("not-in-baseline", Severity::Warning, message).at(&file);
        outcome.problems.push(problem.help("allow them in the user's settings, or move them"));
    }
    if entries.is_empty() {
        context.printer.talk("Nothing to write to the baseline.\n");
        return Ok(());
    }
    let new = appended(text, &entries);
    if allow_entries(&new, Paths::Relative).is_err() {
        let message = format!("entries can't be appended to `{}`", file.display());
        let help = "write its `allow` as tables under `[[allow]]`";
        return Err(Failure::incomplete("settings", message, help));
    }
    match &old {
        None => unplain_host::create_new(&file, &new)?,
        Some(snapshot) => {
            let trust = unplain_host::is_allowed(&context.around, snapshot)?;
            let written = unplain_host::replace(snapshot, &new).map_err(|error| {
                Failure::incomplete("not-replaceable", error.to_string(), error.help())
            })?;
            // it is as the user trusted it, and what was added, the user has just asked for
            if trust == Trust::Allowed {
                unplain_host::allow(&context.around, &written)?;
            }
        }
    }
    let count = entries.len();
    context.printer.talk(&format!(
        "{count} new `[[allow]]` {} in {}.\n",
        if count == 1 { "entry" } else { "entries" },
        context.short(&file)
    ));
    Ok(())
}

/// The project that a folder lies in: where its `unplain.toml` is, else its git root, else the folder.
fn root(folder: &Path) -> PathBuf {
    let git = unplain_host::git_root(folder);
    let inside = |folder: &&Path| git.as_ref().is_none_or(|git| folder.starts_with(git));
    let settings = unplain_host::ancestors_until_root(folder)
        .take_while(inside)
        .find(|folder| folder.join(FILE_NAME).exists());
    settings.map(Path::to_path_buf).or(git).unwrap_or_else(|| folder.to_path_buf())
}

/// The path from `root` on, if the file lies below it, links followed.
fn below(root: &Path, path: &Path) -> Option<String> {
    let (real_root, real) = (root.canonicalize().ok()?, path.canonicalize().ok()?);
    let below = real.strip_prefix(&real_root).ok()?;
    let below = path.strip_prefix(root).unwrap_or(below);
    let text = below.to_str()?;
    Some(if cfg!(windows) { text.replace('\\', "/") } else { text.to_owned() })
}

/// Salt need not be secret, only of its own: the standard library's hasher is keyed by the system's randomness.
fn new_salt() -> Salt {
    let mut salt = Salt::default();
    for half in salt.chunks_mut(8) {
        let number =
            RandomState::new().hash_one((std::process::id(), std::time::SystemTime::now()));
        half.copy_from_slice(&number.to_le_bytes());
    }
    salt
}
