//! `unplain scan`: lists configs and findings.

mod baseline;
mod configs;
mod history;
pub(crate) mod in_git;
mod staged;
mod text;

use std::path::Path;

use unplain_core::{Applicability, ConfigEntry, Finding, Problem, Report};

pub(crate) use self::configs::overview;
use super::findings::{counts, exit_of_scan};
use crate::{
    allowed::{Evidence, Heed, UNUSED_ALLOW, judge_by},
    cli::Scan,
    context::Context,
    exit::{Exit, Failure},
    output,
};

pub(crate) fn run(args: &Scan, context: &Context) -> Result<Exit, Failure> {
    let mut outcome = if args.all_files {
        text::look(&args.place.paths, context)
    } else if args.git_history {
        history::look(&args.place.paths, context)?
    } else if args.staged {
        staged::look(&args.place.paths, context)?
    } else {
        configs::look(&args.place, context)
    };
    // what is staged was judged by what is staged
    let evidence = |outcome: &Outcome| match args.staged {
        true => Evidence::none(),
        false => Evidence::new(&outcome.configs),
    };
    allow(&mut evidence(&outcome), &mut outcome, context);
    if args.write_baseline {
        baseline::write(&mut outcome, context)?;
        allow(&mut evidence(&outcome), &mut outcome, context);
    }
    Ok(show(outcome, context))
}

/// Notes which findings are allowed, and what is wrong with what allows.
fn allow(evidence: &mut Evidence, outcome: &mut Outcome, context: &Context) {
    let Outcome { findings, configs, problems, .. } = outcome;
    let about = judge_by(evidence, findings, configs, Heed::Everyone, &context.around);
    // only now everything is known that an entry can be used for
    problems.retain(|problem| problem.code != UNUSED_ALLOW);
    add(problems, about);
}

/// Adds problems, none of them twice.
fn add(problems: &mut Vec<Problem>, more: Vec<Problem>) {
    for problem in more {
        let same = |known: &Problem| {
            (&known.code, &known.path, known.line) == (&problem.code, &problem.path, problem.line)
        };
        if !problems.iter().any(same) {
            problems.push(problem);
        }
    }
}

/// What a scan found, wherever it looked.
struct Outcome {
    /// Shown to people above the findings.
    overview: String,
    /// The configs that were looked at.
    configs: Vec<ConfigEntry>,
    /// The secrets, in order.
    findings: Vec<Finding>,
    /// What could not be looked at, or is wrong.
    problems: Vec<Problem>,
}

/// Prints it, in the form that was asked for.
fn show(outcome: Outcome, context: &Context) -> Exit {
    let printer = &context.printer;
    printer.data(&outcome.overview);
    printer.data(&output::findings(&outcome.findings, printer.is_verbose(), &|path| {
        context.short(Path::new(path))
    }));
    if outcome.findings.iter().any(|finding| finding.commit.is_some()) {
        printer.data(history::ADVICE);
    }
    printer.problems(&outcome.problems, &context.around.home);
    let exit = exit_of_scan(&outcome.findings, &outcome.problems);
    printer.data(&summary(&outcome.findings, exit, context));
    printer.report(&Report {
        configs: outcome.configs,
        findings: outcome.findings,
        problems: outcome.problems,
        ..Report::default()
    });
    exit
}

fn summary(findings: &[Finding], exit: Exit, context: &Context) -> String {
    let counted: Vec<_> = findings.iter().filter(|finding| counts(finding)).collect();
    let safe =
        counted.iter().filter(|finding| finding.applicability == Applicability::Safe).count();
    let mut values: Vec<_> =
        counted.iter().filter_map(|finding| finding.variable.as_ref()).collect();
    values.sort();
    values.dedup();
    let good = output::GOOD;
    let allowed = findings.iter().filter(|finding| finding.allowed.is_some()).count();
    let mut text = match (counted.len(), safe) {
        (0, _) if exit == Exit::Done && allowed > 0 => {
            format!("{good}No secret found but those that are allowed.{good:#}\n")
        }
        (0, _) if exit == Exit::Done => format!("{good}No secret found.{good:#}\n"),
        (0, _) => "No secret found, but not everything could be looked at.\n".to_owned(),
        (all, safe) => {
            let places = if all == 1 { "1 place".to_owned() } else { format!("{all} places") };
            let next = if safe > 0 {
                " Next: `unplain migrate` shows how they would be moved, and asks."
            } else {
                ""
            };
            let distinct = match values.len() {
                0 => String::new(),
                values => format!(", {values} different"),
            };
            format!("Secrets in {places}{distinct}; {safe} can be moved.{next}\n")
        }
    };
    text.push_str(&output::allowed(findings, &|path| context.short(Path::new(path))));
    let doubtful = findings.len() - counted.len() - allowed;
    if doubtful > 0 && !context.printer.is_verbose() {
        text.push_str(&format!("{doubtful} doubtful or not ours; -v shows them.\n"));
    }
    text
}
