//! Findings as the report has them.

use unplain_core::{Applicability, Confidence, Decision, Finding, Severity};

use crate::{
    exit::Exit,
    survey::{Survey, VARIABLE_HOLDS_SECRET},
};

/// All findings of a survey, with what is decided about each, in order.
pub(crate) fn findings(survey: &Survey, decisions: &[Vec<Decision>]) -> Vec<Finding> {
    let mut list = Vec::new();
    for (parsed, decisions) in survey.parsed.iter().zip(decisions) {
        let mut readers: Vec<String> =
            parsed.config.readers.iter().map(|reader| reader.agent.id.clone()).collect();
        readers.dedup();
        for (found, decision) in parsed.found.iter().zip(decisions) {
            let (line, column) = parsed.document.line_column(found.offset);
            let span = &found.fragment.secret;
            list.push(Finding {
                id: format!("f{}", list.len() + 1),
                agent: readers.first().cloned().unwrap_or_default(),
                readers: readers.clone(),
                path: parsed.config.path.display().to_string(),
                pointer: found.pointer.clone(),
                line,
                column,
                server: found.server.clone(),
                slot: found.slot,
                rule: found.fragment.rule.clone(),
                confidence: found.fragment.confidence,
                variable: decision.variable.clone(),
                applicability: decision.applicability,
                reason: decision.reason.clone(),
                masked: parsed.masked(found),
                span: [span.start, span.end],
                rotate: rotate(&found.fragment.rule),
                commit: None,
            });
        }
    }
    list
}

/// Where a credential that `rule` recognised is replaced.
pub(crate) fn rotate(rule: &str) -> Option<String> {
    unplain_core::rules::rule(rule)?.rotate.map(str::to_owned)
}

/// 1 for a finding that counts, 3 for anything that could not be looked at.
pub(crate) fn exit_of_scan(findings: &[Finding], problems: &[unplain_core::Problem]) -> Exit {
    if problems.iter().any(|problem| problem.severity == Severity::Error) {
        return Exit::Incomplete;
    }
    let in_variable = problems.iter().any(|problem| problem.code == VARIABLE_HOLDS_SECRET);
    if in_variable || findings.iter().any(counts) { Exit::Objection } else { Exit::Done }
}

/// Whether a finding is an objection: all but the doubtful ones and the agents' own logins.
pub(crate) fn counts(finding: &Finding) -> bool {
    let own_login = finding.applicability == Applicability::ReportOnly
        && finding.reason.as_deref().is_some_and(|reason| reason.contains("the agent's own login"));
    finding.confidence > Confidence::Low && !own_login
}
