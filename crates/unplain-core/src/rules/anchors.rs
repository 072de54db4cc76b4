//! A search for many short literals at once, at more than a gigabyte a second.
//!
//! Of each literal the three bytes in a row are chosen that text seldom has. A small table of all triples, by hash, says
//! without a branch that six places of a text at a time are of no interest. An Aho-Corasick automaton over the same
//! literals takes about twice the time.

use std::ops::Range;

use super::shape::begins_with;

/// Literals, prepared for searching.
pub(super) struct Anchors {
    /// One bit for each hash of a triple that a suspect has.
    hashes: [u64; 1024],
    /// Sorted by the bucket that their triple belongs to.
    suspects: Vec<Suspect>,
    /// Where each bucket begins in `suspects`, and where the last one ends.
    buckets: Vec<usize>,
}

/// A literal that may stand where a triple was seen.
struct Suspect {
    /// Three bytes, the first lowest.
    triple: u32,
    /// How far the triple stands from the literal's beginning.
    offset: usize,
    literal: Box<[u8]>,
    /// The literal's place in the list given to [`Anchors::new`].
    index: usize,
}

/// So many bits of a triple's hash say which bucket it belongs to.
const BUCKET_BITS: u32 = 12;

/// How many triples begin in the first bytes of a word of eight.
const STEP: usize = 6;

impl Anchors {
    /// Prepares `literals`. Those shorter than three bytes are never found.
    pub(super) fn new(literals: &[impl AsRef<[u8]>]) -> Self {
        let mut suspects: Vec<Suspect> = Vec::new();
        for (index, literal) in literals.iter().enumerate() {
            let literal = literal.as_ref();
            let triples = literal.windows(3).enumerate();
            let rarest = triples.min_by_key(|(at, triple)| (commonness(triple), *at));
            suspects.extend(rarest.and_then(|(offset, triple)| {
                let [a, b, c] = *triple else { return None };
                let triple = u32::from_le_bytes([a, b, c, 0]);
                Some(Suspect { triple, offset, literal: literal.into(), index })
            }));
        }
        suspects.sort_by_key(|suspect| bucket(suspect.triple));
        let buckets = (0..=1 << BUCKET_BITS)
            .map(|number| suspects.partition_point(|suspect| bucket(suspect.triple) < number));
        let buckets = buckets.collect();
        let mut hashes = [0; 1024];
        for suspect in &suspects {
            let hash = hash(suspect.triple);
            if let Some(bits) = hashes.get_mut(hash >> 6) {
                *bits |= 1u64 << (hash & 63);
            }
        }
        Self { hashes, suspects, buckets }
    }

    /// Calls `found` with the place and the index of each literal in `text` whose rare bytes begin at a place in
    /// `places`, in the order in which these stand there. The literal itself may begin before and end behind.
    pub(super) fn each(
        &self,
        text: &[u8],
        places: Range<usize>,
        mut found: impl FnMut(usize, usize),
    ) {
        let mut at = places.start;
        let searched = text.get(..places.end.saturating_add(2)).unwrap_or(text);
        while let Some(word) = searched.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
            let word = u64::from_le_bytes(*word);
            let seen =
                (0..STEP).fold(0, |seen, place| seen | self.may_have(word >> (place * 8)) << place);
            if seen != 0 {
                self.look(text, at, word, seen, &mut found);
            }
            at += STEP;
        }
        let mut last = [0; 8];
        for (to, from) in last.iter_mut().zip(searched.get(at..).unwrap_or_default()) {
            *to = *from;
        }
        self.look(text, at, u64::from_le_bytes(last), (1 << STEP) - 1, &mut found);
    }

    /// 1 if the three lowest bytes of `word` may be a suspect's, else 0.
    #[inline]
    fn may_have(&self, word: u64) -> u64 {
        let hash = hash(word as u32 & 0xFF_FFFF);
        self.hashes.get(hash >> 6).map_or(0, |bits| bits >> (hash & 63) & 1)
    }

    /// Looks closer at the places of `word` whose bits are set in `seen`.
    fn look(
        &self,
        text: &[u8],
        at: usize,
        word: u64,
        mut seen: u64,
        found: &mut impl FnMut(usize, usize),
    ) {
        while seen != 0 {
            let place = seen.trailing_zeros() as usize;
            seen &= seen - 1;
            let triple = (word >> (place * 8)) as u32 & 0xFF_FFFF;
            let bucket = bucket(triple);
            let ends = (self.buckets.get(bucket), self.buckets.get(bucket + 1));
            let (Some(first), Some(end)) = ends else { continue };
            let suspects = self.suspects.get(*first..*end).unwrap_or_default();
            for suspect in suspects.iter().filter(|suspect| suspect.triple == triple) {
                let Some(start) = (at + place).checked_sub(suspect.offset) else { continue };
                if text.get(start..).is_some_and(|rest| begins_with(rest, &suspect.literal)) {
                    found(start, suspect.index);
                }
            }
        }
    }
}

/// 16 bits of a triple.
#[inline]
fn hash(triple: u32) -> usize {
    (triple.wrapping_mul(0x9E37_79B1) >> 16) as usize
}

/// The bucket of a triple.
#[inline]
fn bucket(triple: u32) -> usize {
    hash(triple) >> (16 - BUCKET_BITS)
}

/// How often three bytes stand together in configs and source text: a rough order.
fn commonness(triple: &[u8]) -> u32 {
    triple.iter().map(|byte| weight(*byte)).product()
}

fn weight(byte: u8) -> u32 {
    match byte {
        b'a'..=b'z' => 6,
        b'/' | b'.' | b'_' | b'-' | b':' => 3,
        b'0'..=b'9' | b'A'..=b'Z' => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::Anchors;

    const LITERALS: [&str; 3] = ["sk-", "github_pat_", "https://"];

    fn found(text: &str, places: std::ops::Range<usize>) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        Anchors::new(&LITERALS).each(text.as_bytes(), places, |at, which| found.push((at, which)));
        found
    }

    #[test]
    fn literals_are_found_at_every_place() {
        for padding in 0..40 {
            for (index, literal) in LITERALS.iter().enumerate() {
                for tail in 0..20 {
                    let text = format!("{}{literal}{}", " ".repeat(padding), ".".repeat(tail));
                    assert_eq!(found(&text, 0..text.len()), [(padding, index)], "{text}");
                }
            }
        }
    }

    #[test]
    fn parts_of_a_text_find_each_literal_once() {
        let text = " sk-github_pat_, https://sk-  https://github_pat_.sk-";
        let all = found(text, 0..text.len());
        assert_eq!(all.len(), 7);
        for cut in 0..=text.len() {
            let parts = [found(text, 0..cut), found(text, cut..text.len())].concat();
            assert_eq!(parts, all, "cut at {cut}");
        }
    }
}
