//! The connection to the remote server, which every task shares.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Uri, header};
use hyper::body::Incoming;
use tokio::{
    sync::{Notify, mpsc, oneshot},
    task::{self, AbortHandle},
};

use crate::{
    Endpoint, Source,
    connector::Http,
    endpoint,
    http_body::Outgoing,
    message::{self, Id},
    session::Session,
    stdio::Output,
    trouble::Trouble,
};

/// How many redirections on the same server are followed.
const REDIRECTIONS: usize = 5;

pub(crate) struct Link {
    source: Arc<dyn Source>,
    output: mpsc::Sender<Output>,
    session: Mutex<Session>,
    current: tokio::sync::Mutex<Option<Current>>,
    pending: Mutex<HashMap<Id, Option<AbortHandle>>>,
    /// Wakes who waits for a request to be no longer pending.
    answered: Notify,
    /// Replies to requests of our own, which are not the client's.
    kept: Mutex<HashMap<Id, oneshot::Sender<()>>>,
    /// Held while a lost session is begun anew.
    pub(crate) renewal: tokio::sync::Mutex<()>,
}

/// What was last had from the source.
#[derive(Clone)]
struct Current {
    version: u64,
    endpoint: Arc<Endpoint>,
    http: Http,
}

impl Link {
    pub(crate) fn new(source: Arc<dyn Source>, output: mpsc::Sender<Output>) -> Self {
        Self {
            source,
            output,
            session: Mutex::default(),
            current: tokio::sync::Mutex::default(),
            pending: Mutex::default(),
            answered: Notify::new(),
            kept: Mutex::default(),
            renewal: tokio::sync::Mutex::default(),
        }
    }

    pub(crate) fn session(&self) -> MutexGuard<'_, Session> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The requests of the client that have no reply yet, by id.
    pub(crate) fn pending(&self) -> MutexGuard<'_, HashMap<Id, Option<AbortHandle>>> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands a message of the remote server to the client; what is no JSON-RPC is left out and said.
    pub(crate) async fn hand_on(&self, text: Vec<u8>) {
        if message::Kind::of(&text).is_none() {
            self.say("it sent something that is no JSON-RPC message; it is left out");
            return;
        }
        for id in message::Kind::replies_to(&text) {
            let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
            if let Some(kept) = kept {
                let _ = kept.send(());
                return;
            }
            self.pending().remove(&id);
            self.answered.notify_waiters();
        }
        self.write(message::on_one_line(text)).await;
    }

    /// Replies to a request with an error, unless it has a reply.
    pub(crate) async fn fail(&self, id: &Id, trouble: &Trouble) {
        if self.pending().remove(id).is_some() {
            self.answered.notify_waiters();
            self.write(message::error_reply(Some(id), -32000, &self.words(trouble))).await;
        }
    }

    /// The sign that the reply to a request of our own is there; it does not go to the client.
    pub(crate) fn keep_reply(&self, id: &Id) -> oneshot::Receiver<()> {
        let (sign, received) = oneshot::channel();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(id.clone(), sign);
        received
    }

    /// Waits until a request has its reply, on whatever way that comes.
    pub(crate) async fn until_answered(&self, id: &Id) {
        loop {
            let answered = self.answered.notified();
            if !self.pending().contains_key(id) {
                return;
            }
            answered.await;
        }
    }

    /// Writes a line to the client.
    pub(crate) async fn write(&self, line: Vec<u8>) {
        // Nobody reading any more ends the whole program.
        let _ = self.output.send(Output::Line(line)).await;
    }

    /// Waits until everything is written.
    pub(crate) async fn flush(&self) {
        let (sign, written) = oneshot::channel();
        if self.output.send(Output::Written(sign)).await.is_ok() {
            let _ = written.await;
        }
    }

    /// Says something on standard error, where agents keep what their servers say.
    pub(crate) fn say(&self, text: &str) {
        use std::io::Write as _;
        let name = self.source.name().escape_debug();
        let _ = writeln!(std::io::stderr(), "unplain bridge: server `{name}`: {text}");
    }

    fn words(&self, trouble: &Trouble) -> String {
        format!("unplain bridge: server `{}`: {trouble}", self.source.name().escape_debug())
    }

    /// Sends a request with the headers of this moment. A refusal (401, 403) has them resolved once more, and the
    /// request sent again if they are others now. `taken` is dropped when the body is on its way, or nothing is.
    pub(crate) async fn send(
        &self,
        method: Method,
        headers: HeaderMap,
        body: &Bytes,
        taken: Option<oneshot::Sender<()>>,
    ) -> Result<Response<Incoming>, Trouble> {
        let to = self.session().post_to.clone().filter(|_| method == Method::POST);
        let current = self.current(None).await?;
        let response = current.request(&method, to.clone(), &headers, body, taken).await?;
        if !is_refusal(response.status()) {
            return Ok(response);
        }
        let fresh = self.current(Some(&current)).await?;
        if fresh.endpoint == current.endpoint {
            return Ok(response);
        }
        fresh.request(&method, to, &headers, body, None).await
    }

