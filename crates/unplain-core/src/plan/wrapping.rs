//! Stdio servers that are started through `unplain run`.

use std::collections::{BTreeMap, BTreeSet};

use unplain_rewrite::{Document, End, Kind, NewValue, Node, NodeId, Patch, Pointer};

use super::{Circumstances, Form, Parsed, proof::Move};
use crate::{
    AskedStore, Found, Reader, Scope, Slot, VarName, Wrapped, Wrapper, find::FoundIn, neutral,
};

/// The wrapped form of a secret in a stdio server's environment or arguments, or why there is none; `None` for anything
/// else.
pub(super) fn form(
    parsed: &Parsed,
    site: &Found,
    node: NodeId,
    readers: &[Reader],
) -> Option<Form> {
    let owner = *readers.first()?;
    let command = command_of(parsed, owner, parsed.document.node(node))?;
    let none = |reason: &str| Some(Form::None(reason.to_owned()));
    match Line::of(&parsed.document, command) {
        None => return none("its server's command is not one that can be wrapped"),
        Some(line) if Wrapped::read(&line.words).is_some() => {
            return none("its server is wrapped already: `unplain unwrap` first");
        }
        Some(_) => {}
    }
    let value = parsed.document.node(node).value();
    match site.slot {
        Slot::Env => {
            let node = parsed.document.node(node);
            let Some(key) = node.key().filter(|_| site.fragment.replace == (0..value.len())) else {
                return none(
                    "it is only a part of the entry, and a wrapped server gets whole values",
                );
            };
            match VarName::parse(&key).is_some_and(|name| !name.steers_a_loader()) {
                true => Some(Form::Wrap { command, entry: Some(key.into_owned()) }),
                false => none("a secret can't be handed on under the name that its entry has"),
            }
        }
        Slot::Arg => {
            let shell = |reader: &Reader| {
                let expansion = reader.file.expansion.as_ref();
                expansion.is_some_and(|own| own.cannot_carry(Slot::Arg, "$<env:X>").is_some())
            };
            match readers.iter().any(shell) {
                true => none("the agent hands arguments to a shell"),
                false => Some(Form::Wrap { command, entry: None }),
            }
        }
        _ => None,
    }
}

/// The command of the server that `node` belongs to.
fn command_of(parsed: &Parsed, reader: Reader, node: Node<'_>) -> Option<NodeId> {
    let mut above = Vec::new();
    let mut next = node.parent();
    while let Some(parent) = next {
        above.push(parent.id());
        next = parent.parent();
    }
    let commands = parsed.places(reader).filter(|place| place.slot == Slot::Command);
    let server = |place: &crate::Place<'_>| {
        let parent = place.node.parent()?;
        Some(if parent.kind() == Kind::Array { parent.parent()?.id() } else { parent.id() })
    };
    commands
        .filter(|place| server(place).is_some_and(|server| above.contains(&server)))
        .map(|place| place.node.id())
        .next()
}

/// A server's command line, as it stands in a config.
pub struct Line {
    /// The command's scalar.
    command: NodeId,
    /// The object that the command is a member of; `None`: it is the first element of `list`.
    server: Option<NodeId>,
    /// The list of its arguments, or of all its words.
    list: Option<NodeId>,
    /// All words.
    pub words: Vec<String>,
}

