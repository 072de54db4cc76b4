//! Reads what the checks look at.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use unplain_core::{
    Config, Finding, Format, Problem, Schema, Severity, Surroundings, user_configs,
    validate::{Extent, StoreFacts, Workflow},
};

use super::{stores, workflows};
use crate::{
    allowed::{Heed, judge},
    cli::Validate,
    commands::findings::{assessed, counts},
    context::Context,
    exit::Failure,
    survey::{self, Survey},
};

/// All that was read.
pub(super) struct Gathered {
    pub(super) survey: Survey,
    pub(super) extent: Extent,
    /// The findings that count.
    pub(super) findings: Vec<Finding>,
    pub(super) schema: Option<(PathBuf, Schema)>,
    pub(super) stores: Vec<StoreFacts>,
    pub(super) workflows: Vec<Workflow>,
    pub(super) tracked: BTreeSet<PathBuf>,
    pub(super) problems: Vec<Problem>,
}

pub(super) fn gather(args: &Validate, context: &Context) -> Result<Gathered, Failure> {
    let around = &context.around;
    let paths: Vec<PathBuf> =
        args.paths.iter().map(|path| survey::absolute(path, around)).collect();
    let root = root(&paths, around);
    let whole = paths.is_empty() || paths.contains(&root);
    let extent = if whole { Extent::Whole } else { Extent::Part };
    let mut problems = Vec::new();
    let tracked = BTreeSet::new();
    let configs = configs(&paths, &root, args, around, &mut problems);
    let survey = survey::of(configs, around);
    let mut findings = assessed(&survey, around);
    problems.extend(judge(&mut findings, &survey.entries, Heed::Everyone, around));
    findings.retain(counts);
    let workflows = workflows::read(&root, &mut problems);
    let stores = stores::look(&root, args, context);
    Ok(Gathered { survey, extent, findings, schema: None, stores, workflows, tracked, problems })
}

/// The project's folder: the git work tree of the first path, or of the current folder.
fn root(paths: &[PathBuf], around: &Surroundings) -> PathBuf {
    let start = paths.first().unwrap_or(&around.cwd);
    let folder = if start.is_dir() { start } else { start.parent().unwrap_or(Path::new("/")) };
    unplain_host::git_root(folder).unwrap_or_else(|| folder.to_owned())
}

/// The agents' configs that are asked for, and the files of variables.
fn configs(
    paths: &[PathBuf],
    root: &Path,
    args: &Validate,
    around: &Surroundings,
    problems: &mut Vec<Problem>,
) -> Vec<Config> {
    let mut configs = Vec::new();
    let mut folders = Vec::new();
    if paths.is_empty() {
        folders.push(root.to_owned());
    }
    for path in paths {
        if path.is_dir() {
            folders.push(path.clone());
        } else if std::fs::symlink_metadata(path).is_err() {
            let problem =
                Problem::new("no-such-path", Severity::Error, "there is no such file or folder");
            problems.push(problem.at(path).help("check the path"));
        } else {
            configs.extend(survey::config_at(path));
        }
    }
    survey::walk(&folders, &mut configs, problems);
    configs.retain(|config| config.environment.is_none_or(|file| file.format == Format::Dotenv));
    if args.user {
        configs.extend(user_configs(around));
    }
    configs
}
