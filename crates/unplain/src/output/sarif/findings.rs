//! Secrets as results.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use unplain_core::{
    AllowedBy, Confidence, Finding,
    rules::{Breadth, Grade, rule},
};

use super::{Prints, artifact, name};
use crate::output::{frame::fate, place::Base};

/// Results and the rules that they refer to; allowed ones are suppressed.
pub(super) fn results(findings: &[Finding], base: &Base) -> (Vec<Value>, Vec<Value>) {
    let rules = rules(findings);
    let index = |finding: &Finding| rules.iter().position(|(id, _)| *id == finding.rule);
    // either every result of a run says whether it is suppressed, or none (§3.27.23)
    let some_allowed = findings.iter().any(|finding| finding.allowed.is_some());
    let mut prints = Prints::new(base);
    let results = findings.iter().map(|finding| {
        let mut result = result(finding, base, &mut prints);
        result["ruleIndex"] = json!(index(finding));
        if some_allowed {
            result["suppressions"] = suppressions(finding, base);
        }
        result
    });
    (results.collect(), rules.iter().map(|(_, rule)| rule.clone()).collect())
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

fn result(finding: &Finding, base: &Base, prints: &mut Prints<'_>) -> Value {
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
        "partialFingerprints": { "primaryLocationLineHash": fingerprint(finding, prints) },
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

/// File, place and rule, and never the value.
fn fingerprint(finding: &Finding, prints: &mut Prints<'_>) -> String {
    let commit = finding.commit.as_ref().map(|commit| commit.id.as_str());
    let pointer = pointer(finding).unwrap_or_default();
    prints.of(&finding.path, &finding.rule, &[pointer, commit.unwrap_or_default()])
}

/// The pointer, where it is more than a line's number.
fn pointer(finding: &Finding) -> Option<&str> {
    Some(finding.pointer.as_str()).filter(|pointer| !pointer.starts_with("#line:"))
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
