//! One token for two servers, where the schema forbids it.

use std::collections::BTreeMap;

use crate::{
    Severity,
    validate::{
        Check, Verdict,
        project::{UseIn, judged},
        show::at_use,
    },
};

pub(crate) const CHECK: Check = Check {
    code: "shared-token",
    severity: Severity::Error,
    verdict: Verdict::Wrong,
    title: "Two servers share a token that the schema keeps for one",
    about: "`\"shared\": false` says that a variable is for one server only, so that it can be revoked without stopping \
            another, and so that a leak has one possible source. The same server in the configs of several agents is one. \
            With `--env` or `--check-store`, two variables of one value count as well.",
    mend: "Have a token issued for each server, and give each a variable of its own.",
    run: |project, problems| {
        let mut users: BTreeMap<&str, BTreeMap<&str, UseIn<'_>>> = BTreeMap::new();
        for (parsed, item) in project.uses() {
            if let Some(server) = &item.server {
                users.entry(&item.variable).or_default().entry(server).or_insert((parsed, item));
            }
        }
        for (name, servers) in users {
            let alone = project.declared(name).is_some_and(|(_, declared)| !declared.shared);
            if !alone || servers.len() < 2 {
                continue;
            }
            for (server, place) in &servers {
                let others = servers.keys().filter(|other| *other != server);
                let others: Vec<String> = others.map(|other| format!("`{other}`")).collect();
                let message = format!("`{server}` shares {name} with {}", others.join(", "));
                problems.push(
                    at_use(CHECK.says(message), *place)
                        .help("the schema keeps it for one server: give each a token of its own"),
                );
            }
        }
        let judged: Vec<_> = judged(project).filter(|(_, _, value)| !value.is_empty()).collect();
        let mut by_value: BTreeMap<&str, Vec<&_>> = BTreeMap::new();
        for item in &judged {
            by_value.entry(item.2).or_default().push(item);
        }
        for group in by_value.values() {
            for (origin, declared, _) in group.iter().filter(|(_, declared, _)| !declared.shared) {
                let other = group.iter().find(|(_, other, _)| other.name != declared.name);
                let Some((_, other, _)) = other else { continue };
                let message = format!(
                    "{} {} has the value of {}",
                    declared.name,
                    origin.in_words(),
                    other.name
                );
                let problem = origin.place(CHECK.says(message), project, declared);
                problems.push(problem.help("have a token of its own issued for each"));
            }
        }
    },
};
