//! `unplain undo`: gives a run's files back.
//!
//! A file that is still as the run left it gets its old bytes. In one that changed since, only our edits are taken back,
//! place by place. Values stay in the store.

use std::{collections::BTreeMap, path::Path};

use unplain_core::{
    Config, Delivery, EditRecord, Line, Problem, Provider as _, Report, Secret, Severity, VarName,
};
use unplain_host::{LockFolder, Run, Runs, Snapshot};
use unplain_rewrite::{Document, NewValue, Pointer};

use super::journal::{FileStep, Step, hex};
use crate::{
    cli::Undo,
    context::Context,
    exit::{Exit, Failure},
    prompt,
    remembered::Remembered,
    store::Stores,
    survey,
};

pub(crate) fn run(args: &Undo, context: &Context) -> Result<Exit, Failure> {
    let runs = Runs::open(&context.around)?;
    if args.list {
        return list(&runs, context);
    }
    if let Some(id) = &args.forget {
        let run = runs.get(id)?;
        runs.forget(run.id())?;
        context.printer.data(&format!("Removed the backup of run {}.\n", run.id()));
        context.printer.report(&Report::default());
        return Ok(Exit::Done);
    }
    let Some(run) = chosen(args, &runs)? else {
        context.printer.data("There is no run to give back.\n");
        context.printer.report(&Report::default());
        return Ok(Exit::Done);
    };
    let _lock = unplain_host::StateLock::take(&context.around, std::time::Duration::from_secs(20))?;
    let stores = Stores::open(&context.around.cwd, &context.around)?;
    let steps: Vec<Step> = run.entries()?;
    let plan = plan(&steps, &run, &stores, args, context)?;
    let mut problems = Vec::new();
    context.printer.data(&format!("Run {}:\n", run.id()));
    for item in &plan {
        context.printer.data(&format!(
            "  {}: {}\n",
            context.short(&item.step.path),
            item.what.text()
        ));
        if let What::Refuse { message, help } = &item.what {
            problems.push(
                Problem::new("not-undone", Severity::Error, message.clone())
                    .at(&item.step.path)
                    .help(help.clone()),
            );
        }
    }
    let work = plan.iter().any(|item| matches!(item.what, What::Whole { .. } | What::Edits { .. }));
    if work && !args.yes {
        if !context.can_ask() {
            let failure = Failure::incomplete(
                "not-confirmed",
                "nothing was changed: there is no terminal to ask at",
                "give --yes",
            );
            return Ok(context.printer.failure(&failure, Report::default()));
        }
        let question = match plan.iter().all(|item| item.step.edits.is_empty()) {
            true => "Give these files back as they were?",
            false => "Write the secrets back into these files?",
        };
        if !prompt::confirm(question) {
            context.printer.talk("Nothing was changed.\n");
            return Ok(Exit::Objection);
        }
    }
    let mut given_back = Vec::new();
    for item in plan {
        match write_back(&item, context) {
            Ok(true) => given_back.push(item.step),
            Ok(false) => {}
            Err(failure) => problems.push(failure.problem().at(&item.step.path)),
        }
    }
    forget_inherited(&given_back, context)?;
    let complete = problems.is_empty();
    if complete {
        run.append(&Step::Undone)?;
    }
    context.printer.problems(&problems, &context.around.home);
    if !given_back.is_empty() {
        let files = if given_back.len() == 1 {
            "1 file".to_owned()
        } else {
            format!("{} files", given_back.len())
        };
        context.printer.data(&format!("Gave {files} back. The values stay in the store.\n"));
    }
    context.printer.report(&Report { problems, ..Report::default() });
    Ok(if complete { Exit::Done } else { Exit::Incomplete })
}

fn list(runs: &Runs, context: &Context) -> Result<Exit, Failure> {
    let mut rows = Vec::new();
    for id in runs.list()? {
        let steps: Vec<Step> = runs.get(id.as_str())?.entries()?;
        let files = steps.iter().filter(|step| matches!(step, Step::File(_))).count();
        let state = match steps.last() {
            Some(Step::Undone) => "given back",
            Some(Step::End) => "done",
            _ => "interrupted",
        };
        rows.push(vec![id.to_string(), files.to_string(), state.to_owned()]);
    }
    let text = if rows.is_empty() {
        "No runs.\n".to_owned()
    } else {
        crate::output::table(&["run", "files", "state"], &rows)
    };
    context.printer.data(&text);
    context.printer.report(&Report::default());
    Ok(Exit::Done)
}

