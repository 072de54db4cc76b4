//! OpenCode, which pastes variables into the file's text before it parses it.

use unplain_testkit::Tokens;

use crate::case::Case;

const OPENCODE: &[&str] = &["opencode"];
const GLOBAL: &str = ".config/opencode/opencode.json";

fn local(value: &str) -> String {
    r#"{"mcp":{"acme":{"type":"local","command":["acme"],"environment":{"ACME_API_KEY":"VALUE"}}}}"#
        .replace("VALUE", value)
}

#[test]
fn a_value_that_json_escapes_is_not_pasted() {
    let mut tokens = Tokens::new(40);
    let mut with = |special: &str| format!("{}{special}{}", tokens.opaque(16), tokens.opaque(16));
    let (quote, backslash) = (with("\""), with("\\"));
    let key = tokens.token("private-key");
    for secret in [&quote, &backslash, &key] {
        let raw = serde_json::to_string(secret).unwrap();
        // A local server may inherit the variable instead, for that is not pasted.
        let text = local(raw.trim_matches('"'));
        let migrated = Case::new(OPENCODE, [secret]).config(GLOBAL, &text).migrate(0);
        assert!(!migrated.case.world.home.read(GLOBAL).contains("ACME_API_KEY"));
        migrated.stored("ACME_API_KEY", 1).undone();
    }
    for secret in [&quote, &backslash] {
        let raw = serde_json::to_string(secret).unwrap();
        let remote = r#"{"mcp":{"acme":{"type":"remote","url":"https://a.test","headers":{"X-API-Key":RAW}}}}"#;
        Case::new(OPENCODE, [secret])
            .config(GLOBAL, &remote.replace("RAW", &raw))
            .migrate(1)
            .untouched(GLOBAL)
            .stays(GLOBAL, "/mcp/acme/headers/X-API-Key", "unescaped");
    }
}

#[test]
fn a_value_that_looks_like_a_reference_stays() {
    for (seed, special) in (50..).zip(["{file:/etc/hostname}", "{env:HOME}"]) {
        let mut tokens = Tokens::new(seed);
        let secret = format!("{}{special}{}", tokens.opaque(16), tokens.opaque(16));
        let remote = r#"{"mcp":{"acme":{"type":"remote","url":"https://a.test","headers":{"X-API-Key":"@1"}}}}"#;
        // It is what the agent expands now, so it is no literal secret; it must not be moved, whatever it is taken for.
        let case = Case::new(OPENCODE, [secret]).config(GLOBAL, remote);
        let outcome = case.world.unplain(["migrate", "--yes"]).within("project").run();
        assert!(matches!(outcome.code, Some(0 | 1)), "{}", outcome.said());
        assert!(case.world.home.read(GLOBAL).contains(case.secret()), "{special}");
    }
}

#[test]
fn white_space_around_a_value_is_kept() {
    let secret = format!(" {}  ", Tokens::new(52).opaque(32));
    Case::new(OPENCODE, [secret])
        .config(GLOBAL, &local("@1"))
        .migrate(0)
        .now(GLOBAL, &["{env:ACME_API_KEY}"])
        .stored("ACME_API_KEY", 1)
        .undone();
}

#[test]
fn secrets_in_comments_are_found_and_left() {
    let mut tokens = Tokens::new(53);
    let secrets =
        [tokens.token("github-pat-classic"), tokens.token("anthropic-api-key"), tokens.opaque(32)];
    let text = "{\n  // the old one: @1\n  \"mcp\": {\n    /* \"x\": { \"environment\": { \"K\": \"@2\" } }, */\n    \
                \"a\": { \"type\": \"local\", \"command\": [\"a\"], \"environment\": { \"ACME_API_KEY\": \"@3\" } },\n  \
                }\n}\n";
    Case::new(OPENCODE, secrets)
        .config(".config/opencode/opencode.jsonc", text)
        .migrate(1)
        .now(
            ".config/opencode/opencode.jsonc",
            &["@1", "@2", "{env:ACME_API_KEY}"].map(|same| same),
        )
        .stays("opencode.jsonc", "#line:2", "comment")
        .stays("opencode.jsonc", "#line:4", "comment");
}

#[test]
fn a_name_that_a_comment_pastes_gets_no_value_with_a_line_end() {
    let key = Tokens::new(54).token("private-key");
    let escaped = key.replace('\n', "\\n");
    let case = Case::new(&["opencode", "claude"], [key])
        .config(".config/opencode/opencode.jsonc", "{\n  // was {env:SSH_KEY}\n  \"mcp\": {}\n}\n")
        .config(
            "project/.mcp.json",
            &r#"{"mcpServers":{"a":{"command":"a","env":{"SSH_KEY":"KEY"}}}}"#
                .replace("KEY\"", &format!("{escaped}\""))
                .replace(&format!("SSH_{escaped}"), "SSH_KEY"),
        );
    let migrated = case.migrate(0).untouched(".config/opencode/opencode.jsonc");
    let name = migrated.report.findings(".mcp.json")[0]["variable"].as_str().unwrap().to_owned();
    assert_ne!(name, "SSH_KEY", "the comment would break the file");
    migrated.stored(&name, 1).undone();
}

#[test]
fn the_wrong_key_is_not_renamed() {
    let text =
        r#"{"mcp":{"acme":{"type":"local","command":["acme"],"env":{"ACME_API_KEY":"@1"}}}}"#;
    Case::opaque(OPENCODE, 55)
        .config(GLOBAL, text)
        .migrate(0)
        .now(GLOBAL, &["{env:ACME_API_KEY}"])
        .undone();
}

