//! The least that looking at every file of a tree can cost.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicU64, Ordering},
};

use anyhow::Result;
use ignore::{WalkBuilder, WalkState};

/// Arguments of the hidden `walk-all` command.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The folder.
    folder: PathBuf,
}

/// Counts the entries below the folder: hidden ones too, no ignore file asked, as many threads as the walk of `unplain`
/// takes, which leaves their number to the `ignore` crate.
pub(crate) fn main(args: Args) -> Result<()> {
    let count = AtomicU64::new(0);
    WalkBuilder::new(&args.folder).standard_filters(false).build_parallel().run(|| {
        Box::new(|entry| {
            count.fetch_add(u64::from(entry.is_ok()), Ordering::Relaxed);
            WalkState::Continue
        })
    });
    println!("{}", count.into_inner());
    Ok(())
}
