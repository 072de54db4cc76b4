//! The law of masking, for any values and any stream.
//!
//! Also the body of the fuzz target `mask`. The first two lines are values, the third says how the stream is cut, the
//! rest is the stream.

use serde::de::IgnoredAny;
use unplain_core::{Secret, VarName, mask::Masker, trace::traceable};

/// Whether something was masked, so that tests can see that the law is not kept by doing nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Outcome {
    /// The bytes are no case, or the values none that are masked.
    NoCase,
    /// The stream came out as it was.
    Same,
    /// Something was masked.
    Masked,
}

/// Panics where the law does not hold.
pub(crate) fn hold(data: &[u8]) -> Outcome {
    let mut parts = data.splitn(4, |&byte| byte == b'\n');
    let (Some(a), Some(b), Some(cuts), Some(stream)) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Outcome::NoCase;
    };
    let (Ok(a), Ok(b)) = (str::from_utf8(a), str::from_utf8(b)) else { return Outcome::NoCase };
    let texts: Vec<&str> = [a, b].into_iter().filter(|text| traces(text)).collect();
    if texts.is_empty() {
        return Outcome::NoCase;
    }
    let named = ["A", "B"].iter().zip(&texts);
    let values: Vec<(VarName, Secret)> = named
        .filter_map(|(name, text)| Some((VarName::parse(name)?, Secret::new((*text).to_owned()))))
        .collect();
    let masker = Masker::new(&values);
    let whole = pass(&masker, [stream]);
    assert!(pass(&masker, pieces(stream, cuts)) == whole, "the cuts do not matter");

    if texts.iter().all(|text| text.is_ascii()) {
        let (before, after) = (lines(stream), lines(&whole));
        assert!(before.len() == after.len(), "no line comes or goes");
        for (before, after) in before.iter().zip(after) {
            assert!(!is_json(before) || is_json(after), "a line of JSON stays one");
        }
    }
    for text in texts {
        if text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            let text = text.as_bytes();
            assert!(!whole.windows(text.len()).any(|window| window == text), "no value comes out");
        }
    }
    if whole == stream { Outcome::Same } else { Outcome::Masked }
}

fn traces(text: &str) -> bool {
    traceable(&Secret::new(text.to_owned())).is_ok()
}

fn pass<'t>(masker: &Masker, pieces: impl IntoIterator<Item = &'t [u8]>) -> Vec<u8> {
    let (mut stream, mut out) = (masker.stream(), Vec::new());
    for piece in pieces {
        stream.push(piece, &mut out).expect("a vector takes everything");
        assert!(stream.held() <= masker.longest_delay(), "the delay is bounded");
    }
    stream.finish(&mut out).expect("a vector takes everything");
    out
}

/// Pieces as long as the bytes of `lengths` say, in turn.
fn pieces<'t>(mut stream: &'t [u8], lengths: &[u8]) -> Vec<&'t [u8]> {
    let mut pieces = Vec::new();
    for &length in lengths.iter().chain([&7]).cycle() {
        if stream.is_empty() {
            break;
        }
        let (piece, rest) = stream.split_at(usize::from(length % 64 + 1).min(stream.len()));
        pieces.push(piece);
        stream = rest;
    }
    pieces
}

fn lines(text: &[u8]) -> Vec<&[u8]> {
    text.split(|&byte| byte == b'\n').collect()
}

fn is_json(line: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(line).is_ok()
}
