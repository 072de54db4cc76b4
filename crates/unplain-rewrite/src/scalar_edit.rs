//! A new value for a scalar, in as few changed bytes as its way of writing allows.

use std::ops::Range;

use crate::changes::Change;
use crate::error::{Refusal, RefusalKind};
use crate::node::{Kind, Node};
use crate::patch::refusal;
use crate::scalar::{self, Style};
use crate::text::{self, TextEdit};

/// How much of a scalar may change.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Care {
    /// Only the fragments, or at least not the quotes, if they can hold the new value.
    KeepStyle,
    /// All of it.
    Rewrite,
}

/// The edits that give a scalar its intended value.
pub(crate) fn edits(
    node: &Node<'_>,
    change: &Change,
    care: Care,
    edits: &mut Vec<TextEdit>,
) -> Result<(), Refusal> {
    let value = change.intended(node);
    if let Change::Code(code) = change {
        edits.push(TextEdit::new(node.span(), code.as_str()));
        return Ok(());
    }
    if care == Care::KeepStyle && node.kind() == Kind::String {
        if let Change::Fragments(fragments) = change
            && let Some(parts) = fragment_edits(node, fragments, &value)
        {
            edits.extend(parts);
            return Ok(());
        }
        let whole = scalar::encode_whole(node.style(), node.raw(), &value);
        if let Some(whole) = whole.filter(|raw| reads_as(node, raw, &value)) {
            edits.push(TextEdit::new(node.span(), whole));
            return Ok(());
        }
    }
    let format = node.document().format();
    let mut whole =
        scalar::fallback(format, &value).ok_or(refusal(node, RefusalKind::CannotHold))?;
    // A block scalar's last line end is its own, but also ends the line.
    if matches!(node.style(), Style::YamlLiteral | Style::YamlFolded | Style::YamlOpaque) {
        let line_end = if node.raw().ends_with("\r\n") { "\r\n" } else { "\n" };
        whole.push_str(if node.raw().ends_with('\n') { line_end } else { "" });
    }
    edits.push(TextEdit::new(node.span(), whole));
    Ok(())
}

fn fragment_edits(
    node: &Node<'_>,
    fragments: &[(Range<usize>, String)],
    value: &str,
) -> Option<Vec<TextEdit>> {
    let edit = |(decoded, with): &(Range<usize>, String)| {
        let span = scalar::raw_range(node.style(), node.raw(), decoded.clone())?;
        Some(TextEdit::new(span, scalar::encode_part(node.style(), node.raw(), with)?))
    };
    let inside = fragments.iter().map(edit).collect::<Option<Vec<_>>>()?;
    let raw = text::apply(node.raw(), &inside)?;
    let start = node.span().start;
    let outside =
        |edit: TextEdit| TextEdit::new(edit.span.start + start..edit.span.end + start, edit.with);
    reads_as(node, &raw, value).then(|| inside.into_iter().map(outside).collect())
}

/// Whether a raw text in the node's style, at the node's place, stands for this value.
fn reads_as(node: &Node<'_>, raw: &str, value: &str) -> bool {
    let in_flow =
        node.parent().is_some_and(|parent| matches!(parent.style(), Style::Flow | Style::YamlPair));
    scalar::is_safe(node.style(), raw, in_flow) && scalar::decode(node.style(), raw) == value
}
