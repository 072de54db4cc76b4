//! What the remote server and we agreed on.

use bytes::Bytes;
use http::Uri;
use serde::Deserialize;
use serde_json::Value;

use crate::{
    message::Head,
    standard_headers::{self, Marked},
};

/// The state of the conversation. Holds no value of a header.
#[derive(Default)]
pub(crate) struct Session {
    /// Counts the sessions; of those asked at the same time only one begins the next.
    pub(crate) number: u64,
    /// The remote's name for it, if it has one.
    pub(crate) id: Option<String>,
    /// The protocol version that was agreed on.
    pub(crate) version: Option<String>,
    /// The transport is the one of protocol version 2024-11-05.
    pub(crate) older: bool,
    /// Where messages go, if elsewhere than to the server's address.
    pub(crate) post_to: Option<Uri>,
    /// The client's `initialize`, to begin anew with.
    pub(crate) initialize: Option<Bytes>,
    /// Which tools' arguments go into headers.
    pub(crate) marked: Marked,
}

impl Session {
    /// Whether messages stand for themselves, without a session (protocol version 2026-07-28 and later).
    pub(crate) fn is_stateless(&self) -> bool {
        !self.older && self.id.is_none() && self.version.as_deref().is_none_or(is_stateless)
    }

    /// Takes note of the reply to `initialize`.
    pub(crate) fn begun(&mut self, id: Option<String>, reply: &[u8]) {
        self.number += 1;
        self.id = id;
        if let Some(version) = version_in(reply) {
            self.version = Some(version);
        }
    }
}

/// Whether this protocol version has no sessions.
pub(crate) fn is_stateless(version: &str) -> bool {
    version >= standard_headers::SINCE
}

/// The protocol version in a reply to `initialize`.
pub(crate) fn version_in(reply: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Result {
        #[serde(rename = "protocolVersion")]
        version: String,
    }
    let result = Head::read(reply)?.result?;
    serde_json::from_str::<Result>(result.get()).ok().map(|result| result.version)
}

/// The protocol version that a message names itself (`_meta`, 2026-07-28 and later).
pub(crate) fn version_of(params: Option<&Value>) -> Option<&str> {
    params?.get("_meta")?.get("io.modelcontextprotocol/protocolVersion")?.as_str()
}
