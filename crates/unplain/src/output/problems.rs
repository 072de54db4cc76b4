//! What `validate` found, for people: a frame for each problem, and one line for all.

use std::collections::BTreeSet;

use unplain_core::{Problem, Severity};
use unplain_host::printable;

use super::{
    Checked, FAINT, GOOD, PLACE, STRONG,
    checked::word,
    frame::{Snippet, snippet},
    style,
};

/// Problems of at least this severity with the lines that they stand in, in order.
pub(super) fn frames(
    problems: &[Problem],
    least: Severity,
    short: &dyn Fn(&str) -> String,
) -> String {
    let shown = problems.iter().filter(|problem| problem.severity >= least);
    shown.map(|problem| frame(problem, short)).collect()
}

/// The last line: what is wrong, or that nothing is.
pub(super) fn conclusion(checked: &Checked) -> String {
    let sentence = checked.sentence();
    if checked.count().is_none() {
        return format!("{GOOD}{sentence}{GOOD:#}\n");
    }
    let wrong = checked.problems().iter().filter(|problem| problem.severity > Severity::Note);
    let codes: BTreeSet<&str> = wrong.map(|problem| problem.code.as_str()).collect();
    let known = codes.into_iter().filter(|code| unplain_core::validate::check(code).is_some());
    let more = match known.collect::<Vec<&str>>().as_slice() {
        [] => String::new(),
        [only] => format!(" `unplain validate --explain {only}` says more."),
        _ => " `unplain validate --explain CODE` says more.".to_owned(),
    };
    format!("{STRONG}{sentence}{STRONG:#}{more}\n")
}

/// A problem: what is wrong, where, the line, and what to do.
fn frame(problem: &Problem, short: &dyn Fn(&str) -> String) -> String {
    let style = style(problem.severity);
    let (word, code) = (word(problem.severity), &problem.code);
    let message = printable(&problem.message);
    let mut text = format!("{style}{word}[{code}]{style:#}: {STRONG}{message}{STRONG:#}\n");
    let mut pad = String::from(" ");
    if let Some(path) = &problem.path {
        let mut place = short(path);
        for part in [problem.line, problem.column].into_iter().flatten() {
            place.push_str(&format!(":{part}"));
        }
        match (problem.line, &problem.excerpt) {
            (Some(line), Some(excerpt)) => {
                pad = " ".repeat(line.to_string().len());
                let label = "";
                text.push_str(&snippet(&Snippet { place: &place, line, excerpt, style, label }));
            }
            _ => text.push_str(&format!("{pad} {PLACE}-->{PLACE:#} {place}\n")),
        }
    }
    if let Some(help) = &problem.help {
        let help = printable(help);
        text.push_str(&format!("{pad} {FAINT}={FAINT:#} {PLACE}help{PLACE:#}: {help}\n"));
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use unplain_core::{Excerpt, Problem, Severity};

    use super::frames;

    fn plain(problem: Problem) -> String {
        let text = frames(&[problem], Severity::Note, &str::to_owned);
        anstream::adapter::strip_str(&text).to_string()
    }

    #[test]
    fn the_place_in_question_is_underlined_whatever_stands_before_it() {
        let text = "\"a\u{1b}[2J\": \"${X}\"".to_owned();
        let start = text.chars().count() - 5;
        let problem = Problem::new("wrong-dialect", Severity::Error, "not\nexpanded");
        let excerpt = Excerpt { text, marked: start..start + 4 };
        let problem = problem.at(Path::new("/p/.mcp.json")).on((12, 7)).showing(excerpt).help("do");
        assert_eq!(
            plain(problem),
            "error[wrong-dialect]: not\\nexpanded
   --> /p/.mcp.json:12:7
   |
12 | \"a\\u{1b}[2J\": \"${X}\"
   |                ^^^^
   = help: do\n\n"
        );
    }

    #[test]
    fn a_problem_without_a_place_is_its_words() {
        let problem = Problem::new("schema", Severity::Note, "there is none");
        assert_eq!(plain(problem), "note[schema]: there is none\n\n");
    }

    #[test]
    fn a_key_of_any_length_stays_one_line() {
        let excerpt = Excerpt { text: "k".repeat(100_000), marked: 50_000..90_000 };
        let problem = Problem::new("x", Severity::Error, "long").at(Path::new("/p")).on((1, 1));
        let text = plain(problem.showing(excerpt));
        assert!(text.len() < 1000, "{}", text.len());
    }
}
