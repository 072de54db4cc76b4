//! discover → read → parse → find: everything that is known before anything is planned.

mod places;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use unplain_core::{
    Agent, Config, ConfigEntry, ConfigStatus, FoundInLine, Parsed, Problem, Reader, Scope,
    Severity, Surroundings, VarName, agents, find_in_lines, known_values, lint,
};
use unplain_host::Snapshot;
use unplain_rewrite::Document;

use self::places::discover;
pub(crate) use self::places::{
    absolute, config_at, is_worth_reading, nearby, not_entered, unreadable, user_configs, walk,
};
use crate::cli::Where;

/// What was found on the machine.
pub(crate) struct Survey {
    /// The configs that were read and understood, with their secrets; parallel to `snapshots`.
    pub(crate) parsed: Vec<Parsed>,
    /// What was read, where it was read to be changed.
    pub(crate) snapshots: Vec<Snapshot>,
    /// The configs that do not parse, with what a search by lines found in them.
    pub(crate) broken: Vec<(Config, Vec<FoundInLine>)>,
    /// Every config looked at.
    pub(crate) entries: Vec<ConfigEntry>,
    /// What is wrong with them.
    pub(crate) problems: Vec<Problem>,
    /// Ids of the agents that are installed.
    pub(crate) installed: BTreeSet<&'static str>,
    /// Ids of the agents that were asked for; empty: all.
    agents: Vec<String>,
}

impl Survey {
    fn empty(installed: BTreeSet<&'static str>, agents: &[String]) -> Self {
        Self {
            parsed: Vec::new(),
            snapshots: Vec::new(),
            broken: Vec::new(),
            entries: Vec::new(),
            problems: Vec::new(),
            installed,
            agents: agents.to_vec(),
        }
    }

    /// Whether a config belongs to an agent that was asked for.
    pub(crate) fn is_selected(&self, config: &Config) -> bool {
        let asked = |reader: &Reader| self.agents.contains(&reader.agent.id);
        self.agents.is_empty() || config.readers.iter().any(asked)
    }

    /// Notes a problem, in the config's own entry too.
    pub(crate) fn note(&mut self, problem: Problem) {
        if let Some(entry) =
            self.entries.iter_mut().find(|entry| Some(&entry.path) == problem.path.as_ref())
        {
            entry.problems.push(problem.code.clone());
        }
        self.problems.push(problem);
    }
}

/// What a survey is made for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Purpose {
    /// To show what is there.
    Look,
    /// To change files: what was read of each is kept, for comparing.
    Change,
}

/// Looks where `place` says.
pub(crate) fn survey(place: &Where, purpose: Purpose, around: &Surroundings) -> Survey {
    let mut problems = Vec::new();
    let configs = discover(place, around, &mut problems);
    let mut survey = Survey::empty(installed(around), &place.agents);
    survey.problems = problems;
    read_all(configs, purpose, &mut survey, around);
    contents_of_variables(around, &mut survey);
    let mut wrong = Vec::new();
    for parsed in &survey.parsed {
        wrong.extend(lint(parsed, &parsed.config.binding_readers(&survey.installed)));
    }
    for mut problem in wrong {
        // here it is no one's question; `validate` is strict
        problem.severity = Severity::Warning;
        survey.note(problem);
    }
    auth_stores(place, around, &mut survey);
    survey
}

/// Reads and understands `configs`, as the agents that they are named after do, whatever is installed.
pub(crate) fn of(configs: Vec<Config>, around: &Surroundings) -> Survey {
    let mut survey = Survey::empty(BTreeSet::new(), &[]);
    read_all(configs, Purpose::Look, &mut survey, around);
    survey
}

/// Understands configs whose texts are known already, as the agents that they are named after do.
pub(crate) fn of_texts(texts: Vec<(Config, String)>) -> Survey {
    let mut survey = Survey::empty(BTreeSet::new(), &[]);
    for (config, text) in texts {
        let entry = entry(&config, ConfigStatus::Ok);
        understand(config, entry, text.clone(), &|| Some(text.clone()), &mut survey);
    }
    let known = known_values(&survey.parsed);
    survey.parsed.iter_mut().for_each(|parsed| parsed.add_known(&known));
    survey
}

/// The agents that count as installed: a program on PATH, or state of their own.
pub(crate) fn installed(around: &Surroundings) -> BTreeSet<&'static str> {
    let here = |agent: &&Agent| {
        let program =
            || agent.programs.iter().any(|name| unplain_host::find_program(name, around).is_some());
        agent.state_paths(around).iter().any(|path| path.exists()) || program()
    };
    agents().iter().filter(here).map(|agent| agent.id.as_str()).collect()
}

