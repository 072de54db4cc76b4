//! A key of the schema that means nothing here.

use crate::{
    Severity,
    schema::Part,
    validate::{Check, Verdict},
};

pub(crate) const CHECK: Check = Check {
    code: "schema-unknown-key",
    severity: Severity::Note,
    verdict: Verdict::Wrong,
    title: "The schema has a key that means nothing to unplain",
    about: "A key that is not known is kept and changes nothing: other programs may use it. It may also be a typing error, \
            and then what it should say is not checked.",
    mend: "Correct the key if it is one of [the known ones](../schema.md); else leave it.",
    run: |project, problems| {
        let Some((path, schema)) = project.schema else { return };
        for at in &schema.unknown {
            let mut problem = CHECK.says("this key means nothing to unplain and changes nothing");
            problem = problem.at(path).on((at.line, at.column)).pointing(&at.pointer);
            problem.excerpt = at.excerpt(Part::Key);
            problems.push(problem.help("leave it if another program uses it"));
        }
    },
};
