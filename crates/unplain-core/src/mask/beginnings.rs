//! Whether the end of a text may be the beginning of something that is looked for.

use memchr::memrchr;
use zeroize::Zeroizing;

const PAIRS: usize = 1 << 16;

/// How byte strings begin.
pub(super) struct Beginnings {
    /// Indices of the byte strings, in the order of their bytes.
    sorted: Vec<usize>,
    /// By two bytes: whether one begins so.
    pairs: Vec<bool>,
    longest: usize,
    /// Whether one goes on behind a line end.
    spans_lines: bool,
}

impl Beginnings {
    pub(super) fn new(needles: &[Zeroizing<Vec<u8>>]) -> Self {
        let mut sorted: Vec<usize> = (0..needles.len()).collect();
        sorted.sort_by_key(|&index| needles.get(index).map(|needle| needle.as_slice()));
        let mut pairs = vec![false; PAIRS];
        for needle in needles {
            if let Some(entry) = pair(needle).and_then(|pair| pairs.get_mut(pair)) {
                *entry = true;
            }
        }
        let longest = needles.iter().map(|needle| needle.len()).max().unwrap_or(0);
        let spans_lines = needles.iter().any(|needle| needle.contains(&b'\n'));
        Self { sorted, pairs, longest, spans_lines }
    }

    /// Where in `text` the first of `needles`, the same as at first, begins that does not end in it; its length if none.
    pub(super) fn open(&self, needles: &[Zeroizing<Vec<u8>>], text: &[u8]) -> usize {
        let mut from = text.len().saturating_sub(self.longest.saturating_sub(1));
        if !self.spans_lines {
            let tail = text.get(from..).unwrap_or_default();
            from += memrchr(b'\n', tail).map_or(0, |end| end + 1);
        }
        let tail = text.get(from..).unwrap_or_default();
        for (at, window) in tail.windows(2).enumerate() {
            let known = pair(window).and_then(|pair| self.pairs.get(pair)).copied();
            if known.unwrap_or(false) && self.begins(needles, tail.get(at..).unwrap_or_default()) {
                return from + at;
            }
        }
        match tail.last_chunk::<1>() {
            Some(last) if self.begins(needles, last) => text.len() - 1,
            _ => text.len(),
        }
    }

    /// Whether one begins with `text` and is longer.
    fn begins(&self, needles: &[Zeroizing<Vec<u8>>], text: &[u8]) -> bool {
        let needle =
            |&index: &usize| needles.get(index).map_or(&[][..], |needle| needle.as_slice());
        let first = self.sorted.partition_point(|index| needle(index) < text);
        let rest = self.sorted.get(first..).unwrap_or_default();
        let mut alike = rest.iter().map(needle).take_while(|needle| needle.starts_with(text));
        alike.any(|needle| needle.len() > text.len())
    }
}

fn pair(text: &[u8]) -> Option<usize> {
    text.first_chunk::<2>().map(|&pair| usize::from(u16::from_le_bytes(pair)))
}