/// The run that was named, or the last one that changed files and was not given back.
fn chosen(args: &Undo, runs: &Runs) -> Result<Option<Run>, Failure> {
    if let Some(id) = &args.run {
        return Ok(Some(runs.get(id)?));
    }
    for id in runs.list()? {
        let run = runs.get(id.as_str())?;
        let steps: Vec<Step> = run.entries()?;
        let undone = steps.iter().any(|step| matches!(step, Step::Undone));
        if !undone && steps.iter().any(|step| matches!(step, Step::File(_))) {
            return Ok(Some(run));
        }
    }
    Ok(None)
}

struct Item {
    step: FileStep,
    snapshot: Option<Snapshot>,
    what: What,
}

/// What `undo` does about one file.
enum What {
    /// The old bytes, all of them.
    Whole {
        text: String,
    },
    /// Only our edits.
    Edits {
        text: String,
    },
    /// It is already as it was.
    Nothing,
    Refuse {
        message: String,
        help: String,
    },
}

impl What {
    fn text(&self) -> &str {
        match self {
            Self::Whole { .. } => "gets its old content back, byte for byte",
            Self::Edits { .. } => "changed since; only what unplain wrote is taken back",
            Self::Nothing => "is as it was before the run",
            Self::Refuse { message, .. } => message,
        }
    }
}

fn plan(
    steps: &[Step],
    run: &Run,
    stores: &Stores,
    args: &Undo,
    context: &Context,
) -> Result<Vec<Item>, Failure> {
    let mut items = Vec::new();
    for step in steps {
        let Step::File(step) = step else { continue };
        let (snapshot, what) = match unplain_host::read(&step.path) {
            Ok(Some(snapshot)) => {
                // What a killed run left beside it can hold its text.
                unplain_host::sweep(snapshot.target())?;
                let what = decide(step, &snapshot, run, stores, args, context)?;
                (Some(snapshot), what)
            }
            Ok(None) => (None, refuse("is gone", "put the file back, then run this again")),
            Err(error) => (None, refuse(&error.message, &error.help)),
        };
        items.push(Item { step: step.clone(), snapshot, what });
    }
    Ok(items)
}

fn refuse(message: &str, help: &str) -> What {
    What::Refuse { message: message.to_owned(), help: help.to_owned() }
}

fn decide(
    step: &FileStep,
    snapshot: &Snapshot,
    run: &Run,
    stores: &Stores,
    args: &Undo,
    context: &Context,
) -> Result<What, Failure> {
    let now = hex(&snapshot.sha256());
    if now == step.before {
        return Ok(What::Nothing);
    }
    let backup = run.read_sealed(&step.backup, stores.identities.as_ref())?;
    let Ok(old) = std::str::from_utf8(&backup) else {
        return Ok(refuse("its backup is damaged", "restore it by hand"));
    };
    if hex(&unplain_host::sha256(old.as_bytes())) != step.before {
        return Ok(refuse("its backup is damaged", "restore it by hand"));
    }
    if let Some(variable) = rotated(step, old, stores, context)?.filter(|_| !args.old_values) {
        let message = format!("the stored value of {variable} is newer than the backup");
        return Ok(refuse(&message, "give --old-values to write the old one back all the same"));
    }
    if now == step.after {
        return Ok(What::Whole { text: old.to_owned() });
    }
    if step.edits.is_empty() {
        let help = "`unplain migrate --wrap` wraps its servers anew";
        return Ok(refuse("changed since, and wrappers are given back as a whole only", help));
    }
    Ok(match reverse(step, old, snapshot.text(), context) {
        Ok(text) => What::Edits { text },
        Err(message) => {
            refuse(&message, "undo that part by hand, or put the file back as the run left it")
        }
    })
}

/// A variable of this file whose stored value is no longer the one that the file held.
fn rotated(
    step: &FileStep,
    old: &str,
    stores: &Stores,
    context: &Context,
) -> Result<Option<VarName>, Failure> {
    let names: Vec<VarName> =
        step.edits.iter().filter_map(|edit| VarName::parse(&edit.variable)).collect();
    for (_, store) in stores.each() {
        let known = store.names()?;
        let wanted: Vec<VarName> =
            names.iter().filter(|name| known.contains(name)).cloned().collect();
        if wanted.is_empty() {
            continue;
        }
        for (name, value) in store.get(&wanted)? {
            // Escaped in the file, a value may look different there; then it is compared unescaped below.
            if !old.contains(value.expose()) && !contains_decoded(step, old, &value, context) {
                return Ok(Some(name));
            }
        }
    }
    Ok(None)
}

