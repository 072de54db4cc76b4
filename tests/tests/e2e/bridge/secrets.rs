//! Values: which are sent, to whom, and that they are seen nowhere else.

use std::sync::{Arc, Mutex};

use unplain_testkit::{Tokens, assert_no_secret};

use super::{
    client::{Bridge, keep, register},
    remote::{Remote, usual},
};
use crate::world::World;

/// A remote server that takes one token at a time.
fn guarded(token: &str) -> (Remote, Arc<Mutex<String>>) {
    let valid = Arc::new(Mutex::new(token.to_owned()));
    let now = Arc::clone(&valid);
    let remote = Remote::start(move |request, answer| {
        if request.bearer() != Some(&now.lock().unwrap()) {
            return answer.send(401, &[], "no");
        }
        usual(request, answer)
    });
    (remote, valid)
}

#[test]
fn a_rotated_token_is_used_without_a_restart() {
    let world = World::new();
    let mut tokens = Tokens::new(20);
    let (first, second) = (tokens.opaque(30), tokens.opaque(30));
    let (remote, valid) = guarded(&first);
    let mut bridge = Bridge::to(&world, &remote, &first);
    bridge.begin();
    bridge.ask(1, "a");
    *valid.lock().unwrap() = second.clone();
    keep(&world, &second);
    assert!(bridge.ask(2, "b")["result"].is_object());
    assert_eq!(remote.asked("b").last().unwrap().bearer(), Some(second.as_str()));
    let outcome = bridge.close().expect(0);
    assert_eq!(remote.asked("DELETE")[0].bearer(), Some(second.as_str()));
    assert_no_secret(outcome.said().as_bytes(), &[&first, &second]);
}

#[test]
fn a_refusal_says_what_to_do_and_a_valid_token_mends_it() {
    let world = World::new();
    let mut tokens = Tokens::new(21);
    let (wrong, right) = (tokens.opaque(30), tokens.opaque(30));
    let (remote, _) = guarded(&right);
    let mut bridge = Bridge::to(&world, &remote, &wrong);
    let refused = bridge.ask(1, "initialize");
    let message = refused["error"]["message"].as_str().unwrap();
    assert!(
        message.contains("401") && message.contains("unplain set --force REMOTE_TOKEN"),
        "{message}"
    );
    // The same values are not tried twice.
    assert_eq!(remote.requests().len(), 1);
    keep(&world, &right);
    assert!(bridge.begin()["result"].is_object());
    let outcome = bridge.close().expect(0);
    assert_no_secret(outcome.said().as_bytes(), &[&wrong, &right]);
}

#[test]
fn a_missing_value_is_said_and_can_be_stored_meanwhile() {
    let world = World::new();
    let token = Tokens::new(22).opaque(30);
    let (remote, _) = guarded(&token);
    register(&world, &remote.url());
    let mut bridge = Bridge::start(&world);
    let missing = bridge.ask(1, "initialize");
    let message = missing["error"]["message"].as_str().unwrap();
    assert!(message.contains("REMOTE_TOKEN") && message.contains("unplain set"), "{message}");
    assert!(remote.requests().is_empty());
    keep(&world, &token);
    assert!(bridge.begin()["result"].is_object());
    bridge.close().expect(0);
}

#[test]
fn values_in_the_address_are_sent_and_never_said() {
    let world = World::new();
    let token = Tokens::new(23).opaque(30);
    let remote = Remote::start(|_, answer| answer.status(503));
    register(&world, &format!("{}/$<env:REMOTE_TOKEN>?key=$<env:REMOTE_TOKEN>", remote.url()));
    keep(&world, &token);
    let mut bridge = Bridge::start(&world);
    let failed = bridge.ask(1, "initialize");
    assert!(failed["error"]["message"].as_str().unwrap().contains("503"));
    assert_eq!(remote.requests()[0].target, format!("/mcp/{token}?key={token}"));
    let outcome = bridge.close().expect(0);
    assert_no_secret(outcome.said().as_bytes(), &[&token]);
    assert_no_secret(failed.to_string().as_bytes(), &[&token]);
}

#[test]
fn values_do_not_follow_to_another_address() {
    let world = World::new();
    let token = Tokens::new(24).opaque(30);
    let elsewhere = Remote::start(usual);
    let target = elsewhere.url();
    let remote = Remote::start(move |request, answer| match request.target.as_str() {
        "/mcp" if request.what() == "away" => answer.send(307, &[("Location", &target)], ""),
        "/mcp" => answer.send(308, &[("Location", "/mcp/")], ""),
        _ => usual(request, answer),
    });
    let mut bridge = Bridge::to(&world, &remote, &token);
    assert!(bridge.begin()["result"].is_object());
    let failed = bridge.ask(1, "away");
    assert!(failed["error"]["message"].as_str().unwrap().contains("another address"), "{failed}");
    bridge.close().expect(0);
    assert!(elsewhere.requests().is_empty());
}

#[test]
fn nothing_is_sent_in_clear_over_the_network() {
    let world = World::new();
    let token = Tokens::new(25).opaque(30);
    register(&world, "http://mcp.example/mcp");
    keep(&world, &token);
    let mut bridge = Bridge::start(&world);
    let failed = bridge.ask(1, "initialize");
    assert!(failed["error"]["message"].as_str().unwrap().contains("https"), "{failed}");
    bridge.close().expect(0);
}

#[test]
fn a_project_decides_neither_values_nor_addresses() {
    let world = World::new();
    let token = Tokens::new(26).opaque(30);
    let remote = Remote::start(usual);
    register(&world, &remote.url());
    keep(&world, &token);
    world.home.file("servers.toml", "[servers.remote]\nurl = \"http://127.0.0.1:1\"\n");
    world.home.file("unplain.toml", "store = \"sops\"\n");
    world.home.file(".env.enc", "REMOTE_TOKEN=other\n");
    world.unplain(["allow"]).run().expect(0);
    let mut bridge = Bridge::start(&world);
    bridge.begin();
    bridge.close().expect(0);
    assert_eq!(remote.requests()[0].bearer(), Some(token.as_str()));
    assert_eq!(remote.requests()[0].header("x-other"), Some("plain"));
}
