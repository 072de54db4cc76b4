//! What is sent: a whole message, and a sign when it is on its way.

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::sync::oneshot;

/// The body of a request.
pub(crate) struct Outgoing {
    bytes: Bytes,
    /// Dropped with the body, which is when the client has taken all of it, or given up.
    _taken: Option<oneshot::Sender<()>>,
}

impl Outgoing {
    /// A body; `taken` is dropped as soon as it has been handed to the connection.
    pub(crate) fn new(bytes: Bytes, taken: Option<oneshot::Sender<()>>) -> Self {
        Self { bytes, _taken: taken }
    }
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let bytes = std::mem::take(&mut self.bytes);
        Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.len() as u64)
    }
}
