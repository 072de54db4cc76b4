//! A schema that can't be used.

use std::path::Path;

use crate::{
    Problem, Severity,
    schema::{At, Wrong},
    validate::{Check, Verdict, check::MADE_ELSEWHERE},
};

pub(crate) const CHECK: Check = Check {
    code: "invalid-schema",
    severity: Severity::Error,
    verdict: Verdict::Unchecked,
    title: "The schema can't be used",
    about: "`secrets/schema.json` is not JSON, a value in it has a wrong type, a `pattern` is no regular expression, a name \
            is no name of a variable, or a variable is declared twice. Nothing is checked against it then, and the exit \
            code is 3. All that is wrong with it is said at once.",
    mend: "Mend the file where the message says. [The form](../schema.md) is also known to editors: `unplain schema print` \
           prints its JSON Schema, and `$schema` in the file names it.",
    run: MADE_ELSEWHERE,
};

/// Longer pointers are left out of messages.
const LONGEST_POINTER: usize = 200;

impl Wrong {
    /// The problem, in the schema at `path`. Its message names the place, which no frame of a source line does.
    #[must_use]
    pub fn as_problem(&self, path: &Path) -> Problem {
        let At { pointer, line, column } = &self.at;
        let message = match pointer.len() {
            1..=LONGEST_POINTER => format!("{} ({pointer})", self.message),
            _ => self.message.clone(),
        };
        let mut problem = CHECK.says(message).at(path).on((*line, *column)).pointing(pointer);
        problem.excerpt = self.at.excerpt(self.part);
        problem.help(self.help.clone())
    }
}
