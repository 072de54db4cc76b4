//! A value that was never filled in.

use crate::{
    Severity,
    rules::{ValueKind, classify},
    validate::{
        Check, Verdict,
        project::{Origin, judged},
    },
};

pub(crate) const CHECK: Check = Check {
    code: "placeholder",
    severity: Severity::Error,
    verdict: Verdict::Wrong,
    title: "A value is a placeholder",
    about: "With `--env` and `--check-store`: the variable is set, but to a text such as `your-api-key-here` or `changeme` \
            that an example came with, or to a reference that nothing expanded.",
    mend: "Set the real value: `unplain set NAME`.",
    run: |project, problems| {
        for (origin, declared, value) in judged(project) {
            let what = match classify(value, Some(declared.name.as_str())) {
                ValueKind::Placeholder => "a placeholder",
                ValueKind::Reference => "the text of a reference, which nothing expanded",
                _ => continue,
            };
            let message = format!("{} {} is {what}", declared.name, origin.in_words());
            let problem = origin.place(CHECK.says(message), project, declared);
            problems.push(
                problem.help(match origin {
                    Origin::Environment => {
                        "set the real value where this runs, or run this through `unplain run`"
                            .to_owned()
                    }
                    Origin::Store => format!("`unplain set {}` sets the real value", declared.name),
                }),
            );
        }
    },
};
