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
fn a_lock_that_somebody_took_over_is_lost_and_stays_theirs() {
    let home = folder();
    let file = home.path().join(".claude.json");
    let lock = home.path().join(".claude.json.lock");
    let ours = LockFolder::take(&file, Duration::ZERO).unwrap();
    // as they do after 10 s in which this process was stopped
    fs::remove_dir(&lock).unwrap();
    assert!(!ours.is_held());
    fs::create_dir(&lock).unwrap();
    File::open(&lock).unwrap().set_modified(SystemTime::now() + Duration::from_secs(1)).unwrap();
    assert!(!ours.is_held());
    drop(ours);
    assert!(lock.is_dir());
}

#[test]
fn what_is_in_the_way_of_a_lock_is_named_and_left() {
    let home = folder();
    let file = home.path().join(".claude.json");
    let lock = home.path().join(".claude.json.lock");
    fs::create_dir(&lock).unwrap();
    fs::write(lock.join("theirs"), "").unwrap();
    let long_ago = SystemTime::now() - Duration::from_secs(60);
    File::open(&lock).unwrap().set_modified(long_ago).unwrap();
    let error = LockFolder::take(&file, Duration::ZERO).unwrap_err();
    assert_eq!((error.kind, error.path.as_path()), (HostErrorKind::System, lock.as_path()));
    assert!(lock.join("theirs").exists());
}

#[test]
fn one_unplain_at_a_time_changes_files() {
    let home = folder();
    let first = StateLock::take(&user(home.path()), Duration::ZERO).unwrap();
    let error = StateLock::take(&user(home.path()), Duration::ZERO).unwrap_err();
    assert_eq!(error.kind, HostErrorKind::Locked);
    assert!(
        error.message.contains(&format!("process {}", std::process::id())),
        "{}",
        error.message
    );
    drop(first);
    StateLock::take(&user(home.path()), Duration::ZERO).unwrap();
}
