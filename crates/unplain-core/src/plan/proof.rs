//! Makes a file's new text and proves that each server gets from it what it got before.

use std::collections::{BTreeMap, BTreeSet};

use unplain_rewrite::{Document, End, Kind, NewValue, NodeId, Patch, Pointer, Proven};

use super::{Circumstances, Decision, EditRecord, Form, Parsed, wrapping};
use crate::{
    Applicability, Delivery, NameTarget, Place, VarName, Wrapped, expansion::Variables,
    find::FoundIn,
};

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
            declared: self
                .declared(parsed)
                .or_else(|| self.wrapped_command(parsed))
                .map(|place| place.as_str().to_owned()),
            delivery: self.form.delivery(),
        }
    }
}

impl Move<'_> {
    /// The list that has to name the variable besides.
    fn declared(&self, parsed: &Parsed) -> Option<Pointer> {
        let Form::Expand { readers, .. } = self.form else { return None };
        let server = parsed.found[self.found].server.as_deref()?;
        let pattern = readers.first()?.file.expansion.as_ref()?.declared_in()?;
        let tokens = pattern.split('/').skip(1);
        let tokens = tokens.map(|token| if token == "{server}" { server } else { token });
        Some(Pointer::from_tokens(tokens.map(str::to_owned).collect::<Vec<_>>()))
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
    let mut naming = Naming::default();
    for (which, item) in moves.iter().enumerate() {
        let FoundIn::Scalar(id) = parsed.found[item.found].place else { continue };
        let range = parsed.found[item.found].fragment.replace.clone();
        let quoted = document.node(id).kind() == unplain_rewrite::Kind::String;
        // Two secrets of one variable move with it, once.
        if parsed.config.environment.is_some() && !whole.insert(id) {
            continue;
        }
        naming.add(item, parsed);
        let reference = item.form.spell(&item.variable);
        let edited = match item.form {
            Form::Load { .. } => patch.replace_with_code(id, &reference),
            _ if item.form.removes() => patch.remove(id),
            _ if !quoted => patch.replace_value(id, &reference),
            _ => patch.replace_fragment(id, range, &reference),
        };
        edited.map_err(|refusal| Unproven { which: Some(which), reason: refusal.to_string() })?;
    }
    let wrappers = wrapping::wrappers(parsed, moves, circumstances);
    naming
        .write(document, &mut patch)
        .and_then(|()| wrapping::write(document, &wrappers, &mut patch))
        .map_err(|reason| Unproven { which: None, reason })?;
    let proven =
        patch.finish().map_err(|refusal| Unproven { which: None, reason: refusal.to_string() })?;
    simulate(parsed, moves, &wrappers, supplied, circumstances, &proven)?;
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
    wrappers: &BTreeMap<NodeId, Wrapped>,
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
    let removed = |id: NodeId| edited.get(&id).is_some_and(|which| moves[*which].form.removes());
    let readers = parsed.config.binding_readers(circumstances.installed);
    wrapping::holds(parsed, &after, moves, wrappers, &readers)
        .map_err(|reason| Unproven { which: None, reason })?;
    let in_lines = wrapping::in_lines(&parsed.document, wrappers);
    for reader in readers {
        // Rewritten places that are none of the agent's own count as `other`.
        let before = with_others(&parsed.document, parsed.places(reader).collect(), &edited);
        let stays =
            |place: &&Place<'_>| !removed(place.node.id()) && !in_lines.contains(&place.node.id());
        let kept: Vec<&Place<'_>> = before.iter().filter(stays).collect();
        let now: BTreeMap<String, Vec<_>> = group_by_pointer(&after);
        let mut nth: BTreeMap<String, usize> = BTreeMap::new();
        for place in before.iter().filter(|place| removed(place.node.id())) {
            let which = edited.get(&place.node.id()).copied();
            let key = place.node.key().unwrap_or_default();
            let named = which.and_then(|which| named(&moves[which]));
            let arrives = match named {
                Some((variable, value)) => delivered.value(variable) == Some(value),
                None => delivered.value(&key) == Some(&*place.node.value()),
            };
            if !arrives {
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
                    let key = place.node.key();
                    let gets = |text: &str, variables: &dyn Variables| {
                        expansion.simulate_entry(place.slot, key.as_deref(), text, variables)
                    };
                    let (was, is) = (gets(&old, &before_it), gets(new, &delivered));
                    // What starts no server before, for want of a variable, may go on so where it stands untouched.
                    was == is && (is.is_some() || *old == *new)
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

/// The variable that a field names, and the value that it has to have.
fn named<'m>(item: &'m Move<'_>) -> Option<(&'m str, &'m str)> {
    match &item.form {
        Form::Name { target: NameTarget::List(_), key, .. } => Some((key, item.value)),
        Form::Name { .. } | Form::Wrap { .. } => Some((item.variable.as_str(), item.value)),
        _ => None,
    }
}

/// The names that come into lists, fields and tables.
#[derive(Default)]
struct Naming {
    lists: BTreeMap<String, Vec<String>>,
    fields: BTreeMap<String, String>,
    tables: BTreeMap<String, Vec<(String, String)>>,
}

impl Naming {
    fn add(&mut self, item: &Move<'_>, parsed: &Parsed) {
        let variable = item.variable.as_str().to_owned();
        let mut list = |at: String| {
            let names = self.lists.entry(at).or_default();
            if !names.contains(&variable) {
                names.push(variable.clone());
            }
        };
        if let Some(at) = item.declared(parsed) {
            list(at.as_str().to_owned());
        }
        let Form::Name { target, key, .. } = item.form else { return };
        match target {
            NameTarget::List(at) => list(at.as_str().to_owned()),
            NameTarget::Field(at) => {
                self.fields.insert(at.as_str().to_owned(), variable);
            }
            NameTarget::Table(at) => {
                self.tables
                    .entry(at.as_str().to_owned())
                    .or_default()
                    .push((key.clone(), variable));
            }
        }
    }

    /// Writes them; an error says why that can't be done.
    fn write(self, document: &Document, patch: &mut Patch<'_>) -> Result<(), String> {
        let refused = |refusal: unplain_rewrite::Refusal| refusal.to_string();
        for (at, names) in self.lists {
            let at = Pointer::parse(&at).map_err(|_| "the list cannot be found".to_owned())?;
            match document.get(&at) {
                Some(list) if list.kind() == Kind::Array => {
                    let known =
                        |name: &String| list.children().any(|child| *child.value() == **name);
                    let new: Vec<String> = names.into_iter().filter(|name| !known(name)).collect();
                    if !new.is_empty() {
                        patch.insert_elements(list.id(), End::Back, &new).map_err(refused)?;
                    }
                }
                Some(_) => {
                    return Err("the field that would name the variable is no list".to_owned());
                }
                None => {
                    let (parent, key) = parent(document, &at)?;
                    patch
                        .insert_member(parent, &key, &NewValue::Strings(names))
                        .map_err(refused)?;
                }
            }
        }
        for (at, name) in self.fields {
            let at = Pointer::parse(&at).map_err(|_| "the field cannot be found".to_owned())?;
            let (parent, key) = parent(document, &at)?;
            patch.insert_member(parent, &key, &NewValue::String(name)).map_err(refused)?;
        }
        for (at, entries) in self.tables {
            let at = Pointer::parse(&at).map_err(|_| "the table cannot be found".to_owned())?;
            match document.get(&at) {
                Some(table) => {
                    for (key, name) in entries {
                        patch
                            .insert_member(table.id(), &key, &NewValue::String(name))
                            .map_err(refused)?;
                    }
                }
                None => {
                    let (parent, key) = parent(document, &at)?;
                    patch
                        .insert_member(parent, &key, &NewValue::Object(entries))
                        .map_err(refused)?;
                }
            }
        }
        Ok(())
    }
}

/// The object that a place is, or would be, a member of, and its key there.
pub(super) fn parent(document: &Document, at: &Pointer) -> Result<(NodeId, String), String> {
    let tokens: Vec<String> = at.tokens().map(std::borrow::Cow::into_owned).collect();
    let (key, above) = tokens.split_last().ok_or("there is no place for the name")?;
    let parent =
        document.get(&Pointer::from_tokens(above)).ok_or("there is no place for the name")?;
    Ok((parent.id(), key.clone()))
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
