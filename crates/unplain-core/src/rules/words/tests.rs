use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use unplain_testkit::Tokens;

use super::{NameKind, ValueKind, classify, credible, name_is_secret, references};
use crate::rules::find_tokens;

fn all_are(kind: ValueKind, name: &str, values: &[&str]) {
    for value in values {
        assert_eq!(classify(value, Some(name)), kind, "{value}");
        if kind != ValueKind::Opaque {
            assert!(!credible(value), "{value} is credible");
        }
    }
}

#[test]
fn references_of_every_dialect_are_never_findings() {
    #[rustfmt::skip]
    all_are(ValueKind::Reference, "API_TOKEN", &[
        "${X}", "${X:-d}", "${env:X}", "${input:x}", "{env:X}", "{file:~/p}", "$X", "$token", "%X_Y%", "${{ secrets.X }}",
        "{{X}}", "op://Vault/item/field", "vault:secret/data#key", "keychain:name", "$(pass show x)", "$<env:X>",
        "Bearer ${X}", "https://host/${TOKEN}/mcp", "$env:X", "${cmd: op read op://a/b}", "`pass show x`", "!op read op://a/b",
        "Authorization:${AUTH}", "Bearer $TOKEN", "postgres://u:${PW}@host/db", "%APPDATA%\\npm\\x.cmd", "${A:-${B}}",
        "${API_BASE:-https://api.host.com}", "${CLAUDE_PROJECT_DIR:-.}", "process.env.TOKEN", "exec('pass show x')",
    ]);
}

#[test]
fn a_secret_beside_or_inside_a_reference_is_seen() {
    let mut tokens = Tokens::new(11);
    let (key, token) = (tokens.opaque(32), tokens.token("stripe-secret-key"));
    for value in [
        format!("${{KEY:-{token}}}"),
        format!("${{KEY:-{key}}}"),
        format!("${{HOST}}/{key}"),
        format!("${{A}}-{token}"),
    ] {
        assert_eq!(classify(&value, None), ValueKind::Opaque, "{value}");
    }
    let value = format!("Bearer ${{KEY:-{token}}}");
    let found = references(&value);
    assert_eq!(found[0].default.clone().map(|default| &value[default]), Some(token.as_str()));
}

#[test]
fn signs_in_a_password_are_no_references() {
    for value in
        ["pa$word1XX!", "S3cr$t!Pass", "$ecretPassw0rd", "_%T0HE%il_N3zXJU", "a{b:c}d9$X!kQ2"]
    {
        assert!(references(value).is_empty(), "{value}");
        assert!(credible(value), "{value}");
    }
}

#[test]
fn placeholders_are_known() {
    #[rustfmt::skip]
    all_are(ValueKind::Placeholder, "SERVICE_TOKEN", &[
        "YOUR_API_KEY", "<token>", "xxx", "changeme", "...", "sk-...", "ntn_****", "ghp_your_token_here", "password",
        "your-api-key-here", "<your token>", "API_KEY", "여기에_토큰을", "ваш_токен", "你的密钥", "tu_api_key_aqui",
        "patABC123.def456", "00000000-0000-0000-0000-000000000000", "{API_KEY}", "FILL_HERE", "insert-token-here",
        "enter your key", "REPLACE_ME", "xoxb-your-bot-token", "fc-YOUR_API_KEY", "dummy-key", "sk-no-key-required",
        "my-secret-token", "supersecret", "password123", "Password123!", "postgres", "EMPTY", "abc123def456", "1234567890",
        concat!("AKIA", "IOSFODNN7EXAMPLE"), concat!("wJalrXUtnFEMI", "/K7MDENG/bPxRfiCYEXAMPLEKEY"), "votre_clé_api", "sua-chave-aqui", "********",
        "Bearer YOUR_TOKEN", "sk-abcd1234", "CHANGE_ME", "changeme123", "__TOKEN__", "[KEY]", "sk-ant-api03-xxxxxxxxxxxxxxxx",
        "あなたのAPIキー", "secret-key-for-dev", "not-needed", "pk_test_123", "service_token", "serviceToken",
    ]);
}

