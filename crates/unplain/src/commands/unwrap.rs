//! `unplain unwrap`: takes wrappers away again; what they asked the store for comes back in plain text.

use std::collections::BTreeSet;

use unplain_core::{
    AskedStore, Decision, Plan, Problem, Provider as _, Report, Rewrite, Scope, Secret, Severity,
    VarName, WrappedServer, wrapped_servers,
};

use super::write::{self, Job};
use crate::{
    cli::Unwrap,
    context::Context,
    exit::{Exit, Failure},
    output, prompt,
    remembered::Remembered,
    store::{Stores, Which},
    survey::{self, Purpose, Survey},
};

pub(crate) fn run(args: &Unwrap, context: &Context) -> Result<Exit, Failure> {
    let stores = Stores::open(&context.around.cwd, &context.around)?;
    let mut survey = survey::survey(&args.place, Purpose::Change, &context.around);
    survey.problems.retain(|problem| problem.severity == Severity::Error);
    let draft = draft(args, &survey, &stores)?;
    let mut problems = std::mem::take(&mut survey.problems);
    problems.extend(draft.stays.iter().cloned());
    show(&draft, &survey, context);
    let mut exit = match problems.iter().any(|problem| problem.severity == Severity::Error) {
        true => Exit::Incomplete,
        false => Exit::Done,
    };
    if draft.rewrites.is_empty() {
        let text = match exit {
            Exit::Done => "No server here is started through `unplain run`.\n",
            _ => "Nothing was changed.\n",
        };
        context.printer.data(text);
    } else if args.yes || (context.can_ask() && confirmed()) {
        let done = carry_out(draft, &survey, &stores, context)?;
        let failed = done.iter().any(|problem| problem.severity == Severity::Error);
        exit = if failed { Exit::Incomplete } else { exit };
        problems.extend(done);
    } else if context.can_ask() {
        context.printer.talk("Nothing was changed.\n");
        exit = exit.max(Exit::Objection);
    } else {
        let message = "nothing was changed: there is no terminal to ask at";
        let problem = Problem::new("not-confirmed", Severity::Error, message);
        problems.push(problem.help("look at the plan, then give --yes"));
        exit = Exit::Incomplete;
    }
    context.printer.problems(&problems, &context.around.home);
    context.printer.report(&Report { configs: survey.entries, problems, ..Report::default() });
    Ok(exit)
}

fn confirmed() -> bool {
    prompt::confirm("Write these secrets back into the configs, in plain text?")
}

/// What is to be done.
struct Draft {
    rewrites: Vec<Rewrite>,
    /// By the index of their files.
    servers: Vec<(usize, WrappedServer)>,
    /// Servers that stay as they are.
    stays: Vec<Problem>,
}

fn draft(args: &Unwrap, survey: &Survey, stores: &Stores) -> Result<Draft, Failure> {
    let mut draft = Draft { rewrites: Vec::new(), servers: Vec::new(), stays: Vec::new() };
    let asked = |server: &WrappedServer| {
        args.servers.is_empty()
            || server.name.as_ref().is_some_and(|name| args.servers.contains(name))
    };
    let mut found: Vec<(usize, WrappedServer)> = Vec::new();
    for (file, parsed) in survey.parsed.iter().enumerate() {
        found
            .extend(wrapped_servers(parsed).into_iter().filter(asked).map(|server| (file, server)));
    }
    let known = |name: &String| found.iter().any(|(_, server)| server.name.as_ref() == Some(name));
    if let Some(unknown) = args.servers.iter().find(|name| !known(name)) {
        let name = unknown.escape_debug();
        let message = format!("no server called `{name}` is started through `unplain run` here");
        let help = "check its name in the agent's config";
        return Err(Failure::incomplete("unknown-server", message, help));
    }
    if found.is_empty() {
        return Ok(draft);
    }
    let of_user = match stores.is_there(Which::User)? {
        true => {
            let names: BTreeSet<VarName> =
                found.iter().flat_map(|(_, server)| server.variables()).collect();
            stores.user.get(&names.into_iter().collect::<Vec<_>>())?
        }
        false => Vec::new(),
    };
    let of_all = stores.values()?;
    let value = |store: AskedStore, name: &VarName| {
        let values = if store == AskedStore::Users { &of_user } else { &of_all };
        values
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value): &(_, Secret)| value.expose())
    };
    for (file, parsed) in survey.parsed.iter().enumerate() {
        let here: Vec<&WrappedServer> =
            found.iter().filter(|(of, _)| *of == file).map(|(_, server)| server).collect();
        if here.is_empty() {
            continue;
        }
        let stays = |server: &WrappedServer, reason: &str| {
            let name = server.name.as_deref().unwrap_or("a server");
            let message = format!("`{name}` stays wrapped: {reason}");
            let problem = Problem::new("not-unwrapped", Severity::Error, message);
            let problem = problem.at(&parsed.config.path).on((server.line, 1));
            problem.help("`unplain set NAME` keeps a value; `unplain undo` gives the old file back")
        };
        let managed = parsed.config.scope() == Scope::Managed;
        let untouched = match (&parsed.left_alone, managed) {
            (Some(reason), _) => Some(reason.clone()),
            (None, true) => Some("the file is set by this machine's administrator".to_owned()),
            (None, false) => None,
        };
        if let Some(reason) = untouched {
            draft.stays.extend(here.iter().map(|server| stays(server, &reason)));
            continue;
        }
        let readers = parsed.config.binding_readers(&survey.installed);
        let unwrapping = unplain_core::unwrap(parsed, &readers, &here, &value);
        let reasons = here.iter().zip(&unwrapping.stays);
        draft
            .stays
            .extend(reasons.filter_map(|(server, reason)| Some(stays(server, reason.as_deref()?))));
        let Some(proven) = unwrapping.proven else { continue };
        // nothing moves to a store, so there is nothing for `undo` to take back place by place
        draft.rewrites.push(Rewrite { file, proven, edits: Vec::new() });
        draft.servers.extend(
            wrapped_servers(parsed)
                .into_iter()
                .filter(asked)
                .zip(unwrapping.stays)
                .filter(|(_, stays)| stays.is_none())
                .map(|(server, _)| (file, server)),
        );
    }
    Ok(draft)
}

