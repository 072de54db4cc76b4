//! No input makes the search look at its bytes again and again.

use unplain_testkit::Tokens;

use super::{
    Rule,
    find::{BEFORE, work_in},
    rules,
    shape::MOST_BEFORE,
    tests::example,
};

/// Signs that stand in some rows' runs and are no word's, and some that stand in none.
const SIGNS: &[&str] = &[
    "", "/", "+", "=", ".", ":", "%", "~", ",", "@", " ", "\n", "-", "_", "\\n", "/.", "=/+", "%3D",
];

/// Where bytes are looked at again at each anchor, they are so a hundred times in this many.
const SIZE: usize = 5 << 10;

/// How often each byte may be looked at beside the search for anchors. Several rows may have one anchor.
const MOST: usize = 32;

#[track_caller]
fn assert_linear(row: &Rule, what: &str, piece: &str) {
    let text = piece.repeat(SIZE / piece.len() + 1);
    let work = work_in(text.as_bytes());
    assert!(
        work <= text.len() * MOST,
        "{}: {what} {:?}: {} times",
        row.id,
        piece.get(..piece.len().min(60)),
        work / text.len()
    );
}

#[test]
fn repeated_beginnings_and_tokens_of_each_row() {
    let mut tokens = Tokens::new(1);
    for row in rules() {
        let token = example(row, &mut tokens);
        let anchor = row.shape.anchor();
        for sign in SIGNS.iter().filter(|_| !anchor.is_empty()) {
            assert_linear(row, "anchors", &format!("{anchor}{sign}"));
            assert_linear(row, "signs and anchors", &format!("{sign}{sign}{anchor}"));
            assert_linear(row, "tokens", &format!("{token}{sign}"));
            assert_linear(row, "typed tokens", &format!("{anchor}{}{sign}", "x".repeat(200)));
            assert_linear(row, "long tokens", &format!("{anchor}{}{sign}", "Ab3d9".repeat(300)));
            for cut in [1, 3, token.len() / 2] {
                let part = token.get(..token.len() - cut).unwrap_or(anchor);
                assert_linear(row, "cut tokens", &format!("{part}{sign}"));
            }
        }
        for name in row.names {
            assert_linear(row, "names", name);
            assert_linear(row, "names with signs", &format!("{name} = \""));
            assert_linear(row, "given tokens", &format!("{name}={token}"));
        }
    }
}

#[test]
fn endless_runs_behind_and_around_each_rows_anchor() {
    let mut tokens = Tokens::new(2);
    for row in rules() {
        let anchor = row.shape.anchor();
        if anchor.is_empty() {
            continue;
        }
        for class in ["a", "0", "A", "aB3", "a/", "a+b/", "-", "=", "a.b", "-----"] {
            let run = class.repeat(SIZE / class.len());
            let many = format!("/{anchor}{}", tokens.of_shape("b62{40}", "none"));
            for text in [
                run.clone(),
                format!("{anchor}{run}"),
                format!("{run}{anchor}{run}"),
                format!("{anchor}{run}").replace("aaaaaaaaaaaaaaaaaaaaaaaa", &many),
                format!("{anchor}{}", many.repeat(SIZE / many.len())),
            ] {
                let work = work_in(text.as_bytes());
                assert!(
                    work <= text.len() * MOST,
                    "{}: {class:?}: {} times",
                    row.id,
                    work / text.len()
                );
            }
        }
    }
}

#[test]
fn anchors_and_names_are_short() {
    for row in rules() {
        let longest = row.names.iter().map(|name| name.len()).max().unwrap_or(0);
        assert!(longest.max(row.shape.anchor().len()) < BEFORE - MOST_BEFORE, "{}", row.id);
    }
}
