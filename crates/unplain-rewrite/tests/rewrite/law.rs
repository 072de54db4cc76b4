//! The law of the crate, for any bytes: a text is refused or read; an edit is refused or proven; never a panic.
//!
//! Also the body of the fuzz target `rewrite`.

use std::collections::BTreeSet;

use unplain_rewrite::{Document, End, Format, Kind, NewValue, Node, NodeId, Patch, Proven};

/// How a run ended, so that tests can see that the law is not kept by refusing everything.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Outcome {
    /// The text was refused, or the bytes were no text.
    NotRead,
    /// An edit was refused.
    Refused,
    /// All edits were made and proven.
    Proven,
}

/// Texts that are special somewhere.
const TEXTS: [&str; 24] = [
    "",
    "${TOKEN}",
    "{env:TOKEN}",
    "a",
    "12",
    "true",
    "null",
    "~",
    " ",
    "a b",
    "it's",
    "\"",
    "\\",
    "\n",
    "\r\n",
    "ä😀",
    "#c",
    " # c",
    "a: b",
    "'''",
    "\"\"\"",
    "\u{1}\u{7f}\u{2028}\u{feff}",
    "- x",
    "*/,]}",
];

/// What a shell evaluates, and what it does not.
const CODES: [&str; 6] =
    ["\"$(unplain get X)\"", "(unplain get X | string collect)", "\"$(", "x", "$X y", "$X\n"];

/// Every format.
pub(crate) const FORMATS: [Format; 9] = [
    Format::Json,
    Format::Jsonc,
    Format::Json5,
    Format::Toml,
    Format::Yaml,
    Format::Dotenv,
    Format::Shell,
    Format::Fish,
    Format::PowerShell,
];

/// Bytes: the format, the number of edits, four bytes for each edit, and the text.
pub(crate) fn hold(data: &[u8]) -> Outcome {
    let Some(([format, count], rest)) = data.split_first_chunk::<2>() else {
        return Outcome::NotRead;
    };
    let format = FORMATS[usize::from(*format) % FORMATS.len()];
    let (edits, text) = rest.split_at(rest.len().min(usize::from(*count % 8) * 4));
    let Ok(text) = std::str::from_utf8(text) else { return Outcome::NotRead };
    let Ok(old) = Document::parse(text.to_owned(), format) else { return Outcome::NotRead };
    assert!(old.text() == text, "the document has the text it was made from");
    check_reading(&old);
    let mut wanted = Wanted::default();
    let mut patch = old.patch();
    for edit in edits.chunks_exact(4) {
        if !wanted.make(&old, &mut patch, edit) {
            return Outcome::Refused;
        }
    }
    match patch.finish() {
        Ok(proven) => {
            wanted.check(&old, &proven);
            Outcome::Proven
        }
        Err(refusal) => {
            assert!(refusal.line > 0 && refusal.column > 0, "a refusal has a place");
            Outcome::Refused
        }
    }
}

/// Spans, values, pointers and offsets agree with each other.
fn check_reading(document: &Document) {
    let text = document.text();
    for node in document.nodes() {
        let span = node.span();
        assert!(text.get(span.clone()).is_some(), "spans are slices of the text");
        assert!(document.node(node.id()).span() == span);
        if let Some(parent) = node.parent() {
            assert!(
                parent.children().any(|child| child.id() == node.id()),
                "parents know their children"
            );
            assert!(node.key().is_some() == (parent.kind() == Kind::Object), "members have keys");
            assert!(
                node.index().is_some() == (parent.kind() == Kind::Array),
                "elements have numbers"
            );
        }
        if text.len() < 4096 {
            let found = document.get_all(&node.pointer());
            assert!(found.iter().any(|found| found.id() == node.id()), "pointers lead back");
            let taken = document.get(&node.pointer()).map(|taken| taken.id());
            assert!(
                (taken == Some(node.id())) != node.is_shadowed(),
                "parsers take what is not shadowed"
            );
        }
        if !span.is_empty() {
            let found = document.node_at(span.start).expect("a node is at its start");
            assert!(found.span().start == span.start, "the innermost node is found");
        }
        let value = node.value();
        if let Some(raw) = node.raw_range(0..value.len()) {
            assert!(span.start <= raw.start && raw.start <= raw.end && raw.end <= span.end);
            assert!(text.get(raw).is_some());
            assert!(node.raw_range(0..value.len() + 1).is_none());
        }
    }
    for comment in document.comments() {
        assert!(
            text[comment.span.clone()].starts_with(['/', '#', '<']),
            "comments have their markers"
        );
    }
}

