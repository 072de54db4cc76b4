//! LibreChat: YAML with comments; some names are never resolved.

use unplain_testkit::Tokens;

use crate::case::Case;

const FILE: &str = "project/librechat.yaml";

#[test]
fn servers_and_providers_get_references() {
    let text = r#"# LibreChat
version: 1.3.0
cache: true

mcpServers:
  github: # everyone's
    type: streamable-http
    url: "https://api.githubcopilot.com/mcp/"
    headers:
      Authorization: 'Bearer @1'
      X-User: "{{LIBRECHAT_USER_EMAIL}}"
  db:
    command: npx
    args:
      - -y
      - db-mcp
      - --api-key=@2
    env:
      DB_PASSWORD: @3
      LOG: info

endpoints:
  custom:
    - name: OpenRouter
      apiKey: "@4"
      baseURL: https://openrouter.ai/api/v1
      models:
        default: ["a/b"]
"#;
    let mut tokens = Tokens::new(5091);
    let secrets = [tokens.opaque(40), tokens.opaque(32), tokens.opaque(36), tokens.opaque(44)];
    let migrated = Case::new(&[], secrets).config(FILE, text).migrate(0);
    let now = migrated.case.world.home.read(FILE);
    for part in [
        "      Authorization: 'Bearer ${GITHUB_TOKEN}'\n",
        "      - --api-key=${DB_API_KEY}\n",
        "      DB_PASSWORD: ${DB_PASSWORD}\n",
        "      X-User: \"{{LIBRECHAT_USER_EMAIL}}\"\n",
    ] {
        assert!(now.contains(part), "{part} in {now}");
    }
    migrated.stored("DB_PASSWORD", 3).undone();
}

#[test]
fn a_name_that_is_never_resolved_is_not_used() {
    let text = "mcpServers:\n  cache:\n    command: cache-mcp\n    args: []\n    env:\n      REDIS_PASSWORD: \"@1\"\n";
    let migrated = Case::opaque(&[], 5092).config(FILE, text).migrate(0);
    migrated.now(FILE, &["${CACHE_REDIS_PASSWORD}"]).stored("CACHE_REDIS_PASSWORD", 1).undone();
}
