//! `unplain get`: prints one value, exactly; at a terminal with a line end behind it.

use std::io::{IsTerminal as _, Write as _};

use super::run::parse_name;
use crate::{
    cli::Get,
    context::Context,
    exit::{Exit, Failure},
    store::Stores,
};

pub(crate) fn run(args: &Get, context: &Context) -> Result<Exit, Failure> {
    let name = parse_name(&args.name)?;
    let stores = match args.user {
        true => Stores::of_user(&context.around),
        false => Stores::open(&context.around.cwd, &context.around)?,
    };
    context.printer.problems(&stores.problems, &context.around.home);
    let values = stores.lookup(std::slice::from_ref(&name))?;
    let Some((_, value)) = values.first() else {
        let message = format!("the store has no {name}");
        return Err(Failure::new(
            Exit::Objection,
            "no-such-variable",
            message,
            "`unplain list` shows the names",
        ));
    };
    let mut stdout = std::io::stdout().lock();
    let end: &[u8] = if stdout.is_terminal() { b"\n" } else { b"" };
    let written = stdout
        .write_all(value.expose().as_bytes())
        .and_then(|()| stdout.write_all(end))
        .and_then(|()| stdout.flush());
    written.map_err(|_| Failure::incomplete("output", "could not write to standard output", ""))?;
    Ok(Exit::Done)
}
