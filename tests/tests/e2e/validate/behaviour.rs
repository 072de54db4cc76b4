//! How `unplain validate` behaves: what is looked at, what counts, and how it ends.

use std::fs;

use unplain_testkit::{Tokens, assert_no_secret};

use crate::world::{Outcome, Report, World, fill};

/// The form that people have today, as it stands in their documents.
const SCHEMA: &str = r#"{"required": {"anthropic": {"ANTHROPIC_API_KEY": {"format": "sk-ant-...", "required_for": ["pulser"]}}}}"#;

/// A reference that Claude Code does not expand.
const WRONG: &str = r#"{"mcpServers":{"a":{"command":"a","env":{"T":"{env:TOKEN}"}}}}"#;
/// The same in Claude Code's spelling.
const RIGHT: &str = r#"{"mcpServers":{"a":{"command":"a","env":{"T":"${TOKEN}"}}}}"#;

/// A home with a folder `project`, a git repository, and secrets.
struct Project {
    world: World,
    secrets: Vec<String>,
}

impl Project {
    fn new(seed: u64) -> Self {
        let mut tokens = Tokens::new(seed);
        let secrets = vec![
            tokens.token("github-pat-classic"),
            tokens.token("anthropic-api-key"),
            tokens.token("openrouter-api-key"),
        ];
        let project = Self { world: World::new(), secrets };
        project.world.home.folder("project");
        project.world.start("git", ["init", "--quiet"]).within("project").run().expect(0);
        project
    }

    /// With a file below the home folder, in which `@1`, `@2` … stand for the secrets.
    fn with(self, path: &str, template: &str) -> Self {
        self.world.home.file(path, fill(template, &self.secrets));
        self
    }

    #[track_caller]
    fn run_in(&self, folder: &str, arguments: &[&str]) -> Outcome {
        let all = [&["validate"], arguments].concat();
        self.checked(self.world.unplain(all).within(folder).run())
    }

    /// Nothing of the secrets may be said.
    #[track_caller]
    fn checked(&self, outcome: Outcome) -> Outcome {
        let secrets: Vec<&str> = self.secrets.iter().map(String::as_str).collect();
        assert_no_secret(outcome.said().as_bytes(), &secrets);
        outcome
    }

    /// The report of `validate` in a folder, which ends with this code.
    #[track_caller]
    fn report_in(&self, folder: &str, arguments: &[&str], code: i32) -> Report {
        let all = [arguments, &["--format", "json"]].concat();
        self.run_in(folder, &all).expect(code).report()
    }

    #[track_caller]
    fn report(&self, arguments: &[&str], code: i32) -> Report {
        self.report_in("project", arguments, code)
    }
}

/// The problems that are no notes: `CODE PATH`, with the path from the home folder on.
fn told(report: &Report) -> Vec<String> {
    let problems = report.list("problems").iter().filter(|problem| problem["severity"] != "note");
    let line = |problem: &serde_json::Value| {
        let path = problem["path"].as_str().unwrap_or_default();
        let path = path.split_once("/unplain-home-").map_or(path, |(_, path)| path);
        let path = path.split_once('/').map_or(path, |(_, path)| path);
        format!("{} {path}", problem["code"].as_str().unwrap())
    };
    problems.map(line).collect()
}

