//! Stored values that still stand in configs and in the copies that agents keep of them.

use std::collections::BTreeMap;

use unplain_core::{
    Parsed, Problem, Severity, Surroundings, agents,
    trace::{Tracer, traceable},
};

use super::Kept;

/// The configs in which a stored value stands: lists of approved commands, comments, other servers.
pub(super) fn in_configs(files: &[Parsed], kept: &Kept) -> Vec<Problem> {
    let holding = Holding::new(kept);
    let problem = |parsed: &Parsed| {
        let (message, place) = holding.says(parsed.document.text())?;
        let problem = Problem::new("stored-in-clear", Severity::Warning, message);
        Some(
            problem
                .at(&parsed.config.path)
                .on(place)
                .help("`unplain scan` shows what can be moved; take the rest out by hand"),
        )
    };
    files.iter().filter_map(problem).collect()
}

/// The copies of configs in which a stored value stands.
pub(super) fn of_configs(ids: &[String], kept: &Kept, around: &Surroundings) -> Vec<Problem> {
    let holding = Holding::new(kept);
    let mut problems = BTreeMap::new();
    for agent in agents().iter().filter(|agent| ids.is_empty() || ids.contains(&agent.id)) {
        for copies in agent.copies(around) {
            for entry in std::fs::read_dir(&copies.folder).into_iter().flatten().flatten() {
                let name = entry.file_name().to_string_lossy().into_owned();
                if !name.starts_with(copies.prefix) || !name.ends_with(copies.suffix) {
                    continue;
                }
                let Ok(Some(snapshot)) = unplain_host::read(&entry.path()) else { continue };
                let Some((message, place)) = holding.says(snapshot.text()) else { continue };
                let message = format!("{}: {message}", copies.what);
                let problem = Problem::new("copy-holds-secret", Severity::Warning, message);
                let help = "delete the copy once you are sure that you do not need it";
                let problem = problem.at(&entry.path()).on(place).of(&agent.id).help(help);
                problems.insert(entry.path(), problem);
            }
        }
    }
    problems.into_values().collect()
}

/// Looks for the stored values.
struct Holding {
    names: Vec<String>,
    tracer: Option<Tracer>,
}

impl Holding {
    fn new(kept: &Kept) -> Self {
        let values = kept.values().iter().filter(|(_, value)| traceable(value).is_ok());
        let values: Vec<_> =
            values.map(|(name, value)| (name.clone(), value.duplicate())).collect();
        let names = values.iter().map(|(name, _)| name.to_string()).collect();
        Self { names, tracer: (!values.is_empty()).then(|| Tracer::new(&values)) }
    }

    /// Which of the values stand in a text, in words, and where the first does.
    fn says(&self, text: &str) -> Option<(String, (usize, usize))> {
        let mut file = self.tracer.as_ref()?.file();
        file.feed(text.as_bytes(), 0);
        let found = file.finish()?.found;
        let mut names: Vec<&str> = found
            .iter()
            .filter_map(|found| self.names.get(found.value))
            .map(String::as_str)
            .collect();
        names.sort_unstable();
        names.dedup();
        let first = found.first()?;
        let message = format!("the stored value of {} stands here in clear", names.join(", "));
        Some((message, (first.line, first.column)))
    }
}
