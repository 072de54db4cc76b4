//! `--staged`: what the next commit would bring, read from git's index.

use std::collections::BTreeMap;

use unplain_core::{
    Config, Finding, Problem, Severity, project_file_names,
    validate::{Extent, Workflow},
};
use unplain_git::{Repository, Staged, StagedFile};

use super::{
    gather::{Gathered, is_of_variables, plain},
    schema, stores, workflows,
};
use crate::{
    allowed::{Evidence, Heed, judge_by},
    cli::Validate,
    commands::{
        findings::{assessed, counts},
        scan::in_git::{failed, in_utf8, repositories},
    },
    context::Context,
    exit::Failure,
    survey,
};

/// The staged configs; where the schema itself is staged, all configs of the index, for each may break by it.
pub(super) fn gather(args: &Validate, context: &Context) -> Result<Gathered, Failure> {
    // `git commit FILE` and `git commit -a` give their hooks an index of their own.
    let index = context.around.var("GIT_INDEX_FILE").map(|path| context.around.cwd.join(path));
    let Some(repository) = repositories(&[], context)?.into_iter().next() else {
        return Err(Failure::incomplete("no-repository", "there is no git repository here", ""));
    };
    let staged = repository.staged(index.as_deref()).map_err(failed)?;
    let schema_path = schema::path(repository.top(), args.schema.as_deref(), &context.around);
    let is_schema = |path: &[u8]| repository.path_of(path) == schema_path;
    let all = staged.files.iter().any(|file| is_schema(&file.path));
    let mut index = Index { repository: &repository, staged: &staged, problems: Vec::new() };

    let wanted = |path: &[u8]| is_config(path) || is_of_variables(path);
    let files = if all { staged.tracked(&wanted) } else { staged.files.clone() };
    let texts: Vec<(Config, String)> = files
        .iter()
        .filter(|file| !file.is_link && wanted(&file.path))
        .filter_map(|file| {
            let config = survey::config_at(&repository.path_of(&file.path))?;
            Some((config, index.text(file)?))
        })
        .collect();
    let contents: BTreeMap<String, String> = texts
        .iter()
        .map(|(config, text)| (config.path.display().to_string(), text.clone()))
        .collect();
    let survey = survey::of_texts(texts);
    let mut problems = Vec::new();
    let mut findings = assessed(&survey, &context.around);
    judge(&mut findings, &contents, &survey, &mut problems, context);
    findings.retain(counts);

    let schema = match staged.tracked(&is_schema).pop() {
        Some(file) => {
            let text = index.text(&file);
            text.and_then(|text| schema::understand(schema_path.clone(), &text, &mut problems))
        }
        // one that git does not know
        None if args.schema.is_some() => {
            schema::read(repository.top(), args.schema.as_deref(), &context.around, &mut problems)
        }
        None => None,
    };
    let is_workflow = |path: &[u8]| {
        let below = path.strip_prefix(workflows::FOLDER.as_bytes());
        let name = below.and_then(|name| name.strip_prefix(b"/")).unwrap_or_default();
        !name.contains(&b'/') && (name.ends_with(b".yml") || name.ends_with(b".yaml"))
    };
    let flows = if all { staged.tracked(&is_workflow) } else { staged.files.clone() };
    let workflows: Vec<Workflow> = flows
        .iter()
        .filter(|file| is_workflow(&file.path))
        .filter_map(|file| {
            let text = index.text(file)?;
            let path = repository.path_of(&file.path);
            workflows::understand(path, text, &mut index.problems)
        })
        .collect();
    let touched = |name: &&str| staged.files.iter().any(|file| file.path == name.as_bytes());
    let stores = if all || stores::FILES.iter().any(touched) {
        let mut text = |name: &str| {
            let file = staged.tracked(&|path| path == name.as_bytes()).pop()?;
            index.text(&file)
        };
        stores::staged(repository.top(), &mut text, &mut problems)
    } else {
        Vec::new()
    };
    problems.append(&mut index.problems);
    Ok(Gathered {
        extent: if all { Extent::Whole } else { Extent::Part },
        findings,
        schema,
        stores,
        workflows,
        tracked: plain(&survey),
        problems,
        survey,
    })
}

/// Whether a path in a repository may be an agent's config: told by its last part alone, before anything is decoded.
fn is_config(path: &[u8]) -> bool {
    let name = path.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
    std::str::from_utf8(name).is_ok_and(|name| project_file_names().contains(name))
}

/// Notes which findings are allowed by what is staged beside them and by the settings.
fn judge(
    findings: &mut [Finding],
    contents: &BTreeMap<String, String>,
    survey: &survey::Survey,
    problems: &mut Vec<Problem>,
    context: &Context,
) {
    for entry in &survey.entries {
        let mut of_file: Vec<&mut Finding> =
            findings.iter_mut().filter(|finding| finding.path == entry.path).collect();
        if of_file.is_empty() {
            continue;
        }
        let text = contents.get(&entry.path).map(String::as_bytes).unwrap_or_default();
        let mut evidence = Evidence::of(&entry.path, text, Some(entry.format));
        let mut copies: Vec<Finding> = of_file.iter().map(|finding| (*finding).clone()).collect();
        problems.extend(judge_by(&mut evidence, &mut copies, &[], Heed::Everyone, &context.around));
        for (finding, copy) in of_file.iter_mut().zip(copies) {
            finding.allowed = copy.allowed;
        }
    }
}

/// Reads files out of the index.
struct Index<'a> {
    repository: &'a Repository,
    staged: &'a Staged,
    problems: Vec<Problem>,
}

impl Index<'_> {
    /// A file's text; what is none is a problem.
    fn text(&mut self, file: &StagedFile) -> Option<String> {
        let path = self.repository.path_of(&file.path);
        let problem =
            |message: &str| Problem::new("unreadable", Severity::Error, message).at(&path);
        let not_text = "is staged and is no text in UTF-8";
        match self.staged.content(file) {
            Ok(Some(content)) => match String::from_utf8(in_utf8(&content).into_owned()) {
                Ok(text) => return Some(text),
                Err(_) => self.problems.push(problem(not_text)),
            },
            Ok(None) => self.problems.push(problem(not_text)),
            Err(error) => self.problems.push(problem(&error.message).help(error.help)),
        }
        None
    }
}
