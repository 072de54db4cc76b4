//! `--staged`: what the next commit would bring.

use std::path::PathBuf;

use unplain_core::{EnvironmentFile, Finding, Problem, Severity, Slot};
use unplain_git::{Repository, Staged, StagedFile};

use super::{
    Outcome,
    in_git::{About, InTexts, as_config, failed, in_utf8, others, repositories},
};
use crate::{
    allowed::{Evidence, Heed, judge_by},
    context::Context,
    exit::Failure,
};

/// Searches what is staged in the repositories of `paths`.
pub(super) fn look(paths: &[PathBuf], context: &Context) -> Result<Outcome, Failure> {
    let mut outcome = Outcome {
        overview: String::new(),
        configs: Vec::new(),
        findings: Vec::new(),
        problems: Vec::new(),
    };
    // `git commit FILE` and `git commit -a` give their hooks an index of their own.
    let index = context.around.var("GIT_INDEX_FILE").filter(|_| paths.is_empty());
    let index = index.map(|path| context.around.cwd.join(path));
    for repository in repositories(paths, context)? {
        let staged = repository.staged(index.as_deref()).map_err(failed)?;
        for file in &staged.files {
            in_file(&repository, &staged, file, &mut outcome, context);
        }
        let (count, top) = (staged.files.len(), context.short(repository.top()));
        let files = if count == 1 { "file" } else { "files" };
        outcome.overview.push_str(&format!("{top}: {count} staged {files} searched.\n\n"));
    }
    for (number, finding) in outcome.findings.iter_mut().enumerate() {
        finding.id = format!("f{}", number + 1);
    }
    Ok(outcome)
}

/// Searches a staged file.
fn in_file(
    repository: &Repository,
    staged: &Staged,
    file: &StagedFile,
    outcome: &mut Outcome,
    context: &Context,
) {
    let path = repository.path_of(&file.path);
    let about = About {
        path: &path,
        reason: "it is staged: take it out of the file and stage that again",
        commit: None,
        slot: Slot::Other,
    };
    let texts = InTexts::new();
    let content = match staged.content(file) {
        Ok(Some(content)) => content,
        Ok(None) => return,
        Err(error) => {
            let problem = Problem::new("unreadable", Severity::Error, error.message);
            outcome.problems.push(problem.at(&path).help(error.help));
            return;
        }
    };
    let config = as_config(&path, &content);
    let (mut found, format): (Vec<Finding>, _) = match &config {
        Some(Ok(parsed)) => {
            let found = about.parsed(parsed, &texts).into_iter().map(|(_, finding)| finding);
            let mut found: Vec<Finding> = found.collect();
            if parsed.config.environment.is_some() {
                let hits = texts.hits(&content);
                found.extend(others(&hits, &found).map(|hit| about.hit(hit)));
            }
            (found, Some(parsed.config.format()))
        }
        _ => (texts.hits(&content).iter().map(|hit| about.hit(hit)).collect(), None),
    };
    if !found.is_empty() {
        let mut evidence = Evidence::of(&path.display().to_string(), &in_utf8(&content), format);
        let judged = judge_by(&mut evidence, &mut found, &[], Heed::Everyone, &context.around);
        super::add(&mut outcome.problems, judged);
        outcome.findings.append(&mut found);
    }
    if let Some(Err(place)) = config {
        let what = "is staged and does not parse: it was searched as a text only";
        // Whatever is called `.env` need not be one.
        let is_variables = EnvironmentFile::of(&path).is_some();
        let severity = if is_variables { Severity::Warning } else { Severity::Error };
        let problem = Problem::new("invalid", severity, what).at(&path).on(place);
        outcome.problems.push(problem.help("mend it, and stage it again"));
    }
}
