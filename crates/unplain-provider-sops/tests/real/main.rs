//! Behaviour with real files and the real sops and age.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test ends where it cannot go on")]

mod common;
mod identities;
mod inspect;
mod read_only;
mod store;
mod with_sops;
