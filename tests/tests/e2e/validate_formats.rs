//! What `validate` prints: for people, for other programs, and as a summary.

use std::{fs, path::Path};

use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::Value;
use unplain_testkit::{Tokens, assert_no_secret};

use crate::{
    formats::assert_valid,
    world::{Outcome, World, fill, tool},
};

/// Two errors: a secret, and a reference that Claude Code does not expand.
const WRONG: &str = r#"{
  "mcpServers": {
    "a": { "command": "a", "env": { "GITHUB_TOKEN": "@1", "B": "{env:FOO}" } }
  }
}
"#;

/// A broad token, by its value: a warning. Its server is called as nobody would call it.
const HOSTILE: &str = r#"{
  "mcpServers": {
    "|x`]]></failure>\u001b[2J<script>\n| [l](https://e.test) \u202e": { "command": "a", "env": { "T": "${BROAD}" } }
  }
}
"#;

/// A folder called as nobody would call it.
const HOSTILE_FOLDER: &str = "odd|`<b>&amp;\n\u{1b}[31m]]>\u{fffe}$x$";

struct Project {
    world: World,
    secrets: Vec<String>,
}

impl Project {
    /// A schema, and one config in which everything is right.
    fn new(seed: u64) -> Self {
        let mut tokens = Tokens::new(seed);
        let secrets = vec![tokens.token("github-pat-classic"), tokens.token("github-pat-classic")];
        let mut world = World::new();
        world.export("BROAD", secrets[1].as_str());
        world.export("FOO", "set");
        let right =
            r#"{"mcp":{"a":{"type":"local","command":["a"],"environment":{"A":"{env:FOO}"}}}}"#;
        world.home.file("project/opencode.json", right);
        let schema = r#"{"optional":{"g":{"FOO":{},"BROAD":{"required_for":["others"]}}}}"#;
        world.home.file("project/secrets/schema.json", schema);
        Self { world, secrets }
    }

    fn with(self, file: &str, template: &str) -> Self {
        self.world.home.file(&format!("project/{file}"), fill(template, &self.secrets));
        self
    }

    fn wrong(seed: u64) -> Self {
        Self::new(seed).with(".mcp.json", WRONG)
    }

    fn hostile(seed: u64) -> Self {
        Self::new(seed).with(&format!("{HOSTILE_FOLDER}/.mcp.json"), HOSTILE)
    }

    #[track_caller]
    fn validate(&self, arguments: &[&str], code: i32) -> Outcome {
        self.validate_with(arguments, &[], code)
    }

    /// What is said and written holds no secret, whatever the form.
    #[track_caller]
    fn validate_with(&self, arguments: &[&str], env: &[(&str, &Path)], code: i32) -> Outcome {
        let arguments = [&["validate"], arguments].concat();
        let mut command = self.world.unplain(arguments).within("project");
        for (name, value) in env {
            command = command.env(name, value);
        }
        let outcome = command.run().expect(code);
        self.assert_no_secret(&outcome.said());
        outcome
    }

    #[track_caller]
    fn assert_no_secret(&self, text: &str) {
        let secrets: Vec<&str> = self.secrets.iter().map(String::as_str).collect();
        assert_no_secret(text.as_bytes(), &secrets);
    }

    /// A valid SARIF log's one run.
    #[track_caller]
    fn sarif(&self, arguments: &[&str], code: i32) -> Value {
        let outcome = self.validate(&[&["--format", "sarif"], arguments].concat(), code);
        let mut log: Value = serde_json::from_str(&outcome.stdout).unwrap();
        assert_valid(&log);
        log["runs"][0].take()
    }

    /// XML that is what the published schema says.
    #[track_caller]
    fn junit(&self, arguments: &[&str], code: i32) -> String {
        let outcome = self.validate(&[&["--format", "junit"], arguments].concat(), code);
        let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/junit-10.xsd");
        let schema = schema.to_str().unwrap();
        let arguments = ["--noout", "--nonet", "--schema", schema, "-"];
        let lint = self.world.start(tool("xmllint"), arguments).input(outcome.stdout.as_bytes());
        lint.run().expect(0);
        outcome.stdout
    }
}

fn rules(run: &Value) -> Vec<&str> {
    let results = run["results"].as_array().unwrap();
    results.iter().map(|result| result["ruleId"].as_str().unwrap()).collect()
}

