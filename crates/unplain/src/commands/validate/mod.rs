//! `unplain validate`: whether configs, schema, environment and store agree.

mod explain;
mod fix;
mod gather;
mod schema;
mod show;
mod staged;
mod stores;
mod watch;
mod workflows;

use std::collections::BTreeSet;

use unplain_core::{
    ConfigStatus, Problem, Report, Severity, Use,
    validate::{Project, Verdict, check, sort, validate},
};

use self::gather::{Gathered, gather};
use crate::{
    cli::Validate,
    context::Context,
    exit::{Exit, Failure},
    output::Checked,
};

pub(crate) fn run(args: &Validate, context: &Context) -> Result<Exit, Failure> {
    if let Some(code) = &args.explain {
        return explain::run(code.as_deref(), context);
    }
    if args.watch {
        return watch::run(args, context);
    }
    let summary = show::Summary::of(args, context)?;
    let mut mended = fix::Outcome::default();
    if args.fix {
        mended = fix::mend(&gather(args, context)?.survey, context)?;
    }
    let mut checked = look(args, context)?;
    checked.report.problems.extend(mended.problems);
    checked.report.actions = mended.actions;
    Ok(show::show(checked, &summary, args, context))
}

/// Reads everything and checks it.
fn look(args: &Validate, context: &Context) -> Result<Checked, Failure> {
    let gathered = gather(args, context)?;
    let uses = Project::uses_of(&gathered.survey.parsed);
    let variables = variables(&gathered, &uses);
    let problems = problems(&gathered, uses, args, context);
    let read = gathered.survey.entries.iter().filter(|entry| entry.status != ConfigStatus::Absent);
    let schema = gathered.schema.as_ref().map(|(path, _)| path);
    let stores = gathered.stores.iter().map(|store| &store.path);
    let workflows = gathered.workflows.iter().map(|workflow| &workflow.path);
    let others = schema.into_iter().chain(stores).chain(workflows);
    let others = others.map(|path| path.display().to_string());
    Ok(Checked {
        files: read.map(|entry| entry.path.clone()).chain(others).collect(),
        variables,
        least: least(args.strict),
        report: Report {
            configs: gathered.survey.entries,
            findings: gathered.findings,
            problems,
            ..Report::default()
        },
    })
}

/// How many variables the schema has and the configs refer to.
fn variables(gathered: &Gathered, uses: &[Vec<Use>]) -> usize {
    let declared = gathered.schema.iter().flat_map(|(_, schema)| &schema.variables);
    let declared = declared.map(|variable| variable.name.as_str());
    let used = uses.iter().flatten().map(|item| item.variable.as_str());
    declared.chain(used).collect::<BTreeSet<&str>>().len()
}

fn problems(
    gathered: &Gathered,
    uses: Vec<Vec<Use>>,
    args: &Validate,
    context: &Context,
) -> Vec<Problem> {
    let files = &gathered.survey.parsed;
    let project = Project {
        extent: gathered.extent,
        files,
        findings: &gathered.findings,
        schema: gathered.schema.as_ref().map(|(path, schema)| (path.as_path(), schema)),
        environment: args.env.then_some(&context.around.env),
        purposes: &args.purposes,
        stores: &gathered.stores,
        workflows: &gathered.workflows,
        tracked: &gathered.tracked,
        today: &unplain_host::utc_day(std::time::SystemTime::now()),
        uses,
    };
    let mut problems = validate(&project);
    problems.extend(gathered.survey.problems.iter().cloned());
    problems.extend(gathered.problems.iter().cloned());
    sort(&mut problems);
    problems
}

/// 3 if anything could not be checked, 1 if anything is wrong; with `strict` warnings count too.
fn exit(problems: &[Problem], strict: bool) -> Exit {
    let least = least(strict);
    let of = |problem: &Problem| match check(&problem.code).map(|check| check.verdict) {
        _ if problem.severity < least => Exit::Done,
        Some(Verdict::Wrong) => Exit::Objection,
        Some(Verdict::Unchecked) => Exit::Incomplete,
        None if problem.severity == Severity::Error => Exit::Incomplete,
        None => Exit::Objection,
    };
    problems.iter().map(of).max().unwrap_or(Exit::Done)
}

/// The least severity that fails.
fn least(strict: bool) -> Severity {
    if strict { Severity::Warning } else { Severity::Error }
}
