//! `unplain migrate`: plan → show → ask → do → prove → report.

mod report;

use std::path::Path;

use unplain_core::{
    Applicability, Circumstances, Decision, EnvironmentFiles, Finding, Plan, Problem,
    Provider as _, Secret, Severity, VarName, plan,
};

use self::report::{Stage, concerned, finish, show};
use super::{
    environment,
    findings::{findings, undecided},
    guard,
    scan::overview,
    wrapper,
    write::{self, Job, Outcome},
};
use crate::{
    allowed::{Heed, judge},
    cli::{Include, Known, Migrate, ReferenceStyle, SourceArg, Where, Wrap},
    context::Context,
    exit::{Exit, Failure},
    prompt,
    remembered::{Remembered, SourceName},
    store::Stores,
    survey::{self, Purpose, Survey},
};

/// How often the configs are read and planned again because something else wrote one of them.
const ROUNDS: usize = 4;

pub(crate) fn run(args: &Migrate, context: &Context) -> Result<Exit, Failure> {
    if args.reference == ReferenceStyle::Portable {
        return super::portable::run(args, context);
    }
    let mut stores = Stores::open(&context.around.cwd, &context.around)?;
    let mut draft = draft(args, context, &stores)?;
    draft.survey.problems.append(&mut stores.problems);
    let list: Vec<Finding> = draft.items.iter().map(|item| item.finding.clone()).collect();
    context.printer.data(&overview(&draft.survey, &list, context));
    show(&draft, context);
    if draft.plan.rewrites.is_empty() || args.dry_run {
        return Ok(finish(&draft, &[], Stage::Shown { dry: args.dry_run }, context));
    }
    let mut remembered = Remembered::load(&context.around)?;
    if !args.yes {
        if !context.can_ask() {
            let problem = Problem::new(
                "not-confirmed",
                Severity::Error,
                "nothing was changed: there is no terminal to ask at",
            );
            draft.survey.problems.push(problem.help("look at the plan, then give --yes"));
            return Ok(
                finish(&draft, &[], Stage::Shown { dry: true }, context).max(Exit::Incomplete)
            );
        }
        ask_for_source(args, &draft, &remembered, context).into_iter().for_each(
            |(agent, source)| {
                remembered.sources.insert(agent, source);
            },
        );
        if !prompt::confirm("Move these secrets now?") {
            context.printer.talk("Nothing was changed.\n");
            return Ok(Exit::Objection);
        }
    }
    if let Some(source) = args.source {
        for agent in concerned(&draft) {
            remembered.sources.insert(agent.to_owned(), source.into());
        }
    }
    carry_out(args, context, draft, remembered)
}

/// Moves what looks like a secret, and what is stored already, without asking.
pub(super) fn known_too(place: &Where, context: &Context) -> Result<Exit, Failure> {
    let args = Migrate {
        place: place.clone(),
        dry_run: false,
        diff: false,
        yes: true,
        include: None,
        include_shell: false,
        wrap: None,
        servers: Vec::new(),
        source: None,
        reference: ReferenceStyle::Native,
        output: None,
        known: Known::Stored,
    };
    run(&args, context)
}

/// A plan with what it was made from.
struct Draft {
    survey: Survey,
    plan: Plan,
    items: Vec<Item>,
}

/// A finding with what is decided about it.
struct Item {
    finding: Finding,
    decision: Decision,
}

/// Looks and plans. Nothing is changed.
fn draft(args: &Migrate, context: &Context, stores: &Stores) -> Result<Draft, Failure> {
    let stored = stores.values()?;
    let progress = context.printer.progress("Looking for configs");
    let mut survey = survey::survey(&args.place, Purpose::Change, &context.around);
    drop(progress);
    if args.known == Known::Stored {
        guard::add_stored(&mut survey.parsed, &stored);
    }
    if !args.servers.is_empty() {
        only_servers(&args.servers, &mut survey)?;
    }
    // What will only be shown touches nothing.
    if !args.dry_run && (args.yes || context.can_ask()) {
        sweep(&mut survey, context);
    }
    refuse_irreplaceable(&mut survey, args, context);
    let judged = leave_allowed(&mut survey, context);
    let include = match args.include {
        Some(Include::Review) => Applicability::Review,
        None => Applicability::Safe,
    };
    let can_hold = |name: &VarName, value: &Secret| {
        stores.each().try_for_each(|(_, store)| store.can_hold(name, value))
    };
    let wrapper = match args.wrap {
        Some(Wrap::Unplain) => Some(wrapper::wrapper(&context.around)?),
        None => None,
    };
    let plan = plan(
        &survey.parsed,
        &Circumstances {
            installed: &survey.installed,
            env: &context.around.env,
            stored: &stored,
            can_hold: &can_hold,
            referenced_elsewhere: &survey::referenced_elsewhere(&survey, &context.around),
            opened: &survey::opened(&context.around),
            include,
            wrap: wrapper.as_ref(),
            environment_files: match args.include_shell {
                true => EnvironmentFiles::Move(environment::loader(context)?),
                false => EnvironmentFiles::Show,
            },
        },
    );
    bystanders(&mut survey, &plan);
    let mut findings = findings(&survey, &plan.decisions);
    for (finding, judged) in findings.iter_mut().zip(judged) {
        finding.allowed = judged.allowed;
    }
    let decisions = plan.decisions.iter().flatten().cloned();
    let items = findings.into_iter().zip(decisions);
    let items = items.map(|(finding, decision)| Item { finding, decision }).collect();
    Ok(Draft { survey, plan, items })
}

