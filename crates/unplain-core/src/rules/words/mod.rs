//! What a value or a name says by itself, where no token format decides.
//!
//! Precision comes first: a harmless value taken for a secret would be moved out of a config that needs it. What is
//! unclear is [`ValueKind::Text`] or [`NameKind::Unknown`], and the caller has the place to go by.

/// A list of words, written without quotes and commas.
macro_rules! word_list {
    ($($word:ident)*) => { &[$(stringify!($word)),*] };
}

mod credible;
mod harmless;
mod made_up;
mod name;
mod password;
mod placeholder;
mod randomness;
mod reference;
mod split;

pub use credible::credible;
pub(crate) use credible::is_passphrase;
pub(super) use credible::looks_random;
pub(super) use made_up::is_made_up;
pub(crate) use name::hints_at_secret;
pub use name::{NameKind, name_is_password, name_is_secret};
pub use password::can_be_password;
pub use reference::references;
pub(super) use split::words as split_words;

/// What a value is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ValueKind {
    /// Nothing, or white space.
    Empty,
    /// A reference in some agent's, shell's or secret manager's dialect, with at most plain text around it. Never a
    /// finding, whether or not the agent expands that dialect.
    Reference,
    /// Stands for a value that the user was to fill in, or is a published example.
    Placeholder,
    /// A switch, number, version, path, address without credentials, email, hash, model name, words.
    Harmless,
    /// A UUID: an id in most places, a key for some providers; the place decides.
    Uuid,
    /// A credible secret: random whatever it is called, or [`credible`] under the name of a secret.
    Opaque,
    /// None of these: a sentence, a short password, a command, a URL with credentials.
    Text,
}

/// What `value` is, leaving aside the token formats that [`find_tokens`](super::find_tokens) knows. `name` is the key, flag or header that it belongs to, if any: a name as its own value is a
/// placeholder, and a secret's name makes passwords and hashes opaque.
#[must_use]
pub fn classify(value: &str, name: Option<&str>) -> ValueKind {
    let value = without_scheme(value.trim());
    if value.is_empty() {
        return ValueKind::Empty;
    }
    if let Some(kind) = around_references(value) {
        return kind;
    }
    if name.is_some_and(|name| is_mnemonic(value, name)) {
        return ValueKind::Opaque;
    }
    if placeholder::is_placeholder(value, name) && !password::is_chosen(value) {
        return ValueKind::Placeholder;
    }
    if harmless::is_uuid(value) {
        return ValueKind::Uuid;
    }
    let hash = harmless::is_hash(value);
    let secret_name = name.is_some_and(|name| name_is_secret(name) == NameKind::Secret);
    if harmless::is_harmless(value) || hash && !secret_name {
        return ValueKind::Harmless;
    }
    let opaque = hash || credible::looks_random(value) || secret_name && credible(value);
    if opaque && !value.contains("://") { ValueKind::Opaque } else { ValueKind::Text }
}

/// A value with references in it is one, unless what stands around or inside them (a default) is itself a secret.
fn around_references(value: &str) -> Option<ValueKind> {
    let found = references(value);
    if found.is_empty() {
        return None;
    }
    let mut at = 0;
    let mut around = Vec::new();
    for reference in &found {
        around.push(value.get(at..reference.span.start)?);
        at = reference.span.end;
    }
    around.push(value.get(at..)?);
    let drawn = |text: &str| {
        text.split(['/', '?', '&', '=', ' ', ':', '@', ',', ';']).any(credible::looks_random)
    };
    let secret_around =
        || around.iter().any(|text| drawn(text) || !super::find_tokens(text).is_empty());
    let defaults = || found.iter().filter_map(|reference| value.get(reference.default.clone()?));
    let secret = defaults().any(credible) || secret_around();
    Some(if secret { ValueKind::Opaque } else { ValueKind::Reference })
}

/// The 12 to 24 small words that stand for a wallet's key, under a name that says so.
fn is_mnemonic(value: &str, name: &str) -> bool {
    let words: Vec<&str> = value.split(' ').collect();
    let name = name.to_ascii_lowercase();
    matches!(words.len(), 12 | 15 | 18 | 21 | 24)
        && words.iter().all(|word| {
            (3..=8).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase())
        })
        && ["mnemonic", "seed", "phrase"].iter().any(|word| name.contains(word))
}

/// The value behind the scheme word of an `Authorization` header.
fn without_scheme(value: &str) -> &str {
    const SCHEMES: &[&str] =
        &["bearer", "basic", "token", "apikey", "api-key", "key", "sentry-bearer", "bot", "digest"];
    match value.split_once(' ') {
        Some((scheme, rest)) if SCHEMES.contains(&scheme.to_ascii_lowercase().as_str()) => {
            rest.trim_start()
        }
        _ => value,
    }
}

#[cfg(test)]
mod tests;
