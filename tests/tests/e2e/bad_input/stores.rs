//! Stores and identities that cannot be used.

use std::{fs, os::unix::fs::PermissionsExt as _};

use unplain_testkit::{Tokens, assert_no_secret};

use crate::world::{World, tool};

const STORE: &str = ".config/unplain/.env.enc";
const KEYS: &str = ".config/sops/age/keys.txt";
const CONFIG: &str = ".claude.json";

/// A home with a config, and a store with one value.
struct Kept {
    world: World,
    secret: String,
    kept: String,
}

impl Kept {
    fn new(seed: u64) -> Self {
        let mut tokens = Tokens::new(seed);
        let (secret, kept) = (tokens.opaque(32), tokens.opaque(32));
        let world = World::new();
        world.home.file(CONFIG, config(&secret));
        world.unplain(["set", "KEPT_KEY"]).input(kept.as_str()).run().expect(0);
        world.unplain(["set", "OTHER_KEY"]).input("other").run().expect(0);
        Self { world, secret, kept }
    }

    fn store(&self) -> String {
        self.world.home.read(STORE)
    }

    /// Nothing works with this store, each command says why in words that hold `reason`, and nothing is changed.
    #[track_caller]
    fn refused(&self, store: &str, reason: &str) {
        self.world.home.file(STORE, store);
        let keys = fs::read(self.world.home.at(KEYS)).ok();
        let commands: [(&[&str], i32); 8] = [
            (&["migrate", "--yes", "-v"], 3),
            (&["migrate", "--yes", "-v", "--format", "json"], 3),
            (&["set", "NEW_KEY"], 3),
            (&["set", "KEPT_KEY", "--force"], 3),
            (&["get", "KEPT_KEY"], 3),
            (&["remove", "KEPT_KEY"], 3),
            (&["run", "--only", "KEPT_KEY", "--", "sh", "-c", "echo started"], 125),
            (&["run", "--", "sh", "-c", "echo started"], 125),
        ];
        for (command, code) in commands {
            let outcome = self.world.unplain(command).input("value").run().expect(code);
            let said = outcome.said();
            assert_no_secret(said.as_bytes(), &[&self.secret, &self.kept]);
            assert!(said.contains(STORE) && said.contains(reason), "{command:?}: {said}");
            assert!(!said.contains("started"), "{command:?}");
            if !command.contains(&"json") {
                assert!(said.contains("help"), "it is said what to do: {said}");
            }
        }
        assert_eq!(self.store(), store);
        assert_eq!(self.world.home.read(CONFIG), config(&self.secret));
        assert_eq!(fs::read(self.world.home.at(KEYS)).ok(), keys, "no identity is made");
    }
}

