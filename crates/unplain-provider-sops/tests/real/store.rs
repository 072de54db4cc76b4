//! The store as its users see it: what is changed, what is kept, what is refused.

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
    sync::{Arc, Barrier},
    thread,
};

use unplain_core::{Change, ErrorKind, Expected, Provider as _, Secret};
use unplain_provider_sops::{SopsFile, StoreStatus};

use crate::common::{Home, mode, name, pairs, random, remove, set, token, values};

const STORE: &str = ".env.enc";

fn with_expected(change: Change, expected: Expected) -> Change {
    Change { expected, ..change }
}

fn value(text: &str) -> Expected {
    Expected::Value(Secret::new(text.to_owned()))
}

#[test]
fn a_file_that_is_not_there_is_a_store_without_values() {
    let home = Home::with_identity();
    let store = home.store("deep/er/.env.enc");
    assert_eq!(store.status().unwrap(), StoreStatus::Absent);
    assert_eq!(store.names().unwrap(), []);
    assert_eq!(store.get(&[name("A")]).unwrap().len(), 0);
    store.put(&[remove("A")]).unwrap();
    assert!(!home.path("deep").exists());
    store.put(&[set("A", "x")]).unwrap();
    assert_eq!(mode(&home.path("deep")), 0o700);
    assert_eq!(mode(&home.path("deep/er")), 0o700);
    assert_eq!(mode(&home.path("deep/er/.env.enc")), 0o600);
    assert_eq!(fs::read_dir(home.path("deep/er")).unwrap().count(), 1);
    assert_eq!(store.place(), home.path("deep/er/.env.enc").display().to_string());
}

#[test]
fn a_change_that_finds_something_else_changes_nothing() {
    let home = Home::with_identity();
    let store = home.store(STORE);
    store.put(&[set("A", "one"), set("B", "two")]).unwrap();
    let before = home.read(STORE);
    for conflict in [
        with_expected(set("A", "new"), Expected::Absent),
        with_expected(set("A", "new"), value("other")),
        with_expected(set("C", "new"), value("other")),
        with_expected(remove("A"), value("other")),
        with_expected(remove("A"), Expected::Absent),
    ] {
        let error = store.put(&[set("B", "changed"), conflict]).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Conflict);
        assert!(!format!("{error:?}").contains("two"));
        assert_eq!(home.read(STORE), before);
    }
    let twice = store.put(&[set("A", "x"), set("A", "y")]).unwrap_err();
    assert_eq!(twice.kind, ErrorKind::BadReference);
    assert_eq!(home.read(STORE), before);
}

#[test]
fn what_is_there_already_is_as_expected_and_not_written_again() {
    let home = Home::with_identity();
    let store = home.store(STORE);
    store.put(&[set("A", "one"), set("E", "")]).unwrap();
    let before = home.read(STORE);
    store
        .put(&[
            with_expected(set("A", "one"), Expected::Absent),
            with_expected(set("E", ""), value("other")),
            with_expected(remove("GONE"), value("other")),
            with_expected(remove("GONE_TOO"), Expected::Absent),
        ])
        .unwrap();
    assert_eq!(home.read(STORE), before);
    store
        .put(&[
            with_expected(set("A", "zwei"), value("one")),
            with_expected(remove("E"), value("")),
        ])
        .unwrap();
    assert_eq!(values(&store), pairs(&[("A", "zwei")]));
}

