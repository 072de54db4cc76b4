//! Locks: Claude Code's kind, a folder, and our own.

use std::{
    fs::{self, File},
    io::{Read as _, Write as _},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant, SystemTime},
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
fn a_lock_that_is_released_while_it_is_waited_for_is_taken() {
    let home = folder();
    let file = home.path().join(".claude.json");
    let theirs = LockFolder::take(&file, Duration::ZERO).unwrap();
    let patience = Duration::from_millis(200);
    let before = Instant::now();
    assert_eq!(LockFolder::take(&file, patience).unwrap_err().kind, HostErrorKind::Locked);
    assert!(before.elapsed() >= patience, "it was waited for");
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| LockFolder::take(&file, LockFolder::PATIENCE));
        drop(theirs);
        assert!(waiting.join().unwrap().unwrap().is_held());
    });
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

/// Another process that holds the lock file `path` until it is killed or its input ends.
fn holder(path: &Path) -> Option<Child> {
    let mut child = Command::new("flock")
        .arg(path)
        .args(["sh", "-c", "echo held; exec cat"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    let mut said = [0; 5];
    child.stdout.as_mut()?.read_exact(&mut said).ok()?;
    Some(child)
}

#[test]
fn another_process_that_is_at_work_is_waited_for_and_its_end_releases_the_lock() {
    let home = folder();
    let around = user(home.path());
    drop(StateLock::take(&around, Duration::ZERO).unwrap());
    let path = home.path().join(".local/state/unplain/lock");
    let Some(mut other) = holder(&path) else {
        println!("not tried: there is no flock(1) here");
        return;
    };
    let error = StateLock::take(&around, Duration::from_millis(100)).unwrap_err();
    assert_eq!((error.kind, error.path.as_path()), (HostErrorKind::Locked, path.as_path()));
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| StateLock::take(&around, Duration::from_secs(60)));
        let mut input = other.stdin.take().unwrap();
        input.write_all(b"bye").unwrap();
        drop(input);
        waiting.join().unwrap().unwrap();
    });
    assert!(other.wait().unwrap().success());
}

#[test]
fn our_lock_holds_against_other_processes_and_is_not_passed_on_to_children() {
    let home = folder();
    let around = user(home.path());
    let lock = StateLock::take(&around, Duration::ZERO).unwrap();
    let path = home.path().join(".local/state/unplain/lock");
    let is_free = || Command::new("flock").arg("-n").arg(&path).arg("true").status();
    let Ok(status) = is_free() else {
        println!("not tried: there is no flock(1) here");
        return;
    };
    assert!(!status.success());
    let mut child = Command::new("cat").stdin(Stdio::piped()).spawn().unwrap();
    drop(lock);
    assert!(is_free().unwrap().success(), "the child does not have it");
    drop(child.stdin.take());
    child.wait().unwrap();
}
