//! `unplain doctor`: what each agent's servers would receive, and what mends what would not work. Changes nothing.

mod copies;
mod desktop;
mod kept;
mod show;
mod version;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use unplain_core::{
    Agent, Confidence, Parsed, Problem, Reader, Report, Severity, Source, Surroundings, agents,
    doctor::{
        Environment, Scene, Starts, Verdict, Wrappers, deliveries, missing_wrappers, own_settings,
        problems as problems_of, shadowed_names, stale_settings, verdict,
    },
    report::DeliveryEntry,
    validate,
};

pub(super) use self::kept::Kept;
use crate::{
    cli::{Doctor, Where},
    context::Context,
    exit::{Exit, Failure},
    remembered::Remembered,
    survey::{self, Purpose, Survey},
};

/// Codes of our own problems that say that something would not work; the others of this kind are checks of `validate`.
const WRONG: [&str; 2] = ["stale-value", "wrapper-missing"];

pub(crate) fn run(args: &Doctor, context: &Context) -> Result<Exit, Failure> {
    let around = &context.around;
    let place = Where { paths: Vec::new(), agents: args.agents.clone(), home: false };
    let looked = Looked::new(place, args.env_file.as_deref(), context)?;
    let mut problems = looked.problems.clone();
    let progress = context.printer.progress("Asking the agents for their versions");
    let mut patients = looked.patients(&args.agents);
    version::ask(&mut patients, around);
    drop(progress);
    for patient in &patients {
        problems.extend(looked.of_patient(patient));
    }
    problems.extend(copies::in_configs(&looked.survey.parsed, &looked.kept));
    problems.extend(copies::of_configs(&args.agents, &looked.kept, around));
    problems.extend(open_logins(&args.agents, around));
    let mut findings = Vec::new();
    if args.traces && looked.kept.is_open() {
        findings = super::trace::everywhere(&looked.kept.stores, context, &mut problems)?;
    }
    let exit = exit(&problems);
    context.printer.data(&show::text(&patients, &looked, exit, args.env_file.is_some(), context));
    context.printer.problems(&problems, &around.home);
    let entry = |patient: &Patient<'_>| {
        let mut entry = super::agents::entry(patient.agent, patient.installed, context);
        entry.version.clone_from(&patient.version);
        entry
    };
    context.printer.report(&Report {
        agents: patients.iter().map(entry).collect(),
        configs: looked.survey.entries.clone(),
        findings,
        deliveries: patients.into_iter().flat_map(|patient| patient.rows).collect(),
        problems,
        ..Report::default()
    });
    Ok(exit)
}

/// 1 where something would not work, 3 where not everything could be looked at.
fn exit(problems: &[Problem]) -> Exit {
    let errors = || problems.iter().filter(|problem| problem.severity == Severity::Error);
    if errors().any(|problem| !is_wrong(&problem.code)) {
        Exit::Incomplete
    } else if errors().next().is_some() {
        Exit::Objection
    } else {
        Exit::Done
    }
}

fn is_wrong(code: &str) -> bool {
    let check = validate::check(code);
    WRONG.contains(&code) || check.is_some_and(|check| check.verdict == validate::Verdict::Wrong)
}

/// An agent that is looked at.
struct Patient<'a> {
    agent: &'static Agent,
    installed: bool,
    version: Option<String>,
    source: Source,
    /// The configs that it reads here.
    files: Vec<(&'a Parsed, Reader)>,
    rows: Vec<DeliveryEntry>,
    /// Wrapped servers whose wrapper is gone.
    wrapperless: Vec<Problem>,
}

impl Patient<'_> {
    fn verdicts(&self) -> impl Iterator<Item = (&DeliveryEntry, Verdict)> {
        self.rows.iter().map(|row| (row, verdict(row, self.source)))
    }
}

