//! `cargo xtask conformance`: do the real agents, at pinned versions, give their MCP servers after a migration what they
//! gave them before?
//!
//! Each client gets a home and a project of its own, full of configs with made-up secrets, and is started before the
//! migration, after it through `unplain run`, and after it without (where the values must be missing, or the comparison
//! would show nothing). Servers are stubs on standard input or the loopback address that record what they receive.

mod clients;
mod json;
mod received;
mod servers;
mod steps;
mod table;
mod unplain;
mod world;

use std::{
    fs,
    path::PathBuf,
    process::Command,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, bail};

use self::{clients::Client, steps::Trial, table::Outcome};
use crate::{process, project};

/// Arguments of `cargo xtask conformance`.
#[derive(clap::Args, Default)]
pub(crate) struct Args {
    /// Only this client (may be given again); all, if not given.
    #[arg(long = "client", value_name = "ID")]
    pub(crate) clients: Vec<String>,
    /// The program to try; if not given, it is built.
    #[arg(long, value_name = "PATH")]
    pub(crate) unplain: Option<PathBuf>,
    /// Only start the clients on their configs as they are, and tell what their servers receive.
    #[arg(long)]
    pub(crate) before_only: bool,
    /// Write docs/conformance.md.
    #[arg(long)]
    pub(crate) write: bool,
    /// Makes the same secrets again.
    #[arg(long)]
    pub(crate) seed: Option<u64>,
}

/// What came of a client.
enum Tried {
    Done(Outcome),
    Skipped(String),
    Failed(String),
}

/// Tries the clients, one after the other.
pub(crate) fn main(args: Args) -> Result<()> {
    let wanted = chosen(&args.clients)?;
    let seed = args.seed.unwrap_or_else(|| {
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_secs())
    });
    println!("seed {seed}");
    let program = if args.before_only { None } else { Some(project::unplain(args.unplain)?) };

    let mut document = String::new();
    let mut bad = Vec::new();
    for client in wanted {
        let heading = format!("## {} {}\n\n", client.name, client.version);
        let body = match try_one(client, seed, program.as_deref()) {
            Tried::Done(outcome) => {
                let complaints = outcome.complaints();
                if !complaints.is_empty() {
                    bad.push(client.id);
                    eprintln!(
                        "{}: (the secrets are made up)\n  {}",
                        client.id,
                        complaints.join("\n  ")
                    );
                }
                outcome.table(client)
            }
            Tried::Skipped(why) => format!("Skipped: {why}\n"),
            Tried::Failed(why) => {
                bad.push(client.id);
                format!("FAILED: {why}\n")
            }
        };
        println!("{heading}{body}");
        document.push_str(&format!("\n{heading}{body}"));
    }
    if !bad.is_empty() {
        bail!("not as it should be: {}", bad.join(", "));
    }
    if args.write {
        write(&document)?;
    }
    Ok(())
}

fn chosen(ids: &[String]) -> Result<Vec<&'static Client>> {
    if let Some(unknown) =
        ids.iter().find(|id| !clients::ALL.iter().any(|client| client.id == **id))
    {
        let known: Vec<&str> = clients::ALL.iter().map(|client| client.id).collect();
        bail!("{unknown} is none of the clients: {}", known.join(", "));
    }
    Ok(clients::ALL
        .iter()
        .filter(|client| ids.is_empty() || ids.iter().any(|id| id == client.id))
        .collect())
}

/// A client that cannot be had, or that starts no server even before anything was changed, is skipped: that says nothing
/// about `unplain`, good or bad.
fn try_one(client: &Client, seed: u64, program: Option<&std::path::Path>) -> Tried {
    let trial = match Trial::prepare(client, seed) {
        Ok(trial) => trial,
        Err(error) => return Tried::Skipped(format!("{error:#}")),
    };
    let before = match trial.before() {
        Ok(before) => before,
        Err(error) => return Tried::Skipped(format!("{error:#}")),
    };
    let outcome = match program {
        None => Ok(trial.only_before(&before)),
        Some(program) => trial.all(program, &before),
    };
    outcome.map_or_else(|error| Tried::Failed(format!("{error:#}")), Tried::Done)
}

fn write(tables: &str) -> Result<()> {
    let date =
        process::quiet(Command::new("date").args(["-u", "+%F"]), Duration::from_secs(10))?.stdout;
    let text = format!(
        "{}\nLast run: {} on {}.\n{tables}",
        HEAD.trim_end(),
        date.trim(),
        std::env::consts::OS
    );
    let path = project::root().join("docs/conformance.md");
    fs::create_dir_all(project::root().join("docs"))?;
    fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
}

const HEAD: &str = include_str!("head.md");
