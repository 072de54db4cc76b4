//! A format that says something else than it seems to.

use crate::{
    Severity,
    schema::{Odd, Part},
    validate::{Check, Verdict},
};

pub(crate) const CHECK: Check = Check {
    code: "schema-format",
    severity: Severity::Note,
    verdict: Verdict::Wrong,
    title: "A format may not say what it is meant to",
    about: "In a `format`, three dots `...` stand for one or more characters, and all else for itself. Without them only \
            one value fits, which then stands in the schema for everybody to read. The single character `…`, which some \
            editors put in the place of three dots, stands for itself.",
    mend: "Write the public beginning and three dots, such as `sk-ant-...`. A regular expression belongs into `pattern`.",
    run: |project, problems| {
        let Some((path, schema)) = project.schema else { return };
        for (at, odd) in &schema.odd_formats {
            let (message, help) = match odd {
                Odd::Fixed => (
                    "this format has no `...`: only one value fits",
                    "write `...` for the part that differs; a regular expression belongs into `pattern`",
                ),
                Odd::Ellipsis => (
                    "this format holds the character `…`, which stands for itself",
                    "write three dots `...`",
                ),
            };
            let mut problem = CHECK.says(message);
            problem = problem.at(path).on((at.line, at.column)).pointing(&at.pointer);
            problem.excerpt = at.excerpt(Part::Value);
            problems.push(problem.help(help));
        }
    },
};
