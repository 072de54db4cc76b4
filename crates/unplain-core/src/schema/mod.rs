//! What a project says about its variables: `secrets/schema.json`, names and formats, never values.
//!
//! `read.rs` reads it with the place of everything, `value.rs` and `shape.rs` hold values against it, `form.rs` is the
//! form as it is written and described to editors.

mod draft;
pub mod form;
mod pattern;
pub(crate) mod places;
mod read;
mod shape;
mod value;
mod wrong;

use std::collections::BTreeMap;

use self::pattern::Pattern;
pub use self::{
    draft::Draft,
    read::{FIELDS, Holds},
    wrong::{At, Wrong},
};
pub(crate) use self::{shape::Odd, wrong::Part};
use crate::VarName;

/// Where a project keeps its schema, from its root.
pub const SCHEMA_PATH: &str = "secrets/schema.json";

/// A schema that was read and is sound.
#[derive(Debug, Default)]
pub struct Schema {
    /// The variables, in the order of the file.
    pub variables: Vec<Declared>,
    /// Keys that mean nothing to unplain: kept, and told.
    pub unknown: Vec<At>,
    pub(crate) odd_formats: Vec<(At, Odd)>,
    by_name: BTreeMap<VarName, usize>,
}

/// Whether a program works without the variable.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Need {
    /// It does not.
    Required,
    /// It does.
    Optional,
}

/// What the schema says of one variable.
#[derive(Debug)]
pub struct Declared {
    /// Its name.
    pub name: VarName,
    /// The group that it stands in.
    pub group: String,
    /// Whether it has to be set.
    pub need: Need,
    /// Where it is declared.
    pub at: At,
    /// What needs it: names of programs or services. Empty: everything.
    pub required_for: Vec<String>,
    /// The shape of its value as written, such as `sk-ant-...`.
    pub format: Option<String>,
    /// After how many days its value is to be replaced.
    pub rotate_days: Option<u32>,
    /// Whether more than one server may use it. Absent in the file: they may.
    pub shared: bool,
    /// The environments in which it has to be set. Empty: all.
    pub environments: Vec<String>,
    pattern: Option<Pattern>,
}

impl Schema {
    /// Reads a schema. Takes time linear in the text.
    ///
    /// # Errors
    /// All that is wrong with it, in the order of the text: it is not JSON, a value has a wrong type, a name is none, a
    /// variable is declared twice, a `pattern` is no regular expression.
    pub fn parse(text: &str) -> Result<Self, Vec<Wrong>> {
        read::read(text)
    }

    /// What it says of a variable.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Declared> {
        self.variables.get(*self.by_name.get(name)?)
    }
}
