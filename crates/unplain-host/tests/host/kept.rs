//! Runs, journals, trust, and files of our own.

use std::{
    fs,
    io::Write as _,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::Command,
    time::{Duration, SystemTime},
};

use serde::{Deserialize, Serialize};
use unplain_core::{ProviderError, Seal};
use unplain_host::{
    HostErrorKind, Runs, Trust, allow, append_audit, create_new, is_allowed, revoke, write_private,
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
    run.append(&Entry { number: 4 }).unwrap();
    let entries: Vec<Entry> = run.entries().unwrap();
    assert_eq!(entries, [1, 2, 4].map(|number| Entry { number }), "what follows is no part of it");
    assert_eq!((mode(&journal), mode(run.folder())), (0o600, 0o700));
}

#[test]
fn a_long_torn_line_goes_and_the_lines_before_it_stay() {
    let home = folder();
    let run = Runs::open(&user(home.path())).unwrap().create(SystemTime::now()).unwrap();
    let journal = run.folder().join("journal.jsonl");
    for whole in ["", "{\"number\":1}\n"] {
        for torn in [1, 4095, 4096, 4097, 20_000] {
            fs::write(&journal, format!("{whole}{}", "x".repeat(torn))).unwrap();
            run.append(&Entry { number: 2 }).unwrap();
            let text = fs::read_to_string(&journal).unwrap();
            assert_eq!(text, format!("{whole}{{\"number\":2}}\n"), "{torn}");
        }
    }
}

#[test]
fn a_line_that_is_not_ours_is_named_by_its_number_and_not_shown() {
    let home = folder();
    let run = Runs::open(&user(home.path())).unwrap().create(SystemTime::now()).unwrap();
    let journal = run.folder().join("journal.jsonl");
    fs::write(&journal, "{\"number\":1}\n{\"number\":\"canary\"}\n{\"number\":3}\n").unwrap();
    let error = run.entries::<Entry>().unwrap_err();
    assert!(error.message.starts_with("line 2 of "), "{}", error.message);
    assert!(!format!("{error:?}").contains("canary"));
}

#[test]
fn a_backup_is_looked_for_in_its_run_only() {
    let home = folder();
    let run = Runs::open(&user(home.path())).unwrap().create(SystemTime::now()).unwrap();
    for name in ["../0.age", "/etc/passwd", "", ".", "..", "a/b"] {
        assert!(run.write_sealed(name, b"", &Xor).is_err(), "{name}");
        assert!(run.read_sealed(name, &Xor).is_err(), "{name}");
    }
}

#[test]
fn a_state_folder_that_others_can_write_to_is_not_believed() {
    let home = folder();
    let around = user(home.path());
    append_audit(&around, &Entry { number: 1 }).unwrap();
    let state = home.path().join(".local/state/unplain");
    let set = |bits| fs::set_permissions(&state, fs::Permissions::from_mode(bits)).unwrap();
    set(0o770);
    let error = append_audit(&around, &Entry { number: 2 }).unwrap_err();
    assert_eq!((error.kind, error.path.as_path()), (HostErrorKind::Unsafe, state.as_path()));
    assert!(Runs::open(&around).is_err());
    // to read alone is no harm yet
    set(0o755);
    append_audit(&around, &Entry { number: 2 }).unwrap();
    assert_eq!(mode(&state), 0o700);
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
    let kind = |id| runs.get(id).map(|_| ()).map_err(|error| error.kind);
    assert_eq!(kind("2"), Err(HostErrorKind::Ambiguous), "both begin so");
    assert_eq!(kind("nothing"), Err(HostErrorKind::NotFound));
    assert_eq!(kind(""), Err(HostErrorKind::NotFound));
    assert_eq!(runs.older_than(90, now).unwrap(), [old.id().clone()]);
    runs.forget(old.id()).unwrap();
    assert_eq!(runs.list().unwrap(), [new.id().clone()]);
    assert!(!old.folder().exists());
}

#[test]
fn what_an_interrupted_removal_left_goes_with_the_next_one() {
    let home = folder();
    let runs = Runs::open(&user(home.path())).unwrap();
    let (first, second) = (runs.create(SystemTime::now()), runs.create(SystemTime::now()));
    let (first, second) = (first.unwrap(), second.unwrap());
    first.write_sealed("0.age", b"the old text", &Xor).unwrap();
    let folder = first.folder().parent().unwrap();
    fs::rename(first.folder(), folder.join(format!(".{}.gone", first.id()))).unwrap();
    fs::write(folder.join(".theirs.gone"), "").unwrap();
    assert_eq!(runs.list().unwrap(), [second.id().clone()]);
    runs.forget(second.id()).unwrap();
    let left: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left, [".theirs.gone"]);
    assert!(runs.forget(second.id()).is_err(), "it is not there any more");
}

/// Runs git in `folder` and gives what it printed.
fn git(folder: &Path, args: &[&str]) -> String {
    let identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"];
    let done = Command::new("git")
        .args(identity)
        .args(args)
        .current_dir(folder)
        .output()
        .expect("git runs");
    assert!(done.status.success(), "git {args:?}");
    String::from_utf8(done.stdout).expect("git prints text")
}

#[test]
fn state_inside_a_git_work_tree_is_kept_out_of_git() {
    let home = folder();
    git(home.path(), &["init", "--quiet"]);
    let exclude = home.path().join(".git/info/exclude");
    fs::write(&exclude, "theirs").unwrap();
    for _ in 0..2 {
        let run = Runs::open(&user(home.path())).unwrap().create(SystemTime::now()).unwrap();
        assert_eq!(run.kept_out_of_git(), Some(exclude.as_path()), "it is said");
    }
    assert_eq!(git(home.path(), &["status", "--porcelain"]), "");
    let text = fs::read_to_string(&exclude).unwrap();
    assert_eq!(text, "theirs\n/.local/state/unplain/\n", "once");
}

#[test]
fn state_inside_a_linked_work_tree_with_an_odd_name_is_kept_out_too() {
    let (main, linked) = (folder(), folder());
    git(main.path(), &["init", "--quiet"]);
    git(main.path(), &["commit", "--quiet", "--allow-empty", "-m", "first"]);
    let home = linked.path().join("home");
    git(main.path(), &["worktree", "add", "--quiet", home.to_str().unwrap()]);
    let mut around = user(&home);
    let state = home.join("#a *[b] c");
    around.env.insert("XDG_STATE_HOME".to_owned(), state.to_str().unwrap().to_owned());
    Runs::open(&around).unwrap().create(SystemTime::now()).unwrap().append(&0).unwrap();
    assert_eq!(git(&home, &["status", "--porcelain"]), "");
    let here = git(&home, &["check-ignore", "-v", "#a *[b] c/unplain/runs"]);
    assert!(here.contains("info/exclude"), "{here}");
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
fn trust_in_a_file_that_is_gone_can_be_taken_back_through_a_link() {
    let home = folder();
    let around = user(home.path());
    fs::create_dir(home.path().join("project")).unwrap();
    std::os::unix::fs::symlink("project", home.path().join("link")).unwrap();
    let path = home.path().join("link/unplain.toml");
    fs::write(&path, "").unwrap();
    allow(&around, &snapshot(&path)).unwrap();
    fs::remove_file(&path).unwrap();
    assert!(revoke(&around, &path).unwrap());
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
