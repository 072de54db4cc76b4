//! Gives each distinct value one variable.
//!
//! An `env` entry keeps its own name where that is possible; elsewhere the name is made of the server and the field. A
//! name is free for a value if no agent that reads one of its files blanks it, if it is not exported or stored with
//! another value, and if giving it a value does not change what another reference expands to.

use std::collections::{BTreeMap, BTreeSet};

use unplain_rewrite::Kind;

use super::{Circumstances, EnvironmentFiles, Form, Parsed, form::Use};
use crate::{
    Reader, Slot, VarName,
    find::{Field, upper},
};

/// The variables of the values. A variable of a shell's file or a `.env` has its own, for its name is what programs ask
/// for; everything else that has one value shares one.
pub(super) struct Names(BTreeMap<Shared, Result<VarName, String>>);

/// What shares one variable: a value, and the name that it has in a file of variables.
type Shared = (String, Option<String>);

impl Names {
    /// The variable that keeps the value of `item`, or why there is none.
    pub(super) fn of(&self, item: &Use<'_>) -> Result<VarName, String> {
        let shared = (item.value.as_ref().to_owned(), own_name(item).map(str::to_owned));
        self.0.get(&shared).cloned().unwrap_or_else(|| Err("nothing names it".to_owned()))
    }
}

/// The variables that the files of variables among `uses` set already, where the plan keeps their names and moves them.
pub(super) fn supplied<'u>(
    uses: &'u [Use<'_>],
    names: &Names,
    circumstances: &Circumstances<'_>,
) -> BTreeMap<&'u str, &'u str> {
    if circumstances.environment_files == EnvironmentFiles::Show {
        return BTreeMap::new();
    }
    let kept = uses.iter().filter_map(|item| {
        let name = own_name(item)?;
        (names.of(item).ok()?.as_str() == name).then_some((name, item.value.as_ref()))
    });
    kept.collect()
}

/// The name of a variable in a file of variables.
fn own_name<'u>(item: &'u Use<'_>) -> Option<&'u str> {
    let (Field::Variable(name) | Field::Named(name)) = &item.field;
    item.config.environment.map(|_| name.as_str())
}

/// A value and all its uses.
struct Group<'u, 'a> {
    value: &'u str,
    own_name: Option<&'u str>,
    uses: Vec<&'u Use<'a>>,
}

