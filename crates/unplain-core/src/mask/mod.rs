//! Stored values taken out of a stream of bytes, in every way of writing them that `trace` knows.
//!
//! What stands in a value's place fits where the value stood: a line that is valid JSON stays valid JSON, and no line
//! end comes or goes. Nothing here reads or writes a file.

mod beginnings;
mod escape;
mod place;
mod redactor;

use self::beginnings::Beginnings;
pub use self::redactor::Redactor;
use crate::{
    Secret, VarName,
    trace::{Form, forms::forms, search::Search},
};

/// Knows a set of values in all their encodings, and what stands in their place: `[unplain:NAME]`.
///
/// It holds the values for as long as it lives, and wipes them when it is dropped. It cannot be printed. Which values are
/// worth masking is asked of [`crate::trace::traceable`].
pub struct Masker {
    search: Search,
    beginnings: Beginnings,
    /// By needle: the value's index, and how it is written there.
    needles: Vec<(usize, Form)>,
    markers: Vec<String>,
}

impl Masker {
    /// A masker of these values. White space around a value is not part of it.
    #[must_use]
    pub fn new(values: &[(VarName, Secret)]) -> Self {
        let (mut needles, mut texts, mut markers) = (Vec::new(), Vec::new(), Vec::new());
        for (index, (name, value)) in values.iter().enumerate() {
            markers.push(format!("[unplain:{name}]"));
            for (form, text) in forms(value.expose().trim()) {
                needles.push((index, form));
                texts.push(text);
            }
        }
        let search = Search::new(texts);
        let beginnings = Beginnings::new(search.needles());
        Self { search, beginnings, needles, markers }
    }

    /// Begins a stream.
    #[must_use]
    pub fn stream(&self) -> Redactor<'_> {
        Redactor::new(self)
    }

    /// How many bytes a stream holds back at most: one less than the longest form has.
    #[must_use]
    pub fn longest_delay(&self) -> usize {
        self.search.longest().saturating_sub(1)
    }
}

#[cfg(test)]
mod tests;
