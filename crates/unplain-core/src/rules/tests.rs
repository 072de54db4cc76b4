use std::collections::HashSet;

use unplain_testkit::Tokens;

use super::{
    Check, Checksum, Jwt, Kind, Rule, find::hit_at, find_tokens, rule, rules, under, whole,
    words::split_words,
};

fn by_shape() -> impl Iterator<Item = &'static Rule> {
    rules().iter().filter(|row| row.under.is_empty())
}

/// What the test kit calls the construction.
fn construction(check: Check) -> String {
    match check {
        Check::None => "none",
        Check::Crc32Base62(_) => "crc32-base62",
        Check::Crc32Base62OfAll => "crc32-base62-of-all",
        Check::Crc32Base36OfAll => "crc32-base36-of-all",
        Check::Crc32Hex => "crc32-hex",
        Check::Crc32HexOfAll => "crc32-hex-of-all",
        Check::Crc32HexReversed => "crc32-hex-reversed",
        Check::Bech32 => "bech32",
        Check::Macaroon => "macaroon",
        Check::FlyMacaroon => "macaroon-fly",
        Check::Azure(seeds) => return format!("azure-{:x}", seeds[0]),
        Check::Json(key) => return format!("json-{key}"),
        Check::Jwt(Jwt::Other) => "jwt",
        Check::Jwt(Jwt::N8n) => "jwt-n8n",
        Check::Jwt(Jwt::SupabaseAnon) => "jwt-supabase-anon",
        Check::Jwt(Jwt::SupabaseServiceRole) => "jwt-supabase-service-role",
    }
    .to_owned()
}

