//! YAML: reading and edits.

use unplain_rewrite::Format::Yaml;
use unplain_rewrite::{Document, NewValue, ParseErrorKind, RefusalKind};

use crate::check::Edit::{Back, Fragment, Insert, Remove, Value};
use crate::check::{check, document, pointer, refused, string};

const GOOSE: &str = "# head\nname: &n ä # c\nenv: {A: 1, \"B\": 'b''b', C: , D}\nargs:\n- -k\n- &x !!str 12\n-\n  - nested: yes\n    other: [x: y]\n- |2- # lit\n   two\n- *n\nfold: >\n  one\n  two\n\n  three\n\nplain: a\n  b#c\n\n  d\n'q': \"x\\\n  y \\u00e4\n\n  z\"\n? [k, 1]\n: v\n? e\nlast: ~\n...\n---\n# two\n- second\n";

#[test]
fn every_kind_of_node_is_seen() {
    let document = document(Yaml, GOOSE);
    let seen: Vec<_> = document
        .nodes()
        .map(|node| {
            format!(
                "{} {:?} {:?} {:?}",
                node.pointer(),
                node.kind(),
                &GOOSE[node.span()],
                node.value()
            )
        })
        .filter(|line| !line.contains("Object") && !line.contains("Array"))
        .collect();
    assert_eq!(
        seen,
        [
            r#"/name String "ä" "ä""#,
            r#"/env/A Number "1" "1""#,
            r#"/env/B String "'b''b'" "b'b""#,
            r#"/env/C Null "" """#,
            r#"/env/D Null "" """#,
            r#"/args/0 String "-k" "-k""#,
            r#"/args/1 String "12" "12""#,
            r#"/args/2/0/nested String "yes" "yes""#,
            r#"/args/2/0/other/0/x String "y" "y""#,
            r#"/args/3 String "|2- # lit\n   two\n" " two""#,
            r#"/args/4 Alias "*n" "*n""#,
            r#"/fold String ">\n  one\n  two\n\n  three\n" "one two\nthree\n""#,
            r#"/plain String "a\n  b#c\n\n  d" "a b#c\nd""#,
            r#"/q String "\"x\\\n  y \\u00e4\n\n  z\"" "xy ä\nz""#,
            r#"/[k, 1] String "v" "v""#,
            r#"/e Null "" """#,
            r#"/last Null "~" "~""#,
            r##"#2/0 String "second" "second""##,
        ]
    );
    let comments: Vec<_> =
        document.comments().iter().map(|comment| &GOOSE[comment.span.clone()]).collect();
    assert_eq!(comments, ["# head", "# c", "# lit", "# two"]);
    let alias = document.get(&pointer("/args/4")).unwrap();
    assert_eq!(alias.target().unwrap().pointer().as_str(), "/name");
    assert_eq!(document.roots().count(), 2);
    assert_eq!(document.get(&pointer("#2/0")).unwrap().value(), "second");
    for node in document.nodes() {
        if !node.span().is_empty() {
            let found = document.node_at(node.span().start).unwrap();
            assert!(found.span().start == node.span().start, "{node:?} {found:?}");
        }
    }
}

#[test]
fn wide_spaces_are_ordinary_characters() {
    let text = "a: &b\u{3000} 'x'\nc: y\u{a0}# z\n";
    let document = document(Yaml, text);
    assert_eq!(&text[document.get(&pointer("/a")).unwrap().span()], "'x'");
    assert_eq!(document.get(&pointer("/c")).unwrap().value(), "y\u{a0}# z");
    assert!(document.comments().is_empty());
}

#[test]
fn containers_span_their_members() {
    let document = document(Yaml, GOOSE);
    let span = |at: &str| &GOOSE[document.get(&pointer(at)).unwrap().span()];
    assert_eq!(span("/env"), "{A: 1, \"B\": 'b''b', C: , D}");
    assert_eq!(span("/args/2"), "- nested: yes\n    other: [x: y]");
    assert_eq!(span("/args/2/0/other"), "[x: y]");
    assert_eq!(span("/args/2/0/other/0"), "x: y");
}

#[test]
fn a_plain_scalar_stays_plain_only_where_that_is_safe() {
    check(
        Yaml,
        "a: http://u:pw@h # c\n",
        &[Fragment("/a", "pw", "${PW}")],
        "a: http://u:${PW}@h # c\n",
    );
    check(
        Yaml,
        "env: { T: tok, U: x }\n",
        &[Value("/env/T", "${T}")],
        "env: { T: \"${T}\", U: x }\n",
    );
    check(
        Yaml,
        "env: { T: tok, U: x }\n",
        &[Fragment("/env/T", "tok", "$T")],
        "env: { T: $T, U: x }\n",
    );
    for value in [
        "{env:T}",
        "a: b",
        "a #b",
        "- a",
        "",
        " a",
        "12",
        "yes",
        "~",
        "1e3",
        "2001-01-01",
        "*a",
        "a:",
        "é\u{7}",
    ] {
        let after =
            format!("a: {}\n", serde_json::to_string(value).unwrap().replace("\\u0007", "\\x07"));
        check(Yaml, "a: tok\n", &[Value("/a", value)], &after);
    }
    check(Yaml, "a: one\n  two\n", &[Fragment("/a", "two", "${T}")], "a: one\n  ${T}\n");
    check(Yaml, "a: one\n  two\n", &[Fragment("/a", "two", "#T")], "a: \"one #T\"\n");
    check(Yaml, "pin: 12345\n", &[Value("/pin", "${PIN}")], "pin: \"${PIN}\"\n");
}

