//! Windsurf: Cascade's file has a syntax, those of Devin Local have none that is known.

use crate::case::Case;

const TEXT: &str = r#"{
  "mcpServers": {
    "acme": { "serverUrl": "https://a.test/mcp", "headers": { "Authorization": "Bearer @1" } }
  }
}
"#;

#[test]
fn cascades_file_gets_a_reference() {
    let file = ".codeium/windsurf/mcp_config.json";
    Case::opaque(&[], 5051)
        .config(file, TEXT)
        .migrate(0)
        .now(file, &["${env:ACME_TOKEN}"])
        .stored("ACME_TOKEN", 1)
        .undone();
}

#[test]
fn devins_files_are_reported() {
    let (user, local) = (".config/devin/mcp_config.json", "project/.devin/mcp_config.local.json");
    let pointer = "/mcpServers/acme/headers/Authorization";
    Case::opaque(&[], 5052)
        .config(user, TEXT)
        .config(local, TEXT)
        .migrate(1)
        .stays(user, pointer, "Devin Local")
        .stays(local, pointer, "unplain run");
}
