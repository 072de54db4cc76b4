//! Annotations of a GitHub Actions run: workflow commands, one a line.
//!
//! Form and escapes as in `actions/toolkit`, `packages/core/src/command.ts`.

use unplain_core::{Finding, Problem, Report, Severity};
use unplain_host::printable;

use super::{Checked, checked::word, frame::fate, place::Base};
use crate::commands::counts;

/// GitHub shows this many annotations of each level that a step makes.
const SHOWN: usize = 10;

/// The findings that count as errors, and the problems; with `verbose` the other findings and the notes as well.
pub(super) fn render(report: &Report, base: &Base, verbose: bool) -> String {
    let findings = report.findings.iter().filter(|finding| verbose || counts(finding));
    let problems = report
        .problems
        .iter()
        .filter(|problem| verbose || problem.severity > Severity::Note)
        .map(|problem| of_problem(problem, base));
    let all: Vec<Annotation> =
        findings.map(|finding| of_finding(finding, base)).chain(problems).collect();
    lines(&all, "`unplain scan` lists them")
}

/// What is wrong, of at least this severity, and the notes at files. A secret in a config is among it, and no annotation of
/// its own.
pub(super) fn of_checked(checked: &Checked, base: &Base, least: Severity) -> String {
    let of_file = |problem: &Problem| problem.path.is_some() || problem.severity > Severity::Note;
    let shown = checked.problems().iter().filter(|problem| problem.severity >= least);
    let shown = shown.filter(|problem| of_file(problem));
    let all: Vec<Annotation> = shown.map(|problem| of_problem(problem, base)).collect();
    lines(&all, "`unplain validate` lists them, and so does its `--summary`")
}

fn lines(all: &[Annotation], elsewhere: &str) -> String {
    let mut text = String::new();
    let mut left_out = 0;
    for level in [Severity::Error, Severity::Warning, Severity::Note] {
        let of_level = all.iter().filter(|annotation| annotation.level == level);
        for (number, annotation) in of_level.enumerate() {
            if number < SHOWN {
                text.push_str(&annotation.line());
            } else {
                left_out += 1;
            }
        }
    }
    if left_out > 0 {
        text.push_str(&format!(
            "{left_out} more, for GitHub shows {SHOWN} of a kind: {elsewhere}.\n"
        ));
    }
    text
}

struct Annotation {
    level: Severity,
    properties: Vec<(&'static str, String)>,
    message: String,
}

impl Annotation {
    fn line(&self) -> String {
        let command = match self.level {
            Severity::Note => "notice",
            level => word(level),
        };
        let properties: Vec<String> = self
            .properties
            .iter()
            .map(|(name, value)| format!("{name}={}", property(value)))
            .collect();
        format!("::{command} {}::{}\n", properties.join(","), data(&self.message))
    }
}

fn of_finding(finding: &Finding, base: &Base) -> Annotation {
    let mut properties = file(&finding.path, base);
    properties.push(("line", finding.line.to_string()));
    properties.push(("col", finding.column.to_string()));
    if let Some([line, column]) = finding.end {
        // columns are only looked at within one line
        properties.push(("endLine", line.to_string()));
        if line == finding.line {
            properties.push(("endColumn", column.to_string()));
        }
    }
    properties.push(("title", "secret in plain text".to_owned()));
    let server =
        finding.server.as_ref().map(|server| format!(" of `{server}`")).unwrap_or_default();
    let commit = finding
        .commit
        .as_ref()
        .map(|commit| format!(" in commit {} of {}", commit.id, commit.author_date))
        .unwrap_or_default();
    let rotate = finding
        .rotate
        .as_ref()
        .map(|page| format!("\nReplace the credential: {page}"))
        .unwrap_or_default();
    let message = format!(
        "{} in {}{server}{commit}: {}{rotate}",
        finding.what(),
        finding.stands_in(),
        fate(finding)
    );
    let level = if counts(finding) { Severity::Error } else { Severity::Note };
    Annotation { level, properties, message }
}

fn of_problem(problem: &Problem, base: &Base) -> Annotation {
    let mut properties = problem.path.as_ref().map(|path| file(path, base)).unwrap_or_default();
    if let (Some(line), false) = (problem.line, properties.is_empty()) {
        properties.push(("line", line.to_string()));
        properties.extend(problem.column.map(|column| ("col", column.to_string())));
    }
    properties.push(("title", problem.code.clone()));
    let help = problem.help.as_ref().map(|help| format!("\nHelp: {}", printable(help)));
    Annotation {
        level: problem.severity,
        properties,
        message: format!("{}{}", printable(&problem.message), help.unwrap_or_default()),
    }
}

/// Files that are not among the checked-out ones are named by their whole path: it shows in the log.
fn file(path: &str, base: &Base) -> Vec<(&'static str, String)> {
    vec![("file", printable(&base.relative(path).unwrap_or_else(|| path.to_owned())))]
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{data, property};

    #[test]
    fn nothing_ends_a_command_early() {
        assert_eq!(data("50%\r\n::error::x"), "50%25%0D%0A::error::x");
        assert_eq!(property("a,line=1::b%\n"), "a%2Cline=1%3A%3Ab%25%0A");
    }
}
