//! Edits in the JSON family.

use unplain_rewrite::Format::{Json, Json5, Jsonc};
use unplain_rewrite::{Document, NewValue, RefusalKind};

use crate::check::Edit::{Fragment, Insert, Remove, Value};
use crate::check::{check, document, pointer, refused, string};

#[test]
fn a_fragment_leaves_its_scalar_alone() {
    check(
        Json,
        "\u{feff}{\r\n\t\"a\":  \"Bearer tok\\u0065n\\/1\\n\" ,\"b\":1}",
        &[Fragment("/a", "token", "${TOKEN}")],
        "\u{feff}{\r\n\t\"a\":  \"Bearer ${TOKEN}\\/1\\n\" ,\"b\":1}",
    );
    check(Json, r#"["a\"b\ud83d\ude00c"]"#, &[Fragment("/0", "\"b😀", "\\\n")], r#"["a\\\nc"]"#);
    check(Json5, "{a: 'x\\\ny'}", &[Fragment("/a", "xy", "it's \"1\"")], "{a: 'it\\'s \"1\"'}");
    check(
        Jsonc,
        r#"{"u": "http://me:pw@h/?k=key" /* pw */}"#,
        &[Fragment("/u", "pw", "${PW}"), Fragment("/u", "key", "${KEY}")],
        r#"{"u": "http://me:${PW}@h/?k=${KEY}" /* pw */}"#,
    );
}

#[test]
fn fragments_may_touch() {
    let document = document(Json, r#"["abc"]"#);
    let node = document.get(&pointer("/0")).unwrap().id();
    let mut patch = document.patch();
    for (range, with) in [(1..2, "2"), (1..1, "1"), (2..2, "3"), (2..3, "4")] {
        patch.replace_fragment(node, range, with).unwrap();
    }
    for range in [0..2, 1..2, 2..2] {
        assert_eq!(
            patch.replace_fragment(node, range, "x").unwrap_err().kind,
            RefusalKind::Overlap
        );
    }
    assert_eq!(patch.finish().unwrap().text(), r#"["a1234"]"#);
}

#[test]
fn a_value_keeps_its_quotes() {
    check(Json, r#"{"a": "b\u0020"}"#, &[Value("/a", "ä\u{1}")], "{\"a\": \"ä\\u0001\"}");
    check(Json5, "{'a': 'b'}", &[Value("/a", "it's")], "{'a': 'it\\'s'}");
    check(Json, r#"{"pin": 12345}"#, &[Value("/pin", "${PIN}")], r#"{"pin": "${PIN}"}"#);
    check(Json, r#"{"a": 1, "a": "x"}"#, &[Value("/a", "y")], r#"{"a": 1, "a": "y"}"#);
    check(Json, "\"\"", &[Value("", "y")], "\"y\"");
    check(Json, "\"\"", &[Fragment("", "", "y")], "\"y\"");
}

#[test]
fn what_no_escape_stands_for_is_left_alone() {
    let text = r#"{"a": "x\ud800y", "b": "z"}"#;
    refused(Json, text, &[Fragment("/a", "x", "y")], RefusalKind::NoCharacter);
    check(Json, text, &[Value("/b", "w")], r#"{"a": "x\ud800y", "b": "w"}"#);
}

#[test]
fn an_edit_that_does_not_fit_is_refused() {
    let text = r#"{"a": "ä", "n": 1, "o": {}}"#;
    refused(Json, text, &[Fragment("/n", "1", "2")], RefusalKind::NotAString);
    refused(Json, text, &[Value("/o", "2")], RefusalKind::NotAString);
    refused(Json, text, &[Value("/a", "2"), Value("/a", "3")], RefusalKind::Overlap);
    refused(
        Json,
        text,
        &[Fragment("/a", "ä", "3"), Fragment("/a", "ä", "3")],
        RefusalKind::Overlap,
    );
    refused(Json, text, &[Value("/a", "2"), Remove("/a")], RefusalKind::Overlap);
    refused(Json, text, &[Remove("")], RefusalKind::NotRemovable);
    refused(Json, text, &[Insert("/a", "k", string("v"))], RefusalKind::NotAnObject);
    refused(Json, text, &[Insert("", "a", string("v"))], RefusalKind::KeyExists);
    refused(
        Json,
        text,
        &[Insert("", "k", string("v")), Insert("", "k", string("v"))],
        RefusalKind::KeyExists,
    );
    let document = document(Json, text);
    let node = document.get(&pointer("/a")).unwrap().id();
    for range in [0..1, 1..2, 0..3, 3..3] {
        assert_eq!(
            document.patch().replace_fragment(node, range, "x").unwrap_err().kind,
            RefusalKind::OutOfRange
        );
    }
}

#[test]
fn a_refusal_says_where_and_shows_nothing() {
    let document = Document::parse("{\n  \"ä\": \"secret\"}".to_owned(), Json).unwrap();
    let node = document.get(&pointer("/ä")).unwrap();
    let refusal = document.patch().replace_fragment(node.id(), 0..99, "x").unwrap_err();
    assert_eq!(refusal.to_string(), "line 2, column 8: the range does not fit the value");
    let mut patch = document.patch();
    patch.insert_member(document.root().unwrap().id(), "k", &string("secret")).unwrap();
    let shown = format!("{document:?} {node:?} {patch:?} {:?}", string("secret"));
    let proven = patch.finish().unwrap();
    let shown = format!("{shown} {proven:?} {:?}", proven.edits());
    assert!(!shown.contains("secret"), "{shown}");
}

#[test]
fn a_new_member_is_written_like_its_neighbours() {
    let new = || Insert("", "k", string("v"));
    check(Json, r#"{"a":1}"#, &[new()], r#"{"a":1,"k":"v"}"#);
    check(Json, r#"{"a": 1}"#, &[new()], r#"{"a": 1, "k": "v"}"#);
    check(Json, r#"{ "a": 1 }"#, &[new()], r#"{ "a": 1, "k": "v" }"#);
    check(Json, "{\r\n\t\"a\" : 1\r\n}", &[new()], "{\r\n\t\"a\" : 1,\r\n\t\"k\" : \"v\"\r\n}");
    check(
        Jsonc,
        "{\n  \"a\": 1, // one\n}\n",
        &[new()],
        "{\n  \"a\": 1, // one\n  \"k\": \"v\",\n}\n",
    );
    check(
        Jsonc,
        "{\n  \"a\": 1 // one\n}\n",
        &[new()],
        "{\n  \"a\": 1, // one\n  \"k\": \"v\"\n}\n",
    );
    check(Jsonc, "{\"a\": 1 // one\n}", &[new()], "{\"a\": 1, // one\n  \"k\": \"v\"\n}");
    check(
        Jsonc,
        "{\n    \"a\": 1\n    // last\n}\n",
        &[new(), Insert("", "l", NewValue::Strings(vec!["x".into(), "y".into()]))],
        "{\n    \"a\": 1,\n    \"k\": \"v\",\n    \"l\": [\"x\", \"y\"]\n    // last\n}\n",
    );
    check(Json5, "{a: 'b'}", &[new()], "{a: 'b', \"k\": \"v\"}");
}

#[test]
fn an_empty_object_is_opened() {
    let new = || Insert("/env", "k", string("v"));
    check(Json, r#"{"env":{}}"#, &[new()], r#"{"env":{"k":"v"}}"#);
    check(Json, "{\n  \"env\": {}\n}", &[new()], "{\n  \"env\": {\n    \"k\": \"v\"\n  }\n}");
    check(Json, "{\n  \"env\": {\n  }\n}", &[new()], "{\n  \"env\": {\n    \"k\": \"v\"\n  }\n}");
    check(
        Jsonc,
        "{\n  \"env\": { // e\n  }\n}",
        &[new()],
        "{\n  \"env\": { // e\n    \"k\": \"v\"\n  }\n}",
    );
    check(Json, "{}\n", &[Insert("", "k", string("v"))], "{\n  \"k\": \"v\"\n}\n");
    check(
        Json,
        "{\n\t\"a\": 1\n}",
        &[Insert(
            "",
            "env",
            NewValue::Object(vec![("A".into(), "1".into()), ("B".into(), "2".into())]),
        )],
        "{\n\t\"a\": 1,\n\t\"env\": {\n\t\t\"A\": \"1\",\n\t\t\"B\": \"2\"\n\t}\n}",
    );
}

#[test]
fn a_removed_member_takes_its_comma_and_line() {
    let lines = "{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3\n}\n";
    check(Json, lines, &[Remove("/a")], "{\n  \"b\": 2,\n  \"c\": 3\n}\n");
    check(Json, lines, &[Remove("/b")], "{\n  \"a\": 1,\n  \"c\": 3\n}\n");
    check(Json, lines, &[Remove("/c")], "{\n  \"a\": 1,\n  \"b\": 2\n}\n");
    check(Json, lines, &[Remove("/b"), Remove("/c")], "{\n  \"a\": 1\n}\n");
    check(Json, lines, &[Remove("/a"), Remove("/c")], "{\n  \"b\": 2\n}\n");
    check(Json, lines, &[Remove("/a"), Remove("/b"), Remove("/c")], "{}\n");
    let row = r#"["a", "b", "c"]"#;
    check(Json, row, &[Remove("/0")], r#"["b", "c"]"#);
    check(Json, row, &[Remove("/1")], r#"["a", "c"]"#);
    check(Json, row, &[Remove("/2")], r#"["a", "b"]"#);
    check(Json, r#"{ "a": 1 }"#, &[Remove("/a")], "{}");
    check(Json, r#"{ "a": 1, "b": 2 }"#, &[Remove("/b")], r#"{ "a": 1 }"#);
    check(Jsonc, "[1, 2,]", &[Remove("/1")], "[1,]");
    check(Json, r#"{"a": 1, "a": 2, "b": 3}"#, &[Remove("/a")], r#"{"a": 1, "b": 3}"#);
}

#[test]
fn comments_of_others_stay() {
    check(
        Jsonc,
        "{\n  // one\n  \"a\": 1, // first\n  /* two */ \"b\": 2 /* after */,\n  \"c\": { /* in */ }\n  // end\n}",
        &[Remove("/a"), Remove("/b"), Remove("/c")],
        "{\n  // one\n  // first\n  /* two */ /* after */\n  // end\n}",
    );
}

#[test]
fn members_are_replaced_and_moved_in_one_patch() {
    check(
        Json,
        "{\n  \"a\": \"x\",\n  \"b\": 2\n}",
        &[Value("/a", "y"), Remove("/b"), Insert("", "b", string("z"))],
        "{\n  \"a\": \"y\",\n  \"b\": \"z\"\n}",
    );
    check(Json, r#"{"a": 1}"#, &[Remove("/a"), Insert("", "a", string("z"))], r#"{"a": "z"}"#);
    check(
        Jsonc,
        "{\n  \"a\": 1, // c\n}",
        &[Remove("/a"), Insert("", "b", string("z"))],
        "{\n  \"b\": \"z\",\n  // c\n}",
    );
}
