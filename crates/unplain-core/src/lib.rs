//! The domain of `unplain`: which agents there are, how each spells a reference, what a secret looks like, and what is
//! to be done about the ones found.
//!
//! Nothing here touches files, the environment, the clock or the terminal: they come in as values.

mod provider;
pub mod rules;
mod secret;
mod surroundings;
mod variable;

pub use provider::{Change, ErrorKind, Expected, Provider, ProviderError, Seal};
pub use secret::Secret;
pub use surroundings::{Os, Surroundings};
pub use variable::VarName;
