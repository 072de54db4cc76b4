//! YAML, from the events of `saphyr-parser`.
//!
//! Keys that are no scalars are named by their text. Tags and anchors stand outside of a value's span. The value of a
//! scalar is worked out from its bytes here; where that differs from what the parser says, the parser is right and the
//! scalar can only be replaced as a whole.

mod edit;
mod elements;
mod kind;
mod marks;
mod offsets;
mod parse;
mod skip;

pub(crate) use edit::{insert, remove};
pub(crate) use elements::element_edits;
pub(crate) use marks::is_marked;
pub(crate) use parse::parse;

use crate::flow::Syntax;
use crate::scalar::{encode_yaml, is_safe_plain};

/// How flow mappings and sequences are written.
pub(crate) const SYNTAX: Syntax = Syntax {
    line_comment: "#",
    colon: ": ",
    padding: "",
    may_open: false,
    key,
    string: encode_yaml,
};

/// A key, without quotes if it can't be taken for anything but a string.
pub(super) fn key(key: &str) -> String {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if key.bytes().all(is_word) && is_safe_plain(key, true) {
        key.to_owned()
    } else {
        encode_yaml(key)
    }
}
