//! From a home full of plain secrets to none, and back.

use std::{collections::BTreeMap, fs, os::unix::fs::PermissionsExt as _, path::PathBuf};

use serde_json::Value;
use unplain_testkit::{Tokens, assert_no_secret};

use crate::world::{Report, World, fill};

/// Path below the home folder, mode, text, and what takes the place of each secret; `@N` is left where it is.
struct File {
    path: &'static str,
    mode: u32,
    text: &'static str,
    /// Nothing: the file stays as it is.
    after: &'static str,
}

/// `@1`: a GitHub token that stands in most of them. `@2` to `@9`: one secret each.
const FILES: &[File] = &[
    File {
        path: ".claude.json",
        mode: 0o600,
        text: r#"{
  "numStartups": 42,
  "userID": "0f3a",
  "mcpServers": {
    "github": {
      "type": "stdio",
      "command": "npx",
      "args": ["-y", "@modelcontextprotocol/server-github"],
      "env": { "GITHUB_TOKEN": "@1" }
    }
  },
  "projects": {
    "PROJECT": {
      "allowedTools": [],
      "mcpServers": {
        "tracker": { "type": "http", "url": "https://tracker.test/mcp", "headers": { "Authorization": "Bearer @2" } }
      }
    }
  }
}"#,
        after: r#"{
  "numStartups": 42,
  "userID": "0f3a",
  "mcpServers": {
    "github": {
      "type": "stdio",
      "command": "npx",
      "args": ["-y", "@modelcontextprotocol/server-github"],
      "env": { "GITHUB_TOKEN": "${GITHUB_TOKEN}" }
    }
  },
  "projects": {
    "PROJECT": {
      "allowedTools": [],
      "mcpServers": {
        "tracker": { "type": "http", "url": "https://tracker.test/mcp", "headers": { "Authorization": "Bearer ${TRACKER_TOKEN}" } }
      }
    }
  }
}"#,
    },
    File {
        path: ".claude/settings.json",
        mode: 0o644,
        text: r#"{ "model": "opus", "env": { "SETTINGS_API_KEY": "@9" } }"#,
        after: r#"{ "model": "opus", "env": { "SETTINGS_API_KEY": "@9" } }"#,
    },
    File {
        path: "project/.mcp.json",
        mode: 0o664,
        text: "{\r\n\t\"mcpServers\": {\r\n\t\t\"github\": { \"command\": \"github\", \"env\": { \"GITHUB_TOKEN\": \"@1\" } },\r\n\t\t\"db\": { \"command\": \"db\", \"args\": [\"postgres://me:@3@db.test/shop\"] }\r\n\t}\r\n}",
        after: "{\r\n\t\"mcpServers\": {\r\n\t\t\"github\": { \"command\": \"github\", \"env\": { \"GITHUB_TOKEN\": \"${GITHUB_TOKEN}\" } },\r\n\t\t\"db\": { \"command\": \"db\", \"args\": [\"postgres://me:${DB_PASSWORD}@db.test/shop\"] }\r\n\t}\r\n}",
    },
    File {
        path: ".config/Claude/claude_desktop_config.json",
        mode: 0o600,
        text: r#"{"mcpServers":{"github":{"command":"npx","env":{"GITHUB_TOKEN":"@1"}}}}"#,
        after: r#"{"mcpServers":{"github":{"command":"npx","env":{"GITHUB_TOKEN":"@1"}}}}"#,
    },
    File {
        path: ".config/opencode/config.json",
        mode: 0o600,
        text: r#"{ "provider": { "acme": { "options": { "apiKey": "@4", "baseURL": "https://acme.test/v1" } } } }"#,
        after: r#"{ "provider": { "acme": { "options": { "apiKey": "{env:ACME_API_KEY}", "baseURL": "https://acme.test/v1" } } } }"#,
    },
    File {
        path: ".config/opencode/opencode.json",
        mode: 0o600,
        text: r#"{"$schema":"https://opencode.ai/config.json","mcp":{"github":{"type":"local","command":["github"],"environment":{"GITHUB_TOKEN":"@1"}}}}"#,
        after: r#"{"$schema":"https://opencode.ai/config.json","mcp":{"github":{"type":"local","command":["github"],"environment":{"GITHUB_TOKEN":"{env:GITHUB_TOKEN}"}}}}"#,
    },
    File {
        path: ".config/opencode/opencode.jsonc",
        mode: 0o640,
        text: "{\n  // my servers\n  \"mcp\": {\n    \"search\": { \"type\": \"remote\", \"url\": \"https://search.test/mcp?api_key=@5\", }, // the best\n  },\n}\n",
        after: "{\n  // my servers\n  \"mcp\": {\n    \"search\": { \"type\": \"remote\", \"url\": \"https://search.test/mcp?api_key={env:SEARCH_API_KEY}\", }, // the best\n  },\n}\n",
    },
    File {
        path: "project/opencode.json",
        mode: 0o644,
        text: r#"{"mcp":{"github":{"type":"local","command":["github"],"environment":{"GITHUB_TOKEN":"@1"}}}}"#,
        // Kilo reads this file too and would drop it because of a reference.
        after: r#"{"mcp":{"github":{"type":"local","command":["github"],"environment":{}}}}"#,
    },
    File {
        path: ".config/kilo/kilo.jsonc",
        mode: 0o600,
        text: "{\n\t\"mcp\": {\n\t\t\"github\": {\"type\": \"local\", \"command\": [\"github\", \"--token\", \"@1\"]},\n\t},\n}",
        after: "{\n\t\"mcp\": {\n\t\t\"github\": {\"type\": \"local\", \"command\": [\"github\", \"--token\", \"{env:GITHUB_TOKEN}\"]},\n\t},\n}",
    },
    File {
        path: "project/.kilo/kilo.json",
        mode: 0o644,
        text: r#"{"mcp":{"deploy":{"type":"local","command":["deploy"],"environment":{"DEPLOY_TOKEN":"@6","STAGE":"test"}}}}"#,
        after: r#"{"mcp":{"deploy":{"type":"local","command":["deploy"],"environment":{"STAGE":"test"}}}}"#,
    },
    File {
        path: "project/.kilocode/mcp.json",
        mode: 0o644,
        // Two Kilos read it that share no syntax.
        text: r#"{"mcpServers":{"github":{"command":"github","env":{"GITHUB_TOKEN":"@1"}}}}"#,
        after: r#"{"mcpServers":{"github":{"command":"github","env":{"GITHUB_TOKEN":"@1"}}}}"#,
    },
    File {
        path: ".config/VSCodium/User/globalStorage/kilocode.kilo-code/settings/mcp_settings.json",
        mode: 0o600,
        text: r#"{"mcpServers":{"github":{"command":"github","env":{"GITHUB_TOKEN":"@1"},"alwaysAllow":["search"]}}}"#,
        after: r#"{"mcpServers":{"github":{"command":"github","env":{"GITHUB_TOKEN":"${env:GITHUB_TOKEN}"},"alwaysAllow":["search"]}}}"#,
    },
    File {
        path: ".cursor/mcp.json",
        mode: 0o600,
        text: r#"{ "mcpServers": { "github": { "url": "https://github.test/mcp", "headers": { "Authorization": "Bearer @1" } }, "crm": { "command": "crm", "env": { "API_KEY": "@7" } } } }"#,
        after: r#"{ "mcpServers": { "github": { "url": "https://github.test/mcp", "headers": { "Authorization": "Bearer ${env:GITHUB_TOKEN}" } }, "crm": { "command": "crm", "env": { "API_KEY": "${env:API_KEY}" } } } }"#,
    },
    File {
        path: "project/.cursor/mcp.json",
        mode: 0o644,
        text: r#"{"mcpServers":{"shop":{"command":"shop","env":{"API_KEY":"@8"}}}}"#,
        after: r#"{"mcpServers":{"shop":{"command":"shop","env":{"API_KEY":"${env:SHOP_API_KEY}"}}}}"#,
    },
];

