//! A secret in plain text in an agent's config.

use crate::{
    Applicability, Severity,
    validate::{Check, Verdict},
};

pub(crate) const CHECK: Check = Check {
    code: "inline-secret",
    severity: Severity::Error,
    verdict: Verdict::Wrong,
    title: "A secret stands in a config in plain text",
    about: "Who can read the file has the secret: everybody who clones the repository, every backup, and the language \
            model whose tools read the disk.",
    mend: "`unplain migrate` keeps the value in the store and leaves the agent a reference. Then replace the credential \
           where it was issued, for the old one has been seen. A value that is no secret can be \
           [allowed](../settings.md#secrets-that-may-stay), with a reason.",
    run: |project, problems| {
        let inline = project.findings.iter().filter(|finding| !finding.agent.is_empty());
        for finding in inline.filter(|finding| !finding.stands_in_default()) {
            let help = match (finding.applicability, &finding.reason) {
                (Applicability::Safe, _) => "`unplain migrate` moves it into the store".to_owned(),
                (_, Some(reason)) => format!("it can't be moved by itself: {reason}"),
                (_, None) => "keep it out of this file".to_owned(),
            };
            let message = format!("{} in plain text in {}", finding.what(), finding.stands_in());
            problems.push(finding.as_problem(CHECK.says(message)).help(help));
        }
    },
};