/// What the edits are to bring about.
#[derive(Default)]
struct Wanted {
    values: Vec<(NodeId, String)>,
    fragments: Vec<(NodeId, usize, usize, &'static str)>,
    codes: Vec<(NodeId, &'static str)>,
    inserted: Vec<(NodeId, String)>,
    front: Vec<(NodeId, &'static str)>,
    back: Vec<(NodeId, &'static str)>,
    removed: BTreeSet<NodeId>,
}

impl Wanted {
    fn make(&mut self, document: &Document, patch: &mut Patch<'_>, edit: &[u8]) -> bool {
        let nodes: Vec<Node<'_>> = document.nodes().collect();
        let [operation, which, with, extra] = edit else { return false };
        let Some(node) = nodes.get(usize::from(*which) % nodes.len().max(1)) else { return false };
        let with = TEXTS[usize::from(*with) % TEXTS.len()];
        let is_shell =
            matches!(document.format(), Format::Shell | Format::Fish | Format::PowerShell);
        match operation % 4 {
            0 => {
                let value = node.value();
                let start = usize::from(*extra) % (value.len() + 1);
                let end = (start + usize::from(*extra >> 5)).min(value.len());
                let made = patch.replace_fragment(node.id(), start..end, with).is_ok();
                assert!(!made || value.is_char_boundary(start) && value.is_char_boundary(end));
                self.fragments.extend(made.then_some((node.id(), start, end, with)));
                made
            }
            1 => {
                let made = patch.replace_value(node.id(), with).is_ok();
                self.values.extend(made.then(|| (node.id(), with.to_owned())));
                made
            }
            2 if node.kind() == Kind::Array && extra % 16 < 15 => {
                let (end, news) = match extra % 2 {
                    0 => (End::Front, &mut self.front),
                    _ => (End::Back, &mut self.back),
                };
                let values = &[with.to_owned(), "x".to_owned()][..usize::from(extra % 3)];
                let made = patch.insert_elements(node.id(), end, values).is_ok();
                let values = [with, "x"].into_iter().take(values.len());
                match end {
                    _ if !made => {}
                    End::Front => drop(news.splice(0..0, values.map(|value| (node.id(), value)))),
                    End::Back => news.extend(values.map(|value| (node.id(), value))),
                }
                made
            }
            2 => {
                let key = format!("K{extra}");
                if nodes.iter().any(|node| node.key().is_some_and(|other| other == key)) {
                    return false; // The check below could not tell them apart.
                }
                let value = match extra % 3 {
                    0 => NewValue::String(with.to_owned()),
                    1 => NewValue::Strings(vec![with.to_owned(), "x".to_owned()]),
                    _ => NewValue::Object(vec![("A B".to_owned(), with.to_owned())]),
                };
                let made = patch.insert_member(node.id(), &key, &value).is_ok();
                self.inserted.extend(made.then(|| (node.id(), key)));
                made
            }
            // Nothing is ever removed from these.
            3 if is_shell => {
                let code = CODES[usize::from(*extra) % CODES.len()];
                let made = patch.replace_with_code(node.id(), code).is_ok();
                self.codes.extend(made.then(|| (node.id(), code)));
                made
            }
            _ => {
                let made = patch.remove(node.id()).is_ok();
                self.removed.extend(made.then(|| node.id()));
                made
            }
        }
    }

    /// Checks the result without the crate's own proof.
    fn check(&self, old: &Document, proven: &Proven) {
        let (mut applied, mut from) = (String::new(), 0);
        for edit in proven.edits() {
            assert!(
                from <= edit.span.start && edit.span.start <= edit.span.end,
                "edits are sorted and disjoint"
            );
            applied += &old.text()[from..edit.span.start];
            applied += &edit.with;
            from = edit.span.end;
        }
        applied += &old.text()[from..];
        assert!(applied == proven.text(), "the edits make the text");
        let new = Document::parse(applied, old.format()).expect("the new text is read");
        check_reading(&new);
        let expected = self.all_expected(old);
        let inserted = |node: &Node<'_>| self.is_inserted(node);
        let found: Vec<_> =
            new.nodes().filter(|node| !inserted(node)).map(|node| describe(&node)).collect();
        assert!(expected.len() == found.len(), "no node came or went");
        assert!(expected == found, "keys stay, values are as wanted");
        let inserted = new.nodes().filter(|node| {
            node.key().is_some_and(|key| self.inserted.iter().any(|(_, k)| key == *k))
        });
        assert!(inserted.count() >= self.inserted.len(), "new members are there");
    }

    /// What the nodes are to be, in pre-order, new elements included.
    fn all_expected(&self, old: &Document) -> Vec<Seen> {
        let (mut expected, mut open) = (Vec::new(), Vec::<Node<'_>>::new());
        let new = |news: &[(NodeId, &str)], array: NodeId| {
            let own = news.iter().filter(|(id, _)| *id == array).map(|(_, value)| *value);
            own.map(|value| (None, (true, value.to_owned()))).collect::<Vec<Seen>>()
        };
        for node in old.nodes().filter(|node| !self.is_gone(node)) {
            let parent = node.parent().map(|parent| parent.id());
            while let Some(last) = open.pop_if(|last| Some(last.id()) != parent) {
                expected.extend(new(&self.back, last.id()));
            }
            expected.push(self.expected(&node));
            expected.extend(new(&self.front, node.id()));
            open.push(node);
        }
        open.iter().rev().for_each(|node| expected.extend(new(&self.back, node.id())));
        expected
    }

    fn is_gone(&self, node: &Node<'_>) -> bool {
        let mut node = Some(*node);
        while let Some(at) = node {
            if self.goes(&at) {
                return true;
            }
            node = at.parent();
        }
        false
    }

    /// Removed, or a table that only dotted keys speak of, which goes with the last of them.
    fn goes(&self, node: &Node<'_>) -> bool {
        let is_empty = node.children().next().is_none();
        if self.inserted.iter().any(|(object, _)| *object == node.id()) {
            return false;
        }
        self.removed.contains(&node.id())
            || node.span().is_empty() && !is_empty && node.children().all(|child| self.goes(&child))
    }

    fn is_inserted(&self, node: &Node<'_>) -> bool {
        let mut node = Some(*node);
        while let Some(at) = node {
            if at
                .key()
                .is_some_and(|key| self.inserted.iter().any(|(_, inserted)| key == *inserted))
            {
                return true;
            }
            node = at.parent();
        }
        false
    }

    /// Key, kind and value that a node is to have.
    fn expected(&self, node: &Node<'_>) -> Seen {
        let (key, (is_string, mut value)) = describe(node);
        if let Some((_, new)) = self.values.iter().find(|(id, _)| *id == node.id()) {
            return (key, (true, new.clone()));
        }
        if let Some((_, code)) = self.codes.iter().find(|(id, _)| *id == node.id()) {
            return (key, (false, (*code).to_owned()));
        }
        let own = self.fragments.iter().filter(|(id, ..)| *id == node.id());
        let mut own: Vec<_> = own.map(|(_, start, end, with)| (*start, *end, *with)).collect();
        own.sort_unstable();
        for (start, end, with) in own.into_iter().rev() {
            value.replace_range(start..end, with);
        }
        (key, (is_string, value))
    }
}

/// Key, whether it is a string, and value.
type Seen = (Option<String>, (bool, String));

fn describe(node: &Node<'_>) -> Seen {
    (node.key().map(Into::into), (node.kind() == Kind::String, node.value().into_owned()))
}
