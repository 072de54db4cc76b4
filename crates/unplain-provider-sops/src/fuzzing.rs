//! The bodies of the fuzz targets, so that a test can replay their corpus.

use crate::{Format, creation, dotenv, format::Contents, parse, value::DataKey};

/// Reads `text` in every form that this crate reads. Must return for any text.
pub fn sops(text: &str) {
    let key = DataKey::from_bytes(&[7; 32]).unwrap_or_else(DataKey::random);
    for format in [Format::Dotenv, Format::Json, Format::Yaml] {
        let Ok(document) = parse(text, format) else { continue };
        let names = document.names();
        assert!(names.is_sorted(), "the names are sorted");
        if format == Format::Dotenv {
            assert!(document.text().as_deref() == Some(text), "what is not edited stays as it is");
        }
        if let Some(written) = document.text() {
            let again = parse(&written, format).map(|again| again.names());
            assert!(again == Ok(names), "what is written reads back");
        }
        let _ = Contents::open(&document, &key);
    }
    let _ = creation::parse(text, ".env.enc");
    let imported = dotenv::import_dotenv(text);
    let lines = text.lines().count();
    assert!(
        imported.entries.iter().all(|entry| (1..=lines).contains(&entry.line)),
        "every entry is on a line"
    );
}
