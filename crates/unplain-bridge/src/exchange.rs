//! One message to the remote server, and what comes back for it.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header};
use http_body::Body as _;
use hyper::body::Incoming;
use serde_json::Value;
use tokio::sync::oneshot;

use crate::{
    link::Link,
    listen,
    message::{self, Head, Id, Kind},
    older,
    session::{self, Session},
    sse::{self, Event, Events},
    standard_headers,
    trouble::Trouble,
};

/// How often a broken stream is taken up again without anything coming of it.
const RESUMPTIONS: u32 = 5;

/// How long to wait before that, unless the server says how long.
const RESUME_AFTER: Duration = Duration::from_secs(1);

/// How much of an error's body is read.
const ERROR_LIMIT: usize = 1 << 20;

/// A message of the client on its way.
pub(crate) struct Exchange {
    pub(crate) text: Bytes,
    pub(crate) kind: Kind,
}

impl Exchange {
    /// Sends the message and hands on what comes back; each of its requests gets exactly one reply.
    pub(crate) async fn run(self, link: Arc<Link>, taken: oneshot::Sender<()>) {
        let Err(trouble) = self.deliver(&link, taken).await else { return };
        let ids = match &self.kind {
            Kind::Request { id, .. } => std::slice::from_ref(id),
            Kind::Batch { ids } => ids,
            Kind::Notification { .. } | Kind::Reply { .. } => {
                link.say(&trouble.to_string());
                return;
            }
        };
        for id in ids {
            link.fail(id, &trouble).await;
        }
    }

    async fn deliver(&self, link: &Arc<Link>, taken: oneshot::Sender<()>) -> Result<(), Trouble> {
        let mut taken = Some(taken);
        loop {
            let is_broken = {
                let session = link.session();
                session.older && session.post_to.is_none()
            };
            if is_broken && !self.is_initialize() {
                older::reopen(link).await?;
            }
            let (headers, number, had_session) = {
                let session = link.session();
                (self.headers(&session), session.number, session.id.is_some())
            };
            let first = taken.is_some();
            let response = link.send(Method::POST, headers, &self.text, taken.take()).await?;
            if response.status() == StatusCode::NOT_FOUND
                && had_session
                && first
                && !self.is_initialize()
            {
                listen::renew(link, number).await?;
                continue;
            }
            // What a server of the older kind answers to a message that is not expected at this address.
            let is_foreign = matches!(
                response.status(),
                StatusCode::BAD_REQUEST | StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED
            );
            if self.is_initialize() && is_foreign && first && older::open(link).await? {
                link.session().initialize = Some(self.text.clone());
                continue;
            }
            return self.take(link, response).await;
        }
    }

    fn is_initialize(&self) -> bool {
        matches!(&self.kind, Kind::Request { method, .. } if method == "initialize")
    }

    fn id(&self) -> Option<&Id> {
        match &self.kind {
            Kind::Request { id, .. } => Some(id),
            _ => None,
        }
    }

    fn headers(&self, session: &Session) -> HeaderMap {
        let mut headers =
            if self.is_initialize() { HeaderMap::new() } else { session_headers(session) };
        accept_messages(&mut headers);
        let (Kind::Request { method, .. } | Kind::Notification { method }) = &self.kind else {
            return headers;
        };
        let params = Head::read(&self.text).and_then(|head| head.params);
        let params: Option<Value> =
            params.and_then(|params| serde_json::from_str(params.get()).ok());
        let own = session::version_of(params.as_ref());
        if let Some(own) = own.and_then(|own| HeaderValue::from_str(own).ok()) {
            headers.insert(HeaderName::from_static("mcp-protocol-version"), own);
        }
        if own.or(session.version.as_deref()).is_some_and(session::is_stateless) {
            headers.extend(standard_headers::headers(method, params.as_ref(), &session.marked));
        }
        headers
    }

