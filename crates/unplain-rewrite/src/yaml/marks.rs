//! Anchors and tags of containers, which stand before their span.

use crate::node::Node;

/// Whether an anchor or a tag stands before a container.
pub(crate) fn is_marked(container: &Node<'_>) -> bool {
    let document = container.document();
    let lead = container.entry().lead as usize;
    let from = match (container.key_span(), container.parent()) {
        (Some(key), _) => key.end,
        (None, Some(_)) => lead.min(container.span().start),
        (None, None) => {
            let before = document.roots().take_while(|root| root.id() < container.id());
            before.last().map_or(0, |root| root.span().end)
        }
    };
    let before = from..container.span().start;
    let mut from = before.start;
    let comments = document.comments_in(&before).iter().map(|it| (it.span.start, it.span.end));
    comments.chain([(before.end, before.end)]).any(|(start, end)| {
        let between = document.text().get(from..start);
        from = end;
        between.is_some_and(|between| between.contains(['&', '!']))
    })
}