fn config(key: &str) -> String {
    format!(r#"{{"mcpServers":{{"a":{{"command":"a","env":{{"ACME_API_KEY":"{key}"}}}}}}}}"#)
}

#[test]
fn one_whose_checksum_is_wrong() {
    let kept = Kept::new(230);
    let store = kept.store();
    let without: Vec<&str> = store.lines().filter(|line| !line.starts_with("OTHER_KEY=")).collect();
    kept.refused(&format!("{}\n", without.join("\n")), "MAC");
}

#[test]
fn one_whose_value_was_changed() {
    let kept = Kept::new(231);
    let store = kept.store();
    let at = store.find("data:").unwrap() + "data:".len();
    let other = if store[at..].starts_with('A') { "B" } else { "A" };
    kept.refused(&format!("{}{other}{}", &store[..at], &store[at + 1..]), "");
}

#[test]
fn one_for_other_recipients() {
    let kept = Kept::new(232);
    let other = World::new();
    other.unplain(["set", "A_KEY"]).input("value").run().expect(0);
    kept.refused(&other.home.read(STORE), "no age identity here opens");
    // Nor is an identity made where there is none at all.
    fs::remove_file(kept.world.home.at(KEYS)).unwrap();
    kept.refused(&other.home.read(STORE), "no age identity here opens");
}

#[test]
fn one_that_is_empty() {
    Kept::new(233).refused("", "empty");
}

#[test]
fn one_with_conflict_markers() {
    let kept = Kept::new(234);
    let store = kept.store();
    let (first, rest) = store.split_once('\n').unwrap();
    kept.refused(&format!("<<<<<<< HEAD\n{first}\n=======\n{first}\n>>>>>>> other\n{rest}"), "");
}

#[test]
fn one_that_is_no_sops_file() {
    let kept = Kept::new(235);
    let plain = format!("KEPT_KEY={}\n", kept.kept);
    kept.refused(&plain, "");
}

#[test]
fn a_folder_in_its_place() {
    let kept = Kept::new(236);
    fs::remove_file(kept.world.home.at(STORE)).unwrap();
    kept.world.home.folder(STORE);
    kept.world.unplain(["migrate", "--yes"]).run().expect(3).says(STORE);
    kept.world.unplain(["run", "--", "true"]).run().expect(125).says(STORE);
    assert_eq!(kept.world.home.read(CONFIG), config(&kept.secret));
}

#[test]
fn an_identity_that_others_can_read() {
    let kept = Kept::new(237);
    fs::set_permissions(kept.world.home.at(KEYS), fs::Permissions::from_mode(0o644)).unwrap();
    let outcome = kept.world.unplain(["get", "KEPT_KEY"]).run().expect(0);
    assert!(outcome.stdout == kept.kept);
    assert!(
        outcome.stderr.contains("keys.txt") && outcome.stderr.contains("chmod 600"),
        "{}",
        outcome.stderr
    );
    let report =
        kept.world.unplain(["migrate", "--yes", "--format", "json"]).run().expect(0).report();
    assert!(report.codes().contains(&"identity"));
    assert_eq!(kept.world.home.mode(KEYS), 0o644, "it is the user's to change");
}

#[test]
fn an_identity_that_is_broken() {
    let kept = Kept::new(238);
    let keys = kept.world.home.read(KEYS);
    let key = keys.lines().find(|line| !line.starts_with('#')).unwrap().to_owned();
    kept.world.home.file(KEYS, format!("{key}x\n"));
    let outcome = kept.world.unplain(["migrate", "--yes", "-v"]).run().expect(3);
    assert!(outcome.said().contains("keys.txt"), "{}", outcome.said());
    assert_no_secret(outcome.said().as_bytes(), &[&key, &kept.secret]);
    assert_eq!(kept.world.home.read(KEYS), format!("{key}x\n"));
    assert_eq!(kept.world.home.read(CONFIG), config(&kept.secret));
}

#[test]
fn an_identity_is_appended_to_the_users_own() {
    let world = World::new();
    let keys = world.home.file(KEYS, "");
    world.start(tool("age-keygen"), ["-o", "made.txt"]).run().expect(0);
    let own = world.home.read("made.txt");
    fs::write(&keys, &own).unwrap();
    let secret = Tokens::new(239).opaque(32);
    world.home.file(CONFIG, config(&secret));
    world.unplain(["migrate", "--yes"]).run().expect(0);
    assert_eq!(world.home.read(KEYS), own, "the identity that there is was used");
    assert!(world.store().contains(&secret));
}

#[test]
fn a_value_that_the_store_cannot_hold_stays() {
    let world = World::new();
    let mut tokens = Tokens::new(240);
    let secret = format!("{}\\n{}", tokens.opaque(16), tokens.opaque(16));
    let text = config(&secret.replace('\\', "\\\\"));
    world.home.file(CONFIG, &text);
    let outcome = world.unplain(["migrate", "--yes", "--format", "json"]).run().expect(1);
    let action = outcome.report().list("actions")[0].clone();
    assert_eq!(action["status"], "skipped");
    assert!(action["reason"].as_str().unwrap().starts_with("store-cannot-hold"), "{action}");
    assert_eq!(world.home.read(CONFIG), text);
}
