//! How a document is laid out around one object with brackets, learnt from its neighbours.

use super::Syntax;
use crate::document::Document;
use crate::lines;
use crate::node::Node;
use crate::proof::member_span;

/// How members of an object are set.
#[derive(Clone)]
pub(super) struct Layout {
    /// Each member on its own line?
    is_on_lines: bool,
    /// Without space between tokens?
    pub(super) is_tight: bool,
    line_end: &'static str,
    /// Indentation of the members, and of the object's closing bracket.
    indent: String,
    outer_indent: String,
    /// What one more level adds.
    unit: String,
    pub(super) colon: String,
}

impl Layout {
    pub(super) fn of(document: &Document, object: &Node<'_>, syntax: Syntax) -> Layout {
        let text = document.text();
        let outer = lines::indent(text, member_span(object).start).to_owned();
        let own_unit = object.children().next().and_then(|child| unit(document, object, &child));
        let parent_unit = object.parent().and_then(|parent| unit(document, &parent, object));
        let root_unit =
            || document.root().and_then(|root| unit(document, &root, &root.children().next()?));
        let has_children = object.children().next().is_some();
        let is_on_lines = if has_children {
            lines::is_broken(text, object.span().start, last_start(object))
        } else if lines::is_broken(text, object.span().start, object.span().end) {
            true
        } else if !syntax.may_open {
            false
        } else {
            match object.parent() {
                Some(parent) => {
                    lines::is_broken(text, parent.span().start, member_span(object).start)
                }
                None => text.contains('\n'),
            }
        };
        let default = if text.contains("\n\t") { "\t" } else { "  " };
        let unit =
            own_unit.or(parent_unit).or_else(root_unit).unwrap_or_else(|| default.to_owned());
        let indent = match object.children().last() {
            Some(last) if lines::starts_line(text, member_span(&last).start) => {
                lines::indent(text, member_span(&last).start).to_owned()
            }
            _ => format!("{outer}{unit}"),
        };
        let colon = colon(document, object).unwrap_or_else(|| syntax.colon.to_owned());
        let is_tight = !is_on_lines
            && !has_space_between(text, object)
            && (!colon.contains(' ') || has_two(object));
        let line_end = lines::line_end(text);
        Layout { is_on_lines, is_tight, line_end, indent, outer_indent: outer, unit, colon }
    }

    /// The layout where there is nothing to learn from.
    pub(super) fn on_one_line(colon: &str) -> Layout {
        let (indent, outer_indent, unit) = (String::new(), String::new(), String::new());
        Layout {
            is_on_lines: false,
            is_tight: false,
            line_end: "\n",
            indent,
            outer_indent,
            unit,
            colon: colon.to_owned(),
        }
    }

    /// The layout beside an element that starts here.
    pub(super) fn beside(self, text: &str, start: usize, is_on_lines: bool) -> Layout {
        let indent = match is_on_lines {
            true => lines::indent(text, start).to_owned(),
            false => self.indent,
        };
        Layout { is_on_lines, indent, ..self }
    }

    pub(super) fn is_on_lines(&self) -> bool {
        self.is_on_lines
    }

    pub(super) fn in_a_row(mut self) -> Layout {
        self.is_on_lines = false;
        self
    }

    pub(super) fn on_lines(mut self) -> Layout {
        self.is_on_lines = true;
        self
    }

    /// The layout of an object that is a new member.
    pub(super) fn deeper(&self) -> Layout {
        Layout {
            indent: format!("{}{}", self.indent, self.unit),
            outer_indent: self.indent.clone(),
            ..self.clone()
        }
    }

    /// What stands before a member: after a comma, or after the opening bracket.
    pub(super) fn separator(&self, follows: bool) -> String {
        match (self.is_on_lines, follows && !self.is_tight) {
            (true, _) => format!("{}{}", self.line_end, self.indent),
            (false, true) => " ".to_owned(),
            (false, false) => String::new(),
        }
    }

    /// What stands between the last member and this rest of the text, which starts inside the object.
    pub(super) fn before_end(&self, rest: &str) -> String {
        let has_break = rest.trim_start_matches([' ', '\t', '\r']).starts_with('\n');
        if self.is_on_lines && !has_break {
            format!("{}{}", self.line_end, self.outer_indent)
        } else {
            String::new()
        }
    }
}

fn last_start(object: &Node<'_>) -> usize {
    object.children().last().map_or(0, |last| member_span(&last).start)
}

/// What a child's line is indented more than its container's.
fn unit(document: &Document, container: &Node<'_>, child: &Node<'_>) -> Option<String> {
    let text = document.text();
    let start = member_span(child).start;
    let inner = lines::indent(text, start);
    let added = inner.strip_prefix(lines::indent(text, member_span(container).start))?;
    (lines::starts_line(text, start) && !added.is_empty()).then(|| added.to_owned())
}

/// The colon and the space around it, as the last plain member has it.
fn colon(document: &Document, object: &Node<'_>) -> Option<String> {
    let between = |child: Node<'_>| document.text().get(child.key_span()?.end..child.span().start);
    let neighbours =
        object.children().chain(object.parent().into_iter().flat_map(|parent| parent.children()));
    let plain = |colon: &&str| matches!(colon.trim_matches([' ', '\t']), ":" | "=");
    neighbours.filter_map(between).find(plain).map(str::to_owned)
}

fn has_two(object: &Node<'_>) -> bool {
    object.children().nth(1).is_some()
}

/// Whether the first two members are set apart by a space.
fn has_space_between(text: &str, object: &Node<'_>) -> bool {
    let pair = object.children().next().zip(object.children().nth(1));
    pair.and_then(|(first, second)| text.get(first.span().end..member_span(&second).start))
        .is_some_and(|between| between.ends_with([' ', '\t', '\n']))
}
