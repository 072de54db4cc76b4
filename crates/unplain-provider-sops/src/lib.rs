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
mod inspect;
mod keys;
mod plain;
mod store;
mod value;

pub use creation::{intended, intended_by};
pub use dotenv::{Imported, ImportedEntry, import_dotenv};
pub use error::{Broken, Fault};
pub use format::{Document, Format, parse};
pub use identity::Identities;
pub use inspect::{Closed, Inspected, inspect, inspect_text};
pub use plain::{DotenvFile, ProcessEnv};
pub use store::{SopsFile, StoreStatus};
