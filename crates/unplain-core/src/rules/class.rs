//! Sets of ASCII characters that a part of a token is made of.

/// A set of ASCII characters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Class(u128);

impl Class {
    /// The class that a row calls `name`; a compile error for an unknown one.
    pub(super) const fn named(name: &[u8]) -> Self {
        match name {
            b"digit" => Self::set(b"0-9"),
            b"hex" => Self::set(b"0-9a-f"),
            b"HEX" => Self::set(b"0-9A-F"),
            b"xdigit" => Self::set(b"0-9a-fA-F"),
            b"a36" => Self::set(b"0-9a-z"),
            b"A36" => Self::set(b"0-9A-Z"),
            b"b32" => Self::set(b"A-Z2-7"),
            b"b58" => Self::set(b"1-9A-HJ-NP-Za-km-z"),
            b"b62" => Self::set(b"0-9A-Za-z"),
            b"b64" => Self::set(b"0-9A-Za-z+/"),
            b"b64u" => Self::set(b"0-9A-Za-z_-"),
            b"bech32" => Self::set(b"02-9AC-HJ-NP-Z"),
            b"eq" => Self::set(b"="),
            _ => panic!("a shape names a class that does not exist"),
        }
    }

    /// The characters and `a-z` ranges listed between a row's brackets; `-` itself stands last.
    pub(super) const fn set(list: &[u8]) -> Self {
        let mut mask = 0u128;
        let mut at = 0;
        while at < list.len() {
            let from = list[at];
            let is_range = at + 2 < list.len() && list[at + 1] == b'-';
            let to = if is_range { list[at + 2] } else { from };
            assert!(from <= to && to < 128, "a shape lists a range that is empty or not ASCII");
            let mut byte = from;
            while byte <= to {
                mask |= 1 << byte;
                byte += 1;
            }
            at += if is_range { 3 } else { 1 };
        }
        Self(mask)
    }

    /// Whether `byte` is one of them.
    pub(super) const fn has(self, byte: u8) -> bool {
        byte < 128 && self.0 >> byte & 1 == 1
    }
}
