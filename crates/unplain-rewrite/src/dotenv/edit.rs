//! Lines for new variables, and lines that go.

use super::is_name;
use crate::changes::NewValue;
use crate::document::{Document, Format};
use crate::error::{Refusal, RefusalKind};
use crate::lines;
use crate::node::Node;
use crate::patch::refusal;
use crate::scalar;
use crate::text::TextEdit;

/// Takes a variable's line out.
pub(crate) fn remove(document: &Document, node: &Node<'_>, edits: &mut Vec<TextEdit>) {
    let text = document.text();
    let key = node.key_span().map_or(node.span().start, |key| key.start);
    let start = lines::line_start(text, key);
    // `export` goes too.
    let line = text.get(start..key).unwrap_or_default();
    let start =
        start + (line.len() - line.trim_start_matches([' ', '\t', crate::text::BOM_CHAR]).len());
    edits.push(TextEdit::new(lines::with_space(text, start..node.span().end), ""));
}

/// Adds variables at the end.
pub(crate) fn insert(
    document: &Document,
    root: &Node<'_>,
    inserts: &[(String, NewValue)],
    edits: &mut Vec<TextEdit>,
) -> Result<(), Refusal> {
    let text = document.text();
    let mut new = Vec::new();
    for (name, value) in inserts {
        let value = match value {
            NewValue::String(value) if is_name(name) => scalar::fallback(Format::Dotenv, value),
            _ => None,
        };
        let value = value.ok_or(refusal(root, RefusalKind::CannotHold))?;
        new.push(format!("{name}={value}"));
    }
    edits.push(TextEdit::new(text.len()..text.len(), lines::as_lines(text, text.len(), &new)));
    Ok(())
}