/// Everything that was looked at.
pub(super) struct Looked {
    pub(super) survey: Survey,
    pub(super) kept: Kept,
    remembered: Remembered,
    desktop: Environment,
    ci: Environment,
    around: Surroundings,
    problems: Vec<Problem>,
}

impl Looked {
    /// Looks at the configs there, and at what says what their variables are.
    pub(super) fn new(
        place: Where,
        env_file: Option<&Path>,
        context: &Context,
    ) -> Result<Self, Failure> {
        let around = context.around.clone();
        let ci = match env_file {
            Some(path) => desktop::of_file(&survey::absolute(path, &around))?,
            None => Environment::NotKnown,
        };
        let progress = context.printer.progress("Looking for configs");
        let ids = &place.agents;
        let mut survey = survey::survey(&place, Purpose::Look, &around);
        drop(progress);
        let asked = |problem: &Problem| {
            problem.agent.as_ref().is_none_or(|agent| ids.is_empty() || ids.contains(agent))
        };
        let mut problems = std::mem::take(&mut survey.problems);
        problems.retain(asked);
        for problem in &mut problems {
            // what a scan may leave to others is the question here
            if validate::check(&problem.code).is_some_and(|check| {
                check.verdict == validate::Verdict::Wrong && check.severity == Severity::Error
            }) {
                problem.severity = Severity::Error;
            }
        }
        let mut kept = Kept::open(&around)?;
        problems.append(&mut kept.problems);
        let remembered = Remembered::load(&around)?;
        let desktop = desktop::session(&around);
        Ok(Self { survey, kept, remembered, desktop, ci, around, problems })
    }

    /// The agents that are installed or have a config here, with what their servers would receive.
    fn patients(&self, ids: &[String]) -> Vec<Patient<'_>> {
        let here = agents().iter().map(|agent| {
            let files = self.files(agent);
            (agent, self.survey.installed.contains(agent.id.as_str()), files)
        });
        let asked = |agent: &Agent| ids.is_empty() || ids.contains(&agent.id);
        here.filter(|(agent, installed, files)| (*installed || !files.is_empty()) && asked(agent))
            .map(|(agent, installed, files)| self.patient(agent, installed, files))
            .collect()
    }

    /// The configs whose servers `agent` would start, as it reads them.
    fn files(&self, agent: &Agent) -> Vec<(&Parsed, Reader)> {
        let installed = &self.survey.installed;
        let mut files = Vec::new();
        for parsed in &self.survey.parsed {
            let config = &parsed.config;
            let mut readers = config.binding_readers(installed);
            readers.extend(config.bystanders(installed, &|path: &Path| path.exists()));
            let own = readers.into_iter().filter(|reader| reader.agent.id == agent.id);
            files.extend(own.map(|reader| (parsed, reader)));
        }
        files
    }

    fn patient<'a>(
        &'a self,
        agent: &'static Agent,
        installed: bool,
        files: Vec<(&'a Parsed, Reader)>,
    ) -> Patient<'a> {
        let starts = self.starts(agent, &files);
        let starts_program = |program: &str| kept::starts(program, &self.around);
        let stored = |store, name: &_| self.kept.has(store, name);
        let wrappers = Wrappers { starts: &starts_program, stored: &stored };
        let opened = survey::opened(&self.around);
        let (mut rows, mut wrapperless) = (Vec::new(), Vec::new());
        for (parsed, reader) in &files {
            let inherited: Vec<(String, String)> = self
                .remembered
                .inherited_in(&parsed.config.path)
                .map(|item| (item.pointer.clone(), item.variable.clone()))
                .collect();
            let scene = Scene {
                starts: &starts,
                folder: &self.around.cwd,
                opened: &opened,
                inherited: &inherited,
                wrappers,
            };
            rows.extend(deliveries(parsed, *reader, &scene));
            wrapperless.extend(missing_wrappers(parsed, *reader, wrappers));
        }
        let source = self.remembered.sources.get(&agent.id).copied();
        let source = source.map_or(Source::Unknown, Source::from);
        Patient { agent, installed, version: None, source, files, rows, wrapperless }
    }

    /// The environments that the agent's servers and references see.
    fn starts(&self, agent: &Agent, files: &[(&Parsed, Reader)]) -> Starts<Environment> {
        let parsed: Vec<&Parsed> = files.iter().map(|(parsed, _)| *parsed).collect();
        let over = own_settings(&parsed, agent);
        let used: BTreeSet<String> = parsed.iter().flat_map(|parsed| parsed.referenced()).collect();
        let exported = &self.around.env;
        let all = Starts {
            terminal: Environment::All(exported.clone()),
            run: self.kept.through_run(exported, &used),
            desktop: self.desktop.clone(),
            ci: self.ci.clone(),
        };
        all.map(|environment| environment.with(&over))
    }

    /// What is wrong with one agent.
    fn of_patient(&self, patient: &Patient<'_>) -> Vec<Problem> {
        let gone: BTreeSet<(Option<&str>, Option<&str>)> = patient
            .wrapperless
            .iter()
            .map(|problem| (problem.path.as_deref(), problem.pointer.as_deref()))
            .collect();
        let mut problems = problems_of(&patient.rows, patient.agent, patient.source);
        problems.retain(|problem| {
            !gone.contains(&(problem.path.as_deref(), problem.pointer.as_deref()))
        });
        problems.extend(patient.wrapperless.iter().cloned());
        let exported = Environment::All(self.around.env.clone());
        for (parsed, reader) in &patient.files {
            problems.extend(stale_settings(parsed, *reader, self.kept.values(), &exported));
            problems.extend(shadowed_names(parsed, *reader));
        }
        let own = |parsed: &Parsed| {
            parsed.config.owner().is_some_and(|owner| owner.agent.id == patient.agent.id)
        };
        problems.extend(
            patient.files.iter().filter_map(|(parsed, _)| in_clear(parsed).filter(|_| own(parsed))),
        );
        problems
    }

    /// Rows of all agents that read a config here.
    pub(super) fn rows(&self) -> Vec<DeliveryEntry> {
        self.patients(&[]).into_iter().flat_map(|patient| patient.rows).collect()
    }
}