fn show(draft: &Draft, survey: &Survey, context: &Context) {
    let (strong, faint, bad) = (output::STRONG, output::FAINT, output::BAD);
    let mut last = None;
    let mut text = String::new();
    for (file, server) in &draft.servers {
        if last != Some(file) {
            let path = context.short(&survey.parsed[*file].config.path);
            text.push_str(&format!("{strong}{path}{strong:#}\n"));
            last = Some(file);
        }
        let name = unplain_host::printable(server.name.as_deref().unwrap_or("a server"));
        let line = server.line;
        text.push_str(&format!("{faint}{line:>6}{faint:#} {name}: starts its own command again\n"));
        for (entry, variable) in &server.wrapped.only {
            let from = match entry == variable.as_str() {
                true => String::new(),
                false => format!(", from {variable}"),
            };
            text.push_str(&format!("       {bad}+ {entry}: …{bad:#}  in plain text{from}\n"));
        }
        for variable in server.filled() {
            text.push_str(&format!(
                "       {bad}+ …{bad:#}  in an argument, in plain text, from {variable}\n"
            ));
        }
    }
    context.printer.data(&text);
}

/// Writes the files; what became of each.
fn carry_out(
    draft: Draft,
    survey: &Survey,
    stores: &Stores,
    context: &Context,
) -> Result<Vec<Problem>, Failure> {
    let _lock = unplain_host::StateLock::take(&context.around, std::time::Duration::from_secs(20))?;
    let mut problems = Vec::new();
    let mut plan = Plan {
        variables: Vec::new(),
        decisions: survey.parsed.iter().map(|_| Vec::<Decision>::new()).collect(),
        rewrites: Vec::new(),
    };
    for rewrite in draft.rewrites {
        let snapshot = &survey.snapshots[rewrite.file];
        unplain_host::sweep(snapshot.target())?;
        match unplain_host::check_replaceable(snapshot, &context.around) {
            Ok(()) => plan.rewrites.push(rewrite),
            Err(refusal) => {
                let message = format!("is left alone: {}", refusal.message);
                let problem = Problem::new("not-replaceable", Severity::Error, message);
                let path = &survey.parsed[rewrite.file].config.path;
                problems.push(problem.at(path).help(refusal.help));
            }
        }
    }
    if plan.rewrites.is_empty() {
        return Ok(problems);
    }
    let mut remembered = Remembered::load(&context.around)?;
    let job = Job { command: "unwrap", survey, plan: &plan, stores, remembered: &mut remembered };
    let outcomes = write::write(job, context)?;
    let failed: Vec<Problem> = outcomes.iter().filter_map(write::Outcome::problem).collect();
    let done = outcomes.len() - failed.len();
    problems.extend(failed);
    if done > 0 {
        let files = if done == 1 { "1 file".to_owned() } else { format!("{done} files") };
        context.printer.data(&format!(
            "\nThe wrappers are gone from {files}, and secrets stand there in plain text again. `unplain undo` gives the files back.\n"
        ));
    }
    Ok(problems)
}
