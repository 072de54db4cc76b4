//! How a scalar's text stands for its value: decoding, encoding, and the way from one to the other.

mod json;

use std::borrow::Cow;
use std::ops::Range;

/// How a scalar, or a key, is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(crate) enum Style {
    /// The text is the value.
    Verbatim,
    /// A JSON or JSON5 string, in the quotes it starts with.
    JsonString,
    /// A JSON5 key without quotes.
    Json5Name,
}

/// A stretch of a scalar's text and what it stands for.
pub(crate) struct Piece<'a> {
    /// Bytes of the raw text.
    pub(crate) raw: Range<usize>,
    pub(crate) means: Means<'a>,
}

pub(crate) enum Means<'a> {
    /// Byte for byte itself.
    Itself(&'a str),
    /// An escape, or a folded line end.
    Char(char),
    /// Quotes, a line continuation, indentation.
    Nothing,
    /// An escape that is no character.
    NoCharacter,
}

/// Hands over the pieces of a scalar from left to right.
fn pieces<'a>(style: Style, raw: &'a str, mut sink: impl FnMut(Piece<'a>)) {
    match style {
        Style::Verbatim => sink(Piece { raw: 0..raw.len(), means: Means::Itself(raw) }),
        Style::JsonString => json::pieces(raw, 1, &mut sink),
        Style::Json5Name => json::pieces(raw, 0, &mut sink),
    }
}

/// The value of a scalar.
pub(crate) fn decode(style: Style, raw: &str) -> Cow<'_, str> {
    if let Some(inner) = without_escapes(style, raw) {
        return Cow::Borrowed(inner);
    }
    let mut value = String::with_capacity(raw.len());
    pieces(style, raw, |piece| match piece.means {
        Means::Itself(text) => value.push_str(text),
        Means::Char(character) => value.push(character),
        Means::Nothing => {}
        Means::NoCharacter => value.push(char::REPLACEMENT_CHARACTER),
    });
    Cow::Owned(value)
}

/// The value as a slice of the text, for the common scalars that need no decoding.
fn without_escapes(style: Style, raw: &str) -> Option<&str> {
    match style {
        Style::Verbatim => Some(raw),
        Style::JsonString => {
            raw.get(1..raw.len().checked_sub(1)?).filter(|inner| !inner.contains('\\'))
        }
        Style::Json5Name => Some(raw).filter(|inner| !inner.contains('\\')),
    }
}

/// The bytes of `raw` that a byte range of the value came from; see [`crate::Node::raw_range`].
pub(crate) fn raw_range(style: Style, raw: &str, decoded: Range<usize>) -> Option<Range<usize>> {
    let (mut at, mut start, mut end, mut fits) = (0, None, None, decoded.start <= decoded.end);
    pieces(style, raw, |piece| {
        let (length, verbatim) = match piece.means {
            Means::Itself(text) => (text.len(), Some(text)),
            Means::Char(character) => (character.len_utf8(), None),
            Means::Nothing => (0, None),
            Means::NoCharacter => {
                fits = false;
                (char::REPLACEMENT_CHARACTER.len_utf8(), None)
            }
        };
        if length > 0 {
            // A range starts with the first piece that holds its first byte, and ends with the one that holds its last.
            let inside = |offset: usize| match verbatim {
                Some(text) => text.is_char_boundary(offset).then_some(piece.raw.start + offset),
                None if offset == 0 => Some(piece.raw.start),
                None if offset == length => Some(piece.raw.end),
                None => None,
            };
            let here = at..at + length;
            if start.is_none() && here.contains(&decoded.start) {
                start = inside(decoded.start - at);
                fits &= start.is_some();
            }
            if end.is_none() && decoded.end > at && decoded.end <= here.end {
                end = inside(decoded.end - at);
                fits &= end.is_some();
            }
        }
        at += length;
    });
    // An empty range: at the end of what stands before it, or at the start of what follows.
    let (start, end) = match (decoded.is_empty(), start, end) {
        (false, Some(start), Some(end)) => (start, end),
        (true, _, Some(place)) | (true, Some(place), None) => (place, place),
        (true, None, None) if decoded.start == 0 && at == 0 => empty_place(style, raw)?,
        _ => return None,
    };
    (fits && decoded.end <= at).then_some(start..end)
}

/// Where text goes in a scalar that holds none.
fn empty_place(style: Style, raw: &str) -> Option<(usize, usize)> {
    match style {
        Style::Verbatim | Style::Json5Name => Some((0, 0)),
        Style::JsonString => Some((1, raw.len().checked_sub(1)?)),
    }
}

/// Whether every part of the text stands for characters.
pub(crate) fn is_sound(style: Style, raw: &str) -> bool {
    let mut sound = true;
    pieces(style, raw, |piece| sound &= !matches!(piece.means, Means::NoCharacter));
    sound
}

/// The text that stands for `value` inside a scalar of this style, without quotes; `None` where the style can't hold it.
pub(crate) fn encode_part(style: Style, raw: &str, value: &str) -> Option<String> {
    match style {
        Style::JsonString => Some(json::escape(value, raw.chars().next().unwrap_or('"'))),
        Style::Verbatim | Style::Json5Name => None,
    }
}

/// The text of a whole scalar of this style for `value`; `None` where the style can't hold it.
pub(crate) fn encode_whole(style: Style, raw: &str, value: &str) -> Option<String> {
    match style {
        Style::JsonString => {
            let quote = raw.chars().next().unwrap_or('"');
            Some(format!("{quote}{}{quote}", json::escape(value, quote)))
        }
        Style::Verbatim | Style::Json5Name => None,
    }
}

/// A whole scalar for `value`, in the style of this format that holds everything.
pub(crate) fn encode_json(value: &str) -> String {
    format!("\"{}\"", json::escape(value, '"'))
}
