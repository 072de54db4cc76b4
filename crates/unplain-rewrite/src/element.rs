//! New elements of arrays, quoted like those that stand beside them.

use crate::changes::End;
use crate::error::{Refusal, RefusalKind};
use crate::node::{Kind, Node};
use crate::patch::refusal;
use crate::scalar::{self, Style};

/// The texts of new elements at an end of an array.
pub(crate) fn texts(array: &Node<'_>, at: End, values: &[String]) -> Result<Vec<String>, Refusal> {
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let mut strings = array.children().filter(|child| child.kind() == Kind::String);
    let beside = match at {
        End::Front => strings.next(),
        End::Back => strings.last(),
    };
    let format = array.document().format();
    let in_flow = array.style() == Style::Flow;
    let text = |value: &String| {
        let alike = beside.and_then(|beside| like(&beside, value, in_flow));
        alike.or_else(|| scalar::fallback(format, value))
    };
    let texts: Option<_> = values.iter().map(text).collect();
    texts.ok_or(refusal(array, RefusalKind::CannotHold))
}

/// The value in the quotes of another string, where those can hold it on one line.
fn like(beside: &Node<'_>, value: &str, in_flow: bool) -> Option<String> {
    let style = beside.style();
    if matches!(style, Style::TomlMultiBasic | Style::TomlMultiLiteral) {
        return None;
    }
    let text = scalar::encode_whole(style, beside.raw(), value)?;
    let is_right = scalar::is_safe(style, &text, in_flow) && scalar::decode(style, &text) == value;
    is_right.then_some(text)
}
