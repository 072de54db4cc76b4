//! The bodies of the fuzz targets, so that a test can replay their corpus on the stable toolchain.

use crate::{
    Format, creation, dotenv, format::Contents, inspect::inspect_text, parse, value::DataKey,
};

/// The key that the values of the corpus are encrypted with.
const KEY: [u8; 32] = [7; 32];

/// Reads `text` in every form that this crate reads. Must return for any text.
pub fn sops(text: &str) {
    for format in [Format::Dotenv, Format::Json, Format::Yaml] {
        let _ = opens(text, format);
        let seen = inspect_text(text, format);
        assert!(seen.names.is_some() || !seen.faults.is_empty(), "what is not read has a reason");
    }
    let _ = creation::parse(text, ".env.enc");
    let _ = creation::intended_by(text, ".env.enc");
    let imported = dotenv::import_dotenv(text);
    let lines = text.lines().count();
    let on_a_line = imported.entries.iter().all(|entry| (1..=lines).contains(&entry.line));
    assert!(on_a_line, "every entry is on a line");
}

/// Whether `text` is a SOPS file of the corpus' key.
fn opens(text: &str, format: Format) -> bool {
    let Ok(document) = parse(text, format) else { return false };
    let names = document.names();
    assert!(names.is_sorted(), "the names are sorted");
    if format == Format::Dotenv {
        assert!(document.text().as_deref() == Some(text), "what is not edited stays as it is");
    }
    if let Some(written) = document.text() {
        let again = parse(&written, format).map(|again| again.names());
        assert!(again == Ok(names), "what is written reads back");
    }
    DataKey::from_bytes(&KEY).is_some_and(|key| Contents::open(&document, &key).is_ok())
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use rand::{Rng as _, SeedableRng as _, rngs::SmallRng, seq::SliceRandom as _};

    use super::{Format, opens, sops};

    fn corpus() -> Vec<(String, String)> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/sops");
        let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let text = |path: &Path| String::from_utf8(fs::read(path).unwrap()).ok();
        let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
        files.filter_map(|path| Some((name(&path), text(&path)?))).collect()
    }

    #[test]
    fn the_corpus_is_read_and_its_stores_open() {
        let corpus = corpus();
        for (_, text) in &corpus {
            sops(text);
        }
        for store in ["plain.env", "regex.env", "nested.json", "nested.yaml"] {
            let (name, text) = corpus.iter().find(|(name, _)| name == store).unwrap();
            assert!(opens(text, Format::of(Path::new(name))), "{name}");
        }
    }

    #[test]
    fn what_is_like_the_corpus_is_read_too() {
        const PARTS: &[&str] = &[
            "\n",
            "\r",
            "=",
            "#",
            "ENC[AES256_GCM,data:",
            ",iv:",
            "]",
            "sops_",
            "__list_",
            "__map_",
            "{",
            "}",
            "[",
            "\"",
            "'",
            "\\",
            "\\n",
            ": ",
            "- ",
            "---\n",
            "&a",
            "*a",
            "!!str",
            "|\n",
            ">",
            "\u{feff}",
            "ü",
            "\0",
            "\t",
            "?",
            "99999999999999999999",
            "%",
            "sops:",
        ];
        let corpus = corpus();
        let mut random = SmallRng::seed_from_u64(5);
        for _ in 0..3_000 {
            let (_, text) = corpus.choose(&mut random).unwrap();
            let mut chars: Vec<char> = text.chars().collect();
            for _ in 0..random.gen_range(1..6) {
                let at = random.gen_range(0..=chars.len());
                let end = (at + random.gen_range(0..20)).min(chars.len());
                let part =
                    if random.gen_bool(0.7) { *PARTS.choose(&mut random).unwrap() } else { "" };
                let end = if random.gen_bool(0.5) { at } else { end };
                chars.splice(at..end, part.chars());
            }
            sops(&chars.into_iter().collect::<String>());
        }
    }
}
