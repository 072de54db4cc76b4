//! JUnit XML, as `junit-10.xsd` of Jenkins' xUnit plugin has it and GitLab reads it.
//!
//! A suite for each file, as linters do it: a case for each problem, or one that passes. Cases are named after what is
//! wrong and the place in the document, never after a line, so that the same problem is the same case in the next run.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use unplain_core::{Problem, Severity};
use unplain_host::printable;

use super::{
    Checked,
    checked::{is_unchecked, word},
    place::Base,
};

/// The name of the suite of what concerns no file.
const PROJECT: &str = "the project";

/// A suite for each file that was looked at.
pub(super) fn render(checked: &Checked, base: &Base) -> String {
    let mut suites: BTreeMap<Option<&str>, Suite> = BTreeMap::new();
    for path in &checked.files {
        suites.entry(Some(path)).or_default();
    }
    for problem in checked.problems() {
        let suite = suites.entry(problem.path.as_deref()).or_default();
        suite.add(problem, checked.least, base);
    }
    let suites = suites.into_iter().map(|(path, suite)| suite.close(path, base));
    document(&suites.collect::<Vec<_>>())
}

/// A report of problems alone.
pub(super) fn of_problems(problems: &[Problem], base: &Base) -> String {
    let mut suite = Suite::default();
    for problem in problems {
        suite.add(problem, Severity::Error, base);
    }
    document(&[suite.close(None, base)])
}

fn document(suites: &[Suite]) -> String {
    let sum = |of: fn(&Suite) -> usize| suites.iter().map(of).sum::<usize>();
    let (tests, failures) = (sum(|suite| suite.names.len()), sum(|suite| suite.failures));
    let errors = sum(|suite| suite.errors);
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        text,
        "<testsuites name=\"unplain validate\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">"
    );
    text.extend(suites.iter().map(|suite| suite.text.as_str()));
    text + "</testsuites>\n"
}

/// The cases of one file.
#[derive(Default)]
struct Suite {
    names: BTreeSet<String>,
    failures: usize,
    errors: usize,
    skipped: usize,
    /// Its XML.
    text: String,
}

impl Suite {
    fn add(&mut self, problem: &Problem, least: Severity, base: &Base) {
        let mut place = file(problem.path.as_deref(), base);
        let code = &problem.code;
        // a comment's pointer is its line
        let pointer = problem.pointer.as_deref().filter(|pointer| !pointer.starts_with("#line:"));
        let what = pointer.or(problem.variable.as_ref().map(|name| name.as_str()));
        let what = what.map(|what| format!(": {what}")).unwrap_or_default();
        let name = self.fresh(&format!("{code} in {place}{what}"));
        for part in [problem.line, problem.column].into_iter().flatten() {
            let _ = write!(place, ":{part}");
        }
        let help = problem.help.as_ref().map(|help| format!("\nhelp: {}", printable(help)));
        let (severity, help) = (word(problem.severity), help.unwrap_or_default());
        let message = printable(&problem.message);
        let body = format!("{place}: {severity}: {message}{help}");
        let attributes = format!("type=\"{}\" message=\"{}\"", escaped(code), escaped(&message));
        let body = escaped(&body);
        let inside = if problem.severity == Severity::Note {
            format!("<system-out>{body}</system-out>")
        } else if problem.severity < least {
            self.skipped += 1;
            format!("<skipped {attributes}>{body}</skipped>")
        } else if is_unchecked(problem) {
            self.errors += 1;
            format!("<error {attributes}>{body}</error>")
        } else {
            self.failures += 1;
            format!("<failure {attributes}>{body}</failure>")
        };
        self.case(&name, code, &inside);
    }

    fn case(&mut self, name: &str, class: &str, inside: &str) {
        let (name, class) = (escaped(name), escaped(class));
        let _ = writeln!(
            self.text,
            "    <testcase name=\"{name}\" classname=\"unplain.{class}\">{inside}</testcase>"
        );
    }

    /// Puts the suite around the cases.
    fn close(mut self, path: Option<&str>, base: &Base) -> Self {
        let name = file(path, base);
        if self.names.is_empty() {
            let name = self.fresh(&format!("{name} agrees"));
            self.case(&name, "validate", "");
        }
        let name = escaped(&name);
        let place = path.map(|_| format!(" file=\"{name}\"")).unwrap_or_default();
        let Self { names, failures, errors, skipped, text } = &self;
        self.text = format!(
            "  <testsuite name=\"{name}\" tests=\"{}\" failures=\"{failures}\" errors=\"{errors}\" \
             skipped=\"{skipped}\"{place}>\n{text}  </testsuite>\n",
            names.len()
        );
        self
    }

    /// A name that no other case of the suite has: readers take cases of one name for one.
    fn fresh(&mut self, name: &str) -> String {
        let name = printable(name);
        let mut fresh = name.clone();
        let mut number = 1;
        while !self.names.insert(fresh.clone()) {
            number += 1;
            fresh = format!("{name} ({number})");
        }
        fresh
    }
}

fn file(path: Option<&str>, base: &Base) -> String {
    let Some(path) = path else { return PROJECT.to_owned() };
    printable(&base.relative(path).unwrap_or_else(|| path.to_owned()))
}

/// For content and attributes; what no XML 1.0 can hold (§2.2), not even escaped, as in Rust's strings.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push('\n'),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {
                out.extend(c.escape_unicode());
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn everything_can_stand_in_xml() {
        assert_eq!(escaped("]]>\"'&<a>"), "]]&gt;&quot;'&amp;&lt;a&gt;");
        assert_eq!(escaped("a\u{0}\u{1b}\r\u{fffe}\u{ffff}"), r"a\u{0}\u{1b}\u{d}\u{fffe}\u{ffff}");
    }
}
