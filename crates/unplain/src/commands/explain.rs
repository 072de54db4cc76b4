//! `unplain explain`: what agents do with one place of a config and what `migrate` would write there, or who uses a
//! variable. Changes nothing, and shows nothing of a value but its public prefix.

use std::path::Path;

use unplain_core::{
    Applicability, Circumstances, Decision, Delivery, EditRecord, EnvironmentFiles, Finding,
    Parsed, Plan, Problem, Provider as _, Report, Secret, Severity, Slot, VarName, Wrapper,
    explain::{explain, places_near},
    plan,
    report::{DeliveryEntry, Explanation, Received, VariableEntry},
    uses,
};
use unplain_host::printable;
use unplain_rewrite::{Kind, NodeId, Pointer};

use super::{
    doctor::{Kept, Looked},
    findings::findings,
    run::parse_name,
};
use crate::{
    cli::{Explain, Where},
    context::Context,
    exit::{Exit, Failure},
    output::{self, FAINT, STRONG},
    store::Which,
    survey::{self, Purpose, Survey},
};

/// The word that says that a variable is explained.
const VARIABLE: &str = "var";
/// So many places near a wrong pointer are named.
const NEAR: usize = 12;
/// So many names that do not arrive are listed.
const NAMES: usize = 6;

pub(crate) fn run(args: &Explain, context: &Context) -> Result<Exit, Failure> {
    match args.file.as_os_str() == VARIABLE {
        true => of_variable(&parse_name(&args.place)?, context),
        false => of_place(args, context),
    }
}

fn of_place(args: &Explain, context: &Context) -> Result<Exit, Failure> {
    let around = &context.around;
    let place = Where { paths: vec![args.file.clone()], agents: Vec::new(), home: false };
    let survey = survey::survey(&place, Purpose::Look, around);
    let parsed = match survey.parsed.as_slice() {
        [parsed] => parsed,
        _ => return Ok(unreadable(&survey, args, context)),
    };
    let (pointer, node) = find(parsed, &args.place, context)?;
    let kept = Kept::open(around)?;
    let binding = parsed.config.binding_readers(&survey.installed);
    let explanations = node.map(|node| explain(parsed, node, &binding)).unwrap_or_default();
    let can_hold = |name: &VarName, value: &Secret| {
        kept.stores.each().try_for_each(|(_, store)| store.can_hold(name, value))
    };
    let elsewhere = survey::referenced_elsewhere(&survey, around);
    let opened = survey::opened(around);
    let decide = |wrap: Option<&Wrapper>| -> Plan {
        let circumstances = Circumstances {
            installed: &survey.installed,
            env: &around.env,
            stored: kept.values(),
            can_hold: &can_hold,
            referenced_elsewhere: &elsewhere,
            opened: &opened,
            include: Applicability::Review,
            wrap,
            environment_files: EnvironmentFiles::Show,
        };
        plan(&survey.parsed, &circumstances)
    };
    let (native, wrapped) =
        (decide(None), decide(Some(&Wrapper { program: "unplain".to_owned() })));
    let all = findings(&survey, &native.decisions);
    let here = |finding: &Finding| finding.pointer == pointer;
    let mut text = format!(
        "{STRONG}{} {}{STRONG:#}\n",
        context.short(&parsed.config.path),
        printable(&pointer)
    );
    let decided = |plan: &Plan| plan.decisions.iter().flatten().cloned().collect::<Vec<_>>();
    let decided = all.iter().zip(decided(&native)).zip(decided(&wrapped));
    let found: Vec<_> = decided.filter(|((finding, _), _)| here(finding)).collect();
    for ((finding, decision), wrapped) in &found {
        let edits = native.rewrites.iter().flat_map(|rewrite| &rewrite.edits);
        let mut edits = edits.filter(|edit| edit.pointer == finding.pointer);
        let name = decision.variable.as_ref().map(VarName::as_str);
        let edit = edits.find(|edit| Some(edit.variable.as_str()) == name);
        text.push_str(&of_finding(finding, &chosen(decision, edit), wrapped));
    }
    if let Some(node) = node {
        if found.is_empty() {
            text.push_str("  not taken for a secret, so `migrate` leaves it as it is\n");
        }
        text.push_str(&references(parsed, node, &kept, context));
    }
    text.push('\n');
    for explanation in &explanations {
        text.push_str(&of_agent(explanation, parsed, node, &binding));
    }
    if !explanations.is_empty() {
        text.push_str(&format!("{FAINT}docs/agents.md and docs/conformance.md say with which versions this was found out.{FAINT:#}\n"));
    }
    context.printer.data(&text);
    let findings = all.into_iter().filter(here).collect();
    let configs = survey.entries.clone();
    context.printer.report(&Report { configs, findings, explanations, ..Report::default() });
    Ok(Exit::Done)
}

