//! What a token looks like: literal parts and runs of characters, written as one readable string.
//!
//! `"ghp_" b62{36,}` is the text `ghp_` and then at least 36 of `0-9A-Za-z`. Parts are separated by one space:
//!
//! | part | meaning |
//! | --- | --- |
//! | `"text"` | exactly this text |
//! | `name{n}`, `name{min,}`, `name{min,max}` | a run of a class: `digit hex HEX xdigit a36 A36 b32 b58 b62 b64 b64u bech32 eq` |
//! | `[A-Z_]{min,max}` | a run of the listed characters |
//! | `uuid` | 8-4-4-4-12 hexadecimal digits |
//! | `pem` | after `"-----BEGIN "`: the rest of a private key block |
//! | `( … )` | only this part is the secret; without it, all is |
//!
//! A run takes as much as it can; one that is followed by a literal made of its own characters ends where that literal
//! first stands. Shapes are parsed at compile time: a wrong one does not build.

use std::ops::Range;

use super::{class::Class, pem, runs::Runs};

/// No token is longer; a key block of 16384 bits has 13 KB.
pub(super) const LONGEST: usize = 32 << 10;

/// No token has more before its anchor.
pub(super) const MOST_BEFORE: usize = 128;

const MOST_PARTS: usize = 8;
const NO_LIMIT: usize = usize::MAX;

/// A parsed shape. Matching looks at no more than [`LONGEST`] bytes and one, and never back.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    text: &'static str,
    parts: [Part; MOST_PARTS],
    len: usize,
    secret_from: usize,
    secret_to: usize,
}

#[derive(Clone, Copy, Debug)]
enum Part {
    Literal(&'static str),
    Run { class: Class, min: usize, max: usize },
    Uuid,
    Pem,
}

/// Where a match ends, and which part of it is the secret.
pub(super) struct Found {
    pub(super) end: usize,
    pub(super) secret: Range<usize>,
}

impl Shape {
    /// The shape as it stands in the row.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        self.text
    }

    /// The text that begins every token of this shape and says nothing about the secret; empty if there is none.
    #[must_use]
    pub fn public_prefix(&self) -> &'static str {
        match self.parts() {
            [Part::Literal(text), ..] => text,
            _ => "",
        }
    }

    /// The first literal: what a text is searched for.
    pub(super) fn anchor(&self) -> &'static str {
        self.parts()
            .iter()
            .find_map(|part| if let Part::Literal(text) = part { Some(*text) } else { None })
            .unwrap_or("")
    }

    /// Whether it is a block of many lines.
    pub(super) fn is_block(&self) -> bool {
        self.parts().iter().any(|part| matches!(part, Part::Pem))
    }

    /// Whether `byte` right after a match would mean that the match was cut short.
    pub(super) fn goes_on_with(&self, byte: u8) -> bool {
        byte != b'.'
            && matches!(self.parts().last(), Some(Part::Run { class, .. }) if class.has(byte))
    }

    fn parts(&self) -> &[Part] {
        self.parts.get(..self.len).unwrap_or_default()
    }

    /// Where the shape whose anchor stands at `anchor` begins: before it, if a run comes first.
    pub(super) fn start_before(&self, text: &[u8], anchor: usize) -> Option<usize> {
        match self.parts().first()? {
            Part::Run { class, min, max } => {
                let mut before = text.get(..anchor)?.iter().rev().map(|byte| class.has(*byte));
                let length =
                    before.by_ref().take(*max.min(&MOST_BEFORE)).take_while(|is| *is).count();
                let is_cut = length == MOST_BEFORE && before.next() == Some(true);
                (length >= *min && !is_cut).then(|| anchor - length)
            }
            _ => Some(anchor),
        }
    }

    /// The shape from `start` on, without regard to what stands before and after.
    pub(super) fn match_from(&self, text: &[u8], start: usize) -> Option<Found> {
        self.match_with(text, start, &mut Runs::default())
    }

    /// Like [`Self::match_from`], with what is known already of runs in this text.
    pub(super) fn match_with(&self, text: &[u8], start: usize, runs: &mut Runs) -> Option<Found> {
        let text = text.get(..text.len().min(start.saturating_add(LONGEST + 1)))?;
        let mut at = start;
        let mut secret = start..start;
        let parts = self.parts();
        for (index, part) in parts.iter().enumerate() {
            if index == self.secret_from {
                secret.start = at;
            }
            let rest = text.get(at..)?;
            at += match part {
                Part::Literal(literal) => {
                    begins_with(rest, literal.as_bytes()).then_some(literal.len())?
                }
                Part::Uuid => uuid_length(rest)?,
                Part::Pem => pem::length(rest, runs)?,
                Part::Run { class, min, max } => {
                    // most of what only begins like a token is found out by one look
                    let last = at + min.saturating_sub(1);
                    if *min > 0 && !text.get(last).is_some_and(|byte| class.has(*byte)) {
                        return None;
                    }
                    let run = run_length(text, at, *class, *max, runs);
                    match parts.get(index + 1) {
                        Some(Part::Literal(next)) if starts_in(next, *class) => {
                            let most = run.saturating_add(next.len()).min(rest.len());
                            let found = find(rest.get(..most)?, next, *min);
                            runs.work += found.unwrap_or(most);
                            found?
                        }
                        _ => (run >= *min).then_some(run)?,
                    }
                }
            };
            if index + 1 == self.secret_to {
                secret.end = at;
            }
        }
        (at - start <= LONGEST).then_some(Found { end: at, secret })
    }

    /// Parses a shape. Wrong ones panic, which in the tables' constants is a compile error.
    pub(super) const fn parse(text: &'static str) -> Self {
        let mut rest = text.as_bytes();
        let empty = Part::Literal("");
        let mut shape =
            Self { text, parts: [empty; MOST_PARTS], len: 0, secret_from: 0, secret_to: NO_LIMIT };
        while !rest.is_empty() {
            let (head, tail) = rest.split_at(word_length(rest));
            match head {
                b"(" => shape.secret_from = shape.len,
                b")" => shape.secret_to = shape.len,
                _ => {
                    shape.parts[shape.len] = parse_part(head);
                    shape.len += 1;
                }
            }
            rest = match tail {
                [b' ', more @ ..] if !more.is_empty() => more,
                [] => tail,
                _ => panic!("a shape's parts are separated by one space"),
            };
        }
        assert!(shape.len > 0, "a shape has no parts");
        if shape.secret_to == NO_LIMIT {
            shape.secret_to = shape.len;
        }
        shape
    }
}