    /// Hands on what a response holds.
    async fn take(&self, link: &Arc<Link>, response: Response<Incoming>) -> Result<(), Trouble> {
        let status = response.status();
        if !status.is_success() {
            return self.take_error(link, response).await;
        }
        let session_id = header_text(&response, "mcp-session-id");
        if is_stream(&response) {
            return self.take_stream(link, response, session_id).await;
        }
        let is_json =
            header_text(&response, "content-type").is_some_and(|kind| kind.contains("json"));
        let body = read(response, sse::LIMIT).await?;
        if body.trim_ascii().is_empty() {
            // 202: a request's reply may come on the other stream.
            return match self.id() {
                Some(_) if status == StatusCode::OK && !link.session().older => {
                    Err(Trouble::NotMcp)
                }
                Some(id) => {
                    link.until_answered(id).await;
                    Ok(())
                }
                None => Ok(()),
            };
        }
        if !is_json && Kind::of(&body).is_none() {
            // Some servers answer a notification with a word.
            return match self.id() {
                Some(id) if link.session().older => {
                    link.until_answered(id).await;
                    Ok(())
                }
                Some(_) => Err(Trouble::NotMcp),
                None => Ok(()),
            };
        }
        self.note(link, session_id.as_deref(), &body);
        link.hand_on(body).await;
        match self.id() {
            Some(id) if link.pending().contains_key(id) => Err(Trouble::NotMcp),
            _ => Ok(()),
        }
    }

    async fn take_error(&self, link: &Link, response: Response<Incoming>) -> Result<(), Trouble> {
        let trouble = link.trouble(response.status());
        let body = read(response, ERROR_LIMIT).await.unwrap_or_default();
        let Some((id, error)) = self.id().zip(Head::read(&body).and_then(|head| head.error)) else {
            return Err(trouble);
        };
        if matches!(trouble, Trouble::Refused(..)) || !error.get().starts_with('{') {
            return Err(trouble);
        }
        if link.pending().remove(id).is_some() {
            link.write(message::on_one_line(message::passed_error(id, error))).await;
        }
        Ok(())
    }

    /// Hands on a stream's messages until it ends; one that breaks before the reply is taken up again where it was.
    async fn take_stream(
        &self,
        link: &Arc<Link>,
        response: Response<Incoming>,
        session_id: Option<String>,
    ) -> Result<(), Trouble> {
        let mut stream = Stream::new(response);
        let mut last_id: Option<String> = None;
        let mut failures = 0;
        loop {
            while let Some(event) = stream.next().await? {
                failures = 0;
                if event.id.is_some() {
                    last_id = event.id;
                }
                if is_message(&event.kind) && !event.data.is_empty() {
                    self.note(link, session_id.as_deref(), &event.data);
                    link.hand_on(event.data).await;
                }
            }
            let waits = self.id().is_some_and(|id| link.pending().contains_key(id));
            if !waits {
                return Ok(());
            }
            let Some(from) = last_id.as_deref().filter(|_| failures < RESUMPTIONS) else {
                return Err(Trouble::Broken);
            };
            failures += 1;
            tokio::time::sleep(stream.retry().unwrap_or(RESUME_AFTER)).await;
            let headers = stream_headers(&link.session(), Some(from));
            let response = link.send(Method::GET, headers, &Bytes::new(), None).await;
            match response {
                Ok(response) if response.status().is_success() && is_stream(&response) => {
                    stream = Stream::new(response);
                }
                Ok(response) if response.status().is_client_error() => return Err(Trouble::Broken),
                _ => stream = Stream::empty(stream.retry()),
            }
        }
    }

    /// Takes note of what a reply to one of the protocol's own requests says, before the client has it.
    fn note(&self, link: &Link, session_id: Option<&str>, text: &[u8]) {
        let Kind::Request { id, method } = &self.kind else { return };
        if !matches!(method.as_str(), "initialize" | "tools/list")
            || !Kind::replies_to(text).contains(id)
        {
            return;
        }
        let Some(result) = Head::read(text).and_then(|head| head.result) else { return };
        let mut session = link.session();
        if self.is_initialize() {
            session.begun(session_id.map(str::to_owned), text);
            session.initialize = Some(self.text.clone());
        } else if result.get().contains("x-mcp-header")
            && let Ok(result) = serde_json::from_str(result.get())
        {
            standard_headers::note(&result, &mut session.marked);
        }
    }
}

