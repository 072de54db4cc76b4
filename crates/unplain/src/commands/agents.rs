//! `unplain agents`: the known agents, their files, and how a value can reach a server from each. Made from the agents'
//! data.

use unplain_core::{
    Agent, AgentFile, ChildEnv, Delivery, MATRIX_SLOTS, Report, Scope, VarName, agents,
    report::{AgentEntry, AgentFileEntry},
};

use crate::{
    context::Context,
    exit::{Exit, Failure},
    output::{self, FAINT, STRONG},
    survey,
};

const LEGEND: &str = "\
expand   the agent expands the reference          name   a field names the variable
inherit  the entry goes, the server inherits it   none   the secret is reported and stays; of a local server,
                                                         `migrate --wrap` moves what stands in env and args
";

pub(crate) fn run(context: &Context) -> Result<Exit, Failure> {
    let installed = survey::installed(&context.around);
    let is_here = |agent: &Agent| installed.contains(agent.id.as_str());
    let known: Vec<AgentEntry> =
        agents().iter().map(|agent| entry(agent, is_here(agent), context)).collect();
    if context.printer.is_verbose() {
        for (agent, entry) in agents().iter().zip(&known) {
            context.printer.data(&details(agent, entry, context));
        }
    } else {
        context.printer.data(&matrix(&known, context));
    }
    context.printer.report(&Report { agents: known, ..Report::default() });
    Ok(Exit::Done)
}

pub(super) fn entry(agent: &Agent, installed: bool, context: &Context) -> AgentEntry {
    let files = agent.files.iter().map(|file| file_entry(agent, file, context));
    AgentEntry {
        id: agent.id.clone(),
        name: agent.name.clone(),
        installed,
        version: None,
        files: files.filter(|file| !file.paths.is_empty()).collect(),
    }
}

fn file_entry(agent: &Agent, file: &AgentFile, context: &Context) -> AgentFileEntry {
    let absolute = file.absolute_paths(&context.around);
    let paths = absolute.iter().map(|path| path.display().to_string());
    let probe = VarName::parse("VAR").filter(|_| file.scope != Scope::Managed);
    let expansion = file.expansion.as_ref().zip(probe);
    let [env, arg, url, header] = MATRIX_SLOTS.map(|slot| file.delivery(agent, slot));
    AgentFileEntry {
        scope: file.scope,
        format: file.format,
        paths: paths.chain(file.project_paths().map(str::to_owned)).collect(),
        reference: expansion.map(|(expansion, probe)| expansion.spell(&probe)),
        env,
        arg,
        url,
        header,
        why_none: file.why_none.clone(),
    }
}

/// A line for each agent and each way in which its files differ, those of an administrator left out.
fn matrix(known: &[AgentEntry], context: &Context) -> String {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for agent in known {
        let mut groups: Vec<(Vec<String>, Vec<&str>)> = Vec::new();
        for file in agent.files.iter().filter(|file| file.scope != Scope::Managed) {
            if ways(file).iter().all(|way| *way == "–") {
                continue;
            }
            let cells: Vec<String> = std::iter::once(file.reference.clone().unwrap_or_default())
                .chain(ways(file).map(str::to_owned))
                .collect();
            let paths = file.paths.iter().map(String::as_str);
            match groups.iter_mut().find(|(known, _)| *known == cells) {
                Some((_, known)) => known.extend(paths),
                None => groups.push((cells, paths.collect())),
            }
        }
        for (number, (cells, paths)) in groups.into_iter().enumerate() {
            let (id, here) = match (number, agent.installed) {
                (0, true) => (agent.id.as_str(), "installed"),
                (0, false) => (agent.id.as_str(), ""),
                _ => ("", ""),
            };
            let mut row = vec![id.to_owned(), files(&paths, context)];
            row.extend(cells);
            row.push(here.to_owned());
            rows.push(row);
        }
    }
    let head = ["agent", "files", "reference", "env", "args", "url", "headers", ""];
    format!("{}\n{FAINT}{LEGEND}{FAINT:#}", output::table(&head, &rows))
}

/// The first of some paths that is not long, else the first without its middle, and how many more there are.
fn files(paths: &[&str], context: &Context) -> String {
    const WIDTH: usize = 38;
    let short: Vec<String> =
        paths.iter().map(|path| context.short(std::path::Path::new(path))).collect();
    let fitting = short.iter().find(|path| path.chars().count() <= WIDTH);
    let Some(path) = fitting.or(short.first()).cloned() else { return String::new() };
    let length = path.chars().count();
    let path = if length > WIDTH {
        let start: String = path.chars().take(WIDTH / 2).collect();
        let end: String = path.chars().skip(length - WIDTH / 2 + 1).collect();
        format!("{start}…{end}")
    } else {
        path
    };
    match paths.len() {
        1 => path,
        more => format!("{path} (+{})", more - 1),
    }
}

/// One agent with all its files.
fn details(agent: &Agent, entry: &AgentEntry, context: &Context) -> String {
    let here = if entry.installed { ", installed" } else { "" };
    let child = match agent.child_env {
        ChildEnv::All => "a local server gets the agent's whole environment",
        ChildEnv::Subset => "a local server gets what its config names and little more",
    };
    let mut text = format!("{STRONG}{}{STRONG:#} ({}{here})\n  {child}\n", agent.name, agent.id);
    for file in &entry.files {
        let scope = format!("{:?}", file.scope).to_lowercase();
        let format = format!("{:?}", file.format).to_uppercase();
        let [env, args, url, headers] = ways(file);
        text.push_str(&format!(
            "  {scope}, {format}: env {env}, args {args}, url {url}, headers {headers}"
        ));
        if let Some(reference) = &file.reference {
            text.push_str(&format!("; {reference}"));
        }
        text.push('\n');
        if let Some(why) = &file.why_none {
            text.push_str(&format!("    {FAINT}{why}{FAINT:#}\n"));
        }
        for path in &file.paths {
            text.push_str(&format!("    {}\n", context.short(std::path::Path::new(path))));
        }
    }
    text.push('\n');
    text
}

fn ways(file: &AgentFileEntry) -> [&'static str; 4] {
    [file.env, file.arg, file.url, file.header].map(|delivery| match delivery {
        None => "–",
        Some(Delivery::Expand) => "expand",
        Some(Delivery::Name) => "name",
        Some(Delivery::Inherit) => "inherit",
        Some(Delivery::Wrap) => "wrap",
        Some(Delivery::File) => "file",
        Some(Delivery::None) => "none",
    })
}
