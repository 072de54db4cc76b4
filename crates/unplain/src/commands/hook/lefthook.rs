//! lefthook: a command in its YAML, put in as text and proven to change nothing else.

use std::path::{Path, PathBuf};

use unplain_rewrite::{Document, Format, Kind, NewValue, Node, NodeId, Pointer};

use super::{
    CHECK, Wanted,
    step::{Plan, Step},
};
use crate::{context::Context, exit::Failure};

/// What stands where nothing of pre-commit stood.
const SNIPPET: &str =
    "pre-commit:\n  commands:\n    unplain:\n      run: unplain validate --staged\n";

/// lefthook's config in this work tree; its names are those of lefthook 2.2, in its order.
pub(super) fn config(work_tree: &Path) -> Option<PathBuf> {
    let names = ["lefthook", ".lefthook", ".config/lefthook"];
    let ends = ["yml", "yaml", "json", "jsonc", "toml"];
    let all = names.iter().flat_map(|name| ends.map(|end| format!("{name}.{end}")));
    all.map(|name| work_tree.join(name)).find(|path| path.is_file())
}

pub(super) fn plan(config: &Path, wanted: Wanted, context: &Context) -> Result<Plan, Failure> {
    let shown = context.short(config);
    let by_hand = || {
        let (message, help) = match wanted {
            Wanted::Installed => (
                format!("can't prove where in {shown} the check goes; nothing was changed"),
                format!("put this in by hand, in the file's own form:\n{SNIPPET}"),
            ),
            Wanted::Removed => (
                format!("can't prove how the check leaves {shown}; nothing was changed"),
                format!("take out what runs `{CHECK}` by hand"),
            ),
        };
        Failure::incomplete("hook-by-hand", message, help)
    };
    let old = unplain_host::read(config)?.ok_or_else(by_hand)?;
    let end = config.extension().and_then(|end| end.to_str()).unwrap_or_default();
    if !matches!(end, "yml" | "yaml") {
        let says = |text: &str| text.contains(CHECK);
        return match (wanted, says(old.text())) {
            (Wanted::Installed, true) => Ok(installed(&shown)),
            (Wanted::Removed, false) => Ok(absent(&shown)),
            _ => Err(by_hand()),
        };
    }
    let document = Document::parse(old.text().to_owned(), Format::Yaml).map_err(|_| by_hand())?;
    let entry = entry(&document);
    let text = match (wanted, entry) {
        (Wanted::Installed, Some(_)) => return Ok(installed(&shown)),
        (Wanted::Removed, None) => return Ok(absent(&shown)),
        (Wanted::Installed, None) => with_check(&document),
        (Wanted::Removed, Some(entry)) => without(&document, entry),
    };
    let text = text.ok_or_else(by_hand)?;
    let note = "lefthook runs it once its hooks are installed (`lefthook install`); the file belongs to \
                the repository: commit it";
    Ok(Plan { steps: vec![Step::Edit { old, text }], notes: vec![note.to_owned()] })
}

fn installed(shown: &str) -> Plan {
    Plan::nothing(format!("{shown} runs {CHECK} already: nothing changed"))
}

fn absent(shown: &str) -> Plan {
    Plan::nothing(format!("{shown} does not run {CHECK}: nothing to remove"))
}

fn get<'d>(document: &'d Document, pointer: &str) -> Option<Node<'d>> {
    document.get(&Pointer::parse(pointer).ok()?)
}

/// The command or job that runs the check.
fn entry(document: &Document) -> Option<Node<'_>> {
    let lists = ["/pre-commit/commands", "/pre-commit/jobs"];
    let mut entries =
        lists.iter().filter_map(|list| get(document, list)).flat_map(|list| list.children());
    entries.find(|entry| entry.child("run").is_some_and(|run| run.value().contains(CHECK)))
}

/// The text with the check in it; `None` where it is not proven.
fn with_check(document: &Document) -> Option<String> {
    if document.roots().count() > 1 {
        return None;
    }
    let Some(hook) = get(document, "/pre-commit") else {
        if document.root().is_some_and(|root| !is_block(document, &root)) {
            return None;
        }
        let new = append(document.text(), document.text().len(), SNIPPET);
        return proven(document, new, 4);
    };
    if let Some(commands) = hook.child("commands") {
        let mut patch = document.patch();
        let run = NewValue::Object(vec![("run".to_owned(), CHECK.to_owned())]);
        patch.insert_member(commands.id(), "unplain", &run).ok()?;
        return Some(patch.finish().ok()?.text().to_owned());
    }
    if !is_block(document, &hook) {
        return None;
    }
    let place = |node: &Node<'_>| end_of_line(document.text(), node.span().end);
    if let Some(jobs) = hook.child("jobs") {
        let (first, last) = (jobs.children().next()?, jobs.children().last()?);
        let start = first.span().start;
        let lead = document.text().get(..start)?.rsplit('\n').next()?;
        let dash = lead.strip_suffix(|c| c == ' ')?.trim_end_matches(' ').strip_suffix('-')?;
        let is_plain = dash.bytes().all(|byte| byte == b' ') && jobs.kind() == Kind::Array;
        let lines = format!("{dash}- name: unplain\n{dash}  run: {CHECK}\n");
        let new = append(document.text(), place(&last), &lines);
        return is_plain.then(|| proven(document, new, 3))?;
    }
    let (first, last) = (hook.children().next()?, hook.children().last()?);
    let start = first.key_span()?.start;
    let indent = document.text().get(..start)?.rsplit('\n').next()?;
    let lines = format!("{indent}commands:\n{indent}  unplain:\n{indent}    run: {CHECK}\n");
    proven(document, append(document.text(), place(&last), &lines), 3)
}

