//! `unplain run`: resolves the variables that a program needs and starts it with them.
//!
//! On Unix the program takes this process's place: nothing of `unplain` stays in memory.

use std::{
    collections::BTreeSet,
    ffi::{OsStr, OsString},
    path::Path,
    time::SystemTime,
};

use unplain_core::{
    Agent, Parsed, Problem, Report, Secret, Severity, VarName, agent_of_program, agents,
    mask::Masker, neutral, trace::traceable,
};
use unplain_rewrite::Document;

use super::launch;
use crate::{
    cli::Run,
    context::Context,
    exit::{Exit, Failure},
    reach::{self, Use},
    remembered::Remembered,
    store::Stores,
    survey,
};

/// The stores' own credentials: with one of them the program could open the store itself.
const CREDENTIALS: &[&str] = &[
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "DOPPLER_TOKEN",
    "VAULT_TOKEN",
    "BAO_TOKEN",
];
const CREDENTIAL_PREFIXES: &[&str] =
    &["SOPS_AGE_KEY", "SOPS_AGE_SSH_PRIVATE_KEY", "OP_", "BW_", "BWS_"];

pub(crate) fn run(args: &Run, context: &Context) -> Result<Exit, Failure> {
    let Some((program, arguments)) = args.command.split_first() else {
        return Ok(list(context));
    };
    let stores = match args.user {
        true => Stores::of_user(&context.around),
        false => Stores::open(&context.around.cwd, &context.around)?,
    };
    context.printer.problems(&stores.problems, &context.around.home);
    let agent = known_agent(program);
    let wanted = wanted(args, agent, &stores, context)?;
    let mut values = stores.lookup(&wanted.names.iter().cloned().collect::<Vec<_>>())?;
    values.retain(|(name, _)| !name.steers_a_loader());
    let missing: Vec<&VarName> = wanted
        .required
        .iter()
        .filter(|name| {
            !values.iter().any(|(known, _)| known == *name)
                && !context.around.env.contains_key(name.as_str())
        })
        .collect();
    if !missing.is_empty() && !args.allow_missing {
        let names: Vec<&str> = missing.iter().map(|name| name.as_str()).collect();
        let message = format!("not started: no value for {}", names.join(", "));
        let help = "keep one with `unplain set NAME`, export it, or give --allow-missing";
        return Err(Failure::new(Exit::RunFailed, "missing", message, help));
    }
    let arguments = fill(args, arguments, &values, context)?;
    let given = given(args, &values, context)?;
    warn_of_other_values(&given, context);
    // what fills an argument is handed out, and comes back, like the rest
    audit(program, agent, &values, context)?;
    let removed: Vec<&String> = context
        .around
        .env
        .keys()
        .filter(|name| {
            !args.keep_credentials
                && is_credential(name)
                && !wanted.referenced.contains(name.as_str())
        })
        .collect();
    if !removed.is_empty() {
        let names: Vec<&str> = removed.iter().map(|name| name.as_str()).collect();
        let message = format!("taken out of the program's environment: {}", names.join(", "));
        let problem = Problem::new("credentials-taken-out", Severity::Warning, message);
        let help = "with these it could open a store itself; --keep-credentials leaves them";
        context.printer.problems(&[problem.help(help)], &context.around.home);
    }
    let masker = if args.mask { masker(&values, &wanted, context) } else { None };
    let set = given.iter().map(|(name, value)| (name.as_str(), value.expose()));
    let ended = match masker {
        Some(masker) => unplain_host::exec_masked(program, &arguments, set, removed, masker),
        None => unplain_host::exec(program, &arguments, set, removed),
    };
    match ended {
        Ok(code) => std::process::exit(code),
        Err(error) => {
            let exit = Exit::NotStarted(error.exit_code());
            Err(Failure::new(exit, "not-started", error.to_string(), error.help()))
        }
    }
}

/// What masks the values that the program gets: the stored ones, and those that it was to get and has from elsewhere.
/// `None` where there is none to be masked.
fn masker(values: &[(VarName, Secret)], wanted: &Wanted, context: &Context) -> Option<Masker> {
    let stored = values.iter().map(|(name, value)| (name.clone(), value.duplicate()));
    let exported = wanted.names.iter().filter_map(|name| {
        let is_stored = values.iter().any(|(known, _)| known == name);
        let value = context.around.env.get(name.as_str()).filter(|_| !is_stored)?;
        Some((name.clone(), Secret::new(value.clone())))
    });
    let (mut masked, mut problems) = (Vec::new(), Vec::new());
    for (name, value) in stored.chain(exported) {
        match traceable(&value) {
            Ok(()) => masked.push((name, value)),
            Err(why) => {
                let message = format!("{name} is not masked: {why}");
                problems.push(Problem::new("not-masked", Severity::Warning, message));
            }
        }
    }
    context.printer.problems(&problems, &context.around.home);
    (!masked.is_empty()).then(|| Masker::new(&masked))
}

