//! Members of mappings and elements of sequences that are set by indentation.

use std::ops::Range;

use super::{SYNTAX, key};
use crate::changes::{Changes, NewValue};
use crate::document::Document;
use crate::error::{Refusal, RefusalKind};
use crate::lines;
use crate::node::{Kind, Node};
use crate::patch::refusal;
use crate::proof::member_span;
use crate::scalar::{Style, encode_yaml};
use crate::text::TextEdit;

/// Takes the lines of members or elements out.
pub(crate) fn remove(
    document: &Document,
    container: &Node<'_>,
    changes: &Changes,
    edits: &mut Vec<TextEdit>,
) -> Result<(), Refusal> {
    let text = document.text();
    let children: Vec<_> = container.children().collect();
    let is_removed = |child: &Node<'_>| changes.removed.contains(&child.id());
    let is_extended = !changes.inserts_into(container.id()).is_empty()
        || changes.elements.contains_key(&container.id());
    if children.iter().all(is_removed) && !is_extended {
        let empty = if container.kind() == Kind::Array { "[]" } else { "{}" };
        let span = without_line_end(text, container.span());
        let (span, rest) = match (document.comments_in(&span), children.split_first()) {
            // Comments stay, so only the first child gives its place away.
            ([_, ..], Some((first, rest))) => (without_line_end(text, member_span(first)), rest),
            _ => (span, [].as_slice()),
        };
        edits.push(TextEdit::new(span, empty));
        return remove_run(text, rest, edits);
    }
    let mut from = 0;
    while let Some(child) = children.get(from) {
        let kept = children.iter().skip(from).position(|child| !is_removed(child));
        let count = kept.unwrap_or(children.len() - from);
        let run = children.get(from..from + count).unwrap_or_default();
        check_leads(text, run)?;
        match (lines::starts_line(text, member_span(child).start), children.get(from + count)) {
            _ if run.is_empty() => {}
            (false, Some(next)) => {
                // After a dash: the next member moves up to it.
                edits.push(TextEdit::new(member_span(child).start..member_span(next).start, ""));
            }
            (false, None) => return Err(refusal(child, RefusalKind::NotRemovable)),
            (true, _) => remove_run(text, run, edits)?,
        }
        from += count + 1;
    }
    Ok(())
}

/// Takes the lines of children out, none of which stands on its container's line.
fn remove_run(text: &str, run: &[Node<'_>], edits: &mut Vec<TextEdit>) -> Result<(), Refusal> {
    check_leads(text, run)?;
    for child in run {
        let span = without_line_end(text, member_span(child));
        edits.push(TextEdit::new(lines::with_space(text, span), ""));
    }
    Ok(())
}

/// What stands before a child on its line, such as the anchor of its key, would be left to another.
fn check_leads(text: &str, run: &[Node<'_>]) -> Result<(), Refusal> {
    for child in run {
        let start = member_span(child).start;
        let lead = text.get(lines::line_start(text, start)..start).unwrap_or_default();
        if !lead.trim_start_matches([' ', '\t', '-']).is_empty() {
            return Err(refusal(child, RefusalKind::NotRemovable));
        }
    }
    Ok(())
}

/// Adds members below the last one.
pub(crate) fn insert(
    document: &Document,
    mapping: &Node<'_>,
    inserts: &[(String, NewValue)],
    edits: &mut Vec<TextEdit>,
) -> Result<(), Refusal> {
    let text = document.text();
    let Some(last) = mapping.children().last() else {
        return Err(refusal(mapping, RefusalKind::NoRoom));
    };
    let indent = column(text, mapping.span().start);
    let mut new = Vec::new();
    for (name, value) in inserts {
        match value {
            NewValue::Object(members) if !members.is_empty() => {
                new.push(format!("{indent}{}:", key(name)));
                let unit = unit(document);
                let line = |(name, value): &(String, String)| {
                    format!("{indent}{unit}{}: {}", key(name), encode_yaml(value))
                };
                new.extend(members.iter().map(line));
            }
            value => new.push(format!("{indent}{}: {}", key(name), SYNTAX.inline(value))),
        }
    }
    let span = without_line_end(text, member_span(&last));
    let place = lines::next_line(text, span.end);
    edits.push(TextEdit::new(place..place, lines::as_lines(text, place, &new)));
    Ok(())
}

/// What brings a new line to the column of this place.
pub(super) fn column(text: &str, place: usize) -> String {
    let before = text.get(lines::line_start(text, place)..place).unwrap_or_default();
    let blank = |character: char| if character == '\t' { '\t' } else { ' ' };
    before.trim_start_matches(crate::text::BOM_CHAR).chars().map(blank).collect()
}

/// A block scalar ends with its last line's end, which is not given away.
pub(super) fn without_line_end(text: &str, span: Range<usize>) -> Range<usize> {
    let raw = text.get(span.clone()).unwrap_or_default();
    let trimmed = raw.strip_suffix('\n').map_or(raw, |raw| raw.strip_suffix('\r').unwrap_or(raw));
    span.start..span.start + trimmed.len()
}

/// What one more level of mappings is indented in this document.
fn unit(document: &Document) -> String {
    let text = document.text();
    let nested = document
        .nodes()
        .filter(|node| node.kind() == Kind::Object && node.style() == Style::YamlBlock);
    let added = |node: Node<'_>| {
        let parent = node.parent().filter(|parent| parent.kind() == Kind::Object)?;
        let inner = lines::indent(text, node.span().start);
        let added = inner.strip_prefix(lines::indent(text, parent.span().start))?;
        (!added.is_empty()).then(|| added.to_owned())
    };
    nested.filter_map(added).next().unwrap_or_else(|| "  ".to_owned())
}
