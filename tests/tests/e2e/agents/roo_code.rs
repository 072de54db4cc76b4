//! Roo Code pastes into the JSON text of a server.

use unplain_testkit::Tokens;

use crate::case::Case;

const FILE: &str = "project/.roo/mcp.json";
const TEXT: &str = r#"{
  "mcpServers": {
    "acme": {
      "command": "node",
      "args": ["${workspaceFolder}/server.js"],
      "env": { "API_KEY": "@1" },
      "disabled": false,
      "alwaysAllow": ["search"]
    }
  }
}
"#;

#[test]
fn a_server_gets_a_reference() {
    Case::opaque(&[], 5011)
        .config(FILE, TEXT)
        .migrate(0)
        .now(FILE, &["${env:API_KEY}"])
        .stored("API_KEY", 1)
        .undone();
}

#[test]
fn what_would_break_the_text_stays() {
    for (seed, part) in [(5012, "\\\""), (5013, "\\\\")] {
        let secret =
            format!("{}{part}{}", Tokens::new(seed).opaque(16), Tokens::new(seed).opaque(12));
        Case::new(&[], [secret]).config(FILE, TEXT).migrate(1).untouched(FILE).stays(
            FILE,
            "/mcpServers/acme/env/API_KEY",
            "unescaped",
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_extensions_own_file_is_read() {
    let file =
        ".config/Code/User/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json";
    Case::opaque(&[], 5014).config(file, TEXT).migrate(0).now(file, &["${env:API_KEY}"]).undone();
}