impl Line {
    /// The command line whose command is this scalar, if all its words are strings.
    #[must_use]
    pub fn of(document: &Document, command: NodeId) -> Option<Self> {
        let node = document.node(command);
        let parent = node.parent()?;
        let texts = |list: Node<'_>| -> Option<Vec<String>> {
            let text =
                |word: Node<'_>| (word.kind() == Kind::String).then(|| word.value().into_owned());
            list.children().map(text).collect()
        };
        if parent.kind() == Kind::Array {
            let is_first = node.index() == Some(0);
            return is_first.then_some(Self {
                command,
                server: None,
                list: Some(parent.id()),
                words: texts(parent)?,
            });
        }
        if node.kind() != Kind::String {
            return None;
        }
        let list = parent.child("args").filter(|args| args.kind() != Kind::Null);
        if list.is_some_and(|list| list.kind() != Kind::Array) {
            return None;
        }
        let mut words = vec![node.value().into_owned()];
        match list {
            Some(list) => words.extend(texts(list)?),
            // some agents split such a command into words
            None if node.value().contains(char::is_whitespace) => return None,
            None => {}
        }
        Some(Self { command, server: Some(parent.id()), list: list.map(|list| list.id()), words })
    }

    /// Puts words in front of it.
    fn put_in_front(&self, front: &[String], patch: &mut Patch<'_>) -> Result<(), String> {
        let refused = |refusal: unplain_rewrite::Refusal| refusal.to_string();
        let Some(server) = self.server else {
            let list = self.list.ok_or("there is no list")?;
            return patch.insert_elements(list, End::Front, front).map_err(refused);
        };
        let (program, rest) = front.split_first().ok_or("there is no program")?;
        let own = self.words.first().ok_or("there is no command")?;
        let mut words = rest.to_vec();
        words.push(own.clone());
        patch.replace_value(self.command, program).map_err(refused)?;
        match self.list {
            Some(list) => patch.insert_elements(list, End::Front, &words).map_err(refused),
            None => patch.insert_member(server, "args", &NewValue::Strings(words)).map_err(refused),
        }
    }

    /// Takes a wrapper away again; `Err` says why that can't be done. Elements of the list move up by the number that is
    /// given back.
    ///
    /// # Errors
    ///
    /// It is not wrapped, or the place can't be edited.
    pub fn unwrap(&self, document: &Document, patch: &mut Patch<'_>) -> Result<usize, String> {
        let refused = |refusal: unplain_rewrite::Refusal| refusal.to_string();
        let wrapped =
            Wrapped::read(&self.words).ok_or("it is not started through `unplain run`")?;
        let gone = wrapped.front().len();
        if self.server.is_some() {
            let own = wrapped.command.first().ok_or("it has no command of its own")?;
            patch.replace_value(self.command, own).map_err(refused)?;
        }
        let list = self.list.ok_or("it has no arguments")?;
        let list = document.node(list);
        if list.children().count() < gone {
            return Err("its arguments are not as unplain wrote them".to_owned());
        }
        // in an object the program is not in the list, but the own command is
        for word in list.children().take(gone) {
            patch.remove(word.id()).map_err(refused)?;
        }
        Ok(gone)
    }

    /// The elements of its list.
    pub(super) fn list_words<'d>(&self, document: &'d Document) -> Vec<Node<'d>> {
        let list = self.list.map(|list| document.node(list));
        list.into_iter().flat_map(|list| list.children()).collect()
    }

    /// The scalars of a wrapped server's own words that stay in the list, from the last on.
    pub(super) fn own_words<'d>(&self, document: &'d Document, wrapped: &Wrapped) -> Vec<Node<'d>> {
        let mut words = self.list_words(document);
        words.reverse();
        // in an object the own command moves to the command's place
        words.truncate(wrapped.command.len() - usize::from(self.server.is_some()));
        words
    }
}

