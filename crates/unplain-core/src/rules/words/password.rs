//! Passwords that people choose: words, years and signs, which no model tells from names and settings.

use super::{ValueKind, classify, harmless};

/// Whether `value` can be a password, given that it stands where only a password can: neither a placeholder nor a
/// reference, switch, path, address or the answer to where the password is to come from.
#[must_use]
pub fn can_be_password(value: &str) -> bool {
    let value = value.trim();
    (LEAST..=512).contains(&value.len())
        && (!value.contains(char::is_whitespace) || is_app_password(value) || is_sentence(value))
        && !says_where(value)
        && !harmless::is_setting(value)
        && !matches!(
            classify(value, None),
            ValueKind::Empty | ValueKind::Reference | ValueKind::Placeholder
        )
}

/// What is shorter is left to the eyes of its owner.
const LEAST: usize = 6;

/// Where a password comes from, or whether there is one.
fn says_where(value: &str) -> bool {
    const WORDS: &[&str] = word_list! {
        agent allow allowed ask basic cookie deny disallow env environment external file header hidden
        ignore interactive keychain keyring ldap manual masked managed oauth prompt simple stdin store
        strict strong strongest token vault weak
    };
    WORDS.iter().any(|word| value.eq_ignore_ascii_case(word))
}

/// Groups of four, as Google and WordPress make them: `abcd efgh ijkl mnop`.
fn is_app_password(value: &str) -> bool {
    let groups = || value.split(' ');
    groups().count() >= 4
        && groups()
            .all(|group| group.len() == 4 && group.bytes().all(|b| b.is_ascii_alphanumeric()))
        && groups().any(|group| !super::credible::reads_well(group))
        && !super::made_up::is_typed(&value.replace(' ', ""))
}

/// Some words and a number apart, as people think of passphrases: `wo ai qian 687381`.
fn is_sentence(value: &str) -> bool {
    let words = || value.split(' ');
    let number = |word: &str| word.len() >= 4 && word.bytes().all(|b| b.is_ascii_digit());
    (3..=8).contains(&words().count())
        && words().any(number)
        && words().all(|word| number(word) || word.chars().all(char::is_alphabetic))
}

/// Whether a text with words of placeholders in it has been chosen all the same: letters that digits or signs stand for,
/// as in `Str0ng!Pass`, which nobody writes who means "put yours here".
pub(super) fn is_chosen(value: &str) -> bool {
    let bytes = value.as_bytes();
    let inner_digit = bytes
        .windows(3)
        .any(|three| matches!(three, [a, d, b] if a.is_ascii_alphabetic() && d.is_ascii_digit() && b.is_ascii_alphabetic()));
    let has = |test: fn(&u8) -> bool| bytes.iter().any(test);
    inner_digit
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_lowercase)
        && has(|b| b"!@#$%^&*+?~".contains(b))
        && !value.contains(char::is_whitespace)
        && !value.to_ascii_lowercase().starts_with("p@ssw0rd")
}
