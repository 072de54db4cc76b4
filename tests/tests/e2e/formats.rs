//! What `scan` prints for other programs: SARIF, and the annotations of a GitHub Actions run.

use std::path::Path;

use boon::{Compiler, Schemas};
use serde_json::Value;
use unplain_testkit::{Tokens, assert_no_secret};

use crate::world::{Outcome, World, fill};

/// A home with a project that is a git work tree, and its secrets.
struct Sources {
    world: World,
    secrets: Vec<String>,
}

/// Not in ASCII before the secret, so that characters, bytes and UTF-16 units are told apart.
const PROJECT_CONFIG: &str = r#"{
  "mcpServers": {
    "größe 🦀": { "command": "a", "env": { "ß": "🦀", "GITHUB_TOKEN": "@1" } },
    "remote": { "type": "http", "url": "https://a.test/mcp", "headers": { "Authorization": "Bearer @2" } }
  }
}
"#;

impl Sources {
    fn new(seed: u64) -> Self {
        let mut tokens = Tokens::new(seed);
        let secrets =
            vec![tokens.token("github-pat-classic"), tokens.opaque(40), tokens.opaque(32)];
        let world = World::new();
        world.program("claude", "exit 0");
        world.home.folder("a project/.git");
        world.home.file("a project/.mcp.json", fill(PROJECT_CONFIG, &secrets));
        let user = r#"{"mcpServers":{"a":{"command":"a","env":{"A_KEY":"@3"}}}}"#;
        world.home.file(".claude.json", fill(user, &secrets));
        Self { world, secrets }
    }

    #[track_caller]
    fn scan(&self, arguments: &[&str], code: i32) -> Outcome {
        let arguments = [&["scan"], arguments].concat();
        let outcome = self.world.unplain(arguments).within("a project").run().expect(code);
        let secrets: Vec<&str> = self.secrets.iter().map(String::as_str).collect();
        assert_no_secret(outcome.said().as_bytes(), &secrets);
        outcome
    }

    /// A valid SARIF log, and its one run.
    #[track_caller]
    fn sarif(&self, arguments: &[&str], code: i32) -> Value {
        let outcome = self.scan(&[&["--format", "sarif"], arguments].concat(), code);
        let mut log: Value = serde_json::from_str(&outcome.stdout).unwrap();
        assert_valid(&log);
        assert_eq!(log["runs"].as_array().unwrap().len(), 1);
        log["runs"][0].take()
    }
}

/// Panics unless `log` is what the schema that OASIS published says.
#[track_caller]
pub(crate) fn assert_valid(log: &Value) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/sarif-schema-2.1.0.json");
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.enable_format_assertions();
    let schema = compiler.compile(file.to_str().unwrap(), &mut schemas).unwrap();
    if let Err(error) = schemas.validate(log, schema) {
        panic!("no SARIF: {error}\n{log:#}");
    }
}

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value[name].as_array().unwrap_or_else(|| panic!("no list `{name}` in {value:#}"))
}

/// The one result whose file ends so and that has this rule.
#[track_caller]
fn result<'v>(run: &'v Value, file: &str, rule: &str) -> &'v Value {
    let fits = |result: &&Value| {
        let place = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        place.as_str().unwrap().ends_with(file) && result["ruleId"] == rule
    };
    let found: Vec<&Value> = list(run, "results").iter().filter(fits).collect();
    let [only] = found.as_slice() else { panic!("{} such results in {run:#}", found.len()) };
    only
}

