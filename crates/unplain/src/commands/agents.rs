//! `unplain agents`: the known agents, their files, and what each expands there. Made from the agents' data.

use unplain_core::{Report, VarName, agents};

use crate::{
    context::Context,
    exit::{Exit, Failure},
    output, survey,
};

pub(crate) fn run(context: &Context) -> Result<Exit, Failure> {
    let installed = survey::installed(&context.around);
    let probe = VarName::parse("VAR");
    let mut rows = Vec::new();
    for agent in agents() {
        let state = if installed.contains(agent.id.as_str()) { "installed" } else { "" };
        for file in &agent.files {
            let paths = file.absolute_paths(&context.around);
            let shown: Vec<String> = paths
                .iter()
                .map(|path| context.short(path))
                .chain(file.project_paths().map(str::to_owned))
                .collect();
            let Some(first) = shown.first() else { continue };
            let more =
                if shown.len() > 1 { format!(" (+{})", shown.len() - 1) } else { String::new() };
            let reference = match (&file.expansion, &probe, file.inherit) {
                (Some(expansion), Some(probe), _) => expansion.spell(probe),
                (_, _, true) => "inherit".to_owned(),
                _ => "report only".to_owned(),
            };
            let scope = format!("{:?}", file.scope).to_lowercase();
            rows.push(vec![
                agent.id.clone(),
                scope,
                format!("{first}{more}"),
                reference,
                state.to_owned(),
            ]);
        }
    }
    context.printer.data(&output::table(&["agent", "scope", "file", "reference", ""], &rows));
    context.printer.report(&Report::default());
    Ok(Exit::Done)
}
