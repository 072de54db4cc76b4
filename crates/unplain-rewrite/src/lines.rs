//! Lines around places of a text: indentation, line ends, and what a removal takes along.

use std::ops::Range;

use crate::text::BOM_CHAR;

/// Whether a slice is there and holds white space only.
pub(crate) fn is_blank(slice: Option<&str>) -> bool {
    slice.is_some_and(|slice| slice.trim().is_empty())
}

/// Whether a line ends between these places.
pub(crate) fn is_broken(text: &str, from: usize, to: usize) -> bool {
    text.get(from..to).is_some_and(|between| between.contains('\n'))
}

/// Where the line of this place starts.
pub(crate) fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1)
}

/// Where the next line starts; the text's end on its last line.
pub(crate) fn next_line(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |newline| at + newline + 1)
}

/// The white space at the start of this place's line.
pub(crate) fn indent(text: &str, at: usize) -> &str {
    let line = text.get(line_start(text, at)..).unwrap_or_default();
    let length = line.len() - line.trim_start_matches([' ', '\t']).len();
    line.get(..length).unwrap_or_default()
}

/// Whether nothing stands before this place on its line.
pub(crate) fn starts_line(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default().trim_end_matches([' ', '\t']);
    before.is_empty() || before.ends_with(['\n', BOM_CHAR])
}

/// How lines end here.
pub(crate) fn line_end(text: &str) -> &'static str {
    match text.split_once('\n') {
        Some((line, _)) if line.ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

/// Lines to insert at a place, so that a text without a last line end stays one.
pub(crate) fn as_lines(text: &str, place: usize, lines: &[String]) -> String {
    let end = line_end(text);
    let before = text.get(..place).unwrap_or_default();
    match before.is_empty() || before.ends_with(['\n', BOM_CHAR]) {
        true => lines.iter().map(|line| format!("{line}{end}")).collect(),
        false => lines.iter().map(|line| format!("{end}{line}")).collect(),
    }
}

/// Takes the line along if nothing else is on it, else the space that would be left over.
pub(crate) fn with_space(text: &str, span: Range<usize>) -> Range<usize> {
    let before = text.get(..span.start).unwrap_or_default();
    let after = text.get(span.end..).unwrap_or_default();
    let start = before.trim_end_matches([' ', '\t']).len();
    let end = span.end + (after.len() - after.trim_start_matches([' ', '\t']).len());
    let rest = text.get(end..).unwrap_or_default();
    let line_end = if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with('\n')) };
    match (starts_line(text, span.start), line_end, rest.starts_with(['}', ']'])) {
        (true, 1.., _) => line_start(text, start)..end + line_end,
        (_, 0, false) => span.start..end,
        _ => start..span.end,
    }
}
