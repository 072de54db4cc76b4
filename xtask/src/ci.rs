//! `cargo xtask ci`: everything that must hold before a change lands; `cargo xtask full`: what takes longer, too.

use std::time::Instant;

use anyhow::{Context, Result};

use crate::{bench, conformance, faults, generate, process, project, test};

/// Runs the checks in order and stops at the first that fails.
pub(crate) fn main() -> Result<()> {
    code()?;
    step("faults", || faults::main(faults::Args { quick: true, ..faults::Args::default() }))?;
    step("conformance", || conformance::main(conformance::Args::quick()))
}

/// The same with every fault and older agents, then the benches.
pub(crate) fn full() -> Result<()> {
    code()?;
    step("faults", || faults::main(faults::Args::default()))?;
    step("conformance", || {
        conformance::main(conformance::Args { older: true, ..conformance::Args::default() })
    })?;
    step("benches", || bench::main(bench::Args::default()))
}

fn code() -> Result<()> {
    step("formatting", || cargo(&["fmt", "--all", "--check"]))?;
    step("lints", || cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
    step("generated files", || generate::main(generate::Args { check: true }))?;
    step("tests", || test::main(test::Args { no_tools: false }))
}

fn cargo(args: &[&str]) -> Result<()> {
    process::succeed(project::cargo().args(args))
}

fn step(name: &str, run: impl FnOnce() -> Result<()>) -> Result<()> {
    println!("== {name}");
    let start = Instant::now();
    run().with_context(|| format!("{name}: not as it should be"))?;
    println!("== {name}: good ({} s)", start.elapsed().as_secs());
    Ok(())
}
