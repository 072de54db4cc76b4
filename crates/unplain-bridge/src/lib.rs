//! A stdio MCP server in front of a remote one: every message is passed on as it is, in both directions, and each HTTP
//! request carries the headers that a [`Source`] gives at that moment.
//!
//! It knows no agents, stores or rules. `rmcp`'s client (3.11) is not used: its transport reads messages into the types
//! that it knows and writes them anew, so that fields and result types that it does not know would be lost on the way.

mod bridge;
mod connector;
mod dispatch;
mod endpoint;
mod exchange;
mod http_body;
mod link;
mod listen;
mod message;
mod older;
mod session;
mod sse;
mod standard_headers;
mod stdio;
mod trouble;

pub use bridge::{Ended, run};
pub use endpoint::{Endpoint, EndpointError};

/// Where the address and the headers come from.
pub trait Source: Send + Sync + 'static {
    /// The server's name, for messages.
    fn name(&self) -> &str;

    /// A number that is another one whenever [`Source::endpoint`] may give something else than before. Cheap.
    fn version(&self) -> u64;

    /// Address and headers as they are to be sent now.
    ///
    /// # Errors
    /// What is wrong and what to do about it, for people, without a value.
    fn endpoint(&self) -> Result<Endpoint, String>;

    /// What to do if the remote server refuses what it was sent, for people.
    fn when_refused(&self) -> String;
}
