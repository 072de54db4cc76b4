//! `cargo xtask generate`: files that are made from the code, written or compared.

mod agents_page;
mod report_schema;

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};

use crate::project;

/// Arguments of `cargo xtask generate`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Change nothing; fail if a file is not what would be written.
    #[arg(long)]
    pub(crate) check: bool,
}

/// A file in the repository that is made from the code.
struct Generator {
    /// Its path from the workspace's root.
    path: &'static str,
    /// What stands in it: the whole text, with its last newline.
    text: fn() -> Result<String>,
}

/// All generated files. A new one is a row here.
const GENERATORS: &[Generator] = &[
    Generator { path: "schema/report.json", text: report_schema::text },
    Generator { path: "docs/agents.md", text: agents_page::text },
];

/// Writes the generated files, or checks them.
pub(crate) fn main(args: Args) -> Result<()> {
    let stale = refresh(project::root(), GENERATORS, args.check)?;
    if !stale.is_empty() && args.check {
        bail!("not fresh: {}; run `cargo xtask generate` and commit the result", stale.join(", "));
    }
    for path in stale {
        println!("written: {path}");
    }
    Ok(())
}

/// The paths of the files that are not what their generator says; unless `check`, they are written.
fn refresh(root: &Path, generators: &[Generator], check: bool) -> Result<Vec<&'static str>> {
    let mut stale = Vec::new();
    for Generator { path, text } in generators {
        let text = text().with_context(|| format!("cannot make {path}"))?;
        let file = root.join(path);
        if fs::read_to_string(&file).is_ok_and(|old| old == text) {
            continue;
        }
        stale.push(*path);
        if !check {
            if let Some(folder) = file.parent() {
                fs::create_dir_all(folder)
                    .with_context(|| format!("cannot make the folder of {path}"))?;
            }
            fs::write(&file, text).with_context(|| format!("cannot write {path}"))?;
        }
    }
    Ok(stale)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{Generator, refresh};

    const ONE: &[Generator] = &[Generator { path: "made/here.txt", text: || Ok("new\n".into()) }];

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
}
