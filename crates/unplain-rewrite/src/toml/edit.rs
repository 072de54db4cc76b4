//! Lines for new keys, and lines that go.

use super::SYNTAX;
use crate::changes::NewValue;
use crate::document::Document;
use crate::error::{Refusal, RefusalKind};
use crate::lines;
use crate::node::Node;
use crate::patch::refusal;
use crate::scalar::Style;
use crate::text::{BOM_CHAR, TextEdit};

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
        None => return insert_into_implied(document, table, inserts, edits),
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

/// Adds keys to a table without keys of its own, above the first line that speaks of it: with a header of its own if
/// that line is the header of another table inside it, else as dotted keys.
fn insert_into_implied(
    document: &Document,
    table: &Node<'_>,
    inserts: &[(String, NewValue)],
    edits: &mut Vec<TextEdit>,
) -> Result<(), Refusal> {
    let text = document.text();
    let no_room = || refusal(table, RefusalKind::NoRoom);
    let key = table.key_span().ok_or_else(no_room)?;
    let start = lines::line_start(text, key.start);
    let path = text.get(start..key.end).unwrap_or_default().trim_start_matches(BOM_CHAR);
    let line = |(key, value): &(String, NewValue)| {
        format!("{} = {}", (SYNTAX.key)(key), SYNTAX.inline(value))
    };
    let end = lines::line_end(text);
    let header = path.trim_start_matches([' ', '\t']);
    let (place, new) = match header.strip_prefix('[') {
        Some(header) => {
            let header = header.trim_start_matches(['[', ' ', '\t']);
            let keys: Vec<_> = inserts.iter().map(line).collect();
            let new = format!("[{header}]{end}{}{end}{end}", keys.join(end));
            (above_comments(text, start), new)
        }
        None => {
            let lines = inserts.iter().map(|insert| format!("{path}.{}{end}", line(insert)));
            (after_bom(text, start), lines.collect())
        }
    };
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
    start + (line.len() - line.trim_start_matches([' ', '\t', BOM_CHAR]).len())
}

/// Above the first header and the comments right above it; the text's end if there is none.
fn before_first_section(document: &Document) -> usize {
    let text = document.text();
    let sections = document.nodes().skip(1).filter(|node| node.style() == Style::TomlSection);
    let Some(first) = sections.map(|node| node.span().start).min() else { return text.len() };
    above_comments(text, lines::line_start(text, first))
}

/// The start of the comment lines right above a line.
fn above_comments(text: &str, line: usize) -> usize {
    let mut place = line;
    while place > 0 {
        let above = lines::line_start(text, place - 1);
        if !text
            .get(above..place)
            .is_some_and(|line| line.trim_start_matches([' ', '\t', BOM_CHAR]).starts_with('#'))
        {
            break;
        }
        place = above;
    }
    after_bom(text, place)
}

fn after_bom(text: &str, place: usize) -> usize {
    if place == 0 && text.starts_with(BOM_CHAR) { BOM_CHAR.len_utf8() } else { place }
}
