//! What can be verified about a token offline: checksums, and what a token says about itself.

use super::{
    jwt::{self, Jwt},
    seal,
};

/// How a token of a row can be verified without asking its provider.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Check {
    /// Not at all, or the construction is not published.
    None,
    /// So many characters and six more, their CRC-32 in base 62 (GitHub's classic tokens, npm, NetBird, Polar). Longer
    /// tokens are taken unverified, since providers announced longer ones.
    Crc32Base62(usize),
    /// The last six are the CRC-32 of all before the last `_`, in base 62 (Matrix).
    Crc32Base62OfAll,
    /// The last seven are the CRC-32 of all before them, in base 36 (GitLab's routable tokens).
    Crc32Base36OfAll,
    /// 40 characters and their CRC-32 in lower-case hexadecimal (Cloudflare).
    Crc32Hex,
    /// The last eight characters are the CRC-32 of all before them, in upper-case hexadecimal (Atlassian).
    Crc32HexOfAll,
    /// The last eight are the CRC-32 of all before the last `_`, least byte first (Grafana).
    Crc32HexReversed,
    /// The checksum of a Bech32 text (age).
    Bech32,
    /// The last four bytes are the Marvin hash of the others under one of these seeds (Azure). What holds under none of
    /// them is taken unverified: not all seeds are published.
    Azure(&'static [u64]),
    /// A Macaroon of version 2 (PyPI).
    Macaroon,
    /// Macaroons as Fly.io encodes them. Others than those of its format `fm2` are taken unverified.
    FlyMacaroon,
    /// A JSON object in base64 that has this key.
    Json(&'static str),
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
            Self::Crc32Base62(data) if body.len() != data + 6 => return Some(Checksum::None),
            Self::Crc32Base62(data) => {
                body.split_at_checked(data).is_some_and(|(data, sum)| base62(crc32(data)) == sum)
            }
            Self::Crc32Base62OfAll => {
                token.rsplit_once('_').is_some_and(|(data, sum)| base62(crc32(data)) == sum)
            }
            Self::Crc32Base36OfAll => {
                split_sum(token, 7).is_some_and(|(data, sum)| base36(crc32(data)) == sum)
            }
            Self::Crc32Hex => body
                .split_at_checked(40)
                .is_some_and(|(data, sum)| format!("{:08x}", crc32(data)) == sum),
            Self::Crc32HexOfAll => {
                split_sum(token, 8).is_some_and(|(data, sum)| format!("{:08X}", crc32(data)) == sum)
            }
            Self::Crc32HexReversed => split_sum(token, 8).is_some_and(|(data, sum)| {
                let data = data.strip_suffix('_').unwrap_or(data);
                format!("{:08x}", crc32(data).swap_bytes()) == sum
            }),
            Self::Bech32 => seal::is_bech32(token),
            Self::Macaroon => seal::is_macaroon(token),
            Self::Json(key) => seal::is_json_with(token, key),
            Self::Azure(seeds) if !seal::is_azure(token, seeds) => return Some(Checksum::None),
            Self::FlyMacaroon if !seal::is_fly_macaroon(token) => return Some(Checksum::None),
            Self::Azure(_) | Self::FlyMacaroon => true,
        };
        Some(if holds { Checksum::Good } else { Checksum::Bad })
    }
}

fn split_sum(token: &str, length: usize) -> Option<(&str, &str)> {
    token.split_at_checked(token.len().checked_sub(length)?)
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
fn base62(number: u32) -> String {
    digits::<6>(number, &('0'..='9').chain('A'..='Z').chain('a'..='z').collect::<Vec<_>>())
}

/// Seven digits of `0-9a-z`, padded with zeros.
fn base36(number: u32) -> String {
    digits::<7>(number, &('0'..='9').chain('a'..='z').collect::<Vec<_>>())
}

fn digits<const COUNT: usize>(mut number: u32, alphabet: &[char]) -> String {
    let base = u32::try_from(alphabet.len()).unwrap_or(1);
    let mut text = ['0'; COUNT];
    for place in text.iter_mut().rev() {
        *place = alphabet.get((number % base) as usize).copied().unwrap_or('0');
        number /= base;
    }
    text.iter().collect()
}

#[cfg(test)]
mod tests {
    use super::{base36, base62, crc32};

    #[test]
    fn crc_and_bases_are_the_usual_ones() {
        assert_eq!(crc32("123456789"), 0xCBF4_3926);
        assert_eq!(base62(0), "000000");
        assert_eq!(base62(61 + 62), "00001z");
        assert_eq!(base62(u32::MAX), "4gfFC3");
        assert_eq!(base36(0), "0000000");
        assert_eq!(base36(u32::MAX), "1z141z3");
    }
}
