//! Problems at a place of a config: pointer, line, and the line as it may be shown.

use std::ops::Range;

use unplain_rewrite::{Kind, Node};

use crate::{Excerpt, Parsed, Problem, Use};

/// A problem about the bytes `span` of a scalar's decoded value; `shown` stands for them in the excerpt.
pub(super) fn at(
    problem: Problem,
    parsed: &Parsed,
    node: Node<'_>,
    span: Range<usize>,
    shown: &str,
) -> Problem {
    let offset = node.raw_range(span.clone()).map_or(node.span().start, |raw| raw.start);
    let pointer = node.pointer();
    problem
        .at(&parsed.config.path)
        .pointing(pointer.as_str())
        .on(parsed.document.line_column(offset))
        .showing(excerpt(node, span, shown))
}

/// A problem about a reference.
pub(super) fn at_use(problem: Problem, (parsed, item): (&Parsed, &Use)) -> Problem {
    let node = parsed.document.node(item.node);
    let value = node.value();
    let shown = reference(value.get(item.span.clone()).unwrap_or_default());
    let mut problem = at(problem, parsed, node, item.span.clone(), &shown).of(&item.agent.id);
    problem.variable = crate::VarName::parse(&item.variable);
    problem
}

/// A reference as it may be shown: its default may be a secret.
pub(super) fn reference(text: &str) -> String {
    match text.split_once(":-") {
        Some((name, _)) => format!("{name}:-…}}"),
        None => text.to_owned(),
    }
}

/// `"KEY": "…SHOWN…"`: the key, what is in question, and nothing else of the value; what is no string has no quotes.
fn excerpt(node: Node<'_>, span: Range<usize>, shown: &str) -> Excerpt {
    let value = node.value();
    let before = if span.start > 0 { "…" } else { "" };
    let behind = if span.end < value.len() { "…" } else { "" };
    let quote = if node.kind() == Kind::String { "\"" } else { "" };
    let lead = match node.key() {
        Some(key) => format!("\"{key}\": {quote}{before}"),
        None => format!("{quote}{before}"),
    };
    let start = lead.chars().count();
    let marked = start..start + shown.chars().count().max(1);
    Excerpt { text: format!("{lead}{shown}{behind}{quote}"), marked }
}
