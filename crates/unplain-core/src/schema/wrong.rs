//! What is wrong with a schema, and where.

use super::places::Places;
use crate::Excerpt;

/// A place in the schema's file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct At {
    /// RFC 6901 pointer.
    pub pointer: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// Why a schema can't be used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wrong {
    /// What is wrong, in plain words.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// Where.
    pub at: At,
    /// Which part of the entry there.
    pub(crate) part: Part,
}

/// A part of an entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Part {
    /// The key.
    Key,
    /// The value.
    Value,
    /// No entry: the text itself.
    Text,
}

impl Wrong {
    /// The file is no UTF-8 behind the text `before`.
    #[must_use]
    pub fn not_utf8(before: &str) -> Self {
        let (line, column) = Places::new(before).of(before.len());
        Self {
            message: "the file is not UTF-8".to_owned(),
            help: "save it as UTF-8; it may be UTF-16 or Latin-1".to_owned(),
            at: At { pointer: String::new(), line, column },
            part: Part::Text,
        }
    }
}

impl At {
    /// The entry as people may see it: its key, and nothing of its value.
    pub(crate) fn excerpt(&self, part: Part) -> Option<Excerpt> {
        let (_, last) = self.pointer.rsplit_once('/').filter(|_| part != Part::Text)?;
        let key = last.replace("~1", "/").replace("~0", "~");
        if key.chars().count() > LONGEST_SHOWN || key.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let lead = format!("\"{key}\"");
        let end = lead.chars().count();
        let marked = if part == Part::Key { 0..end } else { end + 2..end + 3 };
        Some(Excerpt { text: format!("{lead}: …"), marked })
    }
}

/// Longer texts of a schema are not quoted.
pub(crate) const LONGEST_SHOWN: usize = 80;
