//! `run --mask` against copying, and against replacing the values as they are.

use std::{
    fs::File,
    io::{BufWriter, Write as _},
    process::Command,
};

use anyhow::Result;

use super::subjects::{self, Bound, Subject, Surroundings};
use crate::tokens::Tokens;

/// How much the program writes.
const SIZE: usize = 1 << 30;

/// Lines between two in which a value stands.
const RARE: usize = 500;

pub(super) fn copy(around: &Surroundings<'_>) -> Result<Subject> {
    subject(around, "`cat FILE \\| cat`", 3.0, |file, _| {
        let mut theirs = Command::new("sh");
        theirs.args(["-c", "cat \"$0\" | cat"]).arg(file);
        theirs
    })
}

pub(super) fn replace(around: &Surroundings<'_>) -> Result<Subject> {
    let against = "`cat FILE \\|` aho-corasick 1.1 stream replacement, one form of each value";
    subject(around, against, 1.0, |file, secrets| {
        let mut theirs = Command::new("sh");
        theirs.args(["-c", "cat \"$0\" | \"$@\""]).arg(file).arg(around.xtask).arg("replace");
        theirs.args(secrets);
        theirs
    })
}

fn subject(
    around: &Surroundings<'_>,
    against: &'static str,
    bound: f64,
    peer: impl Fn(&std::path::Path, &[String]) -> Command,
) -> Result<Subject> {
    let home = around.home("mask")?;
    let mut tokens = Tokens::new(6);
    let secrets: Vec<String> = (0..10).map(|_| tokens.word(40)).collect();
    for (number, secret) in secrets.iter().enumerate() {
        let name = format!("SERVICE_{number}_API_KEY");
        let mut set = around.command(around.unplain, &home);
        subjects::feed(set.args(["set", "--force", &name]), secret.as_bytes())?;
    }
    let file = home.join("output.jsonl");
    let mut out = BufWriter::new(File::create(&file)?);
    let mut written = 0;
    for number in 0.. {
        let words: Vec<String> = (0..12).map(|at| tokens.word(3 + (number + at) % 7)).collect();
        let value = secrets.get(number / RARE % 10).filter(|_| number % RARE == 0);
        let line = format!(
            "{{\"jsonrpc\":\"2.0\",\"id\":{number},\"result\":{{\"content\":[{{\"type\":\"text\",\"text\":\"{} {}\"}}]}}}}\n",
            words.join(" "),
            value.map_or("", String::as_str),
        );
        out.write_all(line.as_bytes())?;
        written += line.len();
        if written > SIZE {
            break;
        }
    }
    out.flush()?;
    let mut ours = around.command(around.unplain, &home);
    ours.args(["run", "--mask", "--", "cat"]).arg(&file);
    let peer = peer(&file, &secrets);
    let mut theirs = around.command(peer.get_program(), &home);
    theirs.args(peer.get_args());
    Ok(Subject {
        ours,
        codes: &[0],
        theirs,
        their_codes: &[0],
        against,
        times: 1,
        bound: Bound::Times(bound),
        memory: Some(10),
    })
}
