//! A token in the schema itself.

use std::path::Path;

use crate::{
    InText, Problem, Severity, find_in_text,
    schema::places::Places,
    validate::{Check, Verdict, check::MADE_ELSEWHERE},
};

pub(crate) const CHECK: Check = Check {
    code: "schema-secret",
    severity: Severity::Error,
    verdict: Verdict::Wrong,
    title: "The schema holds a token",
    about: "The schema is committed and read by everybody: it says what values look like and never holds one.",
    mend: "Take the token out (a `format` has `...` in its place, such as `sk-ant-...`), and have a new one issued: the \
           old one has been seen. `unplain set` keeps the new one in the store.",
    run: MADE_ELSEWHERE,
};

/// The tokens in the text of the schema at `path`, whether it can be used or not.
#[must_use]
pub fn secrets_in_schema(path: &Path, text: &str) -> Vec<Problem> {
    let mut places = Places::new(text);
    let told = |found: InText| {
        let message = format!("{} credential in the schema", found.rule.provider);
        let place = places.of(found.span.start);
        let problem = CHECK.says(message).at(path).on(place);
        problem.help("take it out of the schema, and have a new one issued")
    };
    find_in_text(text).into_iter().map(told).collect()
}
