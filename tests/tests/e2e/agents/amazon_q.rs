//! Amazon Q Developer CLI expands in `env` and `headers` only.

use crate::case::Case;

#[test]
fn references_go_where_they_are_expanded() {
    let file = "project/.amazonq/mcp.json";
    let text = r#"{
  "mcpServers": {
    "acme": { "command": "acme", "args": ["--token=@2"], "env": { "API_KEY": "@1" }, "timeout": 60000 }
  }
}
"#;
    Case::two(&["q"], 5071)
        .config(file, text)
        .migrate(1)
        .now(file, &["${env:API_KEY}", "@2"])
        .reads(file, &text.replace("@1", "${env:API_KEY}"))
        .stored("API_KEY", 1)
        .stays(file, "/mcpServers/acme/args/0", "expands no reference in this place")
        .undone();
}

#[test]
fn the_users_agents_are_read() {
    let file = ".aws/amazonq/cli-agents/mine.json";
    let text = r#"{"name":"mine","mcpServers":{"acme":{"url":"https://a.test/mcp","headers":{"Authorization":"Bearer @1"}}},"tools":["*"]}"#;
    Case::opaque(&[], 5072)
        .config(file, text)
        .migrate(0)
        .now(file, &["${env:ACME_TOKEN}"])
        .stored("ACME_TOKEN", 1)
        .undone();
}
