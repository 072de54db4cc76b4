//! How it ends.

use std::{
    process::Command,
    sync::{Mutex, mpsc},
};

use serde_json::json;
use unplain_testkit::Tokens;

use super::{
    client::{Bridge, register},
    remote::{Remote, usual},
};
use crate::world::{World, until};

#[test]
fn the_end_of_input_ends_the_session_and_the_process() {
    let world = World::new();
    let remote = Remote::start(usual);
    let mut bridge = Bridge::to(&world, &remote, &Tokens::new(40).opaque(30));
    bridge.begin();
    let outcome = bridge.close().expect(0);
    assert_eq!(outcome.stderr, "");
    assert_eq!(remote.asked("DELETE")[0].header("mcp-session-id"), Some("session-1"));
}

#[test]
fn messages_that_are_piped_in_get_their_replies() {
    let world = World::new();
    let (go, wait) = mpsc::channel::<()>();
    let wait = Mutex::new(wait);
    let remote = Remote::start(move |request, answer| {
        if request.what() == "slow" {
            let _ = wait.lock().unwrap().recv();
        }
        usual(request, answer)
    });
    let mut bridge = Bridge::to(&world, &remote, &Tokens::new(41).opaque(30));
    bridge.send(&json!({"jsonrpc": "2.0", "id": 0, "method": "initialize"}));
    bridge.send(&json!({"jsonrpc": "2.0", "id": 1, "method": "slow"}));
    let closed = std::thread::spawn(move || bridge.close());
    until(|| !remote.asked("slow").is_empty());
    go.send(()).unwrap();
    let outcome = closed.join().unwrap().expect(0);
    assert_eq!(outcome.stdout.lines().count(), 2, "{}", outcome.stdout);
}

#[test]
fn a_signal_ends_the_session_too_even_with_a_request_open() {
    for signal in ["TERM", "INT", "HUP"] {
        let world = World::new();
        let remote = Remote::start(|request, answer| match request.what().as_str() {
            "never" => {
                std::thread::park();
                Ok(())
            }
            _ => usual(request, answer),
        });
        let mut bridge = Bridge::to(&world, &remote, &Tokens::new(42).opaque(30));
        bridge.begin();
        bridge.send(&json!({"jsonrpc": "2.0", "id": 1, "method": "never"}));
        until(|| !remote.asked("never").is_empty());
        let id = bridge.id().to_string();
        assert!(
            Command::new("kill").args([&format!("-{signal}"), &id]).status().unwrap().success()
        );
        bridge.wait().expect(0);
        assert_eq!(remote.asked("DELETE").len(), 1, "{signal}");
    }
}

#[test]
fn a_server_that_is_not_registered_is_said_at_once() {
    let world = World::new();
    world.unplain(["bridge", "nobody"]).run().expect(3).says("no server `nobody`");
    register(&world, "http://127.0.0.1:1");
    world.unplain(["bridge", "nobody"]).run().expect(3).says("it has remote");
    world
        .home
        .file(".config/unplain/servers.toml", "[servers.plain]\nurl = \"http://mcp.example\"\n");
    world.unplain(["bridge", "plain"]).run().expect(3).says("https");
}
