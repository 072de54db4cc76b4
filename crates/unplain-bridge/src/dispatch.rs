//! The client's messages, in their order: each is on its way before the next is looked at, and none overtakes the
//! handshake.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use bytes::Bytes;
use serde_json::Value;
use tokio::{
    sync::{mpsc, oneshot},
    task::{AbortHandle, JoinSet},
};

use crate::{
    exchange::Exchange,
    link::Link,
    listen,
    message::{self, Head, Id, Kind},
};

/// How long later messages wait for the remote server to acknowledge the end of the handshake.
const ACKNOWLEDGED_WITHIN: Duration = Duration::from_secs(10);

/// Sends what comes in until there is no more, then waits for the replies.
pub(crate) async fn run(link: Arc<Link>, mut lines: mpsc::Receiver<Vec<u8>>) {
    let mut held: VecDeque<Vec<u8>> = VecDeque::new();
    let mut tasks = JoinSet::new();
    loop {
        let line = match held.pop_front() {
            Some(line) => Some(line),
            None => lines.recv().await,
        };
        let Some(line) = line else { break };
        while tasks.try_join_next().is_some() {}
        let Some(kind) = Kind::of(&line) else {
            link.write(message::error_reply(
                None,
                -32700,
                "unplain bridge: this is no JSON-RPC message",
            ))
            .await;
            continue;
        };
        match &kind {
            Kind::Request { method, .. } if method == "initialize" => {
                let (_, mut done) = send(&link, line, kind, &mut tasks);
                let mut open = true;
                while open {
                    tokio::select! {
                        _ = &mut done => break,
                        line = lines.recv() => match line {
                            // What the server asks during the handshake must be answered for it to end.
                            Some(line) => match Kind::of(&line) {
                                Some(kind @ Kind::Reply { .. }) => {
                                    let _ = send(&link, line, kind, &mut tasks).0.await;
                                }
                                _ => held.push_back(line),
                            },
                            None => open = false,
                        },
                    }
                }
                if !open {
                    let _ = done.await;
                }
            }
            Kind::Notification { method } if method == "notifications/initialized" => {
                let (_, done) = send(&link, line, kind, &mut tasks);
                let _ = tokio::time::timeout(ACKNOWLEDGED_WITHIN, done).await;
                listen::start(&link);
            }
            Kind::Notification { method } if method == "notifications/cancelled" => {
                if !cancel(&link, &line) {
                    let _ = send(&link, line, kind, &mut tasks).0.await;
                }
            }
            _ => {
                let _ = send(&link, line, kind, &mut tasks).0.await;
            }
        }
    }
    while tasks.join_next().await.is_some() {}
}

/// Sends a message in a task of its own. The first end comes when it is on its way, the second when it is done.
fn send(
    link: &Arc<Link>,
    line: Vec<u8>,
    kind: Kind,
    tasks: &mut JoinSet<()>,
) -> (oneshot::Receiver<()>, oneshot::Receiver<()>) {
    let (taken, is_taken) = oneshot::channel();
    let (done, is_done) = oneshot::channel::<()>();
    let ids = match &kind {
        Kind::Request { id, .. } => vec![id.clone()],
        Kind::Batch { ids } => ids.clone(),
        Kind::Notification { .. } | Kind::Reply { .. } => Vec::new(),
    };
    for id in &ids {
        link.pending().insert(id.clone(), None);
    }
    let exchange = Exchange { text: Bytes::from(line), kind };
    let own = Arc::clone(link);
    let handle: AbortHandle = tasks.spawn(async move {
        exchange.run(own, taken).await;
        drop(done);
    });
    for id in &ids {
        if let Some(pending) = link.pending().get_mut(id) {
            *pending = Some(handle.clone());
        }
    }
    (is_taken, is_done)
}

/// Cancels a request by ending its stream, as protocol versions without sessions have it (2026-07-28); `false` where the
/// notification is to be sent instead.
fn cancel(link: &Link, line: &[u8]) -> bool {
    if !link.session().is_stateless() {
        return false;
    }
    let params = Head::read(line).and_then(|head| head.params);
    let params: Option<Value> = params.and_then(|params| serde_json::from_str(params.get()).ok());
    let Some(id) = params.as_ref().and_then(|params| params.get("requestId")) else { return false };
    let Some(handle) = link.pending().remove(&Id::new(&id.to_string())) else { return true };
    if let Some(handle) = handle {
        handle.abort();
    }
    true
}
