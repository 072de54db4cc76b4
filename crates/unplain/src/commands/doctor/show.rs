//! What `doctor` says to people: a line for an agent that works, its table where one does not.

use std::path::Path;

use unplain_core::{
    doctor::Verdict,
    report::{DeliveryEntry, Received},
};
use unplain_host::printable;

use super::{Looked, Patient};
use crate::{
    context::Context,
    exit::Exit,
    output::{self, BAD, DOUBT, FAINT, GOOD, STRONG},
};

/// The whole text.
pub(super) fn text(
    patients: &[Patient<'_>],
    looked: &Looked,
    exit: Exit,
    with_ci: bool,
    context: &Context,
) -> String {
    let mut text = String::new();
    for patient in patients {
        text.push_str(&head(patient));
        let verbose = context.printer.is_verbose();
        if verbose {
            for (parsed, reader) in &patient.files {
                let scope = format!("{:?}", reader.file.scope).to_lowercase();
                let path = context.short(&parsed.config.path);
                text.push_str(&format!(
                    "  {FAINT}reads{FAINT:#} {path} {FAINT}({scope}){FAINT:#}\n"
                ));
            }
        }
        let shown: Vec<&DeliveryEntry> = patient
            .verdicts()
            .filter(|(_, verdict)| verbose || *verdict != Verdict::Works)
            .map(|(row, _)| row)
            .collect();
        text.push_str(&tables(&shown, with_ci, context));
    }
    if patients.is_empty() {
        text.push_str("No known agent is installed here, and none has a config.\n");
    }
    let broken = all(patients, Verdict::Broken);
    let launch = all(patients, Verdict::NeedsLaunch);
    text.push_str(&match exit {
        Exit::Done if launch > 0 => {
            format!("{GOOD}Every value arrives{GOOD:#} in agents that `unplain run` starts.\n")
        }
        Exit::Done if all(patients, Verdict::NotKnown) > 0 => {
            "Nothing wrong was found, but for some values it can't be told.\n".to_owned()
        }
        Exit::Done if looked.survey.parsed.is_empty() => String::new(),
        Exit::Done => format!("{GOOD}Every value arrives.{GOOD:#}\n"),
        Exit::Objection if broken > 0 => {
            let values = if broken == 1 { "1 value does" } else { &format!("{broken} values do") };
            format!("{BAD}{values} not arrive.{BAD:#}\n")
        }
        Exit::Objection => format!("{BAD}Something would not work.{BAD:#}\n"),
        _ => format!("{DOUBT}Not everything could be looked at.{DOUBT:#}\n"),
    });
    text
}

fn all(patients: &[Patient<'_>], wanted: Verdict) -> usize {
    patients.iter().flat_map(Patient::verdicts).filter(|(_, verdict)| *verdict == wanted).count()
}

fn head(patient: &Patient<'_>) -> String {
    let agent = patient.agent;
    let version = match (&patient.version, patient.installed) {
        (Some(version), _) => format!(" {}", printable(version)),
        (None, true) => String::new(),
        (None, false) => " (not installed)".to_owned(),
    };
    let works = patient.verdicts().filter(|(_, verdict)| *verdict == Verdict::Works).count();
    let state = match (patient.files.len(), patient.rows.len()) {
        (0, _) => format!("{FAINT}no config here{FAINT:#}"),
        (_, 0) => format!("{FAINT}no server uses a variable here{FAINT:#}"),
        (_, 1) if works == 1 => "1 value, arrives".to_owned(),
        (_, all) if all == works => format!("{all} values, all arrive"),
        (_, all) => {
            let launch =
                patient.verdicts().filter(|(_, verdict)| *verdict == Verdict::NeedsLaunch).count();
            match all == works + launch {
                true => format!("{works} of {all} values arrive, the others through `unplain run`"),
                false => format!("{} of {all} values arrive", works + launch),
            }
        }
    };
    format!("{STRONG}{}{version}{STRONG:#}  {state}\n", agent.name)
}

/// A table for each file.
fn tables(rows: &[&DeliveryEntry], with_ci: bool, context: &Context) -> String {
    let mut text = String::new();
    let mut head = vec!["server", "variable", "in", "terminal", "unplain run", "desktop"];
    head.extend(with_ci.then_some("pipeline"));
    for of_file in rows.chunk_by(|one, other| one.path == other.path) {
        let path = of_file.first().map(|row| context.short(Path::new(&row.path)));
        text.push_str(&format!("  {}\n", path.unwrap_or_default()));
        let cells: Vec<Vec<String>> = of_file.iter().map(|row| cells(row, with_ci)).collect();
        for line in output::table(&head, &cells).lines() {
            text.push_str(&format!("  {line}\n"));
        }
    }
    text
}

fn cells(row: &DeliveryEntry, with_ci: bool) -> Vec<String> {
    let word = |received: Received| received.in_short().to_owned();
    let mut cells = vec![
        printable(row.server.as_deref().unwrap_or_default()),
        printable(&row.variable),
        row.slot.in_words().to_owned(),
        word(row.terminal),
        word(row.run),
        word(row.desktop),
    ];
    cells.extend(with_ci.then(|| word(row.ci)));
    cells
}
