//! A variable that has to be set and is not.

use std::collections::BTreeSet;

use super::undeclared::is_systems;
use crate::{
    Severity,
    schema::Need,
    validate::{Check, Verdict, show::at_use},
};

pub(crate) const CHECK: Check = Check {
    code: "unset-variable",
    severity: Severity::Error,
    verdict: Verdict::Wrong,
    title: "A variable that is required is not set",
    about: "With `--env` the environment is asked: each variable under `required` in the schema has to be set and not \
            empty; with `--for NAME` only those whose `required_for` names it. A variable that only a config refers to is a \
            warning: what the server gets then is said.",
    mend: "Set the variable, start the command through `unplain run`, or declare it under `optional`.",
    run: |project, problems| {
        let Some(environment) = project.environment else { return };
        let is_set = |name: &str| environment.get(name).is_some_and(|value| !value.is_empty());
        if let Some((path, schema)) = project.schema {
            let required = schema.variables.iter().filter(|known| known.need == Need::Required);
            for declared in required.filter(|known| project.is_wanted(known)) {
                if is_set(declared.name.as_str()) {
                    continue;
                }
                let needed = match declared.required_for.as_slice() {
                    [] => String::new(),
                    some => format!("; {} needs it", some.join(", ")),
                };
                let problem =
                    CHECK.says(format!("{} is required and not set{needed}", declared.name));
                let at = &declared.at;
                let problem = problem.at(path).on((at.line, at.column)).pointing(&at.pointer);
                problems.push(
                    problem
                        .about(&declared.name)
                        .help("set it where this runs, or run this through `unplain run`"),
                );
            }
        }
        if !project.purposes.is_empty() {
            return;
        }
        let mut told = BTreeSet::new();
        for (parsed, item) in project.uses() {
            let name = item.variable.as_str();
            let elsewhere =
                item.given_here || item.default.is_some() || item.is_wrapped() || is_systems(name);
            if elsewhere || is_set(name) || project.declared(name).is_some() {
                continue;
            }
            if told.insert((&parsed.config.path, name)) {
                let gives = item.expansion.map_or("nothing", |own| own.unset_gives(item.slot));
                let message = format!("{name} is not set: {} gets {gives}", item.agent.name);
                let mut problem = at_use(CHECK.says(message), (parsed, item));
                problem.severity = Severity::Warning;
                problems.push(problem.help("set it where the agent is started"));
            }
        }
    },
};
