//! A server on standard input and output. Clients start it as `xtask mcp-stub FOLDER SERVER ARG…`.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, BufRead, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::mcp;

/// Arguments of the hidden `mcp-stub` command.
#[derive(clap::Args)]
#[command(disable_help_flag = true)]
pub(crate) struct Args {
    /// Where to leave the record.
    folder: PathBuf,
    /// The name that the server has in its config.
    server: String,
    /// What a real server would take as its arguments.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    args: Vec<String>,
}

/// What a server was started with.
#[derive(Serialize, Deserialize)]
pub(crate) struct Record {
    /// The name that the server has in its config.
    pub(crate) server: String,
    /// Its arguments.
    pub(crate) args: Vec<String>,
    /// Its environment.
    pub(crate) env: BTreeMap<String, String>,
}

/// Writes the record, then answers until standard input ends.
pub(crate) fn main(args: Args) -> Result<()> {
    let env = std::env::vars_os()
        .map(|(k, v)| (k.to_string_lossy().into_owned(), v.to_string_lossy().into_owned()));
    write(&args.folder, &Record { server: args.server, args: args.args, env: env.collect() })?;
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let Ok(message) = serde_json::from_str(&line?) else { continue };
        if let Some(answer) = mcp::reply(&message) {
            writeln!(out, "{answer}")?;
            out.flush()?;
        }
    }
    Ok(())
}

/// A record is there whole or not at all: a client may kill its servers at any time.
fn write(folder: &Path, record: &Record) -> Result<()> {
    let done = folder.join(format!("{}.{}.json", record.server, std::process::id()));
    let half = done.with_extension("half");
    fs::write(&half, serde_json::to_vec(record)?)
        .and_then(|()| fs::rename(&half, &done))
        .context("cannot leave a record")
}

/// The records left in `folder`, which are removed.
pub(crate) fn take_records(folder: &Path) -> Result<Vec<Record>> {
    let mut records = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            records.push(serde_json::from_slice(&fs::read(&path)?)?);
        }
        fs::remove_file(&path)?;
    }
    Ok(records)
}
