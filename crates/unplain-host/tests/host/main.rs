//! What this crate promises, tried on real files.
#![cfg(unix)]

mod kept;
mod locks;
mod places;
mod replace;

use std::{collections::BTreeMap, fs, os::unix::fs::PermissionsExt as _, path::Path};

use tempfile::TempDir;
use unplain_core::{Os, Surroundings};
use unplain_host::{Snapshot, read};

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder for the test")
}

fn snapshot(path: &Path) -> Snapshot {
    read(path).expect("it can be read").expect("the file is there")
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("it is there").permissions().mode() & 0o7777
}

/// A user whose home, and so everything that is kept, is `home`.
fn user(home: &Path) -> Surroundings {
    Surroundings {
        home: home.to_owned(),
        cwd: home.to_owned(),
        env: BTreeMap::new(),
        os: Os::Linux,
    }
}
