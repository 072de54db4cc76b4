//! `pattern`: a regular expression that has to match somewhere in the value, as in JSON Schema.

use std::sync::OnceLock;

use regex_lite::{Regex, RegexBuilder};

/// How many bytes a compiled expression may take: a schema can bring many.
const SIZE: usize = 256 << 10;

/// A regular expression that is known to be one. Compiled when a value is first held against it.
#[derive(Debug)]
pub(super) struct Pattern {
    text: String,
    regex: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// # Errors
    /// What is wrong with it, in words that quote nothing of it.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        compile(text).map_err(|error| error.to_string())?;
        Ok(Self::known(text))
    }

    /// One that was read before.
    pub(super) fn known(text: &str) -> Self {
        Self { text: text.to_owned(), regex: OnceLock::new() }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) fn fits(&self, value: &str) -> bool {
        let regex = self.regex.get_or_init(|| compile(&self.text).ok());
        regex.as_ref().is_some_and(|regex| regex.is_match(value))
    }
}

fn compile(text: &str) -> Result<Regex, regex_lite::Error> {
    RegexBuilder::new(text).size_limit(SIZE).build()
}