/// The variables that a program is to get.
struct Wanted {
    /// To be looked up.
    names: BTreeSet<VarName>,
    /// Without these it is not started.
    required: BTreeSet<VarName>,
    /// What its configs refer to.
    referenced: BTreeSet<String>,
}

fn wanted(
    args: &Run,
    agent: Option<&Agent>,
    stores: &Stores,
    context: &Context,
) -> Result<Wanted, Failure> {
    let only = only(args)?;
    if !only.is_empty() || args.fill {
        let mut names: BTreeSet<VarName> = only.into_iter().map(|(_, variable)| variable).collect();
        names.extend(to_fill(args));
        let referenced = names.iter().map(|name| name.as_str().to_owned()).collect();
        return Ok(Wanted { required: names.clone(), names, referenced });
    }
    if agent.is_none() && args.for_server.is_empty() {
        let mut names = BTreeSet::new();
        for (which, store) in stores.each() {
            if stores.is_there(which)? {
                names.extend(unplain_core::Provider::names(store)?);
            }
        }
        return Ok(Wanted { names, required: BTreeSet::new(), referenced: BTreeSet::new() });
    }
    let mut uses = configs_uses(agent, context)?;
    if !args.for_server.is_empty() {
        for server in &args.for_server {
            if !uses.iter().any(|item| item.server.as_deref() == Some(server)) {
                let message =
                    format!("no server called `{}` uses a variable here", server.escape_debug());
                return Err(Failure::new(
                    Exit::RunFailed,
                    "unknown-server",
                    message,
                    "check its name with `unplain scan`",
                ));
            }
        }
        uses.retain(|item| {
            item.server.as_ref().is_some_and(|server| args.for_server.contains(server))
        });
    }
    let required =
        uses.iter().filter(|item| !item.optional).map(|item| item.name.clone()).collect();
    let referenced = uses.iter().map(|item| item.name.as_str().to_owned()).collect();
    Ok(Wanted { names: uses.into_iter().map(|item| item.name).collect(), required, referenced })
}

/// What `--only` says: the name under which a variable is handed on, and the variable.
fn only(args: &Run) -> Result<Vec<(VarName, VarName)>, Failure> {
    let pair = |text: &String| {
        let (name, variable) = text.split_once('=').unwrap_or((text, text));
        Ok((parse_name(name)?, parse_name(variable)?))
    };
    args.only.iter().map(pair).collect()
}

/// The variables that the program's arguments are filled with.
fn to_fill(args: &Run) -> impl Iterator<Item = VarName> {
    let words = args.command.iter().skip(1).filter(|_| args.fill);
    words.filter_map(|word| word.to_str()).flat_map(|word| {
        neutral::references(word).into_iter().map(|(_, name)| name).collect::<Vec<_>>()
    })
}

/// The program's arguments with values in the place of `$<env:VAR>`.
fn fill(
    args: &Run,
    arguments: &[OsString],
    values: &[(VarName, Secret)],
    context: &Context,
) -> Result<Vec<OsString>, Failure> {
    if !args.fill {
        return Ok(arguments.to_vec());
    }
    let value = |name: &VarName| {
        let stored = values.iter().find(|(known, _)| known == name);
        let exported = || context.around.env.get(name.as_str()).map(String::as_str);
        stored.map(|(_, value)| value.expose()).or_else(exported)
    };
    let filled = arguments.iter().map(|word| match word.to_str() {
        Some(text) => neutral::fill(text, &value).map(OsString::from),
        None => Ok(word.clone()),
    });
    filled.collect::<Result<_, _>>().map_err(|name| {
        let message = format!("not started: no value for {name}");
        Failure::new(Exit::RunFailed, "missing", message, "keep one with `unplain set`")
    })
}

