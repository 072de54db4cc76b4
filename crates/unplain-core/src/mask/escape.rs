//! Where the escapes of a JSON string begin and end, as far as bytes on the spot say it.

/// Longest escape, `\uXXXX`.
const LONGEST: usize = 6;

/// Whether a place in a text stands inside an escape.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Escape {
    /// It does not.
    No,
    /// Behind the backslash.
    Begun,
    /// Behind `\u`, with so many digits to come.
    Digits(u8),
}

impl Escape {
    /// Behind one more byte.
    pub(super) fn step(self, byte: u8) -> Self {
        match (self, byte) {
            (Self::Begun, b'u') => Self::Digits(4),
            (Self::Begun, _) => Self::No,
            (Self::Digits(more @ 2..), _) if byte.is_ascii_hexdigit() => Self::Digits(more - 1),
            (Self::Digits(1), _) if byte.is_ascii_hexdigit() => Self::No,
            (_, b'\\') => Self::Begun,
            _ => Self::No,
        }
    }

    /// Behind `text`, of which only the end is looked at.
    pub(super) fn behind(self, text: &[u8]) -> Self {
        let mut from = text.len().saturating_sub(LONGEST);
        while from > 0 && text.get(from - 1) == Some(&b'\\') {
            from -= 1;
        }
        let start = if from == 0 { self } else { Self::No };
        text.get(from..).unwrap_or_default().iter().fold(start, |escape, &byte| escape.step(byte))
    }

    /// How many bytes at the start of `text` belong to the escape that its place stands in: none if they do not end it as
    /// JSON has it.
    pub(super) fn rest(self, text: &[u8]) -> usize {
        let mut escape = self;
        for (at, &byte) in text.iter().take(LONGEST).enumerate() {
            let goes_on = match escape {
                Self::No => return at,
                Self::Begun => b"\"\\/bfnrtu".contains(&byte),
                Self::Digits(_) => byte.is_ascii_hexdigit(),
            };
            if !goes_on {
                return 0;
            }
            escape = escape.step(byte);
        }
        0
    }
}

#[cfg(test)]
mod tests {
    use super::Escape;

    #[test]
    fn the_end_of_a_text_says_as_much_as_all_of_it() {
        let parts = ["\\", "\\\\", "u", "00", "e", "x", "\"", "n", "\\u12"];
        for number in 0..9_usize.pow(5) {
            let text: String = (0..5).map(|place| parts[number / 9_usize.pow(place) % 9]).collect();
            let all = text.bytes().fold(Escape::No, Escape::step);
            for cut in 0..=text.len() {
                let (a, b) = text.as_bytes().split_at(cut);
                let cut = Escape::No.behind(a).behind(b);
                // A run of backslashes behind digits that are too few is no JSON.
                assert!(
                    cut == all
                        || text.contains("u\\")
                        || text.contains("0\\")
                        || text.contains("e\\")
                        || text.contains("12\\"),
                    "{text} {cut:?} {all:?}"
                );
            }
        }
    }
}
