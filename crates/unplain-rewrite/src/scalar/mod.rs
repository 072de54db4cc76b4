//! How a scalar's text stands for its value: decoding, and the way back from a piece of the value to its bytes.

mod dotenv;
mod encode;
mod json;
mod shell;
mod toml;
mod yaml;

use std::borrow::Cow;
use std::ops::Range;

pub(crate) use encode::{encode_part, encode_whole, fallback, is_safe};
pub(crate) use json::quote as encode_json;
pub(crate) use toml::quote as encode_toml;
pub(crate) use yaml::{is_safe_plain, quote as encode_yaml};

/// How a scalar, a key or a container is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(crate) enum Style {
    /// The text is the value.
    Verbatim,
    /// A JSON or JSON5 string, in the quotes it starts with.
    JsonString,
    /// A JSON5 key without quotes.
    Json5Name,
    TomlBasic,
    TomlLiteral,
    TomlMultiBasic,
    TomlMultiLiteral,
    YamlPlain,
    YamlSingle,
    YamlDouble,
    YamlLiteral,
    YamlFolded,
    /// A YAML scalar whose value the document keeps, because its text alone does not tell it.
    YamlOpaque,
    DotenvBare,
    /// In single quotes or back-ticks.
    DotenvLiteral,
    DotenvDouble,
    /// A container with brackets and commas.
    Flow,
    /// A TOML table with a header, which is its span.
    TomlSection,
    /// A TOML table that only dotted keys or longer headers speak of, or an array of tables. Its span is empty.
    TomlImplied,
    /// A YAML mapping or sequence by indentation.
    YamlBlock,
    /// A YAML mapping of one pair without brackets, inside a flow sequence.
    YamlPair,
    /// The one object of a dotenv file.
    DotenvFile,
    /// A word of bash, zsh or `sh`, with its pieces in any quotes.
    ShellWord,
    /// A word of fish, with its pieces in any quotes.
    FishWord,
    /// A string of PowerShell, in the quotes it starts with.
    PowershellString,
    /// The one object of a shell file.
    ShellFile,
}

/// A stretch of a scalar's text and what it stands for. Text between pieces stands for nothing.
struct Piece<'a> {
    /// Bytes of the raw text.
    raw: Range<usize>,
    means: Means<'a>,
}

enum Means<'a> {
    /// Byte for byte itself.
    Itself(&'a str),
    /// An escape, or a folded line end.
    Char(char),
    /// A line continuation.
    Nothing,
    /// An escape that is no character.
    NoCharacter,
}

/// Hands over the pieces of a scalar from left to right.
fn pieces<'a>(style: Style, raw: &'a str, sink: &mut dyn FnMut(Piece<'a>)) {
    match style {
        Style::JsonString | Style::Json5Name => json::pieces(raw, inside(style, raw), sink),
        Style::TomlBasic | Style::TomlMultiBasic => toml::pieces(raw, inside(style, raw), sink),
        Style::DotenvDouble => dotenv::pieces(raw, inside(style, raw), sink),
        Style::YamlPlain | Style::YamlSingle | Style::YamlDouble => {
            yaml::flow_pieces(style, raw, inside(style, raw), sink)
        }
        Style::YamlLiteral | Style::YamlFolded => yaml::block_pieces(style, raw, sink),
        Style::ShellWord => shell::word_pieces(raw, sink),
        Style::FishWord => shell::fish_pieces(raw, sink),
        Style::PowershellString => shell::powershell_pieces(raw, sink),
        _ => sink_itself(raw, inside(style, raw), sink),
    }
}

/// The part of the raw text between the quotes.
fn inside(style: Style, raw: &str) -> Range<usize> {
    let quotes = match style {
        Style::JsonString | Style::TomlBasic | Style::TomlLiteral => 1,
        Style::YamlSingle | Style::YamlDouble | Style::DotenvLiteral | Style::DotenvDouble => 1,
        Style::TomlMultiBasic | Style::TomlMultiLiteral => 3,
        _ => 0,
    };
    let mut start = quotes;
    if quotes == 3 {
        // The line end right after the opening quotes is none of the value.
        let rest = raw.get(quotes..).unwrap_or_default();
        start += if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with('\n')) };
    }
    start..raw.len().saturating_sub(quotes).max(start)
}

