//! JSON Web Tokens: whether a text is one, and what its payload says that it is for.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

/// What a JWT is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Jwt {
    /// Supabase's legacy `service_role` key: bypasses every row policy.
    SupabaseServiceRole,
    /// Supabase's legacy `anon` key: made to be published.
    SupabaseAnon,
    /// An n8n API key.
    N8n,
    /// Anything else.
    Other,
}

/// The kind of `token`; `None` if its first two parts are not JSON objects with what a JWT has, or if it is a sample
/// that stands in documentation everywhere.
pub(super) fn kind(token: &str) -> Option<Jwt> {
    let mut parts = token.split('.');
    let header = object(parts.next()?)?;
    let payload = object(parts.next()?)?;
    header.get("alg")?;
    let claim = |name: &str| payload.get(name).and_then(Value::as_str).unwrap_or("");
    if is_sample(&payload) || claim("iss") == "supabase-demo" {
        return None;
    }
    Some(match (claim("iss"), claim("role"), claim("aud")) {
        ("supabase", "service_role", _) => Jwt::SupabaseServiceRole,
        ("supabase", "anon", _) => Jwt::SupabaseAnon,
        (_, _, "public-api") => Jwt::N8n,
        _ => Jwt::Other,
    })
}

/// The sample token of jwt.io and its variants.
fn is_sample(payload: &Map<String, Value>) -> bool {
    let says = |name: &str, value: &str| payload.get(name).and_then(Value::as_str) == Some(value);
    says("sub", "1234567890") || says("name", "John Doe")
}

fn object(part: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).ok()?).ok()
}
