//! A reference in a file that the agent drops as a whole because of it.

use crate::{
    Parsed, Problem, Reader, Severity,
    validate::{Check, Verdict, project::readers},
};

pub(crate) const CHECK: Check = Check {
    code: "file-dropped",
    severity: Severity::Error,
    verdict: Verdict::Wrong,
    title: "The agent drops the whole file for a reference in it",
    about: "Kilo 7.4.5 and later read no project file that holds `{env:…}` or `{file:…}`: a cloned repository could make it \
            send any variable anywhere. It says nothing, and none of the file's servers is started.",
    mend: "Kilo hands its whole environment to local servers: leave the entry out, and set the variable under the entry's \
           own name. `unplain migrate` does so. A value of a header belongs into the user's own config.",
    run: |project, problems| {
        for parsed in project.files {
            problems.extend(readers(parsed).into_iter().filter_map(|reader| look(parsed, reader)));
        }
    },
};

/// What makes the agent drop the file.
pub(crate) fn look(parsed: &Parsed, reader: Reader) -> Option<Problem> {
    let poison = reader.file.dropped_by.as_ref()?;
    let offset = parsed.document.text().find(poison.as_str())?;
    let name = &reader.agent.name;
    let message = format!("{name} drops this whole file, because it holds `{poison}…}}`");
    let problem = CHECK.says(message).at(&parsed.config.path).of(&reader.agent.id);
    let problem = problem.on(parsed.document.line_column(offset));
    Some(problem.help(
        "write the value into the agent's user-level file, or let the server inherit the variable",
    ))
}
