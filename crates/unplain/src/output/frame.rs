//! Findings with the line that they stand in, everything in it masked but the keys and the place.

use std::collections::BTreeMap;

use unplain_core::{AllowedBy, Applicability, Confidence, Excerpt, Finding};

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
    let server =
        finding.server.as_ref().map(|server| format!(" of `{server}`")).unwrap_or_default();
    let place = format!("{path}:{}:{}", finding.line, finding.column);
    let line = finding.line.to_string();
    let pad = " ".repeat(line.len());
    let Excerpt { text, marked } = finding.excerpt();
    let indent = " ".repeat(marked.start);
    let caret = "^".repeat(marked.len().max(1));
    let fate = fate(finding);
    format!(
        "{style}{what}{style:#} in {}{server}\n{pad} {PLACE}-->{PLACE:#} {place}\n{pad} {FAINT}|{FAINT:#}\n{FAINT}{line} \
         |{FAINT:#} {text}\n{pad} {FAINT}|{FAINT:#} {indent}{style}{caret}{style:#} {STRONG}{fate}{STRONG:#}\n\n",
        finding.stands_in(),
    )
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
