//! Claude Code.

use unplain_testkit::Tokens;

use crate::case::Case;

const CLAUDE: &[&str] = &["claude"];

#[test]
fn env_keeps_its_key() {
    Case::new(CLAUDE, [Tokens::new(1).token("github-pat-classic")])
        .config(
            "project/.mcp.json",
            r#"{"mcpServers":{"github":{"command":"npx","env":{"GITHUB_TOKEN":"@1"}}}}"#,
        )
        .migrate(0)
        .now("project/.mcp.json", &["${GITHUB_TOKEN}"])
        .stored("GITHUB_TOKEN", 1)
        .undone();
}

#[test]
fn a_name_that_is_blanked_in_headers_is_not_used_there() {
    let mut tokens = Tokens::new(2);
    let secrets = [tokens.token("sonarqube-user-token"), tokens.token("sonarqube-user-token")];
    Case::new(CLAUDE, secrets)
        .config(
            "project/.mcp.json",
            r#"{"mcpServers":{
                "sonar":{"type":"http","url":"https://sonar.test/mcp","headers":{"Authorization":"Bearer @1"}},
                "local":{"command":"sonar","env":{"SONAR_TOKEN":"@2"}}}}"#,
        )
        .migrate(0)
        .now("project/.mcp.json", &["${MCP_SONAR_TOKEN}", "${SONAR_TOKEN}"])
        .stored("MCP_SONAR_TOKEN", 1)
        .stored("SONAR_TOKEN", 2)
        .undone();
}

#[test]
fn a_blanked_name_is_refused_in_any_case_and_behind_input() {
    for (seed, key) in (3..).zip(["npm_token", "Npm_Token", "INPUT_NPM_TOKEN"]) {
        let config = r#"{"mcpServers":{
            "a":{"command":"npm","env":{"KEY":"@1"}},
            "b":{"type":"http","url":"https://b.test/mcp","headers":{"Authorization":"Bearer @1"}}}}"#;
        let migrated = Case::new(CLAUDE, [Tokens::new(seed).token("npm-token")])
            .config("project/.mcp.json", &config.replace("KEY", key))
            .migrate(0);
        let name = migrated.report.list("findings")[0]["variable"].as_str().unwrap().to_owned();
        assert!(!name.eq_ignore_ascii_case("NPM_TOKEN") && !name.starts_with("INPUT_"), "{name}");
        let reference = format!("${{{name}}}");
        migrated.now("project/.mcp.json", &[&reference]).stored(&name, 1).undone();
    }
}

#[test]
fn a_name_that_is_blanked_everywhere_stays_as_key_only() {
    let migrated = Case::two(CLAUDE, 6)
        .config(
            "project/.mcp.json",
            r#"{"mcpServers":{"acme":{"command":"acme","env":{"MCP_CLIENT_SECRET":"@1","OTEL_API_KEY":"@2"}}}}"#,
        )
        .migrate(0);
    migrated
        .now("project/.mcp.json", &["${ACME_MCP_CLIENT_SECRET}", "${ACME_OTEL_API_KEY}"])
        .stored("ACME_MCP_CLIENT_SECRET", 1)
        .undone();
}

#[test]
fn a_value_that_holds_a_reference_stays() {
    // Claude Code would expand it a second time in a header. In the config it is expanded already.
    let secret = format!("{}${{HOME}}{}", Tokens::new(7).opaque(20), Tokens::new(8).opaque(12));
    let case = Case::new(CLAUDE, [secret]).config(
        "project/.mcp.json",
        r#"{"mcpServers":{"a":{"type":"http","url":"https://a.test/mcp","headers":{"X-API-Key":"@1"}}}}"#,
    );
    let outcome = case.world.unplain(["migrate", "--yes"]).within("project").run();
    assert!(matches!(outcome.code, Some(0 | 1)), "{}", outcome.said());
    assert!(case.world.home.read("project/.mcp.json").contains(case.secret()));
}

#[test]
fn a_secret_that_is_a_default_goes() {
    Case::new(CLAUDE, [Tokens::new(9).token("stripe-secret-key")])
        .config(
            "project/.mcp.json",
            r#"{"mcpServers":{"stripe":{"command":"stripe","env":{"STRIPE_KEY":"${STRIPE_KEY:-@1}"}}}}"#,
        )
        .migrate(0)
        .reads(
            "project/.mcp.json",
            r#"{"mcpServers":{"stripe":{"command":"stripe","env":{"STRIPE_KEY":"${STRIPE_KEY}"}}}}"#,
        )
        .stored("STRIPE_KEY", 1)
        .undone();
}

