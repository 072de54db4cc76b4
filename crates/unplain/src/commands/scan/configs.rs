//! The agents' configs and the secrets in them.

use std::path::Path;

use unplain_core::{ConfigEntry, ConfigStatus, Finding, Format};

use super::Outcome;
use crate::{
    allowed::{Heed, judge},
    cli::Where,
    commands::findings::{assessed, counts},
    context::Context,
    output,
    survey::{self, Purpose, Survey},
};

/// Surveys the configs of `place`, and says of each secret whether it can be moved.
pub(super) fn look(place: &Where, context: &Context) -> Outcome {
    let progress = context.printer.progress("Looking for configs");
    let survey = survey::survey(place, Purpose::Look, &context.around);
    drop(progress);
    let mut findings = assessed(&survey, &context.around);
    let about = judge(&mut findings, &survey.entries, Heed::Everyone, &context.around);
    let copies = survey::copies(&survey, &context.around);
    let overview = overview(&survey, &findings, context);
    let problems = survey.problems.into_iter().chain(copies).chain(about).collect();
    Outcome { overview, configs: survey.entries, findings, problems }
}

/// The table of agents and files.
pub(crate) fn overview(survey: &Survey, findings: &[Finding], context: &Context) -> String {
    let mut rows = Vec::new();
    for entry in &survey.entries {
        if entry.status == ConfigStatus::Absent && !context.printer.is_verbose() {
            continue;
        }
        let name = reader(entry);
        let also = entry.readers.len().saturating_sub(1);
        let name = if also > 0 { format!("{name} (+{also})") } else { name.to_owned() };
        let secrets =
            findings.iter().filter(|finding| finding.path == entry.path && counts(finding)).count();
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

/// Who reads the file, for people.
fn reader(entry: &ConfigEntry) -> &str {
    match (unplain_core::agent(&entry.agent), entry.format) {
        (Some(agent), _) => &agent.name,
        (None, Format::Dotenv) => "any program",
        (None, Format::Shell) => "shell",
        (None, Format::Fish) => "fish",
        (None, Format::PowerShell) => "PowerShell",
        (None, _) => &entry.agent,
    }
}
