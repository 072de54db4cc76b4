//! What can be wrong with a schema, and where it is said to be.
#![allow(missing_docs, clippy::unwrap_used)]

use unplain_core::{
    Schema,
    schema::{Need, Wrong},
};

fn told(wrong: &Wrong) -> String {
    let at = &wrong.at;
    format!("{}:{} {} {}", at.line, at.column, at.pointer, wrong.message)
}

fn wrong(text: &str) -> Vec<String> {
    Schema::parse(text).unwrap_err().iter().map(told).collect()
}

#[test]
fn the_known_form_is_read_as_it_stands() {
    let schema = Schema::parse(
        r#"{
  "$schema": "https://example.com/secrets.schema.json",
  "required": {
    "anthropic": {
      "ANTHROPIC_API_KEY": { "format": "sk-ant-...", "required_for": ["pulser"] }
    }
  },
  "optional": { "github": { "GH": { "shared": false, "rotate_days": 90, "environments": ["ci"] }, "B": {} } }
}"#,
    )
    .unwrap();
    let names: Vec<&str> = schema.variables.iter().map(|known| known.name.as_str()).collect();
    assert_eq!(names, ["ANTHROPIC_API_KEY", "GH", "B"]);
    let first = schema.get("ANTHROPIC_API_KEY").unwrap();
    assert_eq!((first.need, first.group.as_str()), (Need::Required, "anthropic"));
    assert_eq!((first.at.line, first.at.column), (5, 7));
    assert_eq!(first.at.pointer, "/required/anthropic/ANTHROPIC_API_KEY");
    assert_eq!(first.format.as_deref(), Some("sk-ant-..."));
    assert_eq!(first.required_for, ["pulser"]);
    assert!(first.shared);
    let second = schema.get("GH").unwrap();
    assert_eq!((second.need, second.shared, second.rotate_days), (Need::Optional, false, Some(90)));
    assert_eq!(second.environments, ["ci"]);
    assert!(schema.get("C").is_none() && schema.unknown.is_empty());
}

#[test]
fn unknown_keys_are_kept_and_told() {
    let schema = Schema::parse(
        "{\"version\": 1,\n \"required\": {\"$comment\": \"x\", \"g\": {\"description\": \"d\",\n  \"A\": {\"formt\": 1}}}}",
    )
    .unwrap();
    let unknown: Vec<String> = schema
        .unknown
        .iter()
        .map(|at| format!("{}:{} {}", at.line, at.column, at.pointer))
        .collect();
    assert_eq!(
        unknown,
        [
            "1:2 /version",
            "2:15 /required/$comment",
            "2:38 /required/g/description",
            "3:9 /required/g/A/formt"
        ]
    );
}

