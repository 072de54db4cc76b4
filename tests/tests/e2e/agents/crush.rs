//! Crush reads each string as a shell's here-document.

use unplain_testkit::Tokens;

use crate::case::Case;

const FILE: &str = "project/.crush.json";

#[test]
fn a_missing_variable_is_made_an_error() {
    let text = r#"{
  "$schema": "https://charm.land/crush.json",
  "mcp": {
    "github": {
      "type": "http",
      "url": "https://api.githubcopilot.com/mcp/",
      "headers": { "Authorization": "Bearer @1", "X-Old": "$(cat /run/x)", "X-Set": "${HOME}" }
    },
    "db": { "type": "stdio", "command": "db-mcp", "args": ["--token=@2"], "env": { "DB_PASSWORD": "@3" } }
  },
  "providers": { "acme": { "type": "openai-compat", "base_url": "https://a.test", "api_key": "@4" } }
}
"#;
    let mut tokens = Tokens::new(5031);
    let secrets = [tokens.opaque(40), tokens.opaque(32), tokens.opaque(36), tokens.opaque(37)];
    Case::new(&["crush"], secrets)
        .config(FILE, text)
        .migrate(0)
        .now(
            FILE,
            &[
                "${GITHUB_TOKEN:?not set}",
                "${DB_TOKEN:?not set}",
                "${DB_PASSWORD:?not set}",
                "${ACME_API_KEY:?not set}",
            ],
        )
        .stored("DB_PASSWORD", 3)
        .undone();
}

#[test]
fn a_literal_that_is_not_what_it_seems_stays() {
    let text = r#"{"mcp":{"db":{"command":"db-mcp","env":{"DB_PASSWORD":"@1"}}}}"#;
    for (seed, part) in [(5032, "$x"), (5033, "`"), (5034, "'")] {
        let secret =
            format!("{}{part}{}", Tokens::new(seed).opaque(16), Tokens::new(seed).opaque(12));
        Case::new(&["crush"], [secret]).config(FILE, text).migrate(1).untouched(FILE).stays(
            FILE,
            "/mcp/db/env/DB_PASSWORD",
            "",
        );
    }
}

#[test]
fn a_reference_of_any_spelling_is_no_secret() {
    let text = r#"{"mcp":{"db":{"command":"db-mcp","env":{"DB_PASSWORD":"$DB_PASSWORD","API_KEY":"${API_KEY:?missing}","TOKEN":"${TOKEN}"}}}}"#;
    let report = Case::new(&["crush"], [""; 0]).config(FILE, text).scan(0);
    assert!(report.list("findings").is_empty());
}
