//! Lays what a scanner reported over the labels.

use std::{collections::BTreeSet, ops::Range, path::Path};

use super::{
    peers::Claim,
    set::{Class, Config, Home, Label},
    slot,
    subject::Found,
    walk,
};

/// What a scanner made of a half of the set.
#[derive(Default)]
pub(super) struct Verdict {
    /// Secrets that were found: home, config, label.
    pub(super) found: BTreeSet<Place>,
    /// Secrets of which something else than the fragment was reported; `unplain` only.
    pub(super) inexact: BTreeSet<Place>,
    /// What was reported and is no secret.
    pub(super) alarms: Vec<Alarm>,
    /// Findings by rule, right and wrong; `unplain` only.
    pub(super) remarks: Vec<Remark>,
}

/// Indexes of home, config and label.
pub(super) type Place = (usize, usize, usize);

/// A false alarm.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Alarm {
    /// Home and config.
    pub(super) at: (usize, usize),
    /// Where it begins.
    pub(super) start: usize,
    /// What the place is for.
    pub(super) slot: &'static str,
    /// The sort of harmless thing; `-` if it has no label.
    pub(super) kind: String,
}

/// A finding of `unplain` and what is to be said of it.
pub(super) struct Remark {
    /// Home and config.
    pub(super) at: (usize, usize),
    /// From 1.
    pub(super) line: usize,
    /// Where in the document.
    pub(super) pointer: String,
    /// The rule that fired.
    pub(super) rule: String,
    /// What it is.
    pub(super) what: What,
    /// The label's kind; `-` if it has no label.
    pub(super) kind: String,
    /// Whether `unplain migrate --yes` would have moved it.
    pub(super) safe: bool,
    /// Whether it counts.
    pub(super) counts: bool,
}

/// What became of a finding.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    /// The secret's exact fragment.
    Right,
    /// A secret is in it, but more or less than the fragment was reported.
    Inexact,
    /// Nobody can say.
    Doubtful,
    /// No secret.
    Alarm,
}

/// Judges the findings of `unplain`, home by home.
pub(super) fn ours(homes: &[Home], found: &[Vec<Found>]) -> Verdict {
    let mut verdict = Verdict::default();
    for (home_at, (home, found)) in homes.iter().zip(found).enumerate() {
        for finding in found {
            let Some(config) = home.configs.get(finding.config) else { continue };
            let at = (home_at, finding.config);
            let label = best(config, &finding.span);
            let what = label.map_or(What::Alarm, |(_, label)| what(finding, label));
            let kind = label.map_or("-".to_owned(), |(_, label)| label.kind.clone());
            if finding.counts {
                if let Some((label_at, _)) = label {
                    let place = (home_at, finding.config, label_at);
                    match what {
                        What::Right => drop(verdict.found.insert(place)),
                        What::Inexact => drop(verdict.inexact.insert(place)),
                        What::Doubtful | What::Alarm => {}
                    }
                }
                if matches!(what, What::Inexact | What::Alarm) {
                    verdict.alarms.push(alarm(config, at, finding.span.start, kind.clone()));
                }
            }
            verdict.remarks.push(Remark {
                at,
                line: walk::line(&config.text, finding.span.start),
                pointer: finding.pointer.clone(),
                rule: finding.rule.clone(),
                what,
                kind,
                safe: finding.safe,
                counts: finding.counts,
            });
        }
    }
    verdict
}

fn what(finding: &Found, label: &Label) -> What {
    match label.class {
        Class::Harmless => What::Alarm,
        Class::Doubtful => What::Doubtful,
        Class::Secret => {
            let (found, core, outer) = (&finding.span, &label.span, &label.outer);
            let covers = found.start <= core.start && core.end <= found.end;
            let within = outer.start <= found.start && found.end <= outer.end;
            if covers && within { What::Right } else { What::Inexact }
        }
    }
}

/// Judges what another scanner reported, generously: any overlap with a secret, or only its line where the scanner
/// names no more, finds it; several reports of one place are one.
pub(super) fn theirs(homes: &[Home], base: &Path, claims: &[Claim]) -> Verdict {
    let mut verdict = Verdict::default();
    let mut alarms = BTreeSet::new();
    for (home_at, home) in homes.iter().enumerate() {
        for (config_at, config) in home.configs.iter().enumerate() {
            for claim in claims.iter().filter(|claim| base.join(&claim.path) == config.path) {
                let spans = spans(config, claim);
                let touched: Vec<(usize, &Label)> = config
                    .labels
                    .iter()
                    .enumerate()
                    .filter(|(_, label)| spans.iter().any(|span| overlaps(span, &label.span)))
                    .collect();
                let secrets = touched.iter().filter(|(_, label)| label.class == Class::Secret);
                verdict.found.extend(secrets.map(|(label_at, _)| (home_at, config_at, *label_at)));
                if touched.iter().all(|(_, label)| label.class == Class::Harmless) {
                    let first = touched.first().map(|(_, label)| *label);
                    let start = first.map_or_else(
                        || spans.first().map_or(0, |span| span.start),
                        |label| label.span.start,
                    );
                    let kind = first.map_or("-".to_owned(), |label| label.kind.clone());
                    alarms.insert(alarm(config, (home_at, config_at), start, kind));
                }
            }
        }
    }
    verdict.alarms = alarms.into_iter().collect();
    verdict
}

/// The bytes that a claim is about: where its value stands near its lines, else the whole lines.
fn spans(config: &Config, claim: &Claim) -> Vec<Range<usize>> {
    let text = &config.text;
    let lines = claim.lines.0.saturating_sub(1)..=claim.lines.1 + 1;
    let value = claim.value.as_deref().unwrap_or_default();
    let mut spans: Vec<Range<usize>> = Vec::new();
    if !value.is_empty() {
        spans.extend(
            text.match_indices(value)
                .map(|(at, found)| at..at + found.len())
                .filter(|span| lines.contains(&walk::line(text, span.start))),
        );
    }
    if spans.is_empty() {
        let mut start = 0;
        for (number, line) in (1..).zip(text.split_inclusive('\n')) {
            if (claim.lines.0..=claim.lines.1).contains(&number) {
                spans.push(start..start + line.len());
            }
            start += line.len();
        }
    }
    spans
}

/// The label that a finding is about: a secret before anything else, then a doubtful place.
fn best<'a>(config: &'a Config, span: &Range<usize>) -> Option<(usize, &'a Label)> {
    let rank = |class| match class {
        Class::Secret => 0,
        Class::Doubtful => 1,
        Class::Harmless => 2,
    };
    let touched = config.labels.iter().enumerate().filter(|(_, label)| overlaps(span, &label.span));
    touched.min_by_key(|(_, label)| rank(label.class))
}

fn overlaps(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

fn alarm(config: &Config, at: (usize, usize), start: usize, kind: String) -> Alarm {
    Alarm { at, start, slot: slot::at(&config.document, &config.text, start), kind }
}