/// What goes into the program's environment: with `--only` what that names, under the names that it gives; with `--fill`
/// alone, nothing.
fn given(
    args: &Run,
    values: &[(VarName, Secret)],
    context: &Context,
) -> Result<Vec<(VarName, Secret)>, Failure> {
    let only = only(args)?;
    if only.is_empty() && !args.fill {
        let all = values.iter().map(|(name, value)| (name.clone(), value.duplicate()));
        return Ok(all.collect());
    }
    let given = only.into_iter().filter_map(|(name, variable)| {
        let stored = values.iter().find(|(known, _)| *known == variable);
        let exported = || {
            let value = context.around.env.get(variable.as_str()).filter(|_| name != variable)?;
            Some(Secret::new(value.clone()))
        };
        let value = stored.map(|(_, value)| value.duplicate()).or_else(exported)?;
        Some((name, value))
    });
    Ok(given.collect())
}

/// What the configs for this folder use, as the agent reads them.
fn configs_uses(agent: Option<&Agent>, context: &Context) -> Result<Vec<Use>, Failure> {
    let remembered = Remembered::load(&context.around)?;
    let mut uses = Vec::new();
    for config in survey::nearby(&context.around.cwd, &context.around) {
        let read_by =
            |agent: &Agent| config.readers.iter().any(|reader| reader.agent.id == agent.id);
        if !agent.is_none_or(read_by) {
            continue;
        }
        let Some(snapshot) = unplain_host::read(&config.path)? else { continue };
        let document = match Document::parse(snapshot.text().to_owned(), config.format().into()) {
            Ok(document) => document,
            Err(error) => {
                let message = format!("does not parse, so what it needs is not known: {error}");
                let problem = Problem::new("invalid", Severity::Warning, message).at(&config.path);
                context
                    .printer
                    .problems(&[problem.on((error.line, error.column))], &context.around.home);
                continue;
            }
        };
        let parsed = Parsed::new(config, document);
        uses.extend(reach::uses(&parsed, agent, Some(&context.around.cwd), &remembered));
    }
    Ok(uses)
}

fn known_agent(program: &OsStr) -> Option<&'static Agent> {
    agent_of_program(Path::new(program).file_stem()?.to_str()?)
}

/// Whether a variable opens a store, and so is kept from programs.
pub(super) fn is_credential(name: &str) -> bool {
    CREDENTIALS.contains(&name) || CREDENTIAL_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

/// A stored value wins over an exported one.
fn warn_of_other_values(values: &[(VarName, Secret)], context: &Context) {
    for (name, value) in values {
        let exported = context.around.env.get(name.as_str());
        if exported.is_some_and(|exported| exported != value.expose()) {
            let message = format!("{name} is exported with another value; the stored one is used");
            context.printer.problems(
                &[Problem::new("shadowed", Severity::Warning, message)],
                &context.around.home,
            );
        }
    }
}

/// One line of the audit log: which program got which variables, and when. No values, no arguments.
fn audit(
    program: &OsStr,
    agent: Option<&Agent>,
    values: &[(VarName, Secret)],
    context: &Context,
) -> Result<(), Failure> {
    if values.is_empty() {
        return Ok(());
    }
    #[derive(serde::Serialize)]
    struct Access<'a> {
        time: u64,
        event: &'static str,
        program: String,
        agent: Option<&'a str>,
        variables: Vec<&'a str>,
    }
    let time =
        SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let entry = Access {
        time,
        event: "run",
        program: Path::new(program).file_name().unwrap_or(program).to_string_lossy().into_owned(),
        agent: agent.map(|agent| agent.id.as_str()),
        variables: values.iter().map(|(name, _)| name.as_str()).collect(),
    };
    Ok(unplain_host::append_audit(&context.around, &entry)?)
}

fn list(context: &Context) -> Exit {
    let installed = survey::installed(&context.around);
    let ids: Vec<&str> = agents()
        .iter()
        .map(|agent| agent.id.as_str())
        .filter(|id| installed.contains(id))
        .collect();
    if ids.is_empty() {
        context.printer.data("No known agent is installed here. `unplain run -- CMD` starts any program with the stored values.\n");
    } else {
        context
            .printer
            .data("Start an agent with the values that its configs for this folder refer to:\n");
        context.printer.data(&launch::lines(ids));
    }
    context.printer.report(&Report::default());
    Exit::Done
}

pub(crate) fn parse_name(name: &str) -> Result<VarName, Failure> {
    let bad = |message: String, help: &str| Failure::new(Exit::Usage, "bad-name", message, help);
    let parsed = VarName::parse(name).ok_or_else(|| {
        let message = format!("`{}` is no name of a variable", name.escape_debug());
        bad(message, "names are letters, digits and `_`, and do not begin with a digit")
    })?;
    if parsed.steers_a_loader() {
        let message =
            format!("{parsed} steers how programs are started; it is never stored or delivered");
        return Err(bad(message, "export it yourself where you need it"));
    }
    Ok(parsed)
}