/// The variables and the secrets that they get; the ninth secret stays in the settings.
const VARIABLES: &[(&str, usize)] = &[
    ("GITHUB_TOKEN", 1),
    ("TRACKER_TOKEN", 2),
    ("DB_PASSWORD", 3),
    ("ACME_API_KEY", 4),
    ("SEARCH_API_KEY", 5),
    ("DEPLOY_TOKEN", 6),
    ("API_KEY", 7),
    ("SHOP_API_KEY", 8),
];

struct Journey {
    world: World,
    secrets: Vec<String>,
}

impl Journey {
    fn new() -> Self {
        let mut tokens = Tokens::new(300);
        let mut secrets = vec![tokens.token("github-pat-classic")];
        secrets.extend((0..8).map(|_| tokens.opaque(32)));
        let world = World::new();
        for program in ["claude", "opencode", "kilo", "cursor-agent"] {
            world.program(
                program,
                "env > \"$HOME/received.$(basename \"$0\")\"; echo \"started with $*\"",
            );
        }
        let journey = Self { world, secrets };
        for file in FILES {
            journey.world.home.file_with_mode(file.path, journey.text(file.text), file.mode);
        }
        journey
    }

    fn text(&self, template: &str) -> String {
        let project = self.world.home.at("project").display().to_string();
        fill(&template.replace("PROJECT", &project), &self.secrets)
    }

