//! Which form a secret's place can take: a reference, an inherited variable, or none.

use std::borrow::Cow;

use unplain_rewrite::{Node, NodeId};

use super::{Circumstances, Parsed, environment, wrapping};
use crate::{
    Applicability, ChildEnv, Confidence, Config, Delivery, EnvironmentFile, Found, Loader,
    NameTarget, Reader, Scope, Slot, VarName,
    find::{Field, FoundIn},
    neutral,
};

/// What can take a secret's place.
#[derive(Clone, Debug)]
pub enum Form {
    /// A reference that every binding reader expands, spelled the same way by all of them.
    Expand {
        /// The readers, one whose spelling it is first.
        readers: Vec<Reader>,
        /// The name that the variable must have, where some reader goes by the entry's name and not by the reference.
        bound: Option<String>,
    },
    /// Text that a shell runs to load the value.
    Load {
        /// The shell's file.
        file: EnvironmentFile,
        /// How it calls `unplain`; not known where nothing is to be moved.
        loader: Option<Loader>,
    },
    /// Nothing: the entry goes, and the server inherits the variable under the entry's own name.
    Inherit {
        /// The readers.
        readers: Vec<Reader>,
        /// The name that it must have.
        key: String,
    },
    /// A field names the variable: the entry goes, and the agent looks the name up.
    Name {
        /// Where the name goes.
        target: NameTarget,
        /// The entry's key.
        key: String,
        /// How much of the entry's value the variable holds.
        holds: Holds,
    },
    /// The server is started through `unplain run`, which gives it the value.
    Wrap {
        /// The server's command.
        command: NodeId,
        /// The entry of its environment that goes; `None`: a part of an argument, which is filled in.
        entry: Option<String>,
    },
    /// There is none, for this reason.
    None(String),
}

/// How much of an entry's value is kept in the variable.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Holds {
    /// The secret in it.
    Secret,
    /// All of it.
    Value,
}

impl Form {
    pub(super) fn delivery(&self) -> Delivery {
        match self {
            Self::Expand { .. } | Self::Load { .. } => Delivery::Expand,
            Self::Inherit { .. } => Delivery::Inherit,
            Self::Name { .. } => Delivery::Name,
            Self::Wrap { .. } => Delivery::Wrap,
            Self::None(_) => Delivery::None,
        }
    }

    /// What stands in the secret's place; empty where the entry goes; where a field names the variable, its pointer.
    pub(super) fn spell(&self, variable: &VarName) -> String {
        match self {
            Self::Expand { readers, .. } => {
                let first = readers.first();
                let expansion = first.and_then(|reader| reader.file.expansion.as_ref());
                expansion.map_or_else(String::new, |expansion| expansion.spell(variable))
            }
            Self::Load { file, loader } => {
                let text = loader.as_ref().and_then(|loader| file.load(loader, variable));
                text.unwrap_or_default()
            }
            Self::Name { target, key, .. } => target.pointer(key).as_str().to_owned(),
            Self::Wrap { entry: None, .. } => neutral::spell(variable),
            Self::Wrap { .. } | Self::Inherit { .. } | Self::None(_) => String::new(),
        }
    }

    /// The name that the variable must have, where only one will do.
    pub(super) fn bound(&self) -> Option<&str> {
        match self {
            Self::Expand { bound: Some(key), .. }
            | Self::Inherit { key, .. }
            | Self::Name { target: NameTarget::List(_), key, .. } => Some(key),
            _ => None,
        }
    }

    /// Whether the entry goes.
    pub(super) fn removes(&self) -> bool {
        let wrapped_entry = matches!(self, Self::Wrap { entry: Some(_), .. });
        wrapped_entry || matches!(self, Self::Inherit { .. } | Self::Name { .. })
    }
}

/// A finding, seen as one use of a value.
pub(super) struct Use<'a> {
    pub(super) file: usize,
    pub(super) found: usize,
    /// What moves: the secret, or all of the variable that it stands in.
    pub(super) value: Cow<'a, str>,
    /// What that is called.
    pub(super) field: Field,
    pub(super) site: &'a Found,
    pub(super) config: &'a Config,
    pub(super) form: Form,
}

