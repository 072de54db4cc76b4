//! Findings with the line that they stand in, everything in it masked but the keys and the place.

use std::collections::BTreeMap;

use unplain_core::{AllowedBy, Applicability, Confidence, Excerpt, Finding};
use unplain_host::printable;

use super::{BAD, DOUBT, FAINT, PLACE, STRONG};

/// The findings as frames, in the order of the files.
pub(crate) fn findings(
    findings: &[Finding],
    verbose: bool,
    short: &dyn Fn(&str) -> String,
) -> String {
    let shown = findings.iter().filter(|finding| verbose || is_plain(finding));
    shown.map(|finding| frame(finding, &short(&finding.path))).collect()
}

/// How many findings are allowed, and where that is said: a line, or nothing.
pub(crate) fn allowed(findings: &[Finding], short: &dyn Fn(&str) -> String) -> String {
    let mut counts: BTreeMap<(AllowedBy, &str), usize> = BTreeMap::new();
    for allowed in findings.iter().filter_map(|finding| finding.allowed.as_ref()) {
        *counts.entry((allowed.by, allowed.path.as_str())).or_insert(0) += 1;
    }
    if counts.is_empty() {
        return String::new();
    }
    let parts = counts.into_iter().map(|((by, path), count)| match by {
        AllowedBy::Entry => format!("{count} by {}", short(path)),
        AllowedBy::Comment => format!("{count} by comments in {}", short(path)),
    });
    format!("Allowed: {}.\n", parts.collect::<Vec<_>>().join(", "))
}

/// Whether people see it unasked.
fn is_plain(finding: &Finding) -> bool {
    finding.confidence > Confidence::Low && finding.allowed.is_none()
}

fn frame(finding: &Finding, path: &str) -> String {
    let style = if finding.applicability == Applicability::Safe { BAD } else { DOUBT };
    let what = finding.what();
    let server = finding.server.as_ref().map(|server| format!(" of `{}`", printable(server)));
    let place = format!("{path}:{}:{}", finding.line, finding.column);
    let excerpt = finding.excerpt();
    let label = printable(&fate(finding));
    let shown =
        Snippet { place: &place, line: finding.line, excerpt: &excerpt, style, label: &label };
    format!(
        "{style}{what}{style:#} in {}{}\n{}\n",
        finding.stands_in(),
        server.unwrap_or_default(),
        snippet(&shown)
    )
}

/// A line of a file, as it is shown.
pub(super) struct Snippet<'a> {
    /// Path, line and column.
    pub(super) place: &'a str,
    pub(super) line: usize,
    pub(super) excerpt: &'a Excerpt,
    /// The colour of what is in question.
    pub(super) style: anstyle::Style,
    /// What is said of it, behind the marks; may be empty.
    pub(super) label: &'a str,
}

/// The place, and the line with what is in question underlined.
pub(super) fn snippet(snippet: &Snippet<'_>) -> String {
    let Snippet { place, line, excerpt, style, label } = snippet;
    let Excerpt { text, marked } = one_line(excerpt);
    let pad = " ".repeat(line.to_string().len());
    let indent = " ".repeat(marked.start);
    let caret = "^".repeat(marked.len().max(1));
    let said = match label {
        &"" => String::new(),
        label => format!(" {STRONG}{label}{STRONG:#}"),
    };
    format!(
        "{pad} {PLACE}-->{PLACE:#} {place}\n{pad} {FAINT}|{FAINT:#}\n{FAINT}{line} |{FAINT:#} {text}\n\
         {pad} {FAINT}|{FAINT:#} {indent}{style}{caret}{style:#}{said}\n"
    )
}

/// The excerpt as one line of a terminal: keys are a stranger's, and may hold anything.
pub(super) fn one_line(excerpt: &Excerpt) -> Excerpt {
    const AROUND: usize = 60;
    const MARKED: usize = 120;
    let Excerpt { text, marked } = excerpt;
    let part = |from: usize, to: usize| -> String {
        text.chars().skip(from).take(to.saturating_sub(from)).collect()
    };
    let mut before = part(0, marked.start);
    let count = before.chars().count();
    if count > AROUND {
        before = format!("…{}", part(count - AROUND, count));
    }
    let before = printable(&before);
    let middle = printable(&start(&part(marked.start, marked.end), MARKED));
    let behind = printable(&start(&part(marked.end, usize::MAX), AROUND));
    let from = before.chars().count();
    let marked = from..from + middle.chars().count();
    Excerpt { text: format!("{before}{middle}{behind}"), marked }
}

/// The first `most` characters, with `…` behind them if there are more.
pub(super) fn start(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// What is to become of it.
pub(super) fn fate(finding: &Finding) -> String {
    if let Some(allowed) = &finding.allowed {
        return format!("allowed: {}", allowed.reason);
    }
    match (finding.applicability, &finding.variable, &finding.reason) {
        (Applicability::Safe, Some(variable), _) => format!("becomes a reference to {variable}"),
        (Applicability::Safe, None, _) => "can be moved".to_owned(),
        (Applicability::Review, _, reason) => {
            format!("look at it: {}", reason.as_deref().unwrap_or("it may be no secret"))
        }
        (Applicability::ReportOnly, _, reason) => {
            format!("stays: {}", reason.as_deref().unwrap_or("it can't be moved"))
        }
    }
}
