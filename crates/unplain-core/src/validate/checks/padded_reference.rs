//! `{env: NAME }`: the blanks are taken for a part of the name.

use crate::{
    Parsed, Place, Problem, Reader, Severity,
    validate::{Check, Verdict, lint::each_place, show::at},
};

pub(crate) const CHECK: Check = Check {
    code: "padded-reference",
    severity: Severity::Error,
    verdict: Verdict::Wrong,
    title: "Blanks in a reference are taken for a part of the name",
    about: "OpenCode and Kilo take everything between `{env:` and `}` for the variable's name. `{env: TOKEN }` names a \
            variable that nobody can set, and gives an empty string.",
    mend: "Take the blanks out; `unplain validate --fix` does it.",
    run: |project, problems| {
        each_place(project, problems, |parsed, reader, place| {
            place.may_refer().then(|| look(parsed, reader, place))?
        });
    },
};

/// The first reference in a place whose name has blanks around it.
pub(crate) fn look(parsed: &Parsed, reader: Reader, place: &Place<'_>) -> Option<Problem> {
    let expansion = reader.file.expansion.as_ref()?;
    let value = place.node.value();
    let reference =
        expansion.references(&value).into_iter().find(|own| own.name.trim() != own.name)?;
    let message =
        "the blanks in this reference are taken for a part of the name: it is always empty";
    let shown = value.get(reference.span.clone())?;
    let problem = at(CHECK.says(message), parsed, place.node, reference.span.clone(), shown);
    Some(problem.of(&reader.agent.id).help("take the blanks out"))
}
