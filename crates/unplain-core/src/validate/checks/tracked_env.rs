//! A plain `.env` file that git tracks.

use crate::{
    Severity,
    validate::{Check, Verdict},
};

pub(crate) const CHECK: Check = Check {
    code: "tracked-env",
    severity: Severity::Error,
    verdict: Verdict::Wrong,
    title: "A plain `.env` file is tracked by git",
    about: "A `.env` file is where people write secrets down, and git never forgets what it tracked. With secrets in the \
            file it is an error; without, it is a warning, for frameworks such as Next.js want a `.env` with harmless \
            defaults committed. Encrypted files (`.env.enc`, files of SOPS or dotenvx) and `.env.example` and its like are \
            not meant.",
    mend: "`git rm --cached FILE`, and add it to `.gitignore`. `unplain import FILE` takes its values into the store. What \
           was committed has been seen: replace those credentials.",
    run: |project, problems| {
        for path in project.tracked {
            let shown = path.display().to_string();
            let inside = project.findings.iter().find(|finding| finding.path == shown);
            let mut problem = match inside {
                Some(finding) => {
                    let message = format!("{} in a plain file that git tracks", finding.what());
                    finding.as_problem(CHECK.says(message))
                }
                None => CHECK.says("git tracks this plain file of variables").at(path),
            };
            if inside.is_none() {
                problem.severity = Severity::Warning;
            }
            problems.push(problem.help(
                "`git rm --cached` it and add it to .gitignore; `unplain import` takes its values into the store",
            ));
        }
    },
};