#[test]
fn a_server_called_servers_is_told_from_the_container() {
    let old = r#"{"mcp":{"servers":{"type":"local","command":["a"],"environment":{"ACME_API_KEY":"@1"}}}}"#;
    let new = r#"{"mcp":{"servers":{"acme":{"type":"local","command":["a"],"environment":{"ACME_API_KEY":"@1"}}}}}"#;
    for (seed, text, server) in [(56, old, "servers"), (57, new, "acme")] {
        let migrated = Case::opaque(OPENCODE, seed).config(GLOBAL, text).migrate(0);
        assert_eq!(migrated.report.findings(GLOBAL)[0]["server"], server);
        migrated.now(GLOBAL, &["{env:ACME_API_KEY}"]).undone();
    }
}

#[test]
fn parts_of_one_server_in_several_files_are_edited_each_for_itself() {
    Case::two(OPENCODE, 58)
        .config(
            "project/opencode.json",
            r#"{"mcp":{"acme":{"type":"local","command":["acme","--api-key=@1"]}}}"#,
        )
        .config(GLOBAL, r#"{"mcp":{"acme":{"environment":{"ACME_API_KEY":"@2"}}}}"#)
        .migrate(0)
        .now("project/opencode.json", &["{env:MCP_ACME_API_KEY}"])
        .now(GLOBAL, &["", "{env:ACME_API_KEY}"])
        .undone();
}

#[test]
fn all_three_global_files_are_edited() {
    let mut case = Case::opaque(OPENCODE, 59);
    let files = ["config.json", "opencode.json", "opencode.jsonc"]
        .map(|name| format!(".config/opencode/{name}"));
    for file in &files {
        case = case.config(file, &local("@1"));
    }
    let migrated = case.migrate(0);
    files
        .iter()
        .fold(migrated, |migrated, file| migrated.now(file, &["{env:ACME_API_KEY}"]))
        .undone();
}

#[test]
fn the_copy_from_before_the_split_is_reported_and_left() {
    let case = Case::opaque(OPENCODE, 60)
        .config(GLOBAL, &local("@1"))
        .config(".config/opencode/opencode.json.tui-migration.bak", &local("@1"));
    let report = case.scan(1);
    assert_eq!(report.problems(".tui-migration.bak")[0]["code"], "copy-holds-secret");
    let outcome = case.world.unplain(["migrate", "--yes", "--format", "json"]).run().expect(0);
    assert_eq!(outcome.report().problems(".tui-migration.bak")[0]["code"], "copy-holds-secret");
    assert!(
        case.world
            .home
            .read(".config/opencode/opencode.json.tui-migration.bak")
            .contains(case.secret())
    );
}

#[test]
fn a_reference_without_quotes_makes_the_file_be_left_alone() {
    let broken = "{\"mcp\":{\"acme\":{\"type\":\"local\",\"command\":[\"a\"],\n\"timeout\": {env:T},\n\"environment\":{\"ACME_API_KEY\":\"@1\"}}}}";
    let migrated = Case::two(OPENCODE, 62)
        .config(GLOBAL, broken)
        .config("project/opencode.json", &local("@2"))
        .migrate(3)
        .untouched(GLOBAL)
        .problem(GLOBAL, "invalid")
        .now("project/opencode.json", &["", "{env:ACME_API_KEY}"]);
    assert_eq!(migrated.report.problems(GLOBAL)[0]["line"], 2);
}

#[test]
fn a_reference_in_a_key_is_left_alone() {
    let text = r#"{"mcp":{"{env:NAME}":{"type":"local","command":["a"],"environment":{"ACME_API_KEY":"@1"}}}}"#;
    Case::opaque(OPENCODE, 63)
        .config(GLOBAL, text)
        .migrate(0)
        .now(GLOBAL, &["{env:ACME_API_KEY}"])
        .undone();
}

#[test]
fn a_dollar_reference_is_reported_where_it_is_literal_only() {
    let report = Case::new(OPENCODE, [""; 0]).config(GLOBAL, &local("${ACME_API_KEY}")).scan(0);
    assert!(report.list("findings").is_empty());
    assert_eq!(report.problems(GLOBAL)[0]["code"], "wrong-dialect");
    let base = r#"{"provider":{"acme":{"options":{"baseURL":"https://${ACME_HOST}/v1"}}}}"#;
    let report = Case::new(OPENCODE, [""; 0]).config(GLOBAL, base).scan(0);
    assert!(report.list("findings").is_empty() && report.problems(GLOBAL).is_empty());
}

#[test]
fn a_name_with_blanks_is_reported() {
    let report =
        Case::new(OPENCODE, [""; 0]).config(GLOBAL, &local("{env: ACME_API_KEY }")).scan(0);
    assert!(report.list("findings").is_empty());
    assert_eq!(report.problems(GLOBAL)[0]["code"], "padded-reference");
}

#[test]
fn a_config_in_a_variable_is_reported() {
    let secret = Tokens::new(61).opaque(32);
    let text = local(&secret);
    let report = Case::new(OPENCODE, [secret]).exported("OPENCODE_CONFIG_CONTENT", &text).scan(1);
    let codes = report.codes();
    assert!(codes.contains(&"variable-holds-secret"), "{codes:?}");
}
