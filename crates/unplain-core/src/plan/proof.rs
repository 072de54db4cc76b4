//! Makes a file's new text and proves that each server gets from it what it got before.

use std::collections::{BTreeMap, BTreeSet};

use unplain_rewrite::{Document, NodeId, Proven};

use super::{Circumstances, Decision, EditRecord, Form, Parsed};
use crate::{Applicability, Delivery, Place, VarName, expansion::Variables, find::FoundIn};

/// A finding that is to move.
pub(super) struct Move<'a> {
    pub(super) found: usize,
    pub(super) form: &'a Form,
    pub(super) variable: VarName,
    pub(super) value: &'a str,
}

impl Move<'_> {
    pub(super) fn record(&self, parsed: &Parsed) -> EditRecord {
        EditRecord {
            pointer: parsed.found[self.found].pointer.clone(),
            variable: self.variable.as_str().to_owned(),
            reference: self.form.spell(&self.variable),
            delivery: self.form.delivery(),
        }
    }
}

/// The new text of a file with as many of `moves` as can be proven; what cannot is marked so in `decisions`. Agents have
/// the variables that are `supplied` before and after.
pub(super) fn rewrite<'a>(
    parsed: &Parsed,
    mut moves: Vec<Move<'a>>,
    supplied: &BTreeMap<&str, &str>,
    circumstances: &Circumstances<'_>,
    decisions: &mut [Decision],
) -> Option<(Proven, Vec<Move<'a>>)> {
    while !moves.is_empty() {
        match attempt(parsed, &moves, supplied, circumstances) {
            Ok(proven) => return Some((proven, moves)),
            Err(Unproven { which, reason }) => {
                // Without a culprit nothing of the file is moved.
                let dropped: Vec<_> = match which {
                    Some(which) => vec![moves.remove(which)],
                    None => std::mem::take(&mut moves),
                };
                for dropped in dropped {
                    let decision = &mut decisions[dropped.found];
                    decision.applicability = Applicability::ReportOnly;
                    decision.delivery = Delivery::None;
                    decision.reason = Some(reason.clone());
                    decision.planned = false;
                }
            }
        }
    }
    None
}

struct Unproven {
    which: Option<usize>,
    reason: String,
}

fn attempt(
    parsed: &Parsed,
    moves: &[Move<'_>],
    supplied: &BTreeMap<&str, &str>,
    circumstances: &Circumstances<'_>,
) -> Result<Proven, Unproven> {
    let document = &parsed.document;
    let mut patch = document.patch();
    let mut whole: BTreeSet<NodeId> = BTreeSet::new();
    for (which, item) in moves.iter().enumerate() {
        let FoundIn::Scalar(id) = parsed.found[item.found].place else { continue };
        let range = parsed.found[item.found].fragment.replace.clone();
        let quoted = document.node(id).kind() == unplain_rewrite::Kind::String;
        // Two secrets of one variable move with it, once.
        if parsed.config.environment.is_some() && !whole.insert(id) {
            continue;
        }
        let reference = item.form.spell(&item.variable);
        let edited = match item.form {
            Form::Load { .. } => patch.replace_with_code(id, &reference),
            Form::Inherit { .. } => patch.remove(id),
            _ if !quoted => patch.replace_value(id, &reference),
            _ => patch.replace_fragment(id, range, &reference),
        };
        edited.map_err(|refusal| Unproven { which: Some(which), reason: refusal.to_string() })?;
    }
    let proven =
        patch.finish().map_err(|refusal| Unproven { which: None, reason: refusal.to_string() })?;
    simulate(parsed, moves, supplied, circumstances, &proven)?;
    Ok(proven)
}

/// The environment that an agent sees once the variables of a plan are delivered to it.
struct Delivered<'a> {
    env: &'a BTreeMap<String, String>,
    moves: BTreeMap<&'a str, &'a str>,
}

impl Variables for Delivered<'_> {
    fn value(&self, name: &str) -> Option<&str> {
        self.moves.get(name).copied().or_else(|| self.env.get(name).map(String::as_str))
    }
}