#[test]
fn quoted_and_block_scalars_keep_their_style() {
    check(Yaml, "a: 'it''s tok'\n", &[Fragment("/a", "tok", "'x'")], "a: 'it''s ''x'''\n");
    check(Yaml, "a: 'tok'\n", &[Fragment("/a", "tok", "1\n2")], "a: \"1\\n2\"\n");
    check(
        Yaml,
        "a: \"x\\\n  tok \\u00e4\"\n",
        &[Fragment("/a", "tok ä", "\"")],
        "a: \"x\\\n  \\\"\"\n",
    );
    check(
        Yaml,
        "a: |\r\n  K=tok\r\n  L\r\nb: 1\r\n",
        &[Fragment("/a", "tok", "${K}")],
        "a: |\r\n  K=${K}\r\n  L\r\nb: 1\r\n",
    );
    check(Yaml, "a: |-\n  tok\nb: 1\n", &[Value("/a", "${K}")], "a: \"${K}\"\nb: 1\n");
    check(Yaml, "a: >\n  x\n  tok\n\n  y", &[Fragment("/a", "tok", "z")], "a: >\n  x\n  z\n\n  y");
    check(Yaml, "a: |2\n   tok\nb: 1\n", &[Fragment("/a", "tok", "z")], "a: \" z\\n\"\nb: 1\n");
    check(Yaml, "a: |\n  x\n  tok\n", &[Fragment("/a", "x", " x")], "a: \" x\\ntok\\n\"\n");
}

#[test]
fn a_comment_behind_a_quoted_scalar_is_none_of_it() {
    let text = "a: 'it''s'   # one\nb: \"say \\\"#\\\"\" # two\nc: ['x', \"y\"] # three\n'd': v\n";
    let document = document(Yaml, text);
    let spans: Vec<_> = ["/a", "/b", "/c/0", "/c/1", "/d"]
        .map(|at| &text[document.get(&pointer(at)).unwrap().span()])
        .into();
    assert_eq!(spans, ["'it''s'", "\"say \\\"#\\\"\"", "'x'", "\"y\"", "v"]);
    let comments: Vec<_> =
        document.comments().iter().map(|comment| &text[comment.span.clone()]).collect();
    assert_eq!(comments, ["# one", "# two", "# three"]);
}

#[test]
fn aliases_are_edited_at_their_anchor() {
    let text = "a: &t tok\nb: *t\n";
    refused(Yaml, text, &[Value("/b", "x")], RefusalKind::Alias { line: 1, column: 7 });
    check(Yaml, text, &[Value("/a", "${T}")], "a: &t ${T}\nb: *t\n");
    refused(
        Yaml,
        text,
        &[Remove("/a")],
        RefusalKind::Unproven(unplain_rewrite::Unproven::DoesNotParse),
    );
    check(
        Yaml,
        "<<: &m {x: tok}\nb: {<<: *m}\n",
        &[Value("/<</x", "w")],
        "<<: &m {x: w}\nb: {<<: *m}\n",
    );
}

#[test]
fn new_members_go_below_the_last_one() {
    let new = |at| Insert(at, "TOKEN", string("${T}"));
    check(Yaml, "a: 1", &[new("")], "a: 1\nTOKEN: \"${T}\"");
    check(
        Yaml,
        "env:\r\n    A: 1 # c\r\n    # d\r\nb: 2\r\n",
        &[new("/env")],
        "env:\r\n    A: 1 # c\r\n    TOKEN: \"${T}\"\r\n    # d\r\nb: 2\r\n",
    );
    check(
        Yaml,
        "- a: 1\n  b: |\n    x\n\n- c\n",
        &[new("/0")],
        "- a: 1\n  b: |\n    x\n  TOKEN: \"${T}\"\n\n- c\n",
    );
    check(Yaml, "- - a: 1\n", &[new("/0/0")], "- - a: 1\n    TOKEN: \"${T}\"\n");
    check(Yaml, "env: {}\n", &[new("/env")], "env: {TOKEN: \"${T}\"}\n");
    check(Yaml, "env: { A: 1 }\n", &[new("/env")], "env: { A: 1, TOKEN: \"${T}\" }\n");
    check(Yaml, "a: 1\n---\nb: 1\n", &[new("#2")], "a: 1\n---\nb: 1\nTOKEN: \"${T}\"\n");
    check(
        Yaml,
        "a:\n   b: 1\n",
        &[
            Insert("/a", "yes", NewValue::Strings(vec!["x".into()])),
            Insert(
                "",
                "env_keys",
                NewValue::Object(vec![("A".into(), "1".into()), ("OTHER".into(), "2".into())]),
            ),
        ],
        "a:\n   b: 1\n   \"yes\": [\"x\"]\nenv_keys:\n   A: \"1\"\n   OTHER: \"2\"\n",
    );
}

