//! UTF-16 read as UTF-8.

use std::io::{self, Read};

/// Which byte of a unit comes first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Order {
    Little,
    Big,
}

/// The order that the byte order mark at the beginning of `text` says; `None` if there is none.
pub(super) fn order(text: &[u8]) -> Option<Order> {
    match text {
        [0xFF, 0xFE, ..] => Some(Order::Little),
        [0xFE, 0xFF, ..] => Some(Order::Big),
        _ => None,
    }
}

/// Gives the text of `source`, behind its mark, as UTF-8. Half characters become U+FFFD.
pub(super) struct Utf16<R> {
    order: Order,
    source: R,
    /// A byte of a unit that is not whole yet.
    half: Option<u8>,
    /// The first unit of a pair.
    high: Option<u16>,
    text: String,
    /// How much of `text` was given away.
    given: usize,
}

impl<R: Read> Utf16<R> {
    pub(super) fn new(order: Order, source: R) -> Self {
        Self { order, source, half: None, high: None, text: String::new(), given: 0 }
    }

    /// Decodes the next bytes; `false` at the end.
    fn refill(&mut self) -> io::Result<bool> {
        let mut raw = [0; 4096];
        let count = self.source.read(&mut raw)?;
        self.text.clear();
        self.given = 0;
        for byte in raw.get(..count).unwrap_or_default() {
            match self.half.take() {
                None => self.half = Some(*byte),
                Some(first) => {
                    let unit = match self.order {
                        Order::Little => u16::from_le_bytes([first, *byte]),
                        Order::Big => u16::from_be_bytes([first, *byte]),
                    };
                    self.unit(unit);
                }
            }
        }
        if count == 0 && (self.half.take().is_some() | self.high.take().is_some()) {
            self.text.push(char::REPLACEMENT_CHARACTER);
        }
        Ok(count > 0 || !self.text.is_empty())
    }

    fn unit(&mut self, unit: u16) {
        let is_high = (0xD800..0xDC00).contains(&unit);
        let whole = Some(unit).filter(|_| !is_high);
        for decoded in char::decode_utf16(self.high.into_iter().chain(whole)) {
            self.text.push(decoded.unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        self.high = is_high.then_some(unit);
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() {
            if !self.refill()? {
                return Ok(0);
            }
        }
        let ready = self.text.as_bytes().get(self.given..).unwrap_or_default();
        let count = ready.len().min(buffer.len());
        for (to, from) in buffer.iter_mut().zip(ready) {
            *to = *from;
        }
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::{Order, Utf16};

    fn decoded(bytes: &[u8], order: Order) -> String {
        // one byte at a time, so that everything is cut everywhere
        struct Slow<'a>(&'a [u8]);
        impl std::io::Read for Slow<'_> {
            fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
                let at_most = buffer.len().min(1);
                self.0.read(&mut buffer[..at_most])
            }
        }
        let mut text = String::new();
        Utf16::new(order, Slow(bytes)).read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn both_orders_and_pairs_are_decoded() {
        let text = "ASCII, größer, 鍵, 🔑 and the end";
        let units = || text.encode_utf16();
        let little: Vec<u8> = units().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = units().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decoded(&little, Order::Little), text);
        assert_eq!(decoded(&big, Order::Big), text);
    }

    #[test]
    fn halves_are_replaced() {
        let little = |units: &[u16]| units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        for (units, text) in [
            (&[0xD83D, 0x61][..], "\u{FFFD}a"),
            (&[0xDD11, 0x61], "\u{FFFD}a"),
            (&[0xD83D, 0xD83D, 0xDD11], "\u{FFFD}🔑"),
            (&[0x61, 0xD83D], "a\u{FFFD}"),
        ] {
            let bytes: Vec<u8> = little(units);
            assert_eq!(decoded(&bytes, Order::Little), text);
        }
        assert_eq!(decoded(&[0x61, 0, 0x62], Order::Little), "a\u{FFFD}");
    }
}
