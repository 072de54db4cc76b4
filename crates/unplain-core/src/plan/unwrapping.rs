//! Takes the wrappers of stdio servers away again: command and arguments as they were, stored values in plain text.

use std::collections::BTreeMap;

use unplain_rewrite::{Document, Kind, NewValue, Node, NodeId, Patch, Pointer, Proven};

use super::{Line, Parsed};
use crate::{AskedStore, Reader, Slot, Use, VarName, Wrapped, neutral};

/// A stdio server that a config starts through `unplain run`.
pub struct WrappedServer {
    /// Its name.
    pub name: Option<String>,
    /// The project whose part of the file it stands in.
    pub project: Option<String>,
    /// The line of its command, from 1 on.
    pub line: usize,
    /// The pointer of its command.
    pub pointer: String,
    /// What its command line says.
    pub wrapped: Wrapped,
    command: NodeId,
    reader: Reader,
}

impl WrappedServer {
    /// The variables that it needs.
    #[must_use]
    pub fn variables(&self) -> Vec<VarName> {
        let mut names: Vec<VarName> =
            self.wrapped.only.iter().map(|(_, variable)| variable.clone()).collect();
        names.extend(self.filled());
        names.sort();
        names.dedup();
        names
    }

    /// The variables that its arguments are filled with.
    pub fn filled(&self) -> impl Iterator<Item = VarName> {
        let words = self.wrapped.command.iter().filter(|_| self.wrapped.fill);
        words.flat_map(|word| neutral::references(word).into_iter().map(|(_, name)| name))
    }
}

/// The servers of a config that are started through `unplain run`, in document order.
#[must_use]
pub fn wrapped_servers(parsed: &Parsed) -> Vec<WrappedServer> {
    let mut servers: BTreeMap<NodeId, WrappedServer> = BTreeMap::new();
    for reader in &parsed.config.readers {
        for place in parsed.places(*reader).filter(|place| place.slot == Slot::Command) {
            let Some(line) = Line::of(&parsed.document, place.node.id()) else { continue };
            let Some(wrapped) = Wrapped::read(&line.words) else { continue };
            servers.entry(place.node.id()).or_insert_with(|| WrappedServer {
                name: place.server().map(std::borrow::Cow::into_owned),
                project: place.project().map(std::borrow::Cow::into_owned),
                line: parsed.document.line_column(place.node.span().start).0,
                pointer: place.node.pointer().as_str().to_owned(),
                wrapped,
                command: place.node.id(),
                reader: *reader,
            });
        }
    }
    servers.into_values().collect()
}

/// The variables that the wrapped servers of `parsed` are started with, as `reader` has the file; in document order.
#[must_use]
pub fn wrapped_uses(parsed: &Parsed, reader: Reader) -> Vec<Use> {
    let mut uses = Vec::new();
    let commands = parsed.places(reader).filter(|place| place.slot == Slot::Command);
    for place in commands {
        let Some(line) = Line::of(&parsed.document, place.node.id()) else { continue };
        let Some(wrapped) = Wrapped::read(&line.words) else { continue };
        let own = line.words.len() - wrapped.command.len();
        let in_list = line.list_words(&parsed.document);
        // in an object the command itself is no element of the list
        let first = line.words.len() - in_list.len();
        for (number, node) in (first..).zip(in_list) {
            let text = node.value();
            let names = match line.words.get(number.wrapping_sub(1)).map(String::as_str) {
                Some("--only") if number < own => {
                    let start = text.find('=').map_or(0, |at| at + 1);
                    VarName::parse(text.get(start..).unwrap_or_default())
                        .map(|name| (start..text.len(), name))
                        .into_iter()
                        .collect()
                }
                _ if number > own && wrapped.fill => neutral::references(&text),
                _ => continue,
            };
            uses.extend(names.into_iter().map(|(span, name)| Use {
                variable: name.as_str().to_owned(),
                agent: reader.agent,
                expansion: None,
                server: place.server().map(std::borrow::Cow::into_owned),
                project: place.project().map(std::borrow::Cow::into_owned),
                slot: Slot::Command,
                node: node.id(),
                span,
                default: None,
                given_here: false,
            }));
        }
    }
    uses
}

/// What becomes of the servers of one config whose wrappers are to go.
pub struct Unwrapping {
    /// The new text, proven; `None` where no server can be unwrapped.
    pub proven: Option<Proven>,
    /// For each server, why it stays as it is; `None` where its wrapper goes.
    pub stays: Vec<Option<String>>,
}

/// Takes the wrappers of `servers`, which are servers of `parsed`, away. `value` is what a store holds.
///
/// The new text is proven: nothing but these servers' commands, arguments and entries differs, each command line is what
/// `unplain run` would have started, and no reader takes a value for a reference.
#[must_use]
pub fn unwrap<'v>(
    parsed: &Parsed,
    readers: &[Reader],
    servers: &[&WrappedServer],
    value: &dyn Fn(AskedStore, &VarName) -> Option<&'v str>,
) -> Unwrapping {
    let alone = |server: &&WrappedServer| attempt(parsed, readers, &[*server], value).err();
    let mut stays: Vec<Option<String>> = servers.iter().map(alone).collect();
    let fit: Vec<&WrappedServer> = servers
        .iter()
        .zip(&stays)
        .filter(|(_, stays)| stays.is_none())
        .map(|(server, _)| *server)
        .collect();
    if fit.is_empty() {
        return Unwrapping { proven: None, stays };
    }
    match attempt(parsed, readers, &fit, value) {
        Ok(proven) => Unwrapping { proven: Some(proven), stays },
        Err(reason) => {
            for stays in stays.iter_mut().filter(|stays| stays.is_none()) {
                *stays = Some(reason.clone());
            }
            Unwrapping { proven: None, stays }
        }
    }
}

