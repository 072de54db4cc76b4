//! The transport of protocol version 2024-11-05: one stream for everything that the server says, whose first event names
//! the address that messages go to.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, Method};
use tokio::time::timeout;

use crate::{
    exchange::{self, Stream},
    link::Link,
    message::{Id, Kind},
    session::Session,
    trouble::Trouble,
};

/// How long the first event may take.
const FIRST_EVENT: Duration = Duration::from_secs(30);

/// Opens the stream; `false` if the server has none of this kind.
pub(crate) async fn open(link: &Arc<Link>) -> Result<bool, Trouble> {
    let headers = exchange::stream_headers(&Session::default(), None);
    let response = link.send(Method::GET, headers, &Bytes::new(), None).await?;
    if !response.status().is_success() || !exchange::is_stream(&response) {
        return Ok(false);
    }
    let mut stream = Stream::new(response);
    let first = async {
        while let Some(event) = stream.next().await? {
            if event.kind == "endpoint" {
                return Ok(Some(event.data));
            }
        }
        Ok::<_, Trouble>(None)
    };
    let Ok(Some(address)) = timeout(FIRST_EVENT, first).await.map_err(|_| Trouble::NotMcp)? else {
        return Ok(false);
    };
    let address = link.address(&String::from_utf8_lossy(&address)).await?;
    {
        let mut session = link.session();
        session.number += 1;
        session.older = true;
        session.post_to = Some(address);
    }
    tokio::spawn(read(Arc::clone(link), stream));
    Ok(true)
}

async fn read(link: Arc<Link>, mut stream: Stream) {
    let number = link.session().number;
    while let Ok(Some(event)) = stream.next().await {
        if exchange::is_message(&event.kind) && !event.data.is_empty() {
            link.hand_on(event.data).await;
        }
    }
    {
        let mut session = link.session();
        if session.number == number {
            session.post_to = None;
        }
    }
    let open: Vec<Id> = link.pending().keys().cloned().collect();
    for id in open {
        link.fail(&id, &Trouble::Broken).await;
    }
}

/// Opens the stream again where it broke, and begins with the client's own `initialize`.
pub(crate) async fn reopen(link: &Arc<Link>) -> Result<(), Trouble> {
    let _only = link.renewal.lock().await;
    let initialize = {
        let session = link.session();
        if session.post_to.is_some() {
            return Ok(());
        }
        session.initialize.clone()
    };
    let initialize = initialize.ok_or(Trouble::SessionLost)?;
    let Some(Kind::Request { id, .. }) = Kind::of(&initialize) else {
        return Err(Trouble::SessionLost);
    };
    if !open(link).await? {
        return Err(Trouble::SessionLost);
    }
    let mut headers = HeaderMap::new();
    exchange::accept_messages(&mut headers);
    let reply = link.keep_reply(&id);
    let response = link.send(Method::POST, headers.clone(), &initialize, None).await?;
    if !response.status().is_success() {
        return Err(link.trouble(response.status()));
    }
    timeout(FIRST_EVENT, reply).await.ok().and_then(Result::ok).ok_or(Trouble::SessionLost)?;
    let initialized =
        Bytes::from_static(br#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#);
    link.send(Method::POST, headers, &initialized, None).await?;
    Ok(())
}
