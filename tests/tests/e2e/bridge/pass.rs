//! Messages pass as they are, in both directions.

use std::sync::{Arc, Mutex, mpsc};

use serde_json::json;
use unplain_testkit::Tokens;

use super::{
    client::Bridge,
    remote::{Remote, reply, usual},
};
use crate::world::{World, until};

#[test]
fn what_the_client_writes_arrives_byte_for_byte() {
    let world = World::new();
    let remote = Remote::start(usual);
    let mut bridge = Bridge::to(&world, &remote, &Tokens::new(1).opaque(30));
    bridge.begin();
    let lines = [
        r#"{"jsonrpc":"2.0","id":"ü\u00e4 ","method":"x/unknown","_meta":{"progressToken":1.50,"k":[]},"extra":null}"#,
        r#"{ "method" : "tools/call", "id" : 12345678901234567890123 , "params":{"a":"\ud83d\ude00 漢","b":1.0,"a":2}}"#,
    ];
    for line in lines {
        bridge.write(line);
        assert!(bridge.next()["result"].is_object());
    }
    bridge.write(
        r#"{"jsonrpc":"2.0","method":"notifications/whatever","params":{"z":0.10,"y":1e400}}"#,
    );
    bridge.write(r#"{"jsonrpc":"2.0","id":"from-server","result":{"roots":[ ]}}"#);
    bridge.close().expect(0);
    let bodies: Vec<String> = remote
        .requests()
        .into_iter()
        .map(|request| String::from_utf8(request.body).unwrap())
        .collect();
    for line in lines.iter().chain(&[
        r#"{"jsonrpc":"2.0","method":"notifications/whatever","params":{"z":0.10,"y":1e400}}"#,
        r#"{"jsonrpc":"2.0","id":"from-server","result":{"roots":[ ]}}"#,
    ]) {
        assert_eq!(bodies.iter().filter(|body| body == line).count(), 1, "{line}\n{bodies:#?}");
    }
}

#[test]
fn what_the_server_says_arrives_byte_for_byte_and_on_one_line() {
    const SAID: &str = "{\n  \"jsonrpc\": \"2.0\",\r\n \"id\": 7, \"result\": {\"x\": 1.50, \"unknown\": \"\\n\\ud800 ü\", \"_meta\": {}}}\n";
    let world = World::new();
    let remote = Remote::start(|request, answer| match request.what().as_str() {
        "as/json" => answer.json(SAID),
        "as/stream" => {
            answer.stream(&[])?;
            let lines: String = SAID.lines().map(|line| format!("data: {line}\n")).collect();
            answer.chunk(format!("{lines}\n"))?;
            answer.end()
        }
        _ => usual(request, answer),
    });
    let mut bridge = Bridge::to(&world, &remote, &Tokens::new(2).opaque(30));
    bridge.begin();
    let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    for method in ["as/json", "as/stream"] {
        bridge.write(&format!(r#"{{"jsonrpc":"2.0","id":7,"method":"{method}"}}"#));
        assert_eq!(squeeze(&bridge.line()), squeeze(SAID));
    }
}

#[test]
fn a_stream_may_be_split_anywhere_and_hold_what_is_not_for_the_client() {
    let world = World::new();
    let remote = Remote::start(|request, answer| match request.what().as_str() {
        "split" => {
            answer.stream(&[])?;
            let progress = json!({"jsonrpc": "2.0", "method": "notifications/progress", "params": {"m": "é漢😀"}});
            let text = format!(
                ": hello\n\nevent: ping\ndata: {{\"not\": \"a message\"}}\n\nid: 1\ndata:\n\n\
                 data: {progress}\n\ndata: no JSON\n\nevent: message\r\ndata: {}\r\n\r\n",
                reply(request, json!({"ok": true}))
            );
            for byte in text.as_bytes() {
                answer.chunk([*byte])?;
            }
            answer.end()
        }
        _ => usual(request, answer),
    });
    let mut bridge = Bridge::to(&world, &remote, &Tokens::new(3).opaque(30));
    bridge.begin();
    bridge.send(&json!({"jsonrpc": "2.0", "id": 5, "method": "split"}));
    assert_eq!(bridge.next()["params"]["m"], "é漢😀");
    assert_eq!(bridge.next(), json!({"jsonrpc": "2.0", "id": 5, "result": {"ok": true}}));
    let outcome = bridge.close().expect(0);
    assert_eq!(outcome.stdout, "");
    assert!(!outcome.stderr.contains("no JSON\n"), "{}", outcome.stderr);
}

#[test]
fn large_messages_pass_both_ways() {
    let world = World::new();
    let remote = Remote::start(usual);
    let mut bridge = Bridge::to(&world, &remote, &Tokens::new(4).opaque(30));
    bridge.begin();
    let large = "ü".repeat(5_000_000);
    bridge.send(&json!({"jsonrpc": "2.0", "id": 1, "method": "echo", "params": {"text": large}}));
    assert!(bridge.next()["result"]["asked"]["params"]["text"] == large.as_str());
}

#[test]
fn the_server_asks_the_client_while_a_request_is_open() {
    let world = World::new();
    let (answered, answers) = mpsc::channel();
    let answers = Mutex::new(answers);
    let answered = Mutex::new(answered);
    let remote = Remote::start(move |request, answer| match request.what().as_str() {
        "needs/sampling" => {
            answer.stream(&[])?;
            answer.event(&json!({"jsonrpc": "2.0", "id": "s1", "method": "sampling/createMessage", "params": {"x": 1}}))?;
            let got: serde_json::Value = answers.lock().unwrap().recv().unwrap();
            answer.event(&reply(request, got))?;
            answer.end()
        }
        _ => {
            if request.message()["id"] == "s1" {
                answered.lock().unwrap().send(request.message()["result"].clone()).unwrap();
            }
            usual(request, answer)
        }
    });
    let mut bridge = Bridge::to(&world, &remote, &Tokens::new(5).opaque(30));
    bridge.begin();
    bridge.send(&json!({"jsonrpc": "2.0", "id": 9, "method": "needs/sampling"}));
    let asked = bridge.next();
    assert_eq!(
        (asked["method"].as_str(), &asked["params"]["x"]),
        (Some("sampling/createMessage"), &json!(1))
    );
    // Another request is not kept waiting by the open one.
    assert_eq!(bridge.ask(10, "other")["result"]["asked"]["params"]["n"], 10);
    bridge.send(&json!({"jsonrpc": "2.0", "id": "s1", "result": {"role": "assistant"}}));
    assert_eq!(bridge.next(), json!({"jsonrpc": "2.0", "id": 9, "result": {"role": "assistant"}}));
}

#[test]
fn the_servers_own_stream_is_read_and_taken_up_again_where_it_broke() {
    let world = World::new();
    let remote = Remote::start(|request, answer| {
        match (request.method.as_str(), request.header("last-event-id")) {
            ("GET", None) => {
                answer.stream(&[])?;
                answer.chunk(
                    "retry: 1\nid: e1\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"first\"}\n\n",
                )?;
                answer.cut()
            }
            ("GET", Some("e1")) => {
                answer.stream(&[])?;
                answer.event(&json!({"jsonrpc": "2.0", "id": "q", "method": "roots/list"}))?;
                // Stays open until the test ends.
                std::thread::park();
                Ok(())
            }
            _ => usual(request, answer),
        }
    });
    let mut bridge = Bridge::to(&world, &remote, &Tokens::new(6).opaque(30));
    bridge.begin();
    assert_eq!(bridge.next()["method"], "first");
    assert_eq!(bridge.next()["method"], "roots/list");
    bridge.close().expect(0);
    for get in remote.asked("GET") {
        assert_eq!(get.header("mcp-session-id"), Some("session-1"));
        assert_eq!(get.header("mcp-protocol-version"), Some("2025-06-18"));
        assert_eq!(get.header("accept"), Some("text/event-stream"));
    }
}

#[test]
fn nothing_overtakes_the_handshake() {
    let world = World::new();
    let (go, wait) = mpsc::channel::<()>();
    let wait = Mutex::new(wait);
    let remote = Remote::start(move |request, answer| {
        if request.what() == "initialize" {
            let _ = wait.lock().unwrap().recv();
        }
        usual(request, answer)
    });
    let mut bridge = Bridge::to(&world, &remote, &Tokens::new(7).opaque(30));
    bridge.send(&json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {}}));
    bridge.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
    bridge.send(&json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}));
    until(|| !remote.requests().is_empty());
    go.send(()).unwrap();
    assert_eq!(bridge.next()["id"], 0);
    assert_eq!(bridge.next()["id"], 1);
    let seen: Vec<String> = remote
        .requests()
        .iter()
        .map(super::remote::Request::what)
        .filter(|what| what != "GET")
        .collect();
    assert_eq!(seen, ["initialize", "notifications/initialized", "tools/list"]);
    assert_eq!(remote.asked("tools/list")[0].header("mcp-session-id"), Some("session-1"));
    assert_eq!(remote.asked("tools/list")[0].header("mcp-protocol-version"), Some("2025-06-18"));
    assert_eq!(remote.asked("initialize")[0].header("mcp-session-id"), None);
}