fn attempt<'v>(
    parsed: &Parsed,
    readers: &[Reader],
    servers: &[&WrappedServer],
    value: &dyn Fn(AskedStore, &VarName) -> Option<&'v str>,
) -> Result<Proven, String> {
    let mut patch = parsed.document.patch();
    let mut back = Vec::new();
    for server in servers {
        let own = Own::of(parsed, readers, server, value)?;
        own.write(parsed, server, &mut patch)?;
        back.push(own);
    }
    let proven = patch.finish().map_err(|refusal| refusal.to_string())?;
    let after = Document::parse(proven.text().to_owned(), parsed.document.format())
        .map_err(|_| "the new text does not parse")?;
    for (server, own) in servers.iter().zip(&back) {
        own.is_in(&after, server)?;
    }
    Ok(proven)
}

/// What a server has once its wrapper is gone.
struct Own {
    /// Its command line, filled in.
    words: Vec<String>,
    /// The entries that come back into its environment.
    entries: Vec<(String, String)>,
    /// Where its environment is; `None` where no entry comes back.
    environment: Option<Pointer>,
}

impl Own {
    fn of<'v>(
        parsed: &Parsed,
        readers: &[Reader],
        server: &WrappedServer,
        value: &dyn Fn(AskedStore, &VarName) -> Option<&'v str>,
    ) -> Result<Self, String> {
        let wrapped = &server.wrapped;
        let value = |name: &VarName| value(wrapped.store, name);
        let missing = |name: &VarName| {
            let store = match wrapped.store {
                AskedStore::Users => "the user's store",
                AskedStore::Folders => "the stores",
            };
            format!("{store} hold{} no {name}", if store.ends_with('s') { "" } else { "s" })
        };
        let words = wrapped.filled(&value).map_err(|name| missing(&name))?;
        let mut entries = Vec::new();
        for (name, variable) in &wrapped.only {
            let stored = value(variable).ok_or_else(|| missing(variable))?;
            entries.push((name.clone(), stored.to_owned()));
        }
        for reader in readers {
            let Some(expansion) = &reader.file.expansion else { continue };
            let taken =
                |slot, text: &String| expansion.reaches(slot) && expansion.would_expand(text);
            let in_words = words
                .iter()
                .zip(&wrapped.command)
                .any(|(new, old)| new != old && taken(Slot::Arg, new));
            if in_words || entries.iter().any(|(_, value)| taken(Slot::Env, value)) {
                let name = &reader.agent.name;
                return Err(format!("{name} would take a value for a reference"));
            }
        }
        let environment = match entries.is_empty() {
            true => None,
            false => Some(
                environment(&parsed.document, server)
                    .ok_or("it is not known where the agent looks for its environment")?,
            ),
        };
        Ok(Self { words, entries, environment })
    }

    fn write(
        &self,
        parsed: &Parsed,
        server: &WrappedServer,
        patch: &mut Patch<'_>,
    ) -> Result<(), String> {
        let document = &parsed.document;
        let refused = |refusal: unplain_rewrite::Refusal| refusal.to_string();
        let line = Line::of(document, server.command).ok_or("its command is gone")?;
        line.unwrap(document, patch)?;
        for (node, new) in
            line.own_words(document, &server.wrapped).iter().zip(self.words.iter().rev())
        {
            if *node.value() != **new {
                patch.replace_value(node.id(), new).map_err(refused)?;
            }
        }
        let Some(place) = &self.environment else { return Ok(()) };
        if let Some(object) = document.get(place).filter(|node| node.kind() != Kind::Null) {
            for (name, value) in &self.entries {
                patch
                    .insert_member(object.id(), name, &NewValue::String(value.clone()))
                    .map_err(refused)?;
            }
            return Ok(());
        }
        let (parent, key) = super::proof::parent(document, place)?;
        patch.insert_member(parent, &key, &NewValue::Object(self.entries.clone())).map_err(refused)
    }

    /// Whether the new text has it.
    fn is_in(&self, after: &Document, server: &WrappedServer) -> Result<(), String> {
        let failed = || "the server would not be started as before".to_owned();
        let pointer = Pointer::parse(&server.pointer).map_err(|_| failed())?;
        let line = after.get(&pointer).and_then(|node| Line::of(after, node.id()));
        let has_words = line.is_some_and(|line| line.words == self.words);
        let has_entries = self.environment.as_ref().is_none_or(|place| {
            let object = after.get(place);
            self.entries.iter().all(|(name, value)| {
                let entry = object.and_then(|object| object.child(name));
                entry.is_some_and(|entry| entry.kind() == Kind::String && *entry.value() == *value)
            })
        });
        if has_words && has_entries { Ok(()) } else { Err(failed()) }
    }
}

/// The object of a server's environment: the one that is there, or the place of one.
fn environment(document: &Document, server: &WrappedServer) -> Option<Pointer> {
    let command = document.node(server.command);
    let above = command.parent()?;
    let object: Node<'_> = if above.kind() == Kind::Array { above.parent()? } else { above };
    let at = object.pointer();
    let patterns = server.reader.file.places.iter().filter(|(slot, _)| *slot == Slot::Env);
    let mut places = patterns.filter_map(|(_, pattern)| pattern.members_of_key_in(&at));
    let first = places.next()?;
    let others: Vec<Pointer> = places.collect();
    let is_there = |place: &&Pointer| document.get(place).is_some();
    Some(std::iter::once(&first).chain(&others).find(is_there).unwrap_or(&first).clone())
}
