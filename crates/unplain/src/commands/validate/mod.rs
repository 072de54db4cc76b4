//! `unplain validate`: whether configs, schema, environment and store agree.

mod explain;
mod fix;
mod gather;
mod staged;
mod schema;
mod stores;
mod watch;
mod workflows;

use unplain_core::{
    Problem, Report, Severity,
    validate::{Project, Verdict, check, sort, validate},
};

use self::gather::{Gathered, gather};
use crate::{
    cli::Validate,
    context::Context,
    exit::{Exit, Failure},
};

pub(crate) fn run(args: &Validate, context: &Context) -> Result<Exit, Failure> {
    if let Some(code) = &args.explain {
        return explain::run(code.as_deref(), context);
    }
    if args.watch {
        return watch::run(args, context);
    }
    let mut mended = fix::Outcome::default();
    if args.fix {
        mended = fix::mend(&gather(args, context)?.survey, context)?;
    }
    let mut report = look(args, context)?;
    report.problems.extend(mended.problems);
    report.actions = mended.actions;
    let exit = exit(&report.problems, args.strict);
    context.printer.problems(&report.problems, &context.around.home);
    context.printer.report(&report);
    Ok(exit)
}

/// Reads everything and checks it.
fn look(args: &Validate, context: &Context) -> Result<Report, Failure> {
    let gathered = gather(args, context)?;
    let problems = problems(&gathered, args, context);
    Ok(Report {
        configs: gathered.survey.entries,
        findings: gathered.findings,
        problems,
        ..Report::default()
    })
}

fn problems(gathered: &Gathered, args: &Validate, context: &Context) -> Vec<Problem> {
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
        uses: Project::uses_of(files),
    };
    let mut problems = validate(&project);
    problems.extend(gathered.survey.problems.iter().cloned());
    problems.extend(gathered.problems.iter().cloned());
    sort(&mut problems);
    problems
}

/// 3 if anything could not be checked, 1 if anything is wrong; with `strict` warnings count too.
fn exit(problems: &[Problem], strict: bool) -> Exit {
    let least = if strict { Severity::Warning } else { Severity::Error };
    let of = |problem: &Problem| match check(&problem.code).map(|check| check.verdict) {
        _ if problem.severity < least => Exit::Done,
        Some(Verdict::Wrong) => Exit::Objection,
        Some(Verdict::Unchecked) => Exit::Incomplete,
        None if problem.severity == Severity::Error => Exit::Incomplete,
        None => Exit::Objection,
    };
    problems.iter().map(of).max().unwrap_or(Exit::Done)
}