#[test]
fn a_batch_is_passed_as_it_is() {
    let world = World::new();
    let remote = Remote::start(|request, answer| match request.message().as_array() {
        Some(_) => answer
            .json(r#"[{"jsonrpc":"2.0","id":1,"result":{}},{"jsonrpc":"2.0","id":2,"result":{}}]"#),
        None => usual(request, answer),
    });
    let mut bridge = Bridge::to(&world, &remote, &Tokens::new(8).opaque(30));
    bridge.begin();
    bridge
        .write(r#"[{"jsonrpc":"2.0","id":1,"method":"a"},{"jsonrpc":"2.0","id":2,"method":"b"}]"#);
    assert_eq!(bridge.next().as_array().map(Vec::len), Some(2));
}

#[test]
fn without_sessions_each_message_stands_for_itself() {
    let world = World::new();
    let (ended, is_ended) = mpsc::channel();
    let ended = Arc::new(Mutex::new(ended));
    let remote = Remote::start(move |request, answer| match request.what().as_str() {
        "tools/list" => {
            let schema = json!({"type": "object", "properties": {"region": {"type": "string", "x-mcp-header": "Region"}}});
            answer.result(request, json!({"tools": [{"name": "t", "inputSchema": schema}]}))
        }
        "subscriptions/listen" => {
            answer.stream(&[])?;
            answer.event(&json!({"jsonrpc": "2.0", "method": "notifications/begun"}))?;
            // Writes until the client is gone.
            while answer.chunk(":\n\n").is_ok() {
                std::thread::yield_now();
            }
            ended.lock().unwrap().send(()).unwrap();
            answer.cut()
        }
        _ => usual(request, answer),
    });
    let mut bridge = Bridge::to(&world, &remote, &Tokens::new(9).opaque(30));
    let meta = json!({"io.modelcontextprotocol/protocolVersion": "2026-07-28"});
    let request = |id: u32, method: &str, params: serde_json::Value| {
        let mut params = params;
        params["_meta"] = meta.clone();
        json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})
    };
    bridge.send(&request(1, "tools/list", json!({})));
    bridge.next();
    bridge.send(&request(2, "tools/call", json!({"name": "t", "arguments": {"region": "eu"}})));
    bridge.next();
    let call = &remote.asked("tools/call")[0];
    assert_eq!(call.header("mcp-protocol-version"), Some("2026-07-28"));
    assert_eq!(call.header("mcp-method"), Some("tools/call"));
    assert_eq!(call.header("mcp-name"), Some("t"));
    assert_eq!(call.header("mcp-param-region"), Some("eu"));
    assert_eq!(call.header("mcp-session-id"), None);
    // A request is cancelled by the end of its connection.
    bridge.send(&request(3, "subscriptions/listen", json!({})));
    bridge.next();
    bridge.send(
        &json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 3}}),
    );
    is_ended.recv_timeout(std::time::Duration::from_secs(60)).unwrap();
    bridge.close().expect(0);
    assert!(remote.asked("notifications/cancelled").is_empty());
    assert!(remote.asked("GET").is_empty() && remote.asked("DELETE").is_empty());
}

