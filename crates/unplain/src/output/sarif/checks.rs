//! What `validate` found as results.
//!
//! What concerns a file that is looked at is a result, what concerns the run is a notification (§3.58.1). That a file
//! could not be checked is both.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use unplain_core::{Finding, Problem, Severity, validate::check};

use super::{Prints, Run, artifact, name, notification};
use crate::output::{
    Checked,
    checked::{is_unchecked, word},
    frame::one_line,
    page,
    place::Base,
};

pub(super) fn run(checked: &Checked, base: &Base) -> Run {
    // GitHub refuses a log with a result that is in no file
    let in_files = checked.problems().iter().filter(|problem| problem.path.is_some());
    let codes: BTreeSet<&str> = in_files.clone().map(|problem| problem.code.as_str()).collect();
    let codes: Vec<&str> = codes.into_iter().collect();
    let index = |code: &str| codes.iter().position(|known| *known == code);
    let mut prints = Prints::new(base);
    let ends = Ends::of(&checked.report.findings);
    let results = in_files.map(|problem| {
        let mut result = result(problem, &ends, &mut prints);
        result["ruleIndex"] = json!(index(&problem.code));
        result
    });
    let results = results.collect();
    let of_run = checked.problems().iter();
    let of_run = of_run.filter(|problem| problem.path.is_none() || is_unchecked(problem));
    let notifications = of_run.map(|problem| {
        let mut notification = notification(problem, base);
        let index = problem.path.as_ref().and_then(|_| index(&problem.code));
        notification["associatedRule"] =
            json!(index.map(|index| json!({ "id": problem.code, "index": index })));
        notification
    });
    Run {
        rules: codes.iter().map(|code| descriptor(code)).collect(),
        results,
        notifications: notifications.collect(),
        failed: checked.is_incomplete(),
    }
}

fn descriptor(code: &str) -> Value {
    let Some(check) = check(code) else { return json!({ "id": code, "name": name(code) }) };
    let (about, mend) = (page::plain(check.about), page::plain(check.mend));
    let markdown = format!("{}\n\n{}", page::absolute(check.about), page::absolute(check.mend));
    json!({
        "id": code,
        "name": name(code),
        "shortDescription": { "text": check.title },
        "fullDescription": { "text": about },
        "help": { "text": format!("{about}\n\n{mend}"), "markdown": markdown },
        "helpUri": page::address(check),
        "defaultConfiguration": { "level": word(check.severity) },
        // GitHub: how bad it is where it is not about security's score
        "properties": {
            "precision": "high",
            "problem.severity": match check.severity {
                Severity::Note => "recommendation",
                severity => word(severity),
            },
        },
    })
}

fn result(problem: &Problem, ends: &Ends<'_>, prints: &mut Prints<'_>) -> Value {
    let path = problem.path.as_deref().unwrap_or_default();
    let help = problem.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
    // a comment's pointer is its line
    let pointer = problem.pointer.as_deref().filter(|pointer| !pointer.starts_with("#line:"));
    let logical =
        pointer.map(|pointer| json!([{ "fullyQualifiedName": pointer, "kind": "value" }]));
    let variable = problem.variable.as_ref().map(|name| name.as_str());
    let agent = problem.agent.as_deref();
    let parts = [pointer, variable, agent].map(Option::unwrap_or_default);
    json!({
        "ruleId": problem.code,
        "level": word(problem.severity),
        // a name in it must not make a link (§3.11.6)
        "message": { "text": format!("{}{help}", problem.message).replace("](", "] (") },
        "locations": [{
            "physicalLocation": {
                "artifactLocation": artifact(path, prints.base),
                "region": region(problem, ends),
            },
            "logicalLocations": logical,
        }],
        "partialFingerprints": { "primaryLocationLineHash": prints.of(path, &problem.code, &parts) },
        "properties": { "agent": agent, "pointer": problem.pointer, "variable": variable },
    })
}

/// Where it stands in the file, and the text there as it may be shown; to its end where that is known: it is of secrets.
fn region(problem: &Problem, ends: &Ends<'_>) -> Value {
    let Some(line) = problem.line else { return Value::Null };
    let end = ends.of_problem(problem);
    let shown = problem.excerpt.as_ref().map(|excerpt| json!({ "text": one_line(excerpt).text }));
    json!({
        "startLine": line,
        "startColumn": problem.column,
        "endLine": end.map(|[line, _]| line),
        "endColumn": end.map(|[_, column]| column),
        "snippet": shown,
    })
}

/// Where secrets end, by file, line and column of their start.
struct Ends<'a>(BTreeMap<(&'a str, usize, usize), [usize; 2]>);

impl<'a> Ends<'a> {
    fn of(findings: &'a [Finding]) -> Self {
        let end = |finding: &'a Finding| {
            Some(((finding.path.as_str(), finding.line, finding.column), finding.end?))
        };
        Self(findings.iter().filter_map(end).collect())
    }

    fn of_problem(&self, problem: &Problem) -> Option<[usize; 2]> {
        self.0.get(&(problem.path.as_deref()?, problem.line?, problem.column?)).copied()
    }
}
