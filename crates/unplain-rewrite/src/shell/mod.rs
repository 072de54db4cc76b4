//! Shell start-up files: bash, zsh and `sh`, fish, PowerShell.
//!
//! Only assignments of variables are read; everything else is stepped over. An assignment whose whole value is a plain
//! literal is a string; one with anything that the shell evaluates is [`Kind::Code`], whose value is not known. What
//! cannot be told for certain (a quote without an end, say) ends the reading, and no assignment after it is seen, so no
//! text is an error.

mod fish;
mod heredoc;
mod posix;
mod powershell;
mod skip;
mod word;

use std::ops::Range;

use crate::document::{Comment, Parsed};
use crate::node::Kind;
use crate::scalar::Style;
use crate::tape::Entry;
use crate::text::BOM;

/// Which shell's syntax.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Dialect {
    /// What bash, zsh and `sh` have in common, and a bit of each.
    Posix,
    Fish,
    PowerShell,
}

/// Reads a whole text.
pub(crate) fn parse(text: &str, dialect: Dialect) -> Parsed {
    let at = if text.starts_with(BOM) { BOM.len() } else { 0 };
    let mut out = Assignments::new(text, at, dialect);
    // `None`: something has no end, and the rest is left unread.
    let _ = match dialect {
        Dialect::Posix => posix::read(text, at, &mut out),
        Dialect::Fish => fish::read(text, at, &mut out),
        Dialect::PowerShell => powershell::read(text, at, &mut out),
    };
    out.finish()
}

/// What is read, in the order of the text.
struct Assignments {
    style: Style,
    parsed: Parsed,
}

/// What a value is made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Meaning {
    /// Its text alone tells its value.
    Literal,
    /// The shell evaluates some of it.
    Code,
}

impl Meaning {
    fn and(self, other: Self) -> Self {
        if self == Self::Literal { other } else { self }
    }
}

impl Assignments {
    fn new(text: &str, at: usize, dialect: Dialect) -> Self {
        let root = Entry::root(Kind::Object, Style::ShellFile, at, text.len());
        let style = match dialect {
            Dialect::Posix => Style::ShellWord,
            Dialect::Fish => Style::FishWord,
            Dialect::PowerShell => Style::PowershellString,
        };
        Self { style, parsed: Parsed { entries: vec![root], ..Parsed::default() } }
    }

    fn add(&mut self, key: Range<usize>, value: Range<usize>, meaning: Meaning) {
        let (kind, style) = match meaning {
            Meaning::Literal => (Kind::String, self.style),
            Meaning::Code => (Kind::Code, Style::Verbatim),
        };
        let mut entry = Entry::root(kind, style, value.start, value.end);
        let id = self.parsed.entries.len() as u32;
        entry.set_member(0, key.start as u32..key.end as u32, Style::Verbatim);
        entry.next = id + 1;
        self.parsed.entries.push(entry);
    }

    fn comment(&mut self, span: Range<usize>) {
        self.parsed.comments.push(Comment { span });
    }

    fn finish(self) -> Parsed {
        let mut parsed = self.parsed;
        let next = parsed.entries.len() as u32;
        if let Some(root) = parsed.entries.first_mut() {
            root.next = next;
        }
        parsed
    }
}

/// Where the line of a place ends, before its line end.
fn end_of_line(text: &str, at: usize) -> usize {
    let end = memchr::memchr(b'\n', text.as_bytes().get(at..).unwrap_or_default())
        .map_or(text.len(), |length| at + length);
    if end > at && text.as_bytes().get(end - 1) == Some(&b'\r') { end - 1 } else { end }
}

/// Whether a carriage return is a part of the line's end. Shells take it for a part of the last word; here it stays
/// beside the value, so that an edit keeps it and what the shell makes of it.
fn ends_line(text: &str, at: usize) -> bool {
    matches!(text.as_bytes().get(at + 1), None | Some(b'\n'))
}
