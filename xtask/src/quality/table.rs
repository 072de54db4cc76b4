//! The figures, as people read them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use super::{
    judge::{Verdict, What},
    set::{Class, Home, Label},
};

/// A half of the set and what each scanner made of it; `unplain` is the first.
pub(super) struct Half {
    /// What it is called.
    pub(super) name: &'static str,
    /// The homes.
    pub(super) homes: Vec<Home>,
    /// Name and verdict of each scanner.
    pub(super) verdicts: Vec<(&'static str, Verdict)>,
    /// Scanners that could not be had, and why.
    pub(super) skipped: Vec<String>,
}

/// How much is told of a half.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// What helps to mend errors, too.
    All,
    /// What says how good it is, and no more.
    Figures,
}

#[derive(Clone, Copy, Default)]
struct Figures {
    places: usize,
    found: usize,
    alarms: usize,
}

impl Figures {
    fn precision(self) -> f64 {
        ratio(self.found, self.found + self.alarms)
    }

    fn recall(self) -> f64 {
        ratio(self.found, self.places)
    }

    fn f1(self) -> f64 {
        let (precision, recall) = (self.precision(), self.recall());
        if precision + recall == 0.0 {
            0.0
        } else {
            2.0 * precision * recall / (precision + recall)
        }
    }
}

/// Nothing of nothing is 1.
#[expect(clippy::cast_precision_loss, reason = "small counts")]
fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

impl Half {
    fn labels(&self) -> impl Iterator<Item = ((usize, usize, usize), &Label)> {
        self.homes.iter().enumerate().flat_map(|(home_at, home)| {
            home.configs.iter().enumerate().flat_map(move |(config_at, config)| {
                let at = move |label| (home_at, config_at, label);
                config.labels.iter().enumerate().map(move |(label_at, label)| (at(label_at), label))
            })
        })
    }

    fn count(&self, class: Class) -> usize {
        self.labels().filter(|(_, label)| label.class == class).count()
    }

    /// Precision and recall of `unplain`, an inexact finding counted as a miss and a false alarm.
    pub(super) fn strict(&self) -> (f64, f64) {
        self.verdicts.first().map_or((0.0, 0.0), |(_, verdict)| {
            let figures = self.figures(verdict, |_| true, |_| true);
            (figures.precision(), figures.recall())
        })
    }

    fn figures(
        &self,
        verdict: &Verdict,
        wanted: impl Fn(&Label) -> bool,
        slot: impl Fn(&str) -> bool,
    ) -> Figures {
        let secrets: Vec<_> = self
            .labels()
            .filter(|(_, label)| label.class == Class::Secret && wanted(label))
            .collect();
        Figures {
            places: secrets.len(),
            found: secrets.iter().filter(|(at, _)| verdict.found.contains(at)).count(),
            alarms: verdict.alarms.iter().filter(|alarm| slot(alarm.slot)).count(),
        }
    }

    /// The figures, in Markdown: all of them, or those that name no error.
    pub(super) fn tables(&self, how: Detail) -> String {
        let mut text = format!(
            "{} secret places, {} harmless ones and {} doubtful ones (counted neither way) in {} configs.\n\n",
            self.count(Class::Secret),
            self.count(Class::Harmless),
            self.count(Class::Doubtful),
            self.homes.iter().map(|home| home.configs.len()).sum::<usize>(),
        );
        for skipped in &self.skipped {
            let _ = writeln!(text, "Not compared: {skipped}\n");
        }
        self.overall(&mut text);
        self.by_slot(&mut text);
        if how == Detail::All {
            self.by_provider(&mut text);
            self.by_harmless(&mut text);
            self.by_rule(&mut text);
        }
        text
    }

    fn overall(&self, text: &mut String) {
        text.push_str("| scanner | secret places | found | missed | false alarms | precision | recall | F1 |\n");
        text.push_str("| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        for (name, verdict) in &self.verdicts {
            let all = self.figures(verdict, |_| true, |_| true);
            let _ = writeln!(
                text,
                "| {name} | {} | {} | {} | {} | {:.3} | {:.3} | {:.3} |",
                all.places,
                all.found,
                all.places - all.found,
                all.alarms,
                all.precision(),
                all.recall(),
                all.f1()
            );
        }
        if let Some((_, ours)) = self.verdicts.first() {
            let counting = || ours.remarks.iter().filter(|remark| remark.counts);
            let wrong = |what| counting().filter(|remark| remark.what == what).count();
            let safe = counting()
                .filter(|remark| remark.safe && matches!(remark.what, What::Alarm | What::Inexact))
                .count();
            let _ = writeln!(
                text,
                "\nOf what `unplain` found, {} findings are inexact (the secret with more or less than itself: missed and a \
                 false alarm above), and {safe} wrong ones are `safe`, which `migrate --yes` would move. Of the doubtful \
                 places it shows {}.\n",
                wrong(What::Inexact),
                wrong(What::Doubtful),
            );
        }
    }

