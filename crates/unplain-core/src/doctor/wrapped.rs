//! Servers that are started through `unplain run`.

use super::{Environment, Lookup, Scene, Spot, row};
use crate::{
    AskedStore, Delivery, Line, Parsed, Problem, Reader, Severity, Slot, VarName, Wrapped, neutral,
    report::{DeliveryEntry, Received},
};

/// What is known of wrapped servers.
#[derive(Clone, Copy)]
pub struct Wrappers<'a> {
    /// Whether a program of this name or path can be started.
    pub starts: &'a dyn Fn(&str) -> bool,
    /// Whether the store that is asked holds a variable.
    pub stored: &'a dyn Fn(AskedStore, &VarName) -> Stored,
}

/// Whether a store holds a variable.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stored {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// It could not be asked.
    NotKnown,
}

/// Wrapped servers whose wrapper is not there any more.
#[must_use]
pub fn missing_wrappers(parsed: &Parsed, reader: Reader, wrappers: Wrappers<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for place in parsed.places(reader).filter(|place| place.slot == Slot::Command) {
        let line = Line::of(&parsed.document, place.node.id());
        let Some(wrapped) = line.and_then(|line| Wrapped::read(&line.words)) else { continue };
        if (wrappers.starts)(&wrapped.program) {
            continue;
        }
        let server = place.server().unwrap_or_default();
        let message = format!(
            "{} can't start its server `{}`: there is no program `{}`",
            reader.agent.name,
            server.escape_debug(),
            wrapped.program
        );
        let pointer = place.node.pointer();
        let problem = Problem::new("wrapper-missing", Severity::Error, message)
            .at(&parsed.config.path)
            .on(parsed.document.line_column(place.node.span().start))
            .pointing(pointer.as_str())
            .of(&reader.agent.id);
        problems.push(problem.help(
            "install unplain there, or take the wrapper out (`unplain undo`) and wrap it again",
        ));
    }
    problems
}

/// A row for each variable of a wrapped server.
pub(super) fn rows(
    parsed: &Parsed,
    reader: Reader,
    dropped: bool,
    scene: &Scene<'_>,
) -> Vec<DeliveryEntry> {
    let mut rows = Vec::new();
    for place in parsed.places(reader).filter(|place| place.slot == Slot::Command) {
        let outside = place.project().is_some_and(|of| !scene.folder.starts_with(of.as_ref()));
        let line = Line::of(&parsed.document, place.node.id());
        let Some(wrapped) = line.and_then(|line| Wrapped::read(&line.words)) else { continue };
        if outside {
            continue;
        }
        let runs = (scene.wrappers.starts)(&wrapped.program);
        for variable in variables(&wrapped) {
            let stored = (scene.wrappers.stored)(wrapped.store, &variable);
            let in_pipeline = |received| match received {
                // its store is another machine's
                Received::Value | Received::ServerNotStarted if runs => Received::NotKnown,
                received => received,
            };
            let mut received = scene.starts.map(|environment| match () {
                () if dropped => Received::FileDropped,
                () if !runs => Received::ServerNotStarted,
                () => receives(stored, environment, &variable),
            });
            received.ci = in_pipeline(received.ci);
            let at = Spot { pointer: place.node.pointer(), offset: Some(place.node.span().start) };
            let name = variable.as_str();
            let row = row(parsed, reader, at, Slot::Command, name, Delivery::Wrap, received);
            rows.push(DeliveryEntry {
                server: place.server().map(std::borrow::Cow::into_owned),
                ..row
            });
        }
    }
    rows
}

/// The stored variables that a wrapped server gets, each once.
fn variables(wrapped: &Wrapped) -> Vec<VarName> {
    let only = wrapped.only.iter().map(|(_, variable)| variable.clone());
    let words = wrapped.command.iter().filter(|_| wrapped.fill);
    let filled = words.flat_map(|word| neutral::references(word)).map(|(_, name)| name);
    let mut all: Vec<VarName> = Vec::new();
    for name in only.chain(filled) {
        if !all.contains(&name) {
            all.push(name);
        }
    }
    all
}

fn receives(stored: Stored, environment: &Environment, name: &VarName) -> Received {
    match (stored, environment.get(name.as_str())) {
        (Stored::Yes, _) | (_, Lookup::Set(_)) => Received::Value,
        (Stored::No, Lookup::Unset) => Received::ServerNotStarted,
        _ => Received::NotKnown,
    }
}
