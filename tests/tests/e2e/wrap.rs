//! `unplain migrate --wrap`: servers that are started through `unplain run`, as each agent's config has them.

use std::{fs, process::Command};

use unplain_testkit::{Tokens, assert_no_secret};

use crate::world::{World, fill, finish, unplain};

/// A config with secrets `@1`, `@2` …, and what it is afterwards; `@P` is the path of `unplain`.
struct Case {
    path: &'static str,
    before: &'static str,
    after: &'static str,
}

const CASES: &[Case] = &[
    // expands nothing at all
    Case {
        path: ".config/Claude/claude_desktop_config.json",
        before: r#"{
  "mcpServers": {
    "github": {
      "command": "npx",
      "args": ["-y", "server-github"],
      "env": { "GITHUB_TOKEN": "@1", "STAGE": "test" }
    },
    "bare": { "command": "/opt/my servers/bare", "env": { "GITHUB_TOKEN": "@1" } }
  },
  "theme": "dark"
}"#,
        after: r#"{
  "mcpServers": {
    "github": {
      "command": "@P",
      "args": ["run", "--user", "--only", "GITHUB_TOKEN", "--", "npx", "-y", "server-github"],
      "env": { "STAGE": "test" }
    },
    "bare": { "command": "/opt/my servers/bare", "env": { "GITHUB_TOKEN": "@1" } }
  },
  "theme": "dark"
}"#,
    },
    Case {
        path: ".claude.json",
        before: r#"{"numStartups":1,"mcpServers":{"db":{"type":"stdio","command":"db","args":["--api-key=@2","--token","@3","-v"],"env":{}}}}"#,
        after: r#"{"numStartups":1,"mcpServers":{"db":{"type":"stdio","command":"@P","args":["run","--user","--fill","--","db","--api-key=$<env:DB_API_KEY>","--token","$<env:DB_TOKEN>","-v"],"env":{}}}}"#,
    },
    Case {
        path: ".config/opencode/opencode.jsonc",
        before: "{\n  // mine\n  \"mcp\": {\n    \"mail\": { \"type\": \"local\", \"command\": [\"mail\", \"--key\", \"@4\"], \"environment\": { \"MAIL_TOKEN\": \"@5\", }, },\n  },\n}\n",
        after: "{\n  // mine\n  \"mcp\": {\n    \"mail\": { \"type\": \"local\", \"command\": [\"@P\", \"run\", \"--user\", \"--only\", \"MAIL_TOKEN\", \"--fill\", \"--\", \"mail\", \"--key\", \"$<env:MAIL_KEY>\"], \"environment\": {}, },\n  },\n}\n",
    },
    Case {
        path: ".codex/config.toml",
        before: "model = \"x\" # the best\n\n[mcp_servers.wiki]\ncommand = \"wiki\"\n\n[mcp_servers.wiki.env]\nWIKI_API_KEY = \"@6\"\nLANG = 'C'\n",
        after: "model = \"x\" # the best\n\n[mcp_servers.wiki]\ncommand = \"@P\"\nargs = [\"run\", \"--user\", \"--only\", \"WIKI_API_KEY\", \"--\", \"wiki\"]\n\n[mcp_servers.wiki.env]\nLANG = 'C'\n",
    },
    Case {
        path: ".config/goose/config.yaml",
        before: "# goose\nextensions:\n  chat:\n    type: stdio\n    cmd: chat\n    args:\n      - serve\n    envs:\n      CHAT_TOKEN: '@7'\n      MODE: x\n",
        after: "# goose\nextensions:\n  chat:\n    type: stdio\n    cmd: @P\n    args:\n      - run\n      - --user\n      - --only\n      - CHAT_TOKEN\n      - --\n      - chat\n      - serve\n    envs:\n      MODE: x\n",
    },
    Case {
        path: ".cursor/mcp.json",
        before: r#"{ "mcpServers": { "shop": { "command": "shop", "args": [], "env": { "SHOP_TOKEN": "@8" } } } }"#,
        after: r#"{ "mcpServers": { "shop": { "command": "@P", "args": ["run", "--user", "--only", "SHOP_TOKEN", "--", "shop"], "env": {} } } }"#,
    },
    // for everybody who works on the project
    Case {
        path: "project/.mcp.json",
        before: r#"{"mcpServers":{"maps":{"command":"maps","args":["x"],"env":{"MAPS_TOKEN":"@9"}}}}"#,
        after: r#"{"mcpServers":{"maps":{"command":"unplain","args":["run","--only","MAPS_TOKEN","--","maps","x"],"env":{}}}}"#,
    },
];

