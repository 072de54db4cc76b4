//! Gives each distinct value one variable.
//!
//! An `env` entry keeps its own name where that is possible; elsewhere the name is made of the server and the field. A
//! name is free for a value if no agent that reads one of its files blanks it, if it is not exported or stored with
//! another value, and if giving it a value does not change what another reference expands to.

use std::collections::{BTreeMap, BTreeSet};

use unplain_rewrite::Kind;

use super::{Circumstances, EnvironmentFiles, Form, Parsed, form::Use};
use crate::{
    Slot, VarName,
    find::{Field, upper},
};

/// The variables of the values.
pub(super) struct Names(BTreeMap<String, Result<VarName, String>>);

impl Names {
    /// The variable that keeps `value`, or why there is none.
    pub(super) fn of(&self, value: &str) -> Result<VarName, String> {
        self.0.get(value).cloned().unwrap_or_else(|| Err("nothing names it".to_owned()))
    }
}

/// A value and all its uses.
struct Group<'u, 'a> {
    value: &'u str,
    uses: Vec<&'u Use<'a>>,
}

/// Finds a variable for each distinct value of `uses`.
pub(super) fn assign(
    files: &[Parsed],
    uses: &[Use<'_>],
    circumstances: &Circumstances<'_>,
) -> Names {
    let with_form = || uses.iter().filter(|item| !matches!(item.form, Form::None(_)));
    // What is only shown takes no name from what is moved.
    let is_shown = |item: &&Use<'_>| {
        item.config.environment.is_some()
            && circumstances.environment_files == EnvironmentFiles::Show
    };
    let mut taken = Taken::new(files, circumstances);
    let mut names = BTreeMap::new();
    let moved = with_form().filter(|item| !is_shown(item));
    for part in [moved.collect::<Vec<_>>(), with_form().filter(is_shown).collect()] {
        let new = part.into_iter().filter(|item| !names.contains_key(item.value.as_ref()));
        for group in groups(new.collect()) {
            let mut tried = candidates(&group, circumstances).into_iter().chain(numbered(&group));
            let name = tried.find(|name| taken.is_free(name, &group));
            if let Some(name) = &name {
                taken.assigned.insert(name.as_str().to_owned());
            }
            let name = name.ok_or_else(|| "no name is free for it".to_owned());
            names.insert(group.value.to_owned(), name);
        }
    }
    Names(names)
}

/// The values of `uses`, those first that are served first.
fn groups<'u, 'a>(uses: Vec<&'u Use<'a>>) -> Vec<Group<'u, 'a>> {
    let mut groups: Vec<Group<'_, '_>> = Vec::new();
    let mut index: BTreeMap<&str, usize> = BTreeMap::new();
    for item in uses {
        let at = *index.entry(&item.value).or_insert_with(|| {
            groups.push(Group { value: &item.value, uses: Vec::new() });
            groups.len() - 1
        });
        groups[at].uses.push(item);
    }
    // Where a server must inherit the variable there is only one name for it, so these come first; then the value with
    // more uses has the better claim. The sort is stable, so ties go to the first in order.
    groups.sort_by_key(|group| {
        let bound = group.uses.iter().any(|item| matches!(item.form, Form::Inherit { .. }));
        std::cmp::Reverse((bound, group.uses.len()))
    });
    groups
}

/// Names to try, best first.
fn candidates(group: &Group<'_, '_>, circumstances: &Circumstances<'_>) -> Vec<VarName> {
    let mut wanted: Vec<String> = Vec::new();
    // A name under which the store has this very value already.
    let known = circumstances.stored.iter().filter(|(_, value)| value.expose() == group.value);
    wanted.extend(known.map(|(name, _)| name.as_str().to_owned()));
    // Where a server has to inherit the variable, only the entry's own name will do.
    wanted.extend(group.uses.iter().filter_map(|item| match &item.form {
        Form::Inherit { key, .. } => Some(key.clone()),
        _ => None,
    }));
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
    assigned: BTreeSet<String>,
    /// Names that references use in any file: giving one a value would change what another server gets.
    referenced: BTreeSet<String>,
    /// Names that an agent pastes into a file's text.
    pasted: BTreeSet<String>,
    /// Values that an agent's own settings set, laid over the environment.
    settings: BTreeMap<String, BTreeSet<String>>,
}

impl<'c> Taken<'c> {
    fn new(files: &[Parsed], circumstances: &'c Circumstances<'c>) -> Self {
        let mut taken = Self {
            circumstances,
            assigned: BTreeSet::new(),
            referenced: circumstances.referenced_elsewhere.clone(),
            pasted: BTreeSet::new(),
            settings: BTreeMap::new(),
        };
        for parsed in files {
            for reader in &parsed.config.readers {
                for place in parsed.places(*reader) {
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
        // References to it get this very value from this very file.
        let supplied = group.uses.iter().any(|item| {
            item.config.environment.is_some() && item.field == Field::Variable(text.to_owned())
        });
        !name.steers_a_loader()
            && !self.assigned.contains(text)
            && exported.is_none_or(|value| same(value))
            && stored.is_none_or(|(_, value)| same(value.expose()))
            && self.settings.get(text).is_none_or(|values| values.iter().all(|value| same(value)))
            && !(unset && used && !supplied)
            && !(group.value.contains(['"', '\\', '\n', '\r', '\t']) && self.pasted.contains(text))
            && group.uses.iter().all(|item| self.suits(text, item))
    }

    fn suits(&self, text: &str, item: &Use<'_>) -> bool {
        // Of a shared file every known reader counts, installed here or not.
        item.config.readers.iter().all(|reader| {
            let blanked = reader
                .file
                .expansion
                .as_ref()
                .is_some_and(|expansion| expansion.blanks(text, item.site.slot));
            let special = reader
                .agent
                .avoid_prefixes
                .iter()
                .any(|prefix| text.to_ascii_uppercase().starts_with(prefix));
            // In the agent's own settings the variable has this name already.
            !blanked && (!special || item.site.slot == Slot::SettingsEnv)
        })
    }
}