/// Why there is nothing to explain.
fn unreadable(survey: &Survey, args: &Explain, context: &Context) -> Exit {
    let mut problems = survey.problems.clone();
    problems.retain(|problem| problem.severity == Severity::Error);
    if problems.is_empty() {
        let path = survey::absolute(&args.file, &context.around);
        let problem = Problem::new("no-config", Severity::Error, "is not one config");
        problems.push(problem.at(&path).help("name a file: `unplain scan` lists them"));
    }
    context.printer.problems(&problems, &context.around.home);
    context.printer.report(&Report { problems, ..Report::default() });
    Exit::Incomplete
}

/// The place that is meant: a scalar, or for comments and commands of a shell's file the pointer of a finding.
fn find(
    parsed: &Parsed,
    asked: &str,
    context: &Context,
) -> Result<(String, Option<NodeId>), Failure> {
    if parsed.found.iter().any(|found| found.pointer == asked && asked.starts_with('#')) {
        return Ok((asked.to_owned(), None));
    }
    let text = if asked.starts_with('/') { asked.to_owned() } else { format!("/{asked}") };
    let node = Pointer::parse(&text).ok().and_then(|pointer| parsed.document.get(&pointer));
    let is_list = |kind: Kind| matches!(kind, Kind::Object | Kind::Array);
    if let Some(node) = node.filter(|node| !is_list(node.kind())) {
        return Ok((node.pointer().as_str().to_owned(), Some(node.id())));
    }
    let path = context.short(&parsed.config.path);
    let shown = printable(&text);
    let message = match node {
        Some(_) => format!("`{shown}` in `{path}` is no single value"),
        None => format!("there is no `{shown}` in `{path}`"),
    };
    let (near, more) = places_near(parsed, &text, NEAR);
    let near: Vec<String> = near.iter().map(|pointer| printable(pointer)).collect();
    let help = match (near.is_empty(), more) {
        (true, _) => "no agent that is known uses a place in this file".to_owned(),
        (false, 0) => format!("near it: {}", near.join(" ")),
        (false, more) => format!("near it: {} and {more} more", near.join(" ")),
    };
    Err(Failure::incomplete("no-such-place", message, help))
}

fn of_finding(finding: &Finding, chosen: &str, wrapped: &Decision) -> String {
    let sure = format!("{:?}", finding.confidence).to_lowercase();
    let server = finding.server.as_ref().map(|server| format!(" of `{}`", printable(server)));
    let mut text = format!(
        "  {}  {FAINT}{}, in {}{}, line {}; confidence {sure}{FAINT:#}\n  {chosen}\n",
        printable(&finding.masked),
        finding.what(),
        finding.stands_in(),
        server.unwrap_or_default(),
        finding.line
    );
    if wrapped.delivery == Delivery::Wrap {
        let name = wrapped.variable.as_ref().map(VarName::as_str).unwrap_or_default();
        text.push_str(&format!(
            "  with `--wrap` the server is started through `unplain run`, and it alone gets {name}\n"
        ));
    }
    text
}

