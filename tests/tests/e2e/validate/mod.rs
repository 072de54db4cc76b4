//! `unplain validate`: a small repository for each check that triggers it and one that does not, and how the command
//! behaves.

mod behaviour;
mod fixture;
mod fixtures;
