//! Puts right what a token says about itself: checksums, JSON, Macaroons.

use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE, BASE64_URL_SAFE_NO_PAD},
};
use rand::{Rng, rngs::SmallRng};

/// `token` with its checksum put right. `check` is the name of a construction, `none` for tokens without one; panics on
/// an unknown name.
pub(crate) fn seal(token: String, check: &str, rng: &mut SmallRng) -> String {
    let cut = |count: usize| token[..token.len() - count].to_owned();
    let body_at = token.rfind('_').map_or(0, |at| at + 1);
    if let Some(seed) = check.strip_prefix("azure-") {
        return azure(&token, u64::from_str_radix(seed, 16).expect("a seed in hexadecimal"));
    }
    if let Some(key) = check.strip_prefix("json-") {
        return json(&token, key, rng);
    }
    match check {
        "none" => token,
        "crc32-base62" => cut(6) + &base62(crc32(&cut(6)[body_at..])),
        "crc32-base62-of-all" => cut(6) + &base62(crc32(&cut(7))),
        "crc32-base36-of-all" => cut(7) + &base36(crc32(&cut(7))),
        "crc32-hex" => cut(8) + &format!("{:08x}", crc32(&cut(8)[body_at..])),
        "crc32-hex-of-all" => cut(8) + &format!("{:08X}", crc32(&cut(8))),
        "crc32-hex-reversed" => {
            let sum = crc32(cut(8).trim_end_matches('_'));
            cut(8) + &sum.to_le_bytes().iter().map(|byte| format!("{byte:02x}")).collect::<String>()
        }
        "bech32" => bech32(&token),
        "macaroon" => macaroon(&token, rng),
        "macaroon-fly" => {
            format!("FlyV1 fm2_{}", BASE64_STANDARD.encode([vec![0x94], bytes(300, rng)].concat()))
        }
        "jwt" => jwt(r#"{"iss":"https://issuer.test","sub":"user","role":"admin""#, rng),
        "jwt-n8n" => jwt(r#"{"sub":"user","iss":"n8n","aud":"public-api""#, rng),
        "jwt-supabase-anon" => jwt(r#"{"iss":"supabase","ref":"project","role":"anon""#, rng),
        "jwt-supabase-service-role" => {
            jwt(r#"{"iss":"supabase","ref":"project","role":"service_role""#, rng)
        }
        _ => panic!("no construction is called {check}"),
    }
}

fn jwt(claims: &str, rng: &mut SmallRng) -> String {
    let payload = format!("{claims},\"iat\":{}}}", rng.gen_range(1_600_000_000..1_800_000_000));
    let signature: [u8; 32] = rng.r#gen();
    let encode = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
    let header = encode(br#"{"alg":"HS256","typ":"JWT"}"#);
    format!("{header}.{}.{}", encode(payload.as_bytes()), encode(&signature))
}

fn bytes(count: usize, rng: &mut SmallRng) -> Vec<u8> {
    (0..count).map(|_| rng.r#gen()).collect()
}

/// A JSON object with `key` in the place of what follows the prefix; a last part behind `_` stays.
fn json(token: &str, key: &str, rng: &mut SmallRng) -> String {
    let parts: Vec<&str> = token.split('_').collect();
    let secret: String = bytes(96, rng).iter().map(|byte| format!("{byte:02x}")).collect();
    let text = BASE64_STANDARD.encode(format!("{{\"{key}\":\"{secret}\",\"n\":\"name\"}}"));
    match parts.as_slice() {
        [prefix, _, last] => format!("{prefix}_{text}_{last}"),
        [prefix, _] => format!("{prefix}_{text}"),
        _ => text,
    }
}

/// A Macaroon of version 2 for the place that `token` names.
fn macaroon(token: &str, rng: &mut SmallRng) -> String {
    let place: &[u8] = if token.starts_with("pypi-AgEN") { b"test.pypi.org" } else { b"pypi.org" };
    let field = |kind: u8, data: &[u8]| [&[kind, data.len() as u8], data].concat();
    let parts = [
        vec![2],
        field(1, place),
        field(2, &bytes(36, rng)),
        vec![0],
        field(2, &bytes(42, rng)),
        vec![0, 0],
        field(6, &bytes(32, rng)),
    ];
    format!("pypi-{}", BASE64_URL_SAFE_NO_PAD.encode(parts.concat()))
}

/// The base64 `token` with the Marvin hash of its other bytes as its last four.
fn azure(token: &str, seed: u64) -> String {
    let urls = token.contains(['-', '_']);
    let engine = if urls { BASE64_URL_SAFE } else { BASE64_STANDARD };
    let mut bytes = engine.decode(token).expect("base64");
    let data = bytes.len() - 4;
    let sum = marvin(&bytes[..data], seed);
    bytes[data..].copy_from_slice(&sum.to_le_bytes());
    // Only Azure Functions' keys are made for URLs; they can't have the other alphabet's signs.
    let engine = if token.contains("AzFu") { BASE64_URL_SAFE } else { engine };
    engine.encode(bytes)
}

fn marvin(data: &[u8], seed: u64) -> u32 {
    let (mut a, mut b) = (seed as u32, (seed >> 32) as u32);
    let mut padded = data.to_vec();
    padded.push(0x80);
    padded.resize(padded.len().next_multiple_of(4), 0);
    let words = padded.chunks(4).map(|word| u32::from_le_bytes(word.try_into().expect("four")));
    for word in words.chain([0]) {
        a = a.wrapping_add(word);
        b ^= a;
        a = a.rotate_left(20).wrapping_add(b);
        b = b.rotate_left(9) ^ a;
        a = a.rotate_left(27).wrapping_add(b);
        b = b.rotate_left(19);
    }
    a ^ b
}

/// `token`, in capitals, with the six characters of its Bech32 checksum put right.
fn bech32(token: &str) -> String {
    const DIGITS: &[u8; 32] = b"QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";
    let body = &token[..token.len() - 6];
    let (name, data) = body.rsplit_once('1').expect("a 1 ends the name");
    let mut sum = 1u32;
    let mut push = |value: u32| {
        let top = sum >> 25;
        sum = ((sum & 0x1FF_FFFF) << 5) ^ value;
        for (bit, number) in
            [0x3B6A_57B2, 0x2650_8E6D, 0x1EA1_19FA, 0x3D42_33DD, 0x2A14_62B3].iter().enumerate()
        {
            if (top >> bit) & 1 == 1 {
                sum ^= number;
            }
        }
        sum
    };
    let lower: Vec<u32> = name.bytes().map(|byte| u32::from(byte.to_ascii_lowercase())).collect();
    lower.iter().for_each(|byte| _ = push(byte >> 5));
    push(0);
    lower.iter().for_each(|byte| _ = push(byte & 31));
    for byte in data.bytes() {
        push(DIGITS.iter().position(|digit| *digit == byte).expect("a digit") as u32);
    }
    (0..5).for_each(|_| _ = push(0));
    let sum = push(0) ^ 1;
    let check = (0..6).map(|place| DIGITS[(sum >> (5 * (5 - place)) & 31) as usize] as char);
    body.chars().chain(check).collect()
}

/// CRC-32 bit by bit.
fn crc32(text: &str) -> u32 {
    let mut crc = u32::MAX;
    for byte in text.bytes() {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

fn base62(number: u32) -> String {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let digit = |power: u32| DIGITS[(number / 62u32.pow(power)) as usize % 62] as char;
    (0..6)
        .rev()
        .map(|power| {
            if power == 5 { DIGITS[(number / 916_132_832) as usize] as char } else { digit(power) }
        })
        .collect()
}

fn base36(number: u32) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    (0..7)
        .rev()
        .map(|power| DIGITS[(u64::from(number) / 36u64.pow(power)) as usize % 36] as char)
        .collect()
}
