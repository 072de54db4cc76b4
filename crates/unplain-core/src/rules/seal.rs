//! What providers build into a token: encodings that parse, and checksums of more than one line.

use base64::{
    Engine,
    prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD},
};
use serde_json::{Map, Value};

/// Whether `token` ends in the checksum of BIP 173.
pub(super) fn is_bech32(token: &str) -> bool {
    const DIGITS: &[u8] = b"QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";
    let Some((name, data)) = token.rsplit_once('1') else { return false };
    let name = name.to_ascii_lowercase();
    let digit = |byte: u8| DIGITS.iter().position(|digit| *digit == byte);
    let Some(data) = data.bytes().map(digit).collect::<Option<Vec<_>>>() else { return false };
    let high = name.bytes().map(|byte| byte >> 5);
    let low = name.bytes().map(|byte| byte & 31);
    let data = data.into_iter().filter_map(|digit| u8::try_from(digit).ok());
    polymod(high.chain([0]).chain(low).chain(data)) == 1
}

/// The remainder of BIP 173.
fn polymod(values: impl Iterator<Item = u8>) -> u32 {
    const GENERATOR: [u32; 5] = [0x3B6A_57B2, 0x2650_8E6D, 0x1EA1_19FA, 0x3D42_33DD, 0x2A14_62B3];
    values.fold(1, |sum, value| {
        let top = sum >> 25;
        let sum = (sum & 0x1FF_FFFF) << 5 ^ u32::from(value);
        let bits = GENERATOR.iter().enumerate();
        bits.fold(sum, |sum, (bit, number)| if top >> bit & 1 == 1 { sum ^ number } else { sum })
    })
}

/// Whether the base64 behind the first `_`, up to the next, is a JSON object that has `key`.
pub(super) fn is_json_with(token: &str, key: &str) -> bool {
    let behind_prefix = token.split_once('_').map_or(token, |(_, rest)| rest);
    let text = behind_prefix.split('_').next().unwrap_or_default().trim_end_matches('=');
    let json = BASE64_STANDARD_NO_PAD.decode(text).ok();
    let object = json.and_then(|json| serde_json::from_slice::<Map<String, Value>>(&json).ok());
    object.is_some_and(|object| object.contains_key(key))
}

/// Whether the base64 behind the first `-` is a Macaroon of version 2: a location and an identifier, any number of
/// caveats, and a signature of 32 bytes, each a number, a length and so many bytes.
pub(super) fn is_macaroon(token: &str) -> bool {
    let text = token.split_once('-').map_or("", |(_, rest)| rest);
    let Ok(bytes) = BASE64_URL_SAFE_NO_PAD.decode(text) else { return false };
    let Some(mut rest) = bytes.strip_prefix(&[2]) else { return false };
    let mut last = (0, 0);
    while let Some((kind, after)) = rest.split_first() {
        if *kind == 0 {
            rest = after;
            continue;
        }
        let Some((length, after)) = varint(after) else { return false };
        let Some(after) = after.get(length..) else { return false };
        last = (*kind, length);
        rest = after;
    }
    last == (6, 32)
}

/// A number of at most three bytes, seven bits each, the lowest first.
fn varint(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let length = bytes.iter().take(3).position(|byte| byte & 0x80 == 0)? + 1;
    let (number, rest) = bytes.split_at_checked(length)?;
    let number = number.iter().rev().fold(0, |sum, byte| sum << 7 | usize::from(byte & 0x7F));
    Some((number, rest))
}

/// Whether each part of a Fly.io token is the base64 of a MessagePack array of four: nonce, place, caveats, signature.
pub(super) fn is_fly_macaroon(token: &str) -> bool {
    let text = token.strip_prefix("FlyV1 ").unwrap_or(token);
    text.split(',').all(|part| {
        let encoded = part.strip_prefix("fm2_").map(|part| part.trim_end_matches('='));
        let bytes = encoded.and_then(|part| BASE64_STANDARD_NO_PAD.decode(part).ok());
        bytes.is_some_and(|bytes| bytes.first() == Some(&0x94))
    })
}

/// Whether the last four bytes of the base64 `token` are the Marvin hash of the others under one of `seeds`.
pub(super) fn is_azure(token: &str, seeds: &[u64]) -> bool {
    let text = token.trim_end_matches('=').replace('-', "+").replace('_', "/");
    let Ok(bytes) = BASE64_STANDARD_NO_PAD.decode(text) else { return false };
    let Some((data, sum)) = bytes.split_last_chunk::<4>() else { return false };
    seeds.iter().any(|seed| marvin(data, *seed).to_le_bytes() == *sum)
}

/// Marvin32 as in SymCrypt, both halves of its result joined.
fn marvin(data: &[u8], seed: u64) -> u32 {
    let mut state = (seed as u32, (seed >> 32) as u32);
    let mut chunks = data.chunks_exact(4);
    for chunk in &mut chunks {
        let word = chunk.iter().rev().fold(0, |word, byte| word << 8 | u32::from(*byte));
        state = mix(state, word);
    }
    let last =
        chunks.remainder().iter().rev().fold(0x80, |word, byte| word << 8 | u32::from(*byte));
    state = mix(mix(state, last), 0);
    state.0 ^ state.1
}

fn mix((low, high): (u32, u32), word: u32) -> (u32, u32) {
    let low = low.wrapping_add(word);
    let high = high ^ low;
    let low = low.rotate_left(20).wrapping_add(high);
    let high = high.rotate_left(9) ^ low;
    let low = low.rotate_left(27).wrapping_add(high);
    (low, high.rotate_left(19))
}

#[cfg(test)]
mod tests {
    use super::marvin;

    #[test]
    fn the_hash_is_that_of_symcrypts_tests() {
        assert_eq!(marvin(b"abc", 0xD53C_D9CE_CD08_93B7), 0x22C7_4339 ^ 0x4927_69BF);
        let alphabet = b"abcdefghijklmnopqrstuvwxyz";
        assert_eq!(marvin(alphabet, 0x0DDD_DEEE_EFFF_F000), 0xA128_EB7E ^ 0x7260_ACA2);
    }
}
