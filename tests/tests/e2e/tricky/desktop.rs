//! Claude Desktop, which expands nothing.

use crate::case::Case;

const FILE: &str = ".config/Claude/claude_desktop_config.json";

#[test]
fn no_reference_is_ever_written() {
    Case::opaque(&["claude-desktop", "claude"], 30)
        .config(FILE, r#"{"mcpServers":{"a":{"command":"a","args":["--api-key","@1"],"env":{"ACME_API_KEY":"@1"}}}}"#)
        .migrate(1)
        .untouched(FILE)
        .stays(FILE, "/mcpServers/a/env/ACME_API_KEY", "expands no reference")
        .stays(FILE, "/mcpServers/a/args/1", "expands no reference");
}

#[test]
fn of_mcp_remote_only_the_entry_is_a_secret() {
    let text = r#"{"mcpServers":{"a":{"command":"npx","args":["mcp-remote","https://a.test/mcp","--header","Authorization:${AUTH}"],"env":{"AUTH":"Bearer @1"}}}}"#;
    let migrated =
        Case::opaque(&["claude-desktop"], 31).config(FILE, text).migrate(1).untouched(FILE);
    assert_eq!(migrated.report.list("findings").len(), 1);
    migrated.stays(FILE, "/mcpServers/a/env/AUTH", "");
    // In Claude Code a variable of the same name would be expanded in the argument, too.
    let migrated = Case::opaque(&["claude"], 32).config("project/.mcp.json", text).migrate(0);
    let name = migrated.report.list("findings")[0]["variable"].as_str().unwrap().to_owned();
    assert_ne!(name, "AUTH");
    migrated.now("project/.mcp.json", &[&format!("${{{name}}}")]).undone();
}
