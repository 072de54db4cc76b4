//! Values of dotenv files.

use std::ops::Range;

use super::{Means, Piece, escaped_pieces};

pub(super) fn pieces<'a>(raw: &'a str, range: Range<usize>, sink: &mut dyn FnMut(Piece<'a>)) {
    escaped_pieces(raw, range, read_escape, sink);
}

/// An escape that the usual libraries do not know stands for itself, backslash included.
fn read_escape(text: &str) -> (usize, Means<'_>) {
    let character = match text.as_bytes().get(1) {
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'$') => '$',
        _ => return (1, Means::Itself(text.get(..1).unwrap_or_default())),
    };
    (2, Means::Char(character))
}

/// Single quotes where they can hold the value: the libraries differ in what they expand in double ones.
pub(super) fn quote(value: &str) -> Option<String> {
    if is_bare(value) {
        return Some(value.to_owned());
    }
    let is_literal = !value.contains(['\'', '\n', '\r']);
    (!value.contains('\0'))
        .then(|| if is_literal { format!("'{value}'") } else { format!("\"{}\"", escape(value)) })
}

/// Whether a value needs no quotes in any dialect.
pub(super) fn is_bare(value: &str) -> bool {
    value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-./:@%+,=^~".contains(&byte))
}

/// The value with the escapes of double quotes.
pub(super) fn escape(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for character in value.chars() {
        match character {
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '"' | '\\' | '$' => text.extend(['\\', character]),
            other => text.push(other),
        }
    }
    text
}
