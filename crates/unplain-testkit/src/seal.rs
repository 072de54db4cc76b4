//! Puts right what a token says about itself: checksums, and the JSON inside a JWT.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use rand::{Rng, rngs::SmallRng};

/// `token` with its checksum put right. `check` is the name of a construction, `none` for tokens without one; panics on
/// an unknown name.
pub(crate) fn seal(token: String, check: &str, rng: &mut SmallRng) -> String {
    let cut = |count: usize| token[..token.len() - count].to_owned();
    let body_at = token.find('_').map_or(0, |at| at + 1);
    match check {
        "none" => token,
        "crc32-base62" => cut(6) + &base62(crc32(&cut(6)[body_at..])),
        "crc32-hex" => cut(8) + &format!("{:08x}", crc32(&cut(8)[body_at..])),
        "crc32-hex-of-all" => cut(8) + &format!("{:08X}", crc32(&cut(8))),
        "crc32-hex-reversed" => {
            let sum = crc32(cut(8).trim_end_matches('_'));
            cut(8) + &sum.to_le_bytes().iter().map(|byte| format!("{byte:02x}")).collect::<String>()
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
