//! `docs/checks/`: a page for each check of `unplain validate`, and the list of them.

use std::fmt::Write as _;

use anyhow::Result;
use unplain_core::{
    Severity,
    validate::{Check, Verdict, checks},
};

const HEAD: &str = "\
# Checks

What `unplain validate` looks for. Made from `crates/unplain-core/src/validate/checks/` by `cargo xtask generate`;
`unplain validate --explain CODE` prints the same pages.

The exit code is 1 if anything is wrong and 3 if anything could not be checked, which outranks it. A warning counts with
`--strict` only.

| code | severity | exit code | what is wrong |
| --- | --- | --- | --- |
";

/// All files of the folder, by name.
pub(super) fn files() -> Result<Vec<(String, String)>> {
    let mut files = vec![("README.md".to_owned(), index()?)];
    for check in checks() {
        files.push((format!("{}.md", check.code), page(check)));
    }
    Ok(files)
}

fn index() -> Result<String> {
    let mut text = HEAD.to_owned();
    for check in checks() {
        let (code, severity) = (check.code, severity(check));
        let title = check.title.replace('|', "\\|");
        writeln!(text, "| [`{code}`]({code}.md) | {severity} | {} | {title} |", exit(check))?;
    }
    Ok(text)
}

fn page(check: &Check) -> String {
    let Check { code, title, about, mend, .. } = check;
    let counts = match (check.verdict, check.severity) {
        (Verdict::Unchecked, _) => "it could not be checked: exit code 3",
        (_, Severity::Error) => "exit code 1",
        (_, Severity::Warning) => "exit code 1 with `--strict`",
        (_, Severity::Note) => "it never fails",
    };
    format!(
        "# {title}\n\n`{code}`, {}: {counts}. One of the [checks](README.md) of `unplain validate`.\n\n{about}\n\n\
         ## How it is mended\n\n{mend}\n",
        severity(check)
    )
}

fn severity(check: &Check) -> &'static str {
    match check.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn exit(check: &Check) -> &'static str {
    match (check.verdict, check.severity) {
        (Verdict::Unchecked, _) => "3",
        (_, Severity::Error) => "1",
        (_, Severity::Warning) => "1 with `--strict`",
        (_, Severity::Note) => "0",
    }
}
