//! Reads JSON, JSONC, JSON5, TOML, YAML and dotenv with byte spans, edits single values, and proves that nothing else
//! changed.
//!
//! Text → [`Document`] → edits → [`Proven`]. A document is never re-serialised: each edit is a replacement of bytes of
//! the original text. Knows nothing of agents and touches no files.
