//! What is found in single strings: `cases.txt`, which says it for each place and name.

use std::ops::Range;

use unplain_testkit::Tokens;

use super::{fragment::fragments, words};
use crate::{Confidence, Slot};

#[test]
fn what_is_found_is_what_the_cases_say() {
    let mut tokens = Tokens::new(20);
    let mut wrong = Vec::new();
    let cases = include_str!("cases.txt")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with("# "));
    for case in cases {
        let [slot, name, before, value] = case.splitn(4, " | ").collect::<Vec<_>>()[..] else {
            panic!("{case}")
        };
        let given = |text: &'static str| Some(text.trim()).filter(|text| !text.is_empty());
        let (value, wanted) = expand(value, &mut tokens);
        let slot = match slot {
            "env" => Some(Slot::Env),
            "header" => Some(Slot::Header),
            "arg" => Some(Slot::Arg),
            "url" => Some(Slot::Url),
            "perm" => Some(Slot::Other),
            "line" => None,
            other => panic!("no slot {other}"),
        };
        let found = match slot {
            Some(slot) => fragments(slot, given(name), given(before), &value),
            None => words::in_line(&value),
        };
        let sure = found.iter().filter(|part| part.confidence > Confidence::Low);
        if sure.map(|part| part.secret.clone()).ne(wanted) {
            wrong.push(case);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The value without its marks, and what they stand around.
fn expand(template: &str, tokens: &mut Tokens) -> (String, Vec<Range<usize>>) {
    let mut value = String::new();
    let mut wanted = Vec::new();
    let (mut start, mut rest) = (0, template);
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '«' => start = value.len(),
            '»' => wanted.push(start..value.len()),
            '‹' => {
                let (shape, more) = rest.split_once('›').expect("a closed shape");
                value.push_str(&tokens.of_shape(shape, "none"));
                rest = more;
            }
            c => value.push(c),
        }
    }
    (value, wanted)
}
