//! A server that is given a token which opens more than it needs.

use crate::{
    Severity, VarName,
    rules::{Breadth, Rule, rules, whole},
    validate::{Check, Project, Verdict, show::at_use},
};

pub(crate) const CHECK: Check = Check {
    code: "broad-token",
    severity: Severity::Warning,
    verdict: Verdict::Wrong,
    title: "A server uses a kind of token that opens everything its owner may do",
    about: "Some kinds of tokens cannot be restricted, such as GitHub's classic personal tokens (`ghp_`): the server, and \
            who steals the token from it, may do whatever their owner may. The kind is told by the `format` in the schema, \
            and by the value with `--env` or `--check-store`.",
    mend: "Use a kind that can be restricted, such as GitHub's fine-grained tokens (`github_pat_`), and say so in the \
           schema's `format`.",
    run: |project, problems| {
        let mut told = std::collections::BTreeSet::new();
        for (parsed, item) in project.uses() {
            let Some(rule) = broad(project, &item.variable) else { continue };
            let server = item.server.clone().unwrap_or_default();
            if told.insert((item.variable.clone(), server.clone())) {
                let user =
                    if server.is_empty() { "this place".to_owned() } else { format!("`{server}`") };
                let message = format!(
                    "{user} is given a {} credential ({}) that opens all that its owner may do",
                    rule.provider, rule.id
                );
                let mut problem = at_use(CHECK.says(message), (parsed, item));
                problem.variable = VarName::parse(&item.variable);
                problems.push(problem.help("use a kind of token that can be restricted"));
            }
        }
    },
};

/// The broad kind of token that a variable holds, by its value or by the schema's format.
fn broad(project: &Project<'_>, name: &str) -> Option<&'static Rule> {
    let values = project.values().filter(|(_, known, _)| *known == name);
    let mut by_value =
        values.filter_map(|(_, _, value)| whole(value)).map(|hit| hit.rule).peekable();
    if by_value.peek().is_some() {
        return by_value.find(|rule| rule.breadth == Breadth::Broad);
    }
    let (_, declared) = project.declared(name)?;
    let start = declared.format.as_deref()?.split("...").next().filter(|start| start.len() >= 3)?;
    let fits = |rule: &&Rule| {
        let prefix = rule.public_prefix();
        !prefix.is_empty() && start.starts_with(prefix)
    };
    let known = rules().iter().filter(fits);
    let best = known.max_by_key(|rule| rule.public_prefix().len())?;
    (best.breadth == Breadth::Broad).then_some(best)
}