/// That secrets still stand in a config.
fn in_clear(parsed: &Parsed) -> Option<Problem> {
    let counts = |found: &&unplain_core::Found| {
        found.fragment.confidence > Confidence::Low && !found.machinery && found.allowed.is_none()
    };
    let message = match parsed.found.iter().filter(counts).count() {
        0 => return None,
        1 => "holds a secret in plain text".to_owned(),
        some => format!("holds {some} secrets in plain text"),
    };
    let problem = Problem::new("inline-secret", Severity::Warning, message);
    let owner = parsed.config.owner().map(|owner| owner.agent.id.as_str()).unwrap_or_default();
    Some(
        problem.at(&parsed.config.path).of(owner).help("`unplain migrate` moves what can be moved"),
    )
}

/// The agents' logins that others on this machine can read.
fn open_logins(ids: &[String], around: &Surroundings) -> Vec<Problem> {
    let mut by_path: BTreeMap<_, Problem> = BTreeMap::new();
    for agent in agents().iter().filter(|agent| ids.is_empty() || ids.contains(&agent.id)) {
        for (path, what) in agent.auth_stores(around) {
            if !unplain_host::is_open_to_others(&path) {
                continue;
            }
            let message = format!("{what}: others on this machine can read them");
            let problem = Problem::new("open-auth-store", Severity::Warning, message);
            let mode = if path.is_dir() { "go-rwx" } else { "600" };
            let quoted = path.display().to_string().replace('\'', r"'\''");
            let help = format!("chmod {mode} '{quoted}'");
            by_path.insert(path.clone(), problem.at(&path).of(&agent.id).help(help));
        }
    }
    by_path.into_values().collect()
}