#[test]
fn the_older_transport_is_found_and_its_stream_opened_again() {
    let world = World::new();
    let stream: Arc<Mutex<Option<mpsc::Sender<Option<serde_json::Value>>>>> = Arc::default();
    let remote = Remote::start(move |request, answer| {
        match (request.method.as_str(), request.target.as_str()) {
            ("GET", "/mcp") => {
                let (say, said) = mpsc::channel();
                *stream.lock().unwrap() = Some(say);
                answer.stream(&[])?;
                answer.chunk("event: endpoint\ndata: /messages?session=1\n\n")?;
                for message in said {
                    match message {
                        Some(message) => answer.event(&message)?,
                        None => break,
                    }
                }
                answer.cut()
            }
            ("POST", "/messages?session=1") => {
                let say = stream.lock().unwrap().clone().unwrap();
                if request.what() == "break" {
                    say.send(None).unwrap();
                } else if request.message().get("id").is_some() {
                    say.send(Some(reply(request, json!({"asked": request.message()})))).unwrap();
                }
                answer.send(202, &[], "Accepted")
            }
            _ => answer.send(405, &[], "no"),
        }
    });
    let token = Tokens::new(10).opaque(30);
    let mut bridge = Bridge::to(&world, &remote, &token);
    assert!(bridge.begin()["result"].is_object());
    assert_eq!(bridge.ask(1, "a")["result"]["asked"]["params"]["n"], 1);
    assert!(bridge.ask(2, "break")["error"].is_object());
    assert_eq!(bridge.ask(3, "b")["result"]["asked"]["params"]["n"], 3);
    bridge.close().expect(0);
    assert_eq!(remote.asked("GET").len(), 2);
    assert_eq!(remote.asked("notifications/initialized").len(), 2);
    assert!(remote.requests().iter().all(|request| request.bearer() == Some(token.as_str())));
}
