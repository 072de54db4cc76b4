//! What the crate promises, seen from outside.

mod check;
mod json_edits;
mod json_reading;
