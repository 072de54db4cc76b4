//! `unplain doctor` and `unplain explain`: what servers would receive, told without starting or changing anything.

use serde_json::Value;
use unplain_testkit::Tokens;

use crate::world::{Report, World};

fn keep(world: &World, name: &str, value: &str) {
    world.unplain(["set", name]).input(value).run().expect(0);
}

/// A home whose session answers nothing.
fn world() -> World {
    let world = World::new();
    world.program("systemctl", "exit 1");
    world
}

fn doctor(world: &World, arguments: &[&str]) -> crate::world::Outcome {
    world.unplain([&["doctor"], arguments].concat()).within("project").run()
}

fn json(world: &World, code: i32) -> Report {
    doctor(world, &["--format", "json"]).expect(code).report()
}

/// The row of a variable, as one agent has it.
#[track_caller]
fn row(report: &Report, agent: &str, variable: &str) -> Value {
    let rows = report.list("deliveries").iter();
    let mut fitting = rows.filter(|row| row["agent"] == agent && row["variable"] == variable);
    fitting.next().unwrap_or_else(|| panic!("no row of {variable}: {:#}", report.0)).clone()
}

/// What is received from the terminal, through `unplain run`, from the desktop, in a pipeline.
fn received(row: &Value) -> [&str; 4] {
    ["terminal", "run", "desktop", "ci"].map(|start| row[start].as_str().unwrap())
}

