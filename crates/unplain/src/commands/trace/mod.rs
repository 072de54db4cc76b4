//! `unplain trace`: says everywhere a stored value still stands in clear. Changes nothing.

mod places;
mod show;

use std::{
    path::PathBuf,
    sync::atomic::{AtomicUsize, Ordering},
};

use unplain_core::{
    Finding, Problem, Provider as _, Report, Secret, Severity, VarName,
    trace::{Found, PlaceKind, Tracer, rule_of, traceable},
};
use unplain_host::{ReadBelow, read_below};

use self::places::{Place, Places};
use super::{findings::in_text, run::parse_name};
use crate::{
    cli::Trace,
    context::Context,
    exit::{Exit, Failure},
    store::Stores,
};

pub(crate) fn run(args: &Trace, context: &Context) -> Result<Exit, Failure> {
    let (name, paths) = asked(args)?;
    let stores = Stores::open(&context.around.cwd, &context.around)?;
    context.printer.problems(&stores.problems, &context.around.home);
    let mut problems = Vec::new();
    let values = values(name.as_ref(), &stores, &mut problems)?;
    let own: Vec<PathBuf> = stores.each().map(|(_, store)| store.place().into()).collect();
    let places = Places::find(&paths, args.home, own, context, &mut problems);
    let tracer = Tracer::new(&values);
    let looked = look(&tracer, &places, context, &mut problems);
    let (hits, more) = hits(&tracer, looked.found, &places, &values, &mut problems);
    let exit = exit(&hits, &problems);
    let what = match &name {
        Some(name) => name.to_string(),
        None if values.len() == 1 => "1 value".to_owned(),
        None => format!("{} values", values.len()),
    };
    context.printer.data(&show::text(&hits, more, &what, looked.files, exit, context));
    show::advise(&hits, &values, &mut problems);
    context.printer.problems(&problems, &context.around.home);
    let findings = hits.into_iter().map(|hit| hit.finding).collect();
    context.printer.report(&Report { findings, problems, ..Report::default() });
    Ok(exit)
}

/// Every place where a stored value stands in clear, of all that is looked through without paths.
pub(super) fn everywhere(
    stores: &Stores,
    context: &Context,
    problems: &mut Vec<Problem>,
) -> Result<Vec<Finding>, Failure> {
    let values = values(None, stores, problems)?;
    let own: Vec<PathBuf> = stores.each().map(|(_, store)| store.place().into()).collect();
    let places = Places::find(&[], false, own, context, problems);
    let tracer = Tracer::new(&values);
    let looked = look(&tracer, &places, context, problems);
    let (hits, _) = hits(&tracer, looked.found, &places, &values, problems);
    show::advise(&hits, &values, problems);
    Ok(hits.into_iter().map(|hit| hit.finding).collect())
}

/// The variable, if it is one, and where to look. With `--all` the first word is a path.
fn asked(args: &Trace) -> Result<(Option<VarName>, Vec<PathBuf>), Failure> {
    let mut paths = args.paths.clone();
    let Some(first) = &args.name else { return Ok((None, paths)) };
    if args.all {
        paths.insert(0, first.into());
        if args.home {
            let message = "--home and paths can't be given together";
            return Err(Failure::new(Exit::Usage, "usage", message, "give one of them"));
        }
        return Ok((None, paths));
    }
    Ok((Some(parse_name(&first.to_string_lossy())?), paths))
}

/// What to look for. One value that can't be looked for is a failure, one of many is named.
fn values(
    name: Option<&VarName>,
    stores: &Stores,
    problems: &mut Vec<Problem>,
) -> Result<Vec<(VarName, Secret)>, Failure> {
    const HELP: &str =
        "replace it by a longer one, drawn at random, and this one is no secret any more";
    let Some(name) = name else {
        let mut values = stores.values()?;
        values.sort_by(|(a, _), (b, _)| a.cmp(b));
        values.retain(|(name, value)| match traceable(value) {
            Ok(()) => true,
            Err(reason) => {
                let message = format!("{name} is not looked for: {reason}");
                let mut problem = Problem::new("not-traceable", Severity::Warning, message);
                problem.variable = Some(name.clone());
                problems.push(problem.help(HELP));
                false
            }
        });
        return Ok(values);
    };
    let values = stores.lookup(std::slice::from_ref(name))?;
    let Some((_, value)) = values.first() else {
        let message = format!("the store has no {name}");
        let help = "`unplain list` shows the names";
        return Err(Failure::new(Exit::Objection, "no-such-variable", message, help));
    };
    traceable(value).map_err(|reason| {
        Failure::incomplete("not-traceable", format!("{name} can't be looked for: {reason}"), HELP)
    })?;
    Ok(values)
}