fn contains_decoded(step: &FileStep, old: &str, value: &Secret, context: &Context) -> bool {
    let Some(document) = parse(&step.path, old, context) else { return false };
    step.edits.iter().any(|edit| {
        let pointer = Pointer::parse(&edit.pointer).ok();
        let nodes = pointer.map(|pointer| document.get_all(&pointer)).unwrap_or_default();
        nodes.iter().any(|node| node.value().contains(value.expose()))
    })
}

/// `now` with the edits of `step` taken back, each place getting what it held in `old`.
fn reverse(step: &FileStep, old: &str, now: &str, context: &Context) -> Result<String, String> {
    let unreadable = || "it can no longer be read".to_owned();
    let old = parse(&step.path, old, context).ok_or_else(unreadable)?;
    let now = parse(&step.path, now, context).ok_or_else(unreadable)?;
    let is_of_variables =
        config(&step.path, context).is_some_and(|config| config.environment.is_some());
    let mut patch = now.patch();
    let mut done: Vec<&str> = Vec::new();
    let mut moved: BTreeMap<&str, usize> = BTreeMap::new();
    for command in step.edits.iter().filter(|edit| edit.delivery == Delivery::Wrap) {
        let Some(command) = command.declared.as_deref() else { continue };
        if !moved.contains_key(command) {
            moved.insert(command, unwrap(&now, &mut patch, command)?);
        }
    }
    for edit in &step.edits {
        if done.contains(&edit.pointer.as_str()) {
            continue;
        }
        done.push(&edit.pointer);
        let pointer = Pointer::parse(&edit.pointer).map_err(|_| unreadable())?;
        let gone = || format!("the place {} is gone", edit.pointer);
        let value = old.get(&pointer).ok_or_else(gone)?.value();
        if edit.delivery == Delivery::Wrap {
            match edit.reference.is_empty() {
                true => insert(&now, &mut patch, &pointer, &value)?,
                false => {
                    let by = edit.declared.as_deref().and_then(|command| moved.get(command));
                    let place = further_on(&pointer, by.copied().unwrap_or(0)).ok_or_else(gone)?;
                    let node = now.get(&place).ok_or_else(gone)?;
                    patch
                        .replace_value(node.id(), &value)
                        .map_err(|refusal| refusal.to_string())?;
                }
            }
            continue;
        }
        if edit.delivery == Delivery::Inherit {
            insert(&now, &mut patch, &pointer, &value)?;
            continue;
        }
        if edit.delivery == Delivery::Name {
            take_name_out(&now, &mut patch, &edit.reference, &edit.variable)?;
            insert(&now, &mut patch, &pointer, &value)?;
            continue;
        }
        if let Some(list) = &edit.declared {
            take_name_out(&now, &mut patch, list, &edit.variable)?;
        }
        let node = now.get(&pointer).ok_or_else(gone)?;
        let mut ours: Vec<&EditRecord> =
            step.edits.iter().filter(|other| other.pointer == edit.pointer).collect();
        if is_of_variables {
            // Several secrets of one variable were moved with it, once.
            ours.truncate(1);
        }
        if !is_rewritten(&value, &node.value(), &ours) {
            return Err(format!("{} no longer holds what unplain wrote there", edit.pointer));
        }
        patch.replace_value(node.id(), &value).map_err(|refusal| refusal.to_string())?;
    }
    Ok(patch.finish().map_err(|refusal| refusal.to_string())?.into_text())
}

/// Takes a server's wrapper away; by how many its arguments move up then.
fn unwrap(
    now: &Document,
    patch: &mut unplain_rewrite::Patch<'_>,
    command: &str,
) -> Result<usize, String> {
    let gone = || format!("the place {command} is gone");
    let pointer = Pointer::parse(command).map_err(|_| gone())?;
    let node = now.get(&pointer).ok_or_else(gone)?;
    let line = Line::of(now, node.id()).ok_or_else(gone)?;
    line.unwrap(now, patch)
}

/// The place of an element that stands `by` further on in its list.
fn further_on(pointer: &Pointer, by: usize) -> Option<Pointer> {
    let mut tokens: Vec<String> = pointer.tokens().map(std::borrow::Cow::into_owned).collect();
    let last = tokens.last_mut()?;
    *last = (last.parse::<usize>().ok()? + by).to_string();
    Some(Pointer::from_tokens(tokens))
}

