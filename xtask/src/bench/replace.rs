//! The least that masking can cost: words replaced in a stream, as they are.

use std::io;

use aho_corasick::AhoCorasick;
use anyhow::{Context, Result};

/// Arguments of the hidden `replace` command.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The words.
    words: Vec<String>,
}

/// Copies standard input to standard output, with `[word]` in the place of each word.
pub(crate) fn main(args: Args) -> Result<()> {
    let automaton = AhoCorasick::new(&args.words).context("cannot build the automaton")?;
    let to = vec!["[word]"; args.words.len()];
    let output = io::stdout().lock();
    automaton.try_stream_replace_all(io::stdin().lock(), output, &to).context("cannot copy")
}
