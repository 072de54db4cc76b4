//! A summary in Markdown, for the page of a CI job.

use std::fmt::Write as _;

use unplain_core::{Problem, validate::check};
use unplain_host::printable;

use super::{Checked, checked::word, frame::start, page::address, place::Base};

/// GitHub takes a mebibyte a step: so many rows always fit.
const ROWS: usize = 200;

/// How many characters of a stranger's text a cell holds.
const CELL: usize = 400;

/// The result, a table of what is wrong, and what was looked at.
pub(super) fn render(checked: &Checked, base: &Base) -> String {
    let headline = checked.count().unwrap_or_else(|| {
        if checked.files.is_empty() { "nothing to check" } else { "everything agrees" }.to_owned()
    });
    let mut text = format!("## unplain validate: {headline}\n\n");
    if checked.is_incomplete() {
        text.push_str("**Not everything could be checked.**\n\n");
    }
    let mut problems: Vec<&Problem> = checked.problems().iter().collect();
    // what is left out is the least
    problems.sort_by_key(|problem| std::cmp::Reverse(problem.severity));
    if !problems.is_empty() {
        text.push_str("| severity | check | place | what is wrong |\n| --- | --- | --- | --- |\n");
        text.extend(problems.iter().take(ROWS).map(|problem| row(problem, base)));
        text.push('\n');
    }
    if problems.len() > ROWS {
        let _ = writeln!(text, "… and {} more.\n", problems.len() - ROWS);
    }
    let _ = writeln!(text, "Looked at {}.", checked.extent());
    text
}

fn row(problem: &Problem, base: &Base) -> String {
    let code = escaped(&problem.code);
    let code = match check(&problem.code) {
        Some(check) => format!("[{code}]({})", address(check)),
        None => code,
    };
    let mut place = match &problem.path {
        Some(path) => base.relative(path).unwrap_or_else(|| path.clone()),
        None => String::new(),
    };
    if let (Some(line), false) = (problem.line, place.is_empty()) {
        let _ = write!(place, ":{line}");
    }
    let message = with_code(&problem.message);
    let help = problem.help.as_ref().map(|help| format!("<br>{}", with_code(help)));
    let (severity, place, help) =
        (word(problem.severity), escaped(&place), help.unwrap_or_default());
    format!("| {severity} | {code} | {place} | {message}{help} |\n")
}

/// A text of ours with names of a stranger in it: what stands between backticks is shown as code.
fn with_code(text: &str) -> String {
    let text = start(text, CELL);
    let mut parts: Vec<&str> = text.split('`').collect();
    // without a partner, the last backtick is text
    let odd = parts.len().is_multiple_of(2).then(|| parts.pop()).flatten();
    let mut out = String::new();
    for (number, part) in parts.into_iter().enumerate() {
        match number % 2 {
            0 => out.push_str(&escaped(part)),
            _ => out.push_str(&format!("<code>{}</code>", escaped(part))),
        }
    }
    out.extend(odd.map(|part| escaped(&format!("`{part}"))));
    out
}

/// Text that stays text in a cell of a table: no sign in it means anything to Markdown, HTML or GitHub's formulas, and
/// nothing becomes a link.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in printable(&start(text, CELL)).chars() {
        match c {
            '$' => out.push_str("&#36;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '&' | '#' | '!' | '~' | '{'
            | '}' => {
                out.extend(['\\', c]);
            }
            c => out.push(c),
        }
    }
    out.replace("://", "\\://").replace("www.", "www\\.").replace('@', "&#64;")
}

#[cfg(test)]
mod tests {
    use super::{escaped, with_code};

    #[test]
    fn a_name_of_any_signs_stays_in_its_cell() {
        let hostile = "a|b`c`<img src=x>\n| x | [l](https://e.test) $x$ &lt; @all";
        let cell = escaped(hostile);
        assert_eq!(
            cell,
            "a\\|b\\`c\\`\\<img src=x\\>\\\\n\\| x \\| \\[l\\](https\\://e.test) &#36;x&#36; \\&lt; &#64;all"
        );
    }

    #[test]
    fn what_stands_between_backticks_is_code() {
        assert_eq!(
            with_code("`a_b` is `<c>` or `d"),
            "<code>a\\_b</code> is <code>\\<c\\></code> or \\`d"
        );
    }
}
