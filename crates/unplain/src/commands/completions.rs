//! `unplain completions`: made from the command line's own definition.

use clap::CommandFactory as _;

use crate::{
    cli::{Cli, Completions},
    exit::Exit,
    output,
};

pub(crate) fn run(args: &Completions) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "unplain", &mut script);
    output::put_out(&String::from_utf8_lossy(&script));
    Exit::Done
}