fn sink_itself<'a>(raw: &'a str, range: Range<usize>, sink: &mut dyn FnMut(Piece<'a>)) {
    if let Some(text) = raw.get(range.clone()).filter(|text| !text.is_empty()) {
        sink(Piece { raw: range, means: Means::Itself(text) });
    }
}

/// The pieces of a text in which only backslashes are special. `read` gives the length and meaning of an escape.
fn escaped_pieces<'a>(
    raw: &'a str,
    range: Range<usize>,
    read: impl Fn(&'a str) -> (usize, Means<'a>),
    sink: &mut dyn FnMut(Piece<'a>),
) {
    let mut at = range.start;
    while let Some(rest) = raw.get(at..range.end).filter(|rest| !rest.is_empty()) {
        let plain = rest.find('\\').unwrap_or(rest.len());
        sink_itself(raw, at..at + plain, sink);
        at += plain;
        if let Some(escape) = rest.get(plain..).filter(|escape| !escape.is_empty()) {
            let (length, means) = read(escape);
            sink(Piece { raw: at..at + length, means });
            at += length;
        }
    }
}

/// The character of a hexadecimal escape whose digits start at `at`.
fn hex_escape(text: &str, at: usize, digits: usize) -> (usize, Means<'static>) {
    let code = text.get(at..at + digits).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    let character = code.and_then(char::from_u32).map_or(Means::NoCharacter, Means::Char);
    (if code.is_some() { at + digits } else { at }, character)
}

/// The value of a scalar.
pub(crate) fn decode(style: Style, raw: &str) -> Cow<'_, str> {
    if let Some(inner) = without_escapes(style, raw) {
        return Cow::Borrowed(inner);
    }
    let mut value = String::with_capacity(raw.len());
    pieces(style, raw, &mut |piece| match piece.means {
        Means::Itself(text) => value.push_str(text),
        Means::Char(character) => value.push(character),
        Means::Nothing => {}
        Means::NoCharacter => value.push(char::REPLACEMENT_CHARACTER),
    });
    Cow::Owned(value)
}

/// The value as a slice of the text, for the common scalars that need no decoding.
fn without_escapes(style: Style, raw: &str) -> Option<&str> {
    let special: &[char] = match style {
        Style::YamlLiteral | Style::YamlFolded => return None,
        Style::YamlPlain => &['\n', '\r'],
        Style::YamlSingle => &['\'', '\n', '\r'],
        Style::YamlDouble => &['\\', '\n', '\r'],
        Style::JsonString
        | Style::Json5Name
        | Style::TomlBasic
        | Style::TomlMultiBasic
        | Style::DotenvDouble => &['\\'],
        Style::ShellWord | Style::FishWord | Style::PowershellString => &['\\', '\'', '"'],
        _ => &[],
    };
    raw.get(inside(style, raw)).filter(|inner| special.is_empty() || !inner.contains(special))
}

/// The bytes of `raw` that a byte range of the value came from; see [`crate::Node::raw_range`].
pub(crate) fn raw_range(style: Style, raw: &str, decoded: Range<usize>) -> Option<Range<usize>> {
    let (mut at, mut start, mut end, mut fits) = (0, None, None, decoded.start <= decoded.end);
    pieces(style, raw, &mut |piece| {
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
            let inside = |offset: usize| match verbatim {
                Some(text) => text.is_char_boundary(offset).then_some(piece.raw.start + offset),
                None if offset == 0 => Some(piece.raw.start),
                None if offset == length => Some(piece.raw.end),
                None => None,
            };
            // A range starts with the first piece that holds its first byte, and ends with the one that holds its last.
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
        (true, None, None) if decoded.start == 0 && at == 0 => {
            let inside = inside(style, raw);
            (inside.start, inside.end)
        }
        _ => return None,
    };
    (fits && decoded.end <= at).then_some(start..end)
}

/// Whether every part of the text stands for characters.
pub(crate) fn is_sound(style: Style, raw: &str) -> bool {
    let mut sound = true;
    pieces(style, raw, &mut |piece| sound &= !matches!(piece.means, Means::NoCharacter));
    sound
}