fn read_all(configs: Vec<Config>, purpose: Purpose, survey: &mut Survey, around: &Surroundings) {
    let mut by_target: BTreeMap<PathBuf, usize> = BTreeMap::new();
    for config in configs {
        if survey.is_selected(&config) {
            read(config, purpose, survey, &mut by_target);
        }
    }
    let known = known_values(&survey.parsed);
    let caches: Vec<PathBuf> = agents().iter().flat_map(|agent| agent.caches(around)).collect();
    for parsed in &mut survey.parsed {
        parsed.add_known(&known);
        if caches.iter().any(|cache| parsed.config.path.starts_with(cache)) {
            parsed.left_alone = Some("a plugin's copy, which its next update replaces".to_owned());
        }
    }
}

fn read(
    config: Config,
    purpose: Purpose,
    survey: &mut Survey,
    by_target: &mut BTreeMap<PathBuf, usize>,
) {
    let path = config.path.clone();
    let mut entry = entry(&config, ConfigStatus::Ok);
    let snapshot = match unplain_host::read(&path) {
        Ok(Some(snapshot)) => snapshot,
        Ok(None) => {
            entry.status = ConfigStatus::Absent;
            survey.entries.push(entry);
            return;
        }
        Err(error) => {
            entry.status = ConfigStatus::Unreadable;
            survey.entries.push(entry);
            survey.note(
                Problem::new("unreadable", Severity::Error, error.message)
                    .at(&path)
                    .help(error.help),
            );
            return;
        }
    };
    // Two names of one file are one config with the readers of both.
    if let Some(known) = by_target.get(snapshot.target()) {
        for reader in config.readers {
            survey.parsed[*known].add_reader(reader);
        }
        survey.entries.push(entry);
        return;
    }
    let target = snapshot.target().to_owned();
    let (text, kept) = match purpose {
        Purpose::Look => (snapshot.into_text(), None),
        Purpose::Change => (snapshot.text().to_owned(), Some(snapshot)),
    };
    let again = || unplain_host::read(&path).ok().flatten().map(Snapshot::into_text);
    if understand(config, entry, text, &again, survey) {
        by_target.insert(target, survey.parsed.len() - 1);
        survey.snapshots.extend(kept);
    }
}

/// Parses a config and finds the secrets in it; whether that was possible. The parser takes the text: what does not parse
/// is got once more.
fn understand(
    config: Config,
    mut entry: ConfigEntry,
    text: String,
    again: &dyn Fn() -> Option<String>,
    survey: &mut Survey,
) -> bool {
    let format = config.format();
    let error = match Document::parse(text, format.into()) {
        Ok(document) => {
            if config.scope() == Scope::Managed {
                entry.status = ConfigStatus::Managed;
            }
            survey.entries.push(entry);
            survey.parsed.push(Parsed::new(config, document));
            return true;
        }
        Err(error) => error,
    };
    entry.status = ConfigStatus::Invalid;
    survey.entries.push(entry);
    let what = format!("is no valid {}: {}", format_name(format), error.kind);
    let problem = Problem::new("invalid", Severity::Error, what)
        .at(&config.path)
        .on((error.line, error.column));
    survey.note(problem.help("mend it, then run this again"));
    survey.broken.push((config, again().map(|text| find_in_lines(&text)).unwrap_or_default()));
    false
}

fn entry(config: &Config, status: ConfigStatus) -> ConfigEntry {
    let ids = config.readers.iter().map(|reader| reader.agent.id.clone());
    let mut readers: Vec<String> = ids.collect();
    readers.dedup();
    ConfigEntry {
        agent: readers.first().cloned().unwrap_or_default(),
        readers,
        scope: config.scope(),
        path: config.path.display().to_string(),
        format: config.format(),
        status,
        problems: Vec::new(),
    }
}

fn format_name(format: unplain_core::Format) -> &'static str {
    match format {
        unplain_core::Format::Json => "JSON",
        unplain_core::Format::Jsonc => "JSON with comments",
        unplain_core::Format::Json5 => "JSON5",
        unplain_core::Format::Toml => "TOML",
        unplain_core::Format::Yaml => "YAML",
        unplain_core::Format::Dotenv => "dotenv file",
        unplain_core::Format::Shell => "shell file",
        unplain_core::Format::Fish => "fish file",
        unplain_core::Format::PowerShell => "PowerShell file",
    }
}

