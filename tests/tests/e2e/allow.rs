//! What is allowed to stay: entries of `unplain.toml`, comments, and the baseline.

use std::{fs, os::unix::fs::symlink};

use serde_json::Value;
use unplain_testkit::{Tokens, assert_no_secret};

use crate::world::{Outcome, Report, World, fill};

const CONFIG: &str =
    r#"{"mcpServers":{"demo":{"command":"a","env":{"GITHUB_TOKEN":"@1","A_KEY":"@2"}}}}"#;
const TOKEN: &str = "/mcpServers/demo/env/GITHUB_TOKEN";

/// A home with a project, and its secrets.
struct Place {
    world: World,
    secrets: Vec<String>,
}

impl Place {
    /// With `CONFIG` in `project/.mcp.json` and in `.cursor/mcp.json` of the home folder.
    fn new(seed: u64) -> Self {
        let mut tokens = Tokens::new(seed);
        let secrets =
            vec![tokens.token("github-pat-classic"), tokens.opaque(40), tokens.opaque(32)];
        let world = World::new();
        for program in ["claude", "cursor-agent", "opencode"] {
            world.program(program, "exit 0");
        }
        let place = Self { world, secrets };
        place.world.home.folder("project/.git");
        place.file("project/.mcp.json", CONFIG);
        place.file(".cursor/mcp.json", CONFIG);
        place
    }

    fn file(&self, path: &str, template: &str) {
        self.world.home.file(path, fill(template, &self.secrets));
    }

    fn settings(&self, text: &str) {
        self.file("project/unplain.toml", text);
    }

    #[track_caller]
    fn run(&self, arguments: &[&str], code: i32) -> Outcome {
        let outcome = self.world.unplain(arguments).within("project").run().expect(code);
        let secrets: Vec<&str> = self.secrets.iter().map(String::as_str).collect();
        assert_no_secret(outcome.said().as_bytes(), &secrets);
        outcome
    }

    #[track_caller]
    fn scan(&self, arguments: &[&str], code: i32) -> Report {
        self.run(&[&["scan", "--format", "json"], arguments].concat(), code).report()
    }
}

/// The one finding there.
#[track_caller]
fn at<'r>(report: &'r Report, file: &str, pointer: &str) -> &'r Value {
    let found = report.at(file, pointer);
    let [only] = found.as_slice() else { panic!("{} there: {:#}", found.len(), report.0) };
    only
}

#[test]
fn an_entry_allows_what_it_names_and_nothing_else() {
    let place = Place::new(4201);
    place.settings(
        "[[allow]]\nrule = \"github-pat-classic\"\npath = \"**/.mcp.json\"\npointer = \"/mcpServers/*/env/GITHUB_TOKEN\"\nreason = \"the demo's throw-away token\"\n",
    );
    let report = place.scan(&["."], 1);
    let allowed = &at(&report, ".mcp.json", TOKEN)["allowed"];
    assert_eq!(allowed["by"], "entry");
    assert_eq!(allowed["line"], 1);
    assert_eq!(allowed["reason"], "the demo's throw-away token");
    assert!(allowed["path"].as_str().unwrap().ends_with("/project/unplain.toml"));
    assert!(at(&report, ".mcp.json", "/mcpServers/demo/env/A_KEY").get("allowed").is_none());

    // The rest allowed too: nothing is left to object to, and who allowed it is said.
    place.settings("[[allow]]\npath = '.mcp.json'\nreason = 'a demo'\n");
    place.run(&["scan", "."], 0).says("Allowed: 2 by ~/project/unplain.toml.");
    let outcome = place.run(&["scan", ".", "-v"], 0).says("allowed: a demo");
    assert!(outcome.stdout.contains("No secret found but those that are allowed"));
    assert!(!place.run(&["scan", "."], 0).stdout.contains("allowed: a demo"));
}