/// Whether a mapping is set by indentation.
fn is_block(document: &Document, node: &Node<'_>) -> bool {
    let first = document.text().get(node.span()).and_then(|text| text.chars().next());
    node.kind() == Kind::Object && first.is_some_and(|first| !"{*&!".contains(first))
}

fn end_of_line(text: &str, at: usize) -> usize {
    if text.get(..at).is_some_and(|before| before.ends_with('\n')) {
        return at;
    }
    text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |end| at + end + 1)
}

/// The text with whole lines at a place; one without a last line end stays so.
fn append(text: &str, at: usize, lines: &str) -> String {
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    if before.is_empty() || before.ends_with('\n') {
        format!("{before}{lines}{after}")
    } else {
        format!("{before}\n{}{after}", lines.trim_end())
    }
}

/// The new text if it says what the old one said, and the check in `added` new nodes.
fn proven(old: &Document, text: String, added: usize) -> Option<String> {
    let new = Document::parse(text, Format::Yaml).ok()?;
    let (before, mut after) = (said(old), said(&new));
    after.retain(|node| !before.contains(node));
    let all = after.len() == added && said(&new).len() == before.len() + added;
    let runs =
        entry(&new).is_some_and(|entry| entry.child("run").is_some_and(|run| run.value() == CHECK));
    (all && runs).then(|| new.text().to_owned())
}

/// The text without the entry, and without what holds nothing else.
fn without(document: &Document, entry: Node<'_>) -> Option<String> {
    let mut gone: NodeId = entry.id();
    let mut node = entry;
    while let Some(parent) = node.parent().filter(|parent| parent.parent().is_some()) {
        if parent.children().count() > 1 {
            break;
        }
        gone = parent.id();
        node = parent;
    }
    let mut patch = document.patch();
    patch.remove(gone).ok()?;
    let text = patch.finish().ok()?.text().to_owned();
    // A text without a last line end got one when the check came in.
    if document.text().ends_with('\n') {
        return Some(text);
    }
    let with = Document::parse(text, Format::Yaml).ok()?;
    let bare = with.text().strip_suffix('\n').unwrap_or(with.text()).to_owned();
    let bare = Document::parse(bare, Format::Yaml).ok()?;
    let text = if said(&bare) == said(&with) { bare.text() } else { with.text() };
    Some(text.to_owned())
}

/// Every value with its place.
fn said(document: &Document) -> Vec<(String, Kind, String)> {
    let nodes = document.nodes().filter(|node| node.parent().is_some());
    nodes.map(|node| (node.pointer().to_string(), node.kind(), node.value().into_owned())).collect()
}

#[cfg(test)]
mod tests {
    use unplain_rewrite::{Document, Format};

    use super::{SNIPPET, entry, with_check, without};

    fn parse(text: &str) -> Document {
        Document::parse(text.to_owned(), Format::Yaml).expect("YAML")
    }

    #[test]
    fn comes_into_every_block_form_and_goes_again() {
        for text in [
            "pre-push:\n  commands:\n    a:\n      run: b\n",
            "# note\npre-push:\n  commands:\n    a:\n      run: b",
            "pre-commit:\n  parallel: true # fast\n",
            "pre-commit:\n    parallel: true\npre-push:\n    parallel: false\n",
            "pre-commit:\n  commands:\n    a:\n      run: |\n        b\n        c\n\n# end\npre-push:\n  x: y\n",
            "pre-commit:\n  jobs:\n    - name: a\n      run: b # c\n    - run: d\n\npre-push:\n  x: y\n",
            "pre-commit:\n  jobs:\n  - name: a\n    run: b\n",
            "pre-commit:\n  commands: {a: {run: b}}\n",
        ] {
            let with = with_check(&parse(text)).unwrap_or_else(|| panic!("not put into: {text}"));
            let with = parse(&with);
            let found = entry(&with).expect("the check");
            assert_eq!(without(&with, found).expect("it goes"), text);
        }
        assert_eq!(with_check(&parse("")).as_deref(), Some(SNIPPET));
    }

    #[test]
    fn what_is_not_proven_is_refused() {
        for text in [
            "{pre-push: {}}\n",
            "pre-commit:\n",
            "pre-commit: {parallel: true}\n",
            "a: 1\n---\nb: 2\n",
            "pre-commit:\n  jobs: [{run: a}]\n",
        ] {
            assert!(with_check(&parse(text)).is_none(), "{text}");
        }
    }
}
