//! Findings as the report has them.

use unplain_core::{
    Applicability, Circumstances, Confidence, Config, Decision, Delivery, EnvironmentFiles,
    Finding, Found, FoundInLine, Fragment, Parsed, Severity, Slot, Surroundings, assess,
};
use unplain_rewrite::Document;

use crate::{
    exit::Exit,
    survey::{self, Survey, VARIABLE_HOLDS_SECRET},
};

/// All findings of a survey, with what is decided about each, in order; those of configs that do not parse last.
pub(crate) fn findings(survey: &Survey, decisions: &[Vec<Decision>]) -> Vec<Finding> {
    let mut list = Vec::new();
    for (parsed, decisions) in survey.parsed.iter().zip(decisions) {
        let mut places = Places::new(&parsed.document);
        for (found, decision) in parsed.found.iter().zip(decisions) {
            list.push(Finding {
                variable: decision.variable.clone(),
                applicability: decision.applicability,
                reason: decision.reason.clone(),
                ..in_config(parsed, found, &mut places)
            });
        }
    }
    for (config, found) in &survey.broken {
        list.extend(found.iter().map(|found| in_broken(config, found)));
    }
    for (number, finding) in list.iter_mut().enumerate() {
        finding.id = format!("f{}", number + 1);
    }
    list
}

/// All findings of a survey, with what would become of each.
pub(crate) fn assessed(survey: &Survey, around: &Surroundings) -> Vec<Finding> {
    let circumstances = Circumstances {
        installed: &survey.installed,
        env: &around.env,
        stored: &[],
        can_hold: &|_, _| Ok(()),
        referenced_elsewhere: &std::collections::BTreeSet::new(),
        opened: &survey::opened(around),
        include: Applicability::Safe,
        wrap: None,
        environment_files: EnvironmentFiles::Show,
    };
    findings(survey, &assess(&survey.parsed, &circumstances))
}

/// The findings of a survey about which nothing is decided yet, in the same order.
pub(crate) fn undecided(survey: &Survey) -> Vec<Finding> {
    let nothing = Decision {
        variable: None,
        delivery: Delivery::None,
        applicability: Applicability::ReportOnly,
        reason: None,
        planned: false,
    };
    let each = survey.parsed.iter().map(|parsed| vec![nothing.clone(); parsed.found.len()]);
    findings(survey, &each.collect::<Vec<_>>())
}

/// Lines and columns of places that come in order: on a line of megabytes no character is counted twice.
pub(crate) struct Places<'a> {
    document: &'a Document,
    last: (usize, (usize, usize)),
}

impl<'a> Places<'a> {
    pub(crate) fn new(document: &'a Document) -> Self {
        Self { document, last: (0, (1, 1)) }
    }

    fn of(&mut self, offset: usize) -> (usize, usize) {
        let (at, (line, column)) = self.last;
        let between = self.document.text().get(at..offset).filter(|text| {
            // The first place may stand behind a byte order mark, which has no column.
            at > 0 && !text.contains('\n')
        });
        let place = match between {
            Some(between) => (line, column + between.chars().count()),
            None => self.document.line_column(offset),
        };
        self.last = (offset, place);
        place
    }
}

/// A secret in a line of a text: it stays, and nothing is known of what is around it.
pub(crate) fn in_text(
    path: String,
    (rule, prefix): (&str, &str),
    (line, column): (usize, usize),
    span: [usize; 2],
) -> Finding {
    Finding {
        id: String::new(),
        agent: String::new(),
        readers: Vec::new(),
        path,
        pointer: format!("#line:{line}"),
        line,
        column,
        server: None,
        slot: Slot::Other,
        rule: rule.to_owned(),
        confidence: Confidence::High,
        variable: None,
        applicability: Applicability::ReportOnly,
        reason: None,
        masked: format!("{prefix}…"),
        span,
        rotate: rotate(rule),
        commit: None,
        end: end_in_line(rule, (line, column), span),
        allowed: None,
        in_default: false,
    }
}

/// A secret in a config, before anything is decided about it.
pub(crate) fn in_config(parsed: &Parsed, found: &Found, places: &mut Places<'_>) -> Finding {
    let (line, column) = places.of(found.offset);
    let (end_line, end_column) = places.of(parsed.end_of(found));
    Finding {
        pointer: found.pointer.clone(),
        server: found.server.clone(),
        slot: found.slot,
        masked: parsed.masked(found),
        end: Some([end_line, end_column]),
        in_default: found.fragment.replace != found.fragment.secret,
        ..of_readers(&parsed.config, &found.fragment, (line, column))
    }
}

/// A secret in a config that does not parse.
fn in_broken(config: &Config, found: &FoundInLine) -> Finding {
    let reason = Some("the file has to be mended first".to_owned());
    Finding { reason, end: None, ..of_readers(config, &found.fragment, (found.line, found.column)) }
}

fn of_readers(config: &Config, fragment: &Fragment, place: (usize, usize)) -> Finding {
    let mut readers: Vec<String> =
        config.readers.iter().map(|reader| reader.agent.id.clone()).collect();
    readers.dedup();
    let rule = (fragment.rule.as_str(), fragment.prefix);
    let span = [fragment.secret.start, fragment.secret.end];
    Finding {
        agent: readers.first().cloned().unwrap_or_default(),
        readers,
        confidence: fragment.confidence,
        ..in_text(config.path.display().to_string(), rule, place, span)
    }
}

/// Where a secret ends that stands in a text: tokens that stay within their line are ASCII.
fn end_in_line(rule: &str, (line, column): (usize, usize), span: [usize; 2]) -> Option<[usize; 2]> {
    (rule != "private-key").then_some([line, column + span[1].saturating_sub(span[0])])
}

/// Where a credential that `rule` recognised is replaced.
fn rotate(rule: &str) -> Option<String> {
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

/// Whether a finding is an objection: all but those that are allowed, the doubtful ones and the agents' own logins.
pub(crate) fn counts(finding: &Finding) -> bool {
    let own_login = finding.applicability == Applicability::ReportOnly
        && finding.reason.as_deref().is_some_and(|reason| reason.contains("the agent's own login"));
    finding.allowed.is_none() && finding.confidence > Confidence::Low && !own_login
}
