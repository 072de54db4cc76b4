//! Runs, journals, trust, and files of our own.

use std::{
    fs,
    io::Write as _,
    process::Command,
    time::{Duration, SystemTime},
};

use serde::{Deserialize, Serialize};
use unplain_core::{ProviderError, Seal};
use unplain_host::{
    Runs, Trust, allow, append_audit, create_new, is_allowed, revoke, write_private,
};

use crate::{folder, mode, snapshot, user};

#[derive(Serialize, Deserialize, PartialEq, Eq, Debug)]
struct Entry {
    number: u32,
}

/// Stands for encryption: what is sealed is not what was given.
struct Xor;

impl Seal for Xor {
    fn seal(&self, plain: &[u8]) -> Result<Vec<u8>, ProviderError> {
        Ok(plain.iter().map(|byte| byte ^ 0x55).collect())
    }

    fn unseal(&self, sealed: &[u8]) -> Result<zeroize::Zeroizing<Vec<u8>>, ProviderError> {
        Ok(zeroize::Zeroizing::new(sealed.iter().map(|byte| byte ^ 0x55).collect()))
    }
}

#[test]
fn a_run_gives_back_what_was_written_down_and_a_torn_last_line_is_passed_over() {
    let home = folder();
    let run = Runs::open(&user(home.path())).unwrap().create(SystemTime::now()).unwrap();
    for number in [1, 2] {
        run.append(&Entry { number }).unwrap();
    }
    let journal = run.folder().join("journal.jsonl");
    let mut file = fs::OpenOptions::new().append(true).open(&journal).unwrap();
    file.write_all(b"{\"number\": 3").unwrap();
    let entries: Vec<Entry> = run.entries().unwrap();
    assert_eq!(entries, [Entry { number: 1 }, Entry { number: 2 }]);
    assert_eq!((mode(&journal), mode(run.folder())), (0o600, 0o700));
}

#[test]
fn what_is_sealed_comes_back_and_does_not_stand_on_disk() {
    let home = folder();
    let run = Runs::open(&user(home.path())).unwrap().create(SystemTime::now()).unwrap();
    run.write_sealed("0.age", b"the old text", &Xor).unwrap();
    assert_eq!(run.read_sealed("0.age", &Xor).unwrap().as_slice(), b"the old text");
    let path = run.folder().join("0.age");
    assert_ne!(fs::read(&path).unwrap(), b"the old text");
    assert_eq!(mode(&path), 0o600);
    assert!(run.write_sealed("0.age", b"another", &Xor).is_err(), "a backup is never written over");
}

#[test]
fn runs_are_found_by_the_start_of_their_id_and_grow_old() {
    let home = folder();
    let runs = Runs::open(&user(home.path())).unwrap();
    let day = Duration::from_secs(86_400);
    let now = SystemTime::now();
    let old = runs.create(now - 100 * day).unwrap();
    let new = runs.create(now).unwrap();
    assert_eq!(runs.list().unwrap(), [new.id().clone(), old.id().clone()]);
    assert_eq!(runs.get(&new.id().as_str()[..15]).unwrap().id(), new.id());
    assert!(runs.get("2").is_err(), "both begin so");
    assert!(runs.get("nothing").is_err());
    assert_eq!(runs.older_than(90, now).unwrap(), [old.id().clone()]);
    runs.forget(old.id()).unwrap();
    assert_eq!(runs.list().unwrap(), [new.id().clone()]);
    assert!(!old.folder().exists());
}

#[test]
fn state_inside_a_git_work_tree_is_kept_out_of_git() {
    let home = folder();
    let git = |args: &[&str]| {
        let done =
            Command::new("git").args(args).current_dir(home.path()).output().expect("git runs");
        assert!(done.status.success(), "git {args:?}");
        String::from_utf8(done.stdout).expect("git prints text")
    };
    git(&["init", "--quiet"]);
    let run = Runs::open(&user(home.path())).unwrap().create(SystemTime::now()).unwrap();
    assert!(run.kept_out_of_git().is_some(), "it is said");
    assert_eq!(git(&["status", "--porcelain"]), "");
}

#[test]
fn trust_is_in_one_text_of_one_file() {
    let home = folder();
    let around = user(home.path());
    let path = home.path().join("unplain.toml");
    fs::write(&path, "store = \"sops\"\n").unwrap();
    assert_eq!(is_allowed(&around, &snapshot(&path)).unwrap(), Trust::Never);
    allow(&around, &snapshot(&path)).unwrap();
    assert_eq!(is_allowed(&around, &snapshot(&path)).unwrap(), Trust::Allowed);
    fs::write(&path, "store = \"sops\" # changed\n").unwrap();
    assert_eq!(is_allowed(&around, &snapshot(&path)).unwrap(), Trust::Changed);
    assert!(revoke(&around, &path).unwrap());
    assert!(!revoke(&around, &path).unwrap());
    assert_eq!(is_allowed(&around, &snapshot(&path)).unwrap(), Trust::Never);
}

#[test]
fn a_file_of_our_own_is_private_and_replaced_at_once_and_a_template_takes_no_place() {
    let home = folder();
    let path = home.path().join("new/remembered.json");
    write_private(&path, "one").unwrap();
    write_private(&path, "two").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "two");
    assert_eq!(mode(&path), 0o600);
    assert_eq!(fs::read_dir(home.path().join("new")).unwrap().count(), 1, "nothing else is left");
    assert!(create_new(&path, "three").is_err());
    assert_eq!(fs::read_to_string(&path).unwrap(), "two");
}

#[test]
fn the_audit_log_grows_by_lines() {
    let home = folder();
    for number in [1, 2] {
        append_audit(&user(home.path()), &Entry { number }).unwrap();
    }
    let path = home.path().join(".local/state/unplain/audit.jsonl");
    assert_eq!(fs::read_to_string(&path).unwrap(), "{\"number\":1}\n{\"number\":2}\n");
    assert_eq!(mode(&path), 0o600);
}