#[test]
fn the_form_that_people_have_is_taken_as_it_is() {
    let mut project = Project::new(1).with("project/secrets/schema.json", SCHEMA);
    project.report(&[], 0);
    project.report(&["--strict"], 0);

    let unset = project.report(&["--env"], 1);
    assert_eq!(told(&unset), ["unset-variable project/secrets/schema.json"]);
    let problem = &unset.problems("schema.json")[0];
    assert_eq!(problem["variable"], "ANTHROPIC_API_KEY");
    assert_eq!((&problem["line"], &problem["column"]), (&1.into(), &29.into()));
    assert_eq!(problem["pointer"], "/required/anthropic/ANTHROPIC_API_KEY");
    project.report(&["--env", "--for", "pulser"], 1);
    project.report(&["--env", "--for", "other"], 0);
    project.report(&["--env", "--for", "other", "--for", "pulser"], 1);

    let right = project.secrets[1].clone();
    project.world.export("ANTHROPIC_API_KEY", right);
    assert!(told(&project.report(&["--env"], 0)).is_empty());
    assert!(told(&project.report(&["--env", "--for", "pulser", "--strict"], 0)).is_empty());

    let wrong = project.secrets[2].clone();
    project.world.export("ANTHROPIC_API_KEY", wrong);
    assert_eq!(told(&project.report(&["--env"], 1)), ["bad-format project/secrets/schema.json"]);
    project.report(&["--env", "--for", "pulser"], 1);
    project.report(&["--env", "--for", "other"], 0);
    // Without the flag nobody asks the environment.
    project.report(&[], 0);
    project.world.export("ANTHROPIC_API_KEY", "");
    assert_eq!(
        told(&project.report(&["--env"], 1)),
        ["unset-variable project/secrets/schema.json"]
    );
}

