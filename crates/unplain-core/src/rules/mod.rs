//! What secrets look like: the table of token formats, and the judgement of values and names that no format decides.
//!
//! Each format is one row ([`Rule`]) in a file of its field. Nothing here asks a provider.

mod anchors;
mod assignment;
mod blob;
mod check;
mod class;
mod find;
mod jwt;
mod pem;
mod rule;
mod runs;
mod seal;
mod shape;
mod table;
pub mod words;

pub use check::{Check, Checksum};
pub(crate) use find::{BEFORE, BEHIND, Target, search};
pub use find::{Hit, find_tokens, under, whole};
pub use jwt::Jwt;
pub use rule::{Breadth, Grade, Kind, Rule};
pub use shape::Shape;
pub use words::{
    NameKind, ValueKind, can_be_password, classify, credible, name_is_password, name_is_secret,
};

/// The whole table.
#[must_use]
pub fn rules() -> &'static [Rule] {
    &table::RULES
}

/// The row of this id.
#[must_use]
pub fn rule(id: &str) -> Option<&'static Rule> {
    rules().iter().find(|rule| rule.id == id)
}

#[cfg(test)]
mod linear_tests;
#[cfg(test)]
mod tests;
