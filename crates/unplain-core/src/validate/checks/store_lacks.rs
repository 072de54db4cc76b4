//! A required variable that no store has.

use crate::{
    Severity,
    schema::Need,
    validate::{Check, Verdict},
};

pub(crate) const CHECK: Check = Check {
    code: "store-lacks",
    severity: Severity::Warning,
    verdict: Verdict::Wrong,
    title: "The store lacks a variable that the schema requires",
    about: "The schema says that the project does not work without the variable, and the project has a store, which does \
            not hold it, or holds an empty value. `unplain run` cannot give it to anybody. It is a warning, as it may come \
            from elsewhere, such as the environment of a pipeline; with `--for NAME` only what NAME needs is looked at. \
            With `--user` the user's own store counts too. No key is needed for this check.",
    mend: "`unplain set NAME`, or declare it under `optional`.",
    run: |project, problems| {
        let Some((path, schema)) = project.schema else { return };
        // what is in a store that cannot be read is not known
        let Some(stores) =
            project.stores.iter().map(|store| store.names.as_ref()).collect::<Option<Vec<_>>>()
        else {
            return;
        };
        let Some(first) = project.stores.iter().min_by_key(|store| store.owner) else { return };
        let required = schema.variables.iter().filter(|known| known.need == Need::Required);
        for declared in required.filter(|known| project.is_wanted(known)) {
            let name = &declared.name;
            if stores.iter().any(|names| names.contains(name)) {
                continue;
            }
            let place = first.path.file_name().unwrap_or_default().display();
            let message = format!("{name} is required, and {place} has no value for it");
            let at = &declared.at;
            let problem = CHECK.says(message).at(path).on((at.line, at.column));
            let problem = problem.pointing(&at.pointer).about(name);
            problems.push(problem.help(format!("`unplain set {name}`, or declare it as optional")));
        }
    },
};
