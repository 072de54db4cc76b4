//! A reference to a variable that the agent hides from this place.

use crate::{
    Parsed, Problem, Reader, Severity, uses,
    validate::{Check, Verdict, project::readers, show::at_use},
};

pub(crate) const CHECK: Check = Check {
    code: "blanked-name",
    severity: Severity::Error,
    verdict: Verdict::Wrong,
    title: "The agent reads this variable as empty",
    about: "Agents keep some variables from servers: Claude Code gives an empty string for `${SONAR_TOKEN}`, \
            `${NPM_TOKEN}` and many other names in a header or an address, although the variable is set, and says nothing.",
    mend: "Give the variable another name in the schema, in the store and in the config: with `MCP_` in front it arrives. \
           `unplain agents` lists the names.",
    run: |project, problems| {
        for parsed in project.files {
            let all = readers(parsed).into_iter().flat_map(|reader| look(parsed, reader));
            problems.extend(all);
        }
    },
};

/// The references whose value does not arrive.
pub(crate) fn look(parsed: &Parsed, reader: Reader) -> Vec<Problem> {
    let hidden = uses(parsed, reader).into_iter().filter(|item| {
        let blank = item.expansion.is_some_and(|own| own.blanks(&item.variable, item.slot));
        blank && item.default.is_none()
    });
    let problem = |item: &crate::Use| {
        let name = &reader.agent.name;
        let message = format!("{name} reads `{}` as empty here, even if it is set", item.variable);
        let help = format!("call it otherwise, such as `MCP_{}`", item.variable);
        at_use(CHECK.says(message), (parsed, item)).help(help)
    };
    hidden.map(|item| problem(&item)).collect()
}
