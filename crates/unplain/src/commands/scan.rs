//! `unplain scan`: lists configs and findings.

use std::path::Path;

use unplain_core::{Applicability, Circumstances, ConfigStatus, Finding, Report, assess};

use super::findings::{exit_of_scan, findings};
use crate::{
    cli::Scan,
    context::Context,
    exit::{Exit, Failure},
    output,
    survey::{self, Purpose, Survey},
};

pub(crate) fn run(args: &Scan, context: &Context) -> Result<Exit, Failure> {
    let progress = context.printer.progress("Looking for configs");
    let survey = survey::survey(&args.place, Purpose::Look, &context.around);
    drop(progress);
    let circumstances = Circumstances {
        installed: &survey.installed,
        env: &context.around.env,
        stored: &[],
        can_hold: &|_, _| Ok(()),
        referenced_elsewhere: &std::collections::BTreeSet::new(),
        opened: &survey::opened(&context.around),
        include: Applicability::Safe,
    };
    let decisions = assess(&survey.parsed, &circumstances);
    let list = findings(&survey, &decisions);
    let copies = survey::copies(&survey, &context.around);
    let mut problems = survey.problems.clone();
    problems.extend(copies);
    context.printer.data(&overview(&survey, &list, context));
    context.printer.data(&output::findings(&list, context.printer.is_verbose(), &|path| {
        context.short(Path::new(path))
    }));
    context.printer.problems(&problems, &context.around.home);
    let exit = exit_of_scan(&list, &problems);
    context.printer.data(&summary(&list, exit, context));
    context.printer.report(&Report {
        configs: survey.entries,
        findings: list,
        problems,
        ..Report::default()
    });
    Ok(exit)
}

/// The table of agents and files.
pub(crate) fn overview(survey: &Survey, findings: &[Finding], context: &Context) -> String {
    let mut rows = Vec::new();
    for entry in &survey.entries {
        if entry.status == ConfigStatus::Absent && !context.printer.is_verbose() {
            continue;
        }
        let name = unplain_core::agent(&entry.agent)
            .map_or(entry.agent.as_str(), |agent| agent.name.as_str());
        let also = entry.readers.len().saturating_sub(1);
        let name = if also > 0 { format!("{name} (+{also})") } else { name.to_owned() };
        let secrets = findings
            .iter()
            .filter(|finding| finding.path == entry.path && super::findings::counts(finding))
            .count();
        let state = match entry.status {
            ConfigStatus::Ok if secrets == 0 => "clean".to_owned(),
            ConfigStatus::Ok | ConfigStatus::Managed if secrets == 1 => "1 secret".to_owned(),
            ConfigStatus::Ok => format!("{secrets} secrets"),
            ConfigStatus::Absent => "absent".to_owned(),
            ConfigStatus::Unreadable => "UNREADABLE".to_owned(),
            ConfigStatus::Invalid => "INVALID".to_owned(),
            ConfigStatus::Managed => "managed".to_owned(),
            ConfigStatus::AuthStore => "own login, not read".to_owned(),
        };
        let scope = format!("{:?}", entry.scope).to_lowercase();
        rows.push(vec![name, scope, context.short(Path::new(&entry.path)), state]);
    }
    if rows.is_empty() {
        return "No agent's config here.\n".to_owned();
    }
    format!("{}\n", output::table(&["agent", "scope", "file", "state"], &rows))
}

fn summary(findings: &[Finding], exit: Exit, context: &Context) -> String {
    let counted: Vec<_> =
        findings.iter().filter(|finding| super::findings::counts(finding)).collect();
    let safe =
        counted.iter().filter(|finding| finding.applicability == Applicability::Safe).count();
    let mut values: Vec<_> =
        counted.iter().filter_map(|finding| finding.variable.as_ref()).collect();
    values.sort();
    values.dedup();
    let good = output::GOOD;
    let mut text = match (counted.len(), safe) {
        (0, _) if exit == Exit::Done => format!("{good}No secret found.{good:#}\n"),
        (0, _) => "No secret found, but not everything could be looked at.\n".to_owned(),
        (all, safe) => {
            let places = if all == 1 { "1 place".to_owned() } else { format!("{all} places") };
            let next = if safe > 0 {
                " Next: `unplain migrate` shows how they would be moved, and asks."
            } else {
                ""
            };
            let distinct = values.len();
            format!("Secrets in {places}, {distinct} different; {safe} can be moved.{next}\n")
        }
    };
    let doubtful = findings.len() - counted.len();
    if doubtful > 0 && !context.printer.is_verbose() {
        text.push_str(&format!("{doubtful} doubtful or not ours; -v shows them.\n"));
    }
    text
}
