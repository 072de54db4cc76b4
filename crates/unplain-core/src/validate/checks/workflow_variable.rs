//! A workflow of GitHub Actions that runs a program without a variable that it needs.

use std::{borrow::Cow, ops::Range};

use unplain_rewrite::Node;

use crate::{
    Excerpt, Problem, Severity,
    schema::{Declared, Need},
    validate::{
        Check, Project, Verdict, Workflow,
        workflow::{
            Does, Environment, Job, Run, Script, Step, Work, child, jobs, members, names,
            program_of_action, programs_of_script, scalars,
        },
    },
};

pub(crate) const CHECK: Check = Check {
    code: "workflow-variable",
    severity: Severity::Error,
    verdict: Verdict::Wrong,
    title: "A workflow runs a program without a variable that it requires",
    about: "The schema says under `required_for` which programs need a variable. A step of a workflow in \
            `.github/workflows` runs such a program, as a command of its `run` script or as the action of this name under \
            `uses`, and the variable does not reach it: GitHub hands no secret to a step unless the workflow says so. The \
            run then fails, or goes on without signing in, where nobody looks.\n\n\
            A variable reaches a step through `env` of the step, its job, the job's container or the workflow, through the \
            action's `with`, through the script itself (`export NAME=…`, `${{ secrets.NAME }}`), and through an earlier \
            step that writes it to `$GITHUB_ENV` or reads secrets from a vault. What cannot be known is taken to be in \
            order: scripts of PowerShell and `cmd`, scripts that read a file of variables, self-hosted runners, whose \
            machines may have the variable, and environments (`environment: …`) that the schema's `environments` does not \
            list.",
    mend: "Pass it where the program runs:\n\n\
           ```yaml\n\
           - run: pulser sync\n\
           \x20 env:\n\
           \x20   ANTHROPIC_API_KEY: ${{ secrets.ANTHROPIC_API_KEY }}\n\
           ```\n\n\
           or run it through `unplain run -- pulser sync`, with the key of the encrypted store as the only secret. A called \
           workflow gets it through `secrets: inherit` or an entry of `secrets`.",
    run: |project, problems| {
        let needs = needs(project);
        if needs.is_empty() {
            return;
        }
        for workflow in project.workflows {
            for job in jobs(&workflow.document) {
                look(workflow, &job, &needs, problems);
            }
        }
    },
};

/// A program and a variable that it needs.
type Needed<'a> = (&'a str, &'a Declared);

fn needs<'a>(project: &Project<'a>) -> Vec<Needed<'a>> {
    let Some((_, schema)) = project.schema else { return Vec::new() };
    let purposes = project.purposes;
    let required = schema.variables.iter().filter(|declared| declared.need == Need::Required);
    let each = required.flat_map(|declared| {
        let programs = declared.required_for.iter();
        let programs = programs.filter(|name| purposes.is_empty() || purposes.contains(name));
        programs.map(move |program| (program.as_str(), declared))
    });
    each.collect()
}

fn look(workflow: &Workflow, job: &Job<'_>, needs: &[Needed<'_>], problems: &mut Vec<Problem>) {
    let needed: Vec<Needed<'_>> =
        needs.iter().filter(|(_, declared)| is_needed_in(job, declared)).copied().collect();
    let steps = match &job.work {
        Work::Steps(steps) => steps,
        Work::Calls(call) => {
            for (program, declared) in needed {
                if let Does::Uses(uses) = call.does
                    && program_of_action(&uses.value(), program)
                    && !is_handed_on(call, declared)
                {
                    let place = Place { workflow, job, node: uses, program };
                    let help = format!(
                        "add `{name}: ${{{{ secrets.{name} }}}}` to the job's `secrets`, or `secrets: inherit`",
                        name = declared.name
                    );
                    problems.push(place.of_action().problem(declared).help(help));
                }
            }
            return;
        }
    };
    for (at, step) in steps.iter().enumerate() {
        let before = steps.get(..at).unwrap_or_default();
        for (program, declared) in &needed {
            let name = declared.name.as_str();
            let is_given = || {
                job.env.has(name)
                    || step.env.has(name)
                    || before.iter().any(|earlier| leaves(earlier, name))
            };
            let missing = missing(workflow, job, step, program, name);
            if let Some(place) = missing.filter(|_| !is_given()) {
                let help = format!(
                    "add `{name}: ${{{{ secrets.{name} }}}}` to the step's `env`, or run it through `unplain run`"
                );
                problems.push(place.problem(declared).help(help));
            }
        }
    }
}

/// Whether a job that runs the program needs the variable.
fn is_needed_in(job: &Job<'_>, declared: &Declared) -> bool {
    match &job.environment {
        _ if declared.environments.is_empty() => true,
        Environment::None => true,
        Environment::Named(name) => declared.environments.iter().any(|known| known == name),
        Environment::Computed => false,
    }
}

/// Where a step runs the program without giving it the variable by itself.
fn missing<'d>(
    workflow: &'d Workflow,
    job: &'d Job<'d>,
    step: &Step<'d>,
    program: &'d str,
    name: &str,
) -> Option<Located<'d>> {
    match step.does {
        Does::Runs(node) => {
            let text = node.value();
            if !text.contains(program) {
                return None;
            }
            let script = Script::of(&text);
            let run = programs_of_script(&script).find(|run| run.program == program)?;
            let read = script.before(run.end);
            if names(read, name) || reads_variables(read) {
                return None;
            }
            Some(Place { workflow, job, node, program }.of_script(&text, &run))
        }
        Does::Uses(uses) if program_of_action(&uses.value(), program) => {
            let with = child(step.node, "with");
            let given = with.is_some_and(|with| mentions(with, name));
            (!given).then(|| Place { workflow, job, node: uses, program }.of_action())
        }
        _ => None,
    }
}

