//! Secrets drawn from a seed.

use rand::{Rng, SeedableRng, rngs::SmallRng, seq::SliceRandom};

use crate::{seal::seal, shape};

/// A source of made-up secrets: the same seed gives the same ones, no two calls the same.
pub struct Tokens {
    rng: SmallRng,
}

impl Tokens {
    /// A source that depends on `seed` only.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { rng: SmallRng::seed_from_u64(seed) }
    }

    /// A token of a provider that tests use often, with a right checksum. Panics on an id that [`Tokens::ids`] does not
    /// list; [`Tokens::of_shape`] makes the others.
    #[must_use]
    pub fn token(&mut self, rule_id: &str) -> String {
        let row = KNOWN.iter().find(|(id, ..)| *id == rule_id);
        let (_, shape, check) =
            row.unwrap_or_else(|| panic!("the test kit makes no tokens for {rule_id}"));
        self.of_shape(shape, check)
    }

    /// The ids that [`Tokens::token`] takes: the rule ids of unplain.
    pub fn ids() -> impl Iterator<Item = &'static str> {
        KNOWN.iter().map(|(id, ..)| *id)
    }

    /// A token of `shape`, written as in the rule table, whose checksum is made as `check` says. Panics on a shape or
    /// check that it does not know.
    #[must_use]
    pub fn of_shape(&mut self, shape: &str, check: &str) -> String {
        let token = shape::draw(shape, &mut self.rng);
        seal(token, check, &mut self.rng)
    }

    /// The token of `rule_id` with one character of its random part changed: right shape, wrong checksum where there is
    /// one.
    #[must_use]
    pub fn mistyped(&mut self, rule_id: &str) -> String {
        let mut token: Vec<char> = self.token(rule_id).chars().collect();
        let at = token.len() - 10;
        token[at] = if token[at] == 'a' { 'b' } else { 'a' };
        token.into_iter().collect()
    }

    /// Something that begins like a token of `rule_id` and is none: too short.
    #[must_use]
    pub fn near_miss(&mut self, rule_id: &str) -> String {
        let token = self.token(rule_id);
        let cut = (token.len() / 3).min(24);
        token[..cut].to_owned()
    }

    /// `length` random letters and digits, with at least one capital, small letter and digit: a key of no known
    /// provider. Panics below 4.
    #[must_use]
    pub fn opaque(&mut self, length: usize) -> String {
        self.mixed("0-9A-Za-z", length)
    }

    /// A password as a person's password manager makes it: 16 characters, signs among them that JSON, shells and URLs
    /// leave alone.
    #[must_use]
    pub fn password(&mut self) -> String {
        self.mixed("0-9A-Za-z", 11)
            + &shape::repeat("!_*+~", 1, &mut self.rng)
            + &self.mixed("0-9A-Za-z", 4)
    }

    /// A random UUID.
    #[must_use]
    pub fn uuid(&mut self) -> String {
        shape::draw("uuid", &mut self.rng)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.rng.gen_range(0..end)
    }

    /// One of `choices`. Panics if there is none.
    pub fn pick<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> &'a T {
        choices.choose(&mut self.rng).expect("something to choose from")
    }

    fn mixed(&mut self, members: &str, length: usize) -> String {
        assert!(length >= 4, "too short for every kind of character");
        loop {
            let text = shape::repeat(members, length, &mut self.rng);
            let has = |test: fn(&char) -> bool| text.chars().any(|c| test(&c));
            if has(char::is_ascii_digit)
                && has(char::is_ascii_lowercase)
                && has(char::is_ascii_uppercase)
            {
                return text;
            }
        }
    }
}

