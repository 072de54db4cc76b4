//! `unplain` itself on the set, as its users run it.

use std::{ops::Range, path::Path, process::Command, time::Duration};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::{set::Home, walk};
use crate::process;

/// A finding of medium or high confidence, or a low one, which does not count.
pub(super) struct Found {
    /// Index into the home's configs.
    pub(super) config: usize,
    /// The bytes of the file.
    pub(super) span: Range<usize>,
    /// The rule that recognised it.
    pub(super) rule: String,
    /// Where in the document.
    pub(super) pointer: String,
    /// Whether it counts.
    pub(super) counts: bool,
    /// Whether `unplain migrate --yes` would move it.
    pub(super) safe: bool,
}

#[derive(Deserialize)]
struct Report {
    configs: Vec<Entry>,
    findings: Vec<Finding>,
}

#[derive(Deserialize)]
struct Entry {
    path: String,
    status: String,
}

#[derive(Deserialize)]
struct Finding {
    path: String,
    pointer: String,
    line: usize,
    column: usize,
    rule: String,
    confidence: String,
    applicability: String,
    span: [usize; 2],
}

/// What `unplain scan --home` reports in a home.
///
/// # Errors
///
/// If it fails, if it does not look at one of the configs, or if a finding's place cannot be told.
pub(super) fn scan(program: &Path, home: &Home) -> Result<Vec<Found>> {
    let mut command = Command::new(program);
    command.args(["scan", "--home", "--format", "json"]).env_clear();
    command.env("HOME", &home.path).env("LANG", "C.UTF-8").current_dir(&home.path);
    if let Some(path) = std::env::var_os("PATH") {
        command.env("PATH", path);
    }
    let output = process::capture(&mut command, Duration::from_secs(120))?;
    ensure!(
        matches!(output.status.code(), Some(0 | 1)),
        "unplain scan: {}\n{}",
        output.describe(),
        output.stderr
    );
    let report: Report =
        serde_json::from_str(&output.stdout).context("unplain's report has another form")?;
    for config in &home.configs {
        let read = report
            .configs
            .iter()
            .any(|entry| Path::new(&entry.path) == config.path && entry.status == "ok");
        ensure!(read, "unplain does not read {}", config.shown);
    }
    let mut all = Vec::new();
    for finding in report.findings {
        let at = home.configs.iter().position(|config| config.path == Path::new(&finding.path));
        let Some(at) = at else { continue };
        let span = home.configs.get(at).and_then(|config| place(config, &finding));
        let span = span.with_context(|| {
            format!("cannot tell the place of a finding: {} {}", finding.path, finding.pointer)
        })?;
        all.push(Found {
            config: at,
            span,
            counts: finding.confidence != "low",
            safe: finding.applicability == "safe",
            rule: finding.rule,
            pointer: finding.pointer,
        });
    }
    Ok(all)
}

/// The bytes of a finding: by pointer and span, and its line must agree; in a comment, by line, column and length.
fn place(config: &super::set::Config, finding: &Finding) -> Option<Range<usize>> {
    let text = &config.text;
    if finding.pointer.starts_with("#line:") {
        let mut lines = text.split_inclusive('\n');
        let start: usize = lines.by_ref().take(finding.line - 1).map(str::len).sum();
        let before: usize =
            lines.next()?.chars().take(finding.column - 1).map(char::len_utf8).sum();
        let [from, to] = finding.span;
        return Some(start + before..start + before + to.checked_sub(from)?);
    }
    config
        .document
        .at_pointer(&finding.pointer)
        .filter_map(|string| walk::undecoded(text, &string.raw, finding.span))
        .find(|span| walk::line(text, span.start) == finding.line)
}