    /// `found/places, false alarms; precision recall F1` for each scanner.
    fn by_slot(&self, text: &mut String) {
        let mut slots: BTreeMap<&str, usize> = BTreeMap::new();
        for (_, label) in self.labels() {
            *slots.entry(label.slot).or_default() += usize::from(label.class == Class::Harmless);
        }
        for (_, verdict) in &self.verdicts {
            for alarm in &verdict.alarms {
                slots.entry(alarm.slot).or_default();
            }
        }
        text.push_str(
            "By slot: found of secret places, false alarms, and (precision, recall, F1).\n\n",
        );
        self.header(text, "slot | secret | harmless");
        for (slot, harmless) in slots {
            let secret = self
                .labels()
                .filter(|(_, label)| label.slot == slot && label.class == Class::Secret)
                .count();
            let _ = write!(text, "| {slot} | {secret} | {harmless} |");
            for (_, verdict) in &self.verdicts {
                let figures =
                    self.figures(verdict, |label| label.slot == slot, |other| other == slot);
                let _ = write!(
                    text,
                    " {}, {} ({:.2}, {:.2}, {:.2}) |",
                    figures.found,
                    figures.alarms,
                    figures.precision(),
                    figures.recall(),
                    figures.f1()
                );
            }
            text.push('\n');
        }
        text.push('\n');
    }

    fn by_provider(&self, text: &mut String) {
        let kinds: BTreeSet<&str> = self
            .labels()
            .filter(|(_, label)| label.class == Class::Secret)
            .map(|(_, label)| label.kind.as_str())
            .collect();
        text.push_str("Secrets by provider or form: places, and how many of them each found.\n\n");
        self.header(text, "provider or form | places");
        for kind in kinds {
            let mut cells = String::new();
            let mut places = 0;
            for (_, verdict) in &self.verdicts {
                let figures = self.figures(verdict, |label| label.kind == kind, |_| false);
                places = figures.places;
                let _ = write!(cells, " {} |", figures.found);
            }
            let _ = writeln!(text, "| {kind} | {places} |{cells}");
        }
        text.push('\n');
    }

    fn by_harmless(&self, text: &mut String) {
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        for (_, label) in self.labels().filter(|(_, label)| label.class == Class::Harmless) {
            *kinds.entry(label.kind.as_str()).or_default() += 1;
        }
        text.push_str(
            "Harmless things: places, and the false alarms of each. `-` has no label.\n\n",
        );
        self.header(text, "what it is | places");
        for (kind, places) in kinds.into_iter().chain([("-", 0)]) {
            let alarms: Vec<usize> = self
                .verdicts
                .iter()
                .map(|(_, verdict)| {
                    verdict.alarms.iter().filter(|alarm| alarm.kind == kind).count()
                })
                .collect();
            let cells: String = alarms.iter().map(|count| format!(" {count} |")).collect();
            let _ = writeln!(text, "| {kind} | {places} |{cells}");
        }
        text.push('\n');
    }

    fn by_rule(&self, text: &mut String) {
        let Some((_, ours)) = self.verdicts.first() else { return };
        let mut rules: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
        for remark in ours.remarks.iter().filter(|remark| remark.counts) {
            let counts = rules.entry(remark.rule.as_str()).or_default();
            let at = match remark.what {
                What::Right => 0,
                What::Inexact => 1,
                What::Alarm => 2,
                What::Doubtful => 3,
            };
            if let Some(count) = counts.get_mut(at) {
                *count += 1;
            }
        }
        text.push_str("What the rules of `unplain` found.\n\n| rule | right | inexact | false alarms | doubtful | precision |\n");
        text.push_str("| --- | --- | --- | --- | --- | --- |\n");
        for (rule, [right, inexact, alarms, doubtful]) in rules {
            let precision = ratio(right, right + inexact + alarms);
            let _ = writeln!(
                text,
                "| {rule} | {right} | {inexact} | {alarms} | {doubtful} | {precision:.2} |"
            );
        }
        text.push('\n');
    }

    fn header(&self, text: &mut String, first: &str) {
        let _ = write!(text, "| {first} |");
        let mut line = format!("| --- |{}", " --- |".repeat(first.matches('|').count()));
        for (name, _) in &self.verdicts {
            let _ = write!(text, " {name} |");
            line.push_str(" --- |");
        }
        let _ = writeln!(text, "\n{line}");
    }

    /// Every error of `unplain`, without any value.
    pub(super) fn confusion(&self) -> String {
        let Some((_, ours)) = self.verdicts.first() else { return String::new() };
        let shown = |at: (usize, usize)| {
            let home = self.homes.get(at.0);
            home.and_then(|home| home.configs.get(at.1)).map_or("", |config| config.shown.as_str())
        };
        let mut lines = Vec::new();
        for remark in ours.remarks.iter().filter(|remark| remark.counts) {
            let what = match remark.what {
                What::Inexact => "inexact",
                What::Alarm => "false alarm",
                _ => continue,
            };
            let safe = if remark.safe { ", safe" } else { "" };
            lines.push(format!(
                "{}:{} {what}: {} by rule {}{safe} ({})",
                shown(remark.at),
                remark.line,
                remark.kind,
                remark.rule,
                remark.pointer
            ));
        }
        for (at, label) in self.labels() {
            let missed = label.class == Class::Secret
                && !ours.found.contains(&at)
                && !ours.inexact.contains(&at);
            if missed {
                let low = ours.remarks.iter().any(|remark| {
                    !remark.counts
                        && remark.at == (at.0, at.1)
                        && remark.line == label.line
                        && remark.kind == label.kind
                });
                let low = if low { ", shown with low confidence" } else { "" };
                lines.push(format!(
                    "{}:{} missed: {} in {}{low}",
                    shown((at.0, at.1)),
                    label.line,
                    label.kind,
                    label.slot
                ));
            }
        }
        lines.sort();
        lines.iter().map(|line| format!("  {line}\n")).collect()
    }
}
