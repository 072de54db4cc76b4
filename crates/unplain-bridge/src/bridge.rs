//! From the first message to the last.

use std::{io, sync::Arc, time::Duration};

use bytes::Bytes;
use http::Method;
use tokio::time::timeout;

use crate::{Source, dispatch, exchange, link::Link, stdio};

/// How long replies are waited for after the end of standard input. Agents' SDKs send SIGTERM two seconds after they
/// close it; who pipes messages in gets the replies.
const REPLIES_WITHIN: Duration = Duration::from_secs(10);

/// How long the end of the session may take.
const FAREWELL: Duration = Duration::from_millis(1500);

/// Why the bridge ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ended {
    /// The client closed standard input, or reads no more.
    ByClient,
    /// A signal asked for it.
    BySignal,
}

/// Passes messages on between standard input and output and the remote server until the client or a signal ends it.
///
/// Its threads may still wait for standard input afterwards: the caller should end the process.
///
/// # Errors
/// The system refuses what every program of this kind needs (timers, signals).
pub fn run(source: Arc<dyn Source>) -> io::Result<Ended> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let ended = runtime.block_on(serve(source));
    runtime.shutdown_background();
    ended
}

async fn serve(source: Arc<dyn Source>) -> io::Result<Ended> {
    let mut signal = Box::pin(signal()?);
    let (output, closed) = stdio::output();
    let (lines, end) = stdio::input();
    let link = Arc::new(Link::new(source, output));
    let mut work = tokio::spawn(dispatch::run(Arc::clone(&link), lines));
    let all_done = async {
        let _ = end.await;
        let _ = timeout(REPLIES_WITHIN, &mut work).await;
    };
    let ended = tokio::select! {
        () = all_done => Ended::ByClient,
        _ = closed => Ended::ByClient,
        () = &mut signal => Ended::BySignal,
    };
    let _ = timeout(FAREWELL, farewell(&link)).await;
    Ok(ended)
}

/// Ends the session, and waits until the last reply is written.
async fn farewell(link: &Link) {
    let headers = {
        let session = link.session();
        session.id.is_some().then(|| exchange::session_headers(&session))
    };
    if let Some(headers) = headers {
        let _ = link.send(Method::DELETE, headers, &Bytes::new(), None).await;
    }
    link.flush().await;
}

/// Comes with the first signal that asks for an end.
#[cfg(unix)]
fn signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut hangup = signal(SignalKind::hangup())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
            _ = hangup.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
