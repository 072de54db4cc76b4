//! Where stored values still stand in clear: known byte strings, as they are and encoded, in files of any size and kind.
//!
//! Nothing here reads a file: the caller hands over windows of it. What is found is a place, never a value.

pub(crate) mod forms;
mod places;
mod position;
pub(crate) mod search;

use std::{fmt, ops::Range};

pub use self::{
    forms::Form,
    places::{PlaceKind, TracePlace, place_by_name, trace_places},
};
use self::{position::Position, search::Search};
use crate::{
    Secret, VarName,
    rules::{self, ValueKind},
};

/// Shorter values stand in any larger text by accident.
pub const SHORTEST: usize = 8;

/// From this length on a value that is no drawn secret is still unlikely to be met by accident.
const UNLIKELY: usize = 16;

/// How many places of one value in one file are kept; more are counted only.
const KEPT: usize = 100;

/// How much of a file's start says whether it is text, as git has it.
const TELLING: usize = 8000;

/// Looks for a set of values.
///
/// It holds the values, encoded in many ways, for as long as it lives, and wipes them when it is dropped. It cannot be
/// printed.
pub struct Tracer {
    search: Search,
    /// By needle: the value's index, and how it is written there.
    needles: Vec<(usize, Form)>,
    values: usize,
}

impl Tracer {
    /// A tracer of these values; a place's [`Found::value`] is the index in `values`.
    ///
    /// White space around a value is not looked for.
    #[must_use]
    pub fn new(values: &[(VarName, Secret)]) -> Self {
        let mut needles = Vec::new();
        let mut texts = Vec::new();
        for (index, (_, value)) in values.iter().enumerate() {
            for (form, text) in forms::forms(value.expose().trim()) {
                needles.push((index, form));
                texts.push(text);
            }
        }
        Self { search: Search::new(texts), needles, values: values.len() }
    }

    /// How many bytes at the end of one window the next has to begin with.
    #[must_use]
    pub fn overlap(&self) -> usize {
        self.search.longest().saturating_sub(1)
    }

    /// `text` with `…` in the place of every value in it.
    #[must_use]
    pub fn masked(&self, text: &str) -> String {
        let mut spans: Vec<Range<usize>> = Vec::new();
        self.search.find(text.as_bytes(), 0, &mut |_, start, end| spans.push(start..end));
        spans.sort_unstable_by_key(|span| (span.start, span.end));
        let mut out = String::new();
        let mut done = 0;
        for span in spans {
            if span.start >= done {
                out.push_str(text.get(done..span.start).unwrap_or_default());
                out.push('…');
            }
            done = done.max(span.end);
        }
        out.push_str(text.get(done..).unwrap_or_default());
        out
    }

    /// Begins a file.
    #[must_use]
    pub fn file(&self) -> FileTrace<'_> {
        FileTrace {
            tracer: self,
            at: Position::start(),
            found: Vec::new(),
            counts: Vec::new(),
            last_ends: Vec::new(),
            is_text: true,
        }
    }
}

/// Whether `value` can be looked for.
///
/// # Errors
/// Why what was found would mean nothing.
pub fn traceable(value: &Secret) -> Result<(), Untraceable> {
    let text = value.expose().trim();
    if text.len() < SHORTEST {
        return Err(Untraceable::Short);
    }
    // A passphrase.
    if text.split_whitespace().count() >= 4 {
        return Ok(());
    }
    match rules::classify(text, Some("SECRET")) {
        ValueKind::Opaque | ValueKind::Uuid => Ok(()),
        ValueKind::Text if text.len() >= UNLIKELY || rules::credible(text) => Ok(()),
        _ => Err(Untraceable::Ordinary),
    }
}

/// The rule that recognises a variable's value as a whole, if one does: it knows where the credential is replaced.
#[must_use]
pub fn rule_of(name: &VarName, value: &Secret) -> Option<&'static rules::Rule> {
    let text = value.expose();
    rules::whole(text).or_else(|| rules::under(name.as_str(), text)).map(|hit| hit.rule)
}

