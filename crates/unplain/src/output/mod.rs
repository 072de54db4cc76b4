//! Printing: data on standard output, talk on standard error.

mod checked;
mod diff;
mod frame;
mod github;
mod junit;
pub(crate) mod page;
mod place;
mod problems;
mod sarif;
mod summary;
mod table;

use std::io::Write as _;

use anstyle::{AnsiColor, Style};
use unplain_core::{Problem, Report, Severity};
use unplain_host::printable;

use self::place::Base;
pub(crate) use self::{
    checked::{Checked, word as severity_word},
    diff::{Edit, diff},
    frame::{allowed, findings},
    table::table,
};
use crate::{
    cli::{Color, Global, OutputFormat},
    exit::{Exit, Failure},
};

/// Bold, for what a line is about.
pub(crate) const STRONG: Style = Style::new().bold();
/// Dim, for what frames the text.
pub(crate) const FAINT: Style = Style::new().dimmed();
/// Errors, and what goes.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
/// Warnings.
pub(crate) const DOUBT: Style = AnsiColor::Yellow.on_default().bold();
/// What comes, and what is done.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
/// Notes and places.
pub(crate) const PLACE: Style = AnsiColor::Cyan.on_default();

/// Decides what is shown; commands never ask "am I quiet?".
#[derive(Clone)]
pub(crate) struct Printer {
    format: OutputFormat,
    quiet: bool,
    verbose: bool,
}

impl Printer {
    pub(crate) fn new(global: &Global) -> Self {
        let choice = match global.color {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
        Self { format: global.format, quiet: global.quiet, verbose: global.verbose }
    }

    /// Prints for people, whatever was asked for.
    pub(crate) fn for_people() -> Self {
        Self { format: OutputFormat::Human, quiet: false, verbose: false }
    }

    /// The form that was asked for.
    pub(crate) fn format(&self) -> OutputFormat {
        self.format
    }

    /// Whether the result is for people.
    pub(crate) fn is_human(&self) -> bool {
        self.format == OutputFormat::Human
    }

    /// Whether doubtful findings, absent configs and notes are shown to people.
    pub(crate) fn is_verbose(&self) -> bool {
        self.verbose
    }

    /// Result text, for people; not printed where a report is.
    pub(crate) fn data(&self, text: &str) {
        if self.is_human() {
            put_out(text);
        }
    }

    /// Talk: on standard error, silenced by `--quiet`.
    pub(crate) fn talk(&self, text: &str) {
        if !self.quiet {
            put_err(text);
        }
    }

    /// Says what is being done, until the guard is dropped: on a terminal, and only where it may take a while.
    pub(crate) fn progress(&self, what: &str) -> Progress {
        use std::io::IsTerminal as _;
        let shown = !self.quiet && self.is_human() && std::io::stderr().is_terminal();
        if shown {
            put_err(&format!("{FAINT}{what} …{FAINT:#}"));
        }
        Progress(shown)
    }

    /// The report, where one was asked for.
    pub(crate) fn report(&self, report: &Report) {
        let text = match self.format {
            OutputFormat::Human => return,
            OutputFormat::Json => serde_json::to_string_pretty(report).unwrap_or_default() + "\n",
            OutputFormat::Sarif => sarif::render(report, &Base::of_sources()),
            OutputFormat::Github => github::render(report, &Base::of_workspace(), self.verbose),
            OutputFormat::Junit => junit::of_problems(&report.problems, &Base::of_sources()),
        };
        put_out(&text);
    }

    /// What `validate` found, in the form that was asked for; notes are shown too, with `--quiet` nothing but errors.
    pub(crate) fn checked(&self, checked: &Checked, short: &dyn Fn(&str) -> String) {
        let least = if self.quiet { Severity::Error } else { Severity::Note };
        let text = match self.format {
            OutputFormat::Human => {
                let last = if self.quiet { String::new() } else { problems::conclusion(checked) };
                problems::frames(&checked.report.problems, least, short) + &last
            }
            OutputFormat::Json => return self.report(&checked.report),
            OutputFormat::Sarif => sarif::of_checked(checked, &Base::of_sources()),
            OutputFormat::Github => github::of_checked(checked, &Base::of_workspace(), least),
            OutputFormat::Junit => junit::render(checked, &Base::of_sources()),
        };
        put_out(&text);
    }

    /// Problems, for people: errors always, warnings unless `--quiet`, notes with `--verbose`.
    pub(crate) fn problems(&self, problems: &[Problem], home: &std::path::Path) {
        if !self.is_human() {
            return;
        }
        for problem in problems {
            let shown = match problem.severity {
                Severity::Error => true,
                Severity::Warning => !self.quiet,
                Severity::Note => self.verbose,
            };
            if shown {
                put_err(&render(problem, home));
            }
        }
    }

    /// A command's end by failure: the report with this one problem, or its text.
    pub(crate) fn failure(&self, failure: &Failure, report: Report) -> Exit {
        let mut report = report;
        let problem = failure.problem();
        if self.is_human() {
            put_err(&render(&problem, std::path::Path::new("\0")));
        } else {
            report.problems.push(problem);
            self.report(&report);
        }
        failure.exit
    }
}

/// A line on the terminal that goes away when this is dropped.
pub(crate) struct Progress(bool);

impl Drop for Progress {
    fn drop(&mut self) {
        if self.0 {
            put_err("\r\x1b[K");
        }
    }
}

/// What `validate` found, in Markdown, for the page of a job.
pub(crate) fn summary(checked: &Checked) -> String {
    summary::render(checked, &Base::of_workspace())
}

/// A problem with its place and what to do.
pub(crate) fn render(problem: &Problem, home: &std::path::Path) -> String {
    let style = style(problem.severity);
    let word = checked::word(problem.severity);
    let mut place = String::new();
    if let Some(path) = &problem.path {
        place = crate::context::short(home, std::path::Path::new(path));
        for part in [problem.line, problem.column].into_iter().flatten() {
            place.push_str(&format!(":{part}"));
        }
        place.push_str(": ");
    }
    let mut text = format!(
        "{style}{word}{style:#}[{}]: {place}{}\n",
        problem.code,
        printable(&problem.message)
    );
    if let Some(help) = &problem.help {
        let help = printable(help);
        text.push_str(&format!("  {PLACE}help{PLACE:#}: {help}\n"));
    }
    text
}

/// How a severity looks.
fn style(severity: Severity) -> Style {
    match severity {
        Severity::Error => BAD,
        Severity::Warning => DOUBT,
        Severity::Note => PLACE,
    }
}

/// Standard output; that nobody reads it any more (`| head`) is no failure.
pub(crate) fn put_out(text: &str) {
    let _ = anstream::stdout().lock().write_all(text.as_bytes());
}

fn put_err(text: &str) {
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}
