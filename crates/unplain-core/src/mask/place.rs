//! What is written in a value's place.

use std::io::{self, Write};

use super::escape::Escape;

/// Writes `marker` for `text`, in which a value stands, so that a JSON line around it stays one: line ends stay, and so do
/// the quotes that end and begin strings, with what stands between two strings. Returns how much of `text` that was: a
/// last escape that is not whole stays too.
pub(super) fn write(text: &[u8], marker: &str, out: &mut dyn Write) -> io::Result<usize> {
    if !text.iter().any(|byte| matches!(byte, b'"' | b'\\' | b'\n' | b'\r')) {
        out.write_all(marker.as_bytes())?;
        return Ok(text.len());
    }
    let whole = whole_escapes(text);
    let text = text.get(..whole).unwrap_or_default();
    let at_quotes = pieces(text, Cut::AtQuotesToo);
    let says_something = |piece: &Piece<'_>| !piece.text.is_empty() && !piece.is_structure();
    let pieces = if at_quotes.iter().any(says_something) {
        at_quotes
    } else {
        // All of it would stay. Such a value is hardly one, but if it is, it does not pass.
        pieces(text, Cut::AtLines)
    };
    let are_cut = pieces.iter().any(|piece| piece.ends_with == Some(b'"'));
    for piece in pieces {
        if are_cut && piece.is_structure() {
            out.write_all(piece.text)?;
        } else if !piece.text.is_empty() {
            out.write_all(marker.as_bytes())?;
        }
        out.write_all(piece.ends_with.as_slice())?;
    }
    Ok(whole)
}

/// The length of `text` without an escape that does not end in it.
fn whole_escapes(text: &[u8]) -> usize {
    let (mut escape, mut whole) = (Escape::No, 0);
    for (at, &byte) in text.iter().enumerate() {
        escape = escape.step(byte);
        if escape == Escape::No {
            whole = at + 1;
        }
    }
    whole
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Cut {
    AtLines,
    AtQuotesToo,
}

/// A part of a value between two bytes that stay.
struct Piece<'t> {
    text: &'t [u8],
    begins_behind: Option<u8>,
    ends_with: Option<u8>,
}

fn pieces(text: &[u8], cut: Cut) -> Vec<Piece<'_>> {
    let (mut pieces, mut start, mut escape, mut behind) = (Vec::new(), 0, Escape::No, None);
    for (at, &byte) in text.iter().enumerate() {
        let ends = match byte {
            b'\n' | b'\r' => true,
            b'"' => cut == Cut::AtQuotesToo && escape == Escape::No,
            _ => false,
        };
        escape = escape.step(byte);
        if ends {
            let text = text.get(start..at).unwrap_or_default();
            pieces.push(Piece { text, begins_behind: behind, ends_with: Some(byte) });
            (start, behind) = (at + 1, Some(byte));
        }
    }
    let text = text.get(start..).unwrap_or_default();
    pieces.push(Piece { text, begins_behind: behind, ends_with: None });
    pieces
}

impl Piece<'_> {
    /// Whether this may stand between two strings of a JSON text.
    fn is_structure(&self) -> bool {
        let first = self.begins_behind != Some(b'"')
            || self.text.first().is_none_or(|byte| b"}],: \t".contains(byte));
        let last = self.ends_with != Some(b'"')
            || self.text.last().is_none_or(|byte| b"{[,: \t".contains(byte));
        let mut words = self.text.split(|byte| b"{}[],: \t".contains(byte));
        first && last && words.all(is_literal)
    }
}

fn is_literal(word: &[u8]) -> bool {
    matches!(word, b"" | b"true" | b"false" | b"null")
        || word.iter().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(byte))
}
