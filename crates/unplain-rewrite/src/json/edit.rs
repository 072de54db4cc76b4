//! Where new members go, and what leaves with removed ones.

use std::collections::BTreeSet;
use std::ops::Range;

use super::layout::{Layout, is_blank};
use crate::document::Document;
use crate::error::Refusal;
use crate::node::{Kind, Node};
use crate::patch::{Changes, NewValue};
use crate::proof::member_span;
use crate::scalar::encode_json;
use crate::text::TextEdit;

/// The edits for all insertions and removals.
pub(crate) fn member_edits(
    document: &Document,
    changes: &Changes,
    edits: &mut Vec<TextEdit>,
) -> Result<(), Refusal> {
    let parents = changes
        .removed
        .iter()
        .filter_map(|id| document.node(*id).parent())
        .map(|parent| parent.id());
    let containers: BTreeSet<_> = parents.chain(changes.inserts.keys().copied()).collect();
    for id in containers {
        let container = document.node(id);
        let inserts = changes.inserts.get(&id).map(Vec::as_slice).unwrap_or_default();
        Container::new(document, container, changes).edits(inserts, edits);
    }
    Ok(())
}

struct Child {
    span: Range<usize>,
    /// The comma after it.
    comma: Option<usize>,
    is_removed: bool,
}

struct Container<'d> {
    document: &'d Document,
    node: Node<'d>,
    children: Vec<Child>,
}

impl<'d> Container<'d> {
    fn new(document: &'d Document, node: Node<'d>, changes: &Changes) -> Container<'d> {
        let nodes: Vec<_> = node.children().collect();
        let end = node.span().end.saturating_sub(1);
        let starts = nodes.iter().skip(1).map(|next| member_span(next).start).chain([end]);
        let child = |(node, next): (&Node<'_>, usize)| {
            let span = member_span(node);
            let comma = comma_in(document, span.end..next);
            Child { span, comma, is_removed: changes.removed.contains(&node.id()) }
        };
        let children = nodes.iter().zip(starts).map(child).collect();
        Container { document, node, children }
    }

    fn edits(&self, inserts: &[(String, NewValue)], edits: &mut Vec<TextEdit>) {
        let inside = self.node.span().start + 1..self.node.span().end.saturating_sub(1);
        let last_kept = self.children.iter().rposition(|child| !child.is_removed);
        if last_kept.is_none()
            && !self.children.is_empty()
            && self.document.comments_in(&inside).is_empty()
        {
            // Nothing of the inside stays.
            let layout = Layout::of(self.document, &self.node);
            let new = if inserts.is_empty() {
                String::new()
            } else {
                layout.inside(self.node.kind(), inserts)
            };
            edits.push(TextEdit::new(inside, new));
            return;
        }
        self.remove(last_kept, inserts.is_empty(), edits);
        if !inserts.is_empty() {
            self.insert(last_kept, inserts, edits);
        }
    }

    fn remove(&self, last_kept: Option<usize>, nothing_follows: bool, edits: &mut Vec<TextEdit>) {
        let mut first = 0;
        while let Some(child) = self.children.get(first) {
            if !child.is_removed {
                first += 1;
                continue;
            }
            let mut last = first;
            while self.belongs_to_run(last) {
                last += 1;
            }
            self.remove_run(first..last + 1, edits);
            first = last + 1;
        }
        // The comma before removed last members is left over, unless there are trailing commas.
        let Some(last) = self.children.last().filter(|last| last.is_removed) else { return };
        let comma = last_kept.and_then(|kept| self.children.get(kept)?.comma);
        if let Some(comma) = comma.filter(|_| last.comma.is_none() && nothing_follows) {
            edits.push(TextEdit::new(comma..comma + 1, ""));
        }
    }

    /// Whether the child after this one is removed together with it: nothing but a comma lies between.
    fn belongs_to_run(&self, index: usize) -> bool {
        let pair = self.children.get(index).zip(self.children.get(index + 1));
        pair.is_some_and(|(this, next)| {
            next.is_removed
                && self.document.comments_in(&(this.span.end..next.span.start)).is_empty()
        })
    }

    fn remove_run(&self, run: Range<usize>, edits: &mut Vec<TextEdit>) {
        let Some((first, last)) = self.children.get(run.start).zip(self.children.get(run.end - 1))
        else {
            return;
        };
        let text = self.document.text();
        let mut span = first.span.start..last.span.end;
        if let Some(comma) = last.comma {
            if is_blank(text.get(span.end..comma)) {
                span.end = comma + 1;
            } else {
                edits.push(TextEdit::new(comma..comma + 1, ""));
            }
        }
        edits.push(TextEdit::new(with_space(text, span), ""));
    }

    fn insert(
        &self,
        last_kept: Option<usize>,
        inserts: &[(String, NewValue)],
        edits: &mut Vec<TextEdit>,
    ) {
        let layout = Layout::of(self.document, &self.node);
        let end = self.node.span().end.saturating_sub(1);
        let has_trailing_comma = self.children.last().is_some_and(|last| last.comma.is_some());
        let (from, until) = match last_kept.and_then(|kept| self.children.get(kept)) {
            Some(kept) => {
                let next = last_kept
                    .and_then(|kept| self.children.get(kept + 1))
                    .map_or(end, |next| next.span.start);
                match kept.comma {
                    Some(comma) => (comma + 1, next),
                    None => {
                        edits.push(TextEdit::new(kept.span.end..kept.span.end, ","));
                        (kept.span.end, next)
                    }
                }
            }
            None => (
                self.node.span().start + 1,
                self.children.first().map_or(end, |first| first.span.start),
            ),
        };
        let place = self.after_comments(from, until);
        let has_line_comment =
            self.document.text().get(from..place).is_some_and(|skipped| skipped.contains("//"));
        let layout = if has_line_comment { layout.on_lines() } else { layout };
        let comma = if has_trailing_comma { "," } else { "" };
        let mut new = layout.members(inserts, last_kept.is_some()) + comma;
        if last_kept.is_none() {
            new.push_str(&layout.before_end(self.document.text().get(place..).unwrap_or_default()));
        }
        edits.push(TextEdit::new(place..place, new));
    }

    /// The end of the comments that follow on the same line: they belong to what stands before.
    fn after_comments(&self, from: usize, until: usize) -> usize {
        let mut place = from;
        for comment in self.document.comments_in(&(from..until)) {
            let between = self.document.text().get(place..comment.span.start);
            if !is_blank(between) || between.is_some_and(|between| between.contains('\n')) {
                break;
            }
            place = comment.span.end;
        }
        place
    }
}