/// Rule id, shape, construction of the checksum. Lengths are those that the providers issue.
const KNOWN: &[(&str, &str, &str)] = &[
    ("anthropic-api-key", r#""sk-ant-api03-" b64u{93} "AA""#, "none"),
    ("openai-project-key", r#""sk-proj-" b64u{74} "T3BlbkFJ" b64u{74}"#, "none"),
    ("openrouter-api-key", r#""sk-or-v1-" hex{64}"#, "none"),
    ("google-api-key", r#""AIzaSy" b64u{33}"#, "none"),
    ("groq-api-key", r#""gsk_" b62{52}"#, "none"),
    ("huggingface-token", r#""hf_" [A-Za-z]{34}"#, "none"),
    ("replicate-api-token", r#""r8_" b62{37}"#, "none"),
    ("brave-api-key", r#""BSA" b64u{28}"#, "none"),
    ("tavily-api-key", r#""tvly-dev-" b62{32}"#, "none"),
    ("firecrawl-api-key", r#""fc-" hex{32}"#, "none"),
    ("context7-api-key", r#""ctx7sk-" uuid"#, "none"),
    ("apify-token", r#""apify_api_" b62{36}"#, "none"),
    ("github-pat-classic", r#""ghp_" b62{36}"#, "crc32-base62"),
    ("github-pat-fine-grained", r#""github_pat_" b62{22} "_" b62{59}"#, "none"),
    ("github-oauth-token", r#""gho_" b62{36}"#, "crc32-base62"),
    ("gitlab-pat", r#""glpat-" b64u{20}"#, "none"),
    ("atlassian-api-token", r#""ATATT3xFfGF0" b64u{183} "=" HEX{8}"#, "crc32-hex-of-all"),
    ("sonarqube-user-token", r#""squ_" hex{40}"#, "none"),
    ("npm-token", r#""npm_" b62{36}"#, "crc32-base62"),
    ("pypi-token", r#""pypi-AgEIcHlwaS5vcmc" b64u{120}"#, "macaroon"),
    ("docker-hub-pat", r#""dckr_pat_" b64u{27}"#, "none"),
    ("digitalocean-pat", r#""dop_v1_" hex{64}"#, "none"),
    ("cloudflare-user-token", r#""cfut_" b62{40} hex{8}"#, "crc32-hex"),
    ("supabase-pat", r#""sbp_" hex{40}"#, "none"),
    ("supabase-publishable-key", r#""sb_publishable_" b64u{22} "_" b62{8}"#, "none"),
    ("supabase-anon-key", "", "jwt-supabase-anon"),
    ("supabase-service-role-key", "", "jwt-supabase-service-role"),
    ("slack-bot-token", r#""xoxb-" digit{12} "-" digit{13} "-" b62{24}"#, "none"),
    ("slack-user-token", r#""xoxp-" digit{12} "-" digit{12} "-" digit{13} "-" hex{32}"#, "none"),
    ("telegram-bot-token", r#"digit{10} ":AA" b64u{33}"#, "none"),
    ("linear-api-key", r#""lin_api_" b62{40}"#, "none"),
    ("notion-token", r#""ntn_" digit{11} b62{35}"#, "none"),
    ("figma-pat", r#""figd_" b64u{40}"#, "none"),
    ("airtable-pat", r#""pat" b62{14} "." hex{64}"#, "none"),
    ("stripe-secret-key", r#""sk_live_" b62{99}"#, "none"),
    ("stripe-test-secret-key", r#""sk_test_" b62{99}"#, "none"),
    ("stripe-publishable-key", r#""pk_live_" b62{99}"#, "none"),
    ("sentry-user-token", r#""sntryu_" hex{64}"#, "none"),
    ("grafana-service-account-token", r#""glsa_" b62{32} "_" hex{8}"#, "crc32-hex-reversed"),
    ("vault-service-token", r#""hvs." b64u{95}"#, "none"),
    ("private-key", r#""-----BEGIN " pem"#, "none"),
    ("jwt", "", "jwt"),
];

#[cfg(test)]
mod tests {
    use super::Tokens;

    #[test]
    fn a_seed_gives_the_same_secrets_and_no_two_alike() {
        let draw = |seed| {
            let mut tokens = Tokens::new(seed);
            let mut all: Vec<String> = Tokens::ids().map(|id| tokens.token(id)).collect();
            all.extend([tokens.opaque(32), tokens.opaque(32), tokens.password(), tokens.uuid()]);
            all
        };
        let first = draw(1);
        assert_eq!(first, draw(1));
        let mut sorted = first.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!(sorted.len(), first.len());
        assert!(first.iter().zip(draw(2)).all(|(a, b)| *a != b));
    }
}
