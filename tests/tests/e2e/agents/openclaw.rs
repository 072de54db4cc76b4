//! OpenClaw: JSON5, and only names in capital letters.

use unplain_testkit::Tokens;

use crate::case::Case;

const FILE: &str = ".openclaw/openclaw.json";

#[test]
fn servers_channels_and_providers_get_references() {
    let text = r#"// OpenClaw
{
  gateway: { port: 18789, auth: { mode: 'token', token: '@1' } },
  channels: { telegram: { enabled: true, botToken: "@2", dmPolicy: 'pairing' } },
  models: { providers: { acme: { baseUrl: 'https://a.test/v1', apiKey: '@3' } } },
  mcp: {
    servers: {
      github: { url: 'https://api.githubcopilot.com/mcp/', headers: { Authorization: 'Bearer @4' } },
      db: { command: 'db-mcp', env: { db_password: "@5" }, },
    },
  },
}
"#;
    let mut tokens = Tokens::new(5101);
    let secrets: Vec<String> = (0..5).map(|extra| tokens.opaque(32 + extra)).collect();
    let migrated = Case::new(&[], secrets).config(FILE, text).migrate(0);
    let now = migrated.case.world.home.read(FILE);
    for part in [
        "headers: { Authorization: 'Bearer ${GITHUB_TOKEN}' }",
        "env: { db_password: \"${DB_PASSWORD}\" }",
        "dmPolicy: 'pairing'",
        "// OpenClaw\n",
    ] {
        assert!(now.contains(part), "{part} in {now}");
    }
    assert!(!now.contains("${db_password}"));
    migrated.stored("DB_PASSWORD", 5).undone();
}

#[test]
fn its_own_environment_is_reported() {
    let text = "{ env: { vars: { OPENROUTER_API_KEY: '@1' } } }\n";
    Case::opaque(&["openclaw"], 5102).config(FILE, text).migrate(1).untouched(FILE);
}

#[test]
fn a_backup_that_keeps_the_secret_is_named() {
    let text = "{ mcp: { servers: { a: { command: 'a', env: { API_KEY: '@1' } } } } }\n";
    let case = Case::opaque(&["openclaw"], 5103).config(FILE, text);
    let secret = case.secret().to_owned();
    let backup = ".openclaw/openclaw.json.bak.2";
    case.world.home.file(backup, text.replace("@1", &secret));
    case.migrate(0).problem(backup, "copy-holds-secret");
}