/// Names that references use in configs that are read here but were not surveyed.
pub(crate) fn referenced_elsewhere(survey: &Survey, around: &Surroundings) -> BTreeSet<String> {
    let known: BTreeSet<&str> = survey.entries.iter().map(|entry| entry.path.as_str()).collect();
    let mut names = BTreeSet::new();
    for config in nearby(&around.cwd, around) {
        if known.contains(config.path.display().to_string().as_str()) {
            continue;
        }
        let Ok(Some(snapshot)) = unplain_host::read(&config.path) else { continue };
        let format = config.format();
        if let Ok(document) = Document::parse(snapshot.into_text(), format.into()) {
            names.extend(Parsed::new(config, document).referenced());
        }
    }
    names
}

/// The folder that an agent started here takes for its project.
pub(crate) fn opened(around: &Surroundings) -> PathBuf {
    unplain_host::git_root(&around.cwd).unwrap_or_else(|| around.cwd.clone())
}

/// The code of the problem that a variable holds a config with secrets.
pub(crate) const VARIABLE_HOLDS_SECRET: &str = "variable-holds-secret";

/// Configs that stand in variables of the environment: they are not ours to rewrite.
fn contents_of_variables(around: &Surroundings, survey: &mut Survey) {
    for agent in agents() {
        let Some(file) = agent.files.first() else { continue };
        for name in &agent.content_variables {
            let Some(text) = around.var(name) else { continue };
            let path = around.cwd.join(name);
            let config = Config { path, readers: vec![Reader { agent, file }], environment: None };
            let Ok(document) = Document::parse(text.to_owned(), file.format.into()) else {
                continue;
            };
            if Parsed::new(config, document).found.is_empty() {
                continue;
            }
            let message = format!("the config in the variable {name} holds a secret in plain text");
            let mut problem = Problem::new(VARIABLE_HOLDS_SECRET, Severity::Warning, message);
            problem.variable = VarName::parse(name);
            survey.problems.push(problem.of(&agent.id).help(
                "write a reference into it where it is set, and keep the value with `unplain set`",
            ));
        }
    }
}

/// The agents' own logins are named, not read.
fn auth_stores(place: &Where, around: &Surroundings, survey: &mut Survey) {
    if !place.paths.is_empty() {
        return;
    }
    for agent in agents() {
        if !place.agents.is_empty() && !place.agents.contains(&agent.id) {
            continue;
        }
        for (path, what) in agent.auth_stores(around) {
            if !path.exists() {
                continue;
            }
            survey.entries.push(ConfigEntry {
                agent: agent.id.clone(),
                readers: vec![agent.id.clone()],
                scope: Scope::User,
                path: path.display().to_string(),
                format: unplain_core::Format::Json,
                status: ConfigStatus::AuthStore,
                problems: Vec::new(),
            });
            let problem =
                Problem::new("auth-store", Severity::Note, format!("{what}: left to the agent"));
            survey.note(problem.at(&path).of(&agent.id));
        }
    }
}

/// Copies of configs, made by the agents, that hold one of the secrets that were found.
pub(crate) fn copies(survey: &Survey, around: &Surroundings) -> Vec<Problem> {
    let values: Vec<String> = survey
        .parsed
        .iter()
        .flat_map(|parsed| parsed.found.iter().filter_map(|found| parsed.value_of(found)))
        .map(std::borrow::Cow::into_owned)
        .filter(|value| value.len() >= 8)
        .collect();
    let mut problems = Vec::new();
    if values.is_empty() {
        return problems;
    }
    for agent in agents() {
        for copies in agent.copies(around) {
            for entry in std::fs::read_dir(&copies.folder).into_iter().flatten().flatten() {
                let name = entry.file_name().to_string_lossy().into_owned();
                if !name.starts_with(copies.prefix) || !name.ends_with(copies.suffix) {
                    continue;
                }
                let Ok(Some(snapshot)) = unplain_host::read(&entry.path()) else { continue };
                if values.iter().any(|value| snapshot.text().contains(value.as_str())) {
                    let what = format!("{} still holds a secret in plain text", copies.what);
                    let problem = Problem::new("copy-holds-secret", Severity::Warning, what)
                        .at(&entry.path());
                    problems.push(
                        problem
                            .of(&agent.id)
                            .help("delete the copy once you are sure that you do not need it"),
                    );
                }
            }
        }
    }
    problems
}
