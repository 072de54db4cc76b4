//! Findings with the line that they stand in, everything in it masked but the keys and the place.

use std::collections::BTreeMap;

use unplain_core::{AllowedBy, Applicability, Confidence, Finding, Slot};

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
    let what = what(finding);
    let server =
        finding.server.as_ref().map(|server| format!(" of `{server}`")).unwrap_or_default();
    let place = format!("{path}:{}:{}", finding.line, finding.column);
    let line = finding.line.to_string();
    let pad = " ".repeat(line.len());
    let (code, under) = source_line(finding);
    let indent = " ".repeat(under.start);
    let caret = "^".repeat(under.len().max(1));
    let fate = fate(finding);
    format!(
        "{style}{what}{style:#} in {}{server}\n{pad} {PLACE}-->{PLACE:#} {place}\n{pad} {FAINT}|{FAINT:#}\n{FAINT}{line} \
         |{FAINT:#} {code}\n{pad} {FAINT}|{FAINT:#} {indent}{style}{caret}{style:#} {STRONG}{fate}{STRONG:#}\n\n",
        stands_in(finding),
    )
}

/// What was found, in a few words.
pub(super) fn what(finding: &Finding) -> String {
    match finding.rule.as_str() {
        "name" | "value" => "secret".to_owned(),
        "place" => "secret by its place".to_owned(),
        rule => unplain_core::rules::rule(rule)
            .map_or_else(|| rule.to_owned(), |rule| format!("{} credential", rule.provider)),
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

/// What it stands in, in words.
pub(super) fn stands_in(finding: &Finding) -> &'static str {
    if is_in_text(finding) { "a text" } else { slot(finding.slot) }
}

/// Whether it stands in a text that was not parsed. Nothing of the line around it is shown.
fn is_in_text(finding: &Finding) -> bool {
    finding.slot == Slot::Other && finding.pointer.starts_with("#line:")
}

/// The entry as it would stand in the file, masked, and the characters of it that are the secret.
fn source_line(finding: &Finding) -> (String, std::ops::Range<usize>) {
    let last = finding.pointer.rsplit('/').next().unwrap_or_default();
    let key = last.replace("~1", "/").replace("~0", "~");
    let of_variables = finding.agent.is_empty();
    let in_text = is_in_text(finding);
    let lead = if finding.slot == Slot::Comment && !of_variables {
        "// … ".to_owned()
    } else if in_text || finding.pointer.starts_with("#line:") {
        "… ".to_owned()
    } else if of_variables {
        format!("{key}=")
    } else if key.parse::<usize>().is_ok() {
        String::from("\"")
    } else {
        format!("\"{key}\": \"")
    };
    let start = lead.chars().count();
    let bare = of_variables || in_text || finding.slot == Slot::Comment;
    let end = if bare { "" } else { "\"" };
    let text = format!("{lead}{}{end}", finding.masked);
    let prefix = unplain_core::rules::rule(&finding.rule).map_or("", |rule| rule.public_prefix());
    let secret = prefix.chars().count() + 1;
    let after = start + finding.masked.chars().count();
    (text, after.saturating_sub(secret).max(start)..after)
}

/// A slot, in words.
fn slot(slot: Slot) -> &'static str {
    match slot {
        Slot::Command => "the command",
        Slot::Arg => "an argument",
        Slot::Env => "the environment",
        Slot::Url => "the address",
        Slot::Header => "a header",
        Slot::Oauth => "the OAuth client",
        Slot::ProviderOption => "a provider option",
        Slot::SettingsEnv => "the settings' environment",
        Slot::Comment => "a comment",
        Slot::Other => "another place",
    }
}
