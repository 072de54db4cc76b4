//! A value that an agent breaks on its way to the server.

use crate::{
    Severity,
    validate::{Check, Verdict, show::at_use},
};

pub(crate) const CHECK: Check = Check {
    code: "cannot-carry",
    severity: Severity::Error,
    verdict: Verdict::Wrong,
    title: "A value holds characters that the agent breaks",
    about: "With `--env` and `--check-store`: OpenCode and Kilo paste a value into their config's text without escaping. A \
            quote, a backslash or a line end in it breaks the config; a text that looks like a reference is expanded once \
            more.",
    mend: "Have another value issued, or let the server inherit the variable instead of naming it in the config.",
    run: |project, problems| {
        for (parsed, item) in project.uses() {
            let values = project.values().filter(|(_, name, _)| *name == item.variable);
            for (origin, name, value) in values {
                let reason = item.expansion.and_then(|own| own.cannot_carry(item.slot, value));
                if let Some(reason) = reason {
                    let value = origin.in_words();
                    let message = format!(
                        "{} can't carry {name} {value} to this place: {reason}",
                        item.agent.name
                    );
                    problems.push(
                        at_use(CHECK.says(message), (parsed, item)).help(
                            "let the server inherit the variable, or have another value issued",
                        ),
                    );
                }
            }
        }
    },
};
