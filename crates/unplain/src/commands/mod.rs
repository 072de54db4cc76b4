//! The commands, one file each, and what several of them share.

mod agents;
mod allow;
#[cfg(feature = "bridge")]
mod bridge;
mod completions;
mod doctor;
mod environment;
mod explain;
mod findings;
mod get;
mod guard;
mod headers;
mod hook;
mod import;
mod journal;
mod launch;
mod list;
mod migrate;
mod portable;
mod remove;
mod run;
mod scan;
mod schema;
mod set;
mod trace;
mod undo;
mod unwrap;
mod validate;
mod wrapper;
mod write;

pub(crate) use self::findings::counts;
use clap::ValueEnum as _;
use unplain_core::Report;

use crate::{
    cli::{Cli, Command, OutputFormat},
    context::Context,
    exit::{Exit, Failure},
    output::Printer,
};

/// Runs the command that was asked for.
pub(crate) fn run(cli: Cli) -> Exit {
    if let Err(exit) = check_format(&cli) {
        return exit;
    }
    if let Command::Completions(args) = &cli.command {
        return completions::run(args);
    }
    let starts_program = matches!(cli.command, Command::Run(_));
    let of_run = |mut failure: Failure| {
        if starts_program && failure.exit == Exit::Incomplete {
            failure.exit = Exit::RunFailed;
        }
        failure
    };
    let context = match Context::new(&cli.global) {
        Ok(context) => context,
        Err(failure) => {
            return Printer::new(&cli.global).failure(&of_run(failure), Report::default());
        }
    };
    let outcome = match cli.command {
        Command::Scan(args) => scan::run(&args, &context),
        Command::Validate(args) => validate::run(&args, &context),
        Command::Schema(args) => schema::run(&args, &context),
        Command::Migrate(args) => migrate::run(&args, &context),
        Command::Undo(args) => undo::run(&args, &context),
        Command::Unwrap(args) => unwrap::run(&args, &context),
        Command::Guard(args) => guard::run(&args, &context),
        Command::Run(args) => run::run(&args, &context),
        #[cfg(feature = "bridge")]
        Command::Bridge(args) => bridge::run(&args, &context),
        Command::Headers(args) => headers::run(&args, &context),
        Command::Set(args) => set::run(&args, &context),
        Command::Get(args) => get::run(&args, &context),
        Command::List => list::run(&context),
        Command::Remove(args) => remove::run(&args, &context),
        Command::Import(args) => import::run(&args, &context),
        Command::Trace(args) => trace::run(&args, &context),
        Command::Doctor(args) => doctor::run(&args, &context),
        Command::Explain(args) => explain::run(&args, &context),
        Command::Agents => agents::run(&context),
        Command::Hook(hook) => hook::run(&hook, &context),
        Command::Allow(args) => allow::run(&args, &context),
        Command::Completions(args) => Ok(completions::run(&args)),
    };
    outcome.unwrap_or_else(|failure| context.printer.failure(&of_run(failure), Report::default()))
}

/// Refuses a format that the command's result does not have.
fn check_format(cli: &Cli) -> Result<(), Exit> {
    let formats = cli.command.formats();
    if formats.contains(&cli.global.format) {
        return Ok(());
    }
    let name = |format: &OutputFormat| {
        format.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    };
    let known: Vec<String> = formats.iter().map(name).collect();
    let asked = name(&cli.global.format);
    let message = format!("this command has no format `{asked}`");
    let help = format!("its formats are {}", known.join(", "));
    Err(Printer::for_people()
        .failure(&Failure::new(Exit::Usage, "usage", message, help), Report::default()))
}