/// Nine secrets.
fn secrets(seed: u64) -> Vec<String> {
    let mut tokens = Tokens::new(seed);
    let mut all = vec![tokens.token("github-pat-classic")];
    all.extend((0..8).map(|_| tokens.opaque(32)));
    all
}

/// A home with these cases.
fn home(secrets: &[String], cases: &[&Case]) -> World {
    let world = World::new();
    for case in cases {
        world.home.file(case.path, fill(case.before, secrets));
    }
    world
}

fn program() -> String {
    fs::canonicalize(unplain()).unwrap().to_str().unwrap().to_owned()
}

fn filled(template: &str, secrets: &[String]) -> String {
    fill(&template.replace("@P", &program()), secrets)
}

#[test]
fn each_agents_config_is_wrapped_with_no_other_byte_changed() {
    let secrets = secrets(700);
    for case in CASES {
        let world = home(&secrets, &[case]);
        let wrapped = || world.unplain(["migrate", "--wrap", "--yes"]).within("project").run();
        let outcome = wrapped();
        assert_no_secret(
            outcome.said().as_bytes(),
            &secrets.iter().map(String::as_str).collect::<Vec<_>>(),
        );
        let text = world.home.read(case.path);
        assert!(text == filled(case.after, &secrets), "{}: {}", case.path, masked(&text, &secrets));
        let stays = case.after.contains("@1");
        assert_eq!(outcome.code, Some(i32::from(stays)), "{}: {}", case.path, outcome.said());
        // a second time there is nothing to do
        assert_eq!(wrapped().code, Some(i32::from(stays)));
        assert!(world.home.read(case.path) == text, "{} was changed again", case.path);
        world.unplain(["undo", "--yes"]).run().expect(0);
        assert!(world.home.read(case.path) == fill(case.before, &secrets), "{}", case.path);
    }
}

/// A text without secrets, for messages of these tests.
fn masked(text: &str, secrets: &[String]) -> String {
    secrets.iter().fold(text.to_owned(), |text, secret| text.replace(secret, "…"))
}

#[test]
fn a_changed_file_gets_only_its_wrapper_undone() {
    let secrets = secrets(701);
    for case in CASES {
        let world = home(&secrets, &[case]);
        world.unplain(["migrate", "--wrap", "--yes"]).within("project").run();
        // something else in it changes
        let changes = [
            ("theme", "look"),
            ("numStartups", "starts"),
            ("// mine", "// ours"),
            ("# the best", "# good"),
        ];
        let more =
            [("# goose", "# Goose"), ("\"shop\":", "\"toys\":"), ("\"maps\",", "\"cards\",")];
        let mut text = world.home.read(case.path);
        for (old, new) in
            changes.iter().chain(&more).filter(|(old, _)| !["\"shop\":", "\"maps\","].contains(old))
        {
            text = text.replace(old, new);
        }
        if text == world.home.read(case.path) {
            text.push('\n');
        }
        world.home.file(case.path, &text);
        world.unplain(["undo", "--yes"]).run().expect(0);
        let after = world.home.read(case.path);
        assert!(
            !after.contains("--only") && !after.contains("--fill"),
            "{}",
            masked(&after, &secrets)
        );
        let own: Vec<&String> = secrets
            .iter()
            .enumerate()
            .filter(|(index, _)| case.before.contains(&format!("@{}", index + 1)))
            .map(|(_, secret)| secret)
            .collect();
        assert!(
            own.iter().all(|secret| after.contains(*secret)),
            "{}: a secret is not back",
            case.path
        );
        assert!(after != fill(case.before, &secrets), "the other change was lost");
    }
}

