use super::{NameKind, ValueKind, classify, name_is_secret};

#[test]
fn references_of_every_dialect_are_never_findings() {
    for value in [
        "${X}",
        "${X:-d}",
        "${env:X}",
        "${input:x}",
        "{env:X}",
        "{file:~/p}",
        "$X",
        "$token",
        "%X_Y%",
        "${{ secrets.X }}",
        "{{X}}",
        "op://Vault/item/field",
        "vault:secret/data#key",
        "keychain:name",
        "$(pass show x)",
        "$<env:X>",
        "Bearer ${X}",
        "https://host/${TOKEN}/mcp",
        "$env:X",
        "${cmd: op read op://a/b}",
        "`pass show x`",
    ] {
        assert_eq!(classify(value, Some("API_TOKEN")), ValueKind::Reference, "{value}");
    }
}

#[test]
fn placeholders_are_known() {
    for value in [
        "YOUR_API_KEY",
        "<token>",
        "xxx",
        "changeme",
        "...",
        "sk-...",
        "ntn_****",
        "ghp_your_token_here",
        "password",
        "your-api-key-here",
        "<your token>",
        "API_KEY",
        "여기에_토큰을",
        "ваш_токен",
        "你的密钥",
        "tu_api_key_aqui",
        "patABC123.def456",
        "00000000-0000-0000-0000-000000000000",
        "{API_KEY}",
        "FILL_HERE",
        "insert-token-here",
    ] {
        assert_eq!(classify(value, Some("SERVICE_TOKEN")), ValueKind::Placeholder, "{value}");
    }
    assert_eq!(classify("github_token", Some("GITHUB_TOKEN")), ValueKind::Placeholder);
}

#[test]
fn harmless_values_are_known() {
    for value in [
        "true",
        "3000",
        "1.2.3",
        "/home/a/key.pem",
        "https://api.host.com/v1",
        "a@b.co",
        "gpt-4o-mini",
        "us-east-1",
        "claude-sonnet-4-20250514",
        "C:\\keys\\a.pem",
        "@scope/package@1.2.3",
        "application/json",
        "read,write",
    ] {
        assert_eq!(classify(value, Some("X")), ValueKind::Harmless, "{value}");
    }
}

#[test]
fn names_are_judged_by_their_words() {
    use NameKind::{Harmless, Secret, Unknown};
    for (name, kind) in [
        ("GITHUB_TOKEN", Secret),
        ("figmaApiKey", Secret),
        ("--api-key", Secret),
        ("X-API-Key", Secret),
        ("Authorization", Secret),
        ("PGPASSWORD", Secret),
        ("Cookie", Secret),
        ("VAULT_SECRET_ID", Secret),
        ("AWS_ACCESS_KEY_ID", Harmless),
        ("RECAPTCHA_SITE_KEY", Harmless),
        ("MAX_TOKENS", Harmless),
        ("TOKEN_LIMIT", Harmless),
        ("KEY_PATH", Harmless),
        ("API_KEY_FILE", Harmless),
        ("TOKEN_URL", Harmless),
        ("SECRET_NAME", Harmless),
        ("JIRA_PROJECT_KEY", Harmless),
        ("PWD", Harmless),
        ("key", Unknown),
        ("DEBUG", Unknown),
    ] {
        assert_eq!(name_is_secret(name), kind, "{name}");
    }
}