#[test]
fn a_project_allows_nothing_outside_of_it() {
    let place = Place::new(4202);
    // From its root on and from anywhere, and through a link that leads out.
    symlink(place.world.home.at(".cursor/mcp.json"), place.world.home.at("project/kilo.json"))
        .unwrap();
    place.settings("[[allow]]\npath = \"**/*.json\"\nreason = \"mine\"\n");
    let report = place.scan(&[], 1);
    assert_eq!(at(&report, "project/.mcp.json", TOKEN)["allowed"]["by"], "entry");
    assert!(at(&report, ".cursor/mcp.json", TOKEN).get("allowed").is_none());
    let report = place.scan(&["--home"], 1);
    assert!(at(&report, ".cursor/mcp.json", TOKEN).get("allowed").is_none());
    place.run(&["scan", "kilo.json"], 1);
}

#[test]
fn the_users_entries_hold_everywhere() {
    let place = Place::new(4203);
    let own = ".config/unplain/unplain.toml";
    place.file(own, "[[allow]]\npath = '~/.cursor/*.json'\nreason = 'x'\n[[allow]]\npath = '**/.mcp.json'\nreason = 'y'\n");
    let report = place.scan(&[], 0);
    assert_eq!(at(&report, ".cursor/mcp.json", TOKEN)["allowed"]["reason"], "x");
    assert_eq!(at(&report, "project/.mcp.json", TOKEN)["allowed"]["reason"], "y");
    // Not relative to any folder.
    place.file(own, "[[allow]]\npath = '.cursor/mcp.json'\nreason = 'x'\n");
    let problem = place.scan(&[], 3);
    assert_eq!(problem.problems(own)[0]["line"], 2);
}

#[test]
fn a_wrong_entry_is_named_and_allows_nothing() {
    let place = Place::new(4204);
    for (text, line, column) in [
        ("[[allow]]\npath = '.mcp.json'\n", 1, 1),
        ("[[allow]]\nreason = '@1'\n", 2, 1),
        ("[[allow]]\nreason = 'x'\n", 1, 1),
        ("[[allow]]\nreason = 'x'\npath = '.mcp.json'\n'@2' = '@2'\n", 4, 1),
        ("[[allow]]\nreason = 'x'\npointer = '@2'\n", 3, 1),
        ("[[allow]]\nreason = 'x'\npath = '../@2'\n", 3, 1),
        ("[[allow]]\nreason = 'x'\nfingerprint = '@2'\n", 3, 1),
        ("[[allow]]\nreason = 'x'\nrule = '@2' '@2'\n", 3, 0),
    ] {
        place.settings(text);
        let report = place.scan(&["."], 3);
        let problems = report.problems("unplain.toml");
        assert_eq!(problems.len(), 1, "{text}: {:#}", report.0["problems"]);
        assert_eq!(problems[0]["severity"], "error");
        assert_eq!(problems[0]["line"], line, "{text}");
        if column > 0 {
            assert_eq!(problems[0]["column"], column, "{text}");
        }
        assert!(at(&report, ".mcp.json", TOKEN).get("allowed").is_none());
        place.run(&["scan", "."], 3);
        // It can't be trusted either.
        place.run(&["allow"], 3).says(&format!("line {line}"));
    }
}

#[test]
fn a_fingerprint_allows_one_value_only() {
    let place = Place::new(4205);
    place.run(&["scan", ".", "--write-baseline"], 0);
    let text = place.world.home.read("project/unplain.toml");
    let line = text.lines().find(|line| line.starts_with("fingerprint")).unwrap();
    assert!(line.starts_with("fingerprint = \"scrypt:ln="), "{line}");
    let entry = text.split("[[allow]]").nth(1).unwrap();
    let print = entry.lines().find(|line| line.starts_with("fingerprint")).unwrap();
    place.settings(&format!("[[allow]]\n{print}\nreason = 'x'\n"));
    let report = place.scan(&["."], 1);
    let allowed = report.findings(".mcp.json");
    let allowed = allowed.iter().filter(|finding| finding.get("allowed").is_some()).count();
    assert_eq!(allowed, 1);
    // The value is replaced: it counts again.
    let other = Place::new(4206);
    place.world.home.file("project/.mcp.json", fill(CONFIG, &other.secrets));
    let report = place.scan(&["."], 1);
    assert!(report.findings(".mcp.json").iter().all(|finding| finding.get("allowed").is_none()));
    assert!(report.codes().contains(&"unused-allow"));
}

