//! Server-sent events, read from chunks that end anywhere.

use std::time::Duration;

use crate::trouble::Trouble;

/// The largest message that is taken, in bytes.
pub(crate) const LIMIT: usize = 256 << 20;

/// One event.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(crate) struct Event {
    /// Its type; empty means `message`.
    pub(crate) kind: String,
    /// Its lines of data, joined by line feeds.
    pub(crate) data: Vec<u8>,
    /// From where a new stream may go on.
    pub(crate) id: Option<String>,
}

/// What has been read of a stream.
#[derive(Default)]
pub(crate) struct Events {
    line: Vec<u8>,
    event: Event,
    has_data: bool,
    after_cr: bool,
    begun: bool,
    /// How long to wait before connecting again, if the server said so.
    pub(crate) retry: Option<Duration>,
}

impl Events {
    /// Takes the next bytes and gives back the events that are complete now, in their order.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Result<Vec<Event>, Trouble> {
        let mut events = Vec::new();
        let mut rest = bytes;
        if self.after_cr {
            self.after_cr = rest.is_empty();
            rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        }
        while let Some(end) = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
            let (line, ended) = rest.split_at(end);
            self.line.extend_from_slice(line);
            events.extend(self.end_of_line());
            rest = match ended {
                [b'\r', b'\n', rest @ ..] => rest,
                [b'\r'] => {
                    self.after_cr = true;
                    &[]
                }
                [_, rest @ ..] => rest,
                [] => &[],
            };
        }
        self.line.extend_from_slice(rest);
        if self.line.len() + self.event.data.len() > LIMIT {
            return Err(Trouble::TooLarge);
        }
        Ok(events)
    }

    fn end_of_line(&mut self) -> Option<Event> {
        let line = std::mem::take(&mut self.line);
        let mut line = line.as_slice();
        if !self.begun {
            self.begun = true;
            line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
        }
        if line.is_empty() {
            let event = std::mem::take(&mut self.event);
            let complete = std::mem::take(&mut self.has_data) || event.id.is_some();
            return complete.then_some(event);
        }
        let colon = line.iter().position(|byte| *byte == b':').unwrap_or(line.len());
        let (name, value) = line.split_at(colon);
        let value = value.strip_prefix(b":").unwrap_or(value);
        let value = value.strip_prefix(b" ").unwrap_or(value);
        let text = || String::from_utf8_lossy(value).into_owned();
        match name {
            b"data" => {
                if self.has_data {
                    self.event.data.push(b'\n');
                }
                self.has_data = true;
                self.event.data.extend_from_slice(value);
            }
            b"event" => self.event.kind = text(),
            b"id" if !value.contains(&0) => self.event.id = Some(text()),
            b"retry" => {
                if let Ok(milliseconds) = text().parse() {
                    self.retry = Some(Duration::from_millis(milliseconds));
                }
            }
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{Event, Events};

    fn read(chunks: &[&[u8]]) -> (Vec<Event>, Events) {
        let mut events = Events::default();
        let read = chunks.iter().flat_map(|chunk| events.push(chunk).unwrap()).collect();
        (read, events)
    }

    const STREAM: &str = "\u{feff}: comment\r\nid: 1\r\ndata\r\n\r\nevent: message\ndata: {\"ü\":\ndata:  \"€\"}\nid:2\n\n\
        retry: 1500\rdata:x\r\revent: ping\n\ndata: not ended";

    #[test]
    fn events_are_the_same_wherever_the_chunks_end() {
        let (expected, whole) = read(&[STREAM.as_bytes()]);
        let event = |kind: &str, data: &str, id: Option<&str>| Event {
            kind: kind.to_owned(),
            data: data.into(),
            id: id.map(str::to_owned),
        };
        assert_eq!(
            expected,
            [
                event("", "", Some("1")),
                event("message", "{\"ü\":\n \"€\"}", Some("2")),
                event("", "x", None)
            ]
        );
        assert_eq!(whole.retry.unwrap().as_millis(), 1500);
        for size in 1..STREAM.len() {
            let chunks: Vec<&[u8]> = STREAM.as_bytes().chunks(size).collect();
            assert_eq!(read(&chunks).0, expected, "chunks of {size}");
        }
    }
}