#[test]
fn removed_members_take_their_lines() {
    let text = "a: 1\nb:\n  - x\n  - y # c\nd: |\n  t\n\ne: 2\n";
    check(Yaml, text, &[Remove("/a")], "b:\n  - x\n  - y # c\nd: |\n  t\n\ne: 2\n");
    check(Yaml, text, &[Remove("/d"), Remove("/e")], "a: 1\nb:\n  - x\n  - y # c\n\n");
    check(Yaml, text, &[Remove("/b/0")], "a: 1\nb:\n  - y # c\nd: |\n  t\n\ne: 2\n");
    check(Yaml, "- a: 1\n  b: 2\n", &[Remove("/0/a")], "- b: 2\n");
    check(Yaml, "- a: 1\n  b: 2\n", &[Remove("/0/b")], "- a: 1\n");
    check(Yaml, "env:\n  A: 1\nb: 2\n", &[Remove("/env/A")], "env:\n  {}\nb: 2\n");
    check(Yaml, "[a, b, c]\n", &[Remove("/1")], "[a, c]\n");
    check(Yaml, "[!t a, b]\n", &[Remove("/0")], "[b]\n");
    refused(Yaml, "{!t a: 1, b: 2}\n", &[Remove("/a")], RefusalKind::NotRemovable);
    refused(Yaml, "&k a: 1\nb: 2\n", &[Remove("/a")], RefusalKind::NotRemovable);
}

#[test]
fn the_name_of_a_variable_goes_to_its_extension() {
    let extension = |inside: &str| format!("extensions:\n  github:\n    enabled: true\n{inside}");
    let name = || Back("/extensions/github/env_keys", &["TOKEN"]);
    let gone = || Remove("/extensions/github/envs/TOKEN");
    for (before, after) in [
        (
            "    envs:\n      TOKEN: t0k\n    env_keys: []\n",
            "    envs:\n      {}\n    env_keys: [\"TOKEN\"]\n",
        ),
        (
            "    envs:\n      A: a\n      TOKEN: t0k\n    env_keys:\n    - B\n",
            "    envs:\n      A: a\n    env_keys:\n    - B\n    - TOKEN\n",
        ),
        ("    env_keys: [B]\n    envs: {TOKEN: t0k}", "    env_keys: [B, TOKEN]\n    envs: {}"),
        (
            "    env_keys:\n      - B # b\n    envs:\n      # c\n      TOKEN: t0k # d\n",
            "    env_keys:\n      - B # b\n      - TOKEN\n    envs:\n      # c\n      {} # d\n",
        ),
    ] {
        check(Yaml, &extension(before), &[name(), gone()], &extension(after));
    }
    check(
        Yaml,
        &extension("    envs:\n      TOKEN: t0k\n"),
        &[
            Insert("/extensions/github", "env_keys", NewValue::Strings(vec!["TOKEN".into()])),
            gone(),
        ],
        &extension("    envs:\n      {}\n    env_keys: [\"TOKEN\"]\n"),
    );
    check(
        Yaml,
        "envs:\r\n  A: a # a\r\n  # b\r\n  B: |\r\n    b\r\n  C: c\r\nz: 1\r\n",
        &[Remove("/envs/A"), Remove("/envs/B"), Remove("/envs/C")],
        "envs:\r\n  {} # a\r\n  # b\r\nz: 1\r\n",
    );
}

#[test]
fn a_new_key_may_stand_where_the_old_one_stood() {
    check(
        Yaml,
        "env:\n  A: x\n  B: y\n",
        &[Remove("/env/B"), Insert("/env", "B", string("z"))],
        "env:\n  A: x\n  B: \"z\"\n",
    );
}

#[test]
fn errors_have_a_place_and_no_content() {
    let error = Document::parse("a: 1\nb: {secret".to_owned(), Yaml).unwrap_err();
    assert_eq!(error.kind.to_string(), "this is not YAML");
    assert!(error.line >= 2);
    assert!(Document::parse("a: *unknown".to_owned(), Yaml).is_err());
    assert!(Document::parse("a: \0".to_owned(), Yaml).is_err());
    for deep in
        ["[".repeat(10_000), "{a: ".repeat(10_000), "- ".repeat(10_000), "? ".repeat(10_000)]
    {
        let error = Document::parse(deep, Yaml).unwrap_err();
        assert_eq!(error.kind, ParseErrorKind::TooDeep);
    }
    for empty in ["", "# c\n", "\u{feff}"] {
        assert!(document(Yaml, empty).root().is_none());
    }
}