/// All but the colours of a terminal, which is not asked for here, stays text.
#[track_caller]
fn assert_steers_nothing(text: &str) {
    let steers = |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
    assert!(!text.contains(steers), "{text:?}");
}

#[test]
fn people_see_the_line_the_place_and_the_count() {
    let outcome = Project::wrong(5101).validate(&[], 1);
    let expected = "\
error[wrong-dialect]: Claude Code does not expand this reference: the server gets its text
";
    assert!(outcome.stdout.contains(expected), "{}", outcome.stdout);
    let line = WRONG.lines().nth(2).unwrap().replace("@1", &Project::wrong(5101).secrets[0]);
    let column = line.split("{env").next().unwrap().chars().count() + 1;
    let frame = format!(
        " --> .mcp.json:3:{column}\n  |\n3 | \"B\": \"{{env:FOO}}\"\n  |       ^^^^^^^^^\n"
    );
    assert!(outcome.stdout.contains(&frame), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("\"GITHUB_TOKEN\": \"ghp_…\""), "{}", outcome.stdout);
    let last = outcome.stdout.lines().last().unwrap();
    assert!(last.starts_with("2 errors in 1 file. `unplain validate --explain"), "{last}");
    assert_eq!(outcome.stderr, "");
}

#[test]
fn where_everything_agrees_one_line_says_so() {
    let project = Project::new(5102);
    let outcome = project.validate(&[], 0);
    assert_eq!(outcome.said().trim(), "Everything agrees: 1 config, 2 variables.");
    assert_eq!(project.validate(&["-q"], 0).said().trim(), "");
    let outcome = project.with(".cursor/mcp.json", "{ \"mcpServers\": {").validate(&[], 3);
    outcome.says("1 error in 1 file. Not everything could be checked.");
}

#[test]
fn a_note_is_shown_and_is_no_objection() {
    let project = Project::new(5118);
    fs::remove_file(project.world.home.at("project/secrets/schema.json")).unwrap();
    let outcome = project.validate(&["--strict"], 0);
    assert!(outcome.stdout.starts_with("note[no-schema]: "), "{}", outcome.stdout);
    assert_eq!(outcome.stdout.lines().last(), Some("Everything agrees: 1 config, 1 variable."));
    assert_eq!(project.validate(&["--format", "github"], 0).stdout, "");
    assert!(project.junit(&[], 0).contains("<system-out>the project: note: "));
    project.validate(&["--summary"], 0).says("## unplain validate: everything agrees");
}

#[test]
fn quiet_is_errors_only() {
    let project = Project::hostile(5103).with(".mcp.json", WRONG);
    let all = project.validate(&["--env"], 1).stdout;
    let errors = project.validate(&["--env", "-q"], 1).stdout;
    assert!(all.contains("warning[broad-token]"), "{all}");
    assert!(errors.contains("error[wrong-dialect]") && !errors.contains("warning["), "{errors}");
}

#[test]
fn names_of_strangers_steer_no_terminal() {
    let project = Project::hostile(5104);
    let outcome = project.validate(&["--env"], 0);
    assert!(outcome.stdout.contains("broad-token"), "{}", outcome.stdout);
    assert_steers_nothing(&outcome.said());
    for format in ["github", "junit"] {
        assert_steers_nothing(&project.validate(&["--env", "--format", format], 0).said());
    }
}

#[test]
fn a_sarif_log_has_each_problem_once_with_its_page() {
    let run = Project::wrong(5105).sarif(&[], 1);
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    let mut found = rules(&run);
    found.sort_unstable();
    assert_eq!(found, ["inline-secret", "wrong-dialect"]);
    for result in run["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        let rule = &run["tool"]["driver"]["rules"][index];
        assert_eq!(rule["id"], result["ruleId"]);
        assert_eq!(result["level"], "error");
        let page = format!("docs/checks/{}.md", rule["id"].as_str().unwrap());
        assert!(rule["helpUri"].as_str().unwrap().ends_with(&page), "{rule:#}");
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(page).is_file());
        for text in ["shortDescription", "fullDescription", "help"] {
            assert!(!rule[text]["text"].as_str().unwrap().is_empty(), "{rule:#}");
        }
        assert!(!rule["help"]["markdown"].as_str().unwrap().contains("](../"), "{rule:#}");
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], ".mcp.json");
        assert_eq!(place["region"]["startLine"], 3);
        let shown = place["region"]["snippet"]["text"].as_str().unwrap();
        assert!(shown.contains("ghp_…") || shown.contains("{env:FOO}"), "{shown}");
        let ends = place["region"]["endColumn"].is_u64();
        assert_eq!(ends, result["ruleId"] == "inline-secret", "{place:#}");
    }
}

