//! What the crate promises, seen from outside.

#![allow(clippy::unwrap_used, reason = "in tests a panic is the report")]

mod arrays;
mod check;
mod differential;
mod dotenv;
mod generate;
mod json_edits;
mod json_reading;
mod law;
mod properties;
mod shell;
mod shells;
mod toml;
mod yaml;