impl Use<'_> {
    /// Whether the finding may be moved without a person's look, given that it has a form.
    pub(super) fn applicability(
        &self,
        circumstances: &Circumstances<'_>,
    ) -> (Applicability, Option<String>) {
        if let Some(file) = self.config.environment {
            return environment::applicability(file, self.site.fragment.confidence, circumstances);
        }
        if self.site.slot == Slot::SettingsEnv {
            let reason = "the agent does not expand references there: the entry would be removed and the variable \
                          delivered at the start";
            return (Applicability::Review, Some(reason.to_owned()));
        }
        let fragment = &self.site.fragment;
        if fragment.rule == "place" && fragment.confidence == Confidence::Medium {
            let reason = "it may be an id";
            return (Applicability::Review, Some(reason.to_owned()));
        }
        match fragment.confidence {
            Confidence::Low => (Applicability::Review, Some("it may be no secret".to_owned())),
            Confidence::Medium | Confidence::High => (Applicability::Safe, None),
        }
    }
}

/// Every finding of `files` with its form, in order.
pub(super) fn uses<'a>(files: &'a [Parsed], circumstances: &Circumstances<'_>) -> Vec<Use<'a>> {
    let mut uses = Vec::new();
    for (file, parsed) in files.iter().enumerate() {
        let readers = parsed.config.binding_readers(circumstances.installed);
        for (found, site) in parsed.found.iter().enumerate() {
            let variable = environment::variable(parsed, site);
            let (value, field) = match variable {
                Some((node, field)) => (Some(node.value()), field),
                None => (parsed.value_of(site), site.fragment.field.clone()),
            };
            let Some(value) = value else { continue };
            let form = form(parsed, site, &value, &readers, circumstances);
            let (value, field) = match (&form, site.place) {
                (Form::Name { holds: Holds::Value, key, .. }, FoundIn::Scalar(id)) => {
                    (parsed.document.node(id).value(), Field::Named(key.clone()))
                }
                _ => (value, field),
            };
            uses.push(Use { file, found, value, field, site, config: &parsed.config, form });
        }
    }
    uses
}

fn form(
    parsed: &Parsed,
    site: &Found,
    value: &str,
    readers: &[Reader],
    circumstances: &Circumstances<'_>,
) -> Form {
    let none = |reason: &str| Form::None(reason.to_owned());
    if let Some(reason) = &parsed.left_alone {
        return none(reason);
    }
    if let Some(reason) = &site.allowed {
        return Form::None(format!("allowed: {reason}"));
    }
    if let Some(file) = parsed.config.environment {
        return environment::form(parsed, file, site, circumstances);
    }
    if parsed.config.scope() == Scope::Managed {
        return none("the file is set by this machine's administrator");
    }
    if site.machinery {
        return none("it belongs to the agent's own login");
    }
    let FoundIn::Scalar(id) = site.place else {
        return none("it stands in a comment: remove it there by hand");
    };
    if circumstances.wrap.is_some()
        && let Some(wrapped) = wrapping::form(parsed, site, id, readers)
    {
        return wrapped;
    }
    let below = parsed.config.path.starts_with(circumstances.opened);
    match expand(site, value, readers, below) {
        Ok(()) => Form::Expand { readers: readers.to_vec(), bound: None },
        Err(reason) => {
            let node = parsed.document.node(id);
            if let Some(form) = by_own_name(site, node, value, readers, below) {
                return form;
            }
            let whole = site.fragment.replace == (0..node.value().len());
            match name(site, node, readers) {
                Ok(Some(form)) => return form,
                Ok(None) => {}
                Err(reason) => return Form::None(reason),
            }
            match (whole, node.key(), inherit(site, readers)) {
                (true, Some(key), true) => {
                    Form::Inherit { readers: readers.to_vec(), key: Cow::into_owned(key) }
                }
                _ => Form::None(reason),
            }
        }
    }
}

