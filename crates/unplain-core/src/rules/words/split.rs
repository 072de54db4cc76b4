//! Names and values as words.

/// The words of an identifier in lower case: split at all that is no letter or digit, and where a capital begins a new
/// word (`figmaApiKey`, `HTTPServer`). Digits stay with the letters before them.
pub(in crate::rules) fn words(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut words: Vec<String> = Vec::new();
    let mut new_word = true;
    for (at, c) in chars.iter().enumerate() {
        if !c.is_alphanumeric() {
            new_word = true;
            continue;
        }
        let before = at.checked_sub(1).and_then(|i| chars.get(i));
        let after = chars.get(at + 1);
        let begins = c.is_uppercase()
            && (before.is_some_and(|b| b.is_lowercase() || b.is_ascii_digit())
                || before.is_some_and(|b| b.is_uppercase())
                    && after.is_some_and(|a| a.is_lowercase()));
        if new_word || begins {
            words.push(String::new());
            new_word = false;
        }
        if let Some(word) = words.last_mut() {
            word.extend(c.to_lowercase());
        }
    }
    words
}