#[test]
fn writers_at_the_same_time_lose_nothing() {
    const WRITERS: usize = 6;
    const EACH: usize = 5;
    let home = Arc::new(Home::with_identity());
    let start = Arc::new(Barrier::new(WRITERS));
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let (home, start) = (Arc::clone(&home), Arc::clone(&start));
            thread::spawn(move || {
                let store = home.store(STORE);
                start.wait();
                for number in 0..EACH {
                    let change = set(&format!("W{writer}_{number}"), &format!("{writer}/{number}"));
                    store.put(&[with_expected(change, Expected::Absent)]).unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.join().unwrap();
    }
    let expected: Vec<_> = (0..WRITERS)
        .flat_map(|writer| {
            (0..EACH).map(move |n| (format!("W{writer}_{n}"), format!("{writer}/{n}")))
        })
        .collect();
    assert_eq!(values(&home.store(STORE)), expected);
    assert_eq!(home.sops_decrypt(STORE).lines().count(), expected.len());
}

#[test]
fn a_lock_that_is_held_is_waited_for() {
    let home = Arc::new(Home::with_identity());
    home.store(STORE).put(&[set("A", "x")]).unwrap();
    let folder = fs::File::open(home.path(".")).unwrap();
    rustix::fs::flock(&folder, rustix::fs::FlockOperation::LockExclusive).unwrap();
    let writer = {
        let home = Arc::clone(&home);
        thread::spawn(move || home.store(STORE).put(&[set("B", "y")]))
    };
    drop(folder);
    writer.join().unwrap().unwrap();
    assert_eq!(values(&home.store(STORE)), pairs(&[("A", "x"), ("B", "y")]));
}

#[test]
fn any_change_without_the_key_is_noticed() {
    let home = Home::with_identity();
    let store = home.store(STORE);
    store.put(&[set("A", "one"), set("B", "two"), set("C", "three"), set("E", "")]).unwrap();
    let text = home.read(STORE);
    let lines: Vec<&str> = text.lines().collect();
    let [a, b] = [lines[0], lines[1]];
    let mut other = home.store("other.env.enc");
    other.put(&[set("A", "one")]).unwrap();
    let foreign_line = home.read("other.env.enc").lines().next().unwrap().to_owned();
    other = home.store(STORE);
    let flip = |line: &str| line.replacen("data:", "data:A", 1);
    for (what, tampered) in [
        ("removed", text.replace(&format!("{a}\n"), "")),
        ("swapped", text.replace(&format!("{a}\n{b}\n"), &format!("{b}\n{a}\n"))),
        ("renamed", text.replace("\nB=", "\nX=")),
        ("moved to another name", text.replace(b, &a.replacen('A', "B", 1))),
        ("emptied", text.replace(b, "B=")),
        ("in clear", text.replace(b, "B=two")),
        ("damaged", text.replace(b, &flip(b))),
        ("of another file", text.replace(a, &foreign_line)),
        ("another time", text.replace("sops_lastmodified=2", "sops_lastmodified=1")),
        (
            "no MAC",
            text.lines()
                .filter(|line| !line.starts_with("sops_mac="))
                .fold(String::new(), |t, l| t + l + "\n"),
        ),
        (
            "empty MAC",
            text.lines()
                .map(|line| if line.starts_with("sops_mac=") { "sops_mac=" } else { line })
                .fold(String::new(), |t, l| t + l + "\n"),
        ),
    ] {
        assert_ne!(tampered, text, "{what}");
        home.write(STORE, &tampered);
        for error in [
            store.get(&[name("C")]).unwrap_err(),
            store.put(&[set("D", "four")]).unwrap_err(),
            other.status().unwrap_err(),
        ] {
            assert_eq!(error.kind, ErrorKind::BadReply, "{what}");
            assert!(error.message.contains(STORE) && !error.help.is_empty(), "{what}: {error:?}");
        }
        assert_eq!(home.read(STORE), tampered, "{what}");
    }
}

#[test]
fn what_is_no_usable_store_is_told_clearly_and_never_overwritten() {
    let home = Home::with_identity();
    let store = home.store(STORE);
    store.put(&[set("A", "x")]).unwrap();
    let good = home.read(STORE);
    let secret = token(&mut random(3));
    let key_groups = good.replace("sops_age__list_0", "sops_key_groups__list_0__map_age__list_0");
    for (expected, content) in [
        ("empty", Vec::new()),
        ("empty", b" \n\n".to_vec()),
        ("no sops metadata", format!("TOKEN={secret}\n").into_bytes()),
        ("neither NAME=value", format!("{good}{secret}\n").into_bytes()),
        (
            "unresolved merge",
            format!("<<<<<<< HEAD\n{good}=======\n{good}>>>>>>> b\n").into_bytes(),
        ),
        ("twice", format!("{good}{good}").into_bytes()),
        ("JSON", format!("{{\"data\": \"{secret}\", \"sops\": {{}}}}").into_bytes()),
        ("not UTF-8", [good.as_bytes(), b"B=\xff\n"].concat()),
        ("CR LF", good.replace('\n', "\r\n").into_bytes()),
        ("version", good.replace("sops_version=3.11.0\n", "").into_bytes()),
        ("key groups", key_groups.into_bytes()),
        (
            "no key",
            good.lines()
                .filter(|l| !l.contains("sops_age"))
                .fold(String::new(), |t, l| t + l + "\n")
                .into_bytes(),
        ),
        (
            "unencrypted_comment_regex",
            good.replace("unencrypted_suffix=_unencrypted", "unencrypted_comment_regex=x")
                .into_bytes(),
        ),
    ] {
        home.write(STORE, &content);
        for error in [
            store.names().unwrap_err(),
            store.get(&[name("A")]).unwrap_err(),
            store.put(&[set("B", "y")]).unwrap_err(),
        ] {
            assert_eq!(error.kind, ErrorKind::BadReply, "{expected}");
            assert!(error.message.contains(STORE), "{error:?}");
            assert!(error.message.contains(expected), "{expected}: {error:?}");
            assert!(!error.help.is_empty() || expected.starts_with("neither"), "{error:?}");
            assert!(!format!("{error:?}").contains(&secret), "{expected}");
        }
        assert_eq!(fs::read(home.path(STORE)).unwrap(), content, "{expected}");
    }
    home.write(STORE, "");
    assert_eq!(store.status().unwrap(), StoreStatus::Empty);
}

#[test]
fn what_is_no_file_at_all_is_told_clearly() {
    let home = Home::with_identity();
    fs::create_dir(home.path("folder.enc")).unwrap();
    let fifo = home.path("fifo.enc");
    rustix::fs::mknodat(rustix::fs::CWD, &fifo, rustix::fs::FileType::Fifo, 0o600.into(), 0)
        .unwrap();
    let huge = fs::File::create(home.path("huge.enc")).unwrap();
    huge.set_len(65 << 20).unwrap();
    symlink("nowhere", home.path("dangling.enc")).unwrap();
    symlink("loop.enc", home.path("loop.enc")).unwrap();
    for (file, expected) in [
        ("folder.enc", "folder"),
        ("fifo.enc", "regular file"),
        ("huge.enc", "64 MiB"),
        ("folder.enc/../loop.enc", "loop.enc"),
        ("huge.enc/under", "huge.enc"),
        ("dangling.enc", "link"),
    ] {
        let error = home.store(file).put(&[set("A", "x")]).unwrap_err();
        assert!(error.message.contains(expected), "{file}: {error:?}");
    }
    assert!(home.path("dangling.enc").is_symlink() && !home.path("nowhere").exists());
}

#[test]
fn a_store_encrypted_twice_is_told() {
    let home = Home::with_identity();
    let store = home.store(STORE);
    store.put(&[set("A", "x")]).unwrap();
    // As happens with `sops encrypt .env.enc --output-type dotenv`, which takes the whole file as one value.
    let recipient = home.identities().recipients().join(",");
    let encrypted = home.sops(&["encrypt", "--age", &recipient, "--output-type", "dotenv", STORE]);
    home.write(STORE, crate::common::text(encrypted));
    let error = store.get(&[name("A")]).unwrap_err();
    assert!(error.message.contains("twice"), "{error:?}");
}

#[test]
fn a_link_stays_a_link_and_its_target_is_changed() {
    let home = Home::with_identity();
    fs::create_dir(home.path("real")).unwrap();
    home.store("real/store.enc").put(&[set("A", "x")]).unwrap();
    symlink("real/store.enc", home.path(STORE)).unwrap();
    home.store(STORE).put(&[set("B", "y")]).unwrap();
    assert!(home.path(STORE).is_symlink());
    assert_eq!(values(&home.store("real/store.enc")), pairs(&[("A", "x"), ("B", "y")]));
    assert_eq!(fs::read_dir(home.path("real")).unwrap().count(), 1);
}

#[test]
fn a_relative_path_works_from_the_current_folder() {
    let home = Home::with_identity();
    let store = SopsFile::open("no-such-folder-of-a-test/x.enc".into(), home.identities());
    assert_eq!(store.status().unwrap(), StoreStatus::Absent);
    assert_eq!(store.names().unwrap(), []);
}

#[test]
fn the_mode_of_a_store_stays() {
    let home = Home::with_identity();
    let store = home.store(STORE);
    store.put(&[set("A", "x")]).unwrap();
    for wanted in [0o644, 0o660] {
        fs::set_permissions(home.path(STORE), fs::Permissions::from_mode(wanted)).unwrap();
        store.put(&[set("A", &wanted.to_string())]).unwrap();
        assert_eq!(mode(&home.path(STORE)), wanted);
    }
}

#[test]
fn names_of_sops_itself_and_values_it_encrypted_are_refused() {
    let home = Home::with_identity();
    let store = home.store(STORE);
    store.put(&[set("A", "x")]).unwrap();
    let encrypted = home.read(STORE).lines().next().unwrap().split_once('=').unwrap().1.to_owned();
    for (file, variable, value) in [
        (STORE, "sops_mac", "x"),
        (STORE, "A_unencrypted", "x"),
        (STORE, "B", encrypted.as_str()),
        (STORE, "B", "nul\0"),
        (STORE, "B", "hunter\\n2"),
        ("s.json", "sops", "x"),
        ("s.json", "B", "nul\0"),
    ] {
        let store = home.store(file);
        assert!(
            store.can_hold(&name(variable), &Secret::new(value.to_owned())).is_err(),
            "{variable}"
        );
        let error = store.put(&[set(variable, value)]).unwrap_err();
        assert_eq!(error.kind, ErrorKind::CannotHold, "{variable}");
        assert!(!format!("{error:?}").contains("hunter"));
    }
    assert_eq!(values(&store), pairs(&[("A", "x")]));
    assert!(!home.path("s.json").exists());
}

#[test]
fn a_name_that_stands_twice_is_no_guess() {
    let home = Home::with_identity();
    let recipient = home.identities().recipients().join(",");
    home.write("plain.env", "A=one\nB=b\nA=two\n");
    let output = home.sops(
        &[&["encrypt", "--age", &recipient], &crate::common::DOTENV[..], &["plain.env"]].concat(),
    );
    home.write(STORE, crate::common::text(output));
    let store = home.store(STORE);
    assert_eq!(store.names().unwrap(), [name("A"), name("B")]);
    assert_eq!(store.get(&[name("B")]).unwrap().len(), 1);
    assert_eq!(store.get(&[name("A")]).unwrap_err().kind, ErrorKind::Ambiguous);
    assert_eq!(store.put(&[set("A", "x")]).unwrap_err().kind, ErrorKind::Ambiguous);
    store.put(&[set("C", "c")]).unwrap();
    assert_eq!(home.sops_decrypt(STORE), "A=one\nB=b\nA=two\nC=c\n");
}

#[test]
fn a_folder_or_file_without_permission_is_told() {
    if rustix::process::geteuid().is_root() {
        return crate::common::again_without_privileges(
            "store::a_folder_or_file_without_permission_is_told",
        );
    }
    let home = Home::with_identity();
    let store = home.store("shut/.env.enc");
    store.put(&[set("A", "x")]).unwrap();
    let before = home.read("shut/.env.enc");
    let folder = home.path("shut");

    fs::set_permissions(&folder, fs::Permissions::from_mode(0o500)).unwrap();
    let error = store.put(&[set("B", "y")]).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Denied);
    assert!(error.message.contains("folder") && error.message.contains("shut"), "{error:?}");
    let error = home.store("shut/new.env.enc").put(&[set("B", "y")]).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Denied);
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
    assert_eq!(home.read("shut/.env.enc"), before);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);

    fs::set_permissions(home.path("shut/.env.enc"), fs::Permissions::from_mode(0o000)).unwrap();
    for error in [store.names().unwrap_err(), store.put(&[set("B", "y")]).unwrap_err()] {
        assert_eq!(error.kind, ErrorKind::Denied);
        assert!(error.message.contains(".env.enc"), "{error:?}");
    }
}