#[test]
fn a_harmless_default_is_left_alone() {
    let report = Case::new(CLAUDE, [""; 0])
        .config(
            "project/.mcp.json",
            r#"{"mcpServers":{"a":{"command":"a","args":["${CLAUDE_PROJECT_DIR:-.}","${CLAUDE_PLUGIN_ROOT}/x"],
                "env":{"API_BASE":"${API_BASE:-https://api.example.com}"}}}}"#,
        )
        .scan(0);
    assert!(report.list("findings").is_empty());
}

#[test]
fn settings_never_hold_a_reference() {
    let settings = r#"{"env":{"ACME_API_KEY":"@1","EDITOR":"vi"},"model":"opus"}"#;
    Case::opaque(CLAUDE, 10)
        .config(".claude/settings.json", settings)
        .migrate(1)
        .untouched(".claude/settings.json")
        .stays(".claude/settings.json", "/env/ACME_API_KEY", "does not expand references");
    let migrated = Case::opaque(CLAUDE, 11)
        .config(".claude/settings.json", settings)
        .with(&["--include", "review"])
        .migrate(0)
        .reads(".claude/settings.json", r#"{"env":{"EDITOR":"vi"},"model":"opus"}"#)
        .stored("ACME_API_KEY", 1);
    let world = &migrated.case.world;
    world.program("claude", "printf %s \"$ACME_API_KEY\"");
    let got = world.unplain(["run", "--", "claude"]).run().expect(0).stdout;
    assert!(got == migrated.case.secret(), "the variable that the settings set is delivered now");
    migrated.undone();
}

#[test]
fn a_stale_literal_in_the_settings_hides_the_variable() {
    let case = Case::two(CLAUDE, 12)
        .config(
            "project/.mcp.json",
            r#"{"mcpServers":{"a":{"command":"a","env":{"ACME_API_KEY":"${ACME_API_KEY}"}}}}"#,
        )
        .config("project/.claude/settings.json", r#"{"env":{"ACME_API_KEY":"@1"}}"#);
    let report = case.scan(1);
    let found = report.findings(".claude/settings.json");
    assert_eq!((found.len(), &found[0]["slot"]), (1, &"settings-env".into()));
}

#[test]
fn a_name_that_the_settings_set_otherwise_is_not_chosen() {
    let migrated = Case::two(CLAUDE, 13)
        .config(
            "project/.mcp.json",
            r#"{"mcpServers":{"acme":{"command":"a","env":{"API_KEY":"@1"}}}}"#,
        )
        .config("project/.claude/settings.json", r#"{"env":{"API_KEY":"@2"}}"#)
        .migrate(1);
    migrated
        .now("project/.mcp.json", &["${ACME_API_KEY}"])
        .untouched("project/.claude/settings.json");
}

#[test]
fn every_project_of_the_state_file_is_edited_and_nothing_else() {
    let projects = |key: &str| {
        let server = |name: &str| {
            format!(
                "    {name:?}: {{\n      \"allowedTools\": [],\n      \"mcpServers\": {{\n        \"a\": {{\n          \
                 \"type\": \"stdio\",\n          \"command\": \"a\",\n          \"env\": {{ \"ACME_API_KEY\": \"{key}\" \
                 }}\n        }}\n      }},\n      \"history\": [{{\"display\": \"hello \\u00e4\"}}]\n    }}"
            )
        };
        let paths = (0..300).map(|number| match number {
            0 => server("/home/a/b"),
            1 => server("C:/Users/a~b"),
            2..10 => server(&format!("/srv/{number}")),
            _ => {
                format!("    \"/work/{number}\": {{ \"allowedTools\": [], \"mcpServers\": {{}} }}")
            }
        });
        format!(
            "{{\n  \"numStartups\": 7,\n  \"projects\": {{\n{}\n  }}\n}}",
            paths.collect::<Vec<_>>().join(",\n")
        )
    };
    let migrated = Case::opaque(CLAUDE, 14).config(".claude.json", &projects("@1")).migrate(0);
    assert_eq!(migrated.report.list("actions").len(), 10);
    assert_eq!(
        migrated
            .report
            .at(".claude.json", "/projects/~1home~1a~1b/mcpServers/a/env/ACME_API_KEY")
            .len(),
        1
    );
    assert_eq!(
        migrated
            .report
            .at(".claude.json", "/projects/C:~1Users~1a~0b/mcpServers/a/env/ACME_API_KEY")
            .len(),
        1
    );
    migrated.reads(".claude.json", &projects("${ACME_API_KEY}")).undone();
}

#[test]
fn the_old_state_file_beside_the_new_one_is_edited_too() {
    let text = r#"{"mcpServers":{"a":{"command":"a","env":{"ACME_API_KEY":"@1"}}}}"#;
    Case::opaque(CLAUDE, 15)
        .config(".claude.json", text)
        .config(".claude/.config.json", text)
        .migrate(0)
        .now(".claude.json", &["${ACME_API_KEY}"])
        .now(".claude/.config.json", &["${ACME_API_KEY}"])
        .undone();
}

#[test]
fn backups_that_still_hold_the_secret_are_reported_and_left() {
    let text = r#"{"mcpServers":{"a":{"command":"a","env":{"ACME_API_KEY":"@1"}}}}"#;
    let case = Case::opaque(CLAUDE, 16)
        .config(".claude.json", text)
        .config(".claude/backups/.claude.json.backup.1767225600000", text)
        .config(".claude.json.backup", text);
    let outcome = case.world.unplain(["migrate", "--yes", "--format", "json"]).run().expect(0);
    for copy in [".claude/backups/.claude.json.backup.1767225600000", "/.claude.json.backup"] {
        let report = outcome.report();
        assert_eq!(report.problems(copy)[0]["code"], "copy-holds-secret");
        assert!(case.world.home.read(copy.trim_start_matches('/')).contains(case.secret()));
    }
    assert!(!case.world.home.read(".claude.json").contains(case.secret()));
}

#[test]
fn a_parents_file_leaks_as_well_as_the_nearest() {
    let text = r#"{"mcpServers":{"a":{"command":"a","env":{"ACME_API_KEY":"@1"}}}}"#;
    Case::two(CLAUDE, 17)
        .within("project/part")
        .config("project/part/.mcp.json", text)
        .config("project/.mcp.json", &text.replace("@1", "@2"))
        .migrate(0)
        .now("project/part/.mcp.json", &["${ACME_API_KEY}"])
        .now("project/.mcp.json", &["", "${A_ACME_API_KEY}"])
        .undone();
}

#[test]
fn hooks_and_approved_commands_are_reported() {
    Case::two(CLAUDE, 19)
        .config(
            "project/.claude/settings.json",
            r#"{"permissions":{"allow":["Bash(curl -H \"Authorization: Bearer @1\" https://a.test)"]},
                "hooks":{"Stop":[{"hooks":[{"type":"http","url":"https://a.test","headers":{"Authorization":"Bearer @2"},
                "allowedEnvVars":[]}]}]}}"#,
        )
        .migrate(1)
        .untouched("project/.claude/settings.json")
        .stays("project/.claude/settings.json", "/permissions/allow/0", "")
        .stays("project/.claude/settings.json", "/hooks/Stop/0/hooks/0/headers/Authorization", "");
}

#[test]
fn a_plugins_file_without_the_wrapper_is_understood() {
    Case::opaque(CLAUDE, 18)
        .config("project/.claude-plugin/plugin.json", r#"{"name":"acme"}"#)
        .config("project/.mcp.json", r#"{"acme":{"command":"a","env":{"ACME_API_KEY":"@1"}}}"#)
        .migrate(0)
        .now("project/.mcp.json", &["${ACME_API_KEY}"])
        .undone();
}

#[test]
fn another_agents_syntax_is_a_broken_reference() {
    for spelling in ["${env:API_KEY}", "${input:api_key}", "{env:API_KEY}", "$API_KEY", "%API_KEY%"]
    {
        let report = Case::new(CLAUDE, [""; 0])
            .config(
                "project/.mcp.json",
                &r#"{"mcpServers":{"a":{"command":"a","env":{"API_KEY":"SPELLING"}}}}"#
                    .replace("SPELLING", spelling),
            )
            .scan(0);
        assert!(report.list("findings").is_empty(), "{spelling} is no secret");
        let problems = report.problems("project/.mcp.json");
        assert_eq!(problems.len(), 1, "{spelling} is reported");
        assert_eq!(problems[0]["code"], "wrong-dialect");
        assert_eq!(problems[0]["pointer"], "/mcpServers/a/env/API_KEY");
    }
}

#[test]
fn a_plugins_copy_in_the_cache_is_reported_and_left() {
    let copy = ".claude/plugins/cache/acme/.mcp.json";
    Case::opaque(CLAUDE, 28)
        .config(copy, r#"{"mcpServers":{"acme":{"command":"a","env":{"ACME_API_KEY":"@1"}}}}"#)
        .with(&["--home"])
        .migrate(1)
        .untouched(copy)
        .stays(copy, "/mcpServers/acme/env/ACME_API_KEY", "");
}
