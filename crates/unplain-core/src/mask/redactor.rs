//! A stream of bytes on its way.

use std::{
    cmp::Reverse,
    io::{self, Write},
    mem,
    ops::Range,
};

use zeroize::Zeroizing;

use super::{Masker, escape::Escape, place};
use crate::trace::Form;

/// Masks values in a stream that comes in pieces.
///
/// What is written does not depend on how the stream was cut. Bytes are held back only while they may be the beginning of
/// a value's form, so never behind the end of a line, unless a form goes on behind one.
pub struct Redactor<'m> {
    masker: &'m Masker,
    /// The end of what came in, which may be the beginning of a form.
    held: Zeroizing<Vec<u8>>,
    /// How much of it is masked already, as the end of another form.
    masked: usize,
    /// The value whose form was masked last, if nothing came behind it.
    last: Option<usize>,
    /// Whether what comes next stands inside an escape.
    escape: Escape,
    hits: Vec<Hit>,
}

/// A form at a place.
struct Hit {
    span: Range<usize>,
    needle: usize,
}

/// Whether more may come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stream {
    Open,
    Ended,
}

impl<'m> Redactor<'m> {
    pub(super) fn new(masker: &'m Masker) -> Self {
        Self {
            masker,
            held: Zeroizing::default(),
            masked: 0,
            last: None,
            escape: Escape::No,
            hits: Vec::new(),
        }
    }

    /// Takes the next bytes of the stream, and writes what is certain.
    ///
    /// # Errors
    /// Those of `out`; the stream is then to be given up.
    pub fn push(&mut self, bytes: &[u8], out: &mut dyn Write) -> io::Result<()> {
        if self.held.is_empty() {
            let passed = self.pass(bytes, Stream::Open, out)?;
            self.held.extend_from_slice(bytes.get(passed..).unwrap_or_default());
        } else {
            let mut text = mem::take(&mut self.held);
            text.extend_from_slice(bytes);
            let passed = self.pass(&text, Stream::Open, out)?;
            text.drain(..passed);
            self.held = text;
        }
        Ok(())
    }

    /// Ends the stream: writes what was held back.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn finish(mut self, out: &mut dyn Write) -> io::Result<()> {
        let text = mem::take(&mut self.held);
        self.pass(&text, Stream::Ended, out).map(drop)
    }

    /// How many bytes are held back.
    #[must_use]
    pub fn held(&self) -> usize {
        self.held.len()
    }

    /// Writes the start of `text`, whose first bytes are those that were held. Returns how much of it is done with.
    fn pass(&mut self, text: &[u8], stream: Stream, out: &mut dyn Write) -> io::Result<usize> {
        let masker = self.masker;
        let certain = match stream {
            Stream::Open => masker.beginnings.open(masker.search.needles(), text),
            Stream::Ended => text.len(),
        };
        let mut hits = mem::take(&mut self.hits);
        masker.search.find(text, 0, &mut |needle, start, end| {
            // What begins later is found again when more has come.
            if start < certain {
                hits.push(Hit { span: start..end, needle });
            }
        });
        hits.sort_unstable_by_key(|hit| (hit.span.start, Reverse(hit.span.end), hit.needle));
        let mut done = self.masked;
        for Hit { span, needle } in hits.drain(..) {
            if span.end <= done {
                continue;
            }
            if span.start >= done {
                self.copy(text.get(done..span.start).unwrap_or_default(), out)?;
                self.last = None;
            }
            let start = done.max(span.start);
            done = start + self.mask(text.get(start..span.end).unwrap_or_default(), needle, out)?;
        }
        self.hits = hits;
        if done < certain {
            self.copy(text.get(done..certain).unwrap_or_default(), out)?;
            done = certain;
        }
        self.masked = done - certain;
        Ok(certain)
    }

    fn copy(&mut self, text: &[u8], out: &mut dyn Write) -> io::Result<()> {
        if !text.is_empty() {
            self.escape = self.escape.behind(text);
            self.last = None;
            out.write_all(text)?;
        }
        Ok(())
    }

    /// Writes what stands in the place of `text`, a form or the end of one. Returns how much of it that was.
    fn mask(&mut self, text: &[u8], needle: usize, out: &mut dyn Write) -> io::Result<usize> {
        let Some(&(value, form)) = self.masker.needles.get(needle) else { return Ok(0) };
        let marker = self.masker.markers.get(value).map(String::as_str).unwrap_or_default();
        // One marker is enough for forms of one value that overlap.
        let marker = if self.last == Some(value) { "" } else { marker };
        if form == Form::Utf16 {
            let wide: Vec<u8> = marker.encode_utf16().flat_map(u16::to_le_bytes).collect();
            out.write_all(&wide)?;
            (self.last, self.escape) = (Some(value), Escape::No);
            return Ok(text.len());
        }
        // What ends an escape is not the value: `n` behind a backslash is a line end.
        let before = self.escape.rest(text);
        self.copy(text.get(..before).unwrap_or_default(), out)?;
        let written = place::write(text.get(before..).unwrap_or_default(), marker, out)?;
        (self.last, self.escape) = (Some(value), Escape::No);
        Ok(before + written)
    }
}
