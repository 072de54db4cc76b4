//! SARIF 2.1.0 (OASIS), with what GitHub's code scanning reads of it.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use unplain_core::{
    AllowedBy, Confidence, Finding, Problem, Report, Severity,
    rules::{Breadth, Grade, rule},
};

use super::{
    frame::fate,
    place::{Base, escaped, file_uri},
};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What relative addresses are relative to.
const ROOT: &str = "%SRCROOT%";

/// The findings as results, allowed ones as suppressed results, and the problems as notifications of the one run.
pub(super) fn render(report: &Report, base: &Base) -> String {
    let rules = rules(&report.findings);
    let index = |finding: &Finding| rules.iter().position(|(id, _)| *id == finding.rule);
    // either every result of a run says whether it is suppressed, or none (§3.27.23)
    let some_allowed = report.findings.iter().any(|finding| finding.allowed.is_some());
    let mut seen = BTreeMap::new();
    let results = report.findings.iter().map(|finding| {
        let mut result = result(finding, base, &mut seen);
        result["ruleIndex"] = json!(index(finding));
        if some_allowed {
            result["suppressions"] = suppressions(finding, base);
        }
        result
    });
    let results: Vec<Value> = results.collect();
    let notifications: Vec<Value> =
        report.problems.iter().map(|problem| notification(problem, base)).collect();
    let failed = report.problems.iter().any(|problem| problem.severity == Severity::Error);
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "unplain",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules.into_iter().map(|(_, rule)| rule).collect::<Vec<_>>(),
            }},
            "invocations": [{
                "executionSuccessful": !failed,
                "toolExecutionNotifications": notifications,
            }],
            "originalUriBaseIds": { ROOT: { "uri": base.uri() } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_string_pretty(&without_nulls(log)).unwrap_or_default() + "\n"
}

/// The rules met, in order of their names.
fn rules(findings: &[Finding]) -> Vec<(&str, Value)> {
    let ids: BTreeMap<&str, &Finding> =
        findings.iter().map(|finding| (finding.rule.as_str(), finding)).collect();
    ids.into_iter().map(|(id, finding)| (id, descriptor(id, finding))).collect()
}

fn descriptor(id: &str, finding: &Finding) -> Value {
    let (short, full) = match id {
        "name" => (
            "Secret in plain text".to_owned(),
            "A value whose place and name say that it is a secret stands in plain text.".to_owned(),
        ),
        "value" => (
            "Known secret in plain text".to_owned(),
            "A value that is a secret elsewhere stands here in plain text as well.".to_owned(),
        ),
        "place" => (
            "Secret in an address".to_owned(),
            "A part of an address that opens what it leads to stands in plain text.".to_owned(),
        ),
        _ => {
            let what = finding.what();
            (
                format!("{what} in plain text"),
                format!(
                    "A text of the form that such credentials have ({what}) stands in plain text."
                ),
            )
        }
    };
    let known = rule(id);
    let precision = match known.map(|rule| rule.grade) {
        Some(Grade::A) => "very-high",
        Some(Grade::B) => "high",
        Some(Grade::C | Grade::D) => "medium",
        None if id == "place" => "medium",
        None => "high",
    };
    // GitHub: over 9.0 critical, over 7.0 high, over 4.0 medium
    let severity = match known.map(|rule| rule.breadth) {
        Some(Breadth::Broad) => "9.5",
        _ => "8.0",
    };
    let rotate = known.and_then(|rule| rule.rotate);
    let mut help = "Replace the credential where it was issued: who has seen this file has seen it. Then keep the new one \
                    out of the file: `unplain migrate` moves secrets of agents' configs into the store and leaves a \
                    reference."
        .to_owned();
    help.extend(rotate.map(|page| format!(" It is replaced at {page}")));
    json!({
        "id": id,
        "name": name(id),
        "shortDescription": { "text": short },
        "fullDescription": { "text": full },
        "help": { "text": help, "markdown": help },
        "helpUri": rotate,
        "defaultConfiguration": { "level": "error" },
        "properties": {
            "precision": precision,
            "security-severity": severity,
            "tags": ["security", "secret", "external/cwe/cwe-312", "external/cwe/cwe-798"],
        },
    })
}

