//! `cargo xtask conformance`: do the real agents, at pinned versions, give their MCP servers after a migration what they
//! gave them before?
//!
//! Each client gets a home and a project of its own, full of configs with made-up secrets, and is started before the
//! migration, after it through `unplain run`, and after it without (where the values must be missing, or the comparison
//! would show nothing). Servers are stubs on standard input or the loopback address that record what they receive.

mod checks;
mod clients;
mod json;
mod received;
mod reference_server;
mod servers;
mod steps;
mod table;
mod trial;
mod unplain;
mod world;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, bail};

use self::{
    clients::Client,
    trial::{Installed, Trial},
};
use crate::{process, project};

/// Arguments of `cargo xtask conformance`.
#[derive(clap::Args, Default)]
pub(crate) struct Args {
    /// Only this client (may be given again); all, if not given. `reference-server` is MCP's own server behind
    /// `unplain bridge`.
    #[arg(long = "client", value_name = "ID")]
    pub(crate) clients: Vec<String>,
    /// Older versions of the clients, too.
    #[arg(long)]
    pub(crate) older: bool,
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

impl Args {
    /// Those clients that are tried with every change.
    pub(crate) fn quick() -> Self {
        Self { clients: clients::QUICK.map(str::to_owned).into(), ..Self::default() }
    }
}

/// What came of trying clients.
enum Tried {
    /// A table, and what is wrong in it.
    Done(String, Vec<String>),
    Skipped(String),
    Failed(String),
}

/// Tries the clients, each in a home of its own and then all in one.
pub(crate) fn main(args: Args) -> Result<()> {
    if args.clients == [reference_server::ID] {
        return reference_server::main(&project::unplain(args.unplain)?);
    }
    let wanted = chosen(&args)?;
    let seed = args.seed.unwrap_or_else(|| {
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_secs())
    });
    println!("seed {seed}");
    let program = if args.before_only { None } else { Some(project::unplain(args.unplain)?) };
    let program = program.as_deref();

    let mut results = Vec::new();
    let mut ready = Vec::new();
    for client in wanted {
        let tried = match Installed::new(client) {
            Ok(installed) => {
                let tried = try_these(std::slice::from_ref(&installed), seed, program);
                let newest =
                    !ready.iter().any(|other: &Installed<'_>| other.client.id == client.id);
                if newest && !matches!(tried, Tried::Skipped(_)) {
                    ready.push(installed);
                }
                tried
            }
            Err(error) => Tried::Skipped(format!("{error:#}")),
        };
        results.push(Section::new(format!("{} {}", client.name, client.version), tried));
    }
    if ready.len() > 1 {
        results.push(Section::new("All in one home".into(), try_these(&ready, seed, program)));
    }
    let bad: Vec<&str> =
        results.iter().filter(|result| result.bad).map(|result| result.title.as_str()).collect();
    if !bad.is_empty() {
        bail!("not as it should be: {}", bad.join(", "));
    }
    if let Some(program) = program.filter(|_| args.clients.is_empty()) {
        reference_server::main(program)?;
    }
    if args.write {
        write(&results)?;
    }
    Ok(())
}

/// A part of the result; printed as soon as it is there.
struct Section {
    title: String,
    body: String,
    bad: bool,
}

impl Section {
    fn new(title: String, tried: Tried) -> Self {
        let (body, bad) = match tried {
            Tried::Done(table, complaints) => {
                if !complaints.is_empty() {
                    eprintln!("{title}: (the secrets are made up)\n  {}", complaints.join("\n  "));
                }
                (table, !complaints.is_empty())
            }
            Tried::Skipped(why) => (format!("Skipped: {why}\n"), false),
            Tried::Failed(why) => (format!("FAILED: {why}\n"), true),
        };
        println!("## {title}\n\n{body}");
        Self { title, body, bad }
    }
}

fn chosen(args: &Args) -> Result<Vec<&'static Client>> {
    if let Some(unknown) =
        args.clients.iter().find(|id| !clients::ALL.iter().any(|client| client.id == **id))
    {
        let known: Vec<&str> = clients::ALL.iter().map(|client| client.id).collect();
        bail!("{unknown} is none of the clients: {}", known.join(", "));
    }
    let all = clients::ALL.iter().chain(clients::OLDER.iter().filter(|_| args.older));
    Ok(all
        .filter(|client| args.clients.is_empty() || args.clients.iter().any(|id| id == client.id))
        .collect())
}

/// A client that cannot be had, or that starts no server even before anything was changed, is skipped: that says nothing
/// about `unplain`, good or bad.
fn try_these(clients: &[Installed<'_>], seed: u64, program: Option<&Path>) -> Tried {
    let started =
        Trial::new(clients, seed).and_then(|trial| trial.before().map(|before| (trial, before)));
    let (trial, before) = match started {
        Ok(started) => started,
        Err(error) => return Tried::Skipped(format!("{error:#}")),
    };
    let outcome = match program {
        None => Ok(steps::only_before(&trial, &before)),
        Some(program) => steps::all(&trial, program, &before),
    };
    match outcome {
        Ok(outcome) => Tried::Done(outcome.table(&trial.world.places), outcome.complaints()),
        Err(error) => Tried::Failed(format!("{error:#}")),
    }
}

fn write(results: &[Section]) -> Result<()> {
    let date =
        process::quiet(Command::new("date").args(["-u", "+%F"]), Duration::from_secs(10))?.stdout;
    let tables: String =
        results.iter().map(|result| format!("\n## {}\n\n{}", result.title, result.body)).collect();
    let text = format!(
        "{}\n\nLast run: {} on {}.\n{tables}",
        HEAD.trim_end(),
        date.trim(),
        std::env::consts::OS
    );
    let path = project::root().join("docs/conformance.md");
    fs::create_dir_all(project::root().join("docs"))?;
    fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
}

const HEAD: &str = include_str!("head.md");
