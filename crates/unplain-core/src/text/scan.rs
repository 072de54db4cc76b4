//! A text that is read piece by piece.

use super::in_text;
use crate::{
    Confidence,
    rules::{self, BEFORE, BEHIND, Rule},
};

/// A credential and its place.
#[derive(Clone, Debug)]
pub struct Located {
    /// The row that knows it.
    pub rule: &'static Rule,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The secret's bytes, counted from the beginning of its line.
    pub span: [usize; 2],
    /// How sure it is.
    pub confidence: Confidence,
}

/// Searches a text of any length of which only a window is in memory.
///
/// What it finds does not depend on how the text is cut into windows.
#[derive(Debug, Default)]
pub struct TextScan {
    /// Where the window begins in the text.
    place: Place,
    /// How many bytes at the window's beginning were searched already.
    searched: usize,
    /// Where in the window the last token ended.
    free_from: usize,
    found: Vec<Located>,
    more: bool,
}

/// Where a byte stands: lines before it, and what of its own line.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    lines: usize,
    bytes: usize,
    chars: usize,
}

impl TextScan {
    /// A window that is not the last must be longer.
    pub const LEAST_WINDOW: usize = 2 * (BEFORE + BEHIND);

    /// More are not kept of one text: [`Self::has_more`].
    pub const MOST_FOUND: usize = 10_000;

    /// Searches `window`: the bytes that were not let go the last time, and those that follow them. Returns how many bytes
    /// at its beginning can be let go.
    pub fn window(&mut self, window: &[u8], is_last: bool) -> usize {
        let until = if is_last { window.len() } else { window.len().saturating_sub(BEHIND) };
        let (mut place, mut at) = (self.place, 0);
        let (found, more) = (&mut self.found, &mut self.more);
        self.free_from = rules::search(
            window,
            self.searched.min(until)..until,
            self.free_from,
            |target, hit| {
                let Some(hit) = in_text(target, hit) else { return };
                if found.len() >= Self::MOST_FOUND {
                    *more = true;
                    return;
                }
                place.advance(window.get(at..hit.span.start).unwrap_or_default());
                at = hit.span.start;
                found.push(Located {
                    rule: hit.rule,
                    line: place.lines + 1,
                    column: place.chars + 1,
                    span: [place.bytes, place.bytes + hit.span.len()],
                    confidence: hit.confidence,
                });
            },
        );
        if is_last {
            return window.len();
        }
        let done = until.saturating_sub(BEFORE);
        let (rest, from) = if at <= done { (at..done, place) } else { (0..done, self.place) };
        self.place = from;
        self.place.advance(window.get(rest).unwrap_or_default());
        self.searched = until - done;
        self.free_from = self.free_from.saturating_sub(done);
        done
    }

    /// Whether there was more than is kept.
    #[must_use]
    pub fn has_more(&self) -> bool {
        self.more
    }

    /// What was found, in order, and made ready for another text.
    pub fn take(&mut self) -> Vec<Located> {
        std::mem::take(self).found
    }
}

impl Place {
    /// Goes over `bytes`. A character is counted where it begins; a byte that is none counts as one.
    fn advance(&mut self, bytes: &[u8]) {
        let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
        let last = match bytes.iter().rposition(|byte| *byte == b'\n') {
            Some(end) => {
                (self.bytes, self.chars) = (0, 0);
                bytes.get(end + 1..).unwrap_or_default()
            }
            None => bytes,
        };
        self.lines += lines;
        self.bytes += last.len();
        self.chars += last.iter().filter(|byte| **byte & 0xC0 != 0x80).count();
    }
}
