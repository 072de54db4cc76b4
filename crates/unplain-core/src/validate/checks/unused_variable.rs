//! A variable of the schema that nothing uses.

use std::collections::BTreeSet;

use crate::{
    Severity,
    validate::{Check, Extent, Verdict},
};

pub(crate) const CHECK: Check = Check {
    code: "unused-variable",
    severity: Severity::Warning,
    verdict: Verdict::Wrong,
    title: "The schema has a variable that nothing uses",
    about: "No config of the project refers to the variable, no workflow passes it on, and the schema's `required_for` \
            names no program that needs it. People are asked for a secret that nobody needs, and nobody dares to revoke it.",
    mend: "Take it out of the schema, or say in `required_for` what needs it. This check is made only when the whole \
           project is looked at.",
    run: |project, problems| {
        let Some((path, schema)) = project.schema else { return };
        if project.extent == Extent::Part {
            return;
        }
        let used: BTreeSet<&str> = project.uses().map(|(_, item)| item.variable.as_str()).collect();
        for declared in &schema.variables {
            let name = declared.name.as_str();
            let in_workflow =
                || project.workflows.iter().any(|flow| names(flow.document.text(), name));
            if used.contains(name) || !declared.required_for.is_empty() || in_workflow() {
                continue;
            }
            let problem = CHECK.says(format!("nothing here uses {name}"));
            let at = &declared.at;
            let problem = problem.at(path).on((at.line, at.column)).pointing(&at.pointer);
            problems.push(
                problem
                    .about(&declared.name)
                    .help("take it out of the schema, or name in `required_for` what needs it"),
            );
        }
    },
};

/// Whether a text holds a name as a word.
fn names(text: &str, name: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.match_indices(name)
        .any(|(at, _)| !text[..at].ends_with(part) && !text[at + name.len()..].starts_with(part))
}
