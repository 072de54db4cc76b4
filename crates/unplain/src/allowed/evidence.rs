//! What stands at a finding's place and beside it, read again from its file.

use std::collections::BTreeMap;

use unplain_core::{
    ConfigEntry, ConfigStatus, Finding, Format,
    allow::{Remark, in_document, in_lines},
};
use unplain_rewrite::Document;

/// The files of findings, the last one kept in memory.
pub(crate) struct Evidence {
    formats: BTreeMap<String, Format>,
    last: Option<(String, Content)>,
    /// Whether files are read.
    reads: bool,
    value: String,
}

/// What a file holds.
enum Content {
    Nothing,
    /// With whether any comment says that something is allowed.
    Parsed(Box<Document>, Remarks),
    Lines(Lines),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Remarks {
    Some,
    None,
}

impl Remarks {
    fn of(text: &[u8]) -> Self {
        if unplain_core::allow::may_have_remarks(text) { Self::Some } else { Self::None }
    }
}

/// A text, and where its lines begin.
struct Lines {
    bytes: Vec<u8>,
    starts: Vec<usize>,
    /// Whether any of them says that something is allowed.
    remarks: Remarks,
}

/// In longer lines nobody reads comments.
const LONGEST: usize = 64 << 10;

/// Larger texts are not read again: what stands beside a secret in them does not count.
const LARGEST: u64 = 64 << 20;

impl Lines {
    fn new(bytes: Vec<u8>) -> Self {
        let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        let starts = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
        let remarks = Remarks::of(&bytes);
        Self { bytes, starts, remarks }
    }

    fn start(&self, number: usize) -> Option<usize> {
        self.starts.get(number.checked_sub(1)?).copied()
    }

    fn line(&self, number: usize) -> Option<&[u8]> {
        let start = self.start(number)?;
        let end = self.start(number + 1).map_or(self.bytes.len(), |next| next - 1);
        self.bytes.get(start..end)
    }
}

impl Evidence {
    /// Reads the files of `configs` in their formats, and every other one as lines.
    pub(crate) fn new(configs: &[ConfigEntry]) -> Self {
        let parsed = |config: &&ConfigEntry| {
            matches!(config.status, ConfigStatus::Ok | ConfigStatus::Managed)
        };
        let formats = configs.iter().filter(parsed);
        let formats = formats.map(|config| (config.path.clone(), config.format)).collect();
        Self { formats, last: None, reads: true, value: String::new() }
    }

    /// Knows the file at `path` by its `content`, which need not be what stands in the work tree, and no other file.
    pub(crate) fn of(path: &str, content: &[u8], format: Option<Format>) -> Self {
        let formats = format.map(|format| (path.to_owned(), format)).into_iter().collect();
        let text = || String::from_utf8(content.to_vec()).ok();
        let known = match format {
            Some(format) => text().map_or(Content::Nothing, |text| parsed(text, format)),
            None => Content::Lines(Lines::new(content.to_vec())),
        };
        Self { formats, last: Some((path.to_owned(), known)), reads: false, value: String::new() }
    }

    /// Knows no file.
    pub(crate) fn none() -> Self {
        Self { formats: BTreeMap::new(), last: None, reads: false, value: String::new() }
    }

    /// What a comment says of the finding.
    pub(crate) fn remark(&mut self, finding: &Finding) -> Option<Remark> {
        if self.formats.get(&finding.path) == Some(&Format::Json) {
            // it has no comments, and the largest files are JSON
            return None;
        }
        match self.content(finding) {
            Content::Nothing
            | Content::Parsed(_, Remarks::None)
            | Content::Lines(Lines { remarks: Remarks::None, .. }) => None,
            Content::Parsed(document, _) => {
                // a block of several lines is spoken of where it begins
                let begins = offset(document, finding).and_then(|at| document.node_at(at));
                let begins = begins.map(|node| document.line_column(node.span().start).0);
                in_document(document, finding.line)
                    .or_else(|| in_document(document, begins.filter(|line| *line != finding.line)?))
            }
            Content::Lines(lines) => {
                let line = lines.line(finding.line).filter(|line| line.len() <= LONGEST)?;
                let above = finding.line.checked_sub(1).and_then(|number| lines.line(number));
                let above = above.filter(|line| line.len() <= LONGEST);
                // bytes that are no text become others, which moves what follows
                let start = line.get(..finding.span[0]).map(String::from_utf8_lossy);
                let start = start.map_or(0, |start| start.len());
                let line = String::from_utf8_lossy(line);
                let above = above.map(String::from_utf8_lossy);
                in_lines(&line, start, above.as_deref(), finding.line)
            }
        }
    }