/// The headers of the session that is on.
pub(crate) fn session_headers(session: &Session) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in
        [("mcp-session-id", &session.id), ("mcp-protocol-version", &session.version)]
    {
        if let Some(value) = value.as_deref().and_then(|value| HeaderValue::from_str(value).ok()) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    headers
}

/// Adds what says that a message is sent, and that a message or a stream of them is taken.
pub(crate) fn accept_messages(headers: &mut HeaderMap) {
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let accept = HeaderValue::from_static("application/json, text/event-stream");
    headers.insert(header::ACCEPT, accept);
}

/// The headers of a request for a stream, from an event on where there is one.
pub(crate) fn stream_headers(session: &Session, from: Option<&str>) -> HeaderMap {
    let mut headers = session_headers(session);
    headers.insert(header::ACCEPT, HeaderValue::from_static("text/event-stream"));
    if let Some(from) = from.and_then(|from| HeaderValue::from_bytes(from.as_bytes()).ok()) {
        headers.insert(HeaderName::from_static("last-event-id"), from);
    }
    headers
}

pub(crate) fn header_text(response: &Response<Incoming>, name: &str) -> Option<String> {
    Some(response.headers().get(name)?.to_str().ok()?.to_owned())
}

pub(crate) fn is_stream(response: &Response<Incoming>) -> bool {
    header_text(response, "content-type").is_some_and(|kind| kind.starts_with("text/event-stream"))
}

/// Whether an event of this type holds a message.
pub(crate) fn is_message(kind: &str) -> bool {
    kind.is_empty() || kind == "message"
}

/// The whole body.
pub(crate) async fn read(response: Response<Incoming>, limit: usize) -> Result<Vec<u8>, Trouble> {
    let mut body = response.into_body();
    let mut bytes = Vec::new();
    while let Some(chunk) = next_chunk(&mut body).await? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > limit {
            return Err(Trouble::TooLarge);
        }
    }
    Ok(bytes)
}

async fn next_chunk(body: &mut Incoming) -> Result<Option<Bytes>, Trouble> {
    loop {
        let frame =
            std::future::poll_fn(|context| std::pin::Pin::new(&mut *body).poll_frame(context))
                .await;
        match frame {
            None => return Ok(None),
            Some(Err(_)) => return Err(Trouble::Broken),
            Some(Ok(frame)) => {
                if let Ok(data) = frame.into_data() {
                    return Ok(Some(data));
                }
            }
        }
    }
}

/// A stream of events. One that breaks ends.
pub(crate) struct Stream {
    body: Option<Incoming>,
    events: Events,
    ready: std::collections::VecDeque<Event>,
}

impl Stream {
    pub(crate) fn new(response: Response<Incoming>) -> Self {
        Self {
            body: Some(response.into_body()),
            events: Events::default(),
            ready: Default::default(),
        }
    }

    /// A stream that ends at once.
    fn empty(retry: Option<Duration>) -> Self {
        let mut events = Events::default();
        events.retry = retry;
        Self { body: None, events, ready: Default::default() }
    }

    /// The next event; `None` at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<Event>, Trouble> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Ok(Some(event));
            }
            let Some(body) = &mut self.body else { return Ok(None) };
            match next_chunk(body).await {
                Ok(Some(chunk)) => self.ready.extend(self.events.push(&chunk)?),
                Ok(None) | Err(_) => self.body = None,
            }
        }
    }

    /// How long the server wants us to wait before we come again.
    pub(crate) fn retry(&self) -> Option<Duration> {
        self.events.retry
    }
}
