//! Holding a value against what the schema says of it, in words that hold nothing of the value.

use super::{
    Declared,
    shape::{self, ANY},
    wrong::LONGEST_SHOWN,
};
use crate::rules::find_tokens;

impl Declared {
    /// Why `value` is none of the form that the schema asks for, in words that hold nothing of it; `None` if it is.
    ///
    /// The text of `format` and `pattern` may be quoted: it is the schema's.
    #[must_use]
    pub fn objects_to(&self, value: &str) -> Option<String> {
        if self.has_form(value) {
            let is_asked_for = self.format.is_some() || self.pattern.is_some();
            let odd = is_asked_for && ends_a_line(value);
            return odd.then(|| "ends with a line end".to_owned());
        }
        Some(self.cause(value).unwrap_or_else(|| self.in_words(value)))
    }

    fn has_form(&self, value: &str) -> bool {
        let of_format = self.format.as_ref().is_none_or(|format| shape::fits(format, value));
        of_format && self.pattern.as_ref().is_none_or(|pattern| pattern.fits(value))
    }

    /// What has to be taken away for the value to be right.
    fn cause(&self, value: &str) -> Option<String> {
        if value.is_empty() {
            return Some("is empty".to_owned());
        }
        let right = |text: &str| text != value && !text.is_empty() && self.has_form(text);
        let trimmed = value.trim_end_matches(['\n', '\r']);
        let bare = |text: &str| text.trim().trim_matches(['"', '\'', '`']).trim().len();
        let words = if right(trimmed) {
            "ends with a line end"
        } else if right(value.trim()) {
            "has white space around it"
        } else if bare(value) < value.trim().len() && right(unquoted(value.trim())) {
            "has quotes around it"
        } else {
            return None;
        };
        Some(words.to_owned())
    }

    /// Which form it does not have.
    fn in_words(&self, value: &str) -> String {
        let Some(format) = self.format.as_ref().filter(|format| !shape::fits(format, value)) else {
            return match self.pattern.as_ref().and_then(|pattern| quoted(pattern.as_str())) {
                Some(pattern) => format!("does not match the pattern {pattern}"),
                None => "does not match the schema's pattern".to_owned(),
            };
        };
        let Some(whole) = quoted(format) else {
            return "does not have the form that the schema gives".to_owned();
        };
        match format.split_once(ANY) {
            None => format!("is not {whole}, the one value that the schema allows"),
            Some((start, _)) if !value.starts_with(start) => {
                format!("does not begin with `{start}`")
            }
            Some((_, end)) if !end.contains(ANY) && !value.ends_with(end) => {
                format!("does not end with `{end}`")
            }
            _ => format!("does not have the form {whole}"),
        }
    }
}

/// Whether it is one line and its end: no file with a key's text, which has many.
fn ends_a_line(value: &str) -> bool {
    let line = value.strip_suffix('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
    line.is_some_and(|line| !line.contains('\n'))
}

fn unquoted(value: &str) -> &str {
    let inside = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    ['"', '\'', '`'].into_iter().find_map(inside).unwrap_or(value)
}

/// A text of the schema for a message, if it can be shown there.
fn quoted(text: &str) -> Option<String> {
    let plain = text.chars().all(|c| !c.is_control()) && text.chars().count() <= LONGEST_SHOWN;
    (plain && find_tokens(text).is_empty()).then(|| format!("`{text}`"))
}
