//! Shells' start-up files and `.env` files: how they call `unplain`, and what is said about them.

use std::{fs, path::Path};

use unplain_core::{Loader, Os, Parsed, Plan, TakenBy};

use crate::{
    context::Context,
    exit::Failure,
    output::{STRONG, table},
};

/// Folders in which a shell looks before any start-up file has set PATH.
const SEARCHED_FIRST: &[&str] = &["/usr/bin", "/bin"];

/// How a start-up file calls this program: by its absolute path, unless every shell finds it before the file has said
/// where to look.
pub(super) fn loader(context: &Context) -> Result<Loader, Failure> {
    let around = &context.around;
    let own = std::env::current_exe().map_err(|_| {
        Failure::incomplete(
            "machine",
            "it is not known where this program lies, so no shell can be told to run it",
            "leave --include-shell out",
        )
    })?;
    let is_own = |path: &Path| same_file(path, &own);
    // A link on PATH outlives the version that it points to.
    let program = unplain_host::find_program("unplain", around).filter(|path| is_own(path));
    let program = program.unwrap_or_else(|| own.clone());
    let folder = program.parent().and_then(Path::to_str).unwrap_or_default();
    let local = around.os == Os::Linux && folder == "/usr/local/bin";
    let searched = local || SEARCHED_FIRST.contains(&folder);
    Ok(Loader::new(&program, &around.home, searched && program.ends_with("unplain")))
}

fn same_file(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| fs::canonicalize(path).ok();
    real(one).is_some() && real(one) == real(other)
}

/// What there is to know once a plan is carried out; empty where it changes no such file.
pub(super) fn after(plan: &Plan, parsed: &[Parsed], context: &Context) -> String {
    let files = plan.rewrites.iter().filter_map(|rewrite| parsed.get(rewrite.file));
    let (mut loading, mut asks_direnv) = (Vec::new(), false);
    let mut shortened = Vec::new();
    for parsed in files {
        let Some(file) = parsed.config.environment else { continue };
        let name = context.short(&parsed.config.path);
        asks_direnv |= parsed.config.path.ends_with(".envrc");
        match file.taken_by {
            TakenBy::Shell => loading.push(vec![name]),
            TakenBy::Reader | TakenBy::Owner => shortened.push(vec![name]),
        }
    }
    let mut text = String::new();
    if !loading.is_empty() {
        text.push_str(
            "\nNew shells load these values from the store, with `unplain` and your key at hand:\n",
        );
        text.push_str(&table(&["file"], &loading));
        if asks_direnv {
            text.push_str(
                "direnv asks for `direnv allow` once more, for the file is another one now.\n",
            );
        }
    }
    if !shortened.is_empty() {
        let start = format!("{STRONG}unplain run -- CMD{STRONG:#}");
        text.push_str(&format!(
            "\nThe values are no longer in these files; start what reads them with {start}:\n"
        ));
        text.push_str(&table(&["file"], &shortened));
    }
    text
}
