//! `unplain schema init`: writes `secrets/schema.json` from what the project's configs refer to and its store holds.

use std::path::Path;

use unplain_core::{
    Problem, Provider as _, Report, Severity, Surroundings, VarName,
    report::VariableEntry,
    schema::{Draft, Need, SCHEMA_PATH},
    validate::Project,
};
use unplain_provider_sops::{Identities, SopsFile};

use crate::{
    commands::findings::{assessed, counts},
    context::Context,
    exit::{Exit, Failure},
    output::{STRONG, table},
    survey::{self, Survey},
};

pub(super) fn run(context: &Context) -> Result<Exit, Failure> {
    let around = &context.around;
    let root = unplain_host::git_root(&around.cwd).unwrap_or_else(|| around.cwd.clone());
    let path = root.join(SCHEMA_PATH);
    if path.symlink_metadata().is_ok() {
        let message = format!("there is a schema already: `{}`", context.short(&path));
        let help = "`unplain validate` says what it lacks";
        return Err(Failure::incomplete("schema-exists", message, help));
    }
    let (survey, mut problems) = look(&root, around);
    let mut draft = Draft::default();
    for item in Project::uses_of(&survey.parsed).iter().flatten() {
        draft.refers(item);
    }
    for finding in assessed(&survey, around).iter().filter(|finding| counts(finding)) {
        draft.holds(finding);
    }
    let store = SopsFile::open(root.join(".env.enc"), Identities::find(around).into());
    let stored = from_store(&store, &mut draft)?;
    write(&path, &draft.schema().to_text())?;
    problems.extend(survey.problems);
    show(&path, &draft, context);
    context.printer.problems(&problems, &around.home);
    let is_incomplete = problems.iter().any(|problem| problem.severity == Severity::Error);
    let variables = draft.names().map(|(name, _)| VariableEntry {
        name: name.clone(),
        store: if stored.contains(name) { store.place() } else { String::new() },
        used_by: Vec::new(),
    });
    let variables = variables.collect();
    context.printer.report(&Report { variables, problems, ..Report::default() });
    Ok(if is_incomplete { Exit::Incomplete } else { Exit::Done })
}

/// The agents' configs of the project.
fn look(root: &Path, around: &Surroundings) -> (Survey, Vec<Problem>) {
    let (mut configs, mut problems) = (Vec::new(), Vec::new());
    survey::walk(&[root.to_owned()], &mut configs, &mut problems);
    configs.retain(|config| config.environment.is_none());
    (survey::of(configs, around), problems)
}

/// The names in the project's store, and the kinds of the values that can be opened here.
fn from_store(store: &SopsFile, draft: &mut Draft) -> Result<Vec<VarName>, Failure> {
    let names = store.names()?;
    // without a key the names alone will do
    for (name, value) in store.get(&names).unwrap_or_default() {
        draft.recognise(name, &value);
    }
    names.iter().for_each(|name| draft.stores(name.clone()));
    Ok(names)
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|_| {
            let message = format!("the folder of `{SCHEMA_PATH}` can't be made");
            Failure::incomplete("machine", message, "check who owns the project's folder")
        })?;
    }
    Ok(unplain_host::create_new(path, text)?)
}

fn show(path: &Path, draft: &Draft, context: &Context) {
    let schema = draft.schema();
    let groups = [(Need::Required, &schema.required), (Need::Optional, &schema.optional)];
    let mut rows = Vec::new();
    for (need, groups) in groups {
        let need = if need == Need::Required { "required" } else { "optional" };
        for (group, variables) in groups {
            rows.extend(variables.0.iter().map(|(name, variable)| {
                let format = variable.format.clone().unwrap_or_default();
                vec![name.to_string(), need.to_owned(), group.clone(), format]
            }));
        }
    }
    if !rows.is_empty() {
        context.printer.data(&table(&["variable", "", "group", "format"], &rows));
    }
    let short = context.short(path);
    context.printer.data(&format!(
        "Written: {short}. It holds names and formats and no values: commit it. {STRONG}unplain validate{STRONG:#} holds \
         the project against it.\n"
    ));
}
