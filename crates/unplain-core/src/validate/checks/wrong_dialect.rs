//! A reference in another agent's dialect: this one hands the text itself to the server.

use std::ops::Range;

use super::undeclared::is_systems;
use crate::{
    Expansion, Parsed, Place, Problem, Reader, Severity, Slot, VarName,
    rules::words::references,
    validate::{
        Check, Verdict,
        lint::each_place,
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
        each_place(project, problems, |parsed, reader, place| {
            place.may_refer().then(|| look(parsed, reader, place))?
        });
    },
};

/// The first reference in a place that the agent does not expand.
pub(crate) fn look(parsed: &Parsed, reader: Reader, place: &Place<'_>) -> Option<Problem> {
    let span = strays(reader, place).into_iter().next()?;
    let value = place.node.value();
    let name = &reader.agent.name;
    let text = value.get(span.clone())?;
    let (message, help) = match expansion(reader, place.slot) {
        None => {
            let field = reader.file.names.iter().find(|field| field.slot() == place.slot);
            let help = match field.and_then(|field| field.pattern().rsplit('/').next()) {
                Some(field) => format!("name the variable in `{field}` instead"),
                None => "no reference is expanded here: `unplain migrate --wrap` starts a server with its values".to_owned(),
            };
            (format!("{name} expands no reference here: the server gets its text"), help)
        }
        Some(expansion) => {
            let message = match expansion.references(text).is_empty() {
                true => format!("{name} does not expand this reference: the server gets its text"),
                false => format!(
                    "only some builds of {name} expand this reference; in others the server gets its text"
                ),
            };
            let variable = named(text);
            let help = match &variable {
                Some(variable) => format!("here it is written `{}`", expansion.spell(variable)),
                None => {
                    let plain = expansion.spell(&VarName::parse("NAME")?);
                    format!("plain references are expanded here, such as `{plain}`")
                }
            };
            (message, help)
        }
    };
    let shown = reference(text);
    let mut problem = at(CHECK.says(message), parsed, place.node, span.clone(), &shown);
    problem.variable = named(text);
    Some(problem.of(&reader.agent.id).help(help))
}

/// How the agent expands references in this slot, if at all.
fn expansion(reader: Reader, slot: Slot) -> Option<&'static Expansion> {
    reader.file.expansion.as_ref().filter(|own| own.reaches(slot))
}

/// The bytes of the references in a place's value that the agent takes for plain text.
pub(crate) fn strays(reader: Reader, place: &Place<'_>) -> Vec<Range<usize>> {
    let value = place.node.value();
    let expansion = expansion(reader, place.slot);
    let own = expansion.map(|own| own.sure_references(&value)).unwrap_or_default();
    let known = |at: usize| own.iter().any(|reference| reference.span.contains(&at));
    let spans = references(&value).into_iter().map(|reference| reference.span);
    let stray = spans.filter(|span| {
        let text = value.get(span.clone()).unwrap_or_default();
        let is_own = is_editors(text) || expansion.is_some_and(|own| own.is_own(text));
        // that check says more
        let drops = reader.file.dropped_by.as_ref().is_some_and(|poison| text.starts_with(poison));
        is_telling(text, place.slot) && !is_own && !drops
    });
    stray.filter(|span| !span.clone().any(known)).collect()
}

/// Whether a text can only be meant as a reference that the agent is to expand.
fn is_telling(text: &str, slot: Slot) -> bool {
    let of_an_agent = text.starts_with("${env:") || text.starts_with("{env:");
    // what a shell or the server's own program may be meant to expand is no agent's reference
    let bare = || text.starts_with('$') && !text.starts_with("${") || text.starts_with('%');
    match slot {
        Slot::Env | Slot::Url | Slot::Header if bare() => {
            named(text).is_some_and(|name| !is_systems(name.as_str()))
        }
        Slot::Env | Slot::Url | Slot::Header => of_an_agent || text.starts_with("${"),
        Slot::Command | Slot::Arg | Slot::Other => of_an_agent,
        _ => false,
    }
}

/// `${userHome}` and `${workspaceFolder}` are the editors' own.
fn is_editors(text: &str) -> bool {
    let editors = ["${userHome}", "${workspaceFolder", "${pathSeparator}", "${/}"];
    editors.iter().any(|own| text.starts_with(own))
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
