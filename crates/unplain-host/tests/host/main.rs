//! What this crate promises, tried on real files.
#![cfg(unix)]

mod attributes;
#[cfg(target_os = "linux")]
mod full;
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

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Runs `test` as a user without rights, who gets `folder`: root may do everything, so nothing is ever denied to it.
fn as_nobody(folder: &Path, test: impl FnOnce() + Send) {
    if !is_root() {
        return test();
    }
    let nobody = 65_534;
    let give = |path: &Path| {
        std::os::unix::fs::chown(path, Some(nobody), Some(nobody)).expect("it is given away");
    };
    for entry in fs::read_dir(folder).expect("a folder") {
        give(&entry.expect("an entry").path());
    }
    give(folder);
    // in a thread, for there a thread's user is its own
    #[cfg(target_os = "linux")]
    std::thread::scope(|scope| {
        let child = scope.spawn(|| {
            let (uid, gid) = (rustix::fs::Uid::from_raw(nobody), rustix::fs::Gid::from_raw(nobody));
            rustix::thread::set_thread_res_gid(gid, gid, gid).expect("the group is given up");
            rustix::thread::set_thread_res_uid(uid, uid, uid).expect("the user is given up");
            test();
        });
        child.join().expect("the test passes");
    });
    #[cfg(not(target_os = "linux"))]
    println!("not tried: root can't become another user in a thread");
}
