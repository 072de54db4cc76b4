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
fn a_name_that_would_win_over_another_servers_value_is_not_delivered() {
    let file = "project/.amazonq/mcp.json";
    let text = r#"{"mcpServers":{"one":{"command":"one","env":{"API_KEY":"@1"}},"two":{"command":"two","env":{"API_KEY":"@2"}}}}"#;
    // Any variable `API_KEY` would reach both.
    Case::two(&["q"], 5073).config(file, text).migrate(1).untouched(file);
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