/// The comma between two members, comments left aside.
fn comma_in(document: &Document, gap: Range<usize>) -> Option<usize> {
    let mut from = gap.start;
    let comments =
        document.comments_in(&gap).iter().map(|comment| (comment.span.start, comment.span.end));
    for (start, end) in comments.chain([(gap.end, gap.end)]) {
        let found = document.text().get(from..start).and_then(|space| space.find(','));
        if let Some(found) = found {
            return Some(from + found);
        }
        from = end;
    }
    None
}

/// Takes the line along if nothing else is on it, else the space that would be left over.
fn with_space(text: &str, span: Range<usize>) -> Range<usize> {
    let before = text.get(..span.start).unwrap_or_default();
    let after = text.get(span.end..).unwrap_or_default();
    let space_before = before.len() - before.trim_end_matches([' ', '\t']).len();
    let space_after = after.len() - after.trim_start_matches([' ', '\t']).len();
    let start = span.start - space_before;
    let end = span.end + space_after;
    let rest = text.get(end..).unwrap_or_default();
    let line_end = if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with('\n')) };
    let starts_line = text.get(..start).is_some_and(|before| before.ends_with('\n'));
    match (starts_line, line_end, rest.starts_with(['}', ']'])) {
        (true, 1.., _) => start..end + line_end,
        (_, 0, false) => span.start..end,
        _ => start..span.end,
    }
}

impl Layout {
    /// The inside of a container that holds nothing else.
    fn inside(&self, kind: Kind, inserts: &[(String, NewValue)]) -> String {
        debug_assert!(kind == Kind::Object, "members are inserted into objects");
        self.members(inserts, false) + &self.before_end("}")
    }

    /// New members one after the other, with what separates them from a member before.
    fn members(&self, inserts: &[(String, NewValue)], follows: bool) -> String {
        let mut text = String::new();
        for (number, (key, value)) in inserts.iter().enumerate() {
            if number > 0 {
                text.push(',');
            }
            text.push_str(&self.separator(follows || number > 0));
            text.push_str(&format!("{}{}{}", encode_json(key), self.colon, self.value(value)));
        }
        text
    }

    fn value(&self, value: &NewValue) -> String {
        match value {
            NewValue::String(text) => encode_json(text),
            NewValue::Strings(texts) => {
                let texts: Vec<_> = texts.iter().map(|text| encode_json(text)).collect();
                format!("[{}]", texts.join(if self.is_tight { "," } else { ", " }))
            }
            NewValue::Object(members) if members.is_empty() => "{}".to_owned(),
            NewValue::Object(members) => {
                let strings: Vec<_> = members
                    .iter()
                    .map(|(key, text)| (key.clone(), NewValue::String(text.clone())))
                    .collect();
                format!("{{{}}}", self.deeper().inside(Kind::Object, &strings))
            }
        }
    }
}
