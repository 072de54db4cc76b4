//! Replacements of bytes, and places in a text.

use std::fmt;
use std::ops::Range;

/// One replacement of bytes of the old text.
#[derive(Clone, PartialEq, Eq)]
pub struct TextEdit {
    /// The replaced bytes of the old text; empty where something is only inserted.
    pub span: Range<usize>,
    /// What stands there in the new text.
    pub with: String,
}

/// Shows places and lengths only: the text may hold a secret.
impl fmt::Debug for TextEdit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TextEdit({:?} with {} bytes)", self.span, self.with.len())
    }
}

impl TextEdit {
    pub(crate) fn new(span: Range<usize>, with: impl Into<String>) -> TextEdit {
        TextEdit { span, with: with.into() }
    }
}

/// Sorts the edits and joins neighbours; `Err` with the place where two overlap.
///
/// Insertions at the same place keep their order; one at the start of a replaced span stands before it.
pub(crate) fn arrange(mut edits: Vec<TextEdit>) -> Result<Vec<TextEdit>, usize> {
    edits.retain(|edit| !edit.span.is_empty() || !edit.with.is_empty());
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut arranged: Vec<TextEdit> = Vec::with_capacity(edits.len());
    for edit in edits {
        match arranged.last_mut() {
            Some(last) if last.span.end > edit.span.start => return Err(edit.span.start),
            Some(last) if last.span.end == edit.span.start => {
                last.span.end = edit.span.end;
                last.with.push_str(&edit.with);
            }
            _ => arranged.push(edit),
        }
    }
    Ok(arranged)
}

/// The text with the (sorted, disjoint) edits made; `None` where a span does not fit the text.
pub(crate) fn apply(text: &str, edits: &[TextEdit]) -> Option<String> {
    let added: usize = edits.iter().map(|edit| edit.with.len()).sum();
    let mut new = String::with_capacity(text.len() + added);
    let mut from = 0;
    for edit in edits {
        new.push_str(text.get(from..edit.span.start)?);
        new.push_str(&edit.with);
        from = edit.span.end;
    }
    new.push_str(text.get(from..)?);
    Some(new)
}

/// The byte offsets at which lines start.
pub(crate) fn line_starts(text: &str) -> Vec<u32> {
    let breaks = memchr::memchr_iter(b'\n', text.as_bytes());
    std::iter::once(0).chain(breaks.map(|at| at as u32 + 1)).collect()
}

/// 1-based line and column, in characters and without the byte order mark.
pub(crate) fn line_column(text: &str, line_starts: &[u32], offset: usize) -> (usize, usize) {
    let line = line_starts.partition_point(|start| *start as usize <= offset).max(1);
    let start = line_starts.get(line - 1).map_or(0, |start| *start as usize);
    let before = text.as_bytes().get(start..offset.min(text.len())).unwrap_or_default();
    let before = before.strip_prefix(BOM.as_bytes()).unwrap_or(before);
    let column = before.iter().filter(|byte| **byte & 0xC0 != 0x80).count();
    (line, column + 1)
}

/// The byte order mark.
pub(crate) const BOM: &str = "\u{feff}";
pub(crate) const BOM_CHAR: char = '\u{feff}';
