//! store (write, read back, compare) → backup → rewrite → verify, for one plan.

use std::{collections::BTreeMap, path::PathBuf, time::SystemTime};

use unplain_core::{
    ActionStatus, Change, Delivery, EditRecord, Expected, Finding, Plan, Problem, Provider as _,
    Severity, VarName,
};
use unplain_host::{LockFolder, Prepared, ReplaceError, Run, Runs};

use super::journal::{FileStep, Step, hex};
use crate::{
    context::Context,
    exit::Failure,
    remembered::{Inherited, Remembered},
    store::{Stores, Which},
    survey::Survey,
};

/// How long an encrypted backup is kept.
const BACKUP_DAYS: u32 = 90;

/// A plan to be carried out.
pub(crate) struct Job<'a> {
    /// The command, for the journal.
    pub(crate) command: &'static str,
    pub(crate) survey: &'a Survey,
    pub(crate) plan: &'a Plan,
    pub(crate) stores: &'a Stores,
    pub(crate) remembered: &'a mut Remembered,
}

/// What became of one file.
pub(crate) struct Outcome {
    path: PathBuf,
    edits: Vec<EditRecord>,
    error: Option<ReplaceError>,
    failure: Option<Failure>,
}

impl Outcome {
    /// Something else wrote the file between reading and replacing it.
    pub(crate) fn changed_meanwhile(&self) -> bool {
        matches!(self.error, Some(ReplaceError::Changed(_)))
    }

    pub(crate) fn covers(&self, finding: &Finding) -> bool {
        finding.path == self.path.display().to_string()
            && self.edits.iter().any(|edit| edit.pointer == finding.pointer)
    }

    pub(crate) fn status(&self) -> ActionStatus {
        if self.error.is_none() && self.failure.is_none() {
            ActionStatus::Done
        } else {
            ActionStatus::Failed
        }
    }

    pub(crate) fn delivery(&self, finding: &Finding) -> Delivery {
        let edit = self.edits.iter().find(|edit| edit.pointer == finding.pointer);
        edit.map_or(Delivery::None, |edit| edit.delivery)
    }

    pub(crate) fn reason(&self) -> Option<String> {
        let failure = self.failure.as_ref().map(|failure| failure.message.clone());
        self.error.as_ref().map(ToString::to_string).or(failure)
    }

    pub(crate) fn problem(&self) -> Option<Problem> {
        let help = match (&self.error, &self.failure) {
            (Some(error), _) => error.help().to_owned(),
            (None, Some(failure)) => failure.help.clone(),
            (None, None) => return None,
        };
        let message = format!("was not rewritten: {}", self.reason().unwrap_or_default());
        Some(Problem::new("not-rewritten", Severity::Error, message).at(&self.path).help(help))
    }
}

/// Carries the plan out. An error means that no file was touched; what became of each file otherwise is in its outcome.
pub(crate) fn write(job: Job<'_>, context: &Context) -> Result<Vec<Outcome>, Failure> {
    let stored = store(&job)?;
    let runs = Runs::open(&context.around)?;
    let run = runs.create(SystemTime::now())?;
    if let Some(folder) = run.kept_out_of_git() {
        context.printer.talk(&format!(
            "`{}` is kept out of git through .git/info/exclude\n",
            folder.display()
        ));
    }
    run.append(&Step::Begin { command: job.command.to_owned() })?;
    for (store, variables) in stored {
        run.append(&Step::Stored { store, variables })?;
    }
    back_up(&job, &run)?;
    remember(&job, context)?;
    let mut outcomes = Vec::new();
    let mut ready: Vec<(usize, Prepared)> = Vec::new();
    for (index, rewrite) in job.plan.rewrites.iter().enumerate() {
        match unplain_host::prepare(&job.survey.snapshots[rewrite.file], rewrite.proven.text()) {
            Ok(prepared) => ready.push((index, prepared)),
            Err(error) => outcomes.push(outcome(&job, index, Some(error))),
        }
    }
    for (index, prepared) in ready {
        outcomes.push(replace(&job, index, prepared, &run)?);
    }
    run.append(&Step::End)?;
    for old in runs.older_than(BACKUP_DAYS, SystemTime::now())? {
        runs.forget(&old)?;
    }
    Ok(outcomes)
}

fn outcome(job: &Job<'_>, index: usize, error: Option<ReplaceError>) -> Outcome {
    let rewrite = &job.plan.rewrites[index];
    let path = job.survey.parsed[rewrite.file].config.path.clone();
    Outcome { path, edits: rewrite.edits.clone(), error, failure: None }
}

