//! VS Code: `${env:NAME}` below `servers`; `inputs` and other kinds of `${…}` are its own.

use unplain_testkit::Tokens;

use crate::case::Case;

const PROJECT: &str = "project/.vscode/mcp.json";

#[test]
fn servers_are_moved_and_inputs_stay() {
    let text = r#"{
  // asked for once
  "inputs": [
    { "type": "promptString", "id": "perplexity-key", "description": "Perplexity", "password": true },
  ],
  "servers": {
    "github": {
      "type": "http",
      "url": "https://api.githubcopilot.com/mcp/",
      "headers": { "Authorization": "Bearer @1", "X-Asked": "${input:perplexity-key}" },
    },
    "db": {
      "command": "npx", // from the registry
      "args": ["-y", "db-mcp", "--root", "${workspaceFolder}", "--api-key=@2"],
      "env": { "DB_PASSWORD": "@3", "LOG": "info" },
      "envFile": "${workspaceFolder}/.env",
    },
  },
}
"#;
    let mut tokens = Tokens::new(5001);
    let secrets = [tokens.opaque(40), tokens.opaque(32), tokens.opaque(36)];
    Case::new(&["code"], secrets)
        .config(PROJECT, text)
        .migrate(0)
        .now(PROJECT, &["${env:GITHUB_TOKEN}", "${env:DB_API_KEY}", "${env:DB_PASSWORD}"])
        .stored("GITHUB_TOKEN", 1)
        .stored("DB_PASSWORD", 3)
        .undone();
}

#[cfg(target_os = "linux")]
#[test]
fn every_edition_and_profile_of_the_user_is_read() {
    let text = r#"{"servers":{"acme":{"command":"acme","env":{"API_KEY":"@1"}}}}"#;
    let files = [
        ".config/Code/User/mcp.json",
        ".config/Code - Insiders/User/mcp.json",
        ".config/VSCodium/User/mcp.json",
        ".config/Code/User/profiles/-5a1b/mcp.json",
    ];
    let case = files.iter().fold(Case::opaque(&[], 5002), |case, file| case.config(file, text));
    let migrated = case.migrate(0);
    let migrated = files.iter().fold(migrated, |now, file| now.now(file, &["${env:API_KEY}"]));
    migrated.stored("API_KEY", 1).undone();
}

#[test]
fn what_would_be_resolved_again_stays() {
    let text = r#"{"servers":{"acme":{"command":"acme","env":{"API_KEY":"@1"}}}}"#;
    let secret = format!("{}${{x}}{}", Tokens::new(5003).opaque(16), Tokens::new(5004).opaque(16));
    Case::new(&["code"], [secret])
        .config(PROJECT, text)
        .migrate(1)
        .stays(PROJECT, "/servers/acme/env/API_KEY", "resolves once more")
        .untouched(PROJECT);
}

#[test]
fn the_old_places_are_reported() {
    let settings = r#"{
  "editor.fontSize": 14,
  "mcp": { "servers": { "acme": { "command": "acme", "env": { "API_KEY": "@1" } } } },
}
"#;
    let container = r#"{ "image": "x", "customizations": { "vscode": { "mcp": { "servers": { "acme": { "url": "https://a.test", "headers": { "X-API-Key": "@1" } } } } } } }"#;
    Case::opaque(&["code"], 5005)
        .config("project/.vscode/settings.json", settings)
        .config("project/.devcontainer/devcontainer.json", container)
        .migrate(1)
        .stays("project/.vscode/settings.json", "/mcp/servers/acme/env/API_KEY", "old place")
        .stays(
            "project/.devcontainer/devcontainer.json",
            "/customizations/vscode/mcp/servers/acme/headers/X-API-Key",
            "remoteEnv",
        );
}

#[test]
fn a_shared_file_keeps_the_form_that_all_take() {
    let text = r#"{"mcpServers":{"acme":{"command":"acme","env":{"API_KEY":"@1"}}}}"#;
    Case::opaque(&["claude", "code"], 5006)
        .config("project/.mcp.json", text)
        .migrate(0)
        .now("project/.mcp.json", &["${API_KEY}"])
        .undone();
}
