//! Where new members and elements go.

use std::ops::Range;

use super::layout::Layout;
use super::write::New;
use super::{Child, Container};
use crate::error::{Refusal, RefusalKind};
use crate::lines::is_blank;
use crate::node::{Kind, Node};
use crate::patch::refusal;
use crate::proof::member_span;
use crate::scalar::Style;
use crate::text::TextEdit;

/// How many neighbours an empty array is compared with.
const NEIGHBOURS: usize = 64;

impl Container<'_> {
    /// The whole inside, where nothing of the old one stays.
    pub(super) fn inside_with(&self, news: &[New<'_>]) -> String {
        if news.is_empty() {
            return String::new();
        }
        let layout = self.layout(self.children.len().checked_sub(1));
        let mut inside = self.syntax.texts(&layout, news, false);
        if self.children.last().is_some_and(|last| last.comma.is_some()) {
            inside.push(',');
        }
        inside.push_str(&layout.before_end("}"));
        let is_padded = self.node.kind() == Kind::Object && !inside.contains('\n');
        let padding = if is_padded { self.syntax.padding } else { "" };
        format!("{padding}{inside}{padding}")
    }

    /// Before the first child and the comments that belong to it.
    pub(super) fn insert_front(
        &self,
        news: &[New<'_>],
        edits: &mut Vec<TextEdit>,
    ) -> Result<(), Refusal> {
        let Some(first) = self.children.first() else { return Ok(()) };
        let gap = self.inside().start..first.span.start;
        // Such as the mark of an explicit key, which would be taken for the new element's.
        if !self.is_space(gap.clone()) {
            return Err(refusal(&self.node, RefusalKind::NoRoom));
        }
        let layout = self.layout(Some(0));
        let new: String = match layout.is_on_lines() {
            true => news
                .iter()
                .map(|new| format!("{}{},", layout.separator(true), self.syntax.text(&layout, new)))
                .collect(),
            false => news
                .iter()
                .map(|new| format!("{},{}", self.syntax.text(&layout, new), layout.separator(true)))
                .collect(),
        };
        let place = if layout.is_on_lines() {
            self.after_comments(gap.start, gap.end)
        } else {
            let comments = self.document.comments_in(&gap);
            comments.first().map_or(gap.end, |comment| comment.span.start)
        };
        edits.push(TextEdit::new(place..place, new));
        Ok(())
    }

    /// After the last child that is kept and the comments that belong to it.
    pub(super) fn insert_back(
        &self,
        last_kept: Option<usize>,
        news: &[New<'_>],
        edits: &mut Vec<TextEdit>,
    ) {
        let layout = self.layout(last_kept);
        let inside = self.inside();
        let has_trailing_comma = self.children.last().is_some_and(|last| last.comma.is_some());
        let (from, until) = match last_kept.and_then(|kept| self.children.get(kept)) {
            Some(kept) => {
                let next = last_kept
                    .and_then(|kept| self.children.get(kept + 1))
                    .map_or(inside.end, |next| next.span.start);
                match kept.comma {
                    Some(comma) => (comma + 1, next),
                    None => {
                        edits.push(TextEdit::new(kept.span.end..kept.span.end, ","));
                        (kept.span.end, next)
                    }
                }
            }
            None => {
                (inside.start, self.children.first().map_or(inside.end, |first| first.span.start))
            }
        };
        let place = self.after_comments(from, until);
        let skipped = self.document.text().get(from..place).unwrap_or_default();
        let layout = match skipped.contains(self.syntax.line_comment) {
            true => layout.on_lines(),
            false => layout,
        };
        let follows = last_kept.is_some() || !skipped.is_empty();
        let mut new = self.syntax.texts(&layout, news, follows);
        new.push_str(if has_trailing_comma { "," } else { "" });
        if last_kept.is_none() {
            new.push_str(&layout.before_end(self.document.text().get(place..).unwrap_or_default()));
        }
        edits.push(TextEdit::new(place..place, new));
    }

    /// The layout for what is to stand beside this child.
    fn layout(&self, beside: Option<usize>) -> Layout {
        let layout = Layout::of(self.document, &self.node, self.syntax);
        if self.node.kind() != Kind::Array {
            return layout;
        }
        let children = |index: usize| self.children.get(index);
        match beside.and_then(|index| Some((index, children(index)?))) {
            Some((index, child)) => {
                let before = index.checked_sub(1).and_then(children);
                let from = before.map_or(self.inside().start, Child::end);
                let on_lines = self.is_broken(from..child.span.start);
                layout.beside(self.document.text(), child.span.start, on_lines)
            }
            None if self.is_broken(self.inside()) || self.has_broken_neighbour() => {
                layout.on_lines()
            }
            None => layout.in_a_row(),
        }
    }

    /// Whether another array beside this empty one has its elements on lines.
    fn has_broken_neighbour(&self) -> bool {
        let neighbours = self.node.parent().into_iter().flat_map(|parent| parent.children());
        let first = |node: Node<'_>| {
            let is_like = node.kind() == Kind::Array && node.style() == Style::Flow;
            let first = node.children().next().filter(|_| is_like)?;
            Some(node.span().start + 1..member_span(&first).start)
        };
        let mut gaps = neighbours.take(NEIGHBOURS).filter_map(first);
        gaps.next().is_some_and(|gap| self.is_broken(gap))
    }

    /// Whether a line ends there outside of comments.
    fn is_broken(&self, range: Range<usize>) -> bool {
        let mut from = range.start;
        let comments = self.document.comments_in(&range).iter();
        let spans = comments.map(|comment| (comment.span.start, comment.span.end));
        spans.chain([(range.end, range.end)]).any(|(start, end)| {
            let between = self.document.text().get(from..start);
            from = end;
            between.is_some_and(|between| between.contains('\n'))
        })
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
