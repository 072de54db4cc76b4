//! PEM blocks of private keys, on many lines or with `\n` written out in one JSON string.

/// The length of a private key block whose `-----BEGIN ` stands before `text`; `None` for certificates, public keys and
/// blocks that do not end.
pub(super) fn length(text: &[u8]) -> Option<usize> {
    let title = until_dashes(text)?;
    if !text.get(..title)?.ends_with(b"PRIVATE KEY") {
        return None;
    }
    let body_at = title + DASHES.len();
    let body = until_dashes(text.get(body_at..)?)?;
    let end_at = body_at + body + DASHES.len();
    let end = text.get(end_at..)?;
    let end_title = until_dashes(end)?;
    let closes = end.get(..end_title)?.strip_prefix(b"END ")? == text.get(..title)?;
    (closes && body >= LEAST_BODY).then_some(end_at + end_title + DASHES.len())
}

const DASHES: &[u8] = b"-----";
/// An Ed25519 key in PKCS #8 is 64 characters long.
const LEAST_BODY: usize = 60;

fn until_dashes(text: &[u8]) -> Option<usize> {
    text.windows(DASHES.len()).position(|window| window == DASHES)
}