#[test]
fn a_sarif_log_is_valid_and_says_where_the_secrets_are() {
    let sources = Sources::new(4101);
    let run = sources.sarif(&[], 1);
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    assert_eq!(list(&run, "results").len(), 3);

    let found = result(&run, ".mcp.json", "github-pat-classic");
    assert_eq!(found["level"], "error");
    let place = &found["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], ".mcp.json");
    assert_eq!(place["artifactLocation"]["uriBaseId"], "%SRCROOT%");
    // Counted in characters, the end being the column behind the last one.
    let line = fill(PROJECT_CONFIG, &sources.secrets).lines().nth(2).unwrap().to_owned();
    let before = line.split(&sources.secrets[0]).next().unwrap().chars().count();
    let length = sources.secrets[0].chars().count();
    let region = &place["region"];
    assert_eq!((&region["startLine"], &region["endLine"]), (&3.into(), &3.into()));
    assert_eq!(region["startColumn"], before + 1);
    assert_eq!(region["endColumn"], before + 1 + length);
    let logical = list(&found["locations"][0], "logicalLocations");
    assert_eq!(logical[0]["fullyQualifiedName"], "/mcpServers/größe 🦀/env/GITHUB_TOKEN");
    assert_eq!(logical[1]["name"], "größe 🦀");
    assert_eq!(found["properties"]["variable"], "GITHUB_TOKEN");

    let root = run["originalUriBaseIds"]["%SRCROOT%"]["uri"].as_str().unwrap();
    assert!(root.starts_with("file:///") && root.ends_with("/a%20project/"), "{root}");

    // A file that is no part of the sources is named by its whole address.
    let user = result(&run, "/.claude.json", "name");
    let place = &user["locations"][0]["physicalLocation"]["artifactLocation"];
    assert!(place["uri"].as_str().unwrap().starts_with("file:///"), "{place}");
    assert!(place.get("uriBaseId").is_none());

    for result in list(&run, "results") {
        let rule = &list(&run["tool"]["driver"], "rules")
            [usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
        // What GitHub's code scanning asks for.
        assert!(rule["help"]["text"].is_string() && rule["properties"]["precision"].is_string());
        let severity = rule["properties"]["security-severity"].as_str().unwrap();
        assert!((7.0..=10.0).contains(&severity.parse::<f64>().unwrap()));
        assert!(list(&rule["properties"], "tags").contains(&"security".into()));
    }
}

#[test]
fn a_result_keeps_its_fingerprint_when_lines_move_and_values_change() {
    let sources = Sources::new(4102);
    let prints = |run: &Value| {
        let results = list(run, "results").iter();
        let prints =
            results.map(|result| result["partialFingerprints"]["primaryLocationLineHash"].clone());
        prints.collect::<Vec<_>>()
    };
    let before = prints(&sources.sarif(&[], 1));
    assert_eq!(before.iter().collect::<std::collections::HashSet<_>>().len(), 3);
    // Other values of the same kinds, further down.
    let others = Sources::new(4103);
    let moved = format!("\n\n{}", fill(PROJECT_CONFIG, &others.secrets));
    sources.world.home.file("a project/.mcp.json", moved);
    let after = prints(&sources.sarif(&[], 1));
    assert!(after.iter().all(|print| before.contains(print)), "{before:?} {after:?}");
}

#[test]
fn a_sarif_log_says_what_could_not_be_looked_at() {
    let sources = Sources::new(4104);
    sources.world.home.file("a project/.cursor/mcp.json", "{ \"mcpServers\": { ");
    let run = sources.sarif(&[], 3);
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let notes = list(invocation, "toolExecutionNotifications");
    let note = notes.iter().find(|note| note["descriptor"]["id"] == "invalid").unwrap();
    assert_eq!(note["level"], "error");
    let place = &note["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], ".cursor/mcp.json");
    assert_eq!(place["region"]["startLine"], 1);
    // The others are there all the same.
    assert_eq!(list(&run, "results").len(), 3);

    let run = sources.sarif(&["nowhere"], 3);
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    assert!(list(&run, "results").is_empty());
}

#[test]
fn annotations_stand_at_the_secrets() {
    let sources = Sources::new(4105);
    let outcome = sources.scan(&["--format", "github"], 1);
    let lines: Vec<&str> = outcome.stdout.lines().collect();
    let errors: Vec<&&str> = lines.iter().filter(|line| line.starts_with("::error ")).collect();
    assert_eq!(errors.len(), 3, "{}", outcome.stdout);
    let line = fill(PROJECT_CONFIG, &sources.secrets).lines().nth(2).unwrap().to_owned();
    let column = line.split(&sources.secrets[0]).next().unwrap().chars().count() + 1;
    let start = format!("::error file=.mcp.json,line=3,col={column},endLine=3,endColumn=");
    let found = errors.iter().find(|line| line.starts_with(&start));
    let found = found.unwrap_or_else(|| panic!("no `{start}` in {}", outcome.stdout));
    assert!(found.contains(",title=") && found.contains("::GitHub credential"), "{found}");
}

#[test]
fn annotations_are_relative_to_the_workspace_and_break_out_of_nothing() {
    let sources = Sources::new(4106);
    let text = r#"{"mcpServers":{"a\r\n::error::b, 50%":{"command":"a","env":{"A_KEY":"@3"}}}}"#;
    let text = fill(text, &sources.secrets);
    sources.world.home.file("a project/odd, 5%: x/.mcp.json", text);
    let arguments = ["scan", "--format", "github", "odd, 5%: x"];
    let command = sources.world.unplain(arguments).within("a project");
    let outcome = command.env("GITHUB_WORKSPACE", sources.world.home.path()).run().expect(1);
    let lines: Vec<&str> = outcome.stdout.lines().collect();
    let [line] = lines.as_slice() else { panic!("{} lines: {}", lines.len(), outcome.stdout) };
    let start = "::error file=a project/odd%2C 5%25%3A x/.mcp.json,line=1,";
    assert!(line.starts_with(start), "{line}");
    assert!(line.contains("`a%0D%0A::error::b, 50%25`"), "{line}");
}

#[test]
fn annotations_are_as_many_as_github_shows() {
    let sources = Sources::new(4107);
    let mut tokens = Tokens::new(4108);
    let entries: Vec<String> =
        (0..25).map(|number| format!(r#""N{number}_API_KEY":"{}""#, tokens.opaque(32))).collect();
    let text =
        format!(r#"{{"mcpServers":{{"a":{{"command":"a","env":{{{}}}}}}}}}"#, entries.join(","));
    sources.world.home.file("a project/.mcp.json", text);
    let outcome = sources.scan(&["--format", "github", "."], 1);
    let errors = outcome.stdout.lines().filter(|line| line.starts_with("::error ")).count();
    assert_eq!(errors, 10);
    let last = outcome.stdout.lines().last().unwrap();
    assert!(last.starts_with("15 more"), "{last}");
}

#[test]
fn a_command_without_the_format_says_which_it_has() {
    let world = World::new();
    for format in ["sarif", "github"] {
        for command in [&["list"][..], &["migrate"], &["agents"], &["run", "--", "true"]] {
            let arguments = [&["--format", format], command].concat();
            let outcome = world.unplain(arguments).run().expect(2);
            assert!(outcome.stdout.is_empty(), "{}", outcome.stdout);
            let outcome = outcome.says(&format!("no format `{format}`"));
            outcome.says("human, json");
        }
    }
    world.unplain(["scan", "--format", "xml"]).run().expect(2);
}
