//! `unplain set`: keeps values in the store. They come from standard input or a hidden prompt, never from an argument.

use std::collections::BTreeMap;

use unplain_core::{Change, Expected, Provider as _, Report, Secret, VarName};

use super::run::parse_name;
use crate::{
    cli::{Set, Where},
    context::Context,
    exit::{Exit, Failure},
    prompt, reach,
    remembered::Remembered,
    store::{Stores, Which},
    survey::{self, Purpose},
};

pub(crate) fn run(args: &Set, context: &Context) -> Result<Exit, Failure> {
    let mut stores = Stores::open(&context.around.cwd, &context.around)?;
    context.printer.problems(&stores.problems, &context.around.home);
    let names = match &args.name {
        Some(name) => vec![parse_name(name)?],
        None => missing(&stores, context)?,
    };
    if names.is_empty() {
        context.printer.data("Nothing is missing.\n");
    }
    for name in names {
        let value = prompt::secret(name.as_str(), context.can_ask())?;
        if value.is_empty() {
            let message = format!("an empty value for {name} was not kept");
            return Err(Failure::new(
                Exit::Usage,
                "no-value",
                message,
                "`unplain remove` takes a value out",
            ));
        }
        keep(&mut stores, vec![(name.clone(), value)], args.force, context)?;
        context.printer.data(&format!("Kept {name}.\n"));
    }
    context.printer.report(&Report::default());
    Ok(Exit::Done)
}

/// Keeps each value in the stores that have its name, or else in the user's; a different value that stands there already is an error unless `force`.
pub(crate) fn keep(
    stores: &mut Stores,
    values: Vec<(VarName, Secret)>,
    force: bool,
    context: &Context,
) -> Result<(), Failure> {
    let _lock = unplain_host::StateLock::take(&context.around, std::time::Duration::from_secs(20))?;
    // Another `unplain` may have made the identity or the store since they were looked at.
    *stores = Stores::open(&context.around.cwd, &context.around)?;
    let made = stores.ensure_identity(&context.around)?;
    if made {
        super::migrate::remember_unsaved(true, context)?;
        let file = unplain_provider_sops::Identities::keys_file(&context.around);
        context.printer.talk(&format!(
            "Made the key to your secrets: {}. Without it nobody can read the store: keep a copy in a safe place.\n",
            context.short(&file)
        ));
    }
    for (name, value) in &values {
        let holds = stores.each().try_for_each(|(_, store)| store.can_hold(name, value));
        if let Err(reason) = holds {
            let message = format!("the store cannot hold this value of {name} exactly: {reason}");
            return Err(Failure::incomplete(
                "store-cannot-hold",
                message,
                "keep it somewhere else; it was not changed",
            ));
        }
    }
    let names: Vec<VarName> = values.iter().map(|(name, _)| name.clone()).collect();
    let mut homes: BTreeMap<Which, Vec<VarName>> = BTreeMap::new();
    for (which, store) in stores.each() {
        let known = if stores.is_there(which)? { store.names()? } else { Vec::new() };
        homes.insert(which, names.iter().filter(|name| known.contains(name)).cloned().collect());
    }
    // What no store has yet is the user's.
    let new = names.iter().filter(|name| !homes.values().any(|known| known.contains(name)));
    let new: Vec<VarName> = new.cloned().collect();
    homes.entry(Which::User).or_default().extend(new);
    for (which, names) in homes {
        let here = values.iter().filter(|(name, _)| names.contains(name));
        let changes = here.map(|(name, value)| Change {
            name: name.clone(),
            value: Some(value.duplicate()),
            expected: if force { Expected::Anything } else { Expected::Absent },
        });
        let changes: Vec<Change> = changes.collect();
        if !changes.is_empty() {
            stores.store(which).put(&changes)?;
        }
    }
    Ok(())
}

/// What the configs here refer to and neither the stores nor the environment have.
fn missing(stores: &Stores, context: &Context) -> Result<Vec<VarName>, Failure> {
    let place = Where { paths: Vec::new(), agents: Vec::new(), home: false };
    let survey = survey::survey(&place, Purpose::Look, &context.around);
    let remembered = Remembered::load(&context.around)?;
    let mut known = Vec::new();
    for (which, store) in stores.each() {
        if stores.is_there(which)? {
            known.extend(store.names()?);
        }
    }
    let used = reach::by_variable(&survey.parsed, &remembered);
    let absent =
        |name: &VarName| !known.contains(name) && !context.around.env.contains_key(name.as_str());
    Ok(used.into_keys().filter(|name| absent(name) && !name.steers_a_loader()).collect())
}