/// Finds a variable for each distinct value of `uses`.
pub(super) fn assign(
    files: &[Parsed],
    uses: &[Use<'_>],
    circumstances: &Circumstances<'_>,
) -> Names {
    let with_form = || uses.iter().filter(|item| !matches!(item.form, Form::None(_)));
    // What has a name already comes first; but what is only shown takes no name from what is moved.
    let only_shown = circumstances.environment_files == EnvironmentFiles::Show;
    let is_first = |item: &&Use<'_>| item.config.environment.is_some() != only_shown;
    let first = with_form().filter(is_first).collect();
    let last = with_form().filter(|item| !is_first(item)).collect();
    let mut taken = Taken::new(files, circumstances);
    let mut names = BTreeMap::new();
    for group in groups(first).into_iter().chain(groups(last)) {
        let mut tried = candidates(&group, &taken).into_iter().chain(numbered(&group));
        let name = tried.find(|name| taken.is_free(name, &group));
        if let Some(name) = &name {
            taken.assigned.insert(name.as_str().to_owned(), group.value.to_owned());
        }
        let shared = (group.value.to_owned(), group.own_name.map(str::to_owned));
        names.insert(shared, name.ok_or_else(|| "no name is free for it".to_owned()));
    }
    Names(names)
}

/// The values of `uses`, those first that are served first.
fn groups<'u, 'a>(uses: Vec<&'u Use<'a>>) -> Vec<Group<'u, 'a>> {
    let mut groups: Vec<Group<'_, '_>> = Vec::new();
    let mut index: BTreeMap<(&str, Option<&str>), usize> = BTreeMap::new();
    for item in uses {
        let own_name = own_name(item);
        let at = *index.entry((&item.value, own_name)).or_insert_with(|| {
            groups.push(Group { value: &item.value, own_name, uses: Vec::new() });
            groups.len() - 1
        });
        groups[at].uses.push(item);
    }
    // Where a server must inherit the variable there is only one name for it, so these come first; then the value with
    // more uses has the better claim. The sort is stable, so ties go to the first in order.
    groups.sort_by_key(|group| {
        let bound = group.uses.iter().any(|item| item.form.bound().is_some());
        std::cmp::Reverse((bound, group.uses.len()))
    });
    groups
}

/// Names to try, best first.
fn candidates(group: &Group<'_, '_>, taken: &Taken<'_>) -> Vec<VarName> {
    let mut wanted: Vec<String> = Vec::new();
    // Of several values that a shell's file gives one name, the last has it.
    let is_last = |item: &&&Use<'_>| matches!(item.field, Field::Variable(_));
    wanted.extend(group.uses.iter().find(is_last).and(group.own_name).map(str::to_owned));
    // A name under which the store has this very value already.
    let known =
        taken.circumstances.stored.iter().filter(|(_, value)| value.expose() == group.value);
    wanted.extend(known.map(|(name, _)| name.as_str().to_owned()));
    // Where a server has to inherit the variable, only the entry's own name will do.
    wanted.extend(group.uses.iter().filter_map(|item| item.form.bound().map(str::to_owned)));
    let same = taken.assigned.iter().filter(|(_, value)| *value == group.value);
    wanted.extend(same.map(|(name, _)| name.clone()));
    let mut own: BTreeMap<&str, usize> = BTreeMap::new();
    for item in &group.uses {
        if let Field::Variable(key) = &item.field
            && names_a_variable(key, item.site.slot)
        {
            // A name that a shell exports already is the one that people know.
            let exported = usize::from(item.config.environment.is_some());
            *own.entry(key).or_default() += 1 + group.uses.len() * exported;
        }
    }
    let mut own: Vec<_> = own.into_iter().collect();
    own.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    wanted.extend(own.iter().map(|(key, _)| (*key).to_owned()));
    let mut made: Vec<String> = group.uses.iter().map(|item| made_up(item)).collect();
    made.dedup();
    wanted.extend(made.iter().cloned());
    for item in &group.uses {
        let server = item.site.server.as_deref().map(upper).filter(|server| !server.is_empty());
        let base = base(&item.field);
        wanted.extend(server.map(|server| format!("{server}_{base}")));
    }
    wanted.extend(made.iter().map(|name| format!("MCP_{name}")));
    for item in &group.uses {
        wanted.push(format!("MCP_{}", base(&item.field)));
    }
    let mut seen = BTreeSet::new();
    wanted.retain(|name| seen.insert(name.clone()));
    wanted.iter().filter_map(|name| VarName::parse(name)).collect()
}

/// Names to try when all others are taken.
fn numbered(group: &Group<'_, '_>) -> impl Iterator<Item = VarName> {
    let base = group.uses.first().map_or_else(|| "SECRET".to_owned(), |item| made_up(item));
    let names = (2..1000)
        .flat_map(move |number| [format!("{base}_{number}"), format!("MCP_{base}_{number}")]);
    names.filter_map(|name| VarName::parse(&name))
}

/// Whether a key is a variable's own name: `KEY=value` is among arguments, too, the option `apiKey` is not.
fn names_a_variable(key: &str, slot: Slot) -> bool {
    matches!(slot, Slot::Env | Slot::SettingsEnv) || !key.contains(|c: char| c.is_ascii_lowercase())
}

fn base(field: &Field) -> String {
    match field {
        Field::Variable(name) | Field::Named(name) => upper(name),
    }
}

/// `<SERVER>_<FIELD>`, with the server's name only once.
fn made_up(item: &Use<'_>) -> String {
    let field = base(&item.field);
    let server = item.site.server.as_deref().map(upper).unwrap_or_default();
    let name = match server.as_str() {
        "" => format!("MCP_{field}"),
        server if field == server || field.starts_with(&format!("{server}_")) => field,
        server => format!("{server}_{field}"),
    };
    if name.starts_with(|c: char| c.is_ascii_digit()) { format!("MCP_{name}") } else { name }
}

/// What speaks against a name.
struct Taken<'c> {
    circumstances: &'c Circumstances<'c>,
    /// Names that are given already, with their values.
    assigned: BTreeMap<String, String>,
    /// Names that references use in any file: giving one a value would change what another server gets.
    referenced: BTreeSet<String>,
    /// Names that an agent pastes into a file's text.
    pasted: BTreeSet<String>,
    /// Values that an agent's own settings set, laid over the environment.
    settings: BTreeMap<String, BTreeSet<String>>,
    /// Entries of servers' environments, by file, server and key.
    entries: BTreeMap<(usize, String, String), String>,
}

