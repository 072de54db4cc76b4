//! A check's page: where it is, and its Markdown for other places than the repository.

use std::fmt::Write as _;

use unplain_core::validate::Check;

/// The folder that the pages' links are relative to.
const FOLDER: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/HEAD/docs/checks");

/// The address of a check's page.
pub(crate) fn address(check: &Check) -> String {
    format!("{FOLDER}/{}.md", check.code)
}

/// Markdown whose links lead to the repository, wherever it is shown.
pub(crate) fn absolute(markdown: &str) -> String {
    links(markdown, |text, address| format!("[{text}]({address})"))
}

/// Markdown as plain text: a link becomes its words and its address.
pub(crate) fn plain(markdown: &str) -> String {
    links(markdown, |text, address| format!("{text} ({address})"))
}

/// Paragraphs and lists broken into lines of at most `width` characters where words allow it; blocks of code stay.
pub(crate) fn wrapped(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut in_code = false;
    for line in text.lines() {
        let fence = line.trim_start().starts_with("```");
        if in_code || fence || line.starts_with("    ") {
            in_code ^= fence;
            let _ = writeln!(out, "{line}");
            continue;
        }
        let hang = if line.starts_with("- ") || line.starts_with("* ") { "  " } else { "" };
        let mut column = 0;
        for word in line.split_whitespace() {
            let length = word.chars().count();
            if column > 0 && column + 1 + length > width {
                let _ = write!(out, "\n{hang}");
                column = hang.len();
            } else if column > 0 {
                out.push(' ');
                column += 1;
            }
            out.push_str(word);
            column += length;
        }
        out.push('\n');
    }
    out
}

/// Replaces each `[text](address)`; relative addresses become whole ones.
fn links(markdown: &str, write: impl Fn(&str, &str) -> String) -> String {
    let mut out = String::new();
    let mut rest = markdown;
    while let Some((before, link)) = rest.split_once('[') {
        out.push_str(before);
        let parts = link.split_once("](").and_then(|(text, behind)| {
            let (address, behind) = behind.split_once(')')?;
            (!text.contains(['[', '\n'])).then_some((text, address, behind))
        });
        let Some((text, address, behind)) = parts else {
            out.push('[');
            rest = link;
            continue;
        };
        out.push_str(&write(text, &whole(address)));
        rest = behind;
    }
    out + rest
}

fn whole(address: &str) -> String {
    if address.contains("://") {
        return address.to_owned();
    }
    let mut folder = FOLDER;
    let mut rest = address;
    while let Some(up) = rest.strip_prefix("../") {
        folder = folder.rsplit_once('/').map_or(folder, |(parent, _)| parent);
        rest = up;
    }
    format!("{folder}/{rest}")
}

#[cfg(test)]
mod tests {
    use super::{absolute, plain, wrapped};

    #[test]
    fn links_lead_to_the_repository() {
        let text = "See [this](../settings.md#x), [that](undeclared-variable.md) or a[0].";
        let docs = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/HEAD/docs");
        let checks = format!("{docs}/checks/undeclared-variable.md");
        assert_eq!(
            absolute(text),
            format!("See [this]({docs}/settings.md#x), [that]({checks}) or a[0].")
        );
        assert_eq!(plain("[a](https://b.test/c)"), "a (https://b.test/c)");
    }

    #[test]
    fn words_are_kept_and_code_is_not_broken() {
        let text = "one two three\n\n- four five six\n\n```\na  long line of code\n```\n";
        assert_eq!(
            wrapped(text, 8),
            "one two\nthree\n\n- four\n  five\n  six\n\n```\na  long line of code\n```\n"
        );
    }
}
