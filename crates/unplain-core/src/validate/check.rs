//! What a check is: a stable code, how bad it is, and the page that explains it.

use std::sync::LazyLock;

use super::{checks::ALL, project::Project};
use crate::{Problem, Severity};

/// One thing that `unplain validate` looks for.
#[derive(Debug)]
pub struct Check {
    /// Its stable code, kebab-case.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What a problem of this code says about the project.
    pub verdict: Verdict,
    /// What is wrong, in a few words.
    pub title: &'static str,
    /// What is found and why it matters; Markdown.
    pub about: &'static str,
    /// How it is mended; Markdown.
    pub mend: &'static str,
    /// Looks for it.
    pub(super) run: Run,
}

/// Adds to the problems what a check finds in a project.
pub(super) type Run = fn(&Project<'_>, &mut Vec<Problem>);

/// For checks whose problems are made where something is read.
pub(super) const MADE_ELSEWHERE: Run = |_, _| {};

/// What a problem says about the project.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It was checked, and is wrong.
    Wrong,
    /// It could not be checked.
    Unchecked,
}

impl Check {
    /// A problem of this check.
    pub fn says(&self, message: impl Into<String>) -> Problem {
        Problem::new(self.code, self.severity, message)
    }
}

static CHECKS: LazyLock<Vec<&'static Check>> = LazyLock::new(|| {
    let mut all = ALL.to_vec();
    all.sort_by_key(|check| check.code);
    all
});

/// All checks, sorted by their codes.
#[must_use]
pub fn checks() -> &'static [&'static Check] {
    &CHECKS
}

/// The check of this code.
#[must_use]
pub fn check(code: &str) -> Option<&'static Check> {
    CHECKS.iter().copied().find(|check| check.code == code)
}
