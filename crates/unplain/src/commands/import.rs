//! `unplain import`: takes over the values of a plain `.env`. The file itself is left as it is.

use std::path::Path;

use unplain_core::{Problem, Report, Severity};
use unplain_provider_sops::import_dotenv;

use crate::{
    cli::Import,
    context::Context,
    exit::{Exit, Failure},
    store::Stores,
};

pub(crate) fn run(args: &Import, context: &Context) -> Result<Exit, Failure> {
    let text = if args.file == Path::new("-") {
        let read = std::io::read_to_string(std::io::stdin());
        read.map_err(|_| {
            Failure::incomplete(
                "unreadable",
                "standard input is not UTF-8 or could not be read",
                "",
            )
        })?
    } else {
        let path = context.around.cwd.join(&args.file);
        let snapshot = unplain_host::read(&path)?;
        let absent = || {
            Failure::incomplete(
                "no-such-path",
                format!("there is no file `{}`", path.display()),
                "check the path",
            )
        };
        snapshot.ok_or_else(absent)?.text().to_owned()
    };
    let imported = import_dotenv(&text);
    let path = context.around.cwd.join(&args.file);
    let mut problems = Vec::new();
    if let Some(broken) = imported.problems.first() {
        let message = format!("`{}` was not imported: {broken}", path.display());
        return Err(Failure::incomplete(
            "invalid",
            message,
            "mend that line, then import it again",
        ));
    }
    let mut values = Vec::new();
    for entry in imported.entries {
        if entry.name.steers_a_loader() || entry.value.is_empty() {
            let why = if entry.value.is_empty() {
                "it is empty"
            } else {
                "it steers how programs are started"
            };
            let problem = Problem::new(
                "not-imported",
                Severity::Warning,
                format!("{} was left out: {why}", entry.name),
            );
            problems.push(problem.at(&path).on((entry.line, 1)));
            continue;
        }
        // Of a name that stands there twice the last counts, as dotenv programs have it.
        values.retain(|(name, _)| *name != entry.name);
        values.push((entry.name, entry.value));
    }
    context.printer.problems(&problems, &context.around.home);
    let count = values.len();
    let mut stores = Stores::open(&context.around.cwd, &context.around)?;
    if count > 0 {
        super::set::keep(&mut stores, values, args.force, context)?;
    }
    let text = if count == 1 { "1 value".to_owned() } else { format!("{count} values") };
    context.printer.data(&format!(
        "Took over {text}. The file itself is as it was: delete it when you no longer need it.\n"
    ));
    context.printer.report(&Report { problems, ..Report::default() });
    Ok(Exit::Done)
}
