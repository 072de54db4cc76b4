//! SARIF 2.1.0 (OASIS), with what GitHub's code scanning reads of it.

mod checks;
mod findings;

use std::collections::BTreeMap;

use serde_json::{Value, json};
use unplain_core::{Problem, Report, Severity};

use super::{
    Checked,
    checked::word,
    place::{Base, escaped, file_uri},
};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What relative addresses are relative to.
const ROOT: &str = "%SRCROOT%";

/// The findings as results, allowed ones as suppressed results, and the problems as notifications of the one run.
pub(super) fn render(report: &Report, base: &Base) -> String {
    let (results, rules) = findings::results(&report.findings, base);
    let notifications = report.problems.iter().map(|problem| notification(problem, base));
    let notifications = notifications.collect();
    let failed = report.problems.iter().any(|problem| problem.severity == Severity::Error);
    log(Run { rules, results, notifications, failed }, base)
}

/// What is wrong in files as results, secrets among it; what could not be checked, or is in no file, as notifications.
pub(super) fn of_checked(checked: &Checked, base: &Base) -> String {
    log(checks::run(checked, base), base)
}

/// The only run of a log.
struct Run {
    /// The rules that results refer to.
    rules: Vec<Value>,
    /// What is wrong in files.
    results: Vec<Value>,
    /// What concerns the run itself.
    notifications: Vec<Value>,
    /// Whether something could not be looked at.
    failed: bool,
}

fn log(run: Run, base: &Base) -> String {
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "unplain",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": run.rules,
            }},
            "invocations": [{
                "executionSuccessful": !run.failed,
                "toolExecutionNotifications": run.notifications,
            }],
            "originalUriBaseIds": { ROOT: { "uri": base.uri() } },
            "columnKind": "unicodeCodePoints",
            "results": run.results,
        }],
    });
    serde_json::to_string_pretty(&without_nulls(log)).unwrap_or_default() + "\n"
}

/// A rule's id in the form that SARIF wants for names (§3.49.7): `GithubPatClassic`.
fn name(id: &str) -> String {
    let upper = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
    };
    id.split('-').map(upper).collect::<Vec<String>>().concat()
}

/// Fingerprints: they say which result is the same in another version of the file. Under the name that GitHub compares:
/// where a log has none, its upload action makes one of the source text around the place.
struct Prints<'a> {
    base: &'a Base,
    seen: BTreeMap<String, usize>,
}

impl<'a> Prints<'a> {
    fn new(base: &'a Base) -> Self {
        Self { base, seen: BTreeMap::new() }
    }

    /// The print of what `rule` says of the place in a file that `parts` name, other than by its line.
    fn of(&mut self, path: &str, rule: &str, parts: &[&str]) -> String {
        let path = self.base.relative(path).unwrap_or_else(|| path.to_owned());
        let text = [&[rule, &path], parts].concat().join("\0");
        let hash = unplain_host::sha256(text.as_bytes());
        let hash: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        let count = self.seen.entry(hash.clone()).or_insert(0);
        *count += 1;
        format!("{hash}:{count}")
    }
}

fn artifact(path: &str, base: &Base) -> Value {
    match base.relative(path) {
        Some(relative) => json!({ "uri": escaped(&relative), "uriBaseId": ROOT }),
        None => json!({ "uri": file_uri(path) }),
    }
}

fn notification(problem: &Problem, base: &Base) -> Value {
    let help = problem.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
    let region =
        problem.line.map(|line| json!({ "startLine": line, "startColumn": problem.column }));
    let location = problem.path.as_ref().map(|path| {
        json!([{ "physicalLocation": { "artifactLocation": artifact(path, base), "region": region } }])
    });
    json!({
        "descriptor": { "id": problem.code },
        "level": word(problem.severity),
        "message": { "text": format!("{}{help}", problem.message) },
        "locations": location,
        "properties": { "agent": problem.agent, "pointer": problem.pointer, "variable": problem.variable },
    })
}

/// SARIF has no nulls: what is not known is left out.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (key, without_nulls(value)))
            .collect(),
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        other => other,
    }
}