impl<'c> Taken<'c> {
    fn new(files: &[Parsed], circumstances: &'c Circumstances<'c>) -> Self {
        let mut taken = Self {
            circumstances,
            assigned: BTreeMap::new(),
            referenced: circumstances.referenced_elsewhere.clone(),
            pasted: BTreeSet::new(),
            settings: BTreeMap::new(),
            entries: BTreeMap::new(),
        };
        for (file, parsed) in files.iter().enumerate() {
            for reader in &parsed.config.readers {
                for place in parsed.places(*reader) {
                    if place.slot == Slot::Env
                        && let (Some(server), Some(key)) = (place.server(), place.node.key())
                    {
                        let value = place.node.value().into_owned();
                        let key = (file, server.into_owned(), key.into_owned());
                        taken.entries.insert(key, value);
                    }
                    let telling = place.slot == Slot::SettingsEnv || place.may_refer();
                    if !telling || place.node.kind() != Kind::String {
                        continue;
                    }
                    let value = place.node.value();
                    if place.slot == Slot::SettingsEnv {
                        let key = place.node.key().unwrap_or_default().into_owned();
                        taken.settings.entry(key).or_default().insert(value.clone().into_owned());
                    }
                    let Some(expansion) = &reader.file.expansion else { continue };
                    // A secret default is taken out with its reference.
                    let goes = parsed.has_secret_default(place.node.id());
                    for reference in expansion.references(&value) {
                        let own = goes && reference.default.is_some();
                        if !own && !taken.referenced.contains(&reference.name) {
                            taken.referenced.insert(reference.name);
                        }
                    }
                }
                if let Some(expansion) = &reader.file.expansion {
                    taken.pasted.extend(expansion.pasted_names(parsed.document.text()));
                }
            }
        }
        taken
    }

    fn is_free(&self, name: &VarName, group: &Group<'_, '_>) -> bool {
        let text = name.as_str();
        let same = |value: &str| value == group.value;
        let exported = self.circumstances.env.get(text);
        let stored = self.circumstances.stored.iter().find(|(stored, _)| stored == name);
        let unset = exported.is_none() && stored.is_none();
        let used = self.referenced.contains(text) || self.pasted.contains(text);
        // References to it get this very value from such a file.
        let supplied = self.assigned.contains_key(text)
            || group.uses.iter().any(|item| {
                item.config.environment.is_some() && item.field == Field::Variable(text.to_owned())
            });
        !name.steers_a_loader()
            && self.assigned.get(text).is_none_or(|value| same(value))
            && exported.is_none_or(|value| same(value))
            && stored.is_none_or(|(_, value)| same(value.expose()))
            && self.settings.get(text).is_none_or(|values| values.iter().all(|value| same(value)))
            && !(unset && used && !supplied)
            && !(group.value.contains(['"', '\\', '\n', '\r', '\t']) && self.pasted.contains(text))
            && group.uses.iter().all(|item| self.suits(text, item))
    }

    fn suits(&self, text: &str, item: &Use<'_>) -> bool {
        // Of a shared file every known reader counts, installed here or not; of another agent's file, those here.
        let installed = self.circumstances.installed;
        let counts =
            |reader: &&Reader| !reader.file.guest || installed.contains(reader.agent.id.as_str());
        item.config.readers.iter().filter(counts).all(|reader| {
            let blanked = reader
                .file
                .expansion
                .as_ref()
                .is_some_and(|expansion| expansion.blanks(text, item.site.slot));
            let own =
                item.site.server.as_ref().and_then(|server| {
                    self.entries.get(&(item.file, server.clone(), text.to_owned()))
                });
            let sees_own = || {
                let expansion = reader.file.expansion.as_ref();
                expansion.is_some_and(|expansion| expansion.sees_own_entries(item.site.slot))
            };
            let shadowed = own.is_some_and(|own| **own != *item.value) && sees_own();
            let special = reader
                .agent
                .avoid_prefixes
                .iter()
                .any(|prefix| text.to_ascii_uppercase().starts_with(prefix));
            // In the agent's own settings the variable has this name already.
            !blanked && !shadowed && (!special || item.site.slot == Slot::SettingsEnv)
        })
    }
}