#[test]
fn a_problem_keeps_its_fingerprint_when_lines_move() {
    let prints = |run: &Value| {
        let results = run["results"].as_array().unwrap().iter();
        let prints = results.map(|result| result["partialFingerprints"].to_string());
        prints.collect::<Vec<_>>()
    };
    let before = prints(&Project::wrong(5106).sarif(&[], 1));
    let moved = Project::new(5107).with(".mcp.json", &format!("\n\n{WRONG}"));
    assert_eq!(prints(&moved.sarif(&[], 1)), before);
}

#[test]
fn what_could_not_be_checked_is_a_result_and_said_of_the_run() {
    let project = Project::wrong(5108).with(".cursor/mcp.json", "{ \"mcpServers\": { ");
    let run = project.sarif(&[], 3);
    assert!(rules(&run).contains(&"invalid"), "{run:#}");
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let note = &invocation["toolExecutionNotifications"][0];
    assert_eq!(note["associatedRule"]["id"], "invalid");
    assert_eq!(invocation["toolExecutionNotifications"].as_array().unwrap().len(), 1);
}

#[test]
fn names_of_strangers_make_no_link_in_a_sarif_log() {
    let run = Project::hostile(5109).sarif(&["--env"], 0);
    let result = &run["results"][0];
    assert_eq!((&result["ruleId"], &result["level"]), (&"broad-token".into(), &"warning".into()));
    let message = result["message"]["text"].as_str().unwrap();
    assert!(message.contains("[l]") && !message.contains("]("), "{message}");
}

#[test]
fn annotations_stand_at_the_lines_once_each() {
    let outcome = Project::wrong(5110).validate(&["--format", "github"], 1);
    let lines: Vec<&str> = outcome.stdout.lines().collect();
    assert_eq!(lines.len(), 2, "{}", outcome.stdout);
    assert!(lines.iter().all(|line| line.starts_with("::error file=.mcp.json,line=3,col=")));

    let outcome = Project::hostile(5111).validate(&["--env", "--format", "github"], 0);
    let warnings = outcome.stdout.lines().filter(|line| line.starts_with("::warning "));
    assert_eq!(warnings.count(), outcome.stdout.lines().count(), "{}", outcome.stdout);
}

#[test]
fn a_junit_report_has_a_case_for_each_problem_and_each_file_that_is_right() {
    let project = Project::wrong(5112).with(".cursor/mcp.json", "{ \"mcpServers\": { ");
    let xml = project.junit(&[], 3);
    let count = |text: &str| xml.matches(text).count();
    let head = "<testsuites name=\"unplain validate\" tests=\"5\" failures=\"2\" errors=\"1\">";
    assert!(xml.contains(head), "{xml}");
    assert_eq!((count("<testsuite "), count("<testcase ")), (4, 5), "{xml}");
    assert_eq!((count("<failure "), count("<error ")), (2, 1), "{xml}");
    let right = "name=\"opencode.json agrees\" classname=\"unplain.validate\"></testcase>";
    assert!(xml.contains(right), "{xml}");
    let name = "name=\"wrong-dialect in .mcp.json: /mcpServers/a/env/B\"";
    assert!(xml.contains(name) && xml.contains(">.mcp.json:3:"), "{xml}");
}

#[test]
fn a_warning_is_skipped_in_a_junit_report_unless_it_fails() {
    let project = Project::hostile(5113);
    let xml = project.junit(&["--env"], 0);
    assert_eq!((xml.matches("<skipped ").count(), xml.matches("<failure ").count()), (1, 0));
    let xml = project.junit(&["--env", "--strict"], 1);
    assert_eq!((xml.matches("<skipped ").count(), xml.matches("<failure ").count()), (0, 1));
}

/// The cells of each row of the only table, as text; panics at markup that is none of ours.
#[track_caller]
fn rows(markdown: &str) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_MATH) {
        match event {
            Event::Start(Tag::TableRow) => rows.push(Vec::new()),
            Event::Start(Tag::TableCell) if !rows.is_empty() => {
                rows.last_mut().unwrap().push(String::new());
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                assert!(dest_url.contains("/docs/checks/"), "{dest_url}\n{markdown}");
            }
            Event::InlineHtml(tag) => {
                assert!(["<code>", "</code>", "<br>"].contains(&&*tag), "{tag}\n{markdown}");
            }
            Event::Html(_) | Event::InlineMath(_) | Event::Start(Tag::Image { .. }) => {
                panic!("{markdown}")
            }
            Event::Text(text) => {
                if let Some(cell) = rows.last_mut().and_then(|row: &mut Vec<String>| row.last_mut())
                {
                    cell.push_str(&text);
                }
            }
            _ => {}
        }
    }
    rows
}

