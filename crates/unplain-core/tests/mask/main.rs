//! What a masker keeps to, on the corpus of the fuzz target and on what is like it.
#![allow(missing_docs, clippy::unwrap_used)]

mod law;

use std::{fs, path::Path};

use unplain_testkit::Tokens;

use law::{Outcome, hold};

fn corpus() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/mask");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.map(|path| fs::read(path).unwrap()).collect()
}

#[test]
fn the_law_holds_on_the_corpus() {
    let outcomes: Vec<Outcome> = corpus().iter().map(|case| hold(case)).collect();
    assert!(outcomes.len() >= 4 && outcomes.iter().all(|&outcome| outcome == Outcome::Masked));
}

#[test]
fn the_law_holds_on_what_is_like_the_corpus() {
    const PARTS: &[&str] = &[
        "\\", "\\\\", "\"", "\\\"", "\\u00", "\\n", "n", "u", ",", ":", "{", "}", "[", "]", "\n",
        "%", "0", "12", "true", " ", "é",
    ];
    let corpus = corpus();
    let mut tokens = Tokens::new(510);
    let mut masked = 0;
    for _ in 0..4000 {
        let mut case = corpus[tokens.below(corpus.len())].clone();
        for _ in 0..1 + tokens.below(4) {
            let at = tokens.below(case.len() + 1);
            let part = PARTS[tokens.below(PARTS.len())];
            let end =
                if tokens.below(2) == 0 { at } else { (at + tokens.below(4)).min(case.len()) };
            // Into the values and into the stream alike, so that they still meet.
            let from: Vec<u8> = case[at..(at + 6).min(case.len())].to_vec();
            case.splice(at..end, part.bytes());
            if from.len() == 6
                && let Some(other) = case.windows(6).rposition(|window| window == from)
            {
                case.splice(other..other, part.bytes());
            }
        }
        masked += usize::from(hold(&case) == Outcome::Masked);
    }
    assert!(masked > 1000, "{masked}");
}
