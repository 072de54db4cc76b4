//! The `unplain` command.

mod allowed;
mod cli;
mod commands;
mod context;
mod delivery;
mod exit;
mod output;
mod prompt;
mod reach;
mod remembered;
mod remote_servers;
mod settings;
mod store;
mod survey;

use clap::Parser as _;

fn main() -> std::process::ExitCode {
    let cli = cli::Cli::parse();
    commands::run(cli).code()
}