/// Lets every binding reader read the old and the new text and compares what its servers get.
fn simulate(
    parsed: &Parsed,
    moves: &[Move<'_>],
    supplied: &BTreeMap<&str, &str>,
    circumstances: &Circumstances<'_>,
    proven: &Proven,
) -> Result<(), Unproven> {
    let after = Document::parse(proven.text().to_owned(), parsed.document.format())
        .map_err(|_| Unproven { which: None, reason: "the new text does not parse".to_owned() })?;
    // What is stored already is delivered already.
    let stored = circumstances.stored.iter().map(|(name, value)| (name.as_str(), value.expose()));
    let known = || supplied.iter().map(|(name, value)| (*name, *value)).chain(stored.clone());
    let before_it = Delivered { env: circumstances.env, moves: known().collect() };
    let delivered = Delivered {
        env: circumstances.env,
        moves: known()
            .chain(moves.iter().map(|item| (item.variable.as_str(), item.value)))
            .collect(),
    };
    let mut edited: BTreeMap<NodeId, usize> = BTreeMap::new();
    for (which, item) in moves.iter().enumerate() {
        if let FoundIn::Scalar(id) = parsed.found[item.found].place {
            edited.insert(id, which);
        }
    }
    let removed = |id: NodeId| {
        edited.get(&id).is_some_and(|which| matches!(moves[*which].form, Form::Inherit { .. }))
    };
    for reader in parsed.config.binding_readers(circumstances.installed) {
        // Rewritten places that are none of the agent's own count as `other`.
        let before = with_others(&parsed.document, parsed.places(reader).collect(), &edited);
        let kept: Vec<&Place<'_>> =
            before.iter().filter(|place| !removed(place.node.id())).collect();
        let now: BTreeMap<String, Vec<_>> = group_by_pointer(&after);
        let mut nth: BTreeMap<String, usize> = BTreeMap::new();
        for place in before.iter().filter(|place| removed(place.node.id())) {
            let which = edited.get(&place.node.id()).copied();
            let key = place.node.key().unwrap_or_default();
            if delivered.value(&key) != Some(&*place.node.value()) {
                let reason = format!("{} would not hand it on unchanged", reader.agent.name);
                return Err(Unproven { which, reason });
            }
        }
        for place in kept {
            let which = edited.get(&place.node.id()).copied();
            let pointer = place.node.pointer().as_str().to_owned();
            let turn = nth.entry(pointer.clone()).or_default();
            let new = now.get(&pointer).and_then(|nodes| nodes.get(*turn));
            *turn += 1;
            let Some(new) = new else {
                return Err(Unproven {
                    which,
                    reason: "the place is gone in the new text".to_owned(),
                });
            };
            let (old, new) = (place.node.value(), new.as_str());
            let same = match &reader.file.expansion {
                None => *old == *new,
                Some(expansion) => {
                    let was = expansion.simulate(place.slot, &old, &before_it);
                    let is = expansion.simulate(place.slot, new, &delivered);
                    is.is_some() && was == is
                }
            };
            if !same {
                let reason = format!(
                    "{} would give the server another value than before",
                    reader.agent.name
                );
                return Err(Unproven { which, reason });
            }
        }
        if let Some(expansion) = &reader.file.expansion {
            let breaks = |name: &String| {
                delivered.value(name).is_some_and(|value| value.contains(['"', '\\', '\n', '\r']))
            };
            if expansion.pasted_names(after.text()).iter().any(breaks) {
                let reason = format!(
                    "a variable that {} pastes into this file would break it",
                    reader.agent.name
                );
                return Err(Unproven { which: None, reason });
            }
        }
    }
    Ok(())
}

fn with_others<'d>(
    document: &'d Document,
    mut places: Vec<Place<'d>>,
    edited: &BTreeMap<NodeId, usize>,
) -> Vec<Place<'d>> {
    let known: BTreeSet<_> = places.iter().map(|place| place.node.id()).collect();
    for id in edited.keys().filter(|id| !known.contains(id)) {
        places.push(Place::other(document.node(*id)));
    }
    places.sort_by_key(|place| place.node.span().start);
    places
}

/// The scalars of a document by pointer, duplicates in document order.
fn group_by_pointer(document: &Document) -> BTreeMap<String, Vec<String>> {
    let mut scalars: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for node in document.nodes() {
        if !matches!(node.kind(), unplain_rewrite::Kind::Object | unplain_rewrite::Kind::Array) {
            scalars
                .entry(node.pointer().as_str().to_owned())
                .or_default()
                .push(node.value().into_owned());
        }
    }
    scalars
}
