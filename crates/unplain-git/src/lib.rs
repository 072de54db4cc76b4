//! Git repositories, read only: every blob that a ref ever reached ([`history`]), and what is staged
//! ([`Repository::staged`]).
//!
//! Knows objects, trees and refs, and nothing of secrets. A repository is taken for hostile: nothing that it says is
//! executed (no hooks, filters, `fsmonitor`, included settings), sizes that it claims are checked before memory is taken
//! for them, and loops end. So it does not matter whose it is, and git's `safe.directory` is not asked.

mod date;
mod error;
mod history;
mod objects;
mod refs;
mod repository;
mod settings;
mod staged;

pub use self::{
    error::GitError,
    history::{Blob, Commit, Fault, History, Look, Message, Place, Reach, history},
    objects::LARGEST,
    repository::Repository,
    staged::{Staged, StagedFile},
};
