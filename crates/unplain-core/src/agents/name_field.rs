//! Fields that hold the name of a variable in place of a value: the agent looks it up when it starts the server.

use serde::Deserialize;
use unplain_rewrite::Pointer;

use crate::{Slot, expansion::Holding};

/// A way to name a variable for values of one slot, as the agent's data file says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameField {
    slot: Slot,
    /// Only for an entry of this name, whatever the case of its letters.
    key: Option<String>,
    /// What the agent itself puts before the value.
    #[serde(default)]
    prefix: String,
    /// The name is looked up in capital letters.
    #[serde(default)]
    upper_case: bool,
    /// Values that do not arrive.
    breaks: Option<Holding>,
    /// Pattern of a list of names: the server gets each under its own name.
    list: Option<String>,
    /// Pattern of a field with one name.
    field: Option<String>,
    /// Pattern of a table from the entry's key to a name.
    table: Option<String>,
}

/// Where a name goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NameTarget {
    /// Into a list: the variable has to be called like the entry.
    List(Pointer),
    /// Into a field of its own.
    Field(Pointer),
    /// Into a table, under the entry's own key.
    Table(Pointer),
}

impl NameField {
    /// Where the name of the variable goes that takes the place of the entry `key`, in `server`; `None` where this field is
    /// not for it.
    #[must_use]
    pub fn target(&self, slot: Slot, key: &str, server: &str) -> Option<NameTarget> {
        let fits = self.key.as_ref().is_none_or(|own| own.eq_ignore_ascii_case(key));
        if self.slot != slot || !fits {
            return None;
        }
        let at = |pattern: &String| {
            let tokens = pattern.split('/').skip(1);
            let tokens = tokens.map(|token| if token == "{server}" { server } else { token });
            Pointer::from_tokens(tokens.map(str::to_owned).collect::<Vec<_>>())
        };
        let list = self.list.as_ref().map(|pattern| NameTarget::List(at(pattern)));
        let field = self.field.as_ref().map(|pattern| NameTarget::Field(at(pattern)));
        list.or(field).or_else(|| self.table.as_ref().map(|pattern| NameTarget::Table(at(pattern))))
    }

    /// What the agent itself puts before the value.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Why a value would not arrive under the name `key`.
    pub(crate) fn cannot_carry(&self, key: &str, value: &str) -> Option<&'static str> {
        if self.upper_case && key.contains(|c: char| c.is_ascii_lowercase()) {
            return Some("the agent looks its name up in capital letters");
        }
        self.breaks.and_then(|holding| holding.why_not(value))
    }

    /// The one entry that it is for, if it is for one only.
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// What a value must not hold to arrive, in words.
    #[must_use]
    pub fn broken_values(&self) -> Option<&'static str> {
        self.breaks.map(Holding::what)
    }

    /// The slot whose values it is for.
    #[must_use]
    pub fn slot(&self) -> Slot {
        self.slot
    }

    /// The pattern of the list, field or table.
    #[must_use]
    pub fn pattern(&self) -> &str {
        [&self.list, &self.field, &self.table]
            .into_iter()
            .flatten()
            .next()
            .map_or("", String::as_str)
    }
}

impl NameTarget {
    /// The place that holds the name: the list, the field, or the table's entry of this key.
    #[must_use]
    pub fn pointer(&self, key: &str) -> Pointer {
        match self {
            Self::List(at) | Self::Field(at) => at.clone(),
            Self::Table(at) => {
                let mut tokens: Vec<String> =
                    at.tokens().map(std::borrow::Cow::into_owned).collect();
                tokens.push(key.to_owned());
                Pointer::from_tokens(&tokens)
            }
        }
    }
}