#[test]
fn a_baseline_is_appended_and_covers_what_is_there() {
    let place = Place::new(4207);
    let before = "# ours\r\nstore = \"sops\" # kept";
    place.settings(before);
    place.run(&["allow"], 0);
    place.file("project/notes/old.txt", "one\ntoken: @1\n");
    let outcome = place.run(&["scan", ".", "--all-files", "--write-baseline"], 0);
    let _ = outcome.says("3 new `[[allow]]` entries");
    let text = place.world.home.read("project/unplain.toml");
    assert!(text.starts_with(before) && text.contains("reason = \"baseline of 2"));
    let secrets: Vec<&str> = place.secrets.iter().map(String::as_str).collect();
    assert_no_secret(text.as_bytes(), &secrets);
    // A second time there is nothing to add.
    place.run(&["scan", ".", "--all-files", "--write-baseline"], 0).says("Nothing to write");
    assert_eq!(place.world.home.read("project/unplain.toml"), text);
    // It was trusted, and what was added the user has asked for.
    let migrated = place.run(&["migrate", ".", "--dry-run", "--format", "json"], 0).report();
    assert!(!migrated.codes().contains(&"not-allowed"));

    // Lines move: the same. A new secret counts; one more token of a kind in a file that has one, too.
    place.file("project/notes/old.txt", "zero\none\n  token: @1\n");
    place.run(&["scan", ".", "--all-files"], 0);
    let more = Tokens::new(4208).token("github-pat-classic");
    place.file("project/notes/old.txt", &format!("token: @1\ntoken: {more}\n"));
    let report = place.scan(&[".", "--all-files"], 1);
    let counted = report.findings("old.txt");
    let counted: Vec<_> =
        counted.iter().filter(|finding| finding.get("allowed").is_none()).collect();
    assert_eq!(counted.len(), 1);
    assert_eq!(counted[0]["line"], 2);
}

