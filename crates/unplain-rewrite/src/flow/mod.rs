//! Objects and arrays with brackets and commas, in every format that has them: where new members go, and what leaves
//! with removed ones.

mod insert;
mod layout;
mod write;

use std::ops::Range;

use self::write::New;
use crate::changes::{Changes, End};
use crate::document::Document;
use crate::element;
use crate::error::{Refusal, RefusalKind};
use crate::lines::{self, is_blank};
use crate::node::Node;
use crate::patch::refusal;
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
    let members = changes.inserts_into(container.id()).iter().map(New::Member);
    let (mut front, mut back) = (Vec::new(), members.collect::<Vec<_>>());
    if let Some(new) = changes.elements.get(&container.id()) {
        front.extend(
            element::texts(&container, End::Front, &new.front)?.into_iter().map(New::Element),
        );
        back.extend(
            element::texts(&container, End::Back, &new.back)?.into_iter().map(New::Element),
        );
    }
    Container::new(document, container, changes, syntax).edits(front, back, edits)
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

impl Child {
    /// Where its own text ends, with its comma.
    fn end(&self) -> usize {
        self.comma.map_or(self.span.end, |comma| comma + 1)
    }
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

    fn edits<'n>(
        &self,
        mut front: Vec<New<'n>>,
        mut back: Vec<New<'n>>,
        edits: &mut Vec<TextEdit>,
    ) -> Result<(), Refusal> {
        let kept = |child: &Child| !child.is_removed;
        let first_kept = self.children.iter().position(kept);
        let last_kept = self.children.iter().rposition(kept);
        if first_kept.is_none() {
            front.append(&mut back);
            back = std::mem::take(&mut front);
        }
        if first_kept.is_none() && self.is_written_anew() {
            edits.push(TextEdit::new(self.inside(), self.inside_with(&back)));
            return Ok(());
        }
        self.check_leads()?;
        self.remove(last_kept, back.is_empty(), edits);
        if !front.is_empty() {
            self.insert_front(&front, edits)?;
        }
        if !back.is_empty() {
            self.insert_back(last_kept, &back, edits);
        }
        Ok(())
    }

    /// The bytes between the brackets.
    fn inside(&self) -> Range<usize> {
        let span = self.node.span();
        span.start + 1..span.end.saturating_sub(1)
    }

    /// Where no child stays: whether nothing else of the inside has to stay either.
    fn is_written_anew(&self) -> bool {
        let text = self.document.text().get(self.inside()).unwrap_or_default();
        let is_one_line = !text.contains('\n');
        self.document.comments_in(&self.inside()).is_empty()
            && (!self.children.is_empty() || is_one_line)
    }

    /// Whatever stands before a removed member without being part of it (a tag, the marks of an explicit key) would be
    /// left to the next one.
    fn check_leads(&self) -> Result<(), Refusal> {
        let mut from = self.node.span().start + 1;
        for child in &self.children {
            if child.is_removed && !self.is_space(from..child.span.start) {
                return Err(refusal(&self.node, RefusalKind::NotRemovable));
            }
            from = child.end();
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
