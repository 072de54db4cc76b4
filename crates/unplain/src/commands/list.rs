//! `unplain list`: the names in the store and the configs that refer to them.

use unplain_core::{Provider as _, Report, report::VariableEntry};

use crate::{
    cli::Where,
    context::Context,
    exit::{Exit, Failure},
    output, reach,
    remembered::Remembered,
    store::{Stores, Which},
    survey::{self, Purpose},
};

pub(crate) fn run(context: &Context) -> Result<Exit, Failure> {
    let stores = Stores::open(&context.around.cwd, &context.around)?;
    let place = Where { paths: Vec::new(), agents: Vec::new(), home: false };
    let survey = survey::survey(&place, Purpose::Look, &context.around);
    let users = reach::by_variable(&survey.parsed, &Remembered::load(&context.around)?);
    let mut variables = Vec::new();
    let mut rows = Vec::new();
    for (which, store) in stores.each() {
        let kind = match which {
            Which::User => "user",
            Which::Project => "project",
        };
        for name in store.names()? {
            let files = users.get(&name).cloned().unwrap_or_default();
            let shown: Vec<String> = files.iter().map(|file| context.short(file)).collect();
            rows.push(vec![name.as_str().to_owned(), kind.to_owned(), shown.join(", ")]);
            let used_by = files.iter().map(|file| file.display().to_string()).collect();
            variables.push(VariableEntry { name, store: store.place(), used_by });
        }
    }
    context.printer.problems(&stores.problems, &context.around.home);
    if rows.is_empty() {
        context.printer.data("The store is empty.\n");
    } else {
        context.printer.data(&output::table(&["variable", "store", "used by"], &rows));
    }
    context.printer.report(&Report { variables, problems: stores.problems, ..Report::default() });
    Ok(Exit::Done)
}
