//! The agents' versions, as their programs say them.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use unplain_core::{Agent, Surroundings};

use super::Patient;

/// How long a program may take.
const LIMIT: Duration = Duration::from_secs(10);

/// What a program gets of the environment: what it needs to be started at all, and no display that it could open a
/// window on.
const PASSED: &[&str] = &[
    "HOME",
    "PATH",
    "Path",
    "LANG",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_CACHE_HOME",
    "XDG_STATE_HOME",
    "SystemRoot",
    "USERPROFILE",
    "APPDATA",
    "LOCALAPPDATA",
];

/// Asks all programs at once.
pub(super) fn ask(patients: &mut [Patient<'_>], around: &Surroundings) {
    let named = PASSED.iter().filter_map(|name| Some((*name, around.env.get(*name)?)));
    let env: BTreeMap<String, String> =
        named.map(|(name, value)| (name.to_owned(), value.clone())).collect();
    thread::scope(|scope| {
        for patient in patients {
            let Some(program) = program(patient.agent, around) else { continue };
            let env = &env;
            scope.spawn(move || {
                let text = unplain_host::ask(&program, &["--version"], env, LIMIT);
                patient.version = text.as_deref().and_then(version).map(str::to_owned);
            });
        }
    });
}

/// The first of an agent's programs on PATH, unless it is a project's own.
fn program(agent: &Agent, around: &Surroundings) -> Option<PathBuf> {
    let found = agent.programs.iter().find_map(|name| unplain_host::find_program(name, around))?;
    let project = unplain_host::git_root(&around.cwd).unwrap_or_else(|| around.cwd.clone());
    // the home folder is the user's own, whether or not it is a repository
    let is_project = !around.home.starts_with(&project);
    let inside = |path: &Path| path.starts_with(&project);
    let real = std::fs::canonicalize(&found).unwrap_or_else(|_| found.clone());
    let real_project = std::fs::canonicalize(&project).unwrap_or_else(|_| project.clone());
    let of_project = is_project && (inside(&found) || real.starts_with(real_project));
    (!of_project).then_some(found)
}

/// The first word of a text that is like a version.
fn version(text: &str) -> Option<&str> {
    text.get(..text.len().min(4096)).unwrap_or(text).split_whitespace().find_map(bare)
}

/// The version that a word is, without what is around it.
fn bare(word: &str) -> Option<&str> {
    let start = word.find(|c: char| c.is_ascii_digit())?;
    let (before, rest) = word.split_at(start);
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || ".-+".contains(c)));
    let found = rest.get(..end.unwrap_or(rest.len()))?.trim_end_matches(['.', '-', '+']);
    let lead = matches!(before.trim_start_matches(['(', '"', '@']), "" | "v" | "V");
    (lead && found.contains('.') && found.len() <= 40).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn versions_are_found_as_agents_print_them() {
        for (text, is) in [
            ("2.1.330 (Claude Code)", Some("2.1.330")),
            ("codex-cli 0.169.0\n", Some("0.169.0")),
            ("v1.2.3-beta.1, built today", Some("1.2.3-beta.1")),
            ("Zed 0.200.0 – /usr/bin/zed", Some("0.200.0")),
            ("no version", None),
            ("took 12 tries", None),
        ] {
            assert_eq!(version(text), is, "{text}");
        }
    }
}
