//! The stream on which the remote server speaks by itself, and how a lost session is begun anew.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http::{Method, StatusCode};

use crate::{
    exchange::{self, Stream},
    link::Link,
    message::{Head, Id, Kind},
    session::version_in,
    sse,
    trouble::Trouble,
};

const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Starts to listen in this session, if the remote server has such a stream.
pub(crate) fn start(link: &Arc<Link>) {
    let nothing = {
        let session = link.session();
        session.older || session.is_stateless()
    };
    if nothing {
        return;
    }
    tokio::spawn(listen(Arc::clone(link)));
}

async fn listen(link: Arc<Link>) {
    let number = link.session().number;
    let mut last_id: Option<String> = None;
    let mut pause = FIRST_PAUSE;
    let mut ever = false;
    while link.session().number == number {
        let headers = exchange::stream_headers(&link.session(), last_id.as_deref());
        let wait = match link.send(Method::GET, headers, &Bytes::new(), None).await {
            Ok(response) if response.status().is_success() && exchange::is_stream(&response) => {
                ever = true;
                let mut stream = Stream::new(response);
                while let Ok(Some(event)) = stream.next().await {
                    pause = FIRST_PAUSE;
                    if event.id.is_some() {
                        last_id = event.id;
                    }
                    if exchange::is_message(&event.kind) && !event.data.is_empty() {
                        link.hand_on(event.data).await;
                    }
                }
                stream.retry()
            }
            // A server that has no such stream may say so with this status too.
            Ok(response) if response.status() == StatusCode::NOT_FOUND && ever => {
                if let Err(trouble) = renew(&link, number).await {
                    link.say(&trouble.to_string());
                }
                return;
            }
            Ok(response) if response.status().is_server_error() => None,
            Err(Trouble::Unreachable(_) | Trouble::Broken) => None,
            Ok(_) | Err(_) => return,
        };
        tokio::time::sleep(wait.unwrap_or(pause)).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Begins a new session in the place of the lost one of this number, with the client's own `initialize`. Does nothing if
/// that has been done meanwhile.
pub(crate) async fn renew(link: &Arc<Link>, number: u64) -> Result<(), Trouble> {
    let _only = link.renewal.lock().await;
    let (initialize, version) = {
        let session = link.session();
        if session.number != number {
            return Ok(());
        }
        (session.initialize.clone(), session.version.clone())
    };
    let initialize = initialize.ok_or(Trouble::SessionLost)?;
    let Some(Kind::Request { id, .. }) = Kind::of(&initialize) else {
        return Err(Trouble::SessionLost);
    };
    let mut headers = http::HeaderMap::new();
    exchange::accept_messages(&mut headers);
    let response = link.send(Method::POST, headers.clone(), &initialize, None).await?;
    if !response.status().is_success() {
        return Err(link.trouble(response.status()));
    }
    let session_id = exchange::header_text(&response, "mcp-session-id");
    let reply = reply_to(link, &id, response).await?;
    if version_in(&reply) != version || Head::read(&reply).is_none_or(|head| head.result.is_none())
    {
        return Err(Trouble::SessionLost);
    }
    let mut headers = {
        let mut session = link.session();
        session.begun(session_id, &reply);
        exchange::session_headers(&session)
    };
    exchange::accept_messages(&mut headers);
    let initialized =
        Bytes::from_static(br#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#);
    link.send(Method::POST, headers, &initialized, None).await?;
    start(link);
    Ok(())
}

/// The reply to our own request; other messages that come with it are handed on.
async fn reply_to(
    link: &Link,
    id: &Id,
    response: http::Response<hyper::body::Incoming>,
) -> Result<Vec<u8>, Trouble> {
    if !exchange::is_stream(&response) {
        return exchange::read(response, sse::LIMIT).await;
    }
    let mut stream = Stream::new(response);
    while let Some(event) = stream.next().await? {
        if Kind::replies_to(&event.data).iter().any(|replied| replied == id) {
            return Ok(event.data);
        }
        if exchange::is_message(&event.kind) && !event.data.is_empty() {
            link.hand_on(event.data).await;
        }
    }
    Err(Trouble::SessionLost)
}
