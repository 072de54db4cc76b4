//! A number or a switch where the agent wants text, and drops the file for it.

use unplain_rewrite::Kind;

use crate::{
    Parsed, Place, Problem, Reader, Severity, Slot,
    validate::{Check, Verdict, lint::each_place, show::at},
};

pub(crate) const CHECK: Check = Check {
    code: "not-a-string",
    severity: Severity::Error,
    verdict: Verdict::Wrong,
    title: "A value that is no string makes the agent drop the whole file",
    about: "Some agents check a config against a strict schema. A number, `true` or `null` as a value of a server's \
            environment is enough, and no server of the file is started.",
    mend: "Put the value in quotes; `unplain validate --fix` does it.",
    run: |project, problems| each_place(project, problems, look),
};

/// What is wrong with a place's value, if it is no string and has to be one.
pub(crate) fn look(parsed: &Parsed, reader: Reader, place: &Place<'_>) -> Option<Problem> {
    let wrong = matches!(place.node.kind(), Kind::Number | Kind::Bool | Kind::Null);
    if !wrong || !reader.file.wants_text || place.slot != Slot::Env {
        return None;
    }
    let name = &reader.agent.name;
    let message = format!("{name} drops every server of this file for a value that is no string");
    let end = place.node.value().len();
    let problem = at(CHECK.says(message), parsed, place.node, 0..end, "…");
    Some(problem.of(&reader.agent.id).help("put the value in quotes"))
}