/// Leaves the secrets of these servers only.
fn only_servers(servers: &[String], survey: &mut Survey) -> Result<(), Failure> {
    let of = |found: &unplain_core::Found, name: &String| found.server.as_ref() == Some(name);
    let all = || survey.parsed.iter().flat_map(|parsed| &parsed.found);
    if let Some(unknown) = servers.iter().find(|name| !all().any(|found| of(found, name))) {
        let name = unknown.escape_debug();
        let message = format!("no server called `{name}` has a secret in a config here");
        let help = "check its name with `unplain scan`";
        return Err(Failure::incomplete("unknown-server", message, help));
    }
    for parsed in &mut survey.parsed {
        parsed.found.retain(|found| servers.iter().any(|name| of(found, name)));
    }
    survey.broken.iter_mut().for_each(|(_, found)| found.clear());
    Ok(())
}

/// Notes which secrets are allowed to stay by somebody whom the user trusts.
fn leave_allowed(survey: &mut Survey, context: &Context) -> Vec<Finding> {
    let mut list = undecided(survey);
    let problems = judge(&mut list, &survey.entries, Heed::Trusted, &context.around);
    let each = survey.parsed.iter_mut().flat_map(|parsed| &mut parsed.found);
    for (found, finding) in each.zip(&list) {
        found.allowed = finding.allowed.as_ref().map(|allowed| allowed.reason.clone());
    }
    problems.into_iter().for_each(|problem| survey.note(problem));
    list
}

/// Removes what a killed run left beside the configs: it can hold their old text.
fn sweep(survey: &mut Survey, context: &Context) {
    // Not while another one is at work: what it has displaced for an instant is its own to remove.
    let Ok(_lock) = unplain_host::StateLock::take(&context.around, std::time::Duration::ZERO)
    else {
        return;
    };
    let mut problems = Vec::new();
    for snapshot in &survey.snapshots {
        match unplain_host::sweep(snapshot.target()) {
            Ok(removed) => problems.extend(removed.iter().map(|path| {
                Problem::new("swept", Severity::Note, "left by an interrupted run; removed")
                    .at(path)
            })),
            Err(error) => {
                let problem = Problem::new("machine", Severity::Error, error.message);
                problems.push(problem.at(&error.path).help(error.help));
            }
        }
    }
    problems.into_iter().for_each(|problem| survey.note(problem));
}

/// Files that must not be replaced are left alone and reported.
fn refuse_irreplaceable(survey: &mut Survey, args: &Migrate, context: &Context) {
    let mut problems = Vec::new();
    for (parsed, snapshot) in survey.parsed.iter_mut().zip(&survey.snapshots) {
        let managed = parsed.config.scope() == unplain_core::Scope::Managed;
        let only_shown = parsed.config.environment.is_some() && !args.include_shell;
        if parsed.found.is_empty() || managed || only_shown || parsed.left_alone.is_some() {
            continue;
        }
        if let Err(refusal) = unplain_host::check_replaceable(snapshot, &context.around) {
            let message = format!("holds secrets, but is left alone: {}", refusal.message);
            let problem = Problem::new("not-replaceable", Severity::Error, message);
            problems.push(problem.at(&parsed.config.path).help(refusal.help));
            parsed.left_alone = Some(format!("the file is not replaced: {}", refusal.message));
        }
    }
    problems.into_iter().for_each(|problem| survey.note(problem));
}

/// Warns of agents that read a file only for lack of their own, and do not take its syntax.
fn bystanders(survey: &mut Survey, plan: &Plan) {
    let mut problems = Vec::new();
    for rewrite in &plan.rewrites {
        let config = &survey.parsed[rewrite.file].config;
        let owner_spelling = config.owner().and_then(|owner| owner.file.expansion.as_ref());
        let probe = VarName::parse("X");
        for reader in config.bystanders(&survey.installed, &|path: &Path| path.exists()) {
            let same = probe.as_ref().is_some_and(|probe| {
                reader.file.expansion.as_ref().map(|own| own.spell(probe))
                    == owner_spelling.map(|own| own.spell(probe))
            });
            if !same {
                let message = format!(
                    "{} reads this file too and will not expand its references",
                    reader.agent.name
                );
                let help =
                    format!("give it a file of its own: {}", reader.file.fallback_for.join(" or "));
                let problem = Problem::new("other-reader", Severity::Warning, message);
                problems.push(problem.at(&config.path).of(&reader.agent.id).help(help));
            }
        }
    }
    problems.into_iter().for_each(|problem| survey.note(problem));
}