    #[track_caller]
    fn run(&self, arguments: &[&str], code: i32) -> crate::world::Outcome {
        let outcome = self.world.unplain(arguments).within("project").run().expect(code);
        let secrets: Vec<&str> = self.secrets.iter().map(String::as_str).collect();
        assert_no_secret(outcome.said().as_bytes(), &secrets);
        outcome
    }

    /// What stands in each config, and its mode.
    fn configs(&self) -> BTreeMap<PathBuf, (Vec<u8>, u32)> {
        let look = |file: &File| {
            let path = self.world.home.at(file.path);
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            (path.clone(), (fs::read(path).unwrap(), mode))
        };
        FILES.iter().map(look).collect()
    }

    /// The variables that a program gets through `unplain run`, without those that it got anyway.
    fn received(&self, program: &str) -> BTreeMap<String, String> {
        let outcome =
            self.world.unplain(["run", "--", program, "--flag"]).within("project").run().expect(0);
        assert_eq!(outcome.stdout, "started with --flag\n");
        let text = self.world.home.read(&format!("received.{program}"));
        let pairs = text.lines().filter_map(|line| line.split_once('='));
        let ours = |name: &str| VARIABLES.iter().any(|(known, _)| *known == name);
        pairs
            .filter(|(name, _)| ours(name))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }
}

#[test]
fn there_and_back() {
    let journey = Journey::new();
    let before = journey.configs();
    let everything = journey.world.files();

    let scan = journey.run(&["scan", "--format", "json"], 1).report();
    check_form(&scan);
    for file in FILES {
        let path = journey.world.home.at(file.path).display().to_string();
        assert_eq!(scan.status(&path), "ok");
        assert_eq!(scan.findings(&path).len(), secrets_in(file.text), "{}", file.path);
    }
    journey.run(&["scan"], 1).says("~/.claude.json").says("GITHUB_TOKEN");

    let dry = journey.run(&["migrate", "--dry-run", "--format", "json"], 1).report();
    check_form(&dry);
    let planned = dry.list("actions").iter().filter(|action| action["status"] == "planned");
    let count = |text: fn(&File) -> &'static str| {
        FILES.iter().map(|file| secrets_in(text(file))).sum::<usize>()
    };
    let stays = count(|file| file.after);
    assert_eq!(planned.count(), count(|file| file.text) - stays);
    let plan = journey.run(&["migrate", "--dry-run", "--diff"], 1);
    plan.says("${GITHUB_TOKEN}").says("{env:GITHUB_TOKEN}").says("${env:GITHUB_TOKEN}");

    let refused = journey.run(&["migrate"], 3);
    assert!(refused.stdout.contains("${GITHUB_TOKEN}"), "the plan is shown");
    refused.says("--yes");
    assert!(journey.world.files() == everything, "nothing was made or changed so far");

    let done = journey.run(&["migrate", "--yes", "--format", "json"], 1).report();
    check_form(&done);
    for file in FILES {
        assert_eq!(journey.world.home.read(file.path), journey.text(file.after), "{}", file.path);
        assert_eq!(journey.world.home.mode(file.path), file.mode, "{}", file.path);
    }
    let statuses = |wanted: &str| {
        done.list("actions").iter().filter(|action| action["status"] == wanted).count()
    };
    assert_eq!((statuses("failed"), statuses("planned")), (0, 0));
    assert_eq!(statuses("skipped"), stays, "settings, Desktop and the file of two Kilos");
    let launch = done.list("problems").iter().filter(|problem| problem["code"] == "needs-launch");
    assert!(launch.count() >= 4, "it is said how to start each agent");

    let store = journey.world.store();
    let mut expected: Vec<String> = VARIABLES
        .iter()
        .map(|(name, secret)| format!("{name}={}", journey.secrets[secret - 1]))
        .collect();
    let mut lines: Vec<&str> = store.lines().collect();
    lines.sort_unstable();
    expected.sort();
    assert!(lines == expected, "sops reads each value once");

    let all =
        journey.world.unplain(["run", "--", "sh", "-c", "env"]).within("project").run().expect(0);
    assert!(expected.iter().all(|line| all.stdout.lines().any(|got| got == line)));
    let value = |number: usize| journey.secrets[number - 1].clone();
    let wanted = |names: &[&str]| -> BTreeMap<String, String> {
        let pairs = VARIABLES.iter().filter(|(name, _)| names.contains(name));
        pairs.map(|(name, secret)| ((*name).to_owned(), value(*secret))).collect()
    };
    for (program, names) in [
        ("claude", &["GITHUB_TOKEN", "TRACKER_TOKEN", "DB_PASSWORD"][..]),
        ("opencode", &["GITHUB_TOKEN", "ACME_API_KEY", "SEARCH_API_KEY"]),
        ("kilo", &["GITHUB_TOKEN", "DEPLOY_TOKEN"]),
        ("cursor-agent", &["GITHUB_TOKEN", "API_KEY", "SHOP_API_KEY"]),
    ] {
        let received = journey.received(program);
        let got: Vec<&String> = received.keys().collect();
        assert!(received == wanted(names), "{program} got {got:?}");
    }

    let migrated = journey.configs();
    let again = journey.run(&["migrate", "--yes"], 1);
    again.says("Nothing can be moved");
    assert!(journey.configs() == migrated);
    assert_eq!(journey.world.store(), store);

    journey.run(&["undo", "--list"], 0);
    journey.run(&["undo"], 3).says("--yes");
    assert!(journey.configs() == migrated);
    journey.run(&["undo", "--yes"], 0);
    assert!(journey.configs() == before, "the old bytes and modes are back");
    journey.run(&["undo", "--yes"], 0).says("no run to give back");
    let once_more = journey.run(&["migrate", "--yes"], 1);
    drop(once_more);
    assert!(journey.configs() == migrated, "and all of it can be done once more");
    assert_eq!(journey.world.store(), store);
}