#[test]
fn without_a_path_it_is_the_whole_project_from_each_of_its_folders() {
    let project = Project::new(2)
        .with("project/.mcp.json", WRONG)
        .with("project/tools/deep/.mcp.json", RIGHT)
        .with("project/secrets/schema.json", r#"{"optional":{"a":{"TOKEN":{}}}}"#)
        .with(".mcp.json", WRONG);
    for folder in ["project", "project/tools", "project/tools/deep", "project/.git"] {
        let report = project.report_in(folder, &[], 1);
        assert_eq!(told(&report), ["wrong-dialect project/.mcp.json"], "in {folder}");
    }
}

#[test]
fn paths_are_looked_at_and_nothing_else() {
    let project = Project::new(3)
        .with("project/.mcp.json", WRONG)
        .with("project/web/.cursor/mcp.json", WRONG)
        .with("project/api/.mcp.json", WRONG)
        .with("project/ok/.mcp.json", RIGHT);
    let of = |arguments: &[&str], code: i32| told(&project.report(arguments, code));
    let web = "wrong-dialect project/web/.cursor/mcp.json";
    let api = "wrong-dialect project/api/.mcp.json";
    assert_eq!(of(&["web"], 1), [web]);
    assert_eq!(of(&["web/.cursor/mcp.json"], 1), [web]);
    assert_eq!(of(&["web", "api/.mcp.json"], 1), [api, web]);
    assert_eq!(of(&["web", "web/.cursor", "web/.cursor/mcp.json"], 1), [web]);
    assert!(of(&["ok"], 0).is_empty());
    assert_eq!(of(&["."], 1).len(), 3);
    let absolute = project.world.home.at("project/web");
    assert_eq!(of(&[absolute.to_str().unwrap()], 1), [web]);
}

#[test]
fn a_part_of_a_project_is_held_against_the_whole_schema() {
    let project = Project::new(4)
        .with("project/secrets/schema.json", r#"{"optional":{"a":{"TOKEN":{},"OTHER":{}}}}"#)
        .with("project/web/.mcp.json", RIGHT)
        .with("project/api/.mcp.json", &RIGHT.replace("TOKEN", "UNKNOWN"));
    assert!(told(&project.report(&["web", "--strict"], 0)).is_empty());
    assert_eq!(
        told(&project.report(&["api", "--strict"], 1)),
        ["undeclared-variable project/api/.mcp.json"]
    );
    // Only in the whole is what nothing uses told.
    let whole = told(&project.report(&["--strict"], 1));
    assert!(whole.contains(&"unused-variable project/secrets/schema.json".to_owned()), "{whole:?}");
}

#[test]
fn what_an_editor_makes_up_need_not_be_declared_nor_set() {
    let config = r#"{"mcpServers":{"a":{"command":"${workspaceFolder}/bin/a","env":{"A":"${userHome}","B":"${workspaceFolderBasename}${pathSeparator}","C":"${env:T}"}}}}"#;
    let mut project = Project::new(19)
        .with("project/.cursor/mcp.json", config)
        .with("project/secrets/schema.json", r#"{"optional":{"a":{"T":{}}}}"#);
    project.world.export("T", "set");
    assert!(told(&project.report(&["--env", "--strict"], 0)).is_empty());
    fs::remove_dir_all(project.world.home.at("project/secrets")).unwrap();
    assert!(told(&project.report(&["--env", "--strict"], 0)).is_empty());
}

#[test]
fn the_users_own_configs_are_asked_for() {
    let project = Project::new(5).with("project/.mcp.json", RIGHT).with(".cursor/mcp.json", WRONG);
    assert!(told(&project.report(&[], 0)).is_empty());
    assert_eq!(told(&project.report(&["--user"], 1)), ["wrong-dialect .cursor/mcp.json"]);
    assert_eq!(told(&project.report(&["--user", "."], 1)), ["wrong-dialect .cursor/mcp.json"]);
}

#[test]
fn warnings_count_where_it_is_strict() {
    let project =
        Project::new(6).with("project/secrets/schema.json", r#"{"optional":{"a":{"OLD":{}}}}"#);
    let unused = ["unused-variable project/secrets/schema.json"];
    assert_eq!(told(&project.report(&[], 0)), unused);
    assert_eq!(told(&project.report(&["--strict"], 1)), unused);
    // Quiet is not blind.
    project.run_in("project", &["--strict", "--quiet"]).expect(1);
}

#[test]
fn a_path_that_is_not_there_is_told_and_the_others_are_checked() {
    let project = Project::new(7).with("project/.mcp.json", WRONG);
    let report = project.report(&["missing.json", ".mcp.json"], 3);
    assert_eq!(
        told(&report),
        ["wrong-dialect project/.mcp.json", "no-such-path project/missing.json"]
    );
    project.report(&["missing"], 3);
    let report = project.report(&["--schema", "missing.json"], 3);
    assert!(told(&report).iter().any(|line| line.ends_with("project/missing.json")));
    assert!(told(&report).contains(&"wrong-dialect project/.mcp.json".to_owned()));
}

#[test]
fn what_half_parses_is_never_clean_and_the_rest_is_checked() {
    let project = Project::new(8)
        .with("project/.mcp.json", "{\"mcpServers\":{\n\"a\":{\"env\":{\"T\":\"@1\"\n")
        .with("project/.cursor/mcp.json", WRONG);
    let report = project.report(&[], 3);
    let told = told(&report);
    assert!(told.contains(&"invalid project/.mcp.json".to_owned()), "{told:?}");
    assert!(told.contains(&"wrong-dialect project/.cursor/mcp.json".to_owned()), "{told:?}");
    assert!(told.contains(&"inline-secret project/.mcp.json".to_owned()), "{told:?}");
    let invalid = report.problems(".mcp.json");
    assert!(invalid.iter().all(|problem| problem["line"].is_u64()), "{invalid:#?}");
    project.run_in("project", &[]).expect(3).says(".mcp.json:");
}

#[test]
fn what_is_allowed_is_not_told() {
    const ONE: &str = r#"{"mcpServers":{"demo":{"command":"a","env":{"GITHUB_TOKEN":"@1"}}}}"#;
    let entry = "[[allow]]\nrule = \"github-pat-classic\"\npath = \"**/.mcp.json\"\npointer = \"/mcpServers/demo/env/GITHUB_TOKEN\"\nreason = \"a throw-away token\"\n";
    let project = Project::new(9).with("project/.mcp.json", ONE);
    assert_eq!(told(&project.report(&[], 1)), ["inline-secret project/.mcp.json"]);
    let project = project.with("project/unplain.toml", entry);
    assert!(told(&project.report(&["--strict"], 0)).is_empty());

    let comment = "{\"mcpServers\":{\"demo\":{\"command\":\"a\",\"env\":{\n// unplain:allow a throw-away token\n\"GITHUB_TOKEN\":\"@1\"}}}}";
    let project = Project::new(10).with("project/.cursor/mcp.json", comment);
    assert!(told(&project.report(&["--strict"], 0)).is_empty());
    let project =
        project.with("project/.cursor/mcp.json", &comment.replace("unplain:allow", "allow"));
    assert_eq!(told(&project.report(&[], 1)), ["inline-secret project/.cursor/mcp.json"]);
}

#[test]
fn a_repository_that_may_not_be_written_is_checked_and_stays_as_it_is() {
    let project = Project::new(11)
        .with("project/.mcp.json", WRONG)
        .with("project/secrets/schema.json", SCHEMA);
    let before = project.world.files();
    let home = project.world.home.path().to_owned();
    let mode = |mode: &str| {
        project.world.start("chmod", ["-R", mode, "project"]).run().expect(0);
    };
    mode("a-w");
    let arguments = ["validate", "--format", "json"];
    let outcome = project.world.unprivileged(arguments).within("project").run();
    mode("u+w");
    let report = project.checked(outcome.expect(1)).report();
    assert!(told(&report).contains(&"wrong-dialect project/.mcp.json".to_owned()));
    let after = project.world.files();
    assert!(before == after, "something was written below {}", home.display());
}

#[test]
fn a_file_that_may_not_be_read_is_never_clean() {
    let project =
        Project::new(12).with("project/.mcp.json", RIGHT).with("project/.cursor/mcp.json", WRONG);
    project.world.home.file_with_mode("project/.mcp.json", RIGHT, 0o000);
    let arguments = ["validate", "--format", "json"];
    let report = project.world.unprivileged(arguments).within("project").run().expect(3).report();
    assert_eq!(
        told(&report),
        ["wrong-dialect project/.cursor/mcp.json", "unreadable project/.mcp.json"]
    );
}

#[test]
fn hundreds_of_problems_are_told_in_the_order_of_the_lines() {
    let servers: Vec<String> = (0..400)
        .map(|at| format!("\"s{at}\":{{\"command\":\"a\",\"env\":{{\"T\":\"{{env:T_{at}}}\"}}}}"))
        .collect();
    let text = format!("{{\"mcpServers\":{{\n{}\n}}}}", servers.join(",\n"));
    let project = Project::new(13).with("project/.mcp.json", &text);
    let report = project.report(&[], 1);
    let lines: Vec<u64> =
        report.list("problems").iter().filter_map(|problem| problem["line"].as_u64()).collect();
    assert_eq!(lines, (2..402).collect::<Vec<u64>>());
    for format in ["human", "github", "sarif", "junit"] {
        let said = project.run_in("project", &["--format", format]).expect(1).said();
        assert!(said.contains("T_0"), "{format}: {said}");
        // GitHub shows few annotations of a step: it is said that there are more.
        let last = if format == "github" { "390 more" } else { "T_399" };
        assert!(said.contains(last), "{format}: {said}");
    }
}

#[test]
fn control_characters_in_names_reach_no_terminal() {
    let text = "{\"mcpServers\":{\"a\\u001b[2J\\u0007\":{\"command\":\"a\",\"env\":{\"T\\u001b[31m\":\"{env:TOKEN}\",\"\\u001b]0;x\":\"@1\"}}}}";
    let project = Project::new(14).with("project/odd\u{1b}[2J\n/.mcp.json", text);
    for arguments in [
        &[][..],
        &["--verbose"],
        &["--summary"],
        &["--format", "json"],
        &["--format", "github"],
        &["--format", "junit"],
        &["--format", "sarif"],
    ] {
        let said = project.run_in("project", arguments).expect(1).said();
        let control = said.chars().find(|c| c.is_control() && *c != '\n');
        assert_eq!(control, None, "{arguments:?} says it: {said:?}");
    }
}

#[test]
fn it_need_not_be_a_git_repository() {
    let project = Project::new(15)
        .with("plain/.mcp.json", WRONG)
        .with("plain/.env", "GITHUB_TOKEN=@1\n")
        .with("plain/secrets/schema.json", SCHEMA)
        .with("plain/sub/.mcp.json", RIGHT);
    let report = project.report_in("plain", &[], 1);
    let told_here = told(&report);
    assert!(told_here.contains(&"wrong-dialect plain/.mcp.json".to_owned()));
    // Nothing says that the file is shared with anybody.
    assert!(!told_here.iter().any(|line| line.ends_with("plain/.env")), "{told_here:?}");
    // The current folder is all that is known to be the project.
    assert!(
        !told(&project.report_in("plain/sub", &[], 0)).iter().any(|line| line.contains("wrong"))
    );
    project.report_in("empty", &[], 0);
}

#[test]
fn each_code_is_explained() {
    let project = Project::new(16);
    let list = project.run_in("project", &["--explain"]).expect(0).stdout;
    let codes: Vec<&str> =
        list.lines().skip(1).filter_map(|line| line.split_whitespace().next()).collect();
    assert!(codes.is_sorted() && codes.len() > 10, "{list}");
    for code in codes {
        let page = project.run_in("project", &["--explain", code]).expect(0).stdout;
        assert!(page.starts_with(code) && page.contains("\nHow it is mended\n"), "{page}");
    }
    let outcome = project.run_in("project", &["--explain", "no-such-code"]).expect(2);
    outcome.says("no-such-code").says("--explain");
    project.run_in("project", &["--explain", "invalid", "--strict"]).expect(2);
}

#[test]
fn a_format_that_there_is_not_is_a_wrong_usage() {
    let project = Project::new(17).with("project/.mcp.json", WRONG);
    for format in ["xml", "JSON", "", "text"] {
        let outcome = project.run_in("project", &["--format", format]).expect(2);
        assert!(outcome.stdout.is_empty(), "{}", outcome.stdout);
    }
    let scan = ["scan", "--format", "junit"];
    project.world.unplain(scan).within("project").run().expect(2);
    let fix_and_watch = ["--fix", "--watch"];
    project.run_in("project", &fix_and_watch).expect(2);
}

/// A workflow that runs `pulser` without its variable.
const WORKFLOW: &str =
    "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: pulser\n";

#[test]
fn a_file_alone_is_checked_alone_and_the_schema_is_checked_with_everything() {
    let project = Project::new(19)
        .with("project/secrets/schema.json", SCHEMA)
        .with("project/.github/workflows/ci.yml", WORKFLOW)
        .with("project/.mcp.json", WRONG)
        .with("project/.cursor/mcp.json", "{}");
    let codes = |path: &str, code: i32| {
        let report = project.report(&[path], code);
        told(&report).iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(codes(".cursor/mcp.json", 0), "");
    let alone = codes(".mcp.json", 1);
    assert!(alone.contains("wrong-dialect") && !alone.contains("workflow-variable"), "{alone}");
    let alone = codes(".github/workflows/ci.yml", 1);
    assert!(!alone.contains("wrong-dialect") && alone.contains("workflow-variable"), "{alone}");
    let all = codes("secrets/schema.json", 1);
    assert!(all.contains("wrong-dialect") && all.contains("workflow-variable"), "{all}");
}

#[test]
fn links_are_followed_and_loops_come_to_an_end() {
    let project = Project::new(18).with("elsewhere/mcp.json", WRONG);
    project.world.home.link("project/.mcp.json", "../elsewhere/mcp.json");
    project.world.home.link("project/loop", ".");
    fs::create_dir_all(project.world.home.at("project/sub")).unwrap();
    project.world.home.link("project/sub/up", "..");
    assert_eq!(told(&project.report(&[], 1)).len(), 1);
}
