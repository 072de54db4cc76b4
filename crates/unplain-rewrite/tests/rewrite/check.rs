//! One way to state an edit and its result.

use unplain_rewrite::{Document, End, Format, NewValue, Patch, Pointer, Refusal, RefusalKind};

/// An edit by pointer.
pub(crate) enum Edit<'a> {
    /// The first place in the decoded value where this text stands, and what replaces it.
    Fragment(&'a str, &'a str, &'a str),
    Value(&'a str, &'a str),
    Insert(&'a str, &'a str, NewValue),
    Front(&'a str, &'a [&'a str]),
    Back(&'a str, &'a [&'a str]),
    Remove(&'a str),
}

pub(crate) fn string(text: &str) -> NewValue {
    NewValue::String(text.to_owned())
}

pub(crate) fn document(format: Format, text: &str) -> Document {
    match Document::parse(text.to_owned(), format) {
        Ok(document) => document,
        Err(error) => panic!("{error} in {text}"),
    }
}

pub(crate) fn pointer(text: &str) -> Pointer {
    Pointer::parse(text).unwrap()
}

pub(crate) fn apply(
    patch: &mut Patch<'_>,
    document: &Document,
    edit: &Edit<'_>,
) -> Result<(), Refusal> {
    let node = |at: &str| match document.get(&pointer(at)) {
        Some(node) => node,
        None => panic!("nothing at {at}"),
    };
    let strings =
        |values: &[&str]| values.iter().map(|value| value.to_string()).collect::<Vec<_>>();
    match edit {
        Edit::Front(at, values) => {
            patch.insert_elements(node(at).id(), End::Front, &strings(values))
        }
        Edit::Back(at, values) => patch.insert_elements(node(at).id(), End::Back, &strings(values)),
        Edit::Fragment(at, old, with) => {
            let node = node(at);
            let start = node.value().find(old).expect("the fragment stands in the value");
            patch.replace_fragment(node.id(), start..start + old.len(), with)
        }
        Edit::Value(at, with) => patch.replace_value(node(at).id(), with),
        Edit::Insert(at, key, value) => patch.insert_member(node(at).id(), key, value),
        Edit::Remove(at) => patch.remove(node(at).id()),
    }
}

fn edited(format: Format, before: &str, edits: &[Edit<'_>]) -> Result<String, Refusal> {
    let document = document(format, before);
    let mut patch = document.patch();
    for edit in edits {
        apply(&mut patch, &document, edit)?;
    }
    patch.finish().map(|proven| proven.into_text())
}

/// The edits, made together, turn one text into the other.
#[track_caller]
pub(crate) fn check(format: Format, before: &str, edits: &[Edit<'_>], after: &str) {
    match edited(format, before, edits) {
        Ok(text) => assert!(text == after, "expected\n{after}\n-- but got\n{text}"),
        Err(refusal) => panic!("{refusal}\n{before}"),
    }
}

/// The edits are refused for this reason.
#[track_caller]
pub(crate) fn refused(format: Format, before: &str, edits: &[Edit<'_>], kind: RefusalKind) {
    match edited(format, before, edits) {
        Ok(text) => panic!("not refused:\n{text}"),
        Err(refusal) => assert_eq!(refusal.kind, kind),
    }
}