/// Whether `text` begins with `literal`: for a few bytes quicker than a call that compares memory.
#[inline]
pub(super) fn begins_with(text: &[u8], literal: &[u8]) -> bool {
    text.len() >= literal.len() && text.iter().zip(literal).all(|(a, b)| a == b)
}

/// How long the run at `at` is. A full stop at its end belongs to the sentence around it.
fn run_length(text: &[u8], at: usize, class: Class, max: usize, runs: &mut Runs) -> usize {
    let run = runs.length(text, at, class, max);
    let stops = text
        .get(at..at + run)
        .unwrap_or_default()
        .iter()
        .rev()
        .take_while(|byte| **byte == b'.')
        .count();
    run - stops
}

fn starts_in(literal: &str, class: Class) -> bool {
    literal.bytes().next().is_some_and(|first| class.has(first))
}

/// The first place of `literal` in `text` from `min` on.
fn find(text: &[u8], literal: &str, min: usize) -> Option<usize> {
    let literal = literal.as_bytes();
    text.get(min..)?.windows(literal.len()).position(|window| window == literal).map(|at| at + min)
}

fn uuid_length(text: &[u8]) -> Option<usize> {
    let text = text.get(..36)?;
    let dashed = |at: usize| matches!(at, 8 | 13 | 18 | 23);
    let fits = |(at, byte): (usize, &u8)| {
        if dashed(at) { *byte == b'-' } else { byte.is_ascii_hexdigit() }
    };
    text.iter().enumerate().all(fits).then_some(36)
}

/// How long the next part is written; quotes and brackets may hold spaces.
const fn word_length(text: &[u8]) -> usize {
    let mut at = 0;
    let closing = match text[0] {
        b'"' => b'"',
        b'[' => b']',
        _ => b' ',
    };
    if closing != b' ' {
        at += 1;
        while text[at] != closing {
            at += 1;
        }
    }
    while at < text.len() && text[at] != b' ' {
        at += 1;
    }
    at
}

const fn parse_part(word: &'static [u8]) -> Part {
    match word {
        b"uuid" => return Part::Uuid,
        b"pem" => return Part::Pem,
        [b'"', inner @ .., b'"'] => {
            return match std::str::from_utf8(inner) {
                Ok(text) => Part::Literal(text),
                Err(_) => panic!("a shape's literal is cut inside a character"),
            };
        }
        _ => {}
    }
    let mut brace = word.len();
    while brace > 0 && word[brace - 1] != b'{' {
        brace -= 1;
    }
    assert!(brace > 1 && word[word.len() - 1] == b'}', "a run has no {{min,max}}");
    let (class, counts) = word.split_at(brace - 1);
    let class = match class {
        [b'[', inner @ .., b']'] => Class::set(inner),
        name => Class::named(name),
    };
    let (min, max) = parse_counts(counts);
    Part::Run { class, min, max }
}

/// `{n}`, `{min,}` or `{min,max}`.
const fn parse_counts(text: &[u8]) -> (usize, usize) {
    let mut numbers = [0, 0];
    let mut given = [false, false];
    let mut which = 0;
    let mut at = 1;
    while at + 1 < text.len() {
        match text[at] {
            digit @ b'0'..=b'9' => {
                numbers[which] = numbers[which] * 10 + (digit - b'0') as usize;
                given[which] = true;
            }
            b',' => which += 1,
            _ => panic!("a run's counts are numbers"),
        }
        at += 1;
    }
    assert!(given[0], "a run has no least length");
    let max = match (which, given[1]) {
        (0, _) => numbers[0],
        (_, true) => numbers[1],
        (_, false) => NO_LIMIT,
    };
    assert!(numbers[0] <= max, "a run's least length is above its greatest");
    (numbers[0], max)
}