/// Whether all readers expand one and the same spelling here and pass this value on as it is.
fn expand(site: &Found, value: &str, readers: &[Reader], below: bool) -> Result<(), String> {
    let probe = crate::VarName::parse("X").ok_or_else(String::new)?;
    let mut spelled: Option<(String, &str)> = None;
    for reader in readers {
        let name = reader.agent.name.as_str();
        let expansion =
            reader.file.expansion.as_ref().filter(|expansion| expansion.reaches(site.slot));
        let Some(expansion) = expansion else {
            let why = reader.file.why_none.as_deref();
            return Err(why.map_or_else(
                || format!("{name} expands no reference in this place"),
                str::to_owned,
            ));
        };
        if let Some(reason) = expansion.cannot_carry(site.slot, value) {
            return Err(format!("{name} would not pass this value on as it is: {reason}"));
        }
        if below && reader.file.not_below_project {
            return Err(format!(
                "{name} does not trust this file while its folder is the opened project"
            ));
        }
        let text = expansion.spell(&probe);
        match &spelled {
            Some((other, of)) if *other != text => {
                return Err(format!(
                    "{of} and {name} both read this file and share no syntax for a reference"
                ));
            }
            _ => spelled = Some((text, name)),
        }
    }
    Ok(())
}

/// The reference of some readers, where the others go by the entry's own name whatever stands there.
fn by_own_name(
    site: &Found,
    node: Node<'_>,
    value: &str,
    readers: &[Reader],
    below: bool,
) -> Option<Form> {
    let key = node.key()?;
    let whole = site.fragment.replace == (0..node.value().len());
    let is_name = VarName::parse(&key).is_some_and(|name| !name.steers_a_loader());
    let goes_by_name = |reader: &Reader| {
        reader.file.expansion.as_ref().is_some_and(|own| own.own_name_wins(site.slot))
    };
    let (by_name, others): (Vec<Reader>, Vec<Reader>) =
        readers.iter().partition(|reader| goes_by_name(reader));
    if !whole || !is_name || others.is_empty() || expand(site, value, &others, below).is_err() {
        return None;
    }
    Some(Form::Expand { readers: [others, by_name].concat(), bound: Some(key.into_owned()) })
}

/// A field that names the variable, the same for all readers; an error says why there is one and it will not do.
fn name(site: &Found, node: Node<'_>, readers: &[Reader]) -> Result<Option<Form>, String> {
    let (Some(key), Some(server)) = (node.key(), site.server.as_deref()) else { return Ok(None) };
    let value = node.value();
    let mut common: Option<(NameTarget, Holds)> = None;
    for reader in readers {
        let agent = &reader.agent.name;
        let fields = || reader.file.names.iter();
        let of_all =
            fields().filter_map(|field| Some((field, field.target(site.slot, &key, server)?)));
        let fitting = of_all.filter_map(|(field, target)| {
            let secret = site.fragment.replace.clone();
            let behind =
                value.starts_with(field.prefix()).then_some(field.prefix().len()..value.len());
            let holds = match &target {
                NameTarget::Table(_) if secret != (0..value.len()) => Holds::Value,
                _ if behind == Some(secret) => Holds::Secret,
                _ => return None,
            };
            Some((field, target, holds))
        });
        let Some((field, target, holds)) = fitting.into_iter().next() else { return Ok(None) };
        if matches!(target, NameTarget::List(_)) {
            let is_free = VarName::parse(&key).is_some_and(|name| !name.steers_a_loader());
            if !is_free {
                return Err(format!(
                    "{agent} gives it to the server under its own name only, which is not one for a secret"
                ));
            }
        }
        if let Some(reason) = field.cannot_carry(&key, &value) {
            return Err(format!("{agent} would not pass this value on as it is: {reason}"));
        }
        match &common {
            Some(other) if *other != (target.clone(), holds) => return Ok(None),
            _ => common = Some((target, holds)),
        }
    }
    Ok(common.map(|(target, holds)| Form::Name { target, key: key.into_owned(), holds }))
}

/// Whether every reader's server would inherit the variable if its entry were gone.
fn inherit(site: &Found, readers: &[Reader]) -> bool {
    let settings = site.slot == Slot::SettingsEnv;
    let entry =
        matches!(site.fragment.field, Field::Variable(_)) && (site.slot == Slot::Env || settings);
    entry
        && readers.iter().all(|reader| {
            reader.agent.child_env == ChildEnv::All && (settings || reader.file.inherit)
        })
}
