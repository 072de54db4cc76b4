//! Other programs that write the same files meanwhile.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command},
};

use unplain_testkit::Tokens;

use crate::world::{World, finish, until};

const CLAUDE: &str = ".claude.json";
const CURSOR: &str = ".cursor/mcp.json";

fn claude(startups: u32, key: &str) -> String {
    format!(
        "{{\n  \"numStartups\": {startups},\n  \"mcpServers\": {{ \"a\": {{ \"command\": \"a\", \"env\": {{ \"A_KEY\": \"{key}\" }} }} }}\n}}"
    )
}

fn cursor(name: &str, key: &str) -> String {
    format!(
        r#"{{"mcpServers":{{"{name}":{{"url":"https://b.test","headers":{{"X-API-Key":"{key}"}}}}}}}}"#
    )
}

/// Claude Code in the middle of a write: it holds its lock.
struct Writer {
    lock: PathBuf,
}

impl Writer {
    fn begin(world: &World) -> Self {
        let lock = world.home.at(".claude.json.lock");
        fs::create_dir(&lock).unwrap();
        Self { lock }
    }

    fn end(self) {
        fs::remove_dir(self.lock).unwrap();
    }
}

/// Starts a migration and waits until it has made its plan and has written down that it is about to replace files: the
/// first of them is Claude Code's, whose lock it has to wait for.
fn start_and_wait_for_lock(world: &World) -> Child {
    let child = world.unplain(["migrate", "--yes", "--format", "json"]).spawn();
    let runs = world.home.at(".local/state/unplain/runs");
    until(|| journal(&runs).is_some_and(|text| text.matches(r#""step":"file""#).count() == 2));
    child
}

fn journal(runs: &Path) -> Option<String> {
    let run = fs::read_dir(runs).ok()?.next()?.ok()?.path();
    let files = fs::read_dir(run).ok()?.flatten();
    Some(files.filter_map(|entry| fs::read_to_string(entry.path()).ok()).collect())
}

/// A home with a secret for Claude Code and one for Cursor.
fn world(seed: u64) -> (World, [String; 2]) {
    let mut tokens = Tokens::new(seed);
    let secrets = [tokens.opaque(32), tokens.opaque(32)];
    let world = World::new();
    world.home.file(CLAUDE, claude(1, &secrets[0]));
    world.home.file(CURSOR, cursor("b", &secrets[1]));
    (world, secrets)
}

#[test]
fn what_claude_code_writes_meanwhile_survives() {
    let (world, [a, _]) = world(270);
    let writer = Writer::begin(&world);
    let child = start_and_wait_for_lock(&world);
    // By a rename, as Claude Code does.
    let new = world.home.file("new", claude(2, &a));
    fs::rename(new, world.home.at(CLAUDE)).unwrap();
    writer.end();
    let report = finish(child).expect(0).report();
    let actions = report.list("actions");
    assert!(
        actions.len() == 2 && actions.iter().all(|action| action["status"] == "done"),
        "{actions:#?}"
    );
    assert_eq!(
        world.home.read(CLAUDE),
        claude(2, "${A_KEY}"),
        "its change is there and the secret is not"
    );
    assert!(world.value("A_KEY") == a);
    assert_eq!(world.home.read(CURSOR), cursor("b", "${env:B_API_KEY}"));
    assert!(!world.home.at(".claude.json.lock").exists(), "the lock is given back");
}

#[test]
fn what_a_program_without_a_lock_writes_meanwhile_survives() {
    let (world, [_, b]) = world(271);
    let writer = Writer::begin(&world);
    let child = start_and_wait_for_lock(&world);
    // In place, as an editor may do.
    fs::write(world.home.at(CURSOR), cursor("renamed", &b)).unwrap();
    writer.end();
    finish(child).expect(0);
    let now = world.home.read(CURSOR);
    assert!(
        now.contains("renamed") && !now.contains(&b),
        "its change is there and the secret is not"
    );
    assert_eq!(world.home.read(CLAUDE), claude(1, "${A_KEY}"));
}

#[test]
fn a_secret_that_is_changed_meanwhile_is_not_mixed_up() {
    let (world, [old, _]) = world(272);
    let new = Tokens::new(273).opaque(32);
    let writer = Writer::begin(&world);
    let child = start_and_wait_for_lock(&world);
    fs::write(world.home.at(CLAUDE), claude(1, &new)).unwrap();
    writer.end();
    let outcome = finish(child);
    unplain_testkit::assert_no_secret(outcome.said().as_bytes(), &[&old, &new]);
    let text = world.home.read(CLAUDE);
    let name =
        text.split_once("${").and_then(|(_, rest)| rest.split_once('}')).map(|(name, _)| name);
    match name {
        Some(name) => assert!(world.value(name) == new, "the reference gives the new value"),
        None => {
            assert_eq!((outcome.code, text.contains(&new)), (Some(3), true), "{}", outcome.said())
        }
    }
}

#[test]
fn a_file_that_is_broken_meanwhile_is_left_as_it_is() {
    let (world, [a, _]) = world(274);
    let writer = Writer::begin(&world);
    let child = start_and_wait_for_lock(&world);
    let broken = claude(1, &a).replace("}\n}", "");
    fs::write(world.home.at(CLAUDE), &broken).unwrap();
    writer.end();
    let outcome = finish(child).expect(3);
    assert!(outcome.said().contains(CLAUDE), "{}", outcome.said());
    assert_eq!(world.home.read(CLAUDE), broken);
    assert_eq!(world.home.read(CURSOR), cursor("b", "${env:B_API_KEY}"));
}

#[test]
fn a_lock_that_was_left_behind_is_taken_over() {
    let (world, _) = world(275);
    let writer = Writer::begin(&world);
    let touched =
        Command::new("touch").args(["-d", "1 hour ago"]).arg(&writer.lock).status().unwrap();
    assert!(touched.success());
    world.unplain(["migrate", "--yes"]).run().expect(0);
    assert_eq!(world.home.read(CLAUDE), claude(1, "${A_KEY}"));
    assert!(!writer.lock.exists());
}

#[test]
fn undo_waits_for_the_lock_and_reverses_only_its_own_edits() {
    let (world, [a, _]) = world(276);
    world.unplain(["migrate", "--yes"]).run().expect(0);
    world.home.file(CLAUDE, claude(7, "${A_KEY}"));
    world.unplain(["undo", "--yes"]).run().expect(0);
    assert_eq!(world.home.read(CLAUDE), claude(7, &a));
    assert!(!world.home.at(".claude.json.lock").exists());
}
