//! Agents of which no reference is known: what they read is reported with what helps, and stays.

use crate::case::Case;

const SERVERS: &str = r#"{
  "mcpServers": {
    "acme": { "command": "acme", "env": { "API_KEY": "@1" } },
    "remote": { "url": "https://a.test/mcp", "headers": { "Authorization": "Bearer @2" } }
  }
}
"#;

#[track_caller]
fn reported(seed: u64, file: &str, text: &str, pointers: [&str; 2], reason: &str) {
    Case::two(&[], seed)
        .config(file, text)
        .migrate(1)
        .untouched(file)
        .stays(file, pointers[0], reason)
        .stays(file, pointers[1], reason);
}

#[test]
fn files_with_servers_are_reported() {
    let at = ["/mcpServers/acme/env/API_KEY", "/mcpServers/remote/headers/Authorization"];
    let files = [
        (".gemini/config/mcp_config.json", "Antigravity"),
        (".gemini/antigravity/mcp_config.json", "Antigravity"),
        (".gemini/antigravity-ide/mcp_config.json", "Antigravity"),
        ("project/.agents/mcp_config.json", "Antigravity"),
        (".junie/mcp/mcp.json", "Junie"),
        ("project/.junie/mcp/mcp.json", "Junie"),
        (".ai/mcp/mcp.json", "AI Assistant"),
        (".lmstudio/mcp.json", "LM Studio"),
        (".cache/lm-studio/mcp.json", "LM Studio"),
        ("project/.trae/mcp.json", "Trae"),
        (".kimi-code/mcp.json", "bearerTokenEnvVar"),
        ("project/.mastracode/mcp.json", "Mastra Code"),
        (".pi/agent/mcp.json", "adapter"),
    ];
    for (seed, (file, reason)) in (5200..).zip(files) {
        reported(seed, file, SERVERS, at, reason);
    }
}

#[test]
fn other_shapes_are_reported() {
    let jetbrains = SERVERS.replace("mcpServers", "servers");
    let at = ["/servers/acme/env/API_KEY", "/servers/remote/headers/Authorization"];
    reported(5220, ".config/github-copilot/intellij/mcp.json", &jetbrains, at, "by hand");
    let grok = "[mcp_servers.acme]\ncommand = \"acme\"\nenv = { API_KEY = \"@1\" }\n\n[mcp_servers.remote]\nurl = \"https://a.test\"\nheaders = { Authorization = \"Bearer @2\" }\n";
    let at = ["/mcp_servers/acme/env/API_KEY", "/mcp_servers/remote/headers/Authorization"];
    reported(5221, ".grok/config.toml", grok, at, "Grok Build");
    let hermes = "mcp_servers:\n  acme:\n    command: acme\n    env:\n      API_KEY: @1\n  remote:\n    url: https://a.test\n    headers:\n      Authorization: Bearer @2\n";
    reported(5222, ".hermes/config.yaml", hermes, at, "Hermes");
}

#[test]
fn a_local_server_can_be_started_through_unplain() {
    for (seed, file) in (5225..).zip([
        ".gemini/config/mcp_config.json",
        ".lmstudio/mcp.json",
        "project/.junie/mcp/mcp.json",
    ]) {
        let migrated = Case::two(&[], seed).with(&["--wrap"]).config(file, SERVERS).migrate(1);
        let now = migrated.case.world.home.read(file);
        assert!(now.contains("--only") && !now.contains(&migrated.case.secrets[0]), "{file}");
        let remote = "/mcpServers/remote/headers/Authorization";
        migrated.stored("API_KEY", 1).stays(file, remote, "").undone();
    }
}

#[test]
fn a_crushrc_is_reported() {
    let file = "project/.crushrc";
    let text =
        "# mine\nexport ACME_API_KEY='@1'\nmcp add acme --header 'Authorization: Bearer x'\n";
    Case::opaque(&["crush"], 5230).config(file, text).migrate(1).untouched(file).stays(
        file,
        "/ACME_API_KEY",
        "crushrc",
    );
}