#[test]
fn the_jwt_of_all_documentation_is_a_placeholder() {
    let encode = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    let token = |claims: &str| {
        format!("{}.{}.{}", encode(r#"{"alg":"HS256"}"#), encode(claims), encode(&"s".repeat(32)))
    };
    let sample = token(r#"{"sub":"1234567890","name":"John Doe","iat":1516239022}"#);
    assert_eq!(classify(&sample, None), ValueKind::Placeholder);
    assert!(find_tokens(&sample).is_empty());
    assert_eq!(find_tokens(&token(r#"{"sub":"somebody","iat":1516239022}"#)).len(), 1);
}

#[test]
fn harmless_values_are_known() {
    #[rustfmt::skip]
    all_are(ValueKind::Harmless, "SETTING", &[
        "true", "3000", "1.2.3", "/home/a/key.pem", "https://api.host.com/v1", "a@b.co", "gpt-4o-mini", "us-east-1",
        "claude-sonnet-4-20250514", "C:\\keys\\a.pem", "@scope/package@1.2.3", "application/json", "read,write", "npx",
        "ghcr.io/github/github-mcp-server:v0.5.0", "~/.ssh/id_ed25519", "127.0.0.1:8080", "gpt-4o-2024-08-06",
        "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "meta-llama/Llama-3.1-8B-Instruct", "2024-11-22T10:00:00Z",
        "repo,read:org,user:email", "arn:aws:iam::123456789012:role/MyRole", "feature/JIRA-123-add-thing", "10s", "512MB",
        "sha512-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "https://www.googleapis.com/auth/drive.readonly", "v18.0.0",
        "postgres://localhost/db", "modelcontextprotocol", "GITHUB_TOOLSETS", "./bin/run.sh", "en-US", "--no-sandbox",
    ]);
    assert_eq!(classify("  ", None), ValueKind::Empty);
}

#[test]
fn a_url_with_a_password_is_not_harmless() {
    let password = Tokens::new(12).password();
    for value in [
        format!("postgres://user:{password}@db.host.com/x"),
        format!("redis://:{password}@cache:6379"),
    ] {
        assert_eq!(classify(&value, None), ValueKind::Text, "{value}");
    }
}

#[test]
fn drawn_values_are_opaque_and_credible() {
    let mut tokens = Tokens::new(13);
    for shape in [
        "b62{20}",
        "b62{32}",
        "b62{48}",
        "hex{48}",
        "a36{32}",
        "b64u{43}",
        "b64{40}",
        "A36{24}",
        "[A-Za-z]{32}",
    ] {
        for _ in 0..200 {
            let value = tokens.of_shape(shape, "none");
            assert_eq!(classify(&value, Some("SERVICE_KEY")), ValueKind::Opaque, "{value}");
            assert!(credible(&value), "{value}");
        }
    }
    for _ in 0..200 {
        let password = tokens.password();
        assert!(credible(&password), "{password}");
    }
}

#[test]
fn a_hash_is_a_secret_under_a_secrets_name_only() {
    let mut tokens = Tokens::new(14);
    for shape in ["hex{32}", "hex{40}", "hex{64}"] {
        let value = tokens.of_shape(shape, "none");
        assert_eq!(classify(&value, Some("DD_API_KEY")), ValueKind::Opaque);
        assert_eq!(classify(&value, Some("COMMIT")), ValueKind::Harmless);
    }
    assert_eq!(classify(&tokens.uuid(), Some("SNYK_TOKEN")), ValueKind::Uuid);
}

#[test]
fn a_wallets_words_are_a_secret_under_their_name_only() {
    let words = ["apple", "river", "stone", "light", "cloud", "grass"].repeat(2).join(" ");
    assert_eq!(classify(&words, Some("WALLET_MNEMONIC")), ValueKind::Opaque);
    assert_eq!(classify(&words, Some("PROMPT")), ValueKind::Harmless);
}

#[test]
fn names_are_judged_by_their_words() {
    #[rustfmt::skip]
    let names = [
        (NameKind::Secret, vec![
            "GITHUB_TOKEN", "figmaApiKey", "--api-key", "X-API-Key", "Authorization", "PGPASSWORD", "Cookie", "DB_PASS",
            "VAULT_SECRET_ID", "AWS_SECRET_ACCESS_KEY", "client_secret", "clientSecret", "PRIVATE-TOKEN", "MYSQL_PWD", "apikey",
            "GITHUB_PAT", "tavilyApiKey", "BRAVE_KEY", "_authToken", "API_KEY_PROD", "GITHUB_TOKEN_2", "X-Vault-Token",
            "Ocp-Apim-Subscription-Key", "xi-api-key", "WALLET_PRIVATE_KEY", "SEED_PHRASE", "access_token", "--password",
        ]),
        (NameKind::Harmless, vec![
            "AWS_ACCESS_KEY_ID", "RECAPTCHA_SITE_KEY", "MAX_TOKENS", "TOKEN_LIMIT", "KEY_PATH", "API_KEY_FILE", "TOKEN_URL",
            "SECRET_NAME", "JIRA_PROJECT_KEY", "PWD", "SSH_AUTH_SOCK", "NEXT_PUBLIC_SUPABASE_ANON_KEY", "KMS_KEY_ID",
            "TOKEN_ADDRESS", "bearer_token_env_var", "STRIPE_PUBLISHABLE_KEY", "KEY_FINGERPRINT", "--no-auth", "AUTH_TYPE",
            "MAX_THINKING_TOKENS", "PASSWORD_FILE", "Idempotency-Key", "CLIENT_ID", "BASE_URL", "TOKEN_TTL", "CACHE_KEY",
        ]),
        (NameKind::Unknown, vec!["key", "DEBUG", "KEYBOARD", "AUTHOR", "MONKEY", "BYPASS", "COMPASS", "", "--"]),
    ];
    for (kind, names) in names {
        for name in names {
            assert_eq!(name_is_secret(name), kind, "{name}");
        }
    }
}
