//! Dotenv files: reading and edits.

use unplain_rewrite::Format::Dotenv;
use unplain_rewrite::{Document, NewValue, RefusalKind};

use crate::check::Edit::{Fragment, Insert, Remove, Value};
use crate::check::{check, document, pointer, refused, string};

const TEXT: &str = "\u{feff}# head\r\nA=bare value # note\r\n export B = 'sin\\gle' \r\nC=\"dou\\\"ble\\n\r\nline\" # c\r\nD=\nE=a#b\nF= # none\nG=`ti'ck`\nA=last";

#[test]
fn values_are_read_in_every_quoting() {
    let document = document(Dotenv, TEXT);
    let seen: Vec<_> = document
        .nodes()
        .skip(1)
        .map(|node| (node.pointer().to_string(), node.value().into_owned()))
        .collect();
    let expected = [
        ("/A", "bare value"),
        ("/B", "sin\\gle"),
        ("/C", "dou\"ble\n\r\nline"),
        ("/D", ""),
        ("/E", "a#b"),
        ("/F", ""),
        ("/G", "ti'ck"),
        ("/A", "last"),
    ];
    assert_eq!(seen, expected.map(|(at, value)| (at.to_owned(), value.to_owned())));
    assert_eq!(document.get(&pointer("/A")).unwrap().value(), "last");
    assert_eq!(document.comments().len(), 4);
}

#[test]
fn values_are_edited_in_their_quotes() {
    check(
        Dotenv,
        TEXT,
        &[
            Fragment("/C", "ble", "\"$X"),
            Value("/B", "it's"),
            Value("/D", "x y"),
            Value("/E", "1"),
            Value("/G", "t"),
        ],
        &TEXT
            .replace("ble\\n", "\\\"\\$X\\n")
            .replace("'sin\\gle'", "\"it's\"")
            .replace("D=", "D='x y'")
            .replace("a#b", "1")
            .replace("`ti'ck`", "`t`"),
    );
    check(Dotenv, "A=a b", &[Fragment("/A", "b", "c")], "A=a c");
    check(Dotenv, "A=a b", &[Fragment("/A", "b", "#c")], "A='a #c'");
}

#[test]
fn lines_come_and_go() {
    check(Dotenv, "A=1", &[Insert("", "B", string("x y"))], "A=1\nB='x y'");
    check(Dotenv, "A=1\r\n", &[Insert("", "B", string("it's"))], "A=1\r\nB=\"it's\"\r\n");
    check(Dotenv, "", &[Insert("", "B", string("1"))], "B=1\n");
    check(Dotenv, TEXT, &[Remove("/B")], &TEXT.replace(" export B = 'sin\\gle' \r\n", ""));
    check(Dotenv, "A=1 # c\nB=2\n", &[Remove("/A")], "# c\nB=2\n");
    refused(Dotenv, "A=1", &[Insert("", "a b", string("1"))], RefusalKind::CannotHold);
    refused(Dotenv, "A=1", &[Insert("", "B", NewValue::Strings(vec![]))], RefusalKind::CannotHold);
}

#[test]
fn other_lines_are_errors() {
    for (text, place) in [
        ("A=1\nsecret", (2, 7)),
        ("A=\"x", (1, 3)),
        ("A='x'y", (1, 6)),
        ("1A=x", (1, 1)),
        ("=x", (1, 1)),
    ] {
        let error = Document::parse(text.to_owned(), Dotenv).unwrap_err();
        assert_eq!((error.line, error.column), place, "{text}");
        assert!(!error.to_string().contains("secret"));
    }
}
