//! Workflows as people write them, and what is said of each.

use std::{collections::BTreeSet, path::Path};

use unplain_rewrite::{Document, Format};

use crate::{
    Problem, Schema,
    validate::{Extent, Project, Workflow},
};

const SCHEMA: &str = r#"{
  "required": {
    "anthropic": {
      "ANTHROPIC_API_KEY": { "format": "sk-ant-...", "required_for": ["pulser"] },
      "DEPLOY_KEY": { "required_for": ["shipper"], "environments": ["prod"] }
    }
  },
  "optional": { "more": { "PULSER_THEME": { "required_for": ["pulser"] } } }
}"#;

/// What is said of a workflow: line, column and variable of each problem.
fn said(text: &str) -> Vec<(usize, usize, String)> {
    let place = |problem: &Problem| {
        let variable = problem.variable.as_ref().map(ToString::to_string);
        (problem.line.unwrap_or(0), problem.column.unwrap_or(0), variable.unwrap_or_default())
    };
    problems(text, &[]).iter().map(place).collect()
}

fn problems(text: &str, purposes: &[String]) -> Vec<Problem> {
    let schema = Schema::parse(SCHEMA).expect("the schema is sound");
    let document = Document::parse(text.to_owned(), Format::Yaml).expect("it is YAML");
    let workflows = [Workflow { path: "/p/.github/workflows/ci.yml".into(), document }];
    let project = Project {
        extent: Extent::Whole,
        files: &[],
        findings: &[],
        schema: Some((Path::new("/p/secrets/schema.json"), &schema)),
        environment: None,
        purposes,
        stores: &[],
        workflows: &workflows,
        tracked: &BTreeSet::new(),
        today: "2026-01-01",
        uses: Vec::new(),
    };
    let mut problems = Vec::new();
    (super::CHECK.run)(&project, &mut problems);
    problems
}

/// A job with these steps.
fn job(steps: &str) -> String {
    format!("on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n{steps}")
}

#[test]
fn a_program_without_its_variable_is_said_where_it_stands() {
    for (text, line, column) in [
        (job("      - run: pulser sync\n"), 6, 14),
        (job("      - uses: actions/checkout@v4\n      - run: |\n          set -e\n          # ANTHROPIC_API_KEY\n          npx -y @org/pulser@latest\n"), 10, 18),
        (job("      - run: >-\n          echo a &&\n          pulser sync\n"), 8, 11),
        (job("      - run: \"echo a; pulser\"\n"), 6, 23),
        (job("      - uses: org/pulser-action@v1\n        with: { version: 1 }\n"), 6, 15),
        (job("      - run: x=$(pulser get)\n"), 6, 18),
        (job("      - run: |\n          if [ -n \"$ANTHROPIC_API_KEY\" ]; then pulser; fi\n"), 7, 48),
        (job("      - run: pulser\n        env: { OTHER: x }\n      - run: true\n        env: { ANTHROPIC_API_KEY: x }\n"), 6, 14),
        (job("      - run: echo B=1 >> $GITHUB_ENV\n      - run: pulser\n"), 7, 14),
        (job("      - uses: actions/setup-node@v4\n        with: { node-version: 22 }\n      - run: pulser\n"), 8, 14),
        ("on: push\njobs:\n  a:\n    uses: org/pulser/.github/workflows/run.yml@v1\n    secrets: { OTHER: x }\n".to_owned(), 4, 11),
        ("on: push\njobs:\n  a:\n    strategy: { matrix: { os: [ubuntu-latest, windows-latest] } }\n    runs-on: ${{ matrix.os }}\n    services:\n      db: { image: postgres, env: { ANTHROPIC_API_KEY: x } }\n    steps: [{ run: pulser }]\n".to_owned(), 8, 20),
    ] {
        assert_eq!(said(&text), [(line, column, "ANTHROPIC_API_KEY".to_owned())], "{text}");
    }
}

