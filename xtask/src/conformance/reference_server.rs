//! MCP's reference server behind `unplain bridge`: does it get through to its client what it says to one directly?

use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    net::TcpListener,
    path::Path,
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::tools::npm;

/// What `--client` calls it.
pub(super) const ID: &str = "reference-server";

const PACKAGE: &str = "@modelcontextprotocol/server-everything";
const VERSION: &str = "2026.8.31";
const LIMIT: Duration = Duration::from_secs(60);

/// Starts the server with each of its HTTP transports, and talks to it through the bridge.
///
/// # Errors
/// What is not as it should be. That the server can't be had is none: it is said.
pub(super) fn main(unplain: &Path) -> Result<()> {
    let modules = match npm::install(PACKAGE, VERSION) {
        Ok(modules) => modules,
        Err(error) => {
            println!("## {PACKAGE}\n\nSkipped: {error:#}\n");
            return Ok(());
        }
    };
    let program = modules.join(PACKAGE).join("dist/index.js");
    for (transport, path) in [("streamableHttp", "mcp"), ("sse", "sse")] {
        talk(unplain, &program, transport, path)
            .with_context(|| format!("{PACKAGE}, {transport}"))?;
        println!(
            "## {PACKAGE} {VERSION}, {transport}\n\nThrough `unplain bridge`: as it should be\n"
        );
    }
    Ok(())
}

fn talk(unplain: &Path, program: &Path, transport: &str, path: &str) -> Result<()> {
    let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
    let mut server = Command::new("node");
    server.arg(program).arg(transport).env("PORT", port.to_string()).stdin(Stdio::null());
    let mut server = Ends(server.stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?);
    let said = server.0.stderr.take().context("no standard error")?;
    let lines = lines(said);
    // It says something as soon as it listens, on one of its outputs; connecting is the proof.
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        ensure!(server.0.try_wait()?.is_none(), "the server ended: {:?}", lines.try_recv());
        thread::sleep(Duration::from_millis(20));
    }
    let home = tempfile::tempdir()?;
    let folder = home.path().join(".config/unplain");
    fs::create_dir_all(&folder)?;
    fs::write(
        folder.join("servers.toml"),
        format!("[servers.reference]\nurl = \"http://127.0.0.1:{port}/{path}\"\n"),
    )?;

    let mut bridge = Command::new(unplain);
    bridge.args(["bridge", "reference"]).env_clear().env("HOME", home.path());
    let mut bridge = Ends(bridge.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?);
    let mut client = Client {
        stdin: bridge.0.stdin.take().context("no standard input")?,
        lines: self::lines(bridge.0.stdout.take().context("no standard output")?),
        notifications: 0,
    };
    let capabilities = json!({"sampling": {}, "roots": {}, "elicitation": {}});
    let params = json!({"protocolVersion": "2025-06-18", "capabilities": capabilities, "clientInfo": {"name": "t", "version": "1"}});
    client.ask("initialize", params)?;
    client.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}))?;
    let tools = client.ask("tools/list", json!({}))?;
    ensure!(tools["tools"].as_array().is_some_and(|tools| tools.len() > 5), "few tools: {tools}");
    let call = |name: &str, arguments: Value| json!({"name": name, "arguments": arguments, "_meta": {"progressToken": name}});
    let echo = client.ask("tools/call", call("echo", json!({"message": "ü漢😀\n"})))?;
    ensure!(echo.to_string().contains("ü漢😀\\n"), "{echo}");
    let sampled = client.ask(
        "tools/call",
        call("trigger-sampling-request", json!({"prompt": "x", "maxTokens": 5})),
    )?;
    ensure!(sampled.to_string().contains("sampled by the client"), "{sampled}");
    client.notifications = 0;
    client.ask(
        "tools/call",
        call("trigger-long-running-operation", json!({"duration": 1, "steps": 3})),
    )?;
    ensure!(client.notifications >= 3, "only {} notifications of progress", client.notifications);
    drop(client);
    ensure!(bridge.0.wait()?.success(), "the bridge did not end well");
    Ok(())
}

struct Client {
    stdin: ChildStdin,
    lines: Receiver<String>,
    notifications: usize,
}

impl Client {
    fn send(&mut self, message: &Value) -> Result<()> {
        Ok(writeln!(self.stdin, "{message}")?)
    }

    /// The result of a request; what the server asks meanwhile is answered.
    fn ask(&mut self, method: &str, params: Value) -> Result<Value> {
        self.send(&json!({"jsonrpc": "2.0", "id": method, "method": method, "params": params}))?;
        loop {
            let line =
                self.lines.recv_timeout(LIMIT).with_context(|| format!("no reply to {method}"))?;
            let message: Value = serde_json::from_str(&line)?;
            match message["method"].as_str() {
                Some("sampling/createMessage") => {
                    let content = json!({"type": "text", "text": "sampled by the client"});
                    let result = json!({"role": "assistant", "model": "x", "content": content});
                    self.send(&json!({"jsonrpc": "2.0", "id": message["id"], "result": result}))?;
                }
                Some("roots/list") => {
                    self.send(
                        &json!({"jsonrpc": "2.0", "id": message["id"], "result": {"roots": []}}),
                    )?;
                }
                Some("notifications/progress") => self.notifications += 1,
                Some(_) => {}
                None => {
                    ensure!(
                        message["id"] == method && message.get("result").is_some(),
                        "{method}: {line}"
                    );
                    return Ok(message["result"].clone());
                }
            }
        }
    }
}

fn lines(from: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (send, lines) = mpsc::channel();
    thread::spawn(move || {
        BufReader::new(from).lines().map_while(Result::ok).try_for_each(|line| send.send(line))
    });
    lines
}

/// A child that is killed at the end, if it has not ended.
struct Ends(Child);

impl Drop for Ends {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