#[test]
fn what_is_not_json_is_said_with_its_place() {
    for (text, message) in [
        ("", "1:1  the file is empty"),
        (" \n", "1:1  the file is empty"),
        ("\u{feff}", "1:1  the file is empty"),
        ("[]", "1:1  the schema is a list and has to be an object"),
        ("\u{feff}[]", "1:1  the schema is a list and has to be an object"),
        ("\n  \"x\"", "2:3  the schema is a text and has to be an object"),
        ("{\0}\0", "1:1  the file holds zero bytes: it is no UTF-8 text"),
        ("{\n \"a\": }", "2:7  it is not JSON: expected a value"),
        ("{\n \"a\": 1", "1:1  it is not JSON: the object or array has no end"),
        (
            "{ // c\n}",
            "1:3  it is not JSON: expected a value or punctuation (plain JSON has no comments)",
        ),
    ] {
        assert_eq!(wrong(text), [message], "{text:?}");
    }
    let comments = Schema::parse("{ // c\n}").unwrap_err();
    assert!(comments[0].help.contains("comments"), "{}", comments[0].help);
    let deep = format!("{{\"required\": {}", "[".repeat(100_000));
    assert!(wrong(&deep)[0].contains("nested too deep"));
    assert!(Schema::parse("\u{feff}{}").unwrap().variables.is_empty());
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let text = r#"{
  "$schema": 1,
  "required": {
    "a": {
      "ONE": { "format": 1, "pattern": "(", "description": [], "docs": null, "owner": {}, "scope": 2 },
      "TWO": { "rotate_days": 0, "required_for": "pulser", "environments": ["ci", 1], "shared": "no" },
      "NOT-A-NAME": {},
      "THREE": "sk-...",
      "FOUR": { "format": "x...", "format": "y..." },
      "ONE": {}
    },
    "b": { "ONE": {}, "5": {} },
    "c": [],
    "a": {}
  },
  "optional": { "d": { "TWO": {} } }
}"#;
    assert_eq!(
        wrong(text),
        [
            "2:14 /$schema `$schema` is a number and has to be text in quotes",
            "5:26 /required/a/ONE/format `format` is a number and has to be text in quotes",
            "5:40 /required/a/ONE/pattern `pattern` is no regular expression that can be used: found open group without closing ')'",
            "5:60 /required/a/ONE/description `description` is a list and has to be text in quotes",
            "5:72 /required/a/ONE/docs `docs` is `null` and has to be text in quotes",
            "5:87 /required/a/ONE/owner `owner` is an object and has to be text in quotes",
            "5:100 /required/a/ONE/scope `scope` is a number and has to be a list of texts: `[\"…\"]`",
            "6:31 /required/a/TWO/rotate_days `rotate_days` is no whole number above 0",
            "6:50 /required/a/TWO/required_for `required_for` is a text and has to be a list of texts: `[\"…\"]`",
            "6:83 /required/a/TWO/environments/1 this is a number and has to be text in quotes",
            "6:97 /required/a/TWO/shared `shared` is a text and has to be `true` or `false`",
            "7:7 /required/a/NOT-A-NAME this is no name of a variable",
            "8:16 /required/a/THREE `THREE` is a text and has to be an object, such as `{}`",
            "9:35 /required/a/FOUR/format this key stands twice: on line 9 and here on line 9",
            "10:7 /required/a/ONE this key stands twice: on line 5 and here on line 10",
            "12:12 /required/b/ONE ONE is declared twice: on line 5, in `required` under `a`, and here on line 12",
            "12:23 /required/b/5 this is no name of a variable",
            "13:10 /required/c `c` is a list and has to be an object of variables",
            "14:5 /required/a this key stands twice: on line 4 and here on line 14",
            "16:24 /optional/d/TWO TWO is declared twice: on line 6, in `required` under `a`, and here on line 16",
        ]
    );
}

#[test]
fn an_objection_says_what_is_wrong_and_nothing_of_the_value() {
    let schema = Schema::parse(
        r#"{"required": {"g": {
          "F": {"format": "key-..."}, "P": {"pattern": "^[a-z]+-[0-9]+$"}, "B": {"format": "a-...-z", "pattern": "[0-9]"},
          "S": {"format": "fixed"}, "N": {}, "A": {"format": "..."}, "L": {"format": "-----BEGIN...END-----..."}
        }}}"#,
    )
    .unwrap();
    for (name, value, words) in [
        ("F", "key-Zq7", None),
        ("F", "Zq7", Some("does not begin with `key-`")),
        ("F", "key-", Some("does not have the form `key-...`")),
        ("F", "", Some("is empty")),
        ("F", "key-Zq7\n", Some("ends with a line end")),
        ("F", " key-Zq7", Some("has white space around it")),
        ("F", "\"key-Zq7\"", Some("has quotes around it")),
        ("F", "'key-Zq7'\n", Some("has quotes around it")),
        ("P", "zq-7", None),
        ("P", "Zq7", Some("does not match the pattern `^[a-z]+-[0-9]+$`")),
        ("P", "zq-7\r\n", Some("ends with a line end")),
        ("B", "a-7-z", None),
        ("B", "a-7", Some("does not end with `-z`")),
        ("B", "a-q-z", Some("does not match the pattern `[0-9]`")),
        ("S", "Zq7", Some("is not `fixed`, the one value that the schema allows")),
        ("N", "", None),
        ("N", "any\n", None),
        ("A", "anything at all", None),
        ("L", "-----BEGIN X-----\nZq7\n-----END-----\n", None),
    ] {
        let objection = schema.get(name).unwrap().objects_to(value);
        assert_eq!(objection.as_deref(), words, "{name} {value:?}");
    }
}