#[test]
fn a_baseline_is_the_projects_only() {
    let place = Place::new(4209);
    // The user's own config lies outside.
    let report = place.scan(&["--write-baseline"], 1);
    assert!(report.codes().contains(&"not-in-baseline"));
    assert!(at(&report, ".cursor/mcp.json", TOKEN).get("allowed").is_none());
    assert_eq!(at(&report, "project/.mcp.json", TOKEN)["allowed"]["by"], "entry");
    let text = place.world.home.read("project/unplain.toml");
    assert!(!text.contains("cursor"));
    // Two projects with the same secret have nothing in common that could be compared.
    let other = Place::new(4209);
    other.run(&["scan", ".", "--write-baseline"], 0);
    let prints = |text: &str| {
        let lines = text.lines().filter(|line| line.starts_with("fingerprint"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let others = prints(&other.world.home.read("project/unplain.toml"));
    assert!(prints(&text).iter().all(|print| !others.contains(print)));

    // Entries in one piece can't be appended to: said, and nothing is changed.
    let old = "allow = []\n";
    place.settings(old);
    place.run(&["scan", ".", "--write-baseline"], 3).says("[[allow]]");
    assert_eq!(place.world.home.read("project/unplain.toml"), old);
}

#[test]
fn a_comment_allows_its_own_line_only() {
    let place = Place::new(4210);
    let text = "{\n  \"mcp\": { \"a\": { \"type\": \"local\", \"command\": [\"a\"], \"environment\": {\n    // unplain:allow a demo\n    \"A_KEY\": \"@2\",\n    \"B_KEY\": \"@3\",\n    \"C_KEY\": \"@1\" // unplain:allow\n  } } }\n}\n";
    place.file("project/opencode.jsonc", text);
    let report = place.scan(&["opencode.jsonc"], 1);
    let there = |name: &str| at(&report, "opencode.jsonc", &format!("/mcp/a/environment/{name}"));
    let allowed = &there("A_KEY")["allowed"];
    assert_eq!((&allowed["by"], &allowed["line"]), (&"comment".into(), &3.into()));
    assert_eq!(allowed["reason"], "a demo");
    assert!(there("B_KEY").get("allowed").is_none());
    // Without a reason it is not heeded, and that is said.
    assert!(there("C_KEY").get("allowed").is_none());
    let problem = report.problems("opencode.jsonc");
    let problem = problem.iter().find(|problem| problem["code"] == "allow-without-reason");
    assert_eq!(problem.unwrap()["line"], 6);
}

#[test]
fn a_reason_never_shows_the_secret() {
    let place = Place::new(4211);
    let text = "{\n  \"mcp\": { \"a\": { \"type\": \"local\", \"command\": [\"a\"], \"environment\": {\n    \"A_KEY\": \"@2\", // unplain:allow was @1 once\n    \"B_KEY\": \"@1\" // unplain:allow @1\n  } } }\n}\n";
    place.file("project/opencode.jsonc", text);
    place.file("project/x.py", "/* unplain:allow */ t = '@1'\nunplain:allow @1\n");
    for format in ["human", "json", "sarif", "github"] {
        place.run(&["scan", ".", "--all-files", "-v", "--format", format], 1);
    }
    let report = place.scan(&["opencode.jsonc"], 1);
    assert!(at(&report, "opencode.jsonc", "/mcp/a/environment/B_KEY").get("allowed").is_none());
}

#[test]
fn comments_count_in_any_text() {
    let place = Place::new(4212);
    place.world.home.folder("project/src");
    place.file(
        "project/src/a.py",
        "x = '@1'  # unplain:allow a test\n\n# unplain:allow too\ny = '@1'\nz = '@1'\n",
    );
    let report = place.scan(&["src", "--all-files"], 1);
    let lines: Vec<bool> =
        report.findings("a.py").iter().map(|finding| finding.get("allowed").is_some()).collect();
    assert_eq!(lines, [true, true, false]);
}

#[test]
fn an_entry_that_allows_nothing_is_noted() {
    let place = Place::new(4213);
    place.settings("[[allow]]\npath = 'gone.json'\nreason = 'x'\n[[allow]]\nrule = 'jwt'\npath = '.mcp.json'\nreason = 'x'\n[[allow]]\npath = '.mcp.json'\nreason = 'x'\n[[allow]]\npath = 'other/**'\nreason = 'not looked at'\n");
    let report = place.scan(&["."], 0);
    let unused = report.list("problems").iter().filter(|problem| problem["code"] == "unused-allow");
    let lines: Vec<u64> = unused.map(|problem| problem["line"].as_u64().unwrap()).collect();
    assert_eq!(lines, [1, 4]);
}

#[test]
fn an_entry_holds_until_its_last_day() {
    let place = Place::new(4214);
    place.settings("[[allow]]\npath = '.mcp.json'\nreason = 'x'\nexpires = 9999-12-31\n");
    place.scan(&["."], 0);
    place.settings("[[allow]]\npath = '.mcp.json'\nreason = 'x'\nexpires = '2020-02-29'\n");
    let report = place.scan(&["."], 1);
    assert!(report.codes().contains(&"expired-allow"));
}

#[test]
fn what_is_allowed_is_moved_unless_somebody_trusted_says_so() {
    let place = Place::new(4215);
    place.settings(&format!("[[allow]]\npointer = '{TOKEN}'\nreason = 'a demo'\n"));
    // The repository's own word does not keep a secret from being moved.
    let report = place.run(&["migrate", ".", "--dry-run", "--format", "json"], 1).report();
    assert!(report.codes().contains(&"allow-not-trusted"));
    let status = |report: &Report, pointer: &str| {
        let action = report.list("actions").iter().find(|action| action["pointer"] == pointer);
        (action.unwrap()["status"].clone(), action.unwrap()["reason"].clone())
    };
    assert_eq!(status(&report, TOKEN).0, "planned");

    place.run(&["allow"], 0);
    let outcome = place.run(&["migrate", ".", "--yes", "--format", "json"], 0);
    let report = outcome.report();
    assert_eq!(status(&report, TOKEN), ("skipped".into(), "allowed: a demo".into()));
    assert_eq!(status(&report, "/mcpServers/demo/env/A_KEY").0, "done");
    let text = place.world.home.read("project/.mcp.json");
    assert!(text.contains(&place.secrets[0]) && !text.contains(&place.secrets[1]));
    place.run(&["migrate", "."], 0).says("Allowed: 1 by ~/project/unplain.toml.");
}

#[test]
fn code_scanning_sees_what_is_allowed_as_suppressed() {
    let place = Place::new(4216);
    place.settings(&format!("[[allow]]\npointer = '{TOKEN}'\nreason = 'a demo'\n"));
    let outcome = place.run(&["scan", ".", "--format", "sarif"], 1);
    let log: Value = serde_json::from_str(&outcome.stdout).unwrap();
    crate::formats::assert_valid(&log);
    let results = log["runs"][0]["results"].as_array().unwrap();
    // All results say whether they are suppressed as soon as one does.
    let suppressed: Vec<usize> =
        results.iter().map(|result| result["suppressions"].as_array().unwrap().len()).collect();
    assert_eq!(suppressed.iter().sum::<usize>(), 1);
    let all = results.iter().flat_map(|result| result["suppressions"].as_array().unwrap());
    let [suppression] = all.collect::<Vec<_>>()[..] else { panic!("{log:#}") };
    assert_eq!(suppression["kind"], "external");
    assert_eq!(suppression["justification"], "a demo");
    let annotations = place.run(&["scan", ".", "--format", "github"], 1).stdout;
    assert_eq!(annotations.lines().count(), 1, "{annotations}");
}

#[test]
fn settings_that_are_no_file_hide_nothing() {
    let place = Place::new(4217);
    fs::create_dir(place.world.home.at("project/unplain.toml")).unwrap();
    let report = place.scan(&["."], 3);
    assert!(at(&report, ".mcp.json", TOKEN).get("allowed").is_none());
}

#[test]
fn what_is_staged_is_judged_by_what_is_staged() {
    let place = Place::new(4218);
    fs::remove_dir(place.world.home.at("project/.git")).unwrap();
    let git = |arguments: &[&str]| {
        place.world.start("git", arguments).within("project").run().expect(0);
    };
    git(&["init", "--quiet"]);
    place.file("project/a.py", "x = '@1'  # unplain:allow a test\n");
    git(&["add", "a.py"]);
    // What stands in the work tree meanwhile says nothing.
    place.file("project/a.py", "x = '@1'\n");
    let report = place.scan(&["--staged"], 0);
    assert_eq!(report.findings("a.py")[0]["allowed"]["reason"], "a test");
    git(&["add", "a.py"]);
    place.file("project/a.py", "x = '@1'  # unplain:allow a test\n");
    place.scan(&["--staged"], 1);
    // A baseline made of the files holds for what is staged of them.
    place.file("project/a.py", "\n\nx = '@1'\n");
    place.run(&["scan", "a.py", "--all-files", "--write-baseline"], 0);
    place.scan(&["--staged"], 0);
}