    /// The finding's value: the secret itself, never to be shown.
    pub(crate) fn value(&mut self, finding: &Finding) -> Option<&str> {
        let [start, end] = finding.span;
        self.value = match self.content(finding) {
            Content::Nothing => return None,
            Content::Parsed(document, _) => {
                let at = offset(document, finding)?;
                let comment = document.comments().iter().find(|comment| comment.span.contains(&at));
                match comment {
                    Some(comment) => {
                        document.text().get(comment.span.clone())?.get(start..end)?.to_owned()
                    }
                    None if finding.pointer.starts_with("#line:") => {
                        let begins = line_start(document.text().as_bytes(), finding.line)?;
                        document.text().get(begins..)?.get(start..end)?.to_owned()
                    }
                    None => document.node_at(at)?.value().get(start..end)?.to_owned(),
                }
            }
            Content::Lines(lines) => {
                let begins = lines.start(finding.line)?;
                let value =
                    lines.bytes.get(begins.checked_add(start)?..begins.checked_add(end)?)?;
                String::from_utf8(value.to_vec()).ok()?
            }
        };
        Some(&self.value)
    }

    /// The file's content. What stands in another version of it than the work tree's is not known.
    fn content(&mut self, finding: &Finding) -> &Content {
        if finding.commit.is_some() {
            return &Content::Nothing;
        }
        let known = self.last.as_ref().is_some_and(|(path, _)| *path == finding.path);
        if !known && !self.reads {
            return &Content::Nothing;
        }
        if !known {
            let content = read(&finding.path, self.formats.get(&finding.path).copied());
            self.last = Some((finding.path.clone(), content));
        }
        self.last.as_ref().map_or(&Content::Nothing, |(_, content)| content)
    }
}

fn read(path: &str, format: Option<Format>) -> Content {
    let path = std::path::Path::new(path);
    if format.is_none() && std::fs::metadata(path).is_ok_and(|about| about.len() > LARGEST) {
        return Content::Nothing;
    }
    let text = match unplain_host::read(path) {
        Ok(Some(snapshot)) => snapshot.into_text(),
        Ok(None) => return Content::Nothing,
        Err(error) => {
            return match error.kind {
                unplain_host::ReadErrorKind::NotUtf8 { .. } => std::fs::read(path)
                    .map_or(Content::Nothing, |bytes| Content::Lines(Lines::new(bytes))),
                _ => Content::Nothing,
            };
        }
    };
    match format {
        Some(format) => parsed(text, format),
        None => Content::Lines(Lines::new(text.into_bytes())),
    }
}

fn parsed(text: String, format: Format) -> Content {
    let remarks = Remarks::of(text.as_bytes());
    Document::parse(text, format.into())
        .map_or(Content::Nothing, |document| Content::Parsed(Box::new(document), remarks))
}

/// The byte at a finding's line and column.
fn offset(document: &Document, finding: &Finding) -> Option<usize> {
    let text = document.text();
    let start = line_start(text.as_bytes(), finding.line)?;
    let line = text.get(start..)?;
    let mark = usize::from(start == 0 && line.starts_with('\u{feff}'));
    let column = finding.column.checked_sub(1)? + mark;
    line.char_indices().nth(column).map(|(at, _)| start + at)
}

fn line_start(bytes: &[u8], number: usize) -> Option<usize> {
    if number <= 1 {
        return (number == 1).then_some(0);
    }
    let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    ends.map(|(at, _)| at + 1).nth(number - 2)
}
