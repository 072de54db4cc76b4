//! Reads JSON and JSONC leniently, only to know where each string stands and what its bytes decode to.
//!
//! Written apart from what `unplain` reads configs with, so that a mistake there does not hide itself here.

use std::ops::Range;

use anyhow::{Result, bail};

/// The strings and comments of a config.
pub(super) struct Document {
    /// Values that are strings, in order.
    pub(super) strings: Vec<Text>,
    /// Comments with their signs.
    pub(super) comments: Vec<Range<usize>>,
}

/// A string.
pub(super) struct Text {
    /// Keys and indexes that lead to it.
    pub(super) path: Vec<String>,
    /// What stands between the quotes.
    pub(super) raw: Range<usize>,
}

impl Document {
    /// The string that holds the byte at `at`.
    pub(super) fn string_at(&self, at: usize) -> Option<&Text> {
        self.strings.iter().find(|text| text.raw.start <= at && at <= text.raw.end)
    }

    /// The strings with this RFC 6901 pointer.
    pub(super) fn at_pointer<'a>(&'a self, pointer: &str) -> impl Iterator<Item = &'a Text> {
        let path: Vec<String> = pointer
            .split('/')
            .skip(1)
            .map(|key| key.replace("~1", "/").replace("~0", "~"))
            .collect();
        self.strings.iter().filter(move |text| text.path == path)
    }
}

/// From 1.
pub(super) fn line(text: &str, at: usize) -> usize {
    1 + text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count()
}

/// The bytes of the file that `span` of the decoded value of `raw` stands for.
pub(super) fn undecoded(text: &str, raw: &Range<usize>, span: [usize; 2]) -> Option<Range<usize>> {
    let content = text.get(raw.clone())?;
    let (mut decoded, mut at) = (0, 0);
    let (mut start, mut end) = (None, None);
    loop {
        if decoded >= span[0] && start.is_none() {
            start = Some(at);
        }
        if decoded >= span[1] && end.is_none() {
            end = Some(at);
        }
        let Some(sign) = content.get(at..).and_then(|rest| rest.chars().next()) else { break };
        let (raw_length, length) = match (sign, content.as_bytes().get(at + 1)) {
            ('\\', Some(b'u')) => {
                let code = content.get(at + 2..at + 6)?;
                let code = u32::from_str_radix(code, 16).ok()?;
                (6, char::from_u32(code).map_or(2, char::len_utf8))
            }
            ('\\', _) => (2, 1),
            _ => (sign.len_utf8(), sign.len_utf8()),
        };
        at += raw_length;
        decoded += length;
    }
    Some(raw.start + start?..raw.start + end?)
}

enum Frame {
    Object(String),
    Array(usize),
}

/// The strings and comments of `text`.
pub(super) fn read(text: &str) -> Result<Document> {
    let bytes = text.as_bytes();
    let mut document = Document { strings: Vec::new(), comments: Vec::new() };
    let mut frames: Vec<Frame> = Vec::new();
    let mut awaits_key = false;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let rest = text.get(at..).unwrap_or_default();
        match byte {
            b'{' => {
                frames.push(Frame::Object(String::new()));
                awaits_key = true;
            }
            b'[' => {
                frames.push(Frame::Array(0));
                awaits_key = false;
            }
            b'}' | b']' => {
                frames.pop();
                awaits_key = false;
            }
            b',' => match frames.last_mut() {
                Some(Frame::Array(index)) => *index += 1,
                _ => awaits_key = true,
            },
            b':' => awaits_key = false,
            b'/' if rest.starts_with("//") || rest.starts_with("/*") => {
                let end = if rest.starts_with("//") {
                    rest.find('\n').unwrap_or(rest.len())
                } else {
                    rest.find("*/").map_or(rest.len(), |end| end + 2)
                };
                document.comments.push(at..at + end);
                at += end;
                continue;
            }
            b'"' => {
                let end = closing(bytes, at + 1);
                let Some(end) = end else {
                    bail!("a string does not end, line {}", line(text, at))
                };
                let raw = at + 1..end;
                if let (true, Some(Frame::Object(key))) = (awaits_key, frames.last_mut()) {
                    *key = text.get(raw).unwrap_or_default().replace("\\/", "/");
                } else {
                    let path = frames
                        .iter()
                        .map(|frame| match frame {
                            Frame::Object(key) => key.clone(),
                            Frame::Array(index) => index.to_string(),
                        })
                        .collect();
                    document.strings.push(Text { path, raw });
                }
                at = end;
            }
            _ => {}
        }
        at += 1;
    }
    if !frames.is_empty() {
        bail!("brackets do not match");
    }
    Ok(document)
}

fn closing(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at),
            b'\\' => at += 2,
            b'\n' => return None,
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{read, undecoded};

    #[test]
    fn paths_and_spans_are_those_of_the_text() {
        let text =
            "{ // \"no\"\n \"a\": [1, \"x\\\"yü\", {\"b/c\": \"z\"}], /* , */ \"d\": \"e\" }";
        let document = read(text).unwrap();
        let found: Vec<(String, &str)> = document
            .strings
            .iter()
            .map(|string| (string.path.join("|"), &text[string.raw.clone()]))
            .collect();
        let expected = [("a|1", "x\\\"yü"), ("a|2|b/c", "z"), ("d", "e")];
        assert!(found.iter().map(|(path, raw)| (path.as_str(), *raw)).eq(expected));
        assert_eq!(document.comments.len(), 2);
        let escaped = document.at_pointer("/a/1").next().unwrap();
        let span = undecoded(text, &escaped.raw, [1, 5]).unwrap();
        assert_eq!(&text[span], "\\\"yü");
        assert_eq!(document.at_pointer("/a/2/b~1c").count(), 1);
    }
}
