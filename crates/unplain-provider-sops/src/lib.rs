//! The default store: SOPS files encrypted with age; plain dotenv and the environment as read-only stores.
//!
//! A SOPS file that this crate writes is read by sops 3.11 and later, and the other way round, MAC included.

mod clock;
mod creation;
mod dotenv;
mod error;
mod file;
mod format;
#[doc(hidden)]
pub mod fuzzing;
mod holds;
mod identity;
mod plain;
mod store;
mod value;

pub use dotenv::{Imported, ImportedEntry, import_dotenv};
pub use error::Broken;
pub use format::{Document, Format, parse};
pub use identity::Identities;
pub use plain::{DotenvFile, ProcessEnv};
pub use store::{SopsFile, StoreStatus};
