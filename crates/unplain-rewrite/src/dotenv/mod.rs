//! Dotenv files, as the usual libraries read them.
//!
//! `NAME=value` lines with an optional `export`; values bare (up to a `#` after a space), in single quotes or back-ticks
//! (as they are), or in double quotes (with escapes); quoted values may span lines. Nothing is expanded.

mod edit;
mod parse;

pub(crate) use edit::{insert, remove};
pub(crate) use parse::{is_name, parse};
