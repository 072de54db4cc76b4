//! What is wrong with the references that stand in a config already: they fail in silence.

use unplain_rewrite::Kind;

use crate::{Parsed, Place, Problem, Reader, Severity, Slot, rules::words::references};

/// The references in `parsed` that one of its binding `readers` does not expand, or takes amiss.
#[must_use]
pub fn lint(parsed: &Parsed, readers: &[Reader]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for reader in readers {
        if let Some(poison) = &reader.file.dropped_by
            && let Some(offset) = parsed.document.text().find(poison.as_str())
        {
            let name = &reader.agent.name;
            let message = format!("{name} drops this whole file, because it holds `{poison}…}}`");
            let problem = Problem::new("file-dropped", Severity::Warning, message);
            problems.push(finish(problem, parsed, reader, offset).help(
                "write the value into the agent's user-level file, or let the server inherit the variable",
            ));
        }
        for place in parsed.places(*reader) {
            problems.extend(not_text(&place, parsed, reader));
            if place.may_refer() {
                problems.extend(foreign(&place, parsed, reader));
                problems.extend(padded(&place, parsed, reader));
            }
        }
    }
    problems
}

/// A reference in another agent's dialect: this one hands the text itself to the server.
fn foreign(place: &Place<'_>, parsed: &Parsed, reader: &Reader) -> Option<Problem> {
    let expansion = reader.file.expansion.as_ref().filter(|own| own.reaches(place.slot))?;
    let value = place.node.value();
    let own = expansion.references(&value);
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
    let span = stray.into_iter().find(|span| !span.clone().any(known))?;
    let probe = crate::VarName::parse("NAME")?;
    let name = &reader.agent.name;
    let message = format!("{name} does not expand this reference: the server gets its text");
    let problem = Problem::new("wrong-dialect", Severity::Warning, message);
    let offset = place.node.raw_range(span).map_or(place.node.span().start, |raw| raw.start);
    let help = format!("here it is written `{}`", expansion.spell(&probe));
    Some(at(finish(problem, parsed, reader, offset), place).help(help))
}

/// `{env: NAME }`: the blanks are taken for a part of the name.
fn padded(place: &Place<'_>, parsed: &Parsed, reader: &Reader) -> Option<Problem> {
    let expansion = reader.file.expansion.as_ref()?;
    let value = place.node.value();
    let reference =
        expansion.references(&value).into_iter().find(|own| own.name.trim() != own.name)?;
    let message =
        "the blanks in this reference are taken for a part of the name: it is always empty";
    let problem = Problem::new("padded-reference", Severity::Warning, message);
    let offset =
        place.node.raw_range(reference.span).map_or(place.node.span().start, |raw| raw.start);
    Some(at(finish(problem, parsed, reader, offset), place).help("take the blanks out"))
}

/// A number or a switch where the agent wants text, and drops the file for it.
fn not_text(place: &Place<'_>, parsed: &Parsed, reader: &Reader) -> Option<Problem> {
    let wrong = matches!(place.node.kind(), Kind::Number | Kind::Bool | Kind::Null);
    if !wrong || !reader.file.wants_text || place.slot != Slot::Env {
        return None;
    }
    let name = &reader.agent.name;
    let message = format!("{name} drops every server of this file for a value that is no string");
    let problem = Problem::new("not-a-string", Severity::Warning, message);
    let offset = place.node.span().start;
    Some(at(finish(problem, parsed, reader, offset), place).help("put the value in quotes"))
}

fn finish(problem: Problem, parsed: &Parsed, reader: &Reader, offset: usize) -> Problem {
    let problem = problem.at(&parsed.config.path).of(&reader.agent.id);
    problem.on(parsed.document.line_column(offset))
}

fn at(mut problem: Problem, place: &Place<'_>) -> Problem {
    problem.pointer = Some(place.node.pointer().as_str().to_owned());
    problem
}
