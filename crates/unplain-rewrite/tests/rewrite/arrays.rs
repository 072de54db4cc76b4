//! Elements that are added to arrays, in every format that has them.

use unplain_rewrite::Format::{Json, Json5, Jsonc, Toml, Yaml};
use unplain_rewrite::{Document, End, Format, RefusalKind};

use crate::check::Edit::{Back, Front, Insert, Remove, Value};
use crate::check::{check, document, pointer, refused, string};

const BOTH: [crate::check::Edit<'_>; 2] = [Front("/a", &["F"]), Back("/a", &["B", "C"])];

#[test]
fn a_row_stays_a_row() {
    for (before, after) in [
        (r#"{"a": ["x"]}"#, r#"{"a": ["F", "x", "B", "C"]}"#),
        (r#"{"a":["x"]}"#, r#"{"a":["F","x","B","C"]}"#),
        (r#"{"a": ["x","y"]}"#, r#"{"a": ["F","x","y","B","C"]}"#),
        (r#"{"a":[ "x", 1 ]}"#, r#"{"a":[ "F", "x", 1, "B", "C" ]}"#),
        (r#"{"a": [["x"], {"y": []}]}"#, r#"{"a": ["F", ["x"], {"y": []}, "B", "C"]}"#),
        ("\u{feff}{\"a\": [null]}", "\u{feff}{\"a\": [\"F\", null, \"B\", \"C\"]}"),
        ("{\"a\": [\"x\"\n]}", "{\"a\": [\"F\", \"x\", \"B\", \"C\"\n]}"),
        (
            "{\"a\": [\"x\", {\n  \"y\": 1\n}]}",
            "{\"a\": [\"F\", \"x\", {\n  \"y\": 1\n}, \"B\", \"C\"]}",
        ),
    ] {
        check(Json, before, &BOTH, after);
    }
    check(Jsonc, "{\"a\": [1,]}", &BOTH, "{\"a\": [\"F\", 1, \"B\", \"C\",]}");
    check(
        Jsonc,
        "{\"a\": [/* x */ 1 /* y */]}",
        &BOTH,
        "{\"a\": [\"F\", /* x */ 1, /* y */ \"B\", \"C\"]}",
    );
    check(Json5, "{a: ['x']}", &BOTH, "{a: ['F', 'x', 'B', 'C']}");
    check(Toml, "a = ['x', \"y\"]\n", &BOTH, "a = ['F', 'x', \"y\", \"B\", \"C\"]\n");
    check(Toml, "a=[1]", &BOTH, "a=[\"F\",1,\"B\",\"C\"]");
    check(Yaml, "a: [x, 'y']\n", &BOTH, "a: [F, x, 'y', 'B', 'C']\n");
    check(Yaml, "a: [&k x, k: v]\n", &BOTH, "a: [F, &k x, k: v, B, C]\n");
}

#[test]
fn lines_stay_lines() {
    check(
        Json,
        "{\r\n\t\"a\": [\r\n\t\t\"x\"\r\n\t]\r\n}",
        &BOTH,
        "{\r\n\t\"a\": [\r\n\t\t\"F\",\r\n\t\t\"x\",\r\n\t\t\"B\",\r\n\t\t\"C\"\r\n\t]\r\n}",
    );
    check(
        Jsonc,
        "{\"a\": [ // of a\n  // of x\n  \"x\", // x\n  \"y\" // y\n  // end\n]}",
        &BOTH,
        "{\"a\": [ // of a\n  \"F\",\n  // of x\n  \"x\", // x\n  \"y\", // y\n  \"B\",\n  \"C\"\n  // end\n]}",
    );
    check(
        Jsonc,
        "{\"a\": [\n  \"x\", // x\n]}",
        &BOTH,
        "{\"a\": [\n  \"F\",\n  \"x\", // x\n  \"B\",\n  \"C\",\n]}",
    );
    check(
        Toml,
        "a = [\n    'x', # x\n    1\n    # end\n]",
        &BOTH,
        "a = [\n    'F',\n    'x', # x\n    1,\n    'B',\n    'C'\n    # end\n]",
    );
    check(Toml, "a = [\n 'x' # x\n]\n", &BOTH, "a = [\n 'F',\n 'x', # x\n 'B',\n 'C'\n]\n");
    check(Yaml, "a: [\n  x, # x\n]\n", &BOTH, "a: [\n  F,\n  x, # x\n  B,\n  C,\n]\n");
}

#[test]
fn an_empty_array_is_filled() {
    let new = || [Front("/a", &["F"]), Back("/a", &["B"])];
    for format in [Json, Jsonc, Json5] {
        check(format, "{\"a\": []}", &new(), "{\"a\": [\"F\", \"B\"]}");
        check(format, "{\"a\":[]}", &new(), "{\"a\":[\"F\",\"B\"]}");
        check(format, "{\"a\": [ ]}", &new(), "{\"a\": [\"F\", \"B\"]}");
        check(format, "{\n  \"a\": []\n}", &new(), "{\n  \"a\": [\"F\", \"B\"]\n}");
        check(
            format,
            "{\n  \"a\": [\n  ]\n}",
            &new(),
            "{\n  \"a\": [\n    \"F\",\n    \"B\"\n  ]\n}",
        );
        check(
            format,
            "{\n  \"a\": [],\n  \"b\": [\n    1\n  ]\n}",
            &new(),
            "{\n  \"a\": [\n    \"F\",\n    \"B\"\n  ],\n  \"b\": [\n    1\n  ]\n}",
        );
    }
    check(Jsonc, "{\"a\": [ /* e */ ]}", &new(), "{\"a\": [ /* e */ \"F\", \"B\" ]}");
    check(
        Jsonc,
        "{\n  \"a\": [ // e\n  ]\n}",
        &new(),
        "{\n  \"a\": [ // e\n    \"F\",\n    \"B\"\n  ]\n}",
    );
    check(
        Jsonc,
        "{\n  \"a\": [\n    // e\n  ]\n}",
        &new(),
        "{\n  \"a\": [\n    \"F\",\n    \"B\"\n    // e\n  ]\n}",
    );
    check(Json, "[]", &[Back("", &["x"])], "[\"x\"]");
    check(Toml, "a = []", &new(), "a = [\"F\", \"B\"]");
    check(Toml, "a = [ # e\n]\n", &new(), "a = [ # e\n  \"F\",\n  \"B\"\n]\n");
    check(Toml, "t = { a = [] }\n", &[Back("/t/a", &["x"])], "t = { a = [\"x\"] }\n");
    check(Yaml, "a: []\n", &new(), "a: [\"F\", \"B\"]\n");
}

#[test]
fn block_sequences_get_lines() {
    let after = "a:\n  # of x\n  - x # x\n  - y\n  # end\nb: 1\n";
    check(
        Yaml,
        after,
        &BOTH,
        "a:\n  - F\n  # of x\n  - x # x\n  - y\n  - B\n  - C\n  # end\nb: 1\n",
    );
    check(Yaml, "a: # a\n-   'x'", &BOTH, "a: # a\n-   'F'\n-   'x'\n-   'B'\n-   'C'");
    check(Yaml, "a:\r\n- x\r\n", &BOTH, "a:\r\n- F\r\n- x\r\n- B\r\n- C\r\n");
    check(
        Yaml,
        "- - x\n  - y\n- z\n",
        &[Front("/0", &["F", "G"]), Back("/0", &["B"]), Front("", &["O"])],
        "- O\n- - F\n  - G\n  - x\n  - y\n  - B\n- z\n",
    );
    check(
        Yaml,
        "a:\n  - |\n    text\n\n  - k: v\n    l: w\nb: 1\n",
        &BOTH,
        "a:\n  - \"F\"\n  - |\n    text\n\n  - k: v\n    l: w\n  - \"B\"\n  - \"C\"\nb: 1\n",
    );
    check(Yaml, "a:\n  -\n  - ~\n", &BOTH, "a:\n  - \"F\"\n  -\n  - ~\n  - \"B\"\n  - \"C\"\n");
    check(Yaml, "\u{feff}- x", &[Front("", &["F"])], "\u{feff}- F\n- x");
    check(Yaml, "\u{feff}# x\n- x", &[Front("", &["F"])], "\u{feff}- F\n# x\n- x");
    check(
        Yaml,
        "a:\n  # general\n\n  # of x\n  - x\n",
        &[Front("/a", &["F"])],
        "a:\n  # general\n\n  - F\n  # of x\n  - x\n",
    );
}

#[test]
fn elements_come_and_go_in_one_patch() {
    check(Json, r#"["a", "b", "c"]"#, &[Remove("/0"), Front("", &["F"])], r#"["F", "b", "c"]"#);
    check(Json, r#"["a", "b", "c"]"#, &[Remove("/2"), Back("", &["B"])], r#"["a", "b", "B"]"#);
    check(
        Json,
        r#"["a", "b", "c"]"#,
        &[Remove("/0"), Remove("/2"), Value("/1", "V"), Front("", &["F"]), Back("", &["B"])],
        r#"["F", "V", "B"]"#,
    );
    check(
        Json,
        r#"["a", "b"]"#,
        &[Remove("/0"), Remove("/1"), Front("", &["F"]), Back("", &["B"])],
        r#"["F", "B"]"#,
    );
    check(
        Jsonc,
        "[\n  \"a\", // a\n  \"b\",\n]\n",
        &[Remove("/0"), Remove("/1"), Back("", &["B"])],
        "[\n  \"B\",\n  // a\n]\n",
    );
    check(Jsonc, "[\n  \"a\",\n]\n", &[Remove("/0"), Back("", &["B"])], "[\n  \"B\",\n]\n");
    check(
        Json,
        "{\n  \"args\": [\n    \"-k\",\n    \"tok\"\n  ],\n  \"env\": {\n    \"A\": \"x\"\n  }\n}\n",
        &[
            Front("/args", &["run", "--"]),
            Remove("/args/0"),
            Value("/args/1", "${K}"),
            Remove("/env/A"),
            Insert("", "l", string("v")),
        ],
        "{\n  \"args\": [\n    \"run\",\n    \"--\",\n    \"${K}\"\n  ],\n  \"env\": {},\n  \"l\": \"v\"\n}\n",
    );
    check(
        Toml,
        "a = [\n  'x',\n  'y'\n]\n",
        &[Remove("/a/0"), Front("/a", &["F"])],
        "a = [\n  'F',\n  'y'\n]\n",
    );
    let block = "a:\n  - x\n  - y\n";
    check(Yaml, block, &[Remove("/a/0"), Front("/a", &["F"])], "a:\n  - F\n  - y\n");
    check(Yaml, block, &[Remove("/a/1"), Back("/a", &["B"])], "a:\n  - x\n  - B\n");
    check(
        Yaml,
        block,
        &[Remove("/a/0"), Remove("/a/1"), Front("/a", &["F"]), Back("/a", &["B"])],
        "a:\n  - F\n  - B\n",
    );
    check(Yaml, "a:\n  - x\n  - y", &[Remove("/a/1"), Back("/a", &["B"])], "a:\n  - x\n  - B");
    check(Yaml, "- - x\n  - y\n", &[Remove("/0/0"), Front("/0", &["F"])], "- - F\n  - y\n");
}

#[test]
fn what_is_added_later_stands_further_outside() {
    check(
        Json,
        "[0]",
        &[
            Front("", &["b", "c"]),
            Front("", &["a"]),
            Back("", &["x"]),
            Back("", &["y"]),
            Back("", &[]),
        ],
        r#"["a", "b", "c", 0, "x", "y"]"#,
    );
    check(Json, "[0]", &[Back("", &[])], "[0]");
}

#[test]
fn strings_are_quoted_where_they_have_to_be() {
    let odd = [
        "yes", "1", ": ", "a: b", "", " a", "it's", "\"", "a\nb", "#", "-", "- x", "*a", "a, b",
        "ä😀", "\u{1}", "\\", "~",
    ];
    for (format, texts) in [
        (Json, ["[\"x\"]", "[]"]),
        (Json5, ["['x']", "[]"]),
        (Toml, ["a = ['x']", "a = [\"\"\"x\"\"\"]"]),
        (Yaml, ["[x]", "- x"]),
        (Yaml, ["['x']", "- \"x\""]),
    ] {
        for text in texts {
            let old = document(format, text);
            let array = old.get(&pointer(if format == Toml { "/a" } else { "" })).unwrap();
            let mut patch = old.patch();
            let values: Vec<_> = odd.iter().map(|value| value.to_string()).collect();
            patch.insert_elements(array.id(), End::Front, &values).unwrap();
            patch.insert_elements(array.id(), End::Back, &values).unwrap();
            let new = document(format, patch.finish().unwrap().text());
            let array = new.get(&array.pointer()).unwrap();
            let found: Vec<_> = array.children().map(|child| child.value().into_owned()).collect();
            assert!(found.starts_with(&values) && found.ends_with(&values), "{text}");
        }
    }
    check(Yaml, "- x\n", &[Back("", &["yes", "a, b"])], "- x\n- \"yes\"\n- a, b\n");
    check(Yaml, "[x]\n", &[Back("", &["a, b"])], "[x, \"a, b\"]\n");
}

#[test]
fn other_values_and_marked_arrays_are_refused() {
    let new = || [Back("/a", &["x"])];
    for (format, text) in
        [(Json, "{\"a\": {}}"), (Toml, "a = 1"), (Yaml, "a: x"), (Format::Dotenv, "a=x")]
    {
        refused(format, text, &new(), RefusalKind::NotAnArray);
    }
    refused(Toml, "[[a]]\n", &new(), RefusalKind::NoRoom);
    for text in ["a: &n [x]\nb: *n\n", "a: !t\n  - x\n", "a: &n # c\n- x\n", "a: !!seq []\n"] {
        refused(Yaml, text, &new(), RefusalKind::Marked);
    }
    refused(Yaml, "- &n [x]\n", &[Back("/0", &["x"])], RefusalKind::Marked);
    refused(Yaml, "[!t [x]]\n", &[Back("/0", &["x"])], RefusalKind::Marked);
    refused(Yaml, "--- !t\n- x\n", &[Back("", &["x"])], RefusalKind::Marked);
    refused(Yaml, "b: &n [x]\na: *n\n", &new(), RefusalKind::Alias { line: 1, column: 7 });
    refused(Json, "{\"a\": []}", &[Back("/a", &["x"]), Remove("/a")], RefusalKind::Overlap);
    check(Yaml, "a: # & !\n- x\n", &new(), "a: # & !\n- x\n- x\n");
}

#[test]
fn long_arrays_and_long_lines_are_no_trouble() {
    let elements: Vec<_> = (0..100_000).map(|number| format!("'e{number}'")).collect();
    let values: Vec<_> = elements.iter().map(|text| text.replace('\'', "")).collect();
    for (format, text) in [
        (Json5, format!("[{}]", elements.join(", "))),
        (Json5, format!("[{},]", elements.join(",// c\n  "))),
        (Yaml, elements.iter().map(|element| format!("- {element} # c\n")).collect()),
    ] {
        let old = Document::parse(text, format).unwrap();
        let root = old.root().unwrap();
        let mut patch = old.patch();
        patch.insert_elements(root.id(), End::Front, &values).unwrap();
        patch.insert_elements(root.id(), End::Back, &values).unwrap();
        for child in root.children().filter(|child| child.index().unwrap() % 2 == 1) {
            patch.remove(child.id()).unwrap();
        }
        let new = document(format, patch.finish().unwrap().text());
        assert_eq!(new.root().unwrap().children().count(), 250_000);
    }
}
