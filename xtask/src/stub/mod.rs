//! MCP servers that answer just enough for a client to be content, and remember what they were given.

pub(crate) mod http;
mod mcp;
pub(crate) mod stdio;