#[test]
fn one_key_with_two_values_gets_two_variables() {
    let mut tokens = Tokens::new(702);
    let (one, two) = (tokens.opaque(32), tokens.opaque(32));
    let world = World::new();
    world.home.file(
        ".config/Claude/claude_desktop_config.json",
        format!(
            r#"{{"mcpServers":{{"a":{{"command":"a","env":{{"API_KEY":"{one}"}}}},"b":{{"command":"b","env":{{"API_KEY":"{two}"}}}}}}}}"#
        ),
    );
    world.unplain(["migrate", "--wrap", "--yes"]).run().expect(0);
    let text = world.home.read(".config/Claude/claude_desktop_config.json");
    assert!(text.contains(r#""--only","API_KEY","--","a""#), "{text}");
    assert!(text.contains(r#""--only","API_KEY=B_API_KEY","--","b""#), "{text}");
    assert!(world.value("API_KEY").trim_end() == one && world.value("B_API_KEY").trim_end() == two);
}

/// The command line of a server in a JSON config.
fn line(world: &World, path: &str, server: &str) -> Vec<String> {
    let config: serde_json::Value = serde_json::from_str(&world.home.read(path)).unwrap();
    let server = &config["mcpServers"][server];
    let args = server["args"].as_array().unwrap().iter().map(|word| word.as_str().unwrap());
    std::iter::once(server["command"].as_str().unwrap()).chain(args).map(str::to_owned).collect()
}

#[test]
fn the_server_gets_exactly_what_it_got() {
    let mut tokens = Tokens::new(703);
    let (key, token, other) = (tokens.opaque(32), tokens.opaque(32), tokens.opaque(32));
    let world = World::new();
    let path = ".config/Claude/claude_desktop_config.json";
    let server = world.program(
        "my server",
        r#"env | grep -v '^_=' | sort; for word; do printf '[%s]' "$word"; done; cat; exit 7"#,
    );
    let text = serde_json::json!({ "mcpServers": {
        "a": {
            "command": server,
            "args": [format!("--api-key={key}"), "--", "a b", "", "$HOME", "--token", token],
            "env": { "A_TOKEN": other, "PLAIN": "x" },
        },
        "b": { "command": "b", "env": { "B_TOKEN": tokens.opaque(32) } },
    }});
    world.home.file(path, text.to_string());
    let before: Vec<String> = line(&world, path, "a");
    let start = |line: &[String], given: &[(&str, &str)]| {
        let mut started = world.start(&line[0], &line[1..]).env("PLAIN", "x");
        // what agents hand on that give their servers a small environment
        for (name, value) in given {
            started = started.env(name, value);
        }
        started.input("typed").run().expect(7).stdout
    };
    let old = start(&before, &[("A_TOKEN", &other)]);
    world.unplain(["migrate", "--wrap", "--yes"]).run().expect(0);
    let after = line(&world, path, "a");
    assert_no_secret(after.join("\n").as_bytes(), &[&key, &token, &other]);
    assert!(start(&after, &[]) == old, "the wrapped server sees something else");
}

#[test]
fn signals_and_status_are_the_servers_own() {
    let mut tokens = Tokens::new(704);
    let world = World::new();
    let path = ".config/Claude/claude_desktop_config.json";
    world.program("a", "kill -TERM $$");
    world.program("b", "echo ready; exec cat");
    let server = |name: &str, token: &str| {
        format!(
            r#""{name}":{{"command":"{name}","env":{{"{}_TOKEN":"{token}"}}}}"#,
            name.to_uppercase()
        )
    };
    let (one, two) = (server("a", &tokens.opaque(32)), server("b", &tokens.opaque(32)));
    world.home.file(path, format!(r#"{{"mcpServers":{{{one},{two}}}}}"#));
    world.unplain(["migrate", "--wrap", "--yes"]).run().expect(0);
    let words = line(&world, path, "a");
    assert_eq!(world.start(&words[0], &words[1..]).run().signal, Some(15));
    // no process stands between the agent and its server: the id is the same
    let words = line(&world, path, "b");
    let mut child = world.start(&words[0], &words[1..]);
    child.command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
    let mut child = child.command.spawn().unwrap();
    let mut ready = [0; 6];
    std::io::Read::read_exact(child.stdout.as_mut().unwrap(), &mut ready).unwrap();
    assert!(Command::new("kill").arg(child.id().to_string()).status().unwrap().success());
    assert_eq!(finish(child).signal, Some(15));
}

#[test]
fn a_variable_that_is_gone_stops_the_start() {
    let secret = Tokens::new(705).opaque(32);
    let world = World::new();
    let path = ".config/Claude/claude_desktop_config.json";
    world.program("a", "echo started");
    world.home.file(
        path,
        format!(r#"{{"mcpServers":{{"a":{{"command":"a","env":{{"A_TOKEN":"{secret}"}}}}}}}}"#),
    );
    world.unplain(["migrate", "--wrap", "--yes"]).run().expect(0);
    // a config needs it
    world.unplain(["remove", "A_TOKEN"]).run().expect(3).says("claude_desktop_config.json");
    world.unplain(["remove", "--force", "A_TOKEN"]).run().expect(0);
    let words = line(&world, path, "a");
    let outcome = world.start(&words[0], &words[1..]).run().expect(125);
    assert!(outcome.stdout.is_empty(), "it was started");
    outcome.says("A_TOKEN").says("unplain set");
}

#[test]
fn what_cannot_be_wrapped_stays_and_says_why() {
    let mut tokens = Tokens::new(706);
    let secrets: Vec<String> = (0..5).map(|_| tokens.opaque(32)).collect();
    let world = World::new();
    let text = fill(
        r#"{"mcpServers":{
  "words": {"command":"npx -y server","env":{"A_TOKEN":"@1"}},
  "part": {"command":"a","env":{"DATABASE_URL":"postgres://me:@2@db.test/x"}},
  "name": {"command":"a","env":{"my-api-key":"@3"}},
  "list": {"command":"a","args":["x",5],"env":{"B_TOKEN":"@4"}},
  "far": {"url":"https://far.test/mcp","headers":{"Authorization":"Bearer @5"}}
}}"#,
        &secrets,
    );
    let path = ".config/Claude/claude_desktop_config.json";
    world.home.file(path, &text);
    let report =
        world.unplain(["migrate", "--wrap", "--yes", "--format", "json"]).run().expect(1).report();
    assert!(world.home.read(path) == text, "it was changed");
    let reason = |server: &str| {
        let of = report.findings("claude_desktop_config.json");
        let finding = of.iter().find(|finding| finding["server"] == server).unwrap();
        finding["reason"].as_str().unwrap().to_owned()
    };
    assert!(reason("words").contains("command"), "{}", reason("words"));
    assert!(reason("part").contains("part"), "{}", reason("part"));
    assert!(reason("name").contains("name"), "{}", reason("name"));
    assert!(reason("list").contains("command"), "{}", reason("list"));
    assert!(reason("far").contains("expands no reference"), "{}", reason("far"));
}

#[test]
fn only_the_named_server_is_wrapped() {
    let mut tokens = Tokens::new(707);
    let world = World::new();
    let (one, two) = (tokens.opaque(32), tokens.opaque(32));
    let path = ".claude.json";
    world.home.file(path, format!(r#"{{"mcpServers":{{"a":{{"command":"a","env":{{"A_TOKEN":"{one}"}}}},"b":{{"command":"b","env":{{"B_TOKEN":"{two}"}}}}}}}}"#));
    world.unplain(["migrate", "--wrap", "--server", "a", "--yes"]).run().expect(0);
    let text = world.home.read(path);
    assert!(text.contains(r#""--only","A_TOKEN""#) && text.contains(&two));
    // the other takes the reference that the agent expands
    world.unplain(["migrate", "--yes"]).run().expect(0);
    assert!(world.home.read(path).contains(r#""B_TOKEN":"${B_TOKEN}""#));
}

#[test]
fn a_store_that_only_a_variable_leads_to_is_not_relied_on() {
    let secret = Tokens::new(708).opaque(32);
    let path = ".cursor/mcp.json";
    let text =
        format!(r#"{{"mcpServers":{{"a":{{"command":"a","env":{{"A_TOKEN":"{secret}"}}}}}}}}"#);
    let refused = |variable: &str, value: &dyn Fn(&World) -> String, prepare: &dyn Fn(&World)| {
        let mut world = World::new();
        world.home.file(path, &text);
        prepare(&world);
        let value = value(&world);
        world.export(variable, value.as_str());
        let outcome = world.unplain(["migrate", "--wrap", "--yes"]).run().expect(3);
        assert!(world.home.read(path) == text, "it was changed");
        outcome.says(variable);
    };
    refused(
        "XDG_CONFIG_HOME",
        &|world| world.home.folder("elsewhere").display().to_string(),
        &|_| {},
    );
    let moved = |world: &World| {
        world.unplain(["set", "X"]).input("value").run().expect(0);
        fs::rename(world.home.at(".config/sops/age/keys.txt"), world.home.at("keys.txt")).unwrap();
    };
    refused("SOPS_AGE_KEY_FILE", &|world| world.home.at("keys.txt").display().to_string(), &moved);
    // one that says what holds anyway is no obstacle
    let mut world = World::new();
    world.home.file(path, &text);
    let usual = world.home.at(".config").display().to_string();
    world.export("XDG_CONFIG_HOME", usual.as_str());
    world.unplain(["migrate", "--wrap", "--yes"]).run().expect(0);
}

#[test]
fn unwrapping_gives_the_old_command_lines_and_values_back() {
    let secrets = secrets(720);
    for case in CASES {
        let world = home(&secrets, &[case]);
        let unwrap =
            |more: &[&str]| world.unplain([&["unwrap"], more].concat()).within("project").run();
        unwrap(&["--yes"]).expect(0).says("No server");
        world.unplain(["migrate", "--wrap", "--yes"]).within("project").run();
        let wrapped = world.home.read(case.path);
        // without a terminal it is shown only
        let outcome = unwrap(&[]).expect(3);
        assert!(world.home.read(case.path) == wrapped, "{} was changed", case.path);
        let outcome = outcome.says("--yes").said() + &unwrap(&["--yes"]).expect(0).said();
        assert_no_secret(
            outcome.as_bytes(),
            &secrets.iter().map(String::as_str).collect::<Vec<_>>(),
        );
        let after = world.home.read(case.path);
        let before = fill(case.before, &secrets);
        assert!(
            !after.contains("--only") && !after.contains("--fill"),
            "{}",
            masked(&after, &secrets)
        );
        if case.path.ends_with(".json") {
            let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
            let (mut after, before) = (value(&after), value(&before));
            // where there were no arguments an empty list stays
            for (name, server) in after["mcpServers"].as_object_mut().unwrap() {
                let had = before["mcpServers"][name.as_str()].get("args").is_some();
                server.as_object_mut().unwrap().retain(|key, value| {
                    had || key != "args" || !value.as_array().unwrap().is_empty()
                });
            }
            assert!(after == before, "{} holds something else", case.path);
        } else {
            let own = |text: &str| secrets.iter().filter(|secret| text.contains(*secret)).count();
            assert_eq!(own(&after), own(&before), "{}", masked(&after, &secrets));
        }
        // and the wrapper comes back
        world.unplain(["undo", "--yes"]).run().expect(0);
        assert!(world.home.read(case.path) == wrapped, "{}", case.path);
        // in a file that changed since, nothing is guessed
        unwrap(&["--yes"]).expect(0);
        let changed = world.home.read(case.path) + "\n";
        world.home.file(case.path, &changed);
        world.unplain(["undo", "--yes"]).run().expect(3).says("changed since");
        assert!(world.home.read(case.path) == changed);
    }
}

#[test]
fn a_server_whose_value_is_gone_stays_wrapped() {
    let mut tokens = Tokens::new(721);
    let (one, two) = (tokens.opaque(32), tokens.opaque(32));
    let world = World::new();
    let path = ".config/Claude/claude_desktop_config.json";
    world.home.file(path, format!(r#"{{"mcpServers":{{"a":{{"command":"a","env":{{"A_TOKEN":"{one}"}}}},"b":{{"command":"b","env":{{"B_TOKEN":"{two}"}}}}}}}}"#));
    world.unplain(["migrate", "--wrap", "--yes"]).run().expect(0);
    world.unplain(["remove", "--force", "A_TOKEN"]).run().expect(0);
    let outcome = world.unplain(["unwrap", "--yes"]).run().expect(3);
    outcome.says("A_TOKEN").says("stays wrapped");
    let text = world.home.read(path);
    assert!(text.contains("\"A_TOKEN\"") && text.contains(&two) && !text.contains(&one));
    world
        .unplain(["unwrap", "--server", "b", "--yes"])
        .run()
        .expect(3)
        .says("no server called `b`");
    world.unplain(["set", "A_TOKEN"]).input(one.as_str()).run().expect(0);
    world.unplain(["unwrap", "--server", "a", "--yes"]).run().expect(0);
    assert!(world.home.read(path).contains(&one));
}

#[test]
fn a_flag_that_somebody_added_to_a_wrapper_is_no_obstacle() {
    let secret = Tokens::new(722).opaque(32);
    let world = World::new();
    let path = ".config/Claude/claude_desktop_config.json";
    let text = format!(
        r#"{{"mcpServers":{{"a":{{"command":"a","args":[],"env":{{"A_TOKEN":"{secret}"}}}}}}}}"#
    );
    world.home.file(path, &text);
    world.unplain(["migrate", "--wrap", "--yes"]).run().expect(0);
    let masking = world.home.read(path).replace("\"--user\"", "\"--user\",\"--mask\"");
    world.home.file(path, &masking);
    world.unplain(["migrate", "--wrap", "--yes"]).run().expect(0);
    assert!(world.home.read(path) == masking);
    world.unplain(["unwrap", "--yes"]).run().expect(0);
    assert!(world.home.read(path) == text);
}

#[test]
fn a_projects_schema_knows_what_wrapped_servers_need() {
    let mut tokens = Tokens::new(723);
    let (key, token) = (tokens.opaque(32), tokens.opaque(32));
    let world = World::new();
    world.home.file(
        "project/.mcp.json",
        format!(
            r#"{{"mcpServers":{{"a":{{"command":"a","args":["--token={token}"],"env":{{"API_KEY":"{key}"}}}}}}}}"#
        ),
    );
    world.unplain(["set", "API_KEY"]).input("another").run().expect(0);
    let unplain = |words: &[&str]| world.unplain(words).within("project").run();
    unplain(&["migrate", "--wrap", "--yes"]).expect(0);
    world.home.file("project/secrets/schema.json", r#"{"required":{}}"#);
    let report = unplain(&["validate", "--format", "json"]).report();
    let undeclared =
        report.list("problems").iter().filter(|problem| problem["code"] == "undeclared-variable");
    let said: Vec<&str> = undeclared.map(|problem| problem["message"].as_str().unwrap()).collect();
    assert_eq!(
        said,
        ["the schema does not know A_API_KEY", "the schema does not know A_TOKEN"],
        "{}",
        report.0
    );
}

#[test]
fn a_value_that_the_agent_would_expand_does_not_come_back() {
    let secret = Tokens::new(724).opaque(32);
    let world = World::new();
    let path = ".claude.json";
    world.home.file(
        path,
        format!(r#"{{"mcpServers":{{"a":{{"command":"a","env":{{"A_TOKEN":"{secret}"}}}}}}}}"#),
    );
    world.unplain(["migrate", "--wrap", "--yes"]).run().expect(0);
    let wrapped = world.home.read(path);
    world.unplain(["set", "--force", "A_TOKEN"]).input("a${HOME}b").run().expect(0);
    world.unplain(["unwrap", "--yes"]).run().expect(3).says("would take a value for a reference");
    assert!(world.home.read(path) == wrapped, "it was changed");
}
