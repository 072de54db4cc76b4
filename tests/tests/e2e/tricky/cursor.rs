//! Cursor.

use unplain_testkit::Tokens;

use crate::case::Case;

const CURSOR: &[&str] = &["cursor-agent"];
const FILE: &str = ".cursor/mcp.json";

#[test]
fn a_command_that_is_split_takes_no_value_with_a_blank_or_quote() {
    Case::opaque(CURSOR, 90)
        .config(FILE, r#"{"mcpServers":{"acme":{"command":"npx acme --api-key @1"}}}"#)
        .migrate(0)
        .now(FILE, &["${env:ACME_API_KEY}"])
        .undone();
    let mut tokens = Tokens::new(91);
    let secret = format!("{} {}", tokens.opaque(16), tokens.opaque(16));
    let case = Case::new(CURSOR, [secret])
        .config(FILE, r#"{"mcpServers":{"acme":{"command":"acme --api-key='@1'"}}}"#);
    let outcome = case.world.unplain(["migrate", "--yes"]).within("project").run();
    assert!(matches!(outcome.code, Some(0 | 1)), "{}", outcome.said());
    assert!(case.world.home.read(FILE).contains(case.secret()), "a reference there would be split");
}

#[test]
fn the_entry_stays_and_the_user_is_told_how_to_start_the_agent() {
    let migrated = Case::two(CURSOR, 93)
        .config(FILE, "{\n\t// mine\n\t\"mcpServers\": {\n\t\t\"acme\": {\"url\": \"https://a.test/mcp?api_key=@1\", \"headers\": {\"Authorization\": \"Bearer @2\"}},\n\t},\n}\n")
        .migrate(0)
        .now(FILE, &["${env:ACME_API_KEY}", "${env:ACME_TOKEN}"]);
    let needs =
        migrated.report.list("problems").iter().find(|problem| problem["code"] == "needs-launch");
    assert_eq!(needs.unwrap()["agent"], "cursor");
    migrated.undone();
}

#[test]
fn a_number_among_the_variables_is_reported() {
    let migrated = Case::opaque(CURSOR, 92)
        .config(
            FILE,
            r#"{"mcpServers":{"acme":{"command":"acme","env":{"ACME_API_KEY":"@1","PORT":3000}}}}"#,
        )
        .migrate(0)
        .now(FILE, &["${env:ACME_API_KEY}"]);
    let problem = migrated
        .report
        .problems(FILE)
        .into_iter()
        .find(|problem| problem["pointer"] == "/mcpServers/acme/env/PORT");
    assert!(problem.is_some(), "{:#}", migrated.report.0["problems"]);
}
