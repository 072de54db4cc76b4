//! `unplain:allow REASON` in a comment, beside a secret.

use unplain_rewrite::{Comment, Document};

use super::presentable;

const MARK: &str = "unplain:allow";

/// Whether any comment in a text can say that something is allowed: a quick look.
#[must_use]
pub fn may_have_remarks(text: &[u8]) -> bool {
    memchr::memmem::find(text, MARK.as_bytes()).is_some()
}

/// What a comment says of the secret beside it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Remark {
    /// The line that it stands in, from 1.
    pub line: usize,
    /// Why the secret may stay; without a reason it may not.
    pub reason: Option<String>,
}

/// What a comment of `document` says of a secret in `line`, from 1: one that shares the line, or stands alone above it.
#[must_use]
pub fn in_document(document: &Document, line: usize) -> Option<Remark> {
    let text = document.text();
    // comments come in the order of the text, and each line has few
    let comments = document.comments();
    let before = |comment: &Comment| document.line_column(comment.span.end).0 + 1 < line;
    let near = comments.get(comments.partition_point(before)..).unwrap_or_default();
    let near = near.iter().take_while(|comment| document.line_column(comment.span.start).0 <= line);
    let remarks = near.filter_map(|comment| {
        let inside = text.get(comment.span.clone())?;
        let mark = mark_in(inside)?;
        let (first, _) = document.line_column(comment.span.start);
        let (last, _) = document.line_column(comment.span.end);
        let shares = (first..=last).contains(&line);
        let above = last + 1 == line && {
            let before = text.get(..comment.span.start)?.rsplit('\n').next()?;
            let after = text.get(comment.span.end..)?.split('\n').next()?;
            // a byte order mark is no text
            before.trim_matches(['\u{feff}', ' ', '\t']).is_empty() && after.trim().is_empty()
        };
        let (at, _) = document.line_column(comment.span.start + mark);
        let said = inside.get(mark..)?;
        (shares || above).then(|| Remark { line: at, reason: reason(said) })
    });
    // one with a reason, if there is one
    remarks.max_by_key(|remark| remark.reason.is_some())
}

/// What is said of a secret in a text of no known format, in a line of which it begins at the byte `at`: in the rest of
/// that line, or in the line above, if nothing but signs leads up to it there. `number` is the line's, from 1.
#[must_use]
pub fn in_lines(line: &str, at: usize, above: Option<&str>, number: usize) -> Option<Remark> {
    let beside = mark_in(line).and_then(|mark| {
        // what follows the mark is shown: never the secret
        let end = if mark < at { at } else { line.len() };
        line.get(mark..end).map(|text| Remark { line: number, reason: reason(unquoted(text)) })
    });
    let alone = || {
        let above = above?;
        let mark = mark_in(above)?;
        let lead = above.get(..mark)?;
        let text = above.get(mark..)?;
        let alone = !lead.chars().any(char::is_alphanumeric);
        alone.then(|| Remark { line: number.saturating_sub(1), reason: reason(unquoted(text)) })
    };
    beside.or_else(alone)
}

/// A string may end there, and anything follow.
fn unquoted(text: &str) -> &str {
    text.split('"').next().unwrap_or_default()
}

/// Where the mark stands, as a word.
fn mark_in(text: &str) -> Option<usize> {
    let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | ':');
    text.match_indices(MARK).map(|(at, _)| at).find(|at| {
        let before = text.get(..*at).and_then(|text| text.chars().next_back());
        let after = text.get(at + MARK.len()..).and_then(|text| text.chars().next());
        !before.is_some_and(is_part)
            && !after.is_some_and(|letter| is_part(letter) && letter != ':')
    })
}

/// The words behind the mark, up to the end of the line or of the comment.
fn reason(text: &str) -> Option<String> {
    let rest = text.strip_prefix(MARK)?.lines().next()?;
    let ends = ["*/", "-->"].iter().filter_map(|end| rest.find(end));
    let rest = rest.get(..ends.min().unwrap_or(rest.len()))?;
    presentable(
        rest.trim_matches(|letter: char| letter.is_whitespace() || ":-–—=".contains(letter)),
    )
}

#[cfg(test)]
mod tests {
    use unplain_rewrite::{Document, Format};

    use super::{Remark, in_document, in_lines};

    fn said(line: usize, reason: &str) -> Option<Remark> {
        Some(Remark { line, reason: Some(reason.to_owned()) })
    }

    #[test]
    fn a_comment_speaks_of_its_line_or_of_the_next_if_it_is_alone() {
        let text = "{\n  // unplain:allow a demo\n  \"a\": \"x\",\n  \"b\": \"y\", // unplain:allow: b's\n  \"c\": \"z\", /* unplain:allow c's */ \"d\": 1,\n  \"e\": 1 // unplain:allow\n}\n";
        let document = Document::parse(text.to_owned(), Format::Jsonc).unwrap();
        assert_eq!(in_document(&document, 1), None);
        assert_eq!(in_document(&document, 3), said(2, "a demo"));
        assert_eq!(in_document(&document, 4), said(4, "b's"));
        assert_eq!(in_document(&document, 5), said(5, "c's"));
        assert_eq!(in_document(&document, 6), Some(Remark { line: 6, reason: None }));
    }

    #[test]
    fn a_value_is_no_comment() {
        let text = "{ \"a\": \"unplain:allow me\" }";
        let document = Document::parse(text.to_owned(), Format::Jsonc).unwrap();
        assert_eq!(in_document(&document, 1), None);
    }

    #[test]
    fn in_toml_yaml_and_dotenv() {
        for format in [Format::Toml, Format::Yaml, Format::Dotenv] {
            let (a, b) = match format {
                Format::Yaml => ("A: x", "B: y"),
                _ => ("A='x'", "B='y'"),
            };
            let text = format!("# unplain:allow why\n{a}\n{b} # unplain:allow because\n");
            let document = Document::parse(text, format).unwrap();
            assert_eq!(in_document(&document, 2), said(1, "why"), "{format:?}");
            assert_eq!(in_document(&document, 3), said(3, "because"), "{format:?}");
        }
    }

    #[test]
    fn in_any_text() {
        assert_eq!(in_lines("x = 1 # unplain:allow test", 4, None, 7), said(7, "test"));
        assert_eq!(in_lines("x = 1", 4, Some("<!-- unplain:allow test -->"), 7), said(6, "test"));
        assert_eq!(in_lines("x = 1", 4, Some("y = 2 # unplain:allow test"), 7), None);
        assert_eq!(in_lines("x = 1 # unplain:allowed test", 4, None, 7), None);
        assert_eq!(in_lines("x = 1 # not-unplain:allow test", 4, None, 7), None);
        let nothing = Some(Remark { line: 7, reason: None });
        assert_eq!(in_lines("x = 1 # unplain:allow", 4, None, 7), nothing);
        // what follows the mark may be the secret itself
        assert_eq!(in_lines("/* unplain:allow */ x = s3cret", 24, None, 7), nothing);
        assert_eq!(in_lines("unplain:allow s3cret", 14, None, 7), nothing);
    }
}
