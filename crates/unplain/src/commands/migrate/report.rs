//! What a migration shows before it asks, and what it says when it is done.

use std::path::Path;

use unplain_core::{
    Action, ActionStatus, Applicability, Delivery, Finding, Problem, Report, Severity, Source,
    TakenBy,
};

use super::{Draft, Item};
use crate::{
    commands::{environment, findings::counts, launch, write::Outcome},
    context::Context,
    exit::Exit,
    output::{self, Edit},
    remembered::Remembered,
    survey,
};

/// How far a migration got when it is reported.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Shown { dry: bool },
    Done,
}

/// The agents whose configs the plan changes.
pub(super) fn concerned(draft: &Draft) -> Vec<&'static str> {
    let mut ids = Vec::new();
    // what is wrapped gets its values by itself
    let needs_launch = |rewrite: &&unplain_core::Rewrite| {
        rewrite.edits.iter().any(|edit| edit.delivery != Delivery::Wrap)
    };
    for rewrite in draft.plan.rewrites.iter().filter(needs_launch) {
        for reader in
            draft.survey.parsed[rewrite.file].config.binding_readers(&draft.survey.installed)
        {
            let id = reader.agent.id.as_str();
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    ids
}

pub(super) fn show(draft: &Draft, context: &Context) {
    let verbose = context.printer.is_verbose();
    for rewrite in &draft.plan.rewrites {
        let path = draft.survey.parsed[rewrite.file].config.path.display().to_string();
        let edits: Vec<Edit<'_>> = planned(draft, &path)
            .zip(&rewrite.edits)
            .map(|(finding, edit)| Edit {
                finding,
                reference: &edit.reference,
                delivery: edit.delivery,
            })
            .collect();
        context.printer.data(&output::diff(&context.short(Path::new(&path)), &edits));
        context.printer.data("\n");
    }
    let stays: Vec<Finding> =
        not_planned(draft).filter(|finding| verbose || counts(finding)).cloned().collect();
    if !stays.is_empty() {
        context.printer.data("Left where it is:\n\n");
        context
            .printer
            .data(&output::findings(&stays, verbose, &|path| context.short(Path::new(path))));
    }
    let variables = &draft.plan.variables;
    if !variables.is_empty() {
        let new = variables.iter().filter(|variable| !variable.stored).count();
        let known = variables.len() - new;
        let known = if known > 0 { format!(", {known} there already") } else { String::new() };
        let names: Vec<&str> = variables.iter().map(|variable| variable.name.as_str()).collect();
        context.printer.data(&format!("To the store: {new} new{known} ({})\n", names.join(", ")));
    }
}

/// The findings of a file that the plan moves, in the order of its edits.
fn planned<'d>(draft: &'d Draft, path: &'d str) -> impl Iterator<Item = &'d Finding> {
    let of_file = draft.items.iter().filter(move |item| item.finding.path == path);
    of_file.filter(|item| item.decision.planned).map(|item| &item.finding)
}

pub(super) fn not_planned(draft: &Draft) -> impl Iterator<Item = &Finding> {
    draft.items.iter().filter(|item| !item.decision.planned).map(|item| &item.finding)
}

/// Prints the report and what to do next; the exit code.
pub(super) fn finish(draft: &Draft, outcomes: &[Outcome], stage: Stage, context: &Context) -> Exit {
    let remembered = Remembered::load(&context.around).unwrap_or_default();
    let mut problems = draft.survey.problems.clone();
    problems.extend(outcomes.iter().filter_map(Outcome::problem));
    let ids = concerned(draft);
    let has_work = !draft.plan.rewrites.is_empty() || !outcomes.is_empty();
    if has_work {
        for id in ids.iter().filter(|id| !remembered.sources.contains_key(**id)) {
            let name = unplain_core::agent(id).map_or(*id, |agent| agent.name.as_str());
            let message = format!("started the old way, {name} will not get its variables");
            let help = unplain_core::agent(id).and_then(launch::command).map_or_else(
                || "start its editor through `unplain run`".to_owned(),
                |command| format!("start it with `{command}`; `--source` says so once and for all"),
            );
            problems
                .push(Problem::new("needs-launch", Severity::Warning, message).of(id).help(help));
        }
    }
    if stage == Stage::Done {
        problems.extend(survey::copies(&draft.survey, &context.around));
    }
    let actions = actions(draft, outcomes, stage, &remembered);
    context.printer.problems(&problems, &context.around.home);
    let failed = problems.iter().any(|problem| problem.severity == Severity::Error);
    let stays = not_planned(draft).any(counts);
    let exit = match stage {
        _ if failed => Exit::Incomplete,
        Stage::Shown { dry: true } if !draft.plan.rewrites.is_empty() => Exit::Objection,
        Stage::Shown { dry: true } => Exit::Done,
        _ if stays => Exit::Objection,
        _ => Exit::Done,
    };
    conclude(draft, &actions, stage, exit, &ids, context);
    let findings: Vec<Finding> = draft.items.iter().map(|item| item.finding.clone()).collect();
    context.printer.data(&output::allowed(&findings, &|path| context.short(Path::new(path))));
    let configs = draft.survey.entries.clone();
    context.printer.report(&Report { configs, findings, actions, problems, ..Report::default() });
    exit
}

fn conclude(
    draft: &Draft,
    actions: &[Action],
    stage: Stage,
    exit: Exit,
    ids: &[&'static str],
    context: &Context,
) {
    let done = actions.iter().filter(|action| action.status == ActionStatus::Done).count();
    match stage {
        Stage::Shown { .. } if draft.plan.rewrites.is_empty() => {
            let stays = not_planned(draft).any(counts);
            // An incomplete look is never called clean.
            let text = match (stays, exit) {
                (true, _) if can_be_asked_for(draft) => {
                    "Nothing can be moved unless it is asked for.\n"
                }
                (true, _) => "Nothing can be moved.\n",
                (false, Exit::Done) => "Nothing to do: no secret found.\n",
                (false, _) => "No secret found, but not everything could be looked at.\n",
            };
            context.printer.data(text);
        }
        Stage::Shown { .. } => {
            context.printer.data("Nothing was changed. `unplain migrate --yes` does it.\n")
        }
        Stage::Done if done == 0 => context.printer.data("\nNothing was moved.\n"),
        Stage::Done => {
            let good = output::GOOD;
            let places = if done == 1 { "1 place".to_owned() } else { format!("{done} places") };
            context.printer.data(&format!("\n{good}Moved the secrets of {places}.{good:#} `unplain undo` gives the files back.\n"));
            let text = environment::after(&draft.plan, &draft.survey.parsed, context);
            context.printer.data(&text);
            if !ids.is_empty() {
                context.printer.data("\nStart the agents so that their values reach them:\n");
                context.printer.data(&launch::lines(ids.iter().copied()));
            }
        }
    }
}

/// Whether `--include` or `--include-shell` would move something that stays.
fn can_be_asked_for(draft: &Draft) -> bool {
    not_planned(draft).any(|finding| finding.applicability == Applicability::Review)
}

fn actions(
    draft: &Draft,
    outcomes: &[Outcome],
    stage: Stage,
    remembered: &Remembered,
) -> Vec<Action> {
    let mut actions = Vec::new();
    let source = |path: &str| {
        let parsed = draft
            .survey
            .parsed
            .iter()
            .find(|parsed| parsed.config.path.display().to_string() == path);
        let taken_by = parsed.and_then(|parsed| parsed.config.environment);
        if let Some(file) = taken_by {
            return match file.taken_by {
                TakenBy::Shell => Source::Shell,
                TakenBy::Reader | TakenBy::Owner => Source::UnplainRun,
            };
        }
        let agent =
            parsed.and_then(|parsed| parsed.config.owner()).map(|owner| owner.agent.id.clone());
        agent
            .and_then(|id| remembered.sources.get(&id).copied())
            .map_or(Source::Unknown, Source::from)
    };
    for Item { finding, decision } in &draft.items {
        let outcome = outcomes.iter().find(|outcome| outcome.covers(finding));
        let (status, reason, delivery) = match (stage, outcome) {
            (Stage::Done, Some(outcome)) => {
                (outcome.status(), outcome.reason(), outcome.delivery(finding))
            }
            _ if decision.planned && stage != Stage::Done => {
                (ActionStatus::Planned, None, decision.delivery)
            }
            _ => (ActionStatus::Skipped, finding.reason.clone(), Delivery::None),
        };
        actions.push(Action {
            finding: finding.id.clone(),
            path: finding.path.clone(),
            pointer: finding.pointer.clone(),
            variable: finding.variable.clone(),
            delivery,
            source: match delivery {
                Delivery::Wrap => Source::Wrapper,
                _ => source(&finding.path),
            },
            store: (status != ActionStatus::Skipped).then(|| "sops".to_owned()),
            status,
            reason,
        });
    }
    actions
}
