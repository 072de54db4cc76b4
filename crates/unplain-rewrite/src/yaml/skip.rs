//! Small steps over what stands between scalars.

use crate::text::BOM_CHAR;

/// White space in YAML, which has less of it than Unicode.
const SPACE: [char; 5] = [' ', '\t', '\n', '\r', BOM_CHAR];

/// Over white space, line ends and comments.
pub(super) fn space(text: &str, mut at: usize) -> usize {
    while let Some(rest) = text.get(at..) {
        let trimmed = rest.trim_start_matches(SPACE);
        at += rest.len() - trimmed.len();
        if !trimmed.starts_with('#') || !is_after_space(text, at) {
            break;
        }
        at = line_end(text, at);
    }
    at
}

/// Over anchors and tags, and the space after each.
pub(super) fn properties(text: &str, at: usize) -> usize {
    let mut at = space(text, at);
    while let Some(rest) = text.get(at..).filter(|rest| rest.starts_with(['&', '!'])) {
        let ends = |character: char| {
            SPACE.contains(&character) || ",[]{}".contains(character) && !rest.starts_with("!<")
        };
        at = space(text, at + rest.find(ends).unwrap_or(rest.len()));
    }
    at
}

/// To the next of these marks, over the marks of mappings, anchors and tags before it.
pub(super) fn to_mark(text: &str, at: usize, marks: &[char]) -> Option<usize> {
    let mut at = properties(text, at);
    loop {
        let next = text.get(at..)?.chars().next()?;
        if marks.contains(&next) {
            return Some(at);
        }
        if !matches!(next, ':' | '?' | '-' | ',') {
            return None;
        }
        at = properties(text, at + 1);
    }
}

/// The comments in a stretch of text without scalars, as start and end.
pub(super) fn comments(text: &str, from: usize, to: usize, mut sink: impl FnMut(usize, usize)) {
    let mut at = from;
    while let Some(found) = text.get(at..to).and_then(|gap| gap.find('#')) {
        at += found;
        if is_after_space(text, at) {
            let end = line_end(text, at);
            sink(at, end);
            at = end;
        } else {
            at += 1;
        }
    }
}

fn is_after_space(text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|before| before.chars().next_back());
    before.is_none_or(|before| SPACE.contains(&before))
}

fn line_end(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.find(['\n', '\r'])).map_or(text.len(), |length| at + length)
}
