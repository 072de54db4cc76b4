use std::collections::HashSet;

use unplain_testkit::Tokens;

use super::{Check, Checksum, Jwt, Kind, Rule, find::hit_at, find_tokens, rule, rules, whole};

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
fn each_row_finds_its_own_tokens_in_any_text() {
    let mut tokens = Tokens::new(1);
    for row in rules() {
        for _ in 0..50 {
            let token = example(row, &mut tokens);
            for (before, after) in [
                ("", ""),
                ("key = \"", "\", then"),
                ("?a=b%3D", "&c=d"),
                ("'", "\\n"),
                ("\\n", "."),
            ] {
                let text = format!("{before}{token}{after}");
                let hits = find_tokens(&text);
                let [hit] = hits.as_slice() else {
                    panic!("{}: {} hits in {text}", row.id, hits.len())
                };
                assert_eq!(hit.rule.id, row.id, "{text}");
                assert_ne!(hit.checksum, Checksum::Bad, "{text}");
                assert!(
                    token.contains(&text[hit.span.clone()])
                        && token.starts_with(row.public_prefix()),
                    "{text}"
                );
            }
        }
    }
}

#[test]
fn no_two_rows_claim_one_token() {
    let mut tokens = Tokens::new(5);
    for row in rules() {
        for _ in 0..20 {
            let token = example(row, &mut tokens);
            let own = find_tokens(&token).remove(0);
            for other in rules().iter().filter(|other| other.id != row.id) {
                let claims = token.match_indices(other.shape.anchor()).any(|(at, _)| {
                    hit_at(other, &token, at, 0).is_some_and(|(hit, _)| hit.span == own.span)
                });
                assert!(!claims, "{} also claims {token}", other.id);
            }
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