#[test]
fn a_summary_is_a_table_that_no_name_breaks_out_of() {
    let project = Project::hostile(5114).with(".mcp.json", WRONG);
    let outcome = project.validate(&["--env", "--summary"], 1);
    assert!(outcome.stdout.starts_with("## unplain validate: 2 errors, "), "{}", outcome.stdout);
    let rows = rows(&outcome.stdout);
    assert!(rows.iter().all(|row| row.len() == 4), "{rows:?}\n{}", outcome.stdout);
    let broad = rows.iter().find(|row| row[1] == "broad-token").unwrap();
    assert_eq!(broad[0], "warning");
    assert!(broad[2].starts_with("odd|`<b>&amp;\\n\\u{1b}[31m]]>"), "{broad:?}");
    assert!(broad[3].contains("</failure>") && broad[3].contains("<script>"), "{broad:?}");
}

#[test]
fn a_summary_of_many_problems_stays_within_what_github_takes() {
    let servers: Vec<String> = (0..500)
        .map(|number| format!(r#""s{number}":{{"command":"a","env":{{"B":"{{env:FOO}}"}}}}"#))
        .collect();
    let config = format!(r#"{{"mcpServers":{{{}}}}}"#, servers.join(","));
    let project = Project::new(5115).with(".mcp.json", &config);
    let text = project.validate(&["--summary"], 1).stdout;
    assert_eq!(rows(&text).len(), 200);
    assert!(text.contains("… and 300 more."), "{}", text.lines().last().unwrap());
    assert!(text.len() < 1024 * 1024);
}

#[test]
fn a_summary_goes_where_it_is_said_or_to_the_job() {
    let project = Project::wrong(5116);
    let shared = project.world.home.file("step-summary", "before\n");
    let of_job = [("GITHUB_STEP_SUMMARY", shared.as_path())];
    for _ in 0..2 {
        let outcome = project.validate_with(&["--summary"], &of_job, 1);
        assert!(outcome.stdout.contains("error[wrong-dialect]"), "{}", outcome.stdout);
    }
    let text = fs::read_to_string(&shared).unwrap();
    assert!(text.starts_with("before\n"));
    assert_eq!(text.matches("## unplain validate").count(), 2);

    for _ in 0..2 {
        project.validate_with(&["--summary=own.md", "--format", "json"], &of_job, 1).report();
    }
    let own = fs::read_to_string(project.world.home.at("project/own.md")).unwrap();
    assert_eq!(own.matches("## unplain validate").count(), 1);
    assert_eq!(fs::read_to_string(&shared).unwrap(), text);
    project.assert_no_secret(&(own + &text));
}

#[test]
fn a_summary_without_a_place_is_refused_and_one_that_cannot_be_written_is_told() {
    let project = Project::new(5117);
    project.validate(&["--summary", "--format", "sarif"], 2).says("GITHUB_STEP_SUMMARY");
    let outcome = project.validate(&["--summary=no/such/folder.md", "--format", "json"], 3);
    assert_eq!(outcome.report().codes().last(), Some(&"summary-unwritten"));
    project.validate(&["--summary=no/such/folder.md"], 3).says("its folder does not exist");
}

#[test]
fn every_check_is_explained_and_has_a_page() {
    let world = World::new();
    let list = world.unplain(["validate", "--explain"]).run().expect(0).stdout;
    let codes: Vec<&str> =
        list.lines().skip(1).filter_map(|line| line.split_whitespace().next()).collect();
    assert!(codes.len() > 10, "{list}");
    for code in codes {
        let text = world.unplain(["validate", &format!("--explain={code}")[..]]);
        let text = text.run().expect(0);
        assert!(
            text.stdout.lines().all(|line| line.chars().count() <= 100 || line.contains("://"))
        );
        let page = format!("../docs/checks/{code}.md");
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(page).is_file(), "no page of {code}");
    }
    world.unplain(["validate", "--explain=nonsense"]).run().expect(2);
}
