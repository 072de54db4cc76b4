//! Finding any of many byte strings in one pass.
//!
//! A window as long as the shortest needle moves over the text. The last three bytes in it say how far it may move
//! before any needle can begin in it (Wu and Manber, "A Fast Algorithm for Multi-Pattern Searching", 1994). Needles here
//! have at least eight bytes, so most of a text is never looked at, and what is held can be wiped, which the automaton of
//! a library cannot.

use zeroize::Zeroizing;

/// Bytes that decide about a move.
const BLOCK: usize = 3;
/// Places in the table of moves.
const TABLE: usize = 1 << 16;
/// A longer window would move no faster in practice, and a move has to fit into a byte.
const WIDEST: usize = 128;

/// Byte strings to find. Wiped on drop.
pub(crate) struct Search {
    needles: Vec<Zeroizing<Vec<u8>>>,
    /// Length of the window.
    width: usize,
    longest: usize,
    /// By the hash of the last bytes in the window: how far it may move; 0 if a needle may begin where it begins.
    moves: Vec<u8>,
    /// The needles by the hash of what ends their first `width` bytes, sorted.
    candidates: Vec<(u16, usize)>,
}

impl Search {
    /// Needles shorter than three bytes are never found.
    pub(crate) fn new(needles: Vec<Zeroizing<Vec<u8>>>) -> Self {
        let lengths = || needles.iter().map(|needle| needle.len()).filter(|&n| n >= BLOCK);
        let width = lengths().min().unwrap_or(BLOCK).min(WIDEST);
        let longest = lengths().max().unwrap_or(0);
        let farthest = width - BLOCK + 1;
        let mut moves = vec![u8::try_from(farthest).unwrap_or(u8::MAX); TABLE];
        let mut candidates = Vec::new();
        for (index, needle) in needles.iter().enumerate() {
            let Some(head) = needle.get(..width) else { continue };
            for (at, block) in head.windows(BLOCK).enumerate() {
                let Some(hash) = hash(block) else { continue };
                let to_end = u8::try_from(width - BLOCK - at).unwrap_or(u8::MAX);
                if let Some(entry) = moves.get_mut(usize::from(hash)) {
                    *entry = to_end.min(*entry);
                }
                if to_end == 0 {
                    candidates.push((hash, index));
                }
            }
        }
        candidates.sort_unstable();
        Self { needles, width, longest, moves, candidates }
    }

    /// Length of the longest needle.
    pub(crate) fn longest(&self) -> usize {
        self.longest
    }

    /// The needles, as they were given.
    pub(crate) fn needles(&self) -> &[Zeroizing<Vec<u8>>] {
        &self.needles
    }

    /// Calls `hit` with the needle's index and its start and end in `text`, for each place that ends behind `known`.
    pub(crate) fn find(&self, text: &[u8], known: usize, hit: &mut dyn FnMut(usize, usize, usize)) {
        let mut start = 0_usize;
        while let Some(window) = text.get(start..start.saturating_add(self.width)) {
            let Some(hash) = window.last_chunk::<BLOCK>().and_then(|block| hash(block)) else {
                return;
            };
            match self.moves.get(usize::from(hash)) {
                Some(0) => {
                    let rest = text.get(start..).unwrap_or_default();
                    self.compare(rest, hash, &mut |needle, length| {
                        if start + length > known {
                            hit(needle, start, start + length);
                        }
                    });
                    start += 1;
                }
                Some(&far) => start += usize::from(far),
                None => return,
            }
        }
    }

    #[cold]
    fn compare(&self, text: &[u8], hash: u16, hit: &mut dyn FnMut(usize, usize)) {
        let first = self.candidates.partition_point(|&(other, _)| other < hash);
        for &(other, index) in self.candidates.get(first..).unwrap_or_default() {
            if other != hash {
                return;
            }
            if let Some(needle) = self.needles.get(index).filter(|needle| text.starts_with(needle))
            {
                hit(index, needle.len());
            }
        }
    }
}

fn hash(block: &[u8]) -> Option<u16> {
    let &[a, b, c] = block.first_chunk::<BLOCK>()?;
    let number = u32::from_le_bytes([a, b, c, 0]);
    // Fibonacci hashing: the upper bits of a product with 2^32 / φ.
    u16::try_from(number.wrapping_mul(0x9e37_79b1) >> 16).ok()
}

#[cfg(test)]
mod tests {
    use unplain_testkit::Tokens;
    use zeroize::Zeroizing;

    use super::Search;

    fn search(needles: &[&[u8]]) -> Search {
        Search::new(needles.iter().map(|needle| Zeroizing::new(needle.to_vec())).collect())
    }

    fn found(search: &Search, text: &[u8], known: usize) -> Vec<(usize, usize, usize)> {
        let mut found = Vec::new();
        search.find(text, known, &mut |needle, start, end| found.push((start, end, needle)));
        found.sort_unstable();
        found
    }

    /// What it must find, by the simplest means.
    fn naive(needles: &[&[u8]], text: &[u8]) -> Vec<(usize, usize, usize)> {
        let mut found = Vec::new();
        for start in 0..text.len() {
            for (index, needle) in needles.iter().enumerate() {
                if text[start..].starts_with(needle) {
                    found.push((start, start + needle.len(), index));
                }
            }
        }
        found.sort_unstable();
        found
    }

    #[test]
    fn it_finds_what_the_simplest_search_finds() {
        let mut tokens = Tokens::new(41);
        for round in 0..300 {
            // Few letters, so that needles begin, end and overlap like each other.
            let shape = ["[ab]", "[abc]", "hex"][round % 3];
            let mut drawn = |length: usize| {
                tokens.of_shape(&format!("{shape}{{{length}}}"), "none").into_bytes()
            };
            let needles: Vec<Vec<u8>> =
                (0..1 + round % 7).map(|n| drawn(3 + (n * 5 + round) % 9)).collect();
            let mut text = drawn(400);
            for (index, needle) in needles.iter().enumerate() {
                let at = (index * 53 + round) % 380;
                text.splice(at..at, needle.iter().copied());
            }
            let needles: Vec<&[u8]> = needles.iter().map(Vec::as_slice).collect();
            assert_eq!(found(&search(&needles), &text, 0), naive(&needles, &text));
        }
    }

    #[test]
    fn what_ended_in_the_window_before_is_not_found_again() {
        let search = search(&[b"needle", b"needles"]);
        assert_eq!(found(&search, b"a needles", 8), [(2, 9, 1)]);
        assert_eq!(found(&search, b"a needles", 9), []);
        assert_eq!(found(&search, b"need", 0), []);
    }

    #[test]
    fn nothing_to_find_is_found_nowhere() {
        assert_eq!(found(&search(&[]), b"some text", 0), []);
        assert_eq!(found(&search(&[b"ab"]), b"some abab text", 0), []);
    }
}
