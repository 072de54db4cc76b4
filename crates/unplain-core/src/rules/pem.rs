//! PEM and OpenPGP blocks of private keys, on many lines or with `\n` written out in one JSON string.

use super::runs::Runs;

/// The length of a private key block whose `-----BEGIN ` stands before `text`; `None` for certificates, public keys and
/// blocks that do not end.
pub(super) fn length(text: &[u8], runs: &mut Runs) -> Option<usize> {
    let mut until_dashes = |text: &[u8]| {
        let found = text.windows(DASHES.len()).position(|window| window == DASHES);
        runs.work += found.unwrap_or(text.len());
        found
    };
    let title = until_dashes(text)?;
    let kind = text.get(..title)?;
    if !kind.strip_suffix(b" BLOCK").unwrap_or(kind).ends_with(b"PRIVATE KEY") {
        return None;
    }
    let body_at = title + DASHES.len();
    let body = until_dashes(text.get(body_at..)?)?;
    let end_at = body_at + body + DASHES.len();
    let end = text.get(end_at..)?;
    let end_title = until_dashes(end)?;
    let closes = end.get(..end_title)?.strip_prefix(b"END ")? == text.get(..title)?;
    let holds_a_key = has_base64(text.get(body_at..body_at + body)?);
    (closes && holds_a_key).then_some(end_at + end_title + DASHES.len())
}

const DASHES: &[u8] = b"-----";

/// Whether 40 characters of base64 stand in a row: source code has the lines around a key without one.
fn has_base64(body: &[u8]) -> bool {
    let base64 = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    body.split(|byte| !base64(byte)).any(|run| run.len() >= 40)
}
