//! From the parser's character numbers to bytes.

use saphyr_parser::Marker;

/// Where each character starts, if not at the byte of its own number.
pub(super) struct Offsets {
    starts: Option<Vec<u32>>,
    length: usize,
}

impl Offsets {
    pub(super) fn of(text: &str) -> Offsets {
        let starts =
            (!text.is_ascii()).then(|| text.char_indices().map(|(at, _)| at as u32).collect());
        Offsets { starts, length: text.len() }
    }

    /// The byte at which the marked character starts.
    pub(super) fn byte(&self, marker: &Marker) -> usize {
        match &self.starts {
            Some(starts) => starts.get(marker.index()).map_or(self.length, |start| *start as usize),
            None => marker.index().min(self.length),
        }
    }
}
