//! What an agent does: starts `unplain bridge`, writes lines, reads lines.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, ChildStdin, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
    time::Duration,
};

use serde_json::{Value, json};

use super::remote::Remote;
use crate::world::{Outcome, World, finish, unplain};

const LIMIT: Duration = Duration::from_secs(60);

/// Writes the registry: one server, `remote`, with its token in a header.
pub(crate) fn register(world: &World, url: &str) {
    let text = format!(
        "[servers.remote]\nurl = \"{url}\"\nheaders = {{ Authorization = \"Bearer $<env:REMOTE_TOKEN>\", X-Other = \"plain\" }}\n"
    );
    world.home.file(".config/unplain/servers.toml", text);
}

/// Keeps a value in the store, whatever it had before.
pub(crate) fn keep(world: &World, value: &str) {
    world.unplain(["set", "--force", "REMOTE_TOKEN"]).input(value).run().expect(0);
}

/// A running bridge.
pub(crate) struct Bridge {
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Receiver<String>,
}

impl Bridge {
    /// A home with a token, and the bridge to `remote` in it.
    pub(crate) fn to(world: &World, remote: &Remote, token: &str) -> Self {
        register(world, &remote.url());
        keep(world, token);
        Self::start(world)
    }

    pub(crate) fn start(world: &World) -> Self {
        let mut command = world.start(unplain(), ["bridge", "remote"]).command;
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let stdin = child.stdin.take();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (send, lines) = mpsc::channel();
        thread::spawn(move || {
            stdout.lines().map_while(Result::ok).try_for_each(|line| send.send(line))
        });
        Self { child, stdin, lines }
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn write(&mut self, line: &str) {
        let stdin = self.stdin.as_mut().unwrap();
        stdin.write_all(line.as_bytes()).and_then(|()| stdin.write_all(b"\n")).unwrap();
    }

    pub(crate) fn send(&mut self, message: &Value) {
        self.write(&message.to_string());
    }

    /// The next line, as it is.
    #[track_caller]
    pub(crate) fn line(&self) -> String {
        self.lines.recv_timeout(LIMIT).expect("the bridge says something")
    }

    #[track_caller]
    pub(crate) fn next(&self) -> Value {
        serde_json::from_str(&self.line()).unwrap()
    }

    /// Sends a request and takes the next message for its reply.
    #[track_caller]
    pub(crate) fn ask(&mut self, id: u32, method: &str) -> Value {
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": {"n": id}}));
        let reply = self.next();
        assert_eq!(reply["id"], id, "{reply}");
        reply
    }

    /// The handshake.
    #[track_caller]
    pub(crate) fn begin(&mut self) -> Value {
        let params = json!({"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test"}});
        self.send(&json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": params}));
        let reply = self.next();
        self.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
        reply
    }

    /// Ends its input, and waits for its own end.
    pub(crate) fn close(mut self) -> Outcome {
        drop(self.stdin.take());
        let mut outcome = finish(self.child);
        outcome.stdout = self.lines.iter().map(|line| line + "\n").collect();
        outcome
    }

    /// Waits for its end while its input stays open.
    pub(crate) fn wait(self) -> Outcome {
        let _open = self.stdin;
        finish(self.child)
    }
}
