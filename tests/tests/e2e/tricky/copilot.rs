//! Copilot CLI, and the others that read Claude Code's `.mcp.json`.

use crate::case::Case;

const SHARED: &str = "project/.mcp.json";
const TEXT: &str = r#"{"mcpServers":{"acme":{"command":"acme","args":["--api-key=@1"],"env":{"GITHUB_TOKEN":"@2"}}}}"#;

#[test]
fn its_own_files_take_references_under_names_that_it_expands() {
    let user = "{\n  // mine\n  \"mcpServers\": {\n    \"acme\": { \"type\": \"local\", \"command\": \"acme\", \"env\": { \"GITHUB_TOKEN\": \"@1\", \"GH_TOKEN\": \"@2\" }, \"tools\": [\"*\"], },\n  },\n}\n";
    Case::two(&["copilot"], 320)
        .config(".copilot/mcp-config.json", user)
        .migrate(0)
        .now(".copilot/mcp-config.json", &["${ACME_GITHUB_TOKEN}", "${ACME_GH_TOKEN}"])
        .undone();
    Case::two(&["copilot"], 321)
        .config("project/.github/mcp.json", TEXT)
        .migrate(0)
        .now("project/.github/mcp.json", &["${ACME_API_KEY}", "${ACME_GITHUB_TOKEN}"])
        .undone();
}

#[test]
fn a_guest_counts_where_it_is_installed() {
    Case::two(&["claude"], 322)
        .config(SHARED, TEXT)
        .migrate(0)
        .now(SHARED, &["${ACME_API_KEY}", "${GITHUB_TOKEN}"])
        .undone();
    Case::two(&["claude", "copilot"], 323)
        .config(SHARED, TEXT)
        .migrate(0)
        .now(SHARED, &["${ACME_API_KEY}", "${ACME_GITHUB_TOKEN}"])
        .undone();
}

#[test]
fn a_guest_that_expands_less_is_named() {
    Case::two(&["claude", "qodercli"], 324)
        .config(SHARED, TEXT)
        .migrate(1)
        .now(SHARED, &["@1", "${GITHUB_TOKEN}"])
        .stays(SHARED, "/mcpServers/acme/args/0", "Qoder CLI expands no reference in this place")
        .undone();
    Case::two(&["claude", "qwen"], 325).config(SHARED, TEXT).migrate(1).untouched(SHARED).stays(
        SHARED,
        "/mcpServers/acme/env/GITHUB_TOKEN",
        "Qwen Code reads this file too",
    );
}