/// Does what the plan says, planning again where a file changed meanwhile.
fn carry_out(
    args: &Migrate,
    context: &Context,
    mut draft: Draft,
    mut remembered: Remembered,
) -> Result<Exit, Failure> {
    let lock = unplain_host::StateLock::take(&context.around, std::time::Duration::from_secs(20))?;
    // Another `unplain` may have made the identity or the store since they were looked at.
    let mut stores = Stores::open(&context.around.cwd, &context.around)?;
    if stores.ensure_identity(&context.around)? {
        remembered.unsaved_identity = true;
        remember_unsaved(true, context)?;
    }
    if remembered.unsaved_identity {
        let file = unplain_provider_sops::Identities::keys_file(&context.around);
        let message = format!(
            "the key to your secrets was made by unplain and stands only in `{}`: without it nobody can read the store",
            context.short(&file)
        );
        let help =
            "keep a copy of that file in a safe place, or add a second recipient in .sops.yaml";
        if !args.yes {
            context.printer.talk(&format!("\nNote: {message}; {help}.\n"));
            if !prompt::confirm("Have you kept a copy, or will you do so now?") {
                context.printer.talk("Nothing was moved.\n");
                return Ok(Exit::Objection);
            }
            remembered.unsaved_identity = false;
        } else {
            let problem = Problem::new("identity-not-backed-up", Severity::Warning, message);
            draft.survey.problems.push(problem.at(&file).help(help));
        }
    }
    let mut outcomes: Vec<Outcome> = Vec::new();
    for round in 0..ROUNDS {
        let job = Job {
            command: "migrate",
            survey: &draft.survey,
            plan: &draft.plan,
            stores: &stores,
            remembered: &mut remembered,
        };
        let done = write::write(job, context)?;
        let changed = done.iter().any(|outcome| outcome.changed_meanwhile());
        outcomes.extend(
            done.into_iter().filter(|outcome| !outcome.changed_meanwhile() || round + 1 == ROUNDS),
        );
        if !changed || round + 1 == ROUNDS {
            break;
        }
        let mut problems = std::mem::take(&mut draft.survey.problems);
        let before = std::mem::take(&mut draft.items);
        draft = self::draft(args, context, &stores)?;
        // The change may have broken the file.
        let known = |new: &Problem| {
            problems.iter().any(|old| (&old.code, &old.path) == (&new.code, &new.path))
        };
        let new: Vec<Problem> =
            draft.survey.problems.drain(..).filter(|problem| !known(problem)).collect();
        problems.extend(new);
        draft.survey.problems = problems;
        // What was done in earlier rounds is no longer found; it is kept for the report.
        for item in before {
            let same = |new: &Item| {
                (&new.finding.path, &new.finding.pointer)
                    == (&item.finding.path, &item.finding.pointer)
            };
            if !draft.items.iter().any(same) {
                draft.items.push(item);
            }
        }
        if draft.plan.rewrites.is_empty() {
            break;
        }
    }
    drop(lock);
    Ok(finish(&draft, &outcomes, Stage::Done, context))
}

/// Notes at once that the key was made by us, so that the question comes again if it is not answered now.
pub(super) fn remember_unsaved(unsaved: bool, context: &Context) -> Result<(), Failure> {
    let before = Remembered::load(&context.around)?;
    let mut after = Remembered::load(&context.around)?;
    after.unsaved_identity = unsaved;
    after.save(&before, &context.around)
}

fn ask_for_source(
    args: &Migrate,
    draft: &Draft,
    remembered: &Remembered,
    _context: &Context,
) -> Vec<(String, SourceName)> {
    let unknown: Vec<&str> =
        concerned(draft).into_iter().filter(|id| !remembered.sources.contains_key(*id)).collect();
    if unknown.is_empty() || args.source.is_some() {
        return Vec::new();
    }
    let question = format!(
        "How are these agents started, so that the variables reach them? ({})",
        unknown.join(", ")
    );
    let choices = [
        "through `unplain run`, which hands them their values",
        "the variables are in the system's environment already",
        "the shell's start-up files export them",
    ];
    let source = match prompt::choose(&question, &choices) {
        Some(0) => SourceName::UnplainRun,
        Some(1) => SourceName::SystemEnv,
        Some(2) => SourceName::Shell,
        _ => return Vec::new(),
    };
    unknown.into_iter().map(|id| (id.to_owned(), source)).collect()
}

impl From<SourceArg> for SourceName {
    fn from(source: SourceArg) -> Self {
        match source {
            SourceArg::UnplainRun => Self::UnplainRun,
            SourceArg::SystemEnv => Self::SystemEnv,
            SourceArg::Shell => Self::Shell,
        }
    }
}
