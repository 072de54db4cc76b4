//! What the servers of an agent receive, by how the agent is started: told by the agent's own rules, nothing is started.

mod environment;
mod receive;
mod stale;
mod verdict;
mod wrapped;

use std::path::Path;

use unplain_rewrite::Pointer;

pub use self::{
    environment::{Environment, Lookup, Starts},
    stale::{own_settings, shadowed_names, stale_settings},
    verdict::{Verdict, problems, verdict},
    wrapped::{Stored, Wrappers, missing_wrappers},
};
use crate::{
    ChildEnv, Delivery, Parsed, Reader, Slot,
    report::{DeliveryEntry, Received},
    uses,
    validate::is_systems,
};

/// What is known besides one config.
pub struct Scene<'a> {
    /// The environment of the agent, by how it is started.
    pub starts: &'a Starts<Environment>,
    /// The folder that the agent is started in: parts of a file that are one project's count below it only.
    pub folder: &'a Path,
    /// The folder of the opened project: some agents trust files below it less.
    pub opened: &'a Path,
    /// The variables that servers of this config inherit, with the pointers of the entries that are gone.
    pub inherited: &'a [(String, String)],
    /// What is known of servers that `unplain run` starts.
    pub wrappers: Wrappers<'a>,
}

/// What the servers of `parsed` receive as `reader` reads it: a row for each reference, field that names a variable,
/// inherited variable and variable of a wrapped server, in document order, the inherited ones last.
#[must_use]
pub fn deliveries(parsed: &Parsed, reader: Reader, scene: &Scene<'_>) -> Vec<DeliveryEntry> {
    let mut rows = Vec::new();
    let dropped = reader.file.dropped_by.as_ref();
    let dropped = dropped.is_some_and(|poison| parsed.document.text().contains(poison.as_str()));
    if dropped {
        rows.extend(in_dropped_file(parsed, reader, scene));
    }
    let receiver = receive::Receiver::new(parsed, reader, scene);
    for item in uses(parsed, reader) {
        let applies = item.project.as_ref().is_none_or(|project| scene.folder.starts_with(project));
        // what every system and every editor sets
        if !applies || is_systems(&item.variable) {
            continue;
        }
        let node = parsed.document.node(item.node);
        let optional = item.default.is_some() || item.given_here;
        let received = scene.starts.map(|environment| match dropped {
            true => Received::FileDropped,
            false => receiver.receives(&item, environment),
        });
        let delivery = if item.expansion.is_some() { Delivery::Expand } else { Delivery::Name };
        let place = Spot { pointer: node.pointer(), offset: Some(node.span().start) };
        let row = row(parsed, reader, place, item.slot, &item.variable, delivery, received);
        let mut row = DeliveryEntry { server: item.server, optional, ..row };
        // `unplain run` starts no agent that lacks a variable
        let unset = matches!(scene.starts.run.get(&item.variable), Lookup::Unset);
        if !optional && unset {
            row.run = Received::AgentNotStarted;
        }
        rows.push(row);
    }
    rows.extend(wrapped::rows(parsed, reader, dropped, scene));
    rows.sort_by_key(|row| row.line);
    rows.extend(inherited(parsed, reader, dropped, scene));
    rows
}

/// Where a row's place is.
struct Spot {
    pointer: Pointer,
    /// In the text, where it still stands there.
    offset: Option<usize>,
}

fn row(
    parsed: &Parsed,
    reader: Reader,
    place: Spot,
    slot: Slot,
    variable: &str,
    delivery: Delivery,
    received: Starts<Received>,
) -> DeliveryEntry {
    DeliveryEntry {
        agent: reader.agent.id.clone(),
        path: parsed.config.path.display().to_string(),
        pointer: place.pointer.as_str().to_owned(),
        line: place.offset.map(|offset| parsed.document.line_column(offset).0),
        server: None,
        slot,
        variable: variable.to_owned(),
        delivery,
        optional: false,
        terminal: received.terminal,
        run: received.run,
        desktop: received.desktop,
        ci: received.ci,
    }
}

/// The references in a file that the agent drops for them: it does not expand them, so its own rules do not tell.
fn in_dropped_file(parsed: &Parsed, reader: Reader, scene: &Scene<'_>) -> Vec<DeliveryEntry> {
    let own = uses(parsed, reader);
    let others = parsed.config.readers.iter().filter(|other| other.file.expansion.is_some());
    let mut rows: Vec<DeliveryEntry> = Vec::new();
    for item in others.flat_map(|other| uses(parsed, *other)) {
        let node = parsed.document.node(item.node);
        let pointer = node.pointer();
        let known = own.iter().any(|known| known.node == item.node)
            || rows
                .iter()
                .any(|row| row.pointer == pointer.as_str() && row.variable == item.variable);
        if known {
            continue;
        }
        let place = Spot { pointer, offset: Some(node.span().start) };
        let received = scene.starts.map(|_| Received::FileDropped);
        let delivery = Delivery::None;
        let row = row(parsed, reader, place, item.slot, &item.variable, delivery, received);
        rows.push(DeliveryEntry { server: item.server, ..row });
    }
    rows
}

/// The variables that servers inherit: nothing in the file says so any more.
fn inherited(
    parsed: &Parsed,
    reader: Reader,
    dropped: bool,
    scene: &Scene<'_>,
) -> Vec<DeliveryEntry> {
    let mut rows = Vec::new();
    for (pointer, variable) in scene.inherited {
        let Ok(pointer) = Pointer::parse(pointer) else { continue };
        let slot = slot_of(reader, &pointer);
        let received = scene.starts.map(|environment| match environment.get(variable) {
            _ if dropped => Received::FileDropped,
            _ if reader.agent.child_env == ChildEnv::Subset => Received::Missing,
            Lookup::Set("") => Received::Empty,
            Lookup::Set(_) => Received::Value,
            Lookup::Unset => Received::Missing,
            Lookup::NotKnown => Received::NotKnown,
        });
        let server = server_of(&pointer);
        let place = Spot { pointer, offset: None };
        let delivery = Delivery::Inherit;
        let mut row = row(parsed, reader, place, slot, variable, delivery, received);
        if matches!(scene.starts.run.get(variable), Lookup::Unset) {
            row.run = Received::AgentNotStarted;
        }
        rows.push(DeliveryEntry { server: server.filter(|_| slot == Slot::Env), ..row });
    }
    rows
}

/// What a place is for at which nothing stands any more.
fn slot_of(reader: Reader, pointer: &Pointer) -> Slot {
    let places = reader.file.places.iter();
    let found = places.filter(|(_, pattern)| pattern.is(pointer)).map(|(slot, _)| *slot).next();
    found.unwrap_or(Slot::Env)
}

/// The server in a pointer such as `/mcp/NAME/environment/KEY`: the step before the last but one.
fn server_of(pointer: &Pointer) -> Option<String> {
    let tokens: Vec<_> = pointer.tokens().collect();
    tokens.len().checked_sub(3).and_then(|index| tokens.get(index)).map(|name| name.to_string())
}
