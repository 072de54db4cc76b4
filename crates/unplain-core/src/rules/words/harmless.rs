//! Values that are no secret whatever they are called.

use super::credible::{looks_random, reads_well};
use crate::rules::find_tokens;

/// Whether `value` is a switch, number, date, version, path, address, email, model or package name, or a list of these.
pub(super) fn is_harmless(value: &str) -> bool {
    is_switch(value)
        || is_number(value)
        || is_path(value)
        || is_plain_url(value)
        || is_email(value)
        || is_integrity(value)
        || is_password_hash(value)
        || is_chain_address(value)
        || is_slug(value)
        || is_list(value)
}

/// A switch, path, address, email or hash that says so: harmless even where a password is expected, unlike words.
pub(super) fn is_setting(value: &str) -> bool {
    is_switch(value)
        || is_path(value)
        || is_plain_url(value)
        || is_email(value)
        || is_integrity(value)
        || is_password_hash(value)
}

/// What is kept of a password, in the form of `crypt`: bcrypt, scrypt, argon2, SHA-2.
fn is_password_hash(value: &str) -> bool {
    [
        "$2a$", "$2b$", "$2y$", "$argon2", "$scrypt$", "$5$", "$6$", "$1$", "$apr1$", "{SSHA}",
        "pbkdf2",
    ]
    .iter()
    .any(|head| value.starts_with(head))
}

/// `0x` and 40 hexadecimal digits: an account or contract.
fn is_chain_address(value: &str) -> bool {
    value
        .strip_prefix("0x")
        .is_some_and(|hex| hex.len() == 40 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// 8-4-4-4-12 hexadecimal digits.
pub(super) fn is_uuid(value: &str) -> bool {
    let groups: Vec<&str> = value.split('-').collect();
    let lengths = groups.iter().map(|group| group.len());
    lengths.eq([8, 4, 4, 4, 12])
        && groups.iter().all(|group| group.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Hexadecimal of the length of a usual hash: also what keys of some providers look like.
pub(super) fn is_hash(value: &str) -> bool {
    let hex = value.strip_prefix("0x").unwrap_or(value);
    // An address on a chain, which is public whatever it is called.
    if hex.len() == 40 && hex.len() < value.len() {
        return false;
    }
    matches!(hex.len(), 32 | 40 | 56 | 64 | 96 | 128) && hex.bytes().all(|b| b.is_ascii_hexdigit())
}

fn is_switch(value: &str) -> bool {
    const SWITCHES: &[&str] = &[
        "true",
        "false",
        "yes",
        "no",
        "on",
        "off",
        "enable",
        "enabled",
        "disable",
        "disabled",
        "auto",
        "always",
        "never",
        "all",
        "any",
        "info",
        "debug",
        "warn",
        "error",
        "trace",
        "production",
        "development",
        "staging",
        "local",
        "readonly",
        "read-only",
        "required",
        "optional",
        "default",
    ];
    SWITCHES.iter().any(|switch| value.eq_ignore_ascii_case(switch))
}

/// Numbers with signs, units and separators; versions, dates, times, IP addresses, ports.
fn is_number(value: &str) -> bool {
    let value = value.strip_prefix(['v', 'V', '^', '~', '=']).unwrap_or(value);
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
    let separators = value.bytes().all(|b| b.is_ascii_alphanumeric() || b".:-+/_, %".contains(&b));
    let grouped = value.bytes().any(|b| b".:-/,".contains(&b));
    digits > 0
        && separators
        && (letters == 0 && (digits <= 15 || grouped)
            || letters <= 2 && digits >= letters && value.len() <= 24)
}

fn is_path(value: &str) -> bool {
    let drive = matches!(value.as_bytes(), [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic());
    let rooted =
        ["/", "./", "../", "~/", "~\\", ".\\", "\\"].iter().any(|root| value.starts_with(root));
    let segments = || value.split(['/', '\\']).filter(|segment| !segment.is_empty());
    let readable = || segments().all(|segment| !looks_random(segment));
    drive
        || rooted && readable() && !value.contains(['=', '&'])
        || has_extension(value) && readable()
}

fn has_extension(value: &str) -> bool {
    const EXTENSIONS: &[&str] = word_list! {
        cer cfg conf crt db env exe html ini js json jsonc key log md mjs p12 pem pfx pub py rs sh
        sock sqlite toml ts txt xml yaml yml
    };
    let stem_and_extension = value.rsplit_once('.');
    stem_and_extension
        .is_some_and(|(stem, extension)| !stem.is_empty() && EXTENSIONS.contains(&extension))
}

/// A URL without user info and without anything random in path, query or fragment.
fn is_plain_url(value: &str) -> bool {
    let Some((scheme, rest)) = value.split_once("://") else { return false };
    let scheme_fits = !scheme.is_empty()
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+.-".contains(&b));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
    let parts =
        || rest.get(authority.len()..).unwrap_or("").split(['/', '?', '#', '&', '=', ';', ',']);
    scheme_fits
        && !authority.contains('@')
        && !rest.contains(char::is_whitespace)
        && find_tokens(value).is_empty()
        && parts().all(|part| !looks_random(part) && !is_uuid(part) && !is_hash(part))
}

fn is_email(value: &str) -> bool {
    let Some((user, host)) = value.split_once('@') else { return false };
    let plain = |text: &str, more: &[u8]| {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || more.contains(&b))
    };
    let top = host
        .rsplit_once('.')
        .is_some_and(|(_, top)| top.len() >= 2 && top.bytes().all(|b| b.is_ascii_alphabetic()));
    plain(user, b"._+-") && plain(host, b".-") && top
}

/// `sha256:…`, `sha512-…`, `md5:…`: hashes that say so.
fn is_integrity(value: &str) -> bool {
    ["sha1", "sha256", "sha384", "sha512", "md5"].iter().any(|name| {
        value.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name))
            && value.get(name.len()..).is_some_and(|rest| rest.starts_with([':', '-', '=']))
    })
}

/// Words and numbers with signs between them: `us-east-1`, `gpt-4o-2024-08-06`, `@scope/package@1.2.3`, `api.host.com:80`.
fn is_slug(value: &str) -> bool {
    const SIGNS: [char; 9] = ['-', '_', '.', '/', ':', '@', '+', '*', '^'];
    let fits = value.chars().all(|c| c.is_ascii_alphanumeric() || SIGNS.contains(&c));
    if value.is_empty() || value.len() > 100 || !fits || value.contains("://") {
        return false;
    }
    let number = |part: &str| part.len() <= 8 && part.bytes().all(|b| b.is_ascii_digit());
    let word = |part: &str| part.bytes().all(|b| b.is_ascii_alphabetic()) && reads_well(part);
    let parts = value.split(SIGNS).filter(|part| !number(part) && !word(part));
    let odd: Vec<usize> = parts.map(str::len).collect();
    let few = odd.iter().all(|length| *length <= 4) && odd.iter().sum::<usize>() * 3 <= value.len();
    reads_well(value) || few && !value.contains(['*', '^', '+'])
}

fn is_list(value: &str) -> bool {
    let parts = || value.split([',', ';', ' ']).map(str::trim).filter(|part| !part.is_empty());
    parts().count() > 1
        && parts().all(|part| {
            is_switch(part)
                || is_number(part)
                || is_path(part)
                || is_plain_url(part)
                || is_email(part)
                || is_slug(part)
        })
}
