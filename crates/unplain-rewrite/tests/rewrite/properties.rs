//! The law on random documents and edits.

use unplain_rewrite::{Document, Format, Kind};

use crate::generate::{self, Random};
use crate::law::{self, FORMATS, Outcome};

#[test]
fn any_edit_of_a_right_document_is_proven_or_refused() {
    for (number, format) in FORMATS.into_iter().enumerate() {
        let mut proven = 0;
        for seed in 0..2000 {
            let mut random = Random(seed);
            let text = generate::text(&mut random, format);
            let count = random.below(3) as u8;
            let mut data = vec![number as u8, count];
            data.extend((0..4 * count).map(|_| random.next() as u8));
            data.extend_from_slice(text.as_bytes());
            let outcome = run(format, seed, &data);
            assert!(outcome != Outcome::NotRead, "{format:?} {seed}: not read\n{text}");
            proven += usize::from(outcome == Outcome::Proven && count > 0);
        }
        assert!(proven > 100, "{format:?}: only {proven} edits were made");
    }
}

#[test]
fn random_arrays_get_elements_in_one_patch_with_other_edits() {
    for (number, format) in FORMATS.into_iter().enumerate().take(5) {
        let (mut all, mut proven) = (0, 0);
        for seed in 0..4000 {
            let mut random = Random(seed);
            let text = generate::text(&mut random, format);
            let Ok(document) = Document::parse(text.clone(), format) else { continue };
            let nodes = document.nodes().take(256).enumerate();
            let arrays: Vec<_> = nodes
                .filter(|(_, node)| node.kind() == Kind::Array && !node.span().is_empty())
                .map(|(at, _)| at)
                .collect();
            if arrays.is_empty() {
                continue;
            }
            let others = random.below(3) as u8;
            let mut data = vec![number as u8, 2 + others];
            for _ in 0..2 {
                let array = arrays[random.below(arrays.len())] as u8;
                data.extend([2, array, random.next() as u8, random.next() as u8 & 0xF7]);
            }
            data.extend((0..4 * others).map(|_| random.next() as u8));
            data.extend_from_slice(text.as_bytes());
            let outcome = run(format, seed, &data);
            if others == 0 {
                all += 1;
                proven += usize::from(outcome == Outcome::Proven);
            }
        }
        // Anchors and tags are refused.
        let least = if format == Format::Yaml { all / 2 } else { all };
        assert!(all > 400 && proven >= least, "{format:?}: only {proven} of {all} were made");
    }
}

#[test]
fn damaged_documents_are_refused_or_read() {
    for (number, format) in FORMATS.into_iter().enumerate() {
        for seed in 0..2000 {
            let mut random = Random(seed);
            let text = generate::text(&mut random, format);
            let text = generate::damaged(&mut random, &text);
            let mut data = vec![number as u8, 1];
            data.extend((0..4).map(|_| random.next() as u8));
            data.extend_from_slice(text.as_bytes());
            run(format, seed, &data);
        }
    }
}

/// Says which document broke the law.
fn run(format: Format, seed: u64, data: &[u8]) -> Outcome {
    match std::panic::catch_unwind(|| law::hold(data)) {
        Ok(outcome) => outcome,
        Err(_) => panic!("{format:?}, seed {seed}: {:?}", String::from_utf8_lossy(data)),
    }
}

#[test]
fn the_fuzzers_seeds_keep_the_law() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/corpus/rewrite");
    let files =
        std::fs::read_dir(folder).unwrap().map(|file| std::fs::read(file.unwrap().path()).unwrap());
    let outcomes: Vec<_> = files.map(|data| law::hold(&data)).collect();
    let proven = outcomes.iter().filter(|outcome| **outcome == Outcome::Proven).count();
    assert!(proven >= 8, "only {proven} of {} seeds are edited", outcomes.len());
}
