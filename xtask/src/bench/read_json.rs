//! The least that reading a JSON file can cost.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};
use serde::de::IgnoredAny;

/// Arguments of the hidden `read-json` command.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The file.
    file: PathBuf,
}

/// Reads the file and parses it, keeping nothing.
pub(crate) fn main(args: Args) -> Result<()> {
    let bytes =
        fs::read(&args.file).with_context(|| format!("cannot read {}", args.file.display()))?;
    serde_json::from_slice::<IgnoredAny>(&bytes)
        .with_context(|| format!("{} is no JSON", args.file.display()))?;
    Ok(())
}
