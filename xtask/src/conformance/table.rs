//! The result, as people read it.

use std::collections::BTreeMap;

use super::servers::Case;

/// What came of trying a client.
pub(super) struct Outcome {
    /// One for each text of each server.
    pub(super) cells: Vec<Cell>,
    /// What is wrong beside the cells.
    pub(super) problems: Vec<String>,
    /// What people should know of the agents.
    pub(super) notes: Vec<String>,
}

/// What came of one text.
pub(super) struct Cell {
    /// Index into the world's places.
    pub(super) place: usize,
    /// What it is a case of.
    pub(super) case: Case,
    /// Path and pointer.
    pub(super) site: String,
    /// What came of it.
    pub(super) verdict: Verdict,
}

/// What came of one text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    /// The server received the same as before; a secret was moved.
    Same,
    /// The server received the value (no migration was tried).
    Received,
    /// The secret stays in the config, for this reason; the server received the same.
    Stays(String),
    /// The client does not start this server, with or without `unplain`.
    NotReached,
    /// The client keeps the value to itself: it takes passwords out of urls.
    NotSent,
    /// The server received something else; the values.
    Changed(String),
    /// `unplain` did something else than it should have.
    Wrong(String),
}

impl Verdict {
    fn is_bad(&self) -> bool {
        matches!(self, Self::Changed(_) | Self::Wrong(_))
    }

    fn short(&self, reasons: &mut Reasons) -> String {
        match self {
            Self::Same => "same".into(),
            Self::Received => "received".into(),
            Self::Stays(reason) => format!("stays ({})", reasons.number(reason)),
            Self::NotReached => "not started".into(),
            Self::NotSent => "not sent".into(),
            Self::Changed(_) => "DIFFERS".into(),
            Self::Wrong(_) => "WRONG".into(),
        }
    }
}

impl Outcome {
    /// All that is wrong, one line each.
    pub(super) fn complaints(&self) -> Vec<String> {
        let cells = self.cells.iter().filter_map(|cell| match &cell.verdict {
            Verdict::Changed(what) | Verdict::Wrong(what) => Some(format!("{}: {what}", cell.site)),
            _ => None,
        });
        cells.chain(self.problems.iter().cloned()).collect()
    }

    /// A Markdown table: a row for each place, a column for each case; below it the reasons for what stays, numbered.
    pub(super) fn table(&self, places: &[String]) -> String {
        let mut rows: BTreeMap<usize, BTreeMap<Case, Vec<&Verdict>>> = BTreeMap::new();
        for cell in &self.cells {
            rows.entry(cell.place).or_default().entry(cell.case).or_default().push(&cell.verdict);
        }
        let columns = || Case::SECRET.into_iter().chain([Case::Plain]);
        let mut reasons = Reasons::default();
        let mut text = String::from("| config |");
        text.extend(columns().map(|case| format!(" {} |", case.title())));
        text.push_str("\n| --- |");
        text.extend(columns().map(|_| " --- |"));
        for (place, row) in rows {
            let title = places.get(place).map_or("", String::as_str);
            text.push_str(&format!("\n| {title} |"));
            for case in columns() {
                let verdicts = row.get(&case).map_or(&[][..], Vec::as_slice);
                text.push_str(&format!(" {} |", cell(verdicts, &mut reasons)));
            }
        }
        text.push('\n');
        if !reasons.0.is_empty() {
            text.push('\n');
        }
        for (number, reason) in reasons.0.iter().enumerate() {
            text.push_str(&format!("{}. {reason}\n", number + 1));
        }
        text.extend(self.notes.iter().map(|note| format!("\n{note}\n")));
        text
    }
}

/// Reasons in the order in which they first come.
#[derive(Default)]
struct Reasons(Vec<String>);

impl Reasons {
    /// The number of a reason, from 1.
    fn number(&mut self, reason: &str) -> usize {
        let known = self.0.iter().position(|other| other == reason);
        1 + known.unwrap_or_else(|| {
            self.0.push(reason.to_owned());
            self.0.len() - 1
        })
    }
}

/// The worst of several verdicts; where they are different kinds of good, all of them.
fn cell(verdicts: &[&Verdict], reasons: &mut Reasons) -> String {
    let worst = verdicts.iter().filter(|verdict| verdict.is_bad()).max();
    let shown = worst.map_or(verdicts, std::slice::from_ref);
    let mut all: Vec<String> = shown.iter().map(|verdict| verdict.short(reasons)).collect();
    all.sort();
    all.dedup();
    all.join(", ")
}

#[cfg(test)]
mod tests {
    use super::{Cell, Outcome, Verdict};
    use crate::conformance::servers::Case;

    #[test]
    fn a_row_shows_the_worst_and_reasons_are_told_once() {
        let cell = |case, verdict| Cell { place: 0, case, site: "here".into(), verdict };
        let outcome = Outcome {
            cells: vec![
                cell(Case::Env, Verdict::Same),
                cell(Case::Env, Verdict::Changed("x".into())),
                cell(Case::Bearer, Verdict::Stays("why".into())),
                cell(Case::Header, Verdict::Stays("why".into())),
                cell(Case::Query, Verdict::Same),
            ],
            problems: Vec::new(),
            notes: Vec::new(),
        };
        let table = outcome.table(&["`a.json`".into()]);
        let row = table.lines().find(|line| line.contains("a.json")).expect("a row");
        assert!(row.contains("| DIFFERS |") && row.contains("| stays (1) | stays (1) |"), "{row}");
        assert_eq!(table.lines().last(), Some("1. why"));
        assert_eq!(outcome.complaints(), ["here: x"]);
    }
}