/// Takes a variable's name out of the list or field that we wrote it into; two entries may have the same one.
fn take_name_out(
    now: &Document,
    patch: &mut unplain_rewrite::Patch<'_>,
    place: &str,
    variable: &str,
) -> Result<(), String> {
    let pointer = Pointer::parse(place).map_err(|_| format!("the place {place} is gone"))?;
    let Some(node) = now.get(&pointer) else { return Ok(()) };
    let ours = match node.kind() {
        unplain_rewrite::Kind::Array => node.children().find(|child| *child.value() == *variable),
        _ => Some(node).filter(|node| *node.value() == *variable),
    };
    match ours {
        // What two edits wrote once is taken out once.
        Some(node) => patch.remove(node.id()).or(Ok(())),
        None => Err(format!("{place} no longer holds what unplain wrote there")),
    }
}

fn insert(
    now: &Document,
    patch: &mut unplain_rewrite::Patch<'_>,
    pointer: &Pointer,
    value: &str,
) -> Result<(), String> {
    let tokens: Vec<String> = pointer.tokens().map(std::borrow::Cow::into_owned).collect();
    let (key, parent) = tokens.split_last().ok_or_else(|| "the place is gone".to_owned())?;
    let parent = now
        .get(&Pointer::from_tokens(parent))
        .ok_or_else(|| format!("the place {pointer} is gone"))?;
    if parent.child(key).is_some() {
        return Err(format!("there is another entry at {pointer} now"));
    }
    let value = NewValue::String(value.to_owned());
    patch.insert_member(parent.id(), key, &value).map_err(|refusal| refusal.to_string())
}

/// Whether `now` is `old` with secrets replaced by our references, in this order, and nothing else.
fn is_rewritten(old: &str, now: &str, edits: &[&EditRecord]) -> bool {
    let (mut old, mut now) = (old, now);
    for (index, edit) in edits.iter().enumerate() {
        let Some((before, after)) = now.split_once(edit.reference.as_str()) else { return false };
        let Some(rest) = old.strip_prefix(before) else { return false };
        // The text up to the next reference, or the end, tells where the secret ends.
        let next = edits
            .get(index + 1)
            .map(|next| after.split_once(next.reference.as_str()).map_or(after, |(text, _)| text));
        let end = match next {
            None => rest.strip_suffix(after).map(str::len),
            Some("") => return false,
            Some(text) => rest.find(text),
        };
        let Some(end) = end else { return false };
        (old, now) = (&rest[end..], after);
    }
    old == now
}

fn config(path: &Path, context: &Context) -> Option<Config> {
    let users = survey::user_configs(&context.around);
    users.into_iter().find(|config| config.path == path).or_else(|| survey::config_at(path))
}

fn parse(path: &Path, text: &str, context: &Context) -> Option<Document> {
    Document::parse(text.to_owned(), config(path, context)?.format().into()).ok()
}

/// Writes one file; `true` if it was changed.
fn write_back(item: &Item, context: &Context) -> Result<bool, Failure> {
    let (What::Whole { text } | What::Edits { text }) = &item.what else { return Ok(false) };
    let Some(snapshot) = &item.snapshot else { return Ok(false) };
    let failed = |error: unplain_host::ReplaceError| {
        Failure::incomplete("not-undone", error.to_string(), error.help())
    };
    let prepared = unplain_host::prepare(snapshot, text).map_err(failed)?;
    let locked = config(&item.step.path, context)
        .is_some_and(|config| config.readers.iter().any(|reader| reader.file.locked));
    let lock =
        if locked { Some(LockFolder::take(&item.step.path, LockFolder::PATIENCE)?) } else { None };
    let done = prepared.commit();
    drop(lock);
    done.map_err(failed)?;
    Ok(true)
}

fn forget_inherited(files: &[FileStep], context: &Context) -> Result<(), Failure> {
    let before = Remembered::load(&context.around)?;
    let mut after = Remembered::load(&context.around)?;
    after.inherited.retain(|inherited| {
        let undone = |file: &FileStep| {
            file.path == inherited.path
                && file.edits.iter().any(|edit| edit.pointer == inherited.pointer)
        };
        !files.iter().any(undone)
    });
    after.save(&before, &context.around)
}
