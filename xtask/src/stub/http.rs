//! A server on the loopback address that speaks MCP's streamable HTTP and remembers each request.

use std::{
    borrow::Cow,
    io::{self, BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use anyhow::{Context, Result};
use serde_json::Value;

use super::mcp;

/// One request, as it came in.
#[derive(Clone)]
pub(crate) struct Request {
    /// `POST`, `GET`, …
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    /// Names in lower case, in the order sent.
    pub(crate) headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Request {
    /// A header's value, by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }

    /// The body, as text.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    /// The server's name: what stands after `/s/` in the path.
    pub(crate) fn server(&self) -> Option<&str> {
        self.target.strip_prefix("/s/")?.split(['/', '?']).next()
    }
}

/// An answer.
pub(crate) struct Response {
    /// Status code.
    pub(crate) status: u16,
    /// Content type; left out where empty.
    pub(crate) content_type: &'static str,
    /// Body.
    pub(crate) body: Vec<u8>,
}

/// Answers what is not a request to an MCP server (a vendor's back end, say), where it knows the request.
pub(crate) type Elsewhere = fn(&Request) -> Option<Response>;

/// The running server; it runs until this program ends.
pub(crate) struct Server {
    /// Its port on 127.0.0.1.
    pub(crate) port: u16,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// Starts to listen on a free port.
    ///
    /// The first of `elsewhere` that knows a request that is not for an MCP server answers it.
    pub(crate) fn start(elsewhere: Vec<Elsewhere>) -> Result<Self> {
        let elsewhere: Arc<[Elsewhere]> = elsewhere.into();
        let listener = TcpListener::bind(("127.0.0.1", 0)).context("cannot listen on 127.0.0.1")?;
        let port = listener.local_addr()?.port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let (seen, elsewhere) = (Arc::clone(&seen), Arc::clone(&elsewhere));
                // A connection that breaks off is the client's matter.
                thread::spawn(move || serve(&connection, &seen, &elsewhere).ok());
            }
        });
        Ok(Self { port, requests })
    }

    /// The requests to MCP servers since the last call.
    pub(crate) fn take_requests(&self) -> Vec<Request> {
        std::mem::take(&mut *self.requests.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn serve(
    connection: &TcpStream,
    seen: &Mutex<Vec<Request>>,
    elsewhere: &[Elsewhere],
) -> io::Result<()> {
    let mut reader = BufReader::new(connection);
    while let Some(request) = read(&mut reader)? {
        let response = match request.server() {
            Some(_) => mcp_response(&request),
            None => elsewhere.iter().find_map(|answer| answer(&request)).unwrap_or_else(nothing),
        };
        if request.server().is_some() {
            seen.lock().unwrap_or_else(PoisonError::into_inner).push(request);
        }
        write(connection, &response)?;
    }
    Ok(())
}

/// The answer of a server that has no such page.
fn nothing() -> Response {
    Response { status: 404, content_type: "", body: Vec::new() }
}

fn mcp_response(request: &Request) -> Response {
    let answer = |status, body| Response { status, content_type: "application/json", body };
    match request.method.as_str() {
        "POST" => match serde_json::from_slice::<Value>(&request.body)
            .map(|message| mcp::reply(&message))
        {
            Ok(Some(reply)) => answer(200, reply.to_string().into_bytes()),
            Ok(None) => answer(202, Vec::new()),
            Err(_) => answer(400, Vec::new()),
        },
        "DELETE" => answer(200, Vec::new()),
        // No stream of messages from the server: the protocol has this status for it.
        _ => answer(405, Vec::new()),
    }
}

/// The next request on a connection; `None` when it is closed.
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
    if request.header("transfer-encoding") == Some("chunked") {
        request.body = read_chunks(reader)?;
    } else {
        let length =
            request.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        reader.take(length).read_to_end(&mut request.body)?;
    }
    Ok(Some(request))
}

fn read_chunks(reader: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let size = u64::from_str_radix(line.trim(), 16).map_err(io::Error::other)?;
        reader.take(size).read_to_end(&mut body)?;
        reader.read_line(&mut line)?;
        if size == 0 {
            return Ok(body);
        }
    }
}

fn write(mut connection: &TcpStream, response: &Response) -> io::Result<()> {
    let mut bytes = format!("HTTP/1.1 {} Stub\r\n", response.status).into_bytes();
    if !response.content_type.is_empty() {
        bytes.extend(format!("Content-Type: {}\r\n", response.content_type).bytes());
    }
    bytes.extend(format!("Content-Length: {}\r\n\r\n", response.body.len()).bytes());
    bytes.extend(&response.body);
    connection.write_all(&bytes)
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, Write},
        net::TcpStream,
    };

    use super::Server;

    #[test]
    fn requests_are_answered_and_remembered_with_their_headers() {
        let server = Server::start(Vec::new()).unwrap();
        let mut connection = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
        let body = r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;
        let length = body.len();
        write!(connection, "POST /s/one/mcp?k=v HTTP/1.1\r\nX-Key: some thing\r\nContent-Length: {length}\r\n\r\n{body}")
            .unwrap();
        // The same again in chunks, on the same connection, which then ends.
        write!(
            connection,
            "POST /s/two HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n{length:x}\r\n{body}\r\n0\r\n\r\n"
        )
        .unwrap();
        connection.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answers = String::new();
        connection.read_to_string(&mut answers).unwrap();

        assert_eq!(answers.matches("HTTP/1.1 200").count(), 2, "{answers}");
        assert_eq!(answers.matches(r#""result":{}"#).count(), 2, "{answers}");
        let requests = server.take_requests();
        let seen: Vec<_> =
            requests.iter().map(|request| (request.server(), request.target.as_str())).collect();
        assert_eq!(seen, [(Some("one"), "/s/one/mcp?k=v"), (Some("two"), "/s/two")]);
        assert_eq!(requests[0].header("x-key"), Some("some thing"));
        assert!(server.take_requests().is_empty());
    }
}