/// What `migrate` would write, and why.
fn chosen(decision: &Decision, edit: Option<&EditRecord>) -> String {
    let name = decision.variable.as_ref().map(VarName::as_str).unwrap_or_default();
    let mut text = match (decision.delivery, edit) {
        (Delivery::Expand, Some(edit)) => {
            let and = edit.declared.as_ref().map(|at| format!(", names {name} in {at}"));
            format!(
                "`migrate` writes {}{} and keeps the value as {name} (expand): the agents concerned expand it here",
                edit.reference,
                and.unwrap_or_default()
            )
        }
        (Delivery::Name, Some(edit)) => format!(
            "`migrate` takes the entry out, names {name} in {} and keeps the value (name): the agent looks it up there",
            edit.reference
        ),
        (Delivery::Inherit, Some(_)) => format!(
            "`migrate` takes the entry out and keeps the value as {name} (inherit): the server gets the agent's \
             environment"
        ),
        (Delivery::Expand | Delivery::Inherit, None) => {
            format!("`migrate --include-shell` keeps the value as {name}")
        }
        _ => "`migrate` leaves it (none)".to_owned(),
    };
    if decision.applicability == Applicability::Review && edit.is_some() {
        text.push_str("; only with `--include review`");
    }
    if let Some(reason) = &decision.reason {
        text.push_str(&format!("; {reason}"));
    }
    printable(&text)
}

/// The references that stand in a value, and whether their variables are set.
fn references(parsed: &Parsed, node: NodeId, kept: &Kept, context: &Context) -> String {
    let mut text = String::new();
    let mut told = Vec::new();
    for reader in &parsed.config.readers {
        for item in uses(parsed, *reader).into_iter().filter(|item| item.node == node) {
            if told.contains(&item.variable) {
                continue;
            }
            let stored =
                VarName::parse(&item.variable).is_some_and(|name| !kept.places(&name).is_empty());
            let exported = context.around.env.contains_key(&item.variable);
            let state = match (stored, exported) {
                (true, true) => "stored, and exported here",
                (true, false) => "stored, not exported here",
                (false, true) => "exported here, not stored",
                (false, false) => "neither stored nor exported here",
            };
            let what = if item.slot == Slot::Name { "names" } else { "refers to" };
            text.push_str(&format!("  {what} {}: {state}\n", printable(&item.variable)));
            told.push(item.variable);
        }
    }
    text
}

/// What one agent does with a value here.
fn of_agent(
    explanation: &Explanation,
    parsed: &Parsed,
    node: Option<NodeId>,
    binding: &[unplain_core::Reader],
) -> String {
    let known = unplain_core::agent(&explanation.agent);
    let name = known.map_or(explanation.agent.as_str(), |agent| agent.name.as_str());
    let counts = if explanation.binding { "" } else { ", not installed: its rules do not count" };
    let mut text = format!("{STRONG}{name}{STRONG:#}{counts}\n");
    let mut line =
        |what: &str, says: &str| text.push_str(&format!("  {what:<16} {}\n", printable(says)));
    match explanation.slot {
        Some(slot) => {
            let server = explanation.server.as_ref().map(|server| format!(" of `{server}`"));
            line("takes it for", &format!("{}{}", slot.in_words(), server.unwrap_or_default()));
        }
        None => line("takes it for", "nothing that its data knows"),
    }
    match &explanation.reference {
        Some(reference) => {
            let all = std::iter::once(reference).chain(&explanation.also);
            line("expands", &all.cloned().collect::<Vec<_>>().join(", "));
            line("an unset one is", explanation.unset.as_deref().unwrap_or_default());
        }
        None => line("expands", "nothing here"),
    }
    if !explanation.blanked.is_empty() {
        let names = &explanation.blanked;
        let some: Vec<&str> = names.iter().take(NAMES).map(String::as_str).collect();
        let more = names.len().saturating_sub(NAMES);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        line("hides", &format!("{}{more}: their values do not arrive here", some.join(", ")));
    }
    if !explanation.broken.is_empty() {
        line("breaks", &format!("values that hold {}", explanation.broken.join("; or ")));
    }
    for at in &explanation.named_in {
        line("looks up", &format!("the name in {at}"));
    }
    if explanation.inherits {
        line("hands down", "its own environment: the entry can go, if the variable has its name");
    }
    if let Some(poison) = &explanation.dropped_by {
        line("drops the file", &format!("if `{poison}` stands anywhere in it"));
    }
    if let Some(why) = explanation.why_none.as_ref().filter(|_| explanation.reference.is_none()) {
        line("why", why);
    }
    let of_agent = binding.iter().filter(|reader| reader.agent.id == explanation.agent);
    let hidden = of_agent.flat_map(|reader| uses(parsed, *reader)).find(|item| {
        let blanks = item.expansion.is_some_and(|own| own.blanks(&item.variable, item.slot));
        Some(item.node) == node && blanks
    });
    if let Some(item) = hidden {
        line("here", &format!("{} is one of the names that it hides", item.variable));
    }
    text.push('\n');
    text
}