/// Everything about one place of a value.
struct Hit {
    finding: Finding,
    kind: PlaceKind,
    /// What mends it, where the agent's data says so.
    mend: Option<&'static str>,
    /// How the value is written, if not as it is.
    form: Option<&'static str>,
    is_text: bool,
    offset: u64,
}

type Traces = ReadBelow<unplain_core::trace::Traced>;

fn look(
    tracer: &Tracer,
    places: &Places,
    context: &Context,
    problems: &mut Vec<Problem>,
) -> Traces {
    let progress = context.printer.progress("Looking through files");
    let compressed = AtomicUsize::new(0);
    let looked = read_below(
        &places.roots,
        &|path| places.leaves_out(path),
        tracer.overlap(),
        &|_, windows| {
            let mut file = tracer.file();
            while let Some((window, carried)) = windows.next_window()? {
                if carried == 0 && is_compressed(window) {
                    compressed.fetch_add(1, Ordering::Relaxed);
                }
                file.feed(window, carried);
            }
            Ok(file.finish())
        },
    );
    drop(progress);
    for (path, reason) in &looked.unreadable {
        let message = format!("could not be looked through: {reason}");
        let problem = Problem::new("unreadable", Severity::Error, message);
        let mut problem = problem.help("check its permissions");
        problem.path = Some(tracer.masked(&path.display().to_string()));
        problems.push(problem);
    }
    for path in &looked.not_entered {
        let message = "a network or system file system, not looked through";
        let problem = Problem::new("not-entered", Severity::Note, message);
        problems.push(problem.at(path).help("name it as a PATH to look through it"));
    }
    let compressed = compressed.into_inner();
    if compressed > 0 {
        let message = format!(
            "{compressed} compressed files were not unpacked: what stands in them is not known"
        );
        problems.push(Problem::new("compressed", Severity::Note, message));
    }
    places.notes(problems);
    looked
}

/// By the first bytes: gzip, zip, zstd, xz, bzip2.
fn is_compressed(start: &[u8]) -> bool {
    const STARTS: &[&[u8]] =
        &[b"\x1f\x8b", b"PK\x03\x04", b"\x28\xb5\x2f\xfd", b"\xfd7zXZ\0", b"BZh"];
    STARTS.iter().any(|magic| start.starts_with(magic))
}

/// The places that are listed, and how many there are more.
fn hits(
    tracer: &Tracer,
    found: Vec<(PathBuf, unplain_core::trace::Traced)>,
    places: &Places,
    values: &[(VarName, Secret)],
    problems: &mut Vec<Problem>,
) -> (Vec<Hit>, usize) {
    let rotate: Vec<Option<String>> = values
        .iter()
        .map(|(name, value)| rule_of(name, value)?.rotate.map(str::to_owned))
        .collect();
    let mut hits: Vec<Hit> = Vec::new();
    let mut all_more = 0;
    for (path, traced) in found {
        let place = places.of(&path);
        let shown = tracer.masked(&path.display().to_string());
        for found in traced.found {
            let Some((name, _)) = values.get(found.value) else { continue };
            let rotate = rotate.get(found.value).cloned().flatten();
            let id = format!("f{}", hits.len() + 1);
            let finding = finding(&found, &place, id, &shown, traced.is_text);
            hits.push(Hit {
                finding: Finding { variable: Some(name.clone()), rotate, ..finding },
                kind: place.kind,
                mend: place.mend,
                form: found.form.name(),
                is_text: traced.is_text,
                offset: found.offset,
            });
        }
        for ((name, _), more) in values.iter().zip(traced.more) {
            all_more += more;
            if more > 0 {
                let message = format!("{name} stands in {more} more places of this file");
                let mut problem = Problem::new("more-places", Severity::Warning, message);
                problem.variable = Some(name.clone());
                problem.path = Some(shown.clone());
                problems.push(problem);
            }
        }
    }
    (hits, all_more)
}

fn finding(found: &Found, place: &Place, id: String, path: &str, is_text: bool) -> Finding {
    let form = found.form.name().map(|form| format!(", {form}")).unwrap_or_default();
    let span = [found.span.start, found.span.end];
    let base = in_text(path.to_owned(), ("stored-value", ""), (found.line, found.column), span);
    let pointer = if is_text { base.pointer } else { format!("#byte:{}", found.offset) };
    Finding {
        id,
        agent: place.agents.first().cloned().unwrap_or_default(),
        readers: place.agents.clone(),
        pointer,
        reason: Some(format!("{}{form}", show::what(place.kind))),
        end: Some(found.end.into()),
        ..base
    }
}

/// 1 for any place, 3 if something could not be looked through.
fn exit(hits: &[Hit], problems: &[Problem]) -> Exit {
    if problems.iter().any(|problem| problem.severity == Severity::Error) {
        Exit::Incomplete
    } else if hits.is_empty() {
        Exit::Done
    } else {
        Exit::Objection
    }
}
