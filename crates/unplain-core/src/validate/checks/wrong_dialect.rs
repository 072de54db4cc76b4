//! A reference in another agent's dialect: this one hands the text itself to the server.

use std::ops::Range;

use crate::{
    Parsed, Place, Problem, Reader, Severity, Slot, VarName,
    rules::words::references,
    validate::{
        Check, Verdict,
        project::readers,
        show::{at, reference},
    },
};

pub(crate) const CHECK: Check = Check {
    code: "wrong-dialect",
    severity: Severity::Error,
    verdict: Verdict::Wrong,
    title: "The agent does not expand this reference",
    about: "Each agent expands references of its own spelling only, and only in some fields: Claude Code takes `${VAR}`, \
            Cursor `${env:VAR}`, OpenCode and Kilo `{env:VAR}`. Any other text goes to the server as it stands. The server \
            then signs in with the text `${VAR}`, which fails days later, and without a word about the reason.",
    mend: "Write the reference as the message says; `unplain validate --fix` does it wherever it can be proven that the \
           server gets the variable's value then. `unplain agents` lists what each agent expands where.",
    run: |project, problems| {
        for parsed in project.files {
            for reader in readers(parsed) {
                let places = parsed.places(reader).filter(Place::may_refer);
                problems.extend(places.filter_map(|place| look(parsed, reader, &place)));
            }
        }
    },
};

/// The first reference in a place that the agent does not expand.
pub(crate) fn look(parsed: &Parsed, reader: Reader, place: &Place<'_>) -> Option<Problem> {
    let expansion = reader.file.expansion.as_ref()?;
    let span = strays(reader, place).into_iter().next()?;
    let value = place.node.value();
    let name = &reader.agent.name;
    let text = value.get(span.clone())?;
    let message = match expansion.references(text).is_empty() {
        true => format!("{name} does not expand this reference: the server gets its text"),
        false => format!(
            "only some builds of {name} expand this reference; in others the server gets its text"
        ),
    };
    let shown = reference(text);
    let variable = named(text).or_else(|| VarName::parse("NAME"))?;
    let help = format!("here it is written `{}`", expansion.spell(&variable));
    let mut problem = at(CHECK.says(message), parsed, place.node, span.clone(), &shown);
    problem.variable = named(text);
    Some(problem.of(&reader.agent.id).help(help))
}

/// The bytes of the references in a place's value that the agent takes for plain text.
pub(crate) fn strays(reader: Reader, place: &Place<'_>) -> Vec<Range<usize>> {
    let expansion = reader.file.expansion.as_ref().filter(|own| own.reaches(place.slot));
    let Some(expansion) = expansion else { return Vec::new() };
    let value = place.node.value();
    let own = expansion.sure_references(&value);
    let known = |at: usize| own.iter().any(|reference| reference.span.contains(&at));
    let telling = |text: &str| match place.slot {
        // A shell, not the agent, may be meant to expand these.
        Slot::Command | Slot::Arg | Slot::Other => {
            text.starts_with("${env:") || text.starts_with("{env:")
        }
        Slot::Env | Slot::Url | Slot::Header => true,
        _ => false,
    };
    let dialects = ["${", "$", "{env:", "%"];
    let spans = references(&value).into_iter().map(|reference| reference.span);
    let stray = spans.filter(|span| {
        let text = value.get(span.clone()).unwrap_or_default();
        let start = dialects.iter().any(|dialect| text.starts_with(dialect));
        // `${userHome}` and `${workspaceFolder}` are the editors' own.
        let editors = ["${userHome}", "${workspaceFolder", "${pathSeparator}", "${/}"];
        start && telling(text) && !editors.iter().any(|own| text.starts_with(own))
    });
    stray.filter(|span| !span.clone().any(known)).collect()
}

/// The variable that a reference of any agent or shell names, if that is all it says: no default, no other function.
pub(crate) fn named(reference: &str) -> Option<VarName> {
    let inner = |start: &str, end: &str| reference.strip_prefix(start)?.strip_suffix(end);
    let name = inner("${env:", "}")
        .or_else(|| inner("{env:", "}"))
        .or_else(|| inner("${", "}"))
        .or_else(|| inner("%", "%"))
        .or_else(|| reference.strip_prefix("$env:"))
        .or_else(|| reference.strip_prefix('$'))?;
    VarName::parse(name.trim())
}
