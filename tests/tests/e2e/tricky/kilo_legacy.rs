//! Kilo's extension to 5.x, which pastes variables into a server's JSON text.

use unplain_testkit::Tokens;

use crate::case::Case;

const USER: &str = ".config/Code/User/globalStorage/kilocode.kilo-code/settings/mcp_settings.json";
const NOTHING: &[&str] = &[];

#[test]
fn a_value_with_a_backslash_stays() {
    let mut tokens = Tokens::new(80);
    let secret = format!("{}\\{}", tokens.opaque(16), tokens.opaque(16));
    let text = r#"{"mcpServers":{"acme":{"command":"acme","env":{"ACME_API_KEY":"VALUE"}}}}"#;
    Case::new(NOTHING, [secret.clone()])
        .config(USER, &text.replace("VALUE", &secret.replace('\\', "\\\\")))
        .migrate(1)
        .untouched(USER)
        .stays(USER, "/mcpServers/acme/env/ACME_API_KEY", "backslash");
}

#[test]
fn of_an_address_only_the_token_goes() {
    Case::new(NOTHING, [Tokens::new(81).opaque(48)])
        .config(USER, r#"{"mcpServers":{"acme":{"type":"streamable-http","url":"https://mcp.test/s/@1/mcp"}}}"#)
        .migrate(0)
        .now(USER, &["${env:ACME_URL_TOKEN}"])
        .undone();
}

#[test]
fn an_entry_is_never_removed() {
    Case::opaque(NOTHING, 82)
        .config(USER, r#"{"mcpServers":{"acme":{"command":"acme","env":{"ACME_API_KEY":"@1"}}}}"#)
        .migrate(0)
        .now(USER, &["${env:ACME_API_KEY}"])
        .undone();
    // Both Kilos read this file and share no syntax; the new one would let its server inherit, the old one would not.
    Case::opaque(&["kilo"], 83)
        .config(USER, r#"{"mcpServers":{}}"#)
        .config(
            "project/.kilocode/mcp.json",
            r#"{"mcpServers":{"acme":{"command":"acme","env":{"ACME_API_KEY":"@1"}}}}"#,
        )
        .migrate(1)
        .untouched("project/.kilocode/mcp.json");
}

#[test]
fn falling_back_to_claude_codes_file_is_warned_of() {
    let text = r#"{"mcpServers":{"acme":{"command":"acme","env":{"ACME_API_KEY":"@1"}}}}"#;
    Case::opaque(&["claude"], 84)
        .config(USER, r#"{"mcpServers":{}}"#)
        .config("project/.mcp.json", text)
        .migrate(0)
        .now("project/.mcp.json", &["${ACME_API_KEY}"])
        .problem("project/.mcp.json", "other-reader")
        .undone();
    let with_own = Case::opaque(&["claude"], 85)
        .config(USER, r#"{"mcpServers":{}}"#)
        .config("project/.mcp.json", text)
        .config("project/.kilocode/mcp.json", r#"{"mcpServers":{}}"#)
        .migrate(0);
    assert!(!with_own.report.codes().contains(&"other-reader"));
}

#[test]
fn a_name_with_other_signs_is_literal() {
    let report = Case::new(NOTHING, [""; 0])
        .config(
            USER,
            r#"{"mcpServers":{"acme":{"command":"acme","env":{"ACME_API_KEY":"${env:MY-KEY}"}}}}"#,
        )
        .scan(0);
    assert!(report.list("findings").is_empty());
    assert_eq!(report.problems(USER)[0]["code"], "wrong-dialect");
}
