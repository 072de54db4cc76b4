//! A value that is none of the form that the schema asks for.

use crate::{
    Severity,
    validate::{Check, Verdict, project::judged},
};

pub(crate) const CHECK: Check = Check {
    code: "bad-format",
    severity: Severity::Error,
    verdict: Verdict::Wrong,
    title: "A value breaks the format that the schema gives",
    about: "With `--env` the environment's values are compared with `format` and `pattern` of the schema, with \
            `--check-store` those of the encrypted store. In a `format`, `...` stands for one or more characters; a \
            `pattern` is a regular expression that has to match somewhere, as in JSON Schema. Nothing of a value is shown. \
            Most often it is another service's key, a key with a line end or quotes around it, or half a key.",
    mend: "Set the right value, or correct the format in the schema.",
    run: |project, problems| {
        // an empty one counts as not set: another check's
        for (origin, declared, value) in judged(project).filter(|(_, _, value)| !value.is_empty()) {
            if let Some(objection) = declared.objects_to(value) {
                let message = format!("{} {}: {objection}", declared.name, origin.in_words());
                let problem = origin.place(CHECK.says(message), project, declared);
                problems.push(problem.help("set the right value, or correct the schema"));
            }
        }
    },
};
