//! What goes wrong on the way: each request gets one reply all the same.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    sync::atomic::{AtomicU32, Ordering},
};

use serde_json::json;
use unplain_testkit::Tokens;

use super::{
    client::{Bridge, keep, register},
    remote::{Remote, reply, usual},
};
use crate::world::World;

#[test]
fn a_lost_session_is_begun_anew_and_the_request_sent_again() {
    let world = World::new();
    let sessions = AtomicU32::new(0);
    let remote = Remote::start(move |request, answer| {
        let valid = sessions.load(Ordering::SeqCst);
        match request.what().as_str() {
            "initialize" => {
                answer.begun(request, &format!("s{}", sessions.fetch_add(1, Ordering::SeqCst) + 1))
            }
            "forget" if valid == 1 => {
                sessions.fetch_add(1, Ordering::SeqCst);
                answer.status(404)
            }
            _ if request.header("mcp-session-id") == Some(&format!("s{valid}")) => {
                usual(request, answer)
            }
            _ => answer.status(404),
        }
    });
    let mut bridge = Bridge::to(&world, &remote, &Tokens::new(30).opaque(30));
    bridge.begin();
    bridge.ask(1, "a");
    assert_eq!(bridge.ask(2, "forget")["result"]["asked"]["params"]["n"], 2);
    assert_eq!(bridge.ask(3, "b")["result"]["asked"]["params"]["n"], 3);
    bridge.close().expect(0);
    let started = remote.asked("initialize");
    assert_eq!(started.len(), 2);
    assert_eq!(started[0].body, started[1].body);
    assert_eq!(started[1].header("mcp-session-id"), None);
    assert_eq!(remote.asked("notifications/initialized").len(), 2);
    assert_eq!(remote.asked("DELETE")[0].header("mcp-session-id"), Some("s3"));
}

