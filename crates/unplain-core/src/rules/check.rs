//! What can be verified about a token offline: checksums, and what a JWT says about itself.

use super::jwt::{self, Jwt};

/// How a token of a row can be verified without asking its provider.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Check {
    /// Not at all, or the construction is not published.
    None,
    /// 30 characters and six more, the CRC-32 of the 30 in base 62 (GitHub's classic tokens, npm). Longer tokens are
    /// taken unverified, since both providers announced longer ones.
    Crc32Base62,
    /// 40 characters and their CRC-32 in lower-case hexadecimal (Cloudflare).
    Crc32Hex,
    /// The last eight characters are the CRC-32 of all before them, in upper-case hexadecimal (Atlassian).
    Crc32HexOfAll,
    /// The last eight are the CRC-32 of all before the last `_`, least byte first (Grafana).
    Crc32HexReversed,
    /// The first two parts are JSON, and the payload is of this kind.
    Jwt(Jwt),
}

/// What a check said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Checksum {
    /// It holds: this is no accident and no example.
    Good,
    /// It does not hold: mistyped, shortened or made up.
    Bad,
    /// There is nothing to verify.
    None,
}

impl Check {
    /// Verifies `token`, which begins with `prefix`. `None`: not a token of this row at all.
    pub(super) fn of(self, token: &str, prefix: &str) -> Option<Checksum> {
        let body = token.strip_prefix(prefix)?;
        let holds = match self {
            Self::None => return Some(Checksum::None),
            Self::Jwt(wanted) => return (jwt::kind(token)? == wanted).then_some(Checksum::None),
            Self::Crc32Base62 if body.len() != 36 => return Some(Checksum::None),
            Self::Crc32Base62 => {
                body.split_at_checked(30).is_some_and(|(data, sum)| base62(crc32(data)) == sum)
            }
            Self::Crc32Hex => body
                .split_at_checked(40)
                .is_some_and(|(data, sum)| format!("{:08x}", crc32(data)) == sum),
            Self::Crc32HexOfAll => {
                split_sum(token).is_some_and(|(data, sum)| format!("{:08X}", crc32(data)) == sum)
            }
            Self::Crc32HexReversed => split_sum(token).is_some_and(|(data, sum)| {
                let data = data.strip_suffix('_').unwrap_or(data);
                format!("{:08x}", crc32(data).swap_bytes()) == sum
            }),
        };
        Some(if holds { Checksum::Good } else { Checksum::Bad })
    }
}

fn split_sum(token: &str) -> Option<(&str, &str)> {
    token.split_at_checked(token.len().checked_sub(8)?)
}

/// CRC-32 as in zip and PNG.
fn crc32(data: &str) -> u32 {
    !data.bytes().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg())
        })
    })
}

/// Six digits of `0-9A-Za-z`, padded with zeros.
fn base62(mut number: u32) -> String {
    let digits = ('0'..='9').chain('A'..='Z').chain('a'..='z');
    let mut text = [0; 6].map(|_| {
        let digit = digits.clone().nth((number % 62) as usize).unwrap_or('0');
        number /= 62;
        digit
    });
    text.reverse();
    text.iter().collect()
}

#[cfg(test)]
mod tests {
    use super::{base62, crc32};

    #[test]
    fn crc_and_base_are_the_usual_ones() {
        assert_eq!(crc32("123456789"), 0xCBF4_3926);
        assert_eq!(base62(0), "000000");
        assert_eq!(base62(61 + 62), "00001z");
        assert_eq!(base62(u32::MAX), "4gfFC3");
    }
}
