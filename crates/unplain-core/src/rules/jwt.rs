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

/// The kind of `token`; `None` if its first two parts are not JSON objects with what a JWT has, or if it is a sample.
pub(super) fn kind(token: &str) -> Option<Jwt> {
    let payload = payload(token)?;
    if is_sample_payload(&payload) {
        return None;
    }
    let claim = |name: &str| payload.get(name).and_then(Value::as_str).unwrap_or("");
    Some(match (claim("iss"), claim("role"), claim("aud")) {
        ("supabase", "service_role", _) => Jwt::SupabaseServiceRole,
        ("supabase", "anon", _) => Jwt::SupabaseAnon,
        (_, _, "public-api") => Jwt::N8n,
        _ => Jwt::Other,
    })
}

/// Whether `token` is one of the JWTs that stand in documentation everywhere.
pub(super) fn is_sample(token: &str) -> bool {
    payload(token).is_some_and(|payload| is_sample_payload(&payload))
}

/// The sample of jwt.io and its variants, and the keys of every local Supabase.
fn is_sample_payload(payload: &Map<String, Value>) -> bool {
    let says = |name: &str, value: &str| payload.get(name).and_then(Value::as_str) == Some(value);
    says("sub", "1234567890") || says("name", "John Doe") || says("iss", "supabase-demo")
}

fn payload(token: &str) -> Option<Map<String, Value>> {
    let mut parts = token.split('.');
    object(parts.next()?)?.get("alg")?;
    object(parts.next()?)
}

fn object(part: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).ok()?).ok()
}