#[test]
fn errors_of_the_server_become_replies() {
    let world = World::new();
    let remote = Remote::start(|request, answer| {
        let kind = [("Content-Type", "application/json")];
        let error = |id: &str| {
            format!(
                r#"{{"jsonrpc":"2.0","id":{id},"error":{{"code":-32020,"message":"x","data":{{"y":[1.0]}}}}}}"#
            )
        };
        match request.what().as_str() {
            "own" => answer.send(400, &kind, error("1")),
            "nobodys" => answer.send(400, &kind, error("null")),
            "page" => answer.send(502, &[("Content-Type", "text/html")], "<html>marker</html>"),
            "ok/page" => answer.send(200, &[("Content-Type", "text/html")], "<html>marker</html>"),
            "ok/empty" => answer.send(200, &[], ""),
            "ok/other" => answer.json(r#"{"jsonrpc":"2.0","id":"other","result":{}}"#),
            "cut" => answer.cut(),
            _ => usual(request, answer),
        }
    });
    let mut bridge = Bridge::to(&world, &remote, &Tokens::new(31).opaque(30));
    bridge.begin();
    for method in ["own", "nobodys"] {
        let reply = bridge.ask(1, method);
        assert_eq!(reply["error"], json!({"code": -32020, "message": "x", "data": {"y": [1.0]}}));
    }
    for (method, said) in [
        ("page", "502"),
        ("ok/page", "no MCP message"),
        ("ok/empty", "no MCP message"),
        ("cut", ""),
    ] {
        let reply = bridge.ask(2, method).to_string();
        assert!(reply.contains(said) && reply.contains("server `remote`"), "{method}: {reply}");
        assert!(!reply.contains("marker"), "{reply}");
    }
    bridge.send(&json!({"jsonrpc": "2.0", "id": 3, "method": "ok/other"}));
    assert_eq!(bridge.next()["id"], "other");
    assert_eq!(bridge.next()["id"], 3);
    bridge.write("no JSON");
    assert_eq!(bridge.next()["error"]["code"], -32700);
    bridge.write("[");
    assert_eq!(bridge.next()["error"]["code"], -32700);
    assert!(bridge.ask(4, "still/there")["result"].is_object());
}

#[test]
fn a_stream_that_breaks_before_the_reply_is_taken_up_again() {
    let world = World::new();
    let remote = Remote::start(|request, answer| {
        match (request.what().as_str(), request.header("last-event-id")) {
            ("long", _) => {
                answer.stream(&[])?;
                answer.chunk("id: a/1\nretry: 1\ndata:\n\n")?;
                answer.cut()
            }
            ("GET", Some("a/1")) => {
                answer.stream(&[])?;
                answer.chunk("id: a/2\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"half\"}\n\n")?;
                answer.cut()
            }
            ("GET", Some("a/2")) => {
                answer.stream(&[])?;
                answer.event(&json!({"jsonrpc": "2.0", "id": 1, "result": {"whole": true}}))?;
                answer.end()
            }
            ("without", _) => {
                answer.stream(&[])?;
                answer.end()
            }
            _ => usual(request, answer),
        }
    });
    let mut bridge = Bridge::to(&world, &remote, &Tokens::new(32).opaque(30));
    bridge.begin();
    bridge.send(&json!({"jsonrpc": "2.0", "id": 1, "method": "long"}));
    assert_eq!(bridge.next()["method"], "half");
    assert_eq!(bridge.next()["result"]["whole"], true);
    let reply = bridge.ask(2, "without").to_string();
    assert!(reply.contains("broke before the reply"), "{reply}");
}

#[test]
fn a_server_that_is_not_there_is_said() {
    let world = World::new();
    let free = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    register(&world, &format!("http://127.0.0.1:{port}/mcp"));
    keep(&world, &Tokens::new(33).opaque(30));
    let mut bridge = Bridge::start(&world);
    let reply = bridge.ask(1, "initialize").to_string();
    assert!(reply.contains("can't be reached: connection refused"), "{reply}");
    bridge.close().expect(0);
}

#[test]
fn https_goes_through_the_proxy_which_sees_no_value() {
    let proxy = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = proxy.local_addr().unwrap().port();
    let asked = std::thread::spawn(move || {
        let (mut connection, _) = proxy.accept().unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            connection.read_exact(&mut byte).unwrap();
            head.push(byte[0]);
        }
        connection.write_all(b"HTTP/1.1 403 Forbidden\r\n\r\n").unwrap();
        String::from_utf8(head).unwrap()
    });
    let mut world = World::new();
    world.export("HTTPS_PROXY", format!("http://user:pass@127.0.0.1:{port}"));
    let token = Tokens::new(34).opaque(30);
    register(&world, "https://mcp.example/mcp");
    keep(&world, &token);
    let mut bridge = Bridge::start(&world);
    let reply = bridge.ask(1, "initialize").to_string();
    assert!(reply.contains("can't be reached"), "{reply}");
    let head = asked.join().unwrap();
    assert!(head.starts_with("CONNECT mcp.example:443 HTTP/1.1\r\n"), "{head}");
    assert!(head.to_ascii_lowercase().contains("proxy-authorization: basic "), "{head}");
    assert!(!head.contains(&token), "the proxy must not see values");
}

#[test]
fn each_of_many_requests_at_once_gets_its_reply() {
    let world = World::new();
    let remote = Remote::start(|request, answer| match request.message()["id"].as_u64() {
        Some(id) if id % 2 == 1 => {
            answer.stream(&[])?;
            answer.event(&reply(request, json!({"id": id})))?;
            answer.end()
        }
        _ => usual(request, answer),
    });
    let mut bridge = Bridge::to(&world, &remote, &Tokens::new(35).opaque(30));
    bridge.begin();
    for id in 1..=200 {
        bridge.send(&json!({"jsonrpc": "2.0", "id": id, "method": "many"}));
    }
    let mut ids: Vec<u64> = (1..=200).map(|_| bridge.next()["id"].as_u64().unwrap()).collect();
    ids.sort_unstable();
    assert_eq!(ids, (1..=200).collect::<Vec<_>>());
}
