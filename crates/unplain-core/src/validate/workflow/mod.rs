//! The jobs and steps of a workflow of GitHub Actions, as far as it matters which variables reach which program.
//!
//! From GitHub's "Workflow syntax for GitHub Actions".

mod passed;
mod program;
mod script;

use std::borrow::Cow;

use unplain_rewrite::{Document, Kind, Node};

pub(super) use self::{
    passed::Passed,
    program::{Run, program_of_action, programs_of_script},
    script::{Script, names},
};

/// A job.
pub(super) struct Job<'d> {
    /// Its id.
    pub(super) id: Cow<'d, str>,
    /// The environment that it deploys to.
    pub(super) environment: Environment<'d>,
    /// What all its steps get.
    pub(super) env: Passed<'d>,
    /// What it consists of.
    pub(super) work: Work<'d>,
}

/// What a job consists of.
pub(super) enum Work<'d> {
    /// Steps.
    Steps(Vec<Step<'d>>),
    /// Another workflow, of this repository or of another.
    Calls(Step<'d>),
}

/// A step, or the call of another workflow.
pub(super) struct Step<'d> {
    /// Its mapping.
    pub(super) node: Node<'d>,
    /// What it gets beside what its job gives.
    pub(super) env: Passed<'d>,
    /// What it does.
    pub(super) does: Does<'d>,
}

/// What a step does.
pub(super) enum Does<'d> {
    /// A script, of a shell that is understood here.
    Runs(Node<'d>),
    /// A script of another shell or language.
    RunsElse(Node<'d>),
    /// An action or a workflow.
    Uses(Node<'d>),
    /// Nothing that is understood.
    Unknown,
}

/// The environment of a job.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum Environment<'d> {
    /// The job names none.
    None,
    /// This one.
    Named(Cow<'d, str>),
    /// An expression says which.
    Computed,
}

/// The jobs of a workflow whose variables come from the workflow alone.
///
/// Left out: a job that never runs, and one on a self-hosted runner, whose environment is its machine's affair.
pub(super) fn jobs(document: &Document) -> Vec<Job<'_>> {
    let Some(root) = document.root() else { return Vec::new() };
    let env = Passed::of(child(root, "env"));
    let shell = default_shell(root);
    let jobs = child(root, "jobs").into_iter().flat_map(members);
    jobs.filter_map(|(id, node)| job(id, node, &env, shell.as_deref())).collect()
}

fn job<'d>(
    id: Cow<'d, str>,
    node: Node<'d>,
    outer: &Passed<'d>,
    shell: Option<&str>,
) -> Option<Job<'d>> {
    if never(node) {
        return None;
    }
    let runner = child(node, "runs-on");
    if runner.is_some_and(|runner| holds(runner, "self-hosted")) {
        return None;
    }
    let mut env = outer.clone();
    env.add(Passed::of(child(node, "env")));
    if let Some(container) = child(node, "container") {
        env.add(Passed::of(child(container, "env")));
        if child(container, "options").is_some_and(|options| options.value().contains("--env")) {
            env = Passed::Everything;
        }
    }
    let own = default_shell(node);
    let windows = runner.is_some_and(|runner| holds(runner, "windows"));
    let shell = own.as_deref().or(shell).or(windows.then_some("pwsh"));
    let work = match child(node, "uses") {
        Some(uses) => Work::Calls(Step { node, env: Passed::none(), does: Does::Uses(uses) }),
        None => {
            let steps = child(node, "steps").filter(|steps| steps.kind() == Kind::Array);
            let steps = steps.into_iter().flat_map(|steps| steps.children());
            Work::Steps(steps.map(resolved).filter_map(|node| step(node, shell)).collect())
        }
    };
    Some(Job { id, environment: environment(node), env, work })
}

fn step<'d>(node: Node<'d>, shell: Option<&str>) -> Option<Step<'d>> {
    if never(node) {
        return None;
    }
    let own = child(node, "shell").map(|shell| shell.value());
    let does = match (child(node, "run"), child(node, "uses")) {
        (Some(run), _) if is_posix(own.as_deref().or(shell)) => Does::Runs(run),
        (Some(run), _) => Does::RunsElse(run),
        (None, Some(uses)) => Does::Uses(uses),
        (None, None) => Does::Unknown,
    };
    Some(Step { node, env: Passed::of(child(node, "env")), does })
}

