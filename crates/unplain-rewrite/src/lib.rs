//! Reads JSON, JSONC, JSON5, TOML, YAML, dotenv and shell files with byte spans, edits single values, and proves that nothing else
//! changed.
//!
//! Text → [`Document`] → [`Patch`] → [`Proven`]. A document is never re-serialised: each edit is a replacement of bytes
//! of the original text. Knows nothing of agents and touches no files.
//!
//! ```
//! use unplain_rewrite::{Document, Format, Pointer};
//!
//! let text = "{\n  // for CI\n  \"token\": \"Bearer t0k\",\n}\n".to_owned();
//! let document = Document::parse(text, Format::Jsonc)?;
//! let token = document.get(&Pointer::parse("/token")?).expect("it is there");
//! let mut patch = document.patch();
//! patch.replace_fragment(token.id(), 7..10, "${TOKEN}")?;
//! let proven = patch.finish()?;
//! assert_eq!(proven.text(), "{\n  // for CI\n  \"token\": \"Bearer ${TOKEN}\",\n}\n");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod changes;
mod document;
mod dotenv;
mod element;
mod error;
mod flow;
mod index;
mod json;
mod lines;
mod node;
mod patch;
mod pointer;
mod proof;
mod scalar;
mod scalar_edit;
mod shell;
mod tape;
mod text;
mod toml;
mod yaml;

pub use changes::{End, NewValue};
pub use document::{Comment, Document, Format};
pub use error::{
    MAX_DEPTH, MAX_LENGTH, ParseError, ParseErrorKind, Refusal, RefusalKind, Unproven,
};
pub use node::{Kind, Node, NodeId};
pub use patch::Patch;
pub use pointer::{NotAPointer, Pointer};
pub use proof::Proven;
pub use text::TextEdit;