#[test]
fn a_variable_that_arrives_or_may_arrive_is_no_problem() {
    let key = "${{ secrets.ANTHROPIC_API_KEY }}";
    for text in [
        job(&format!("      - run: pulser\n        env: {{ ANTHROPIC_API_KEY: '{key}' }}\n")),
        job("      - run: pulser\n        env: ${{ fromJSON(needs.a.outputs.env) }}\n"),
        job("      - run: export ANTHROPIC_API_KEY=$(cat key); pulser\n"),
        job("      - run: ANTHROPIC_API_KEY=\"$K\" pulser\n"),
        job(&format!("      - run: pulser --key {key}\n")),
        job("      - run: echo \"ANTHROPIC_API_KEY=$K\" >> \"$GITHUB_ENV\"\n      - run: pulser\n"),
        job("      - run: sops -d s.env >> \"$GITHUB_ENV\"\n      - run: pulser\n"),
        job("      - shell: pwsh\n        run: '\"ANTHROPIC_API_KEY=x\" >> $env:GITHUB_ENV'\n      - run: pulser\n"),
        job("      - run: echo \"$ENV_FILE\" > .env\n      - run: pulser\n"),
        job("      - run: set -a; source ./secrets.sh; pulser\n"),
        job("      - uses: hashicorp/vault-action@v3\n      - run: pulser\n"),
        job("      - uses: ./.github/actions/prepare\n        with: { key: '${{ secrets.ANTHROPIC_API_KEY }}' }\n      - run: pulser\n"),
        job("      - uses: org/pulser@v1\n        with: { anthropic-api-key: x }\n"),
        job(&format!("      - uses: org/pulser@v1\n        with: {{ token: '{key}' }}\n")),
        job("      - uses: org/setup-pulser@v1\n"),
        job("      - run: unplain run -- pulser\n"),
        job("      - run: pip install pulser && pulser --version\n"),
        job("      - run: |\n          cat <<EOF\n          pulser\n          EOF\n"),
        job("      - run: echo pulser # pulser\n"),
        job("      - run: pulser\n        shell: cmd\n"),
        job("      - run: pulser\n        if: ${{ false }}\n"),
        format!("on: push\nenv: {{ ANTHROPIC_API_KEY: '{key}' }}\njobs: {{ a: {{ steps: [{{ run: pulser }}] }} }}\n"),
        format!("on: push\njobs:\n  a:\n    env: &env {{ ANTHROPIC_API_KEY: '{key}' }}\n    steps: [{{ run: pulser }}]\n  b:\n    env: *env\n    steps: [{{ run: pulser }}]\n"),
        "on: push\njobs: { a: { container: { image: x, env: { ANTHROPIC_API_KEY: x } }, steps: [{ run: pulser }] } }\n".to_owned(),
        "on: push\njobs: { a: { runs-on: [self-hosted, linux], steps: [{ run: pulser }] } }\n".to_owned(),
        "on: push\njobs: { a: { runs-on: windows-latest, steps: [{ run: pulser }] } }\n".to_owned(),
        "on: push\njobs: { a: { uses: org/pulser/.github/workflows/a.yml@v1, secrets: inherit } }\n".to_owned(),
        "on: push\njobs: { a: { uses: ./.github/workflows/pulser.yml } }\n".to_owned(),
        String::new(),
        "a".to_owned(),
    ] {
        assert_eq!(said(&text), [], "{text}");
    }
}

#[test]
fn an_environment_that_the_schema_does_not_list_needs_no_variable() {
    for (environment, expected) in
        [("prod", 1), ("{ name: prod, url: x }", 1), ("staging", 0), ("'${{ inputs.where }}'", 0)]
    {
        let text =
            format!("jobs: {{ a: {{ environment: {environment}, steps: [{{ run: shipper }}] }} }}");
        assert_eq!(said(&text).len(), expected, "{environment}");
    }
    assert_eq!(said("jobs: { a: { steps: [{ run: shipper }] } }").len(), 1);
}

#[test]
fn only_what_was_asked_for_counts() {
    let text = job("      - run: pulser; shipper\n");
    assert_eq!(problems(&text, &[]).len(), 2);
    assert_eq!(problems(&text, &["shipper".to_owned()]).len(), 1);
    assert!(problems(&text, &["else".to_owned()]).is_empty());
}

#[test]
fn nothing_of_the_script_is_shown() {
    let text = job("      - run: login hidden && pulser hidden\n");
    let problem = problems(&text, &[]).pop().expect("a problem");
    let excerpt = problem.excerpt.as_ref().expect("an excerpt");
    assert_eq!(excerpt.text, "run: … pulser …");
    assert_eq!(excerpt.marked, 7..13);
    assert_eq!(problem.pointer.as_deref(), Some("/jobs/a/steps/0/run"));
    assert!(!format!("{problem:?}").contains("hidden"));
}