    /// Address, headers and client; `refused` are those that are not to be given out again without a new look.
    async fn current(&self, refused: Option<&Current>) -> Result<Current, Trouble> {
        let mut current = self.current.lock().await;
        let source = Arc::clone(&self.source);
        let known = current.as_ref().filter(|known| {
            // Another task may have had a new look meanwhile.
            known.version == source.version()
                && refused.is_none_or(|refused| known.endpoint != refused.endpoint)
        });
        if let Some(known) = known {
            return Ok(known.clone());
        }
        let looked = task::spawn_blocking(move || (source.version(), source.endpoint())).await;
        let (version, endpoint) =
            looked.map_err(|_| Trouble::Unresolved("its values can't be looked up".to_owned()))?;
        let endpoint = Arc::new(endpoint.map_err(Trouble::Unresolved)?);
        let http = match current.as_ref().filter(|known| known.endpoint.same_origin(&endpoint.url))
        {
            Some(known) => known.http.clone(),
            None => Http::new(&endpoint.url)?,
        };
        let fresh = Current { version, endpoint, http };
        *current = Some(fresh.clone());
        Ok(fresh)
    }

    /// The address that `text` is on the remote server.
    pub(crate) async fn address(&self, text: &str) -> Result<Uri, Trouble> {
        let current = self.current(None).await?;
        let found = relative(&current.endpoint.url, text.trim());
        found.filter(|url| current.endpoint.same_origin(url)).ok_or(Trouble::NotMcp)
    }

    /// The trouble that a status which is no success stands for.
    pub(crate) fn trouble(&self, status: StatusCode) -> Trouble {
        match status {
            status if is_refusal(status) => Trouble::Refused(status, self.source.when_refused()),
            status if status.is_redirection() => Trouble::Elsewhere(status),
            status => Trouble::Status(status),
        }
    }
}

impl Current {
    async fn request(
        &self,
        method: &Method,
        to: Option<Uri>,
        headers: &HeaderMap,
        body: &Bytes,
        mut taken: Option<oneshot::Sender<()>>,
    ) -> Result<Response<Incoming>, Trouble> {
        let mut url = to.unwrap_or_else(|| self.endpoint.url.clone());
        if !self.endpoint.same_origin(&url) {
            return Err(Trouble::SessionLost);
        }
        for _ in 0..REDIRECTIONS {
            let mut request = Request::new(Outgoing::new(body.clone(), taken.take()));
            *request.method_mut() = method.clone();
            *request.uri_mut() = url.clone();
            let all = request.headers_mut();
            all.insert(
                header::USER_AGENT,
                HeaderValue::from_static(concat!("unplain/", env!("CARGO_PKG_VERSION"))),
            );
            all.extend(self.endpoint.headers.clone());
            all.extend(headers.clone());
            let response = self.http.send(request).await?;
            let Some(next) = redirected(&url, &response) else { return Ok(response) };
            // Values go to the server that they are meant for and to no other.
            if !self.endpoint.same_origin(&next) {
                return Ok(response);
            }
            url = next;
        }
        Err(Trouble::Elsewhere(StatusCode::TEMPORARY_REDIRECT))
    }
}

fn is_refusal(status: StatusCode) -> bool {
    matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
}

/// Where a redirection that keeps the method points to.
fn redirected(from: &Uri, response: &Response<Incoming>) -> Option<Uri> {
    if !matches!(response.status(), StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT)
    {
        return None;
    }
    relative(from, response.headers().get(header::LOCATION)?.to_str().ok()?)
}

/// What an address means that stands in an answer from `from`: it is whole, or begins with its path or the path's end.
fn relative(from: &Uri, text: &str) -> Option<Uri> {
    if let Ok(whole) = text.parse::<Uri>()
        && endpoint::origin(&whole).0.is_some()
    {
        return Some(whole);
    }
    if text.starts_with("//") {
        return None;
    }
    let folder = match text.starts_with('/') {
        true => "",
        false => from.path().rsplit_once('/').map_or("/", |(folder, _)| folder),
    };
    let slash = if text.starts_with('/') || folder.ends_with('/') { "" } else { "/" };
    let mut parts = from.clone().into_parts();
    parts.path_and_query = Some(format!("{folder}{slash}{text}").parse().ok()?);
    Uri::from_parts(parts).ok()
}
