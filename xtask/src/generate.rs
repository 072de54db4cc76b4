//! `cargo xtask generate`: files that are made from the code, written or compared.

mod agents_page;
mod checks_pages;
mod pre_commit_hooks;
mod report_schema;

use std::{collections::BTreeSet, fs, path::Path};

use anyhow::{Context, Result, bail};

use crate::project;

/// Arguments of `cargo xtask generate`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Change nothing; fail if a file is not what would be written.
    #[arg(long)]
    pub(crate) check: bool,
}

/// What is made from the code.
enum Generator {
    /// A file in the repository.
    File {
        /// Its path from the workspace's root.
        path: &'static str,
        /// What stands in it: the whole text, with its last newline.
        text: fn() -> Result<String>,
    },
    /// A folder in which nothing else stands.
    Folder {
        /// Its path from the workspace's root.
        path: &'static str,
        /// The name and the text of each of its files.
        files: fn() -> Result<Vec<(String, String)>>,
    },
}

/// All that is generated. What is new is a row here.
const GENERATORS: &[Generator] = &[
    Generator::File { path: ".pre-commit-hooks.yaml", text: pre_commit_hooks::text },
    Generator::File { path: "schema/report.json", text: report_schema::text },
    Generator::File {
        path: "schema/secrets.schema.json",
        text: || Ok(unplain_core::schema::form::SecretsSchema::json_schema()),
    },
    Generator::File { path: "docs/agents.md", text: agents_page::text },
    Generator::Folder { path: "docs/checks", files: checks_pages::files },
];

/// Writes the generated files, or checks them.
pub(crate) fn main(args: Args) -> Result<()> {
    let stale = refresh(project::root(), GENERATORS, args.check)?;
    if !stale.is_empty() && args.check {
        bail!("not fresh: {}; run `cargo xtask generate` and commit the result", stale.join(", "));
    }
    for path in stale {
        println!("made fresh: {path}");
    }
    Ok(())
}

/// The paths of the files that are not what their generator says; unless `check`, they are written, or removed where no
/// generator makes them any more.
fn refresh(root: &Path, generators: &[Generator], check: bool) -> Result<Vec<String>> {
    let mut stale = Vec::new();
    for generator in generators {
        match generator {
            Generator::File { path, text } => {
                let text = text().with_context(|| format!("cannot make {path}"))?;
                write(root, path, &text, check, &mut stale)?;
            }
            Generator::Folder { path, files } => {
                let files = files().with_context(|| format!("cannot make {path}"))?;
                for (name, text) in &files {
                    write(root, &format!("{path}/{name}"), text, check, &mut stale)?;
                }
                let made: BTreeSet<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
                remove(root, path, &made, check, &mut stale)?;
            }
        }
    }
    Ok(stale)
}

fn write(root: &Path, path: &str, text: &str, check: bool, stale: &mut Vec<String>) -> Result<()> {
    let file = root.join(path);
    if fs::read_to_string(&file).is_ok_and(|old| old == text) {
        return Ok(());
    }
    stale.push(path.to_owned());
    if !check {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)
                .with_context(|| format!("cannot make the folder of {path}"))?;
        }
        fs::write(&file, text).with_context(|| format!("cannot write {path}"))?;
    }
    Ok(())
}

/// Takes the files out of a folder that are not `made`.
fn remove(
    root: &Path,
    folder: &str,
    made: &BTreeSet<&str>,
    check: bool,
    stale: &mut Vec<String>,
) -> Result<()> {
    for entry in fs::read_dir(root.join(folder)).into_iter().flatten() {
        let entry = entry.with_context(|| format!("cannot list {folder}"))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if made.contains(name.as_str()) {
            continue;
        }
        let path = format!("{folder}/{name}");
        if !check {
            fs::remove_file(entry.path()).with_context(|| format!("cannot remove {path}"))?;
        }
        stale.push(path);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{Generator, refresh};

    const ONE: &[Generator] =
        &[Generator::File { path: "made/here.txt", text: || Ok("new\n".into()) }];
    const MANY: &[Generator] = &[Generator::Folder {
        path: "pages",
        files: || Ok(vec![("a.md".into(), "a\n".into()), ("b.md".into(), "b\n".into())]),
    }];

    #[test]
    fn checking_tells_and_changes_nothing_while_writing_makes_it_fresh() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("made/here.txt");

        assert_eq!(refresh(root.path(), ONE, true).unwrap(), ["made/here.txt"]);
        assert!(!file.exists());

        assert_eq!(refresh(root.path(), ONE, false).unwrap(), ["made/here.txt"]);
        assert_eq!(fs::read_to_string(&file).unwrap(), "new\n");
        assert!(refresh(root.path(), ONE, true).unwrap().is_empty());

        fs::write(&file, "old\n").unwrap();
        assert_eq!(refresh(root.path(), ONE, true).unwrap(), ["made/here.txt"]);
    }

    #[test]
    fn a_folder_holds_what_is_made_and_nothing_else() {
        let root = tempfile::tempdir().unwrap();
        assert_eq!(refresh(root.path(), MANY, true).unwrap(), ["pages/a.md", "pages/b.md"]);
        refresh(root.path(), MANY, false).unwrap();

        let gone = root.path().join("pages/gone.md");
        fs::write(&gone, "of a check that is no more\n").unwrap();
        assert_eq!(refresh(root.path(), MANY, true).unwrap(), ["pages/gone.md"]);
        assert!(gone.exists());

        assert_eq!(refresh(root.path(), MANY, false).unwrap(), ["pages/gone.md"]);
        assert!(!gone.exists());
        assert!(refresh(root.path(), MANY, true).unwrap().is_empty());
    }
}
