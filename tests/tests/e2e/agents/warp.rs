//! Warp pastes into the file's text, and refuses it when a variable is missing.

use unplain_testkit::Tokens;

use crate::case::Case;

const FILE: &str = "project/.warp/.mcp.json";
const TEXT: &str = r#"{
  "mcpServers": {
    "acme": { "command": "acme", "args": ["--key", "@1"], "env": { "API_KEY": "@1" } }
  }
}
"#;

#[test]
fn its_own_file_gets_references() {
    let reference = "${API_KEY}";
    Case::opaque(&[], 5041)
        .config(FILE, TEXT)
        .migrate(0)
        .now(FILE, &[reference])
        .stored("API_KEY", 1)
        .undone();
}

#[test]
fn a_quote_stays() {
    let secret = format!("{}\\\"{}", Tokens::new(5042).opaque(16), Tokens::new(5043).opaque(12));
    Case::new(&[], [secret]).config(FILE, TEXT).migrate(1).untouched(FILE).stays(
        FILE,
        "/mcpServers/acme/env/API_KEY",
        "unescaped",
    );
}

#[test]
fn in_a_shared_file_its_rules_hold_too() {
    let text = r#"{"mcpServers":{"acme":{"command":"acme","env":{"API_KEY":"@1"}}}}"#;
    let file = "project/.mcp.json";
    Case::opaque(&["claude", "warp-terminal"], 5044)
        .config(file, text)
        .migrate(0)
        .now(file, &["${API_KEY}"])
        .undone();
    let secret = || format!("{}\\\"{}", Tokens::new(5045).opaque(16), Tokens::new(5046).opaque(12));
    Case::new(&["claude", "warp-terminal"], [secret()])
        .config(file, text)
        .migrate(1)
        .untouched(file)
        .stays(file, "/mcpServers/acme/env/API_KEY", "Warp");
    Case::new(&["claude"], [secret()]).config(file, text).migrate(0).now(file, &["${API_KEY}"]);
}

#[test]
fn the_names_in_codex_files_are_taken_by_warp_too() {
    let file = "project/.codex/config.toml";
    let text =
        "[mcp_servers.acme]\ncommand = \"acme\"\n\n[mcp_servers.acme.env]\nAPI_KEY = \"@1\"\n";
    let migrated = Case::opaque(&["codex", "warp-terminal"], 5047).config(file, text).migrate(0);
    let now = migrated.case.world.home.read(file);
    assert!(now.contains("env_vars = [\"API_KEY\"]"), "{now}");
    migrated.undone();
}