/// Whether a shell reads scripts as `sh` does; GitHub takes bash where none is named.
fn is_posix(shell: Option<&str>) -> bool {
    let Some(shell) = shell else { return true };
    let program = shell.split_whitespace().next().unwrap_or_default();
    matches!(program.rsplit('/').next(), Some("bash" | "sh" | "zsh" | "dash" | "ksh"))
}

fn default_shell(node: Node<'_>) -> Option<Cow<'_, str>> {
    let run = child(child(node, "defaults")?, "run")?;
    Some(child(run, "shell")?.value())
}

fn environment(job: Node<'_>) -> Environment<'_> {
    let Some(node) = child(job, "environment") else { return Environment::None };
    let name = if node.kind() == Kind::Object { child(node, "name") } else { Some(node) };
    match name.map(|name| name.value()) {
        Some(name) if !name.contains("${{") => Environment::Named(name),
        _ => Environment::Computed,
    }
}

/// Whether `if: false` stands there.
fn never(node: Node<'_>) -> bool {
    child(node, "if").is_some_and(|condition| {
        let condition = condition.value();
        let inner = condition.trim().trim_start_matches("${{").trim_end_matches("}}");
        inner.trim() == "false"
    })
}

/// Whether a scalar, or a scalar somewhere in a container, holds a text.
fn holds(node: Node<'_>, text: &str) -> bool {
    scalars(node).any(|scalar| scalar.value().contains(text))
}

/// All scalars in a node, itself included; aliases stand for what they name, once.
pub(super) fn scalars(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let mut open = vec![resolved(node)];
    // aliases may name what holds aliases
    let mut budget = 10_000_u32;
    std::iter::from_fn(move || {
        while let Some(node) = open.pop() {
            budget = budget.checked_sub(1)?;
            match node.kind() {
                Kind::Object | Kind::Array => open.extend(node.children().map(resolved)),
                _ => return Some(node),
            }
        }
        None
    })
}

/// The member with this key; of an alias, of what it stands for.
pub(super) fn child<'d>(node: Node<'d>, key: &str) -> Option<Node<'d>> {
    let node = resolved(node);
    (node.kind() == Kind::Object).then(|| node.child(key)).flatten().map(resolved)
}

/// Keys and values of a mapping.
pub(super) fn members<'d>(
    node: Node<'d>,
) -> impl Iterator<Item = (Cow<'d, str>, Node<'d>)> + use<'d> {
    resolved(node).children().filter_map(|child| Some((child.key()?, resolved(child))))
}

fn resolved(node: Node<'_>) -> Node<'_> {
    node.target().unwrap_or(node)
}

#[cfg(test)]
mod tests {
    use unplain_rewrite::Format;

    use super::*;

    fn parse(text: &str) -> Document {
        Document::parse(text.to_owned(), Format::Yaml).expect("it is YAML")
    }

    #[test]
    fn a_scripts_shell_is_the_steps_the_jobs_or_the_workflows() {
        let text = "
defaults: {run: {shell: pwsh}}
jobs:
  one:
    steps: [{run: a}, {run: b, shell: bash}, {run: c, shell: 'bash -euo pipefail {0}'}, {run: d, shell: python}]
  two:
    defaults: {run: {shell: sh}}
    steps: [{run: e}]
";
        let document = parse(text);
        let understood: Vec<Vec<bool>> = jobs(&document)
            .iter()
            .map(|job| match &job.work {
                Work::Steps(steps) => {
                    steps.iter().map(|step| matches!(step.does, Does::Runs(_))).collect()
                }
                Work::Calls(_) => Vec::new(),
            })
            .collect();
        assert_eq!(understood, [vec![false, true, true, false], vec![true]]);
    }

    #[test]
    fn an_environment_is_a_name_or_a_mapping_or_computed() {
        for (text, expected) in [
            ("{}", Environment::None),
            ("{environment: prod}", Environment::Named("prod".into())),
            ("{environment: {name: prod, url: x}}", Environment::Named("prod".into())),
            ("{environment: '${{ inputs.where }}'}", Environment::Computed),
        ] {
            let document = parse(text);
            assert_eq!(environment(document.root().expect("a root")), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_workflow_has_no_jobs() {
        for text in
            ["", "a", "[]", "jobs:", "jobs: [a]", "jobs: {a: }", "jobs: {a: &a {steps: *a}}"]
        {
            if let Ok(document) = Document::parse(text.to_owned(), Format::Yaml) {
                for job in jobs(&document) {
                    assert!(matches!(job.work, Work::Steps(steps) if steps.is_empty()), "{text}");
                }
            }
        }
    }
}
