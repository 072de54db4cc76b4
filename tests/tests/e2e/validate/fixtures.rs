//! Each check has a fixture: its wrong side is told in every format, its right side is not. `INSTA_UPDATE=always` writes
//! the snapshots anew; read them as a user would before they are committed.

use std::{
    collections::BTreeSet,
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Mutex,
    thread,
};

use super::fixture::{Fixture, folder};
use crate::world::{Report, World};

const SIDES: [&str; 2] = ["wrong", "right"];

/// The codes that have a fixture.
fn fixtures() -> BTreeSet<String> {
    let entries = fs::read_dir(folder()).unwrap().map(Result::unwrap);
    entries.map(|entry| entry.file_name().into_string().unwrap()).collect()
}

#[test]
fn every_check_has_a_fixture_with_both_sides() {
    let world = World::new();
    let list = world.unplain(["validate", "--explain"]).run().expect(0).stdout;
    let codes: BTreeSet<String> = list
        .lines()
        .skip(1)
        .map(|line| line.split_whitespace().next().unwrap().to_owned())
        .collect();
    assert!(codes.len() > 10, "the list of the checks reads:\n{list}");
    assert_eq!(codes, fixtures(), "the checks on the left, the fixtures on the right");
    for code in codes {
        for side in SIDES {
            let path = folder().join(&code).join(side);
            assert!(path.is_dir(), "{} is missing", path.display());
        }
    }
}

#[test]
fn the_wrong_side_of_each_fixture_is_told_and_the_right_side_is_not() {
    let left: Mutex<Vec<(String, &str)>> = Mutex::new(
        fixtures()
            .into_iter()
            .rev()
            .flat_map(|code| SIDES.map(|side| (code.clone(), side)))
            .collect(),
    );
    let failed = Mutex::new(BTreeSet::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some((code, side)) = { left.lock().unwrap().pop() } {
                    if catch_unwind(AssertUnwindSafe(|| check(&code, side))).is_err() {
                        failed.lock().unwrap().insert(format!("{code}/{side}"));
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "see above: {failed:?}");
}

fn check(code: &str, side: &str) {
    let fixture = Fixture::new(code, side);
    let report = fixture.validate(&["--format", "json"]).report();
    let exit = judge(&fixture, &report, code, side);
    let mut shown = String::new();
    for arguments in [
        &[][..],
        &["--verbose"],
        &["--strict", "--quiet"],
        &["--format", "github"],
        &["--summary"],
        &["--format", "junit"],
        &["--format", "sarif"],
        &["--format", "json"],
    ] {
        let outcome = fixture.validate(arguments);
        let exit = if arguments.contains(&"--strict") { exit.strict } else { exit.plain };
        let title = ["unplain validate", &arguments.join(" ")].join(" ");
        assert_eq!(outcome.code, Some(exit), "{code}/{side}: {title}\n{}", outcome.said());
        shown.push_str(&format!("$ {}\n", title.trim_end()));
        for (name, text) in [("stdout", &outcome.stdout), ("stderr", &outcome.stderr)] {
            if !text.is_empty() {
                shown.push_str(&format!("--- {name}\n{}", fixture.scrubbed(text)));
            }
        }
        shown.push_str(&format!("--- exit {exit}\n\n"));
    }
    insta::with_settings!({
        snapshot_path => folder().join(code),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!(side, shown);
    });
}

struct Exit {
    plain: i32,
    strict: i32,
}

/// Whether the report says of the check what it should, and the exit codes that belong to it.
fn judge(fixture: &Fixture, report: &Report, code: &str, side: &str) -> Exit {
    let problems = report.list("problems");
    let of = |code: &str| -> Vec<&str> {
        let of_code = problems.iter().filter(|problem| problem["code"] == code);
        of_code.map(|problem| problem["severity"].as_str().unwrap()).collect()
    };
    for problem in problems.iter().filter(|problem| problem["severity"] != "note") {
        let told = problem["code"].as_str().unwrap();
        let expected =
            (told == code && side == "wrong") || fixture.besides.iter().any(|c| c == told);
        assert!(expected, "{code}/{side} is told {problem:#}");
    }
    let severities = of(code);
    assert_eq!(severities.is_empty(), side == "right", "{code}/{side}: {problems:#?}");
    let strict = |severity: &&str| matches!(*severity, "error" | "warning");
    let wrong = fixture.exit.unwrap_or(1);
    Exit {
        plain: if severities.contains(&"error") { wrong } else { 0 },
        strict: if severities.iter().any(strict) { wrong } else { 0 },
    }
}
