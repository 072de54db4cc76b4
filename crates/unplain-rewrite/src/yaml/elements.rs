//! Elements of sequences that are set by indentation.

use super::edit::{self, without_line_end};
use crate::changes::{Changes, End};
use crate::document::Document;
use crate::element;
use crate::error::Refusal;
use crate::lines;
use crate::node::Node;
use crate::proof::member_span;
use crate::text::{BOM_CHAR, TextEdit};

/// The edits for all elements that come into and go out of a sequence.
pub(crate) fn element_edits(
    document: &Document,
    sequence: &Node<'_>,
    changes: &Changes,
    edits: &mut Vec<TextEdit>,
) -> Result<(), Refusal> {
    let Some(new) = changes.elements.get(&sequence.id()) else {
        return edit::remove(document, sequence, changes, edits);
    };
    let text = document.text();
    let Some((first, last)) = sequence.children().next().zip(sequence.children().last()) else {
        return Ok(());
    };
    let dash = format!("-{}", space_after_dash(text, sequence));
    let line = |text: &String| format!("{dash}{text}");
    let front = element::texts(sequence, End::Front, &new.front)?;
    let back = element::texts(sequence, End::Back, &new.back)?;
    let indent = edit::column(text, sequence.span().start);
    let line_end = lines::line_end(text);

    let nothing_stays = sequence.children().all(|child| changes.removed.contains(&child.id()));
    if nothing_stays && document.comments_in(&sequence.span()).is_empty() {
        let all: Vec<_> = front.iter().chain(&back).map(line).collect();
        let span = without_line_end(text, sequence.span());
        edits.push(TextEdit::new(span, all.join(&format!("{line_end}{indent}"))));
        return Ok(());
    }
    edit::remove(document, sequence, changes, edits)?;
    if !front.is_empty() {
        let start = member_span(&first).start;
        let place = if lines::starts_line(text, start) {
            // The comments right above the first element are its own.
            above_comments(document, sequence, lines::line_start(text, start))
        } else {
            start
        };
        let new = match place == start {
            true => front.iter().map(|text| format!("{}{line_end}{indent}", line(text))).collect(),
            false => front
                .iter()
                .map(|text| format!("{indent}{}{line_end}", line(text)))
                .collect::<String>(),
        };
        edits.push(TextEdit::new(place..place, new));
    }
    if !back.is_empty() {
        let place = lines::next_line(text, without_line_end(text, member_span(&last)).end);
        let is_removed = changes.removed.contains(&last.id());
        let new = if is_removed && place == text.len() && !text.ends_with('\n') {
            // It leaves its indentation behind, on a line that has no end.
            let new: Vec<_> = back.iter().map(line).collect();
            new.join(&format!("{line_end}{indent}"))
        } else {
            let new: Vec<_> = back.iter().map(|text| format!("{indent}{}", line(text))).collect();
            lines::as_lines(text, place, &new)
        };
        edits.push(TextEdit::new(place..place, new));
    }
    Ok(())
}

/// What stands between the dash and the value of an element, if that is nothing but spaces.
fn space_after_dash<'t>(text: &'t str, sequence: &Node<'_>) -> &'t str {
    let between = |child: Node<'_>| text.get(member_span(&child).start + 1..child.span().start);
    let is_plain = |space: &&str| !space.is_empty() && space.bytes().all(|byte| byte == b' ');
    sequence.children().filter_map(between).find(is_plain).unwrap_or(" ")
}

/// The start of the comment lines right above a line, which are inside of what the sequence belongs to.
fn above_comments(document: &Document, sequence: &Node<'_>, line: usize) -> usize {
    let text = document.text();
    let outside = sequence.key_span().map_or(0, |key| key.end);
    let mut place = line;
    while place > outside {
        let above = lines::line_start(text, place - 1);
        let is_comment = text
            .get(above..place)
            .is_some_and(|line| line.trim_start_matches([' ', '\t', BOM_CHAR]).starts_with('#'));
        if !is_comment || above < outside {
            break;
        }
        place = above;
    }
    if place == 0 && text.starts_with(BOM_CHAR) { BOM_CHAR.len_utf8() } else { place }
}
