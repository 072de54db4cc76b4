//! Locks: Claude Code's kind, a folder, and our own.

use std::{
    fs::{self, File},
    time::{Duration, SystemTime},
};

use unplain_host::{HostErrorKind, LockFolder, StateLock};

use crate::{folder, user};

#[test]
fn a_lock_is_a_folder_beside_the_file_that_goes_with_its_holder() {
    let home = folder();
    let file = home.path().join(".claude.json");
    let lock = LockFolder::take(&file, Duration::ZERO).unwrap();
    assert!(home.path().join(".claude.json.lock").is_dir());
    assert!(lock.is_held());
    drop(lock);
    assert!(!home.path().join(".claude.json.lock").exists());
}

#[test]
fn a_fresh_lock_of_somebody_else_is_respected_and_named() {
    let home = folder();
    let file = home.path().join(".claude.json");
    fs::create_dir(home.path().join(".claude.json.lock")).unwrap();
    let error = LockFolder::take(&file, Duration::ZERO).unwrap_err();
    assert_eq!(error.kind, HostErrorKind::Locked);
    assert!(error.message.contains(".claude.json"), "{}", error.message);
    assert!(home.path().join(".claude.json.lock").is_dir(), "it is still theirs");
}

#[test]
fn a_lock_whose_holder_is_gone_is_taken_over() {
    let home = folder();
    let file = home.path().join(".claude.json");
    let lock = home.path().join(".claude.json.lock");
    fs::create_dir(&lock).unwrap();
    let long_ago = SystemTime::now() - Duration::from_secs(60);
    File::open(&lock).unwrap().set_modified(long_ago).unwrap();
    let taken = LockFolder::take(&file, LockFolder::PATIENCE).unwrap();
    assert!(taken.is_held());
    assert!(fs::metadata(&lock).unwrap().modified().unwrap() > long_ago, "it is kept fresh");
}

#[test]
fn one_unplain_at_a_time_changes_files() {
    let home = folder();
    let first = StateLock::take(&user(home.path()), Duration::ZERO).unwrap();
    let error = StateLock::take(&user(home.path()), Duration::ZERO).unwrap_err();
    assert_eq!(error.kind, HostErrorKind::Locked);
    drop(first);
    StateLock::take(&user(home.path()), Duration::ZERO).unwrap();
}