fn of_variable(name: &VarName, context: &Context) -> Result<Exit, Failure> {
    let place = Where { paths: Vec::new(), agents: Vec::new(), home: false };
    let looked = Looked::new(place, None, context)?;
    let mut rows = looked.rows();
    rows.retain(|row| row.variable == name.as_str());
    let stores = looked.kept.places(name);
    let exported = context.around.env.contains_key(name.as_str());
    if rows.is_empty() && stores.is_empty() && !exported {
        let message = format!("{name} is used nowhere here, in no store, and not exported");
        let help = "`unplain list` shows the stored names, `unplain doctor -v` all that are used";
        return Err(Failure::new(Exit::Objection, "no-such-variable", message, help));
    }
    let mut text = format!("{STRONG}{name}{STRONG:#}\n");
    for (which, path) in &stores {
        let kind = match which {
            Which::User => "user's",
            Which::Project => "project's",
        };
        text.push_str(&format!("  in the {kind} store {}\n", context.short(Path::new(path))));
    }
    if stores.is_empty() {
        text.push_str(&format!("  in no store: `unplain set {name}` keeps a value\n"));
    }
    text.push_str(if exported { "  exported here\n" } else { "  not exported here\n" });
    text.push_str(&users(&rows, context));
    let mut problems = looked.kept.problems.clone();
    problems.retain(|problem| problem.severity == Severity::Error);
    context.printer.data(&text);
    context.printer.problems(&problems, &context.around.home);
    let mut used_by: Vec<String> = rows.iter().map(|row| row.path.clone()).collect();
    used_by.dedup();
    let variables = stores.into_iter().map(|(_, store)| VariableEntry {
        name: name.clone(),
        store,
        used_by: used_by.clone(),
    });
    let variables = variables.collect();
    let failed = !problems.is_empty();
    context.printer.report(&Report { variables, problems, deliveries: rows, ..Report::default() });
    Ok(if failed { Exit::Incomplete } else { Exit::Done })
}

/// Who uses the variable, and how it gets there.
fn users(rows: &[DeliveryEntry], context: &Context) -> String {
    if rows.is_empty() {
        return "  used by no config here\n".to_owned();
    }
    let word = |received: Received| received.in_short().to_owned();
    let cells = rows.iter().map(|row| {
        let agent = unplain_core::agent(&row.agent).map_or(row.agent.as_str(), |agent| &agent.name);
        vec![
            agent.to_owned(),
            printable(row.server.as_deref().unwrap_or_default()),
            row.slot.in_words().to_owned(),
            context.short(Path::new(&row.path)),
            format!("{:?}", row.delivery).to_lowercase(),
            word(row.terminal),
            word(row.run),
            word(row.desktop),
        ]
    });
    let head = ["agent", "server", "in", "file", "by", "terminal", "unplain run", "desktop"];
    format!("\n{}", output::table(&head, &cells.collect::<Vec<_>>()))
}