/// How many secrets a text holds: `@` with a digit behind it.
fn secrets_in(text: &str) -> usize {
    text.as_bytes().windows(2).filter(|pair| pair[0] == b'@' && pair[1].is_ascii_digit()).count()
}

/// Every member that the report promises is there, with a value that it may have.
fn check_form(report: &Report) {
    assert_eq!(report.0["schema_version"], 1);
    let members: [(&str, &[&str]); 4] = [
        ("configs", &["agent", "scope", "path", "format", "status", "problems"]),
        (
            "findings",
            &[
                "id",
                "agent",
                "path",
                "pointer",
                "line",
                "column",
                "server",
                "slot",
                "rule",
                "confidence",
                "variable",
                "applicability",
                "reason",
                "masked",
                "span",
            ],
        ),
        (
            "actions",
            &[
                "finding", "path", "pointer", "variable", "delivery", "source", "store", "status",
                "reason",
            ],
        ),
        (
            "problems",
            &[
                "code", "severity", "agent", "path", "pointer", "line", "column", "variable",
                "message", "help",
            ],
        ),
    ];
    for (list, names) in members {
        for entry in report.list(list) {
            for name in names {
                assert!(entry.get(name).is_some(), "{list} have no `{name}`: {entry}");
            }
            for (name, value) in entry.as_object().unwrap() {
                check_value(list, name, value);
            }
        }
    }
    let ids: Vec<&Value> = report.list("findings").iter().map(|finding| &finding["id"]).collect();
    for action in report.list("actions") {
        assert!(ids.contains(&&action["finding"]), "{action}");
    }
}

fn check_value(list: &str, name: &str, value: &Value) {
    let allowed: &[&str] = match (list, name) {
        ("configs", "status") => {
            &["ok", "absent", "unreadable", "invalid", "managed", "auth-store"]
        }
        ("configs", "scope") => &["user", "local", "project", "managed"],
        ("findings", "confidence") => &["high", "medium", "low"],
        ("findings", "applicability") => &["safe", "review", "report-only"],
        ("findings", "slot") => &[
            "env",
            "header",
            "arg",
            "url",
            "command",
            "oauth",
            "provider-option",
            "settings-env",
            "comment",
            "other",
        ],
        ("actions", "delivery") => &["expand", "name", "inherit", "wrap", "file", "none"],
        ("actions", "source") => &["unplain-run", "system-env", "wrapper", "shell", "unknown"],
        ("actions", "status") => &["planned", "done", "skipped", "failed"],
        ("problems", "severity") => &["error", "warning", "note"],
        (_, "path") if !value.is_null() => {
            assert!(value.as_str().unwrap().starts_with('/'), "{value} is not absolute");
            return;
        }
        _ => return,
    };
    assert!(allowed.contains(&value.as_str().unwrap()), "{list}: `{name}` is {value}");
}
