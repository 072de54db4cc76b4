use std::collections::HashSet;

use unplain_testkit::Tokens;

use super::{Check, Checksum, Jwt, Kind, Rule, find_tokens, rule, rules, whole};

/// What the test kit calls the construction.
fn construction(check: Check) -> &'static str {
    match check {
        Check::None => "none",
        Check::Crc32Base62 => "crc32-base62",
        Check::Crc32Hex => "crc32-hex",
        Check::Crc32HexOfAll => "crc32-hex-of-all",
        Check::Crc32HexReversed => "crc32-hex-reversed",
        Check::Jwt(Jwt::Other) => "jwt",
        Check::Jwt(Jwt::N8n) => "jwt-n8n",
        Check::Jwt(Jwt::SupabaseAnon) => "jwt-supabase-anon",
        Check::Jwt(Jwt::SupabaseServiceRole) => "jwt-supabase-service-role",
    }
}

fn example(rule: &Rule, tokens: &mut Tokens) -> String {
    tokens.of_shape(rule.shape.as_str(), construction(rule.check))
}

#[test]
fn ids_are_unique_kebab_case_and_found() {
    let mut seen = HashSet::new();
    for row in rules() {
        assert!(seen.insert(row.id), "{} twice", row.id);
        assert!(
            row.id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
            "{}",
            row.id
        );
        assert!(rule(row.id).is_some_and(|found| found.id == row.id));
        assert!(!row.source.is_empty() && !row.provider.is_empty(), "{}", row.id);
        assert!(row.rotate.is_none_or(|url| url.starts_with("https://")), "{}", row.id);
    }
    assert!(rule("no-such-rule").is_none());
}

#[test]
fn each_row_finds_its_own_tokens_and_no_other_row_claims_them() {
    let mut tokens = Tokens::new(1);
    for row in rules() {
        for _ in 0..50 {
            let token = example(row, &mut tokens);
            let hits = find_tokens(&token);
            let [hit] = hits.as_slice() else {
                panic!("{}: {} hits in {token}", row.id, hits.len())
            };
            assert_eq!(hit.rule.id, row.id, "{token}");
            assert_ne!(hit.checksum, Checksum::Bad, "{token}");
            assert!(token.starts_with(row.public_prefix()));
            let text = format!("key = \"{token}\", then more");
            let again = find_tokens(&text);
            let found: Vec<&str> = again.iter().map(|hit| &text[hit.span.clone()]).collect();
            assert_eq!(found, [&token[hit.span.clone()]], "{}", row.id);
        }
    }
}

#[test]
fn the_test_kits_own_tokens_have_the_rows_that_it_names() {
    let mut tokens = Tokens::new(2);
    for id in Tokens::ids() {
        let token = tokens.token(id);
        assert_eq!(whole(&token).map(|hit| hit.rule.id), Some(id), "{token}");
    }
}

#[test]
fn a_wrong_checksum_is_said() {
    let mut tokens = Tokens::new(3);
    for id in [
        "github-pat-classic",
        "npm-token",
        "cloudflare-user-token",
        "atlassian-api-token",
        "grafana-service-account-token",
    ] {
        assert_eq!(whole(&tokens.token(id)).unwrap().checksum, Checksum::Good, "{id}");
        let wrong = tokens.mistyped(id);
        assert_eq!(whole(&wrong).unwrap().checksum, Checksum::Bad, "{wrong}");
    }
}

#[test]
fn public_keys_are_known_as_public() {
    let mut tokens = Tokens::new(4);
    for id in ["stripe-publishable-key", "supabase-publishable-key", "supabase-anon-key"] {
        assert_eq!(whole(&tokens.token(id)).unwrap().rule.kind, Kind::Public, "{id}");
    }
    assert_eq!(whole(&tokens.token("supabase-service-role-key")).unwrap().rule.kind, Kind::Secret);
}
