//! Prints what was found: in the form that was asked for, and as a summary for the page of a CI job.

use std::{
    fs::OpenOptions,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use unplain_core::{Problem, Severity};

use crate::{
    cli::{OutputFormat, Validate},
    context::Context,
    exit::{Exit, Failure},
    output::{self, Checked},
    survey,
};

/// GitHub Actions: the file that the steps of a job add their summaries to.
const STEP_SUMMARY: &str = "GITHUB_STEP_SUMMARY";

/// Where the summary goes.
pub(super) enum Summary {
    /// Nobody asked for one.
    None,
    /// A file of its own, written anew.
    File(PathBuf),
    /// The file that all steps add to.
    Added(PathBuf),
    /// Standard output, in place of the text for people.
    Out,
}

impl Summary {
    /// As the flag and the environment say.
    ///
    /// # Errors
    ///
    /// If it would go to standard output, where another form was asked for.
    pub(super) fn of(args: &Validate, context: &Context) -> Result<Self, Failure> {
        let around = &context.around;
        let shared = around.env.get(STEP_SUMMARY).filter(|path| !path.is_empty());
        match (&args.summary, shared) {
            (None, _) => Ok(Self::None),
            (Some(Some(file)), _) => Ok(Self::File(survey::absolute(file, around))),
            (Some(None), Some(file)) => Ok(Self::Added(survey::absolute(Path::new(file), around))),
            (Some(None), None) if context.printer.format() == OutputFormat::Human => Ok(Self::Out),
            (Some(None), None) => Err(Failure::new(
                Exit::Usage,
                "usage",
                format!("--summary has no place to go: {STEP_SUMMARY} is not set"),
                "name a file: --summary=FILE",
            )),
        }
    }
}

/// Prints everything; a summary that cannot be written is a problem among the others.
pub(super) fn show(
    mut checked: Checked,
    summary: &Summary,
    args: &Validate,
    context: &Context,
) -> Exit {
    let written = match summary {
        Summary::None => Ok(()),
        Summary::File(path) => {
            std::fs::write(path, output::summary(&checked)).map_err(|error| unwritten(path, &error))
        }
        Summary::Added(path) => {
            add(path, &output::summary(&checked)).map_err(|error| unwritten(path, &error))
        }
        Summary::Out => {
            output::put_out(&output::summary(&checked));
            return super::exit(checked.problems(), args.strict);
        }
    };
    checked.report.problems.extend(written.err());
    context.printer.checked(&checked, &|path| {
        let path = Path::new(path);
        match path.strip_prefix(&context.around.cwd) {
            Ok(below) => unplain_host::printable(&below.display().to_string()),
            Err(_) => context.short(path),
        }
    });
    super::exit(checked.problems(), args.strict)
}

fn add(path: &Path, text: &str) -> io::Result<()> {
    OpenOptions::new().create(true).append(true).open(path)?.write_all(text.as_bytes())
}

fn unwritten(path: &Path, error: &io::Error) -> Problem {
    let why = match error.kind() {
        io::ErrorKind::NotFound => "its folder does not exist".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => error.kind().to_string(),
    };
    let message = format!("the summary can't be written: {why}");
    let problem = Problem::new("summary-unwritten", Severity::Error, message);
    problem.at(path).help("name a file that can be written, or set GITHUB_STEP_SUMMARY to one")
}
