//! Draws text that fits a shape, such as `"ghp_" b62{36,}`.

use rand::{Rng, rngs::SmallRng, seq::SliceRandom};

/// Text that fits `shape`, at its least lengths. Panics on a shape that it does not understand.
pub(crate) fn draw(shape: &str, rng: &mut SmallRng) -> String {
    split(shape).into_iter().map(|part| draw_part(part, rng)).collect()
}

/// The parts of a shape; quotes and brackets may hold spaces.
fn split(shape: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = shape;
    while !rest.is_empty() {
        let closing = match rest.chars().next() {
            Some('"') => '"',
            Some('[') => ']',
            _ => ' ',
        };
        let quoted =
            if closing == ' ' { 0 } else { rest[1..].find(closing).expect("a closing sign") + 2 };
        let end = rest[quoted..].find(' ').map_or(rest.len(), |at| quoted + at);
        parts.push(&rest[..end]);
        rest = rest[end..].trim_start();
    }
    parts
}

fn draw_part(part: &str, rng: &mut SmallRng) -> String {
    if let Some(literal) = part.strip_prefix('"') {
        return literal.trim_end_matches('"').to_owned();
    }
    match part {
        "(" | ")" => String::new(),
        "uuid" => [8, 4, 4, 4, 12].map(|count| repeat("0-9a-f", count, rng)).join("-"),
        "pem" => pem(rng),
        _ => {
            let (class, counts) = part.rsplit_once('{').expect("a run has counts");
            let least = counts.trim_end_matches('}').split(',').next().expect("a least length");
            let least = least.parse().expect("a number");
            repeat(class_members(class), least, rng)
        }
    }
}

fn class_members(class: &str) -> &str {
    match class {
        "digit" => "0-9",
        "hex" => "0-9a-f",
        "HEX" => "0-9A-F",
        "xdigit" => "0-9a-fA-F",
        "a36" => "0-9a-z",
        "A36" => "0-9A-Z",
        "b32" => "A-Z2-7",
        "b58" => "1-9A-HJ-NP-Za-km-z",
        "b62" => "0-9A-Za-z",
        "b64" => "0-9A-Za-z+/",
        "b64u" => "0-9A-Za-z_-",
        "bech32" => "02-9AC-HJ-NP-Z",
        "eq" => "=",
        _ => {
            class.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).expect("a known class")
        }
    }
}

/// `count` characters of `members`, letters and digits at both ends so that no sign runs into what stands around.
pub(crate) fn repeat(members: &str, count: usize, rng: &mut SmallRng) -> String {
    let all = expand(members);
    let plain: Vec<char> = all.iter().copied().filter(char::is_ascii_alphanumeric).collect();
    let edge = if plain.is_empty() { &all } else { &plain };
    let pick = |list: &[char], rng: &mut SmallRng| *list.choose(rng).expect("a class has members");
    (0..count).map(|at| pick(if at == 0 || at + 1 == count { edge } else { &all }, rng)).collect()
}

fn expand(members: &str) -> Vec<char> {
    let signs: Vec<char> = members.chars().collect();
    let mut all = Vec::new();
    let mut at = 0;
    while at < signs.len() {
        if at + 2 < signs.len() && signs[at + 1] == '-' {
            all.extend(signs[at]..=signs[at + 2]);
            at += 3;
        } else {
            all.push(signs[at]);
            at += 1;
        }
    }
    all
}

/// What follows `-----BEGIN `: a private key block of random bytes.
fn pem(rng: &mut SmallRng) -> String {
    let lines: String =
        (0..rng.gen_range(3..8)).map(|_| repeat("0-9A-Za-z+/", 64, rng) + "\n").collect();
    format!("PRIVATE KEY-----\n{lines}-----END PRIVATE KEY-----")
}
