//! Looking for secrets in what a program gave out, and taking them out of what is compared.

use std::{collections::HashSet, fmt::Write};

use base64::{
    Engine,
    alphabet::{STANDARD, URL_SAFE},
    engine::{GeneralPurpose, general_purpose::NO_PAD},
};

/// The shortest piece of a secret that counts as the secret shown.
const SHORTEST_PIECE: usize = 12;

/// `text` with each secret replaced by `[secret N]`, N its place in `secrets`: for comparing outputs that may hold them.
#[must_use]
pub fn scrub(text: &str, secrets: &[&str]) -> String {
    let mut order: Vec<usize> = (0..secrets.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(secrets[*at].len()));
    order
        .into_iter()
        .filter(|at| !secrets[*at].is_empty())
        .fold(text.to_owned(), |text, at| text.replace(secrets[at], &format!("[secret {at}]")))
}

/// Panics, without printing the secret, if `output` holds one of `secrets`: as it is, in base64, percent-encoded, in
/// hexadecimal, escaped as in JSON, or any 12 characters of it.
///
/// The public prefix of a token (`sk-ant-api03-`) may be shown: pieces of it do not count, nor do those that repeat few
/// characters (`000000000000`).
pub fn assert_no_secret(output: &[u8], secrets: &[&str]) {
    for (at, secret) in secrets.iter().enumerate() {
        if let Some((form, place)) = leak(output, secret) {
            panic!("secret {at} stands in the output {form}, at byte {place} of {}", output.len());
        }
    }
}

/// The form and the place in which `secret` stands in `output`.
fn leak(output: &[u8], secret: &str) -> Option<(&'static str, usize)> {
    if secret.is_empty() {
        return None;
    }
    let bytes = secret.as_bytes();
    let wholes = [
        ("as it is", vec![secret.to_owned()]),
        ("percent-encoded", percent_forms(secret)),
        ("escaped as in JSON", json_forms(secret)),
        ("in hexadecimal", vec![hex(bytes), hex(bytes).to_uppercase()]),
        ("in base64", base64_forms(bytes)),
    ];
    let whole = wholes.iter().find_map(|(form, texts)| {
        texts
            .iter()
            .filter(|text| text.len() >= 4)
            .find_map(|text| Some((*form, find(output, text.as_bytes())?)))
    });
    let pieces: HashSet<&[u8]> = pieces(bytes).collect();
    let in_part = || output.windows(SHORTEST_PIECE).position(|window| pieces.contains(window));
    whole.or_else(|| in_part().map(|place| ("in part", place)))
}

/// All pieces of the least length, without those that lie in the public prefix of a token.
fn pieces(secret: &[u8]) -> impl Iterator<Item = &[u8]> {
    let public = public_length(secret);
    secret.get(public..).unwrap_or_default().windows(SHORTEST_PIECE).filter(|piece| {
        let mut kinds = piece.to_vec();
        kinds.sort_unstable();
        kinds.dedup();
        kinds.len() >= 6
    })
}

/// A token's prefix ends with the last `-`, `_` or `.` among its first 16 characters.
fn public_length(secret: &[u8]) -> usize {
    let head = secret.get(..16.min(secret.len())).unwrap_or_default();
    let known = |byte: &u8| matches!(byte, b'-' | b'_' | b'.');
    if secret.starts_with(b"-----BEGIN ") {
        return secret
            .windows(6)
            .position(|window| window == b"-----\n" || window == b"-----\\")
            .unwrap_or(0);
    }
    head.iter().rposition(known).map_or(0, |at| at + 1)
}

fn find(text: &[u8], piece: &[u8]) -> Option<usize> {
    text.windows(piece.len()).position(|window| window == piece)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Everything encoded, and only what is no letter, digit or unreserved sign.
fn percent_forms(secret: &str) -> Vec<String> {
    let encode = |keep: fn(u8) -> bool| {
        secret.bytes().fold(String::new(), |mut text, byte| {
            let _ = if keep(byte) {
                write!(text, "{}", byte as char)
            } else {
                write!(text, "%{byte:02X}")
            };
            text
        })
    };
    let some = encode(|byte| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte));
    vec![encode(|_| false), some.to_lowercase(), some]
}

fn json_forms(secret: &str) -> Vec<String> {
    let mut short = String::new();
    let mut long = String::new();
    for c in secret.chars() {
        match c {
            '"' | '\\' => short.extend(['\\', c]),
            '\n' => short.push_str("\\n"),
            '\r' => short.push_str("\\r"),
            '\t' => short.push_str("\\t"),
            _ => short.push(c),
        }
        let _ = write!(long, "\\u{:04x}", u32::from(c));
    }
    let debug = format!("{secret:?}");
    vec![short.replace('/', "\\/"), short, long, debug.trim_matches('"').to_owned()]
}

/// The parts of its base64 that do not depend on what stands before and after, for each of the three alignments.
fn base64_forms(secret: &[u8]) -> Vec<String> {
    let mut forms = Vec::new();
    for alphabet in [STANDARD, URL_SAFE] {
        let engine = GeneralPurpose::new(&alphabet, NO_PAD);
        for skip in 0..3usize.min(secret.len()) {
            let rest = &secret[skip..];
            let whole_triples = rest.len() / 3 * 3;
            forms.push(engine.encode(&rest[..whole_triples]));
        }
    }
    forms.retain(|form| form.len() >= 8);
    forms
}

#[cfg(test)]
mod tests {
    use base64::{Engine, prelude::BASE64_STANDARD};

    use super::{assert_no_secret, leak, scrub};
    use crate::Tokens;

    #[test]
    fn each_disguise_is_seen_through() {
        let mut tokens = Tokens::new(3);
        for secret in [
            tokens.token("github-pat-classic"),
            tokens.password(),
            tokens.opaque(40),
            "a\"b/c\\d e\nfgh".into(),
        ] {
            let basic = BASE64_STANDARD.encode(format!("user:{secret}"));
            let piece = secret[secret.len() - 12..].to_owned();
            let escaped = format!("{secret:?}");
            for output in [secret.clone(), basic, piece, escaped, super::hex(secret.as_bytes())] {
                assert!(
                    leak(format!("before {output} after").as_bytes(), &secret).is_some(),
                    "{output}"
                );
            }
            assert_no_secret(b"nothing to see", &[&secret]);
        }
    }

    #[test]
    fn the_public_prefix_may_be_shown() {
        let key = Tokens::new(4).token("anthropic-api-key");
        assert_no_secret(format!("{}…", &key[..14]).as_bytes(), &[&key]);
    }

    #[test]
    fn scrubbing_takes_the_longest_first() {
        assert_eq!(scrub("a abcd ab", &["ab", "abcd"]), "a [secret 1] [secret 0]");
    }
}
