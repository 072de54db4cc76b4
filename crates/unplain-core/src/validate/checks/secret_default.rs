//! A secret as the default of a reference.

use crate::{
    Severity,
    validate::{Check, Verdict},
};

pub(crate) const CHECK: Check = Check {
    code: "secret-default",
    severity: Severity::Error,
    verdict: Verdict::Wrong,
    title: "The default of a reference is a secret",
    about: "`${TOKEN:-…}` with a real value behind `:-` looks like a reference, and is a secret in plain text. It also \
            hides that the variable is not set.",
    mend: "Take the default out and keep the value in the store: `unplain migrate` does both. Then replace the credential \
           where it was issued.",
    run: |project, problems| {
        for finding in project.findings.iter().filter(|finding| finding.stands_in_default()) {
            let message = format!("{} as the default of this reference", finding.what());
            let problem = finding.as_problem(CHECK.says(message));
            problems.push(problem.help("`unplain migrate` moves it into the store"));
        }
    },
};