/// The wrappers that the moves of one file need, by the command.
pub(super) fn wrappers(
    parsed: &Parsed,
    moves: &[Move<'_>],
    circumstances: &Circumstances<'_>,
) -> BTreeMap<NodeId, Wrapped> {
    let mut all: BTreeMap<NodeId, Wrapped> = BTreeMap::new();
    let Some(wrapper) = circumstances.wrap else { return all };
    for item in moves {
        let Form::Wrap { command, entry } = item.form else { continue };
        let wrapped = all.entry(*command).or_insert_with(|| begin(parsed, wrapper));
        let name = entry.clone().unwrap_or_else(|| item.variable.as_str().to_owned());
        match entry {
            Some(_) => {
                let given = (name, item.variable.clone());
                if !wrapped.only.contains(&given) {
                    wrapped.only.push(given);
                }
            }
            None => wrapped.fill = true,
        }
    }
    all
}

fn begin(parsed: &Parsed, wrapper: &Wrapper) -> Wrapped {
    // what a project's file says has to hold on every machine
    let shared = parsed.config.scope() == Scope::Project;
    Wrapped {
        program: if shared { "unplain".to_owned() } else { wrapper.program.clone() },
        store: if shared { AskedStore::Folders } else { AskedStore::Users },
        only: Vec::new(),
        fill: false,
        more: Vec::new(),
        command: Vec::new(),
    }
}

/// Writes the wrappers.
pub(super) fn write(
    document: &Document,
    wrappers: &BTreeMap<NodeId, Wrapped>,
    patch: &mut Patch<'_>,
) -> Result<(), String> {
    for (command, wrapped) in wrappers {
        let line = Line::of(document, *command).ok_or("its command can't be wrapped")?;
        if Wrapped::read(&line.words).is_some() {
            return Err(
                "the server is wrapped already: `unplain unwrap` takes that back".to_owned()
            );
        }
        line.put_in_front(&wrapped.front(), patch)?;
    }
    Ok(())
}

/// Whether every wrapped server gets what it got: its own command line once filled in, and its entries.
pub(super) fn holds(
    parsed: &Parsed,
    after: &Document,
    moves: &[Move<'_>],
    wrappers: &BTreeMap<NodeId, Wrapped>,
    readers: &[Reader],
) -> Result<(), String> {
    let failed = "the wrapped server would not be started as before";
    for (command, meant) in wrappers {
        let before = Line::of(&parsed.document, *command).ok_or(failed)?;
        let pointer = parsed.document.node(*command).pointer();
        let new = after.get(&pointer).and_then(|node| Line::of(after, node.id())).ok_or(failed)?;
        let wrapped = Wrapped::read(&new.words).ok_or(failed)?;
        let of_server = || {
            moves.iter().filter(
                |item| matches!(item.form, Form::Wrap { command: own, .. } if own == command),
            )
        };
        let value =
            |name: &VarName| of_server().find(|item| item.variable == *name).map(|item| item.value);
        let same = wrapped.filled(&value).is_ok_and(|words| words == before.words);
        let given = of_server().all(|item| match item.form {
            Form::Wrap { entry: Some(key), .. } => {
                wrapped.only.contains(&(key.clone(), item.variable.clone()))
            }
            _ => true,
        });
        if !same || !given || wrapped.front() != meant.front() {
            return Err(failed.to_owned());
        }
        // our own words go through the agent's expansion too
        let touched = |word: &String| {
            readers.iter().filter_map(|reader| reader.file.expansion.as_ref()).any(|own| {
                own.reaches(Slot::Arg)
                    && (!own.references(word).is_empty()
                        && neutral::references(word).is_empty()
                        && wrapped.front().contains(word))
            })
        };
        if new.words.iter().any(touched) {
            return Err(failed.to_owned());
        }
    }
    Ok(())
}

/// The scalars of wrapped command lines: what stands there is compared as a whole.
pub(super) fn in_lines(
    document: &Document,
    wrappers: &BTreeMap<NodeId, Wrapped>,
) -> BTreeSet<NodeId> {
    let lines = wrappers.keys().filter_map(|command| Line::of(document, *command));
    let words = lines.flat_map(|line| {
        let list = line.list.map(|list| document.node(list));
        let list = list.into_iter().flat_map(|list| list.children().collect::<Vec<_>>());
        std::iter::once(line.command).chain(list.map(|word| word.id()))
    });
    words.collect()
}

impl Move<'_> {
    /// The pointer of the command that is wrapped for it.
    pub(super) fn wrapped_command(&self, parsed: &Parsed) -> Option<Pointer> {
        let Form::Wrap { command, .. } = self.form else { return None };
        let FoundIn::Scalar(_) = parsed.found[self.found].place else { return None };
        Some(parsed.document.node(*command).pointer())
    }
}
