//! What can go wrong with a remote server, in words that hold no value.

use std::error::Error as _;

use http::StatusCode;
use thiserror::Error;

/// Why a message did not reach its server, or got no reply.
#[derive(Clone, Debug, Error)]
pub(crate) enum Trouble {
    /// Address or headers could not be had; the text says why and what to do.
    #[error("{0}")]
    Unresolved(String),
    /// No connection.
    #[error("it can't be reached: {0}")]
    Unreachable(String),
    /// It refused what it was sent; the text says what to do.
    #[error("it refused the stored credentials ({0}); {1}")]
    Refused(StatusCode, String),
    /// It answered with an error.
    #[error("it answered {0}")]
    Status(StatusCode),
    /// It pointed elsewhere.
    #[error(
        "it answered {0} and points to another address, where values are not sent; put that one into servers.toml if it is right"
    )]
    Elsewhere(StatusCode),
    /// The answer is neither JSON nor a stream.
    #[error("its answer is no MCP message; check the address")]
    NotMcp,
    /// The connection ended early.
    #[error("the connection broke before the reply was there; try again")]
    Broken,
    /// A message beyond all measure.
    #[error("it sent a message larger than {} MiB", crate::sse::LIMIT >> 20)]
    TooLarge,
    /// The session was lost and no equal one was to be had.
    #[error(
        "the session was lost and can't be begun anew with the same protocol version; restart the agent's connection"
    )]
    SessionLost,
    /// No trusted certificates on this machine.
    #[error(
        "this machine has no trusted certificates; install them (`ca-certificates`) or name a file in SSL_CERT_FILE"
    )]
    NoCertificates,
    /// A proxy of another kind.
    #[error(
        "the proxy that the environment names is no http:// or https:// one; set HTTPS_PROXY to such a one, or NO_PROXY"
    )]
    ProxyKind,
}

impl Trouble {
    /// A connection that failed. What hyper and rustls say names no address and no header.
    pub(crate) fn unreachable(error: &hyper_util::client::legacy::Error) -> Self {
        let mut deepest: &dyn std::error::Error = error;
        while let Some(source) = deepest.source() {
            deepest = source;
        }
        let text = deepest.to_string();
        let text = text.split(" (os error").next().unwrap_or_default();
        let mut chars = text.chars();
        let text = chars.next().map(|first| first.to_lowercase().chain(chars).collect::<String>());
        if error.source().is_some() && !error.is_connect() && text.is_none() {
            return Self::Broken;
        }
        let text = text.map(|text| match text.starts_with("invalid peer certificate") {
            true => {
                format!("{text}; if it is your company's, name its certificates in SSL_CERT_FILE")
            }
            false => text,
        });
        Self::Unreachable(text.unwrap_or_else(|| "no connection".to_owned()))
    }
}
