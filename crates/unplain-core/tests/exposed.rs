//! Who may look into a secret: a list, so that a new place is a decision.

use std::{collections::BTreeMap, fs, path::Path};

/// Files that call `Secret::expose`, and how often.
const ALLOWED: &[(&str, usize)] = &[
    ("crates/unplain-core/src/mask/mod.rs", 1),
    ("crates/unplain-core/src/plan/name.rs", 2),
    ("crates/unplain-core/src/plan/proof.rs", 1),
    ("crates/unplain-core/src/remote.rs", 1),
    ("crates/unplain-core/src/schema/draft.rs", 1),
    ("crates/unplain-core/src/trace.rs", 3),
    ("crates/unplain-core/src/validate/project.rs", 1),
    ("crates/unplain-provider-sops/src/store.rs", 1),
    ("crates/unplain-provider-sops/src/store/edit.rs", 4),
    ("crates/unplain/src/commands/bridge.rs", 2),
    ("crates/unplain/src/commands/doctor/kept.rs", 1),
    ("crates/unplain/src/commands/get.rs", 1),
    ("crates/unplain/src/commands/guard.rs", 1),
    ("crates/unplain/src/commands/run.rs", 3),
    ("crates/unplain/src/commands/headers.rs", 1),
    ("crates/unplain/src/commands/undo.rs", 2),
    ("crates/unplain/src/commands/unwrap.rs", 1),
    ("crates/unplain/src/delivery.rs", 2),
];

#[test]
fn only_listed_files_expose_secrets() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = BTreeMap::new();
    let mut folders = vec![root.join("crates")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of the project") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name =
                path.strip_prefix(&root).expect("below the root").to_string_lossy().into_owned();
            if !name.ends_with(".rs") || !name.contains("/src/") || name.ends_with("tests.rs") {
                continue;
            }
            let text = fs::read_to_string(&path).expect("a source file");
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            let count = code.matches(".expose()").count();
            if count > 0 {
                found.insert(name, count);
            }
        }
    }
    let allowed: BTreeMap<String, usize> =
        ALLOWED.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
    assert_eq!(found, allowed);
}
