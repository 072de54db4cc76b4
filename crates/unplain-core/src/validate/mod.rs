//! Whether configs, schema, environment and store agree: the checks of `unplain validate`.
//!
//! A check is one file in `checks/`, with its code, its page and its function, and one line in `checks/mod.rs`.

mod check;
mod checks;
mod fix;
mod lint;
mod project;
mod show;
mod workflow;

pub use check::{Check, Verdict, check, checks};
pub use checks::schema_secret::secrets_in_schema;
pub(crate) use checks::undeclared::is_systems;
pub use fix::{Fix, Mended, fix};
pub use lint::lint;
pub use project::{Extent, Owner, Project, StoreFacts, Workflow};

use crate::Problem;

/// Everything that is wrong with the project, in the order of files and lines; nothing of a value.
#[must_use]
pub fn validate(project: &Project<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for check in checks() {
        (check.run)(project, &mut problems);
    }
    sort(&mut problems);
    problems
}

/// Puts problems in the order of files and lines, each once.
pub fn sort(problems: &mut Vec<Problem>) {
    let key = |problem: &Problem| {
        let place = (problem.path.clone(), problem.line, problem.column);
        (place, problem.code.clone(), problem.variable.clone(), problem.message.clone())
    };
    problems.sort_by_cached_key(key);
    problems.dedup_by(|one, other| key(one) == key(other));
}
