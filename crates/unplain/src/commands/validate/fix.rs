//! `--fix`: writes what can be proven to be right.

use std::time::Duration;

use unplain_core::{
    Action, ActionStatus, Delivery, Parsed, Problem, Severity, Source,
    validate::{Fix, fix},
};
use unplain_host::{LockFolder, StateLock};

use crate::{context::Context, exit::Failure, output, survey::Survey};

/// What `--fix` did.
#[derive(Default)]
pub(super) struct Outcome {
    /// Each place that was mended, or could not be.
    pub(super) actions: Vec<Action>,
    /// Why a file was left alone.
    pub(super) problems: Vec<Problem>,
}

/// Mends the files of a survey, each as a whole or not at all.
pub(super) fn mend(survey: &Survey, context: &Context) -> Result<Outcome, Failure> {
    let mut outcome = Outcome::default();
    let fixes: Vec<(&Parsed, Fix)> =
        survey.parsed.iter().filter_map(|parsed| Some((parsed, fix(parsed)?))).collect();
    if fixes.is_empty() {
        return Ok(outcome);
    }
    let _lock = StateLock::take(&context.around, Duration::from_secs(20))?;
    for (parsed, fix) in fixes {
        let written = write(parsed, &fix, context);
        let status = if written.is_ok() { ActionStatus::Done } else { ActionStatus::Failed };
        if written.is_ok() {
            show(parsed, &fix, context);
        }
        let reason = written.as_ref().err().map(|problem| problem.message.clone());
        outcome.problems.extend(written.err().map(|problem| *problem));
        outcome.actions.extend(fix.mended.iter().map(|mended| Action {
            finding: mended.problem.code.clone(),
            path: parsed.config.path.display().to_string(),
            pointer: mended.problem.pointer.clone().unwrap_or_default(),
            variable: mended.problem.variable.clone(),
            delivery: Delivery::Expand,
            source: Source::Unknown,
            store: None,
            status,
            reason: reason.clone(),
        }));
    }
    Ok(outcome)
}

fn show(parsed: &Parsed, fix: &Fix, context: &Context) {
    let path = context.short(&parsed.config.path);
    let (good, strong) = (output::GOOD, output::STRONG);
    for mended in &fix.mended {
        let line = mended.problem.line.unwrap_or(1);
        let (before, after) =
            (unplain_host::printable(&mended.before), unplain_host::printable(&mended.after));
        context.printer.data(&format!(
            "{good}mended{good:#}[{}]: {strong}{path}:{line}{strong:#}: {before} is now {after}\n",
            mended.problem.code
        ));
    }
}

/// Replaces the file, if it is still what was checked and may be replaced.
fn write(parsed: &Parsed, fix: &Fix, context: &Context) -> Result<(), Box<Problem>> {
    let path = &parsed.config.path;
    let refused = |message: String, help: String| {
        let message = format!("was not mended: {message}");
        Box::new(Problem::new("not-rewritten", Severity::Error, message).at(path).help(help))
    };
    let _lock = match parsed.config.readers.iter().any(|reader| reader.file.locked) {
        true => match LockFolder::take(path, LockFolder::PATIENCE) {
            Ok(lock) => Some(lock),
            Err(error) => return Err(refused(error.message, error.help)),
        },
        false => None,
    };
    let snapshot = match unplain_host::read(path) {
        Ok(Some(snapshot)) if snapshot.text() == parsed.document.text() => snapshot,
        Ok(_) => {
            return Err(refused("it changed meanwhile".to_owned(), "run this again".to_owned()));
        }
        Err(error) => return Err(refused(error.message, error.help)),
    };
    if let Err(refusal) = unplain_host::check_replaceable(&snapshot, &context.around) {
        return Err(refused(refusal.message, refusal.help));
    }
    unplain_host::replace(&snapshot, fix.proven.text())
        .map(drop)
        .map_err(|error| refused(error.to_string(), error.help().to_owned()))
}