fn server(name: &str, entry: &str) -> String {
    format!(r#""{name}":{{"command":"x",{entry}}}"#)
}

/// Claude Code's own config with these servers.
fn claude(world: &World, servers: &[String]) {
    world.program("claude", "echo '2.1.330 (Claude Code)'");
    let text = format!(r#"{{"mcpServers":{{{}}}}}"#, servers.join(","));
    world.home.file(".claude.json", text);
}

#[test]
fn each_start_has_its_own_answer() {
    let mut world = world();
    let reference = |name: &str| server(name, &format!(r#""env":{{"{name}":"${{{name}}}"}}"#));
    claude(&world, &["STORED_KEY", "EXPORTED_KEY", "LOST_KEY", "DESKTOP_KEY"].map(reference));
    keep(&world, "STORED_KEY", "stored-value");
    world.export("EXPORTED_KEY", "exported-value");
    world.home.file(".config/environment.d/50.conf", "DESKTOP_KEY=of-the-desktop\n");
    let report = json(&world, 1);
    let of = |name: &str| row(&report, "claude-code", name);
    assert_eq!(received(&of("STORED_KEY")), ["literal", "value", "not-known", "not-known"]);
    assert_eq!(received(&of("EXPORTED_KEY")), ["value", "value", "not-known", "not-known"]);
    assert_eq!(
        received(&of("LOST_KEY")),
        ["literal", "agent-not-started", "not-known", "not-known"]
    );
    assert_eq!(received(&of("DESKTOP_KEY"))[2], "value");
    let codes = report.codes();
    assert!(codes.contains(&"unset-variable") && codes.contains(&"needs-launch"), "{codes:?}");
    let agents = report.list("agents");
    let here = agents.iter().find(|agent| agent["id"] == "claude-code").unwrap();
    assert_eq!(here["version"], "2.1.330");
}

#[test]
fn a_session_that_answers_is_believed() {
    let world = world();
    claude(&world, &[server("a", r#""env":{"A_KEY":"${A_KEY}","B_KEY":"${B_KEY}"}"#)]);
    world.program("systemctl", r#"[ "$*" = "--user show-environment" ] && echo "A_KEY=\$'it is'""#);
    let report = json(&world, 1);
    assert_eq!(row(&report, "claude-code", "A_KEY")["desktop"], "value");
    assert_eq!(row(&report, "claude-code", "B_KEY")["desktop"], "literal");
}

#[test]
fn a_pipeline_is_what_its_file_says() {
    let world = world();
    claude(&world, &[server("a", r#""env":{"A_KEY":"${A_KEY}","B_KEY":"${B_KEY:-x}"}"#)]);
    let file = world.home.file("ci.env", "A_KEY=there\n");
    let arguments = ["--format", "json", "--env-file", file.to_str().unwrap()];
    let report = doctor(&world, &arguments).expect(1).report();
    assert_eq!(row(&report, "claude-code", "A_KEY")["ci"], "value");
    let default = row(&report, "claude-code", "B_KEY");
    assert_eq!((&default["ci"], &default["optional"]), (&"default".into(), &true.into()));
    doctor(&world, &["--env-file", "/nowhere/file"]).expect(3).says("/nowhere/file");
}

#[test]
fn where_an_agent_is_started_decides_what_counts() {
    let world = world();
    claude(&world, &[server("a", r#""env":{"A_KEY":"${A_KEY}"}"#)]);
    keep(&world, "A_KEY", "stored-value");
    doctor(&world, &[]).expect(0).says("needs-launch").says("unplain run -- claude");
    let said = |source: &str| {
        let text = format!(r#"{{"sources":{{"claude-code":"{source}"}}}}"#);
        world.home.file(".config/unplain/remembered.json", text);
    };
    said("unplain-run");
    let outcome = doctor(&world, &[]).expect(0).says("Every value arrives");
    assert!(!outcome.said().contains("needs-launch"), "{}", outcome.said());
    said("shell");
    doctor(&world, &[]).expect(1).says("A_KEY is not set").says("export A_KEY");
}

#[test]
fn agents_differ_in_what_an_unset_variable_gives() {
    let world = world();
    let file = |path: &str, text: &str| world.home.file(path, text);
    file(
        ".config/opencode/opencode.json",
        r#"{"mcp":{"s":{"type":"local","command":["x"],"environment":{"A_KEY":"{env:A_KEY}"}}}}"#,
    );
    file(".codex/config.toml", "[mcp_servers.s]\ncommand = 'x'\nenv_vars = ['B_KEY']\n");
    file(
        ".claude.json",
        r#"{"mcpServers":{"s":{"type":"http","url":"https://x.example","headers":{"X-Key":"${SONAR_TOKEN}"}}}}"#,
    );
    let report = json(&world, 1);
    assert_eq!(row(&report, "opencode", "A_KEY")["terminal"], "empty");
    let named = row(&report, "codex", "B_KEY");
    assert_eq!((&named["terminal"], &named["delivery"]), (&"missing".into(), &"name".into()));
    assert_eq!(row(&report, "claude-code", "SONAR_TOKEN")["terminal"], "blanked");
    assert!(report.codes().contains(&"blanked-name"));
}

#[test]
fn a_dropped_file_delivers_nothing() {
    let mut world = world();
    world.program("kilo", "echo 7.7.9");
    world.export("A_KEY", "exported-value");
    world.home.file(
        "project/.kilo/kilo.json",
        r#"{"mcp":{"s":{"type":"local","command":["x"],"environment":{"A_KEY":"{env:A_KEY}"}}}}"#,
    );
    let report = json(&world, 1);
    assert!(report.codes().contains(&"file-dropped"), "{:?}", report.codes());
}

#[test]
fn a_value_that_an_agent_breaks_does_not_count_as_delivered() {
    let mut world = world();
    world.export("A_KEY", "quo\"ted-value");
    world.home.file(
        ".config/opencode/opencode.json",
        r#"{"mcp":{"s":{"type":"local","command":["x"],"environment":{"A_KEY":"{env:A_KEY}"}}}}"#,
    );
    let outcome = doctor(&world, &["--format", "json"]).expect(1);
    assert_eq!(row(&outcome.report(), "opencode", "A_KEY")["terminal"], "file-dropped");
    assert!(outcome.report().codes().contains(&"cannot-carry"));
    assert!(!outcome.said().contains("ted-value"));
}

#[test]
fn a_stale_literal_in_the_settings_wins_and_that_is_said() {
    let world = world();
    let mut tokens = Tokens::new(71);
    let (old, new) = (tokens.token("github-pat-classic"), tokens.token("github-pat-classic"));
    claude(&world, &[server("a", r#""env":{"GITHUB_TOKEN":"${GITHUB_TOKEN}"}"#)]);
    keep(&world, "GITHUB_TOKEN", &new);
    world.home.file(".claude/settings.json", format!(r#"{{"env":{{"GITHUB_TOKEN":"{old}"}}}}"#));
    let outcome = doctor(&world, &["--format", "json"]).expect(1);
    let report = outcome.report();
    let stale: Vec<&Value> = report
        .problems("settings.json")
        .into_iter()
        .filter(|problem| problem["code"] == "stale-value")
        .collect();
    assert_eq!((stale.len(), &stale[0]["pointer"]), (1, &"/env/GITHUB_TOKEN".into()));
    // the reference sees what the settings set
    assert_eq!(row(&report, "claude-code", "GITHUB_TOKEN")["terminal"], "value");
    for secret in [&old, &new] {
        assert!(!outcome.said().contains(secret.as_str()));
    }
}

#[test]
fn an_entry_that_stands_beside_its_name_wins() {
    let mut world = world();
    world.export("A_KEY", "exported-text");
    let text =
        "[mcp_servers.s]\ncommand = 'x'\nenv_vars = ['A_KEY']\nenv = { A_KEY = 'old-text' }\n";
    world.home.file(".codex/config.toml", text);
    let outcome = doctor(&world, &[]).expect(1);
    assert!(!outcome.said().contains("-text"), "{}", outcome.said());
    outcome.says("stale-value").says("take the entry out");
}

#[test]
fn what_every_editor_sets_is_no_question() {
    let world = world();
    claude(&world, &[server("a", r#""args":["${workspaceFolder}","${HOME}"]"#)]);
    let report = json(&world, 0);
    assert!(report.0.get("deliveries").is_none(), "{:#}", report.0);
}

#[test]
fn wrapped_servers_depend_on_their_wrapper_and_the_store() {
    let world = world();
    let wrapper = world.program("unplain-test", "exit 0");
    let folder = wrapper.parent().unwrap();
    std::fs::copy(&wrapper, folder.join("unplain")).unwrap();
    let there = folder.join("unplain").display().to_string();
    let wrapped = |program: &str, name: &str| {
        format!(
            r#""{name}":{{"command":"{program}","args":["run","--user","--only","{name}","--","npx"]}}"#
        )
    };
    keep(&world, "A_KEY", "stored-value");
    let servers =
        [wrapped(&there, "A_KEY"), wrapped(&there, "B_KEY"), wrapped("/gone/unplain", "C_KEY")];
    claude(&world, &servers);
    let report = json(&world, 1);
    let of = |name: &str| row(&report, "claude-code", name)["terminal"].clone();
    assert_eq!(of("A_KEY"), "value");
    assert_eq!([of("B_KEY"), of("C_KEY")], ["server-not-started"; 2]);
    let problems = report.problems(".claude.json");
    let about = |pointer: &str| {
        let mut codes: Vec<&str> = problems
            .iter()
            .filter(|problem| problem["pointer"] == pointer)
            .map(|problem| problem["code"].as_str().unwrap())
            .collect();
        codes.sort_unstable();
        codes
    };
    assert_eq!(about("/mcpServers/B_KEY/command"), ["unset-variable"]);
    assert_eq!(about("/mcpServers/C_KEY/command"), ["wrapper-missing"]);
}

#[test]
fn logins_and_copies_that_others_could_read_are_named() {
    use std::{fs, os::unix::fs::PermissionsExt as _};
    let world = world();
    let mut tokens = Tokens::new(72);
    let secret = tokens.token("github-pat-classic");
    keep(&world, "GITHUB_TOKEN", &secret);
    fs::set_permissions(world.home.path(), fs::Permissions::from_mode(0o755)).unwrap();
    world.home.file_with_mode(".codex/auth.json", "{}", 0o644);
    fs::set_permissions(world.home.at(".codex"), fs::Permissions::from_mode(0o755)).unwrap();
    world.home.file(".config/goose/config.yaml", "extensions: {}\n");
    world.home.file(".config/goose/config.yaml.bak", format!("old: {secret}\n"));
    world.home.file("project/.mcp.json", format!(r#"{{"mcpServers":{{}},"note":"{secret}"}}"#));
    let outcome = doctor(&world, &["--format", "json"]);
    let report = outcome.report();
    let open: Vec<&Value> = report.problems(".codex/auth.json").into_iter().collect();
    let open = open.iter().find(|problem| problem["code"] == "open-auth-store").unwrap();
    assert!(open["help"].as_str().unwrap().starts_with("chmod 600 '"), "{open}");
    let codes = |file: &str| -> Vec<String> {
        let problems = report.problems(file);
        problems.iter().map(|problem| problem["code"].as_str().unwrap().to_owned()).collect()
    };
    assert!(codes("config.yaml.bak").contains(&"copy-holds-secret".to_owned()));
    assert!(codes("project/.mcp.json").contains(&"stored-in-clear".to_owned()));
    assert!(!outcome.said().contains(secret.as_str()));
    // closed above it, it is closed
    fs::set_permissions(world.home.path(), fs::Permissions::from_mode(0o700)).unwrap();
    assert!(!json(&world, outcome.code.unwrap()).codes().contains(&"open-auth-store"));
}

#[test]
fn nothing_is_written_and_no_program_of_the_project_is_run() {
    let mut world = world();
    let mut tokens = Tokens::new(73);
    let secret = tokens.token("github-pat-classic");
    claude(
        &world,
        &[server("a", &format!(r#""env":{{"GITHUB_TOKEN":"{secret}","B_KEY":"${{B_KEY}}"}}"#))],
    );
    keep(&world, "GITHUB_TOKEN", &secret);
    world.export("B_KEY", &secret);
    let trap = "#!/bin/sh\necho 6.6.6; touch \"$HOME/was-run\"\n";
    world.home.file_with_mode("project/bin/opencode", trap, 0o755);
    let path = format!("{}:{}", world.home.at("project/bin").display(), world.path());
    let before = world.files();
    for arguments in [
        &["doctor"][..],
        &["doctor", "-v"],
        &["doctor", "--format", "json"],
        &["doctor", "--traces"],
        &["explain", "../.claude.json", "/mcpServers/a/env/GITHUB_TOKEN"],
        &["explain", "../.claude.json", "/mcpServers/a/env/GITHUB_TOKEN", "--format", "json"],
        &["explain", "var", "B_KEY"],
    ] {
        let outcome = world.unplain(arguments).within("project").env("PATH", &path).run();
        assert!(!outcome.said().contains(secret.as_str()), "{arguments:?}: {}", outcome.said());
        assert!(!outcome.said().contains("6.6.6"), "{arguments:?}");
        assert_ne!(outcome.code, Some(101));
    }
    assert!(before == world.files(), "something was written");
}

#[test]
fn a_store_that_does_not_open_leaves_questions() {
    let world = world();
    claude(&world, &[server("a", r#""env":{"A_KEY":"${A_KEY}"}"#)]);
    keep(&world, "A_KEY", "stored-value");
    std::fs::remove_dir_all(world.home.at(".config/sops")).unwrap();
    let report = json(&world, 3);
    assert_eq!(row(&report, "claude-code", "A_KEY")["run"], "not-known");
    assert!(report.codes().contains(&"no-identity"));
}

#[test]
fn only_the_agents_asked_for_are_looked_at() {
    let world = world();
    claude(&world, &[server("a", r#""env":{"A_KEY":"${A_KEY}"}"#)]);
    world.home.file(".codex/config.toml", "[mcp_servers.s]\ncommand = 'x'\nenv_vars = ['B_KEY']\n");
    let report = doctor(&world, &["--agent", "codex", "--format", "json"]).expect(1).report();
    assert!(report.list("deliveries").iter().all(|row| row["agent"] == "codex"));
    assert_eq!(report.list("agents").len(), 1);
}

#[test]
fn a_place_is_explained() {
    let world = world();
    let mut tokens = Tokens::new(74);
    let secret = tokens.token("github-pat-classic");
    claude(&world, &[server("a", &format!(r#""env":{{"GITHUB_TOKEN":"{secret}"}}"#))]);
    let explain = |pointer: &str| world.unplain(["explain", ".claude.json", pointer]).run();
    let outcome = explain("/mcpServers/a/env/GITHUB_TOKEN").expect(0);
    assert!(!outcome.said().contains(secret.as_str()));
    outcome
        .says("`migrate` writes ${GITHUB_TOKEN} and keeps the value as GITHUB_TOKEN (expand)")
        .says("Claude Code")
        .says("the reference itself")
        .says("with `--wrap`");
    explain("/mcpServers/a/command").expect(0).says("not taken for a secret");
    explain("/mcpServers/a/env/OTHER").expect(3).says("/mcpServers/a/env/GITHUB_TOKEN");
    explain("/mcpServers/a").expect(3).says("no single value");
    let missing = world.unplain(["explain", "nowhere.json", "/a"]).run().expect(3);
    missing.says("no such file");
    world.home.file("notes.json", "{}");
    world.unplain(["explain", "notes.json", "/a"]).run().expect(3).says("no known agent");
}

#[test]
fn each_form_is_explained() {
    let world = world();
    let mut tokens = Tokens::new(75);
    let secret = tokens.token("github-pat-classic");
    world.home.file(
        ".codex/config.toml",
        format!("[mcp_servers.s]\ncommand = 'x'\n[mcp_servers.s.env]\nGITHUB_TOKEN = '{secret}'\n"),
    );
    world.home.file(
        "project/kilo.json",
        format!(r#"{{"mcp":{{"s":{{"type":"local","command":["x"],"environment":{{"GITHUB_TOKEN":"{secret}"}}}}}}}}"#),
    );
    world.program("kilo", "echo 7.7.9");
    let explain = |file: &str, pointer: &str| {
        let outcome = world.unplain(["explain", file, pointer]).run().expect(0);
        assert!(!outcome.said().contains(secret.as_str()));
        outcome
    };
    explain(".codex/config.toml", "/mcp_servers/s/env/GITHUB_TOKEN")
        .says("(name)")
        .says("/mcp_servers/s/env_vars");
    explain("project/kilo.json", "/mcp/s/environment/GITHUB_TOKEN")
        .says("(inherit)")
        .says("drops the file");
}

#[test]
fn a_variable_is_explained() {
    let mut world = world();
    claude(&world, &[server("a", r#""env":{"A_KEY":"${A_KEY}"}"#)]);
    keep(&world, "A_KEY", "stored-value");
    world.export("A_KEY", "exported-value");
    let outcome = world.unplain(["explain", "var", "A_KEY"]).run().expect(0);
    assert!(!outcome.said().contains("-value"), "{}", outcome.said());
    outcome
        .says("user's store ~/.config/unplain/.env.enc")
        .says("exported here")
        .says("Claude Code")
        .says("~/.claude.json");
    world.unplain(["explain", "var", "NO_SUCH_KEY"]).run().expect(1).says("used nowhere");
}
