//! `cargo xtask`: what is done around the code.
//!
//! One file or folder per command. Everything that needs the network goes through [`tools`], into a cache outside the
//! checkout.

mod ci;
mod conformance;
mod generate;
mod process;
mod project;
mod stub;
mod test;
mod tools;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Tests, checks, conformance with the real agents, and benches.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install the programs that tests and conformance need, into the project's own cache.
    Tools(tools::Args),
    /// Run all tests, with the tools they need.
    Test(test::Args),
    /// Write the files that are made from the code, or check that they are fresh.
    Generate(generate::Args),
    /// What continuous integration runs.
    Ci,
    /// Start the real agents before and after a migration and compare what their MCP servers receive.
    Conformance(conformance::Args),
    /// An MCP server for the agents under test.
    #[command(hide = true)]
    McpStub(stub::stdio::Args),
}

fn main() -> ExitCode {
    let result = match Cli::parse().task {
        Task::Tools(args) => tools::main(args),
        Task::Test(args) => test::main(args),
        Task::Generate(args) => generate::main(args),
        Task::Ci => ci::main(),
        Task::Conformance(args) => conformance::main(args),
        Task::McpStub(args) => stub::stdio::main(args),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
