//! `unplain headers`: what a header helper prints.

use serde_json::{Value, json};
use unplain_testkit::{Tokens, assert_no_secret};

use super::client::{keep, register};
use crate::world::World;

#[test]
fn one_object_of_strings_comes_out_and_nothing_else() {
    let world = World::new();
    let token = format!("{}\"\\ü", Tokens::new(50).opaque(30));
    register(&world, "https://mcp.example/mcp");
    keep(&world, &token);
    // World gives HOME and PATH only, as Codex does.
    let outcome = world.unplain(["headers", "remote"]).run().expect(0);
    let headers: Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(headers, json!({"Authorization": format!("Bearer {token}"), "X-Other": "plain"}));
    assert_eq!(outcome.stderr, "");
}

#[test]
fn each_call_looks_into_the_store() {
    let world = World::new();
    let mut tokens = Tokens::new(51);
    register(&world, "https://mcp.example/mcp");
    for _ in 0..2 {
        let token = tokens.opaque(30);
        keep(&world, &token);
        world.unplain(["headers", "remote"]).run().expect(0).says(&token);
    }
}

#[test]
fn a_missing_value_prints_nothing_and_says_what_to_do() {
    let world = World::new();
    register(&world, "https://mcp.example/mcp");
    // An exported value is not a stored one.
    let started = world.unplain(["headers", "remote"]).env("REMOTE_TOKEN", "exported");
    let outcome = started.run().expect(3);
    assert_eq!(outcome.stdout, "");
    assert!(
        outcome.stderr.contains("REMOTE_TOKEN") && outcome.stderr.contains("unplain set"),
        "{}",
        outcome.stderr
    );
    assert_no_secret(outcome.stderr.as_bytes(), &["exported"]);
}

#[test]
fn a_value_that_no_header_can_hold_is_refused() {
    let world = World::new();
    let token = Tokens::new(52).opaque(30);
    register(&world, "https://mcp.example/mcp");
    keep(&world, &format!("{token}\nX-Evil: 1"));
    let outcome = world.unplain(["headers", "remote"]).run().expect(3);
    assert_eq!(outcome.stdout, "");
    assert_no_secret(outcome.said().as_bytes(), &[&token, "X-Evil"]);
}

#[test]
fn a_registry_that_everybody_can_write_is_not_believed() {
    let world = World::new();
    register(&world, "https://mcp.example/mcp");
    keep(&world, &Tokens::new(53).opaque(30));
    let file = ".config/unplain/servers.toml";
    let text = world.home.read(file);
    world.home.file_with_mode(file, text, 0o646);
    let outcome = world.unplain(["headers", "remote"]).run().expect(3).says("servers.toml");
    assert_eq!(outcome.stdout, "");
}

#[test]
fn what_was_given_out_is_in_the_audit_log_without_its_value() {
    let world = World::new();
    let token = Tokens::new(54).opaque(30);
    register(&world, "https://mcp.example/mcp");
    keep(&world, &token);
    world.unplain(["headers", "remote"]).run().expect(0);
    let log: String = world
        .files()
        .into_iter()
        .filter(|(path, _)| path.to_string_lossy().contains("state/unplain/audit"))
        .map(|(_, bytes)| String::from_utf8(bytes).unwrap())
        .collect();
    assert!(log.contains("\"headers\"") && log.contains("REMOTE_TOKEN"), "{log}");
    assert_no_secret(log.as_bytes(), &[&token]);
}
