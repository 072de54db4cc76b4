//! What each agent that reads a file does with the value at one of its places.

use unplain_rewrite::{NodeId, Pointer};

use crate::{Agent, AgentFile, ChildEnv, Parsed, Reader, Slot, VarName, report::Explanation};

/// What each reader of `parsed` does with the value of `node`, the `binding` ones first. Nothing of the value is in it.
#[must_use]
pub fn explain(parsed: &Parsed, node: NodeId, binding: &[Reader]) -> Vec<Explanation> {
    let is_binding =
        |reader: &Reader| binding.iter().any(|own| std::ptr::eq(own.file, reader.file));
    let mut readers: Vec<&Reader> = parsed.config.readers.iter().collect();
    readers.sort_by_key(|reader| !is_binding(reader));
    readers.into_iter().map(|reader| of(parsed, node, *reader, is_binding(reader))).collect()
}

fn of(parsed: &Parsed, id: NodeId, reader: Reader, binding: bool) -> Explanation {
    let place = parsed.places(reader).find(|place| place.node.id() == id);
    let node = parsed.document.node(id);
    let slot = place.as_ref().map(|place| place.slot);
    let server = place.and_then(|place| place.server()).map(std::borrow::Cow::into_owned);
    let AgentFile { expansion, names, why_none, dropped_by, .. } = reader.file;
    let expansion = expansion.as_ref().filter(|own| slot.is_some_and(|slot| own.reaches(slot)));
    let probe = VarName::parse("VAR");
    let spelled = expansion.zip(probe.as_ref());
    let texts = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect::<Vec<String>>();
    let here = slot.unwrap_or(Slot::Other);
    let targets = names.iter().filter_map(|field| {
        let key = node.key()?;
        Some(field.target(here, &key, server.as_deref()?)?.pointer(&key))
    });
    let named_in = targets.map(|pointer: Pointer| pointer.as_str().to_owned()).collect();
    let mut broken: Vec<&str> = Vec::new();
    for (slots, what) in expansion.iter().flat_map(|own| own.broken_values()) {
        if (slots.is_empty() || slots.contains(&here)) && !broken.contains(&what) {
            broken.push(what);
        }
    }
    let also = spelled.map(|(own, probe)| own.other_spellings(probe)).unwrap_or_default();
    Explanation {
        agent: reader.agent.id.clone(),
        binding,
        slot,
        server,
        reference: spelled.map(|(own, probe)| own.spell(probe)),
        also: also.into_iter().map(|(spelling, _)| spelling).collect(),
        unset: expansion.map(|own| own.unset_gives(here).to_owned()),
        blanked: expansion
            .map(|own| texts(own.blanked_names_in(here).collect()))
            .unwrap_or_default(),
        broken: texts(broken),
        named_in,
        inherits: inherits(reader.agent, reader.file, here),
        dropped_by: dropped_by.clone(),
        why_none: why_none.clone(),
    }
}

/// Whether a server would have a variable of the agent's own environment if its entry were gone.
fn inherits(agent: &Agent, file: &AgentFile, slot: Slot) -> bool {
    let entry = slot == Slot::SettingsEnv || slot == Slot::Env && file.inherit;
    entry && agent.child_env == ChildEnv::All
}

/// The places of a file that are near `pointer`: those below it, else those below the nearest of its parents that exist;
/// at most `limit`, with how many there are more.
#[must_use]
pub fn places_near(parsed: &Parsed, pointer: &str, limit: usize) -> (Vec<String>, usize) {
    let mut all: Vec<String> = Vec::new();
    for reader in &parsed.config.readers {
        all.extend(parsed.places(*reader).map(|place| place.node.pointer().as_str().to_owned()));
    }
    all.extend(parsed.found.iter().map(|found| found.pointer.clone()));
    all.sort();
    all.dedup();
    let below = |start: &str| -> Vec<String> {
        let inside = |known: &&String| {
            known.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        all.iter().filter(inside).cloned().collect()
    };
    let mut start = pointer;
    let mut near = below(start);
    while near.is_empty() && !start.is_empty() {
        start = start.rsplit_once('/').map_or("", |(above, _)| above);
        near = below(start);
    }
    let more = near.len().saturating_sub(limit);
    near.truncate(limit);
    (near, more)
}
