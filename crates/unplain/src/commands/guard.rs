//! `unplain guard`: notices that a stored value was written back into a config, or that a new secret arrived, and moves it
//! again where that is asked for.

use std::collections::BTreeSet;

use unplain_core::{Finding, Parsed, Problem, Report, Secret, Severity, VarName, trace::traceable};
use unplain_host::{Area, Watcher};

use super::{
    findings::{assessed, counts},
    migrate,
};
use crate::{
    allowed::{Heed, judge},
    cli::{Guard, OutputFormat},
    context::Context,
    exit::{Exit, Failure},
    output,
    store::Stores,
    survey::{self, Purpose, Survey},
};

pub(crate) fn run(args: &Guard, context: &Context) -> Result<Exit, Failure> {
    if args.watch {
        return watch(args, context);
    }
    let seen = look(args, context)?;
    show(&seen, context);
    if args.migrate && seen.warnings().next().is_some() {
        return migrate::known_too(&args.place, context);
    }
    let exit = seen.exit();
    let Seen { survey, problems, findings } = seen;
    context.printer.report(&Report {
        configs: survey.entries,
        findings,
        problems,
        ..Report::default()
    });
    Ok(exit)
}

/// What stands in the configs.
struct Seen {
    survey: Survey,
    findings: Vec<Finding>,
    problems: Vec<Problem>,
}

impl Seen {
    /// What was found, without what could not be looked at.
    fn warnings(&self) -> impl Iterator<Item = &Problem> {
        self.problems.iter().filter(|problem| is_ours(problem))
    }

    fn exit(&self) -> Exit {
        if self.problems.iter().any(|problem| problem.severity == Severity::Error) {
            return Exit::Incomplete;
        }
        if self.warnings().next().is_some() { Exit::Objection } else { Exit::Done }
    }
}

/// Whether it is what is looked for here.
fn is_ours(problem: &Problem) -> bool {
    matches!(&*problem.code, WRITTEN_BACK | NEW_SECRET)
}

const WRITTEN_BACK: &str = "written-back";
const NEW_SECRET: &str = "new-secret";

fn look(args: &Guard, context: &Context) -> Result<Seen, Failure> {
    let stores = Stores::open(&context.around.cwd, &context.around)?;
    let stored = stores.values()?;
    let mut survey = survey::survey(&args.place, Purpose::Look, &context.around);
    // files of variables are no agent's to write
    survey.parsed.retain(|parsed| parsed.config.environment.is_none());
    add_stored(&mut survey.parsed, &stored);
    let mut findings = assessed(&survey, &context.around);
    let mut problems: Vec<Problem> = std::mem::take(&mut survey.problems);
    problems.retain(|problem| problem.severity == Severity::Error);
    problems.extend(judge(&mut findings, &survey.entries, Heed::Trusted, &context.around));
    let values = survey.parsed.iter().flat_map(|parsed| {
        parsed
            .found
            .iter()
            .map(|found| parsed.value_of(found).map(|value| Secret::new(value.into_owned())))
    });
    let of_broken = std::iter::repeat_with(|| None);
    let mut kept = Vec::new();
    for (finding, value) in findings.into_iter().zip(values.chain(of_broken)) {
        if !counts(&finding) {
            continue;
        }
        let known = value.and_then(|value| {
            stored.iter().find(|(_, stored)| stored.same_as(&value)).map(|(name, _)| name)
        });
        problems.push(problem(&finding, known));
        kept.push(finding);
    }
    Ok(Seen { survey, findings: kept, problems })
}

/// Adds what stands word for word at the agents' places and is a stored value that can be told from ordinary text.
pub(super) fn add_stored(parsed: &mut [Parsed], stored: &[(VarName, Secret)]) {
    let telling = stored.iter().filter(|(_, value)| traceable(value).is_ok());
    let values: BTreeSet<String> = telling.map(|(_, value)| value.expose().to_owned()).collect();
    for parsed in parsed.iter_mut().filter(|parsed| parsed.config.environment.is_none()) {
        parsed.add_known(&values);
    }
}

fn problem(finding: &Finding, known: Option<&VarName>) -> Problem {
    let (code, message) = match known {
        Some(name) => {
            (WRITTEN_BACK, format!("the stored value of {name} stands here in plain text again"))
        }
        None => (NEW_SECRET, "a secret stands here in plain text".to_owned()),
    };
    let of = finding.server.as_ref().map_or(String::new(), |server| format!(" (`{server}`)"));
    let mut problem = Problem::new(code, Severity::Warning, format!("{message}{of}"))
        .at(std::path::Path::new(&finding.path))
        .on((finding.line, finding.column))
        .of(&finding.agent);
    problem.pointer = Some(finding.pointer.clone());
    problem
        .help("`unplain guard --migrate` moves it to the store and puts the reference in its place")
}

fn show(seen: &Seen, context: &Context) {
    let home = &context.around.home;
    let text: String = seen.problems.iter().map(|problem| output::render(problem, home)).collect();
    context.printer.data(&text);
}

/// Runs until it is interrupted.
fn watch(args: &Guard, context: &Context) -> Result<Exit, Failure> {
    if !matches!(context.printer.format(), OutputFormat::Human | OutputFormat::Json) {
        let message = "--watch prints what is new: it has the formats human and json only";
        return Err(Failure::new(Exit::Usage, "usage", message, "leave --format out"));
    }
    let around = &context.around;
    let mut roots: Vec<_> =
        args.place.paths.iter().map(|path| survey::absolute(path, around)).collect();
    if roots.is_empty() {
        let root = unplain_host::git_root(&around.cwd).unwrap_or_else(|| around.cwd.clone());
        // a whole home is not one project: of it only the configs' own folders are watched
        roots.extend(Some(root).filter(|root| *root != around.home));
    }
    let configs = survey::nearby(&around.cwd, around);
    let mut folders: Vec<_> = configs
        .iter()
        .filter_map(|config| config.path.parent())
        .map(std::path::Path::to_owned)
        .collect();
    folders.retain(|folder| folder.is_dir());
    folders.sort();
    folders.dedup();
    let matters = |path: &std::path::Path| {
        configs.iter().any(|config| config.path == path) || survey::config_at(path).is_some()
    };
    // watched before it is read, so that no change falls between the two
    let mut watcher = Watcher::new(&roots, &folders, Area::Projects)?;
    let mut known: Vec<Problem> = Vec::new();
    loop {
        let seen = look(args, context)?;
        let is_new = |problem: &&Problem| !known.iter().any(|old| is_same(old, problem));
        let new: Vec<Problem> = seen.problems.iter().filter(is_new).cloned().collect();
        say(&new, context);
        if args.migrate && new.iter().any(is_ours) {
            migrate::known_too(&args.place, context)?;
        }
        known = seen.problems;
        watcher.wait(&matters)?;
    }
}

/// Whether it is the same problem, wherever in its file it stands by now.
fn is_same(one: &Problem, other: &Problem) -> bool {
    let key = |problem: &Problem| {
        (
            problem.code.clone(),
            problem.path.clone(),
            problem.pointer.clone(),
            problem.message.clone(),
        )
    };
    key(one) == key(other)
}

fn say(new: &[Problem], context: &Context) {
    if new.is_empty() {
        return;
    }
    let text: String = match context.printer.format() {
        OutputFormat::Json => format!("{}\n", serde_json::json!({ "appeared": new })),
        _ => new.iter().map(|problem| output::render(problem, &context.around.home)).collect(),
    };
    output::put_out(&text);
}
