//! What `validate` looked at and found, as every form of its output takes it.

use std::collections::BTreeSet;

use unplain_core::{
    ConfigStatus, Problem, Report, Severity,
    validate::{Verdict, check},
};

/// A validation's result.
pub(crate) struct Checked {
    /// The configs, the secrets in them, and everything that is wrong, in the order of files and lines.
    pub(crate) report: Report,
    /// Absolute paths of all files that were looked at, configs or not.
    pub(crate) files: BTreeSet<String>,
    /// How many variables there are: those of the schema and those that are referred to.
    pub(crate) variables: usize,
    /// The least severity that fails.
    pub(crate) least: Severity,
}

impl Checked {
    /// What is wrong.
    pub(crate) fn problems(&self) -> &[Problem] {
        &self.report.problems
    }

    /// Whether something could not be checked.
    pub(super) fn is_incomplete(&self) -> bool {
        self.problems().iter().any(is_unchecked)
    }

    /// What is wrong, in one line: `2 errors, 1 warning in 3 files`; `None` if there is nothing but notes.
    pub(super) fn count(&self) -> Option<String> {
        let wrong = || self.problems().iter().filter(|problem| problem.severity > Severity::Note);
        let of = |severity| wrong().filter(|problem| problem.severity == severity).count();
        let parts = [(of(Severity::Error), "error"), (of(Severity::Warning), "warning")];
        let parts = parts.into_iter().filter(|(count, _)| *count > 0);
        let parts: Vec<String> = parts.map(|(count, what)| several(count, what)).collect();
        let paths = wrong().filter_map(|problem| problem.path.as_deref());
        let files = match paths.collect::<BTreeSet<&str>>().len() {
            0 => String::new(),
            files => format!(" in {}", several(files, "file")),
        };
        (!parts.is_empty()).then(|| format!("{}{files}", parts.join(", ")))
    }

    /// What was looked at: `12 configs, 8 variables`.
    pub(super) fn extent(&self) -> String {
        let is_config = |status| status != ConfigStatus::Absent;
        let configs = self.report.configs.iter();
        let configs = configs.filter(|config| !config.agent.is_empty() && is_config(config.status));
        format!("{}, {}", several(configs.count(), "config"), several(self.variables, "variable"))
    }

    /// The result in a sentence or two, without colour.
    pub(super) fn sentence(&self) -> String {
        let incomplete =
            if self.is_incomplete() { " Not everything could be checked." } else { "" };
        match self.count() {
            Some(count) => format!("{count}.{incomplete}"),
            None if self.files.is_empty() => {
                "Nothing to check: no agent's config, schema or store is here.".to_owned()
            }
            None if self.report.configs.is_empty() && self.variables == 0 => {
                "Everything agrees.".to_owned()
            }
            None => format!("Everything agrees: {}.", self.extent()),
        }
    }
}

/// Whether a problem says that something could not be checked, rather than that it is wrong.
pub(super) fn is_unchecked(problem: &Problem) -> bool {
    problem.severity == Severity::Error
        && check(&problem.code).is_none_or(|check| check.verdict == Verdict::Unchecked)
}

/// A severity's name, as all forms of output have it.
pub(crate) fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn several(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
