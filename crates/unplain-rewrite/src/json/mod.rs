//! JSON, JSONC and JSON5.
//!
//! Reads in one pass with neither recursion nor decoding, into the flat node table. Comment and comma handling of
//! `JSON.parse`, VS Code's parser and JSON5 differ in one small table, [`Dialect`].

mod lex;
mod parse;

pub(crate) use parse::parse;

use crate::flow::Syntax;
use crate::scalar::encode_json;

/// How objects are written.
pub(crate) const SYNTAX: Syntax = Syntax {
    line_comment: "//",
    colon: ": ",
    padding: "",
    may_open: true,
    key: encode_json,
    string: encode_json,
};

/// Which of the three languages.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Dialect {
    Json,
    Jsonc,
    Json5,
}

impl Dialect {
    fn has_comments(self) -> bool {
        self != Dialect::Json
    }

    fn has_trailing_commas(self) -> bool {
        self != Dialect::Json
    }

    /// VS Code takes an empty settings file; `JSON.parse` and JSON5 don't.
    fn may_be_empty(self) -> bool {
        self == Dialect::Jsonc
    }

    fn is_json5(self) -> bool {
        self == Dialect::Json5
    }
}