/// Why a value is not looked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Untraceable {
    /// Shorter than [`SHORTEST`].
    Short,
    /// A word, number, path, address or example, as others write it too.
    Ordinary,
}

impl fmt::Display for Untraceable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Short => {
                write!(f, "its value is shorter than {SHORTEST} bytes, and would be met by accident")
            }
            Self::Ordinary => f.write_str(
                "its value is a plain word, number, path, address or example, and would be met by accident",
            ),
        }
    }
}

/// A value's place in a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// Bytes before it in the file.
    pub offset: u64,
    /// Which of the tracer's values.
    pub value: usize,
    /// How it is written.
    pub form: Form,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Line and column just behind its last character.
    pub end: (usize, usize),
    /// Its bytes in the line.
    pub span: Range<usize>,
}

/// What was found in a file.
#[derive(Debug)]
pub struct Traced {
    /// The places in their order, at most 100 for each value.
    pub found: Vec<Found>,
    /// By value: how many places there are more.
    pub more: Vec<usize>,
    /// Whether the file is text: its start holds no zero byte.
    pub is_text: bool,
}

/// A file that is being looked through.
pub struct FileTrace<'t> {
    tracer: &'t Tracer,
    /// Where the next window begins.
    at: Position,
    found: Vec<Found>,
    counts: Vec<usize>,
    last_ends: Vec<u64>,
    is_text: bool,
}

impl FileTrace<'_> {
    /// Looks through the next window of the file. Its first `carried` bytes are the last of the window before: as many as
    /// [`Tracer::overlap`] says, or all that there were.
    pub fn feed(&mut self, window: &[u8], carried: usize) {
        if self.at.offset == 0 && carried == 0 {
            let start = window.get(..TELLING).unwrap_or(window);
            self.is_text = !start.contains(&0);
        }
        let mut hits: Vec<(usize, usize, usize)> = Vec::new();
        self.tracer.search.find(window, carried, &mut |needle, start, end| {
            hits.push((start, end, needle));
        });
        hits.sort_unstable_by_key(|&(start, end, needle)| (start, std::cmp::Reverse(end), needle));
        let mut here = self.at.clone();
        let mut done = 0;
        for (start, end, needle) in hits {
            here.advance(window.get(done..start).unwrap_or_default());
            done = start;
            self.note(&here, window.get(start..end).unwrap_or_default(), needle);
        }
        let next = window.len().saturating_sub(self.tracer.overlap());
        self.at.advance(window.get(..next).unwrap_or_default());
    }

    fn note(&mut self, here: &Position, text: &[u8], needle: usize) {
        let Some(&(value, form)) = self.tracer.needles.get(needle) else { return };
        self.counts.resize(self.tracer.values, 0);
        self.last_ends.resize(self.tracer.values, 0);
        let (Some(count), Some(last_end)) =
            (self.counts.get_mut(value), self.last_ends.get_mut(value))
        else {
            return;
        };
        // Two ways of writing one value can share its bytes.
        if here.offset < *last_end {
            return;
        }
        *last_end = here.offset + text.len() as u64;
        *count += 1;
        if *count <= KEPT {
            let start = here.in_line();
            let mut end = here.clone();
            end.advance(text);
            self.found.push(Found {
                offset: here.offset,
                value,
                form,
                line: here.line,
                column: here.column,
                end: (end.line, end.column),
                span: start..start + text.len(),
            });
        }
    }

    /// What was found, if anything.
    #[must_use]
    pub fn finish(mut self) -> Option<Traced> {
        self.found.sort_by_key(|found| (found.offset, found.value));
        let more = self.counts.iter().map(|count| count.saturating_sub(KEPT)).collect();
        (!self.found.is_empty()).then_some(Traced {
            found: self.found,
            more,
            is_text: self.is_text,
        })
    }
}

#[cfg(test)]
mod tests;
