//! Paths with a step that stands for any folder or file of a kind, as `profiles/*/mcp.json`.

use std::path::{Component, Path, PathBuf};

/// The paths that `pattern` stands for: itself where no step has a `*`, else those below which its first steps exist,
/// sorted. One `*` in a step stands for any run of characters; folders that cannot be listed have no entries.
#[must_use]
pub fn paths_like(pattern: &Path) -> Vec<PathBuf> {
    let mut paths = vec![PathBuf::new()];
    for step in pattern.components() {
        let like = match step {
            Component::Normal(name) => name.to_str().and_then(|name| name.split_once('*')),
            _ => None,
        };
        match like {
            None => paths.iter_mut().for_each(|path| path.push(step)),
            Some((start, end)) => {
                paths = paths.iter().flat_map(|folder| entries(folder, start, end)).collect();
            }
        }
    }
    paths
}

/// What lies in a folder under names that start and end so.
fn entries(folder: &Path, start: &str, end: &str) -> Vec<PathBuf> {
    let fits = |name: &str| {
        name.len() >= start.len() + end.len() && name.starts_with(start) && name.ends_with(end)
    };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let named = entries.filter(|entry| entry.file_name().to_str().is_some_and(fits));
    let mut found: Vec<PathBuf> = named.map(|entry| entry.path()).collect();
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::paths_like;

    #[test]
    fn a_star_stands_for_what_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| folder.path().join(path);
        for made in ["profiles/b", "profiles/a", "Packages/Claude_x", "Packages/Other"] {
            std::fs::create_dir_all(at(made)).unwrap();
        }
        // Whether the rest exists is not asked.
        let found = paths_like(&at("profiles/*/mcp.json"));
        assert_eq!(found, [at("profiles/a/mcp.json"), at("profiles/b/mcp.json")]);
        assert_eq!(paths_like(&at("Packages/Claude*/c.json")), [at("Packages/Claude_x/c.json")]);
        assert!(paths_like(&at("nowhere/*/mcp.json")).is_empty());
    }

    #[test]
    fn a_path_without_a_star_is_itself() {
        for path in ["/nowhere/mcp.json", "relative/./file"] {
            assert_eq!(paths_like(Path::new(path)), [Path::new(path)]);
        }
    }
}
