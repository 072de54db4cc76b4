//! Reads what the checks look at.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use unplain_core::{
    Config, EnvironmentFile, Finding, Format, Problem, Schema, Severity, Surroundings,
    validate::{Extent, StoreFacts, Workflow},
};

use unplain_git::{GitError, Repository};

use super::{schema, staged, stores, workflows};
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
    if args.staged {
        return staged::gather(args, context);
    }
    let around = &context.around;
    let paths: Vec<PathBuf> =
        args.paths.iter().map(|path| survey::absolute(path, around)).collect();
    let root = root(&paths, around);
    // by the schema everything may break
    let schema_path = schema::path(&root, args.schema.as_deref(), around);
    let all = [&root, &schema_path];
    let whole = paths.is_empty() || paths.iter().any(|path| all.contains(&path));
    let extent = if whole { Extent::Whole } else { Extent::Part };
    let mut problems = Vec::new();
    let asked = if whole { std::slice::from_ref(&root) } else { &paths };
    let mut configs = configs(asked, args, around, &mut problems);
    for path in paths.iter().filter(|path| std::fs::symlink_metadata(path).is_err()) {
        let message = "there is no such file or folder";
        let problem = Problem::new("no-such-path", Severity::Error, message);
        problems.push(problem.at(path).help("check the path"));
    }
    // the index of a large repository takes as long to read as a tenth of the walk
    let tracked = if configs.iter().any(|config| config.environment.is_some()) {
        tracked(&root, &mut problems)
    } else {
        BTreeSet::new()
    };
    // what git does not track may hold secrets: that is what a `.env` is for
    configs.retain(|config| config.environment.is_none() || tracked.contains(&config.path));
    let survey = survey::of(configs, around);
    let tracked = plain(&survey);
    let mut findings = assessed(&survey, around);
    problems.extend(judge(&mut findings, &survey.entries, Heed::Everyone, around));
    findings.retain(counts);
    let schema = schema::read(&root, args.schema.as_deref(), around, &mut problems);
    let named = |path: &Path| asked.iter().any(|asked| path.starts_with(asked));
    let workflows = workflows::read(&root, &named, &mut problems);
    let stores = stores::look(&root, args, context, &mut problems);
    Ok(Gathered { survey, extent, findings, schema, stores, workflows, tracked, problems })
}

/// The files of variables that git tracks.
fn tracked(root: &Path, problems: &mut Vec<Problem>) -> BTreeSet<PathBuf> {
    let files = Repository::find(root).and_then(|repository| {
        let Some(repository) = repository else { return Ok(BTreeSet::new()) };
        let files = repository.tracked(&is_of_variables)?;
        Ok(files.iter().map(|file| repository.path_of(&file.path)).collect())
    });
    files.unwrap_or_else(|error| {
        problems.push(unreadable(&error));
        BTreeSet::new()
    })
}

/// What git could not be asked.
pub(super) fn unreadable(error: &GitError) -> Problem {
    let problem = Problem::new("unreadable", Severity::Error, error.message.clone());
    problem.at(&error.path).help(error.help.clone())
}

/// Whether a path in a repository, as git has it, is a file of variables.
pub(super) fn is_of_variables(path: &[u8]) -> bool {
    let name = path.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
    let may_be = name.starts_with(b".") || name.ends_with(b".env");
    may_be
        && std::str::from_utf8(path).is_ok_and(|path| {
            EnvironmentFile::of(Path::new(path)).is_some_and(|file| file.format == Format::Dotenv)
        })
}

/// Those of the files of variables that are not encrypted.
pub(super) fn plain(survey: &Survey) -> BTreeSet<PathBuf> {
    let plain = survey.parsed.iter().filter(|parsed| !parsed.is_encrypted());
    let configs = plain.map(|parsed| &parsed.config);
    let broken = survey.broken.iter().map(|(config, _)| config);
    let of_variables = configs.chain(broken).filter(|config| config.environment.is_some());
    of_variables.map(|config| config.path.clone()).collect()
}

/// The project's folder: the git work tree of the first path, or of the current folder.
pub(super) fn root(paths: &[PathBuf], around: &Surroundings) -> PathBuf {
    let start = paths.first().unwrap_or(&around.cwd);
    let folder = if start.is_dir() { start } else { start.parent().unwrap_or(Path::new("/")) };
    unplain_host::git_root(folder).unwrap_or_else(|| folder.to_owned())
}

/// The agents' configs that are asked for, and the files of variables.
fn configs(
    asked: &[PathBuf],
    args: &Validate,
    around: &Surroundings,
    problems: &mut Vec<Problem>,
) -> Vec<Config> {
    let (folders, files): (Vec<PathBuf>, Vec<PathBuf>) =
        asked.iter().cloned().partition(|path| path.is_dir());
    let there = files.iter().filter(|path| std::fs::symlink_metadata(path).is_ok());
    let mut configs: Vec<Config> = there.filter_map(|path| survey::config_at(path)).collect();
    survey::walk(&folders, &mut configs, problems);
    configs.retain(|config| config.environment.is_none_or(|file| file.format == Format::Dotenv));
    if args.user {
        configs.extend(survey::user_configs(around));
    }
    configs
}
