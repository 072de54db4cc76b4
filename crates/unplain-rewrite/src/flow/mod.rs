//! Objects and arrays with brackets and commas, in every format that has them: where new members go, and what leaves
//! with removed ones.

mod layout;

use std::ops::Range;

use self::layout::Layout;
use crate::document::Document;
use crate::error::{Refusal, RefusalKind};
use crate::lines::{self, is_blank};
use crate::node::Node;
use crate::patch::{Changes, NewValue, refusal};
use crate::proof::member_span;
use crate::text::TextEdit;

/// What differs between the formats.
#[derive(Clone, Copy)]
pub(crate) struct Syntax {
    pub(crate) line_comment: &'static str,
    /// What stands between key and value where no neighbour shows it.
    pub(crate) colon: &'static str,
    /// What stands inside the brackets of a new object on one line.
    pub(crate) padding: &'static str,
    /// Whether an empty object on one line may be spread over several.
    pub(crate) may_open: bool,
    pub(crate) key: fn(&str) -> String,
    pub(crate) string: fn(&str) -> String,
}

/// The edits for all insertions into and removals from one object or array.
pub(crate) fn member_edits(
    document: &Document,
    container: Node<'_>,
    changes: &Changes,
    syntax: Syntax,
    edits: &mut Vec<TextEdit>,
) -> Result<(), Refusal> {
    let inserts = changes.inserts_into(container.id());
    Container::new(document, container, changes, syntax).edits(inserts, edits)
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
    syntax: Syntax,
    children: Vec<Child>,
}

impl<'d> Container<'d> {
    fn new(
        document: &'d Document,
        node: Node<'d>,
        changes: &Changes,
        syntax: Syntax,
    ) -> Container<'d> {
        let nodes: Vec<_> = node.children().collect();
        let end = node.span().end.saturating_sub(1);
        let starts = nodes.iter().skip(1).map(|next| member_span(next).start).chain([end]);
        let child = |(node, next): (&Node<'_>, usize)| {
            let span = member_span(node);
            let comma = comma_in(document, span.end..next);
            Child { span, comma, is_removed: changes.removed.contains(&node.id()) }
        };
        let children = nodes.iter().zip(starts).map(child).collect();
        Container { document, node, syntax, children }
    }

    fn edits(
        &self,
        inserts: &[(String, NewValue)],
        edits: &mut Vec<TextEdit>,
    ) -> Result<(), Refusal> {
        let inside = self.node.span().start + 1..self.node.span().end.saturating_sub(1);
        let last_kept = self.children.iter().rposition(|child| !child.is_removed);
        if last_kept.is_none()
            && !self.children.is_empty()
            && self.document.comments_in(&inside).is_empty()
        {
            // Nothing of the inside stays.
            let layout = Layout::of(self.document, &self.node, self.syntax);
            let new = if inserts.is_empty() {
                String::new()
            } else {
                self.syntax.inside(&layout, inserts)
            };
            edits.push(TextEdit::new(inside, new));
            return Ok(());
        }
        self.check_leads()?;
        self.remove(last_kept, inserts.is_empty(), edits);
        if !inserts.is_empty() {
            self.insert(last_kept, inserts, edits);
        }
        Ok(())
    }

    /// Whatever stands before a removed member without being part of it (a tag, the marks of an explicit key) would be
    /// left to the next one.
    fn check_leads(&self) -> Result<(), Refusal> {
        let mut from = self.node.span().start + 1;
        for child in &self.children {
            if child.is_removed && !self.is_space(from..child.span.start) {
                return Err(refusal(&self.node, RefusalKind::NotRemovable));
            }
            from = child.comma.map_or(child.span.end, |comma| comma + 1);
        }
        Ok(())
    }

    /// Whether only white space and comments stand there.
    fn is_space(&self, range: Range<usize>) -> bool {
        let mut from = range.start;
        let comments = self
            .document
            .comments_in(&range)
            .iter()
            .map(|comment| (comment.span.start, comment.span.end));
        comments.chain([(range.end, range.end)]).all(|(start, end)| {
            let between = self.document.text().get(from..start);
            from = end;
            is_blank(between)
        })
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
        edits.push(TextEdit::new(lines::with_space(text, span), ""));
    }

    fn insert(
        &self,
        last_kept: Option<usize>,
        inserts: &[(String, NewValue)],
        edits: &mut Vec<TextEdit>,
    ) {
        let layout = Layout::of(self.document, &self.node, self.syntax);
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
        let has_line_comment = self
            .document
            .text()
            .get(from..place)
            .is_some_and(|skipped| skipped.contains(self.syntax.line_comment));
        let layout = if has_line_comment { layout.on_lines() } else { layout };
        let comma = if has_trailing_comma { "," } else { "" };
        let mut new = self.syntax.members(&layout, inserts, last_kept.is_some()) + comma;
        let is_empty = self.node.span().len() == 2;
        if is_empty && !new.contains('\n') {
            new = format!("{0}{new}{0}", self.syntax.padding);
        } else if last_kept.is_none() {
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

impl Syntax {
    /// The inside of an object that holds nothing else.
    fn inside(&self, layout: &Layout, inserts: &[(String, NewValue)]) -> String {
        self.members(layout, inserts, false) + &layout.before_end("}")
    }

    /// New members one after the other, with what separates them from a member before.
    fn members(&self, layout: &Layout, inserts: &[(String, NewValue)], follows: bool) -> String {
        let mut text = String::new();
        for (number, (key, value)) in inserts.iter().enumerate() {
            if number > 0 {
                text.push(',');
            }
            text.push_str(&layout.separator(follows || number > 0));
            let (key, value) = ((self.key)(key), self.value(layout, value));
            text.push_str(&format!("{key}{}{value}", layout.colon));
        }
        text
    }

    fn value(&self, layout: &Layout, value: &NewValue) -> String {
        match value {
            NewValue::String(text) => (self.string)(text),
            NewValue::Strings(texts) => {
                let texts: Vec<_> = texts.iter().map(|text| (self.string)(text)).collect();
                format!("[{}]", texts.join(if layout.is_tight { "," } else { ", " }))
            }
            NewValue::Object(members) if members.is_empty() => "{}".to_owned(),
            NewValue::Object(members) => {
                let string =
                    |(key, text): &(String, String)| (key.clone(), NewValue::String(text.clone()));
                let strings: Vec<_> = members.iter().map(string).collect();
                let inside = self.inside(&layout.deeper(), &strings);
                let padding = if inside.contains('\n') { "" } else { self.padding };
                format!("{{{padding}{inside}{padding}}}")
            }
        }
    }

    /// A value for a new member that stands on one line.
    pub(crate) fn inline(&self, value: &NewValue) -> String {
        self.value(&Layout::on_one_line(self.colon), value)
    }
}
