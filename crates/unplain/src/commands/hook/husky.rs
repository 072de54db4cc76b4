//! husky: a block in `.husky/pre-commit`, a file of the repository that everybody shares.

use std::path::Path;

use super::{
    CHECK, Wanted,
    step::{Plan, Step},
};
use crate::{context::Context, exit::Failure};

const BEGIN: &str = "# unplain: begin (`unplain hook git --remove` takes this block out)\n";
const END: &str = "# unplain: end";
const SHEBANG: &str = "#!/bin/sh\n";

pub(super) fn plan(folder: &Path, wanted: Wanted, context: &Context) -> Result<Plan, Failure> {
    let hook = folder.join("pre-commit");
    let shown = context.short(&hook);
    let old = unplain_host::read(&hook)?;
    let text = old.as_ref().map(|old| old.text().to_owned());
    let steps = match (wanted, text.as_deref().and_then(block), old) {
        (Wanted::Installed, Some(_), _) => {
            return Ok(Plan::nothing(format!("{shown} runs {CHECK} already: nothing changed")));
        }
        (Wanted::Installed, None, Some(old)) => {
            let text = with_block(old.text());
            vec![Step::Edit { old, text }]
        }
        (Wanted::Installed, None, None) => {
            vec![Step::Write { path: hook, text: with_block(SHEBANG) }]
        }
        (Wanted::Removed, Some(span), Some(old)) => {
            let mut text = old.text().to_owned();
            text.replace_range(span, "");
            if text == SHEBANG {
                vec![Step::Delete { path: hook }]
            } else {
                vec![Step::Edit { old, text }]
            }
        }
        (Wanted::Removed, ..) => {
            return Ok(Plan::nothing(format!("{shown} does not run {CHECK}: nothing to remove")));
        }
    };
    let note = "husky runs it; the file belongs to the repository: commit it".to_owned();
    Ok(Plan { steps, notes: vec![note] })
}

/// Where our block stands, with the line end that was added before it.
fn block(text: &str) -> Option<std::ops::Range<usize>> {
    let start = text.find(BEGIN)?;
    let end = start + text.get(start..)?.find(END)? + END.len();
    if text.get(end..)?.starts_with('\n') {
        return Some(start..end + 1);
    }
    // The file had no last line end, and has none so that this is known.
    Some(start.saturating_sub(1)..end)
}

/// The text with the block at its end, or before the line that ends the script.
fn with_block(text: &str) -> String {
    let lines = format!(
        "{BEGIN}if ! command -v unplain >/dev/null 2>&1; then\n  \
           echo 'unplain is not on PATH: install it, or commit unchecked this once: git commit --no-verify' >&2\n  \
           exit 1\nfi\n{CHECK} || exit $?\n{END}"
    );
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let word = line.split_whitespace().next().unwrap_or_default();
        if line.starts_with(word) && matches!(word, "exec" | "exit") {
            let (before, after) = text.split_at(at);
            return format!("{before}{lines}\n{after}");
        }
        at += line.len();
    }
    if text.is_empty() || text.ends_with('\n') {
        format!("{text}{lines}\n")
    } else {
        format!("{text}\n{lines}")
    }
}

#[cfg(test)]
mod tests {
    use super::{block, with_block};

    #[test]
    fn what_comes_in_goes_out_again_to_the_byte() {
        for text in
            ["", "npm test\n", "npm test", "#!/bin/sh\n\nlint\nexec npm test\n", "exit", "a\r\n"]
        {
            let mut with = with_block(text);
            let span = block(&with).expect("a block");
            with.replace_range(span, "");
            assert_eq!(with, text);
        }
    }
}
