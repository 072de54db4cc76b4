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
    about: "No config and no workflow of the project names the variable, and the schema's `required_for` \
            names no program that needs it. People are asked for a secret that nobody needs, and nobody dares to revoke it.",
    mend: "Take it out of the schema, or say in `required_for` what needs it. This check is made only when the whole \
           project is looked at.",
    run: |project, problems| {
        let Some((path, schema)) = project.schema else { return };
        if project.extent == Extent::Part {
            return;
        }
        let configs = project.files.iter().map(|parsed| parsed.document.text());
        let workflows = project.workflows.iter().map(|flow| flow.document.text());
        let mentioned: BTreeSet<&str> = configs.chain(workflows).flat_map(words).collect();
        for declared in &schema.variables {
            let name = declared.name.as_str();
            if mentioned.contains(name) || !declared.required_for.is_empty() {
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

/// The words of a text that may be names of variables: also those in references that the agent does not expand.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).filter(|word| !word.is_empty())
}
