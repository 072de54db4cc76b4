//! What the users of `unplain` rely on, shown by the real program in homes of its own.
#![cfg(unix)]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "nobody reads a test's docs, and an unwrap is how one fails"
)]

mod agents;
mod all_files;
mod allow;
mod bad_input;
mod bridge;
mod canary;
mod case;
mod concurrency;
mod doctor;
mod formats;
mod git_history;
mod git_staged;
mod guard;
mod hooks;
mod journey;
mod mask;
mod run;
mod schema;
mod shell_files;
mod store_commands;
mod trace;
mod tricky;
mod validate;
mod validate_formats;
mod validate_store;
mod world;
mod wrap;
