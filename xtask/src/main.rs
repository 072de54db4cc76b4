//! `cargo xtask`: what is done around the code.
//!
//! One file or folder per command. Everything that needs the network goes through [`tools`], into a cache outside the
//! checkout.

mod bench;
mod ci;
mod conformance;
mod faults;
mod generate;
mod process;
mod project;
mod quality;
mod stub;
mod test;
mod tokens;
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
    /// Measure CPU time and memory against programs that do the least that must be done.
    Bench(bench::Args),
    /// Kill and fail a migration at each of its file-system calls, and look whether anything is lost.
    Faults(faults::Args),
    /// Measure precision and recall of the detection on a labelled set, beside other scanners.
    Quality(quality::Args),
    /// Everything: what continuous integration runs, all faults, and the benches.
    Full,
    /// Run a program several times and print what it used.
    #[command(hide = true)]
    Measure(bench::measure::Args),
    /// Read a file and parse it as JSON into nothing.
    #[command(hide = true)]
    ReadJson(bench::read_json::Args),
    /// Replace words in a stream.
    #[command(hide = true)]
    Replace(bench::replace::Args),
    /// Walk a folder with all cores and count what is there.
    #[command(hide = true)]
    WalkAll(bench::walk_all::Args),
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
        Task::Bench(args) => bench::main(args),
        Task::Faults(args) => faults::main(args),
        Task::Quality(args) => quality::main(args),
        Task::Full => ci::full(),
        Task::Measure(args) => bench::measure::main(args),
        Task::ReadJson(args) => bench::read_json::main(args),
        Task::Replace(args) => bench::replace::main(args),
        Task::WalkAll(args) => bench::walk_all::main(args),
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
