//! TOML. Whether a text is right, `toml_edit` says; where its parts are, the events of the parser beneath it.

mod edit;
mod parse;
mod tree;

pub(crate) use edit::{insert, remove};
pub(crate) use parse::parse;

use crate::flow::Syntax;
use crate::scalar::encode_toml;

/// How inline tables and arrays are written. TOML 1.0 has no line ends in inline tables, so none are brought in.
pub(crate) const SYNTAX: Syntax = Syntax {
    line_comment: "#",
    colon: " = ",
    padding: " ",
    may_open: false,
    key,
    string: encode_toml,
};

fn key(key: &str) -> String {
    let is_bare = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if !key.is_empty() && key.bytes().all(is_bare) { key.to_owned() } else { encode_toml(key) }
}
