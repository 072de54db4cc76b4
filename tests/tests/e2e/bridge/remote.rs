//! A remote MCP server on the loopback address that does what a test says and remembers each request.

use std::{
    io::{self, BufRead, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use serde_json::{Value, json};

/// One request, as it came in.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) target: String,
    /// Names in lower case.
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn message(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The method of its message, or that of HTTP where there is none.
    pub(crate) fn what(&self) -> String {
        self.message()["method"].as_str().unwrap_or(&self.method).to_owned()
    }

    pub(crate) fn bearer(&self) -> Option<&str> {
        self.header("authorization")?.strip_prefix("Bearer ")
    }
}

/// The way back to the client.
pub(crate) struct Answer<'c>(&'c TcpStream);

impl Answer<'_> {
    /// A whole response.
    pub(crate) fn send(
        &self,
        status: u16,
        headers: &[(&str, &str)],
        body: impl AsRef<[u8]>,
    ) -> io::Result<()> {
        let body = body.as_ref();
        let mut bytes = format!("HTTP/1.1 {status} Status\r\nContent-Length: {}\r\n", body.len());
        for (name, value) in headers {
            bytes.push_str(&format!("{name}: {value}\r\n"));
        }
        let bytes = [bytes.as_bytes(), b"\r\n", body].concat();
        (&mut &*self.0).write_all(&bytes)
    }

    pub(crate) fn status(&self, status: u16) -> io::Result<()> {
        self.send(status, &[], "")
    }

    pub(crate) fn json(&self, body: impl AsRef<[u8]>) -> io::Result<()> {
        self.send(200, &[("Content-Type", "application/json")], body)
    }

    /// The reply to a request's message.
    pub(crate) fn result(&self, request: &Request, result: Value) -> io::Result<()> {
        self.json(reply(request, result).to_string())
    }

    /// The reply to `initialize`, with a session.
    pub(crate) fn begun(&self, request: &Request, session: &str) -> io::Result<()> {
        let result = json!({"protocolVersion": "2025-06-18", "capabilities": {}, "serverInfo": {"name": "stub"}});
        let headers = [("Content-Type", "application/json"), ("Mcp-Session-Id", session)];
        self.send(200, &headers, reply(request, result).to_string())
    }

    /// The head of a stream of events.
    pub(crate) fn stream(&self, headers: &[(&str, &str)]) -> io::Result<()> {
        let mut head =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n"
                .to_owned();
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        self.raw(format!("{head}\r\n"))
    }

    /// A piece of a stream, in a chunk of its own.
    pub(crate) fn chunk(&self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        let bytes = bytes.as_ref();
        self.raw([format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat())
    }

    pub(crate) fn event(&self, message: &Value) -> io::Result<()> {
        self.chunk(format!("event: message\ndata: {message}\n\n"))
    }

    /// The regular end of a stream.
    pub(crate) fn end(&self) -> io::Result<()> {
        self.raw("0\r\n\r\n")
    }

    /// The connection breaks here.
    pub(crate) fn cut(&self) -> io::Result<()> {
        self.0.shutdown(std::net::Shutdown::Both)
    }

    fn raw(&self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        (&mut &*self.0).write_all(bytes.as_ref())
    }
}

/// The reply to a request's message.
pub(crate) fn reply(request: &Request, result: Value) -> Value {
    json!({"jsonrpc": "2.0", "id": request.message()["id"], "result": result})
}

/// What the usual server does: sessions, nothing of its own to say, and replies that repeat what was asked.
pub(crate) fn usual(request: &Request, answer: &Answer<'_>) -> io::Result<()> {
    match (request.method.as_str(), request.what().as_str()) {
        ("POST", "initialize") => answer.begun(request, "session-1"),
        ("POST", _) if request.message().get("id").is_none() => answer.status(202),
        ("POST", _) if request.message().get("method").is_none() => answer.status(202),
        ("POST", _) => answer.result(request, json!({"asked": request.message()})),
        ("DELETE", _) => answer.status(200),
        _ => answer.status(405),
    }
}

/// The running server; it runs until the test ends.
pub(crate) struct Remote {
    pub(crate) port: u16,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Remote {
    pub(crate) fn start(
        behaviour: impl Fn(&Request, &Answer<'_>) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (seen, behaviour) = (Arc::clone(&requests), Arc::new(behaviour));
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let (seen, behaviour) = (Arc::clone(&seen), Arc::clone(&behaviour));
                // A connection that breaks off is the client's matter.
                thread::spawn(move || {
                    let mut reader = BufReader::new(&connection);
                    while let Ok(Some(request)) = read(&mut reader) {
                        seen.lock().unwrap().push(request.clone());
                        if behaviour(&request, &Answer(&connection)).is_err() {
                            break;
                        }
                    }
                });
            }
        });
        Self { port, requests }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/mcp", self.port)
    }

    /// All requests so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// The requests with this method of JSON-RPC, or of HTTP where there is no message.
    pub(crate) fn asked(&self, what: &str) -> Vec<Request> {
        self.requests().into_iter().filter(|request| request.what() == what).collect()
    }
}

fn read(reader: &mut impl BufRead) -> io::Result<Option<Request>> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let mut words = line.split_ascii_whitespace().map(str::to_owned);
    let (Some(method), Some(target)) = (words.next(), words.next()) else { return Ok(None) };
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end_matches(['\r', '\n']).split_once(':') else {
            break;
        };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let mut request = Request { method, target, headers, body: Vec::new() };
    let length =
        request.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    reader.take(length).read_to_end(&mut request.body)?;
    Ok(Some(request))
}
