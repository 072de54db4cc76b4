//! What the JSON family's documents look like.

use unplain_rewrite::Format::{Json, Json5, Jsonc};
use unplain_rewrite::{Document, Kind, ParseErrorKind};

use crate::check::{document, pointer};

#[test]
fn nodes_have_pointers_spans_and_values() {
    let text = "\u{feff}{\"a\": [\"x\\n\", {\"b/c\": null}], \"a\": -1.5e3, \"\\u0061\": true}";
    let document = document(Json, text);
    let seen: Vec<_> = document
        .nodes()
        .map(|node| {
            (node.pointer().to_string(), node.kind(), &text[node.span()], node.is_shadowed())
        })
        .collect();
    let root = &text[3..];
    assert_eq!(
        seen,
        [
            (String::new(), Kind::Object, root, false),
            ("/a".into(), Kind::Array, "[\"x\\n\", {\"b/c\": null}]", true),
            ("/a/0".into(), Kind::String, "\"x\\n\"", true),
            ("/a/1".into(), Kind::Object, "{\"b/c\": null}", true),
            ("/a/1/b~1c".into(), Kind::Null, "null", true),
            ("/a".into(), Kind::Number, "-1.5e3", true),
            ("/a".into(), Kind::Bool, "true", false),
        ]
    );
    assert_eq!(document.get(&pointer("/a")).unwrap().value(), "true");
    assert_eq!(document.get_all(&pointer("/a")).len(), 3);
    assert_eq!(document.get_all(&pointer("/a/0"))[0].value(), "x\n");
    assert!(document.get(&pointer("/a/0")).is_none());
}

#[test]
fn duplicates_are_seen_in_big_objects_too() {
    for count in [3, 17, 2000] {
        let members: Vec<_> =
            (0..count).map(|number| format!("\"k{number}\": [{number}]")).collect();
        let text =
            format!("{{{}, \"k1\": [\"last\"], \"\\u006b1\": 0, \"z\": 0}}", members.join(","));
        let document = document(Json, &text);
        let all = document.get_all(&pointer("/k1"));
        assert_eq!(
            all.iter().map(|node| node.is_shadowed()).collect::<Vec<_>>(),
            [true, true, false]
        );
        assert_eq!(document.get(&pointer("/k1")).unwrap().id(), all[2].id());
        assert_eq!(document.get(&pointer("/k2/0")).unwrap().value(), "2");
        assert!(document.get(&pointer("/k")).is_none());
        assert!(document.get_all(&pointer("/k1/0")).iter().all(|node| node.is_shadowed()));
        assert_eq!(document.nodes().filter(|node| node.is_shadowed()).count(), 4);
    }
}

#[test]
fn the_innermost_node_is_found_by_offset() {
    let text = r#"{"key": ["x", 12], "z": {}} "#;
    let document = document(Json, text);
    let at = |needle: &str| {
        document.node_at(text.find(needle).unwrap()).map(|node| node.pointer().to_string())
    };
    assert_eq!(at("key").as_deref(), Some(""));
    assert_eq!(at("x").as_deref(), Some("/key/0"));
    assert_eq!(at(", 12").as_deref(), Some("/key"));
    assert_eq!(at("2").as_deref(), Some("/key/1"));
    assert_eq!(at("{}").as_deref(), Some("/z"));
    assert!(document.node_at(text.len() - 1).is_none());
    assert!(document.node_at(9999).is_none());
}

#[test]
fn decoded_ranges_lead_back_to_raw_ones() {
    let text = r#""a\u00e4\ud83d\ude00\"b""#;
    let document = document(Json, text);
    let node = document.root().unwrap();
    assert_eq!(node.value(), "aä😀\"b");
    assert_eq!(node.raw_range(0..1), Some(1..2));
    assert_eq!(node.raw_range(1..3), Some(2..8));
    assert_eq!(node.raw_range(3..7), Some(8..20));
    assert_eq!(node.raw_range(1..8), Some(2..22));
    assert_eq!(node.raw_range(9..9), Some(23..23));
    assert_eq!(node.raw_range(0..9), Some(1..23));
    for range in [1..2, 4..7, 0..10, 10..10] {
        assert_eq!(node.raw_range(range), None);
    }
}

#[test]
fn json5_is_read() {
    let text = "// c\n{unquoted: 'single \\\n \\x41\\v\\0', $_1: +.5, \\u0061b: 0xFF, n: -Infinity, 'q': [NaN, 5.,],}";
    let document = document(Json5, text);
    let value = |at: &str| document.get(&pointer(at)).unwrap().value().into_owned();
    assert_eq!(value("/unquoted"), "single  A\u{b}\0");
    assert_eq!(value("/ab"), "0xFF");
    assert_eq!(value("/q/1"), "5.");
    assert_eq!(document.comments().len(), 1);
}

#[test]
fn errors_have_a_place_and_no_content() {
    let error = Document::parse("{\n  \"ä\": \"secret\" \"b\"}".to_owned(), Json).unwrap_err();
    assert_eq!(
        error.to_string(),
        "line 2, column 17: expected a comma or the end of the object or array"
    );
    let error = Document::parse("\u{feff}\u{feff}1".to_owned(), Json).unwrap_err();
    assert_eq!((error.line, error.column), (1, 1), "the first mark is no character");
}

#[test]
fn depth_has_a_limit_and_no_stack() {
    for format in [Json, Jsonc, Json5] {
        for (text, wrong) in
            [("[".repeat(10_000), true), ("[".repeat(512) + &"]".repeat(512), false)]
        {
            let error = Document::parse(text, format).err().map(|error| error.kind);
            assert_eq!(error, wrong.then_some(ParseErrorKind::TooDeep));
        }
        assert!(Document::parse("{\"a\":".repeat(10_000), format).is_err());
    }
}

#[test]
fn an_empty_text_is_a_document_in_jsonc_only() {
    for text in ["", " \n", "\u{feff}"] {
        assert!(Document::parse(text.to_owned(), Json).is_err());
        assert!(Document::parse(text.to_owned(), Json5).is_err());
        assert!(document(Jsonc, text).root().is_none());
    }
}
