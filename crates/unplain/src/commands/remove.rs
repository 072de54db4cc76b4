//! `unplain remove`: takes values out of the store, unless a config still refers to them.

use unplain_core::{Change, Expected, Provider as _, Report, VarName};

use super::run::parse_name;
use crate::{
    cli::{Remove, Where},
    context::Context,
    exit::{Exit, Failure},
    reach,
    remembered::Remembered,
    store::Stores,
    survey::{self, Purpose},
};

pub(crate) fn run(args: &Remove, context: &Context) -> Result<Exit, Failure> {
    let names: Vec<VarName> =
        args.names.iter().map(|name| parse_name(name)).collect::<Result<_, _>>()?;
    let stores = Stores::open(&context.around.cwd, &context.around)?;
    context.printer.problems(&stores.problems, &context.around.home);
    if !args.force {
        refuse_used(&names, context)?;
    }
    let mut found: Vec<VarName> = Vec::new();
    for (which, store) in stores.each() {
        if !stores.is_there(which)? {
            continue;
        }
        let known = store.names()?;
        let here: Vec<&VarName> = names.iter().filter(|name| known.contains(name)).collect();
        let change = |name: &&VarName| Change {
            name: (*name).clone(),
            value: None,
            expected: Expected::Anything,
        };
        if !here.is_empty() {
            store.put(&here.iter().map(change).collect::<Vec<_>>())?;
        }
        found.extend(
            here.into_iter().filter(|name| !found.contains(name)).cloned().collect::<Vec<_>>(),
        );
    }
    for name in &found {
        context.printer.data(&format!("Removed {name}.\n"));
    }
    if let Some(name) = names.iter().find(|name| !found.contains(name)) {
        let message = format!("the store has no {name}");
        return Err(Failure::new(
            Exit::Objection,
            "no-such-variable",
            message,
            "`unplain list` shows the names",
        ));
    }
    context.printer.report(&Report::default());
    Ok(Exit::Done)
}

fn refuse_used(names: &[VarName], context: &Context) -> Result<(), Failure> {
    let place = Where { paths: Vec::new(), agents: Vec::new(), home: false };
    let survey = survey::survey(&place, Purpose::Look, &context.around);
    let users = reach::by_variable(&survey.parsed, &Remembered::load(&context.around)?);
    for name in names {
        if let Some(file) = users.get(name).and_then(|files| files.first()) {
            let message = format!("{name} was not removed: {} refers to it", context.short(file));
            let help = "the value may stand nowhere else; `unplain undo` gives the config back, --force removes it all the same";
            return Err(Failure::incomplete("still-used", message, help));
        }
    }
    Ok(())
}