pub(super) fn example(rule: &Rule, tokens: &mut Tokens) -> String {
    tokens.of_shape(rule.shape.as_str(), &construction(rule.check))
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
    for row in by_shape() {
        for _ in 0..20 {
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
fn a_row_that_needs_a_name_claims_its_tokens_under_it_only() {
    let mut tokens = Tokens::new(15);
    for row in rules().iter().filter(|row| !row.under.is_empty()) {
        assert!(!row.names.is_empty(), "{} has no usual name", row.id);
        for _ in 0..20 {
            let token = example(row, &mut tokens);
            for name in row.names {
                let hit = under(name, &token);
                assert_eq!(hit.map(|hit| hit.rule.id), Some(row.id), "{name}={token}");
                let claims = |other: &&Rule| {
                    other.under.iter().any(|word| split_words(name).iter().any(|part| part == word))
                        && other
                            .shape
                            .match_from(token.as_bytes(), 0)
                            .is_some_and(|found| found.end == token.len())
                };
                let claiming: Vec<&str> = rules().iter().filter(claims).map(|row| row.id).collect();
                assert_eq!(claiming, [row.id], "{name}={token}");
            }
            let short = &token[..token.len() - 1];
            assert!(
                row.names
                    .iter()
                    .all(|name| under(name, short).is_none_or(|hit| hit.rule.id != row.id)),
                "{short}"
            );
            assert!(under("SETTING", &token).is_none(), "{token}");
            assert!(find_tokens(&token).is_empty(), "{token}");
        }
    }
}

#[test]
fn no_two_rows_claim_one_token() {
    let mut tokens = Tokens::new(5);
    for row in by_shape() {
        for _ in 0..20 {
            let token = example(row, &mut tokens);
            let own = find_tokens(&token).remove(0);
            for other in by_shape().filter(|other| other.id != row.id) {
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
fn a_right_checksum_is_said_and_so_is_a_wrong_one() {
    let mut tokens = Tokens::new(3);
    for row in by_shape().filter(|row| !matches!(row.check, Check::None | Check::Jwt(_))) {
        for _ in 0..10 {
            let token = example(row, &mut tokens);
            assert_eq!(checksum(&token), Some(Checksum::Good), "{}: {token}", row.id);
            let at = token.len() - 14;
            let other = if token.as_bytes()[at] == b'Q' { "P" } else { "Q" };
            let wrong = format!("{}{other}{}", &token[..at], &token[at + 1..]);
            let says = checksum(&wrong);
            match row.check {
                // A Macaroon's bytes are not checked, nor are all seeds known; JSON may stay JSON.
                Check::Macaroon | Check::FlyMacaroon | Check::Json(_) => {}
                Check::Azure(_) => assert_ne!(says, Some(Checksum::Good), "{wrong}"),
                _ => assert!(says.is_none_or(|says| says == Checksum::Bad), "{}: {wrong}", row.id),
            }
        }
    }
}

fn checksum(token: &str) -> Option<Checksum> {
    whole(token).map(|hit| hit.checksum)
}

#[test]
fn what_does_not_parse_is_made_up() {
    let mut tokens = Tokens::new(16);
    for row in by_shape().filter(|row| matches!(row.check, Check::Macaroon | Check::Json(_))) {
        for _ in 0..10 {
            let noise = tokens.of_shape(row.shape.as_str(), "none");
            let says = checksum(&noise);
            assert!(says.is_none_or(|says| says == Checksum::Bad), "{}: {noise}", row.id);
        }
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

#[test]
fn what_only_begins_like_a_token_is_none() {
    let mut tokens = Tokens::new(6);
    for id in Tokens::ids() {
        let short = tokens.near_miss(id);
        assert!(whole(&short).is_none_or(|hit| hit.rule.id != id), "{id}: {short}");
    }
    for row in by_shape().filter(|row| row.public_prefix().len() >= 3) {
        let prefix = row.public_prefix();
        for body in [
            "x".repeat(80),
            "your-token-here-".repeat(6),
            "1234567890".repeat(9),
            "replaceme".repeat(9),
        ] {
            assert!(find_tokens(&format!("{prefix}{body}")).is_empty(), "{prefix}{body}");
        }
    }
}

#[test]
fn a_token_without_its_last_character_is_none_of_its_row() {
    let mut tokens = Tokens::new(17);
    let grows = |check| {
        matches!(check, Check::Macaroon | Check::FlyMacaroon | Check::Json(_) | Check::Jwt(_))
    };
    for row in by_shape().filter(|row| !grows(row.check)) {
        for _ in 0..5 {
            let token = example(row, &mut tokens);
            let short = &token[..token.len() - 1];
            let hits = find_tokens(short);
            assert!(hits.iter().all(|hit| hit.rule.id != row.id), "{}: {short}", row.id);
        }
    }
}

#[test]
fn a_token_inside_a_longer_word_is_none() {
    let mut tokens = Tokens::new(7);
    for id in ["github-pat-classic", "openrouter-api-key", "stripe-secret-key", "linear-api-key"] {
        let token = tokens.token(id);
        for text in [format!("a{token}"), format!("x_{token}"), format!("{token}_more")] {
            assert!(find_tokens(&text).is_empty(), "{text}");
        }
    }
}

#[test]
fn the_secret_alone_is_the_hit() {
    let mut tokens = Tokens::new(8);
    let key = tokens.of_shape("b64u{60}", "none");
    let url = format!("https://mcp.zapier.com/api/mcp/s/{key}/mcp");
    let hits = find_tokens(&url);
    assert_eq!(&url[hits[0].span.clone()], key);
    assert!(whole(&url).is_none());
    let bot = tokens.token("telegram-bot-token");
    let url = format!("https://api.telegram.org/bot{bot}/sendMessage");
    assert_eq!(&url[find_tokens(&url)[0].span.clone()], bot);
}

#[test]
fn a_private_key_is_found_on_many_lines_and_in_one() {
    let mut tokens = Tokens::new(9);
    let key = tokens.token("private-key");
    for text in [
        format!("{key}\n"),
        key.replace('\n', "\\n"),
        key.replace("PRIVATE KEY", "RSA PRIVATE KEY"),
    ] {
        assert_eq!(
            whole(&text).map(|hit| (hit.rule.id, hit.span)),
            Some(("private-key", 0..text.len()))
        );
    }
    let pgp = key.replace("PRIVATE KEY", "PGP PRIVATE KEY BLOCK");
    assert_eq!(whole(&pgp).map(|hit| hit.rule.id), Some("private-key"));
    for text in [
        pgp.replace("PRIVATE", "PUBLIC"),
        key.replace("PRIVATE KEY", "PUBLIC KEY"),
        key.replace("-----END", ""),
        key.replace("END PRIVATE", "END RSA PRIVATE"),
    ] {
        assert!(find_tokens(&text).is_empty());
    }
}

#[test]
fn all_tokens_of_a_text_are_found_in_order() {
    let mut tokens = Tokens::new(10);
    let all: Vec<String> = Tokens::ids().map(|id| tokens.token(id)).collect();
    let text = all.join(" and ");
    let found: Vec<&str> = find_tokens(&text).iter().map(|hit| &text[hit.span.clone()]).collect();
    assert_eq!(found, all);
}
