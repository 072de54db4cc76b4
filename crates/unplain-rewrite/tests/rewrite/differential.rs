//! The same meaning as other parsers give, on random right and damaged documents.

use serde_json::{Map, Value};
use unplain_rewrite::{Document, Format, Kind, Node};

use crate::generate::{self, Random};

/// Runs a comparison on right (`false`) and damaged (`true`) documents.
fn on_documents(format: Format, mut compare: impl FnMut(&str, Option<&Document>)) {
    let mut read = 0;
    for seed in 0..3000 {
        let mut random = Random(seed);
        let right = generate::text(&mut random, format);
        let damaged = generate::damaged(&mut random, &right);
        for text in [right, damaged] {
            let document = Document::parse(text.clone(), format).ok();
            read += usize::from(document.is_some());
            // Half of a surrogate pair is a right escape in JSON, but other parsers refuse it.
            let has_half = |node: Node<'_>| {
                node.value().contains('\u{fffd}')
                    || node.key().is_some_and(|key| key.contains('\u{fffd}'))
            };
            if !document.as_ref().is_some_and(|document| document.nodes().any(has_half)) {
                compare(&text, document.as_ref());
            }
        }
    }
    assert!((3000..6000).contains(&read), "{format:?}: {read} documents were read");
}

/// A value as parsers see it. Numbers are compared where the other parser has the same.
fn value(node: &Node<'_>, number: &impl Fn(&str) -> Value) -> Value {
    match node.kind() {
        Kind::Object => {
            let members = node
                .children()
                .map(|child| (child.key().unwrap().into_owned(), value(&child, number)));
            Value::Object(members.collect::<Map<_, _>>())
        }
        Kind::Array => node.children().map(|child| value(&child, number)).collect(),
        Kind::String => Value::String(node.value().into_owned()),
        Kind::Number => number(&node.value()),
        Kind::Bool => Value::Bool(node.value() == "true"),
        Kind::Null | Kind::Alias | Kind::Code => Value::Null,
    }
}

fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

#[test]
fn json_means_what_serde_json_says() {
    on_documents(Format::Json, |text, document| {
        let text = without_mark(text);
        let is_right = serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
        assert_eq!(document.is_some(), is_right, "{text}");
        if let (Some(document), Ok(theirs)) = (document, serde_json::from_str::<Value>(text)) {
            let number = |number: &str| serde_json::from_str(number).unwrap();
            assert_eq!(value(&document.root().unwrap(), &number), theirs, "{text}");
        }
    });
}

#[test]
fn jsonc_means_what_jsonc_parser_says() {
    use jsonc_parser::{JsonValue, ParseOptions};

    fn theirs(value: JsonValue<'_>) -> Value {
        match value {
            JsonValue::String(text) => Value::String(text.into_owned()),
            JsonValue::Number(_) | JsonValue::Null => Value::Null,
            JsonValue::Boolean(value) => Value::Bool(value),
            JsonValue::Object(members) => Value::Object(
                members.into_iter().map(|(key, value)| (key.into_owned(), theirs(value))).collect(),
            ),
            JsonValue::Array(values) => values.into_iter().map(theirs).collect(),
        }
    }
    let options = ParseOptions {
        allow_comments: true,
        allow_trailing_commas: true,
        allow_loose_object_property_names: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    on_documents(Format::Jsonc, |text, document| {
        let parsed = jsonc_parser::parse_to_value(without_mark(text), &options);
        match (document, parsed) {
            (Some(document), Ok(parsed)) => {
                let ours = document.root().map(|root| value(&root, &|_| Value::Null));
                assert_eq!(ours, parsed.map(theirs), "{text}");
            }
            (Some(_), Err(error)) => panic!("{error}: {text}"),
            (None, Ok(_)) => {
                // It takes line ends in strings, which VS Code's parser reports.
                let error =
                    Document::parse(text.to_owned(), Format::Jsonc).unwrap_err().kind.to_string();
                assert!(error.contains("inside a string"), "{error}: {text}");
            }
            (None, Err(_)) => {}
        }
    });
}

#[test]
fn json5_means_what_json5_says() {
    fn without_numbers(value: Value) -> Value {
        match value {
            Value::Number(_) => Value::Null,
            Value::Array(values) => values.into_iter().map(without_numbers).collect(),
            Value::Object(members) => Value::Object(
                members.into_iter().map(|(key, value)| (key, without_numbers(value))).collect(),
            ),
            other => other,
        }
    }
    on_documents(Format::Json5, |text, document| {
        let theirs = json5::from_str::<Value>(text).map(without_numbers);
        let ours = document.and_then(Document::root).map(|root| value(&root, &|_| Value::Null));
        assert_eq!(ours, theirs.ok(), "{text}");
    });
}

#[test]
fn toml_means_what_toml_says() {
    fn theirs(value: toml::Value) -> Value {
        match value {
            toml::Value::String(text) => Value::String(text),
            toml::Value::Boolean(value) => Value::Bool(value),
            toml::Value::Array(values) => values.into_iter().map(theirs).collect(),
            toml::Value::Table(members) => Value::Object(
                members.into_iter().map(|(key, value)| (key, theirs(value))).collect(),
            ),
            _ => Value::Null,
        }
    }
    on_documents(Format::Toml, |text, document| {
        let theirs =
            toml::from_str::<toml::Table>(text).ok().map(|table| theirs(toml::Value::Table(table)));
        let ours = document.map(|document| value(&document.root().unwrap(), &|_| Value::Null));
        assert_eq!(ours, theirs, "{text}");
    });
}
