//! Deltas: how a pack says what an object is, given a similar one (gitformat-pack, "Deltified representation").

/// The object that `delta` makes of `base`, into `out`. `None` if it is broken, or claims more than `limit` bytes.
pub(super) fn apply(base: &[u8], delta: &[u8], limit: usize, out: &mut Vec<u8>) -> Option<()> {
    let mut rest = delta;
    let base_size = size(&mut rest)?;
    let size = size(&mut rest)?;
    if base_size != base.len() || size > limit {
        return None;
    }
    out.clear();
    out.reserve(size);
    while let Some((command, after)) = rest.split_first() {
        rest = after;
        let bytes = if command & 0x80 != 0 {
            let offset = number(*command, 4, &mut rest)?;
            let length = match number(command >> 4, 3, &mut rest)? {
                0 => 0x10000,
                length => length,
            };
            base.get(offset..offset.checked_add(length)?)?
        } else {
            let length = usize::from(*command);
            if length == 0 {
                return None;
            }
            let (bytes, after) = rest.split_at_checked(length)?;
            rest = after;
            bytes
        };
        if out.len() + bytes.len() > size {
            return None;
        }
        out.extend_from_slice(bytes);
    }
    (out.len() == size).then_some(())
}

/// A number in groups of seven bits, the lowest first.
fn size(rest: &mut &[u8]) -> Option<usize> {
    let (mut size, mut shift) = (0u64, 0);
    loop {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        size |= u64::from(byte & 0x7F).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return usize::try_from(size).ok();
        }
        shift += 7;
    }
}

/// A number of whose bytes only those are there for which a bit is set, the lowest first.
fn number(bits: u8, bytes: u32, rest: &mut &[u8]) -> Option<usize> {
    let mut number = 0;
    for place in 0..bytes {
        if bits >> place & 1 == 1 {
            let (byte, after) = rest.split_first()?;
            *rest = after;
            number |= usize::from(*byte) << (8 * place);
        }
    }
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::apply;

    #[test]
    fn copies_and_inserts() {
        let mut out = Vec::new();
        // Copy 3 from 2, insert "xy", copy 1 from 0.
        let delta = [6, 6, 0x91, 2, 3, 2, b'x', b'y', 0x90, 1];
        assert!(apply(b"abcdef", &delta, 100, &mut out).is_some());
        assert_eq!(out, b"cdexya");
    }

    #[test]
    fn what_is_broken_is_told() {
        let mut out = Vec::new();
        let mut try_it = |delta: &[u8]| apply(b"abcdef", delta, 100, &mut out).is_some();
        assert!(!try_it(&[]), "nothing");
        assert!(!try_it(&[5, 1, 0x90, 1]), "another base");
        assert!(!try_it(&[6, 1, 0x91, 6, 1]), "behind the base's end");
        assert!(!try_it(&[6, 1, 0x90, 2]), "more than promised");
        assert!(!try_it(&[6, 2, 0x90, 1]), "less than promised");
        assert!(!try_it(&[6, 1, 0]), "a reserved command");
        assert!(!try_it(&[6, 1, 5, b'a']), "an insert that ends early");
        assert!(!try_it(&[6, 101, 0x90, 1]), "more than may be");
        assert!(!try_it(&[6, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80]));
    }
}