/// A rule's id in the form that SARIF wants for names (§3.49.7): `GithubPatClassic`.
fn name(id: &str) -> String {
    let upper = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
    };
    id.split('-').map(upper).collect::<Vec<String>>().concat()
}

fn result(finding: &Finding, base: &Base, seen: &mut BTreeMap<String, usize>) -> Value {
    let server =
        finding.server.as_ref().map(|server| format!(" of `{server}`")).unwrap_or_default();
    let commit = finding
        .commit
        .as_ref()
        .map(|commit| format!(" in commit {} of {}", commit.id, commit.author_date))
        .unwrap_or_default();
    let text = format!(
        "{} in {}{server}{commit}: {}.",
        finding.what(),
        finding.stands_in(),
        fate(finding)
    );
    let level = match finding.confidence {
        Confidence::High => "error",
        Confidence::Medium => "warning",
        Confidence::Low => "note",
    };
    let [end_line, end_column] = match finding.end {
        Some([line, column]) => [json!(line), json!(column)],
        None => [Value::Null, Value::Null],
    };
    let place = json!({
        "artifactLocation": artifact(&finding.path, base),
        "region": {
            "startLine": finding.line,
            "startColumn": finding.column,
            "endLine": end_line,
            "endColumn": end_column,
        },
    });
    let pointer =
        pointer(finding).map(|pointer| json!({ "fullyQualifiedName": pointer, "kind": "value" }));
    let server_name = finding.server.as_ref().map(|name| json!({ "name": name, "kind": "object" }));
    let logical: Vec<Value> = pointer.into_iter().chain(server_name).collect();
    json!({
        "ruleId": finding.rule,
        "level": level,
        "message": { "text": text },
        "locations": [{ "physicalLocation": place, "logicalLocations": logical }],
        "partialFingerprints": { "primaryLocationLineHash": fingerprint(finding, base, seen) },
        "properties": {
            "agent": Some(&finding.agent).filter(|agent| !agent.is_empty()),
            "readers": finding.readers,
            "pointer": finding.pointer,
            "variable": finding.variable,
            "slot": finding.slot,
            "confidence": finding.confidence,
            "applicability": finding.applicability,
            "reason": finding.reason,
            "commit": finding.commit,
        },
    })
}

/// Says which finding is the same in another version of the file: file, place and rule, and never the value. Under the
/// name that GitHub compares: where a log has none, its upload action makes one of the source text around the place.
fn fingerprint(finding: &Finding, base: &Base, seen: &mut BTreeMap<String, usize>) -> String {
    let path = base.relative(&finding.path).unwrap_or_else(|| finding.path.clone());
    let commit = finding.commit.as_ref().map(|commit| commit.id.as_str());
    let parts =
        [&finding.rule, &path, pointer(finding).unwrap_or_default(), commit.unwrap_or_default()];
    let hash = unplain_host::sha256(parts.join("\0").as_bytes());
    let hash: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let count = seen.entry(hash.clone()).or_insert(0);
    *count += 1;
    format!("{hash}:{count}")
}

/// The pointer, where it is more than a line's number.
fn pointer(finding: &Finding) -> Option<&str> {
    Some(finding.pointer.as_str()).filter(|pointer| !pointer.starts_with("#line:"))
}

fn artifact(path: &str, base: &Base) -> Value {
    match base.relative(path) {
        Some(relative) => json!({ "uri": escaped(&relative), "uriBaseId": ROOT }),
        None => json!({ "uri": file_uri(path) }),
    }
}

fn suppressions(finding: &Finding, base: &Base) -> Value {
    let of = finding.allowed.as_ref().map(|allowed| {
        json!({
            "kind": match allowed.by {
                AllowedBy::Entry => "external",
                AllowedBy::Comment => "inSource",
            },
            "status": "accepted",
            "justification": allowed.reason,
            "location": { "physicalLocation": {
                "artifactLocation": artifact(&allowed.path, base),
                "region": { "startLine": allowed.line },
            }},
        })
    });
    of.into_iter().collect()
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
        "level": match problem.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        },
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