/// Whether a call of another workflow hands the variable on.
fn is_handed_on(call: &Step<'_>, declared: &Declared) -> bool {
    let name = declared.name.as_str();
    let secrets = child(call.node, "secrets");
    secrets.is_some_and(|secrets| secrets.value() == "inherit" || mentions(secrets, name))
        || child(call.node, "with").is_some_and(|with| mentions(with, name))
}

/// Whether a mapping has a variable as key (`anthropic-api-key` is as good), in a value, or all secrets at once.
fn mentions(mapping: Node<'_>, name: &str) -> bool {
    let same = |key: Cow<'_, str>| key.replace('-', "_").eq_ignore_ascii_case(name);
    members(mapping).any(|(key, _)| same(key))
        || scalars(mapping).any(|value| {
            let value = value.value();
            names(&value, name) || value.contains("toJSON(secrets)")
        })
}

/// Whether a variable may be set for the steps that follow this one.
fn leaves(step: &Step<'_>, name: &str) -> bool {
    match step.does {
        Does::Runs(node) | Does::RunsElse(node) => {
            let text = node.value();
            writes_files_of_variables(&text)
                || (text.contains("GITHUB_ENV") && (names(&text, name) || writes_unknown(&text)))
        }
        Does::Uses(uses) => {
            let given = ["with", "env"].iter().filter_map(|part| child(step.node, part));
            brings_secrets(&uses.value()) || given.into_iter().any(|part| mentions(part, name))
        }
        Does::Unknown => true,
    }
}

/// Whether a script loads variables from where they cannot be seen.
fn reads_variables(code: &str) -> bool {
    let harmless = ["activate", ".bashrc", ".profile", "cargo/env", "nvm.sh", "ssh-agent"];
    writes_files_of_variables(code)
        || code.contains("export $(")
        || code.split(['\n', ';', '&', '|', '(']).map(str::trim).any(|command| {
            let loads = ["source ", ". ", "eval "].iter().any(|lead| command.starts_with(lead));
            loads && !harmless.iter().any(|known| command.contains(known))
        })
}

/// Whether a script has to do with a file of variables: the program may read that by itself.
fn writes_files_of_variables(code: &str) -> bool {
    code.match_indices(".env").any(|(at, found)| {
        let before = code.get(..at).unwrap_or_default();
        let behind = code.get(at + found.len()..).unwrap_or_default();
        let is_file =
            before.is_empty() || before.ends_with([' ', '\n', '\t', '/', '"', '\'', '>', '=']);
        is_file && !behind.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
    })
}

/// Whether a line writes to `$GITHUB_ENV` what is not known by name.
fn writes_unknown(text: &str) -> bool {
    text.lines().filter(|line| line.contains("GITHUB_ENV")).any(|line| {
        let echoed = ["echo ", "printf "].iter().find_map(|lead| line.trim().strip_prefix(lead));
        let word = echoed.map(|rest| rest.trim_start_matches(['"', '\'']));
        let named = |word: &str| {
            let name = word.split(['=', '<']).next().unwrap_or_default();
            name.len() < word.len()
                && !name.is_empty()
                && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        };
        !word.is_some_and(named)
    })
}

/// Whether an action is there to fetch secrets or variables for later steps.
fn brings_secrets(uses: &str) -> bool {
    let words = [
        "secret",
        "secrets",
        "secretsmanager",
        "vault",
        "keyvault",
        "dotenv",
        "env",
        "envs",
        "environment",
        "doppler",
        "infisical",
        "1password",
        "sops",
        "ssm",
        "variables",
    ];
    let path = uses.split('@').next().unwrap_or(uses).to_ascii_lowercase();
    path.split(['/', '-', '_', '.']).any(|word| words.contains(&word))
}

/// Where a program is run.
struct Place<'d> {
    workflow: &'d Workflow,
    job: &'d Job<'d>,
    node: Node<'d>,
    program: &'d str,
}

/// A place with its bytes and what may be shown of it.
struct Located<'d> {
    place: Place<'d>,
    offset: usize,
    excerpt: Excerpt,
}

impl<'d> Place<'d> {
    fn of_script(self, text: &str, run: &Run<'_>) -> Located<'d> {
        let Range { start, end } = run.span.clone();
        let offset = self.node.raw_range(run.span.clone()).map(|raw| raw.start);
        let before =
            if text.get(..start).is_some_and(|text| !text.trim().is_empty()) { "… " } else { "" };
        let behind =
            if text.get(end..).is_some_and(|text| !text.trim().is_empty()) { " …" } else { "" };
        self.located(offset, &format!("run: {before}"), behind)
    }

    fn of_action(self) -> Located<'d> {
        self.located(None, "uses: …", "…")
    }

    fn located(self, offset: Option<usize>, before: &str, behind: &str) -> Located<'d> {
        let start = before.chars().count();
        let marked = start..start + self.program.chars().count();
        let excerpt = Excerpt { text: format!("{before}{}{behind}", self.program), marked };
        let offset = offset.unwrap_or(self.node.span().start);
        Located { offset, excerpt, place: self }
    }
}

impl Located<'_> {
    fn problem(self, declared: &Declared) -> Problem {
        let Place { workflow, job, node, program } = self.place;
        let message =
            format!("{program} needs {}, and the job `{}` does not pass it", declared.name, job.id);
        CHECK
            .says(message)
            .at(&workflow.path)
            .pointing(node.pointer().as_str())
            .on(workflow.document.line_column(self.offset))
            .about(&declared.name)
            .showing(self.excerpt)
    }
}

#[cfg(test)]
mod tests;
