//! `.pre-commit-hooks.yaml`: what pre-commit runs on which files. The names come from the agents' data.

use std::collections::BTreeSet;

use anyhow::Result;
use unplain_core::{AgentFile, agents};

/// What `validate` reads besides agents' configs, as regular expressions.
const OTHERS: &[&str] = &[
    r"secrets/schema\.json",
    r"\.env(\.[^/]+)?",
    r"\.sops\.yaml",
    r"unplain\.toml",
    r"\.github/workflows/[^/]+\.ya?ml",
];

pub(super) fn text() -> Result<String> {
    Ok(format!(
        "# Written by `cargo xtask generate`.\n\
         - id: unplain\n  \
           name: unplain validate\n  \
           description: Agents' configs, secrets/schema.json and stores agree, and hold no secret in plain text.\n  \
           entry: ci/pre-commit.sh\n  \
           language: script\n  \
           pass_filenames: true\n  \
           require_serial: true\n  \
           files: '{}'\n",
        pattern()
    ))
}

/// Fits the paths of all files that `validate` reads, and no others.
fn pattern() -> String {
    let files = agents().iter().flat_map(|agent| &agent.files);
    let paths: BTreeSet<String> = files.flat_map(AgentFile::project_paths).map(escaped).collect();
    let all: Vec<String> =
        paths.into_iter().chain(OTHERS.iter().map(|other| (*other).to_owned())).collect();
    format!("(^|/)({})$", all.join("|"))
}

fn escaped(path: &str) -> String {
    let mut text = String::new();
    for character in path.chars() {
        if !character.is_ascii_alphanumeric() && !"/_-".contains(character) {
            text.push('\\');
        }
        text.push(character);
    }
    text
}
