//! `--explain CODE`: the page of a check.

use unplain_core::{
    Severity,
    validate::{Check, Verdict, check, checks},
};

use crate::{
    context::Context,
    exit::{Exit, Failure},
    output::{FAINT, PLACE, STRONG, page, put_out, severity_word, table},
};

/// How long a line may be at most, in characters.
const WIDTH: usize = 100;

pub(super) fn run(code: Option<&str>, _context: &Context) -> Result<Exit, Failure> {
    let Some(code) = code else {
        put_out(&list());
        return Ok(Exit::Done);
    };
    let Some(check) = check(code) else {
        let message = format!("there is no check `{}`", unplain_host::printable(code));
        let help = "`unplain validate --explain` lists the codes";
        return Err(Failure::new(Exit::Usage, "usage", message, help));
    };
    let width = terminal_size::terminal_size().map_or(WIDTH, |(width, _)| width.0.into());
    put_out(&explained(check, width.clamp(20, WIDTH)));
    Ok(Exit::Done)
}

fn list() -> String {
    let row = |check: &&Check| {
        let severity = severity_word(check.severity).to_owned();
        vec![check.code.to_owned(), severity, check.title.to_owned()]
    };
    let rows: Vec<Vec<String>> = checks().iter().map(row).collect();
    table(&["code", "severity", "what is wrong"], &rows)
}

fn explained(check: &Check, width: usize) -> String {
    let text = |markdown| page::wrapped(&page::plain(markdown), width);
    let counts = match (check.verdict, check.severity) {
        (Verdict::Unchecked, _) => "exit code 3",
        (_, Severity::Error) => "exit code 1",
        (_, Severity::Warning) => "exit code 1 with --strict",
        (_, Severity::Note) => "no failure",
    };
    let (code, severity) = (check.code, severity_word(check.severity));
    let (title, address) = (page::wrapped(check.title, width), page::address(check));
    format!(
        "{STRONG}{code}{STRONG:#} {FAINT}({severity}: {counts}){FAINT:#}\n{STRONG}{}{STRONG:#}\n\n{}\n\
         {STRONG}How it is mended{STRONG:#}\n\n{}\n{PLACE}{address}{PLACE:#}\n",
        title.trim_end(),
        text(check.about),
        text(check.mend),
    )
}
