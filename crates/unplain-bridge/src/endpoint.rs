//! Where messages go and what they carry: checked once, so that nothing else can be sent.

use std::net::IpAddr;

use http::{HeaderMap, HeaderName, HeaderValue, Uri, uri::Scheme};
use thiserror::Error;

/// The address and the headers of a remote server, values included.
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint {
    pub(crate) url: Uri,
    pub(crate) headers: HeaderMap,
}

/// Why something is no [`Endpoint`]. Says nothing of values.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum EndpointError {
    /// The address is none, or has a user name in it.
    #[error("its address is no http or https URL with a host and without a user name")]
    NoUrl,
    /// Secrets would go over the network in clear.
    #[error(
        "its address begins with http://, and values are sent over https only, or to this machine"
    )]
    InClear,
    /// A header's name or value can't be sent.
    #[error(
        "header `{0}` can't be sent: its name or value has characters that HTTP does not allow"
    )]
    BadHeader(String),
    /// A header that belongs to the protocol.
    #[error("header `{0}` is set by the protocol itself")]
    Reserved(String),
}

/// Headers that HTTP or MCP's transport sets; all that begin with `mcp-` are too.
const RESERVED: &[&str] = &[
    "accept",
    "accept-encoding",
    "connection",
    "content-length",
    "content-type",
    "host",
    "last-event-id",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

impl Endpoint {
    /// Checks address and headers.
    ///
    /// # Errors
    /// See [`EndpointError`]; plain `http` goes to a loopback address only.
    pub fn new<'h>(
        url: &str,
        headers: impl IntoIterator<Item = (&'h str, &'h str)>,
    ) -> Result<Self, EndpointError> {
        let url: Uri = escaped(url).parse().map_err(|_| EndpointError::NoUrl)?;
        let authority = url.authority().ok_or(EndpointError::NoUrl)?;
        if authority.host().is_empty() || authority.as_str().contains('@') {
            return Err(EndpointError::NoUrl);
        }
        match url.scheme() {
            Some(scheme) if *scheme == Scheme::HTTPS => {}
            Some(scheme) if *scheme == Scheme::HTTP && is_loopback(authority.host()) => {}
            Some(scheme) if *scheme == Scheme::HTTP => return Err(EndpointError::InClear),
            _ => return Err(EndpointError::NoUrl),
        }
        let mut checked = HeaderMap::new();
        for (name, value) in headers {
            let bad = || EndpointError::BadHeader(name.escape_debug().to_string());
            let parsed = HeaderName::from_bytes(name.as_bytes()).map_err(|_| bad())?;
            if RESERVED.contains(&parsed.as_str()) || parsed.as_str().starts_with("mcp-") {
                return Err(EndpointError::Reserved(name.to_owned()));
            }
            let mut value = HeaderValue::from_bytes(value.as_bytes()).map_err(|_| bad())?;
            value.set_sensitive(true);
            checked.append(parsed, value);
        }
        Ok(Self { url, headers: checked })
    }

    /// Whether both are on the same server: scheme, host and port.
    pub(crate) fn same_origin(&self, url: &Uri) -> bool {
        origin(&self.url) == origin(url)
    }
}

/// Scheme, host and port of a URL.
pub(crate) fn origin(url: &Uri) -> (Option<&str>, String, Option<u16>) {
    let host = url.host().unwrap_or_default().to_ascii_lowercase();
    let usual = match url.scheme_str() {
        Some("https") => Some(443),
        Some("http") => Some(80),
        _ => None,
    };
    (url.scheme_str(), host, url.port_u16().or(usual))
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    match bare.parse::<IpAddr>() {
        Ok(address) => address.is_loopback(),
        Err(_) => {
            let name = bare.trim_end_matches('.').to_ascii_lowercase();
            name == "localhost" || name.ends_with(".localhost")
        }
    }
}

/// The address with what may not stand in one percent-encoded, as browsers and Node do.
fn escaped(url: &str) -> String {
    let mut text = String::with_capacity(url.len());
    for byte in url.trim().bytes() {
        match byte {
            b' ' | b'"' | b'<' | b'>' | b'`' | b'{' | b'}' | 0x7f.. => {
                text.push_str(&format!("%{byte:02X}"));
            }
            _ => text.push(char::from(byte)),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Endpoint, EndpointError};

    fn check(url: &str) -> Option<EndpointError> {
        Endpoint::new(url, []).err()
    }

    #[test]
    fn values_leave_this_machine_encrypted_only() {
        for url in [
            "https://mcp.example/mcp",
            "HTTPS://mcp.example",
            "http://127.0.0.1:1/x",
            "http://127.9.9.9",
            "http://localhost:80/",
            "http://LOCALHOST.",
            "http://a.localhost",
            "http://[::1]:9/",
        ] {
            assert_eq!(check(url), None, "{url}");
        }
        for url in [
            "http://mcp.example/mcp",
            "http://localhost.example",
            "http://10.0.0.1",
            "http://[::2]",
            "http://0.0.0.0",
            "http://127.0.0.1.example",
        ] {
            assert_eq!(check(url), Some(EndpointError::InClear), "{url}");
        }
        for url in [
            "",
            "x",
            "/mcp",
            "ws://localhost",
            "https://",
            "https://a@b",
            "https:///x",
            "file:///x",
        ] {
            assert_eq!(check(url), Some(EndpointError::NoUrl), "{url}");
        }
    }

    #[test]
    fn an_address_may_hold_what_browsers_encode() {
        let url = Endpoint::new("https://x/ü a?q={\"b\"}#part", []).ok().unwrap().url;
        assert_eq!(url.to_string(), "https://x/%C3%BC%20a?q=%7B%22b%22%7D");
    }

    #[test]
    fn headers_of_the_protocol_are_refused_and_so_are_line_ends() {
        let check = |name, value| Endpoint::new("https://x", [(name, value)]).err();
        assert_eq!(check("X-Key", "ü \t"), None);
        for name in ["Host", "ACCEPT", "Mcp-Session-Id", "content-length"] {
            assert_eq!(check(name, "x"), Some(EndpointError::Reserved(name.to_owned())));
        }
        for (name, value) in [("a b", "x"), ("", "x"), ("X", "a\r\nb"), ("X", "\0")] {
            assert!(matches!(check(name, value), Some(EndpointError::BadHeader(_))), "{name}");
        }
    }
}