/// Writes the values, reads them back and compares. Gives, for the journal, what each store got.
fn store(job: &Job<'_>) -> Result<Vec<(String, Vec<String>)>, Failure> {
    let mut wanted: BTreeMap<Which, Vec<VarName>> = BTreeMap::new();
    for rewrite in &job.plan.rewrites {
        let which = job.stores.for_config(&job.survey.parsed[rewrite.file].config);
        let names = wanted.entry(which).or_default();
        for edit in &rewrite.edits {
            let name = VarName::parse(&edit.variable);
            names.extend(name.filter(|name| !names.contains(name)));
        }
    }
    let mut stored = Vec::new();
    wanted.retain(|_, names| !names.is_empty());
    for (which, names) in wanted {
        let store = job.stores.store(which);
        let variables: Vec<_> =
            job.plan.variables.iter().filter(|variable| names.contains(&variable.name)).collect();
        let change = |variable: &&unplain_core::Variable| Change {
            name: variable.name.clone(),
            value: Some(variable.value.duplicate()),
            expected: Expected::Absent,
        };
        store.put(&variables.iter().map(change).collect::<Vec<_>>())?;
        let back = store.get(&names)?;
        for variable in &variables {
            let same = back
                .iter()
                .any(|(name, value)| *name == variable.name && value.same_as(&variable.value));
            if !same {
                let message = format!(
                    "`{}` did not give {} back as it was written",
                    store.place(),
                    variable.name
                );
                return Err(Failure::incomplete(
                    "store-broken",
                    message,
                    "no config was changed; look at the store",
                ));
            }
        }
        stored.push((store.place(), names.iter().map(|name| name.as_str().to_owned()).collect()));
    }
    Ok(stored)
}

/// Keeps the old text of every file, encrypted, and writes down what is about to happen.
fn back_up(job: &Job<'_>, run: &Run) -> Result<(), Failure> {
    for (index, rewrite) in job.plan.rewrites.iter().enumerate() {
        let snapshot = &job.survey.snapshots[rewrite.file];
        let backup = format!("{index}.age");
        run.write_sealed(&backup, snapshot.text().as_bytes(), job.stores.identities.as_ref())?;
        run.append(&Step::File(FileStep {
            path: job.survey.parsed[rewrite.file].config.path.clone(),
            backup,
            before: hex(&snapshot.sha256()),
            after: hex(&unplain_host::sha256(rewrite.proven.text().as_bytes())),
            edits: rewrite.edits.clone(),
        }))?;
    }
    Ok(())
}

/// Before an entry goes, it is remembered that its server inherits the variable.
fn remember(job: &Job<'_>, context: &Context) -> Result<(), Failure> {
    let before = Remembered::load(&context.around)?;
    let mut after = Remembered {
        unsaved_identity: job.remembered.unsaved_identity,
        inherited: before.inherited.clone(),
        sources: before.sources.clone(),
    };
    after
        .sources
        .extend(job.remembered.sources.iter().map(|(agent, source)| (agent.clone(), *source)));
    for rewrite in &job.plan.rewrites {
        let config = &job.survey.parsed[rewrite.file].config;
        if config.readers.is_empty() {
            continue;
        }
        let path = config.path.clone();
        for edit in rewrite.edits.iter().filter(|edit| edit.delivery == Delivery::Inherit) {
            let (pointer, variable) = (edit.pointer.clone(), edit.variable.clone());
            after.inherited.insert(Inherited { path: path.clone(), pointer, variable });
        }
    }
    after.save(&before, &context.around)
}

/// Puts one prepared text in its place, under the agent's own lock where it has one.
fn replace(job: &Job<'_>, index: usize, prepared: Prepared, run: &Run) -> Result<Outcome, Failure> {
    let rewrite = &job.plan.rewrites[index];
    let config = &job.survey.parsed[rewrite.file].config;
    let lock = if config.readers.iter().any(|reader| reader.file.locked) {
        match LockFolder::take(&config.path, LockFolder::PATIENCE) {
            Ok(lock) => Some(lock),
            Err(error) => {
                return Ok(Outcome { failure: Some(error.into()), ..outcome(job, index, None) });
            }
        }
    } else {
        None
    };
    if lock.as_ref().is_some_and(|lock| !lock.is_held()) {
        let failure = Failure::incomplete(
            "lock-lost",
            "another program took its lock over",
            "run it again; the values are in the store already",
        );
        return Ok(Outcome { failure: Some(failure), ..outcome(job, index, None) });
    }
    let replaced = prepared.commit();
    drop(lock);
    let done = match replaced {
        Ok(_) => outcome(job, index, None),
        Err(error) => outcome(job, index, Some(error)),
    };
    if done.status() == ActionStatus::Done {
        run.append(&Step::Replaced { path: config.path.clone() })?;
    }
    Ok(done)
}
