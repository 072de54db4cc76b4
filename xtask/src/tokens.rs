//! Made-up secrets, the same again from the same seed.

/// A generator of secrets that no service ever gave out.
pub(crate) struct Tokens {
    state: u64,
}

impl Tokens {
    /// Secrets of this seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// A word of letters and digits that begins with a letter.
    pub(crate) fn word(&mut self, length: usize) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        let mut pick = |among: u64| {
            let at = usize::try_from(self.next() % among).unwrap_or(0);
            char::from(LETTERS.get(at).copied().unwrap_or(b'A'))
        };
        (0..length).map(|at| pick(if at == 0 { 52 } else { 62 })).collect()
    }

    /// A token that looks like GitHub's.
    pub(crate) fn github(&mut self) -> String {
        format!("ghp_{}", self.word(36))
    }

    /// Sebastiano Vigna's SplitMix64.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}
