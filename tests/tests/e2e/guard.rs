//! `unplain guard`: values that an agent's own command wrote back, and new ones.

use std::io::{BufRead as _, BufReader};

use unplain_testkit::{Tokens, assert_no_secret};

use crate::world::World;

const CONFIG: &str = ".claude.json";

/// Claude Code's state file with one server.
fn config(token: &str) -> String {
    format!(
        r#"{{"numStartups":3,"mcpServers":{{"a":{{"command":"a","env":{{"A_TOKEN":"{token}"}}}}}}}}"#
    )
}

fn migrated(secret: &str) -> World {
    let world = World::new();
    world.home.file(CONFIG, config(secret));
    world.unplain(["migrate", "--yes"]).run().expect(0);
    assert!(world.home.read(CONFIG) == config("${A_TOKEN}"));
    world
}

#[test]
fn a_value_that_was_written_back_is_said_and_moved_again() {
    let secret = Tokens::new(730).opaque(32);
    let world = migrated(&secret);
    world.unplain(["guard"]).run().expect(0);
    // as `claude mcp add` does, which expands what it reads
    world.home.file(CONFIG, config(&secret));
    let outcome = world.unplain(["guard"]).run().expect(1).says("written-back").says("A_TOKEN");
    assert_no_secret(outcome.said().as_bytes(), &[&secret]);
    assert!(world.home.read(CONFIG) == config(&secret), "it only says so");
    let report = world.unplain(["guard", "--format", "json"]).run().expect(1).report();
    assert_eq!(report.codes(), ["written-back"]);
    assert_eq!(report.problems(CONFIG)[0]["pointer"], "/mcpServers/a/env/A_TOKEN");
    world.unplain(["guard", "--migrate"]).run().expect(0);
    assert!(world.home.read(CONFIG) == config("${A_TOKEN}"));
    world.unplain(["guard"]).run().expect(0);
}

#[test]
fn a_stored_value_that_does_not_look_like_a_secret_counts_too() {
    let world = World::new();
    let phrase = "correct horse battery staple";
    world.unplain(["set", "A_PHRASE"]).input(phrase).run().expect(0);
    let text = |value: &str| {
        config("x").replace("A_TOKEN", "MOTTO").replace("\"x\"", &format!("\"{value}\""))
    };
    world.home.file(CONFIG, text(phrase));
    world.unplain(["scan"]).run().expect(0);
    world.unplain(["guard"]).run().expect(1).says("A_PHRASE");
    world.unplain(["guard", "--migrate"]).run().expect(0);
    assert!(world.home.read(CONFIG) == text("${A_PHRASE}"));
}

#[test]
fn a_new_secret_is_said_and_moved() {
    let mut tokens = Tokens::new(731);
    let (first, second) = (tokens.opaque(32), tokens.opaque(32));
    let world = migrated(&first);
    world.home.file(
        "project/.mcp.json",
        format!(r#"{{"mcpServers":{{"b":{{"command":"b","env":{{"B_TOKEN":"{second}"}}}}}}}}"#),
    );
    // files of variables are no agent's to write
    world.home.file("project/.env", format!("C_TOKEN={}\n", tokens.opaque(32)));
    let guard = |more: &[&str]| world.unplain([&["guard"], more].concat()).within("project").run();
    let report = guard(&["--format", "json"]).expect(1).report();
    assert_eq!(report.codes(), ["new-secret"]);
    let outcome = guard(&[]).expect(1);
    assert_no_secret(outcome.said().as_bytes(), &[&first, &second]);
    guard(&["--migrate"]);
    assert!(world.home.read("project/.mcp.json").contains("${B_TOKEN}"));
    guard(&[]).expect(0);
}

#[test]
fn watching_says_only_what_is_new() {
    let mut tokens = Tokens::new(732);
    let secret = tokens.opaque(32);
    let world = migrated(&secret);
    world.home.file(CONFIG, config(&secret));
    let mut child =
        world.unplain(["guard", "--watch", "--format", "json"]).within("project").spawn();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut next =
        || -> serde_json::Value { serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap() };
    let said = next();
    assert_eq!(said["appeared"].as_array().unwrap().len(), 1, "{said}");
    assert_eq!(said["appeared"][0]["code"], "written-back");
    let new = format!(
        r#"{{"mcpServers":{{"b":{{"command":"b","env":{{"B_TOKEN":"{}"}}}}}}}}"#,
        tokens.opaque(32)
    );
    world.home.file("project/.mcp.json", new);
    let said = next();
    assert_eq!(said["appeared"].as_array().unwrap().len(), 1, "{said}");
    assert_eq!(said["appeared"][0]["code"], "new-secret");
    child.kill().unwrap();
    child.wait().unwrap();
}
