//! Lines for new keys, and lines that go.

use super::SYNTAX;
use crate::changes::NewValue;
use crate::document::Document;
use crate::error::{Refusal, RefusalKind};
use crate::lines;
use crate::node::Node;
use crate::patch::refusal;
use crate::scalar::Style;
use crate::text::TextEdit;

/// Takes the line of a key of a table out.
pub(crate) fn remove(
    document: &Document,
    node: &Node<'_>,
    edits: &mut Vec<TextEdit>,
) -> Result<(), Refusal> {
    if !is_statement(node) || is_inline(node) {
        return Err(refusal(node, RefusalKind::NotRemovable));
    }
    let start = statement_start(document.text(), node);
    edits.push(TextEdit::new(lines::with_space(document.text(), start..node.span().end), ""));
    Ok(())
}

/// Adds keys to a table: below its last own key, else below its header.
pub(crate) fn insert(
    document: &Document,
    table: &Node<'_>,
    inserts: &[(String, NewValue)],
    edits: &mut Vec<TextEdit>,
) -> Result<(), Refusal> {
    let text = document.text();
    let own_keys = table.children().filter(is_statement);
    let last = own_keys.max_by_key(|child| child.span().start);
    let is_root = table.parent().is_none();
    let (place, before) = match last {
        _ if is_inline(table) => return Err(refusal(table, RefusalKind::NoRoom)),
        Some(last) => {
            // Dotted keys are repeated as they are written.
            let key = last.key_span().map_or(0, |key| key.start);
            let before = text.get(lines::line_start(text, key)..key).unwrap_or_default();
            (lines::next_line(text, last.span().end), before.trim_start_matches(crate::text::BOM))
        }
        None if is_root => (before_first_section(document), ""),
        None if table.style() == Style::TomlSection => {
            (lines::next_line(text, table.span().end), lines::indent(text, table.span().start))
        }
        None => return Err(refusal(table, RefusalKind::NoRoom)),
    };
    let line = |(key, value): &(String, NewValue)| {
        format!("{before}{} = {}", (SYNTAX.key)(key), SYNTAX.inline(value))
    };
    let mut new = lines::as_lines(text, place, &inserts.iter().map(line).collect::<Vec<_>>());
    if last.is_none() && is_root && place < text.len() {
        new.push_str(lines::line_end(text));
    }
    edits.push(TextEdit::new(place..place, new));
    Ok(())
}

/// Whether a node has a line `key = value` of its own.
fn is_statement(node: &Node<'_>) -> bool {
    !matches!(node.style(), Style::TomlSection | Style::TomlImplied)
}

/// Whether a node lies inside an inline table or array.
fn is_inline(node: &Node<'_>) -> bool {
    let mut parent = node.parent();
    while let Some(around) = parent {
        if around.style() == Style::Flow {
            return true;
        }
        parent = around.parent();
    }
    false
}

/// The start of a key's line, after its indentation.
fn statement_start(text: &str, node: &Node<'_>) -> usize {
    let key = node.key_span().map_or(node.span().start, |key| key.start);
    let start = lines::line_start(text, key);
    let line = text.get(start..key).unwrap_or_default();
    start + (line.len() - line.trim_start_matches([' ', '\t', crate::text::BOM_CHAR]).len())
}

/// Above the first header and the comments right above it; the text's end if there is none.
fn before_first_section(document: &Document) -> usize {
    let text = document.text();
    let sections = document.nodes().skip(1).filter(|node| node.style() == Style::TomlSection);
    let Some(first) = sections.map(|node| node.span().start).min() else { return text.len() };
    let mut place = lines::line_start(text, first);
    while place > 0 {
        let above = lines::line_start(text, place - 1);
        if !text.get(above..place).is_some_and(|line| {
            line.trim_start_matches([' ', '\t', crate::text::BOM_CHAR]).starts_with('#')
        }) {
            break;
        }
        place = above;
    }
    if place == 0 && text.starts_with(crate::text::BOM) { crate::text::BOM.len() } else { place }
}
