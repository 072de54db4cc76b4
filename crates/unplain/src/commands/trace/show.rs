//! What `trace` says to people.

use std::{collections::BTreeMap, path::Path};

use unplain_core::{Problem, Secret, Severity, VarName, trace::PlaceKind};

use super::Hit;
use crate::{
    context::Context,
    exit::Exit,
    output::{FAINT, GOOD, STRONG},
};

/// How many places of one file are shown; more with `-v`.
const SHOWN: usize = 5;

/// What a place of this kind is.
pub(super) fn what(kind: PlaceKind) -> &'static str {
    match kind {
        PlaceKind::Own => "a file of unplain's own",
        PlaceKind::Config => "a config",
        PlaceKind::Transcript => "a transcript",
        PlaceKind::History => "a history of commands",
        PlaceKind::Backup => "a copy of an earlier file",
        PlaceKind::Cache => "a cache",
        PlaceKind::Log => "a log",
        PlaceKind::State => "a program's own state",
        PlaceKind::Shell => "a shell's start-up file",
        PlaceKind::Dotenv => "a .env file",
        PlaceKind::Git => "a file of git's",
        PlaceKind::File => "a file",
    }
}

fn heading(kind: PlaceKind) -> &'static str {
    match kind {
        PlaceKind::Own => "unplain's own files",
        PlaceKind::Config => "Configs",
        PlaceKind::Transcript => "Transcripts",
        PlaceKind::History => "Histories of commands",
        PlaceKind::Backup => "Copies of earlier files",
        PlaceKind::Cache => "Caches",
        PlaceKind::Log => "Logs",
        PlaceKind::State => "Programs' own state",
        PlaceKind::Shell => "Shells' start-up files",
        PlaceKind::Dotenv => ".env files",
        PlaceKind::Git => "git's own files",
        PlaceKind::File => "Other files",
    }
}

/// What mends a place of this kind.
fn mend(kind: PlaceKind) -> &'static str {
    match kind {
        PlaceKind::Own => {
            "`unplain` never writes a value there in clear: please report it, and delete the file"
        }
        PlaceKind::Config => {
            "`unplain migrate` moves what the agent expands; take the rest out by hand, such as approved commands"
        }
        PlaceKind::Transcript => "delete these sessions in the agent, or their files",
        PlaceKind::History => "close the programs that write them, then take the lines out",
        PlaceKind::Backup => "delete the copies that you do not need",
        PlaceKind::Cache => "delete it: it is made again",
        PlaceKind::Log => "delete it",
        PlaceKind::State => "remove it in the program that keeps it",
        PlaceKind::Shell => {
            "`unplain migrate --include-shell` writes a load from the store in its place"
        }
        PlaceKind::Dotenv => "`unplain import FILE` keeps its values; then take the line out",
        PlaceKind::Git => {
            "take it out of the remote's address with `git remote set-url`, or edit the file"
        }
        PlaceKind::File => "write a reference in its place",
    }
}

fn count(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

fn files<'a>(hits: impl Iterator<Item = &'a Hit>) -> usize {
    let mut paths: Vec<&str> = hits.map(|hit| hit.finding.path.as_str()).collect();
    paths.dedup();
    paths.len()
}

/// The places by kind, and what they come to.
pub(super) fn text(
    hits: &[Hit],
    more: usize,
    what: &str,
    looked_at: usize,
    exit: Exit,
    context: &Context,
) -> String {
    let mut by_kind: BTreeMap<PlaceKind, Vec<&Hit>> = BTreeMap::new();
    for hit in hits {
        by_kind.entry(hit.kind).or_default().push(hit);
    }
    let mut text = String::new();
    for (kind, hits) in by_kind {
        let number = count(hits.len(), "place", "places");
        text.push_str(&format!("{STRONG}{}{STRONG:#}: {number}\n", heading(kind)));
        for of_file in hits.chunk_by(|a, b| a.finding.path == b.finding.path) {
            let shown = if context.printer.is_verbose() { of_file.len() } else { SHOWN };
            for hit in of_file.iter().take(shown) {
                text.push_str(&line(hit, context));
            }
            let more = of_file.len().saturating_sub(shown);
            if more > 0 {
                text.push_str(&format!("    {FAINT}and {more} more in this file{FAINT:#}\n"));
            }
        }
        text.push('\n');
    }
    let looked_at = count(looked_at, "file", "files");
    text.push_str(&match (hits.len(), exit) {
        (0, Exit::Done) => {
            format!("{GOOD}{what} found nowhere in clear{GOOD:#}, in {looked_at}.\n")
        }
        (0, _) => format!(
            "{what} found nowhere in clear, in {looked_at}; but not everything could be looked through.\n"
        ),
        (places, _) => format!(
            "{what} found in clear: {} of {}, in {looked_at} looked through.\n",
            count(places + more, "place", "places"),
            count(files(hits.iter()), "file", "files"),
        ),
    });
    text
}

fn line(hit: &Hit, context: &Context) -> String {
    let finding = &hit.finding;
    let path = context.short(Path::new(&finding.path));
    let place = if hit.is_text {
        format!("{path}:{}:{}", finding.line, finding.column)
    } else {
        format!("{path} at byte {}", hit.offset)
    };
    let name = finding.variable.as_ref().map(ToString::to_string).unwrap_or_default();
    let form = hit.form.map(|form| format!(", {form}")).unwrap_or_default();
    format!("  {place}  {FAINT}{name}{form}{FAINT:#}\n")
}

/// What mends the places of each kind, and that each value found is to be replaced.
pub(super) fn advise(hits: &[Hit], values: &[(VarName, Secret)], problems: &mut Vec<Problem>) {
    let mut by_mend: BTreeMap<(PlaceKind, &str), Vec<&Hit>> = BTreeMap::new();
    for hit in hits {
        by_mend.entry((hit.kind, hit.mend.unwrap_or(mend(hit.kind)))).or_default().push(hit);
    }
    for ((kind, help), hits) in by_mend {
        let severity = if kind == PlaceKind::Own { Severity::Error } else { Severity::Warning };
        let places = count(hits.len(), "place", "places");
        let files = count(files(hits.iter().copied()), "file", "files");
        let message = format!("{}: {places} in {files}", heading(kind));
        let code = format!("trace-{}", kind.id());
        problems.push(Problem::new(&code, severity, message).help(help));
    }
    for (name, _) in values {
        let mut of_name = hits.iter().filter(|hit| hit.finding.variable.as_ref() == Some(name));
        let Some(first) = of_name.next() else { continue };
        let message = format!("{name} counts as read by others: replace it where it was made");
        let page =
            first.finding.rotate.as_ref().map(|page| format!("at {page}, ")).unwrap_or_default();
        let mut problem = Problem::new("rotate", Severity::Warning, message);
        problem.variable = Some(name.clone());
        problems.push(problem.help(format!("{page}then `unplain set --force {name}`")));
    }
}
