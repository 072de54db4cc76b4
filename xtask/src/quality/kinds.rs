//! What the marks of the set stand for: values drawn from a seed, in the shapes that their makers document.

use anyhow::{Result, bail};
use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD},
};
use unplain_testkit::Tokens;

/// A value of this kind.
///
/// # Errors
///
/// If no kind has this name.
pub(super) fn draw(kind: &str, tokens: &mut Tokens) -> Result<String> {
    if let Some(value) = composed(kind, tokens) {
        return Ok(value);
    }
    if let Some((_, shape)) = SECRETS.iter().chain(HARMLESS).find(|(name, _)| *name == kind) {
        return Ok(tokens.of_shape(shape, "none"));
    }
    if Tokens::ids().any(|id| id == kind) {
        return Ok(tokens.token(kind));
    }
    bail!("no kind of value is called {kind}")
}

/// Values that are more than a row of characters.
fn composed(kind: &str, tokens: &mut Tokens) -> Option<String> {
    let shape = |tokens: &mut Tokens, shape: &str| tokens.of_shape(shape, "none");
    Some(match kind {
        "password-manager" => tokens.password(),
        "password-signs" => {
            shape(tokens, "b62{6}") + tokens.pick(&["$&", "#@", "?/", "%!"]) + &tokens.opaque(8)
        }
        "password-human" => {
            let word = capital(tokens.pick(WORDS));
            word + &(1970 + tokens.below(55)).to_string() + tokens.pick(&["!", "!!", "#", "?", "$"])
        }
        "password-leet" => {
            let word = capital(tokens.pick(WORDS));
            let swap = |c| match c {
                'o' => '0',
                'e' => '3',
                'a' => '4',
                'i' => '1',
                's' => '5',
                c => c,
            };
            let leet: String = word.chars().map(swap).collect();
            leet + tokens.pick(&["&", "!", "_", "-"]) + &tokens.below(90).to_string() + "x"
        }
        "passphrase" => {
            let words: Vec<&str> = (0..3).map(|_| tokens.pick(WORDS)).collect();
            format!("{}-{}", words.join("-"), 10 + tokens.below(90))
        }
        "passphrase-dots" => {
            let words: Vec<String> = (0..4).map(|_| capital(tokens.pick(WORDS))).collect();
            words.join(".")
        }
        "opaque-20" => tokens.opaque(20),
        "opaque-24" => tokens.opaque(24),
        "opaque-32" => tokens.opaque(32),
        "opaque-40" => tokens.opaque(40),
        "opaque-64" => tokens.opaque(64),
        "wordpress-app-password" => {
            (0..6).map(|_| shape(tokens, "b62{4}")).collect::<Vec<_>>().join(" ")
        }
        "mnemonic" => (0..12).map(|_| tokens.pick(WORDS)).collect::<Vec<_>>().join(" "),
        "basic" => {
            let user = tokens.pick(&["svc-mcp", "ana", "deploy", "api"]);
            BASE64_STANDARD.encode(format!("{user}:{}", tokens.opaque(18)))
        }
        "basic-email-token" => {
            let token = tokens.opaque(24);
            BASE64_STANDARD.encode(format!("dev@globex.dev:{token}"))
        }
        "discord-bot-token" => {
            let id = shape(tokens, r#"[1-9]{1} digit{17}"#);
            let first = BASE64_STANDARD_NO_PAD.encode(id);
            format!("{first}.{}.{}", shape(tokens, "b64u{6}"), shape(tokens, "b64u{38}"))
        }
        "github-app-installation-token" => {
            format!("ghs_{}_{}", 100_000 + tokens.below(900_000), tokens.token("jwt"))
        }
        "sentry-org-token" => {
            let payload = r#"{"iat":1726000000.12,"url":"https://sentry.io","region_url":"https://us.sentry.io","org":"globex"}"#;
            format!("sntrys_{}_{}", BASE64_STANDARD.encode(payload), shape(tokens, "b62{43}"))
        }
        "onepassword-service-account" => {
            let secret = tokens.opaque(64);
            let json = format!(
                r#"{{"signInAddress":"globex.1password.com","userAuth":{{"method":"SRPg-4096"}},"email":"x@1passwordserviceaccounts.com","srpX":"{secret}","muk":{{"alg":"A256GCM","k":"{}"}},"secretKey":"A3-{}","throttleSecret":{{"seed":"{}"}}}}"#,
                tokens.opaque(43),
                tokens.opaque(26),
                tokens.opaque(64)
            );
            format!("ops_{}", BASE64_URL_SAFE_NO_PAD.encode(json))
        }
        "slack-d-cookie-percent" => format!(
            "xoxd-{}%2F{}%2B{}%3D%3D",
            tokens.opaque(40),
            tokens.opaque(44),
            tokens.opaque(30)
        ),
        "grafana-cloud-token" => {
            let json = format!(
                r#"{{"o":"812345","n":"mcp-reader","k":"{}","m":{{"r":"eu"}}}}"#,
                tokens.opaque(24)
            );
            format!("glc_{}", BASE64_STANDARD.encode(json))
        }
        "n8n-api-key" => tokens.of_shape("", "jwt-n8n"),
        "aws-session-token" => format!("IQoJb3JpZ2luX2VjE{}", shape(tokens, "b64{300}")),
        "private-key" => tokens.token("private-key"),
        "rsa-private-key" => tokens.token("private-key").replace("PRIVATE KEY", "RSA PRIVATE KEY"),
        "google-api-key-gemini-new" => format!("AQ.Ab8RN6{}", shape(tokens, "b64u{44}")),
        // Harmless ones.
        "pem-public-key" => tokens.token("private-key").replace("PRIVATE KEY", "PUBLIC KEY"),
        "pem-certificate" => tokens.token("private-key").replace("PRIVATE KEY", "CERTIFICATE"),
        "jwt-io-sample" => {
            let part = |json: &str| BASE64_URL_SAFE_NO_PAD.encode(json);
            let head = part(r#"{"alg":"HS256","typ":"JWT"}"#);
            let body = part(r#"{"sub":"1234567890","name":"John Doe","iat":1516239022}"#);
            format!("{head}.{body}.SflKxwRJSMeKKF2QT4{}", "fwpMeJf36POk6yJV_adQssw5c")
        }
        "aws-example-id" => ["AKIAIOSFODNN7", "EXAMPLE"].concat(),
        "aws-example-secret" => ["wJalrXUtnFEMI/K7MDENG/", "bPxRfiCYEXAMPLEKEY"].concat(),
        "icon-png" => format!(
            "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAYAAAAf8/9hAAAA{}AAAAAElFTkSuQmCC",
            shape(tokens, "b64{180}")
        ),
        "icon-svg" => {
            let d = shape(tokens, "digit{40}");
            let svg = format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 24 24\"><path d=\"M{d}\"/></svg>"
            );
            format!("data:image/svg+xml;base64,{}", BASE64_STANDARD.encode(svg))
        }
        "cert-fingerprint" => {
            let hex = shape(tokens, "HEX{40}");
            let bytes: Vec<String> =
                hex.as_bytes().chunks(2).map(|b| String::from_utf8_lossy(b).into_owned()).collect();
            bytes.join(":")
        }
        _ => return None,
    })
}

fn capital(word: &str) -> String {
    let mut signs = word.chars();
    signs.next().map_or(String::new(), |first| first.to_uppercase().chain(signs).collect())
}

const WORDS: &[&str] = &[
    "sunshine",
    "banana",
    "troubador",
    "orange",
    "dragon",
    "winter",
    "coffee",
    "battery",
    "staple",
    "monkey",
    "lantern",
    "horse",
    "garden",
    "pirate",
    "silver",
    "marble",
    "thunder",
    "rocket",
    "purple",
    "cactus",
    "wombat",
    "pepper",
    "harbor",
    "falcon",
    "pickle",
    "summer",
    "velvet",
];

/// Secrets by provider or form.
const SECRETS: &[(&str, &str)] = &[
    ("anthropic-admin-key", r#""sk-ant-admin01-" b64u{93} "AA""#),
    ("anthropic-oauth-token", r#""sk-ant-oat01-" b64u{93} "AA""#),
    ("openai-legacy-key", r#""sk-" b62{20} "T3BlbkFJ" b62{20}"#),
    ("openai-service-key", r#""sk-svcacct-" b64u{74} "T3BlbkFJ" b64u{74}"#),
    ("deepseek-api-key", r#""sk-" hex{32}"#),
    ("litellm-key", r#""sk-" b62{22}"#),
    ("google-oauth-client-secret", r#""GOCSPX-" b64u{28}"#),
    ("google-oauth-access-token", r#""ya29.a0Af" b64u{160}"#),
    ("google-refresh-token", r#""1//0" b64u{96}"#),
    ("mistral-api-key", "b62{32}"),
    ("xai-api-key", r#""xai-" b62{80}"#),
    ("perplexity-api-key", r#""pplx-" b62{48}"#),
    ("cohere-api-key", "b62{40}"),
    ("cerebras-api-key", r#""csk-" a36{48}"#),
    ("together-api-key", r#""tgp_v1_" b64u{43}"#),
    ("nvidia-api-key", r#""nvapi-" b64u{64}"#),
    ("fal-key", r#"uuid ":" hex{32}"#),
    ("elevenlabs-api-key", r#""sk_" hex{48}"#),
    ("voyage-api-key", r#""pa-" b64u{43}"#),
    ("jina-api-key", r#""jina_" hex{32} b64u{28}"#),
    ("llama-cloud-api-key", r#""llx-" b62{48}"#),
    ("langsmith-api-key", r#""lsv2_pt_" hex{32} "_" hex{10}"#),
    ("langfuse-secret-key", r#""sk-lf-" uuid"#),
    ("assemblyai-api-key", "hex{32}"),
    ("deepgram-api-key", "hex{40}"),
    ("bedrock-api-key", r#""ABSK" b64{128}"#),
    ("azure-openai-key", "hex{32}"),
    ("azure-openai-key-new", r#"b62{52} "JQQJ99" b62{26}"#),
    ("cursor-api-key", r#""crsr_" hex{64}"#),
    ("zai-api-key", r#"hex{32} "." b62{16}"#),
    ("exa-api-key", "uuid"),
    ("tavily-prod-key", r#""tvly-" b62{32}"#),
    ("browserbase-api-key", r#""bb_live_" b64u{27}"#),
    ("brightdata-token", "hex{64}"),
    ("serpapi-key", "hex{64}"),
    ("serper-key", "hex{40}"),
    ("smithery-key", "uuid"),
    ("zapier-path", "b64u{64}"),
    ("pipedream-path", "uuid"),
    ("composio-path", "uuid"),
    ("e2b-api-key", r#""e2b_" hex{40}"#),
    ("postman-api-key", r#""PMAK-" hex{24} "-" hex{34}"#),
    ("mem0-api-key", r#""m0-" b62{40}"#),
    ("github-user-to-server", r#""ghu_" b62{36}"#),
    ("gitlab-pat-routable", r#""glpat-" b64u{27} ".01." a36{9}"#),
    ("gitlab-runner-token", r#""glrt-" b64u{20}"#),
    ("gitlab-job-token", r#""glcbt-64_" b64u{20}"#),
    ("bitbucket-app-password", r#""ATBB" b62{32}"#),
    ("jira-legacy-token", "b62{20} hex{4}"),
    ("cargo-token", r#""cio" b62{32}"#),
    ("rubygems-key", r#""rubygems_" hex{48}"#),
    ("circleci-pat", r#""CCIPAT_" b62{22} "_" hex{40}"#),
    ("circleci-old", "hex{40}"),
    ("buildkite-token", r#""bkua_" a36{40}"#),
    ("terraform-cloud-token", r#"b62{14} ".atlasv1." b64u{67}"#),
    ("pulumi-token", r#""pul-" hex{40}"#),
    ("sonarqube-project-token", r#""sqp_" hex{40}"#),
    ("snyk-token", "uuid"),
    ("jfrog-token", r#""AKCp" b62{69}"#),
    ("aws-secret-key", "b64{40}"),
    ("azure-ad-secret", r#"b62{3} digit{1} "Q~" b64u{34}"#),
    ("azure-devops-pat", "a36{52}"),
    ("azure-devops-pat-new", r#"b62{76} "AZDO" b62{4}"#),
    ("azure-storage-key", r#"b64{86} "==""#),
    ("cloudflare-old-token", "b64u{40}"),
    ("cloudflare-global-key", "hex{37}"),
    ("vercel-token", r#""vcp_" b62{56}"#),
    ("vercel-old-token", "b62{24}"),
    ("netlify-token", r#""nfp_" b62{36}"#),
    ("heroku-key", r#""HRKU-AA" b64u{58}"#),
    ("heroku-old-key", "uuid"),
    ("render-key", r#""rnd_" b62{28}"#),
    ("railway-token", "uuid"),
    ("fly-token", r#""FlyV1 fm2_" b64{500}"#),
    ("tailscale-key", r#""tskey-api-" b62{16} "-" b62{32}"#),
    ("ngrok-token", r#""2" b62{26} "_" digit{1} b62{20}"#),
    ("supabase-secret-key", r#""sb_secret_" b64u{22} "_" b62{8}"#),
    ("neon-api-key", r#""napi_" b62{64}"#),
    ("planetscale-token", r#""pscale_tkn_" b64u{43}"#),
    ("mongodb-atlas-secret", r#""mdb_sa_sk_" b64u{40}"#),
    ("mongodb-atlas-private-key", "uuid"),
    ("databricks-token", r#""dapi" hex{32}"#),
    ("clickhouse-secret", r#""4b1d" b62{38}"#),
    ("pinecone-key", r#""pcsk_" b62{6} "_" b62{63}"#),
    ("qdrant-key", "b64u{54}"),
    ("weaviate-key", "b62{36}"),
    ("elastic-key", r#"b64{58} "==""#),
    ("upstash-rest-token", r#""AX" b64{50} "==""#),
    ("slack-app-token", r#""xapp-1-A" A36{10} "-" digit{13} "-" hex{64}"#),
    ("slack-c-token", r#""xoxc-" digit{12} "-" digit{12} "-" digit{13} "-" hex{64}"#),
    ("slack-webhook-secret", "b62{24}"),
    ("discord-webhook-token", "b64u{68}"),
    ("teams-webhook-token", "hex{32}"),
    ("twilio-auth-token", "hex{32}"),
    ("twilio-api-secret", "b62{32}"),
    ("sendgrid-key", r#""SG." b64u{22} "." b64u{43}"#),
    ("mailgun-key", r#"hex{32} "-" hex{8} "-" hex{8}"#),
    ("resend-key", r#""re_" b58{8} "_" b58{24}"#),
    ("linear-oauth-token", r#""lin_oauth_" hex{64}"#),
    ("notion-old-token", r#""secret_" b62{43}"#),
    ("asana-pat", r#""2/" digit{16} "/" digit{16} ":" hex{32}"#),
    ("clickup-token", r#""pk_" digit{8} "_" A36{32}"#),
    ("trello-token", r#""ATTA" hex{72}"#),
    ("hubspot-token", r#""pat-na1-" uuid"#),
    ("shopify-token", r#""shpat_" hex{32}"#),
    ("stripe-restricted-key", r#""rk_live_" b62{99}"#),
    ("stripe-webhook-secret", r#""whsec_" b62{32}"#),
    ("clerk-secret-key", r#""sk_test_" b62{40}"#),
    ("polar-token", r#""polar_oat_" b64u{43}"#),
    ("sentry-legacy-token", "hex{64}"),
    ("posthog-personal-key", r#""phx_" b62{47}"#),
    ("datadog-api-key", "hex{32}"),
    ("datadog-app-key", "hex{40}"),
    ("newrelic-key", r#""NRAK-" A36{27}"#),
    ("dynatrace-token", r#""dt0c01." A36{24} "." A36{64}"#),
    ("okta-token", r#""00" b64u{40}"#),
    ("doppler-token", r#""dp.pt." b62{43}"#),
    ("age-key", r#""AGE-SECRET-KEY-1" bech32{58}"#),
    ("mapbox-secret", r#""sk.eyJ1IjoiZ2xvYmV4IiwiYSI6ImNs" b62{30} "." b64u{22}"#),
    ("algolia-admin-key", "hex{32}"),
    ("evm-private-key", r#""0x" hex{64}"#),
    ("evm-private-key-bare", "hex{64}"),
    ("coingecko-key", r#""CG-" b62{24}"#),
    ("alchemy-key", "b64u{32}"),
    ("infura-key", "hex{32}"),
    ("etherscan-key", "A36{34}"),
    ("todoist-token", "hex{40}"),
    ("home-assistant-token", r#""eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9." b64u{120} "." b64u{43}"#),
    ("obsidian-rest-key", "hex{64}"),
    ("plex-token", "b64u{20}"),
    ("openweather-key", "hex{32}"),
    ("alphavantage-key", "A36{16}"),
    ("finnhub-key", "a36{40}"),
    ("polygon-key", "b64u{32}"),
    ("fred-key", "hex{32}"),
    ("magic-21st-key", "hex{64}"),
    ("ref-tools-key", r#""ref-" hex{20}"#),
    ("pagerduty-token", r#""u+" b64u{18}"#),
    ("zendesk-token", "b62{40}"),
    ("intercom-token", r#""dG9rOj" b64u{50} "=""#),
    ("redis-cloud-secret", "a36{56}"),
    ("meilisearch-master-key", "b64u{43}"),
    ("azure-maps-key", "b62{84}"),
    ("contentful-token", r#""CFPAT-" b64u{43}"#),
    ("storyblok-token", "b62{22}"),
    ("sanity-token", r#""sk" b62{178}"#),
    ("baidu-secret-key", "b62{32}"),
    ("dashscope-key", r#""sk-" hex{32}"#),
    ("siliconflow-key", r#""sk-" [a-z]{48}"#),
    ("moonshot-key", r#""sk-" b62{48}"#),
    ("volcengine-key", "uuid"),
    ("amap-key", "hex{32}"),
    ("line-channel-token", r#"b64{170} "=""#),
    ("kagi-key", r#""Ka" b64u{8} "." b64u{43}"#),
    ("hex-32", "hex{32}"),
    ("hex-40", "hex{40}"),
    ("hex-48", "hex{48}"),
    ("hex-64", "hex{64}"),
    ("uuid-key", "uuid"),
    ("base64-key", r#"b64{43} "=""#),
    ("recaptcha-secret-key", r#""6L" b64u{38}"#),
    ("chroma-key", r#""ck-" b62{40}"#),
    ("license-key", r#"A36{5} "-" A36{5} "-" A36{5} "-" A36{5} "-" A36{5}"#),
    ("volcengine-access-key", r#""AKLT" b62{43}"#),
    ("volcengine-secret-key", r#"b64{58} "==""#),
    ("tushare-token", "hex{56}"),
    ("turnstile-secret-key", r#""0x4AAAAAAA" b62{26}"#),
    ("vapid-private-key", "b64u{43}"),
    ("solana-private-key", "b58{88}"),
    ("steam-key", "HEX{32}"),
    ("playfab-key", "A36{50}"),
    ("miro-token", "b64u{43}"),
    ("influx-token", r#"b64u{86} "==""#),
    ("ttn-key", r#""NNSXS." A36{38} "." A36{52}"#),
    ("strapi-token", "hex{256}"),
    ("cloudinary-secret", "b64u{27}"),
    ("dbt-token", r#""dbtu_" b64u{44}"#),
    ("prefect-key", r#""pnu_" b62{36}"#),
    ("kafka-secret", "b64{64}"),
    ("clickhouse-password", r#"b62{7} "~" b62{6} "_" b62{3}"#),
    ("metabase-key", r#""mb_" b64{43} "=""#),
    ("octopus-key", r#""API-" A36{32}"#),
    ("launchdarkly-key", r#""api-" uuid"#),
    ("statsig-key", r#""console-" b62{40}"#),
    ("a36-key", "a36{38}"),
    ("segment-token", r#""sgp_" b62{64}"#),
    ("honeycomb-key", "b62{22}"),
    ("axiom-token", r#""xapt-" uuid"#),
    ("paypal-secret", r#""E" b64u{79}"#),
    ("paypal-access-token", r#""A21AA" b64u{92}"#),
    ("square-token", r#""EAAAl" b64u{59}"#),
    ("adyen-key", r#""AQE" b62{80} "-" b62{40} "=-" b62{16}"#),
    ("plaid-secret", "hex{30}"),
    ("chargebee-key", r#""test_" b62{35}"#),
    ("xero-secret", "b64u{48}"),
    ("quickbooks-refresh", r#""AB11" digit{12} b62{34}"#),
    ("revenuecat-key", r#""sk_" b62{31}"#),
    ("onesignal-key", r#""os_v2_app_" a36{103}"#),
    ("branch-secret", r#""secret_live_" b62{32}"#),
    ("crowdin-token", "hex{80}"),
    ("appetize-token", r#""tok_" a36{26}"#),
    ("vultr-key", "A36{36}"),
    ("portainer-token", r#""ptr_" b64{43} "=""#),
    ("rancher-secret", "a36{54}"),
    ("confluence-dc-token", "b64{44}"),
    ("unsplash-key", "b64u{43}"),
    ("pexels-key", "b62{56}"),
    ("browser-use-key", r#""bu_" b64u{43}"#),
    ("hyperbrowser-key", r#""hb_" hex{28}"#),
    ("steel-key", r#""ste-" b62{40}"#),
    ("scrapfly-key", r#""scp-live-" hex{32}"#),
    ("rapidapi-key", r#"hex{10} "msh" hex{15} "p1" hex{6} "jsn" hex{12}"#),
    ("deepl-key", r#"uuid ":fx""#),
    ("matrix-token", r#""syt_" b62{8} "_" b62{20} "_" b62{6}"#),
    ("mastodon-token", "b64u{43}"),
    ("bluesky-app-password", r#"[a-z2-7]{4} "-" [a-z2-7]{4} "-" [a-z2-7]{4} "-" [a-z2-7]{4}"#),
    ("reddit-secret", "b64u{30}"),
    ("twitter-key", "b62{25}"),
    ("twitter-secret", "b62{50}"),
    ("twitter-access-token", r#"digit{19} "-" b62{30}"#),
    ("twitter-token-secret", "b62{45}"),
    ("meta-token", r#""EAAG" b62{180}"#),
    ("pushover-token", "a36{30}"),
    ("ntfy-token", r#""tk_" a36{29}"#),
    ("twitch-token", "a36{30}"),
    ("sas-signature", r#"b62{42} "%3D""#),
    ("hex-256", "hex{256}"),
    ("hex-16", "hex{16}"),
    ("wolfram-appid", r#"A36{6} "-" A36{10}"#),
    ("opaque-50", "b62{50}"),
    ("opaque-43", "b62{43}"),
    ("base64url-43", "b64u{43}"),
    ("nextcloud-app-password", r#"b62{5} "-" b62{5} "-" b62{5} "-" b62{5} "-" b62{5}"#),
    ("fritz-password", r#"[a-z]{5} digit{4}"#),
    ("ncbi-key", "hex{36}"),
    ("overleaf-token", r#""olp_" b62{36}"#),
    ("opaque-60", "b62{60}"),
    ("opaque-25", "b62{25}"),
    (
        "neptune-token",
        r#""eyJhcGlfYWRkcmVzcyI6Imh0dHBzOi8vYXBwLm5lcHR1bmUuYWkiLCJhcGlfa2V5Ijoi" b62{80} "==""#,
    ),
    ("dropbox-secret", "a36{15}"),
    ("tableau-pat", r#"b64{22} "==:" b62{32}"#),
    ("roblox-key", "b64{48}"),
    ("roblox-cookie", "HEX{300}"),
    ("woo-secret", r#""cs_" hex{40}"#),
    ("a36-32", "a36{32}"),
    ("a36-31", "a36{31}"),
    ("klaviyo-key", r#""pk_" hex{34}"#),
    ("mailchimp-key", r#"hex{32} "-us21""#),
    ("shippo-key", r#""shippo_live_" hex{40}"#),
    ("unleash-token", r#""default:production." hex{56}"#),
    ("django-key", r#""django-insecure-" [a-z0-9!@#^*(_+-]{50}"#),
    ("ses-smtp-password", r#""B" b64{43}"#),
    ("liveblocks-key", r#""sk_prod_" b64u{60}"#),
    ("hex-20", "hex{20}"),
    ("launchdarkly-sdk-key", r#""sdk-" uuid"#),
    ("chromatic-token", r#""chpt_" hex{15}"#),
    ("session-cookie", "b64u{43}"),
    ("webhook-path-token", "b64u{32}"),
    ("invite-token", "b62{28}"),
    ("pin-12", "digit{12}"),
];

/// Harmless things that look random, and some that look like secrets.
const HARMLESS: &[(&str, &str)] = &[
    ("uuid", "uuid"),
    ("git-sha", "hex{40}"),
    ("git-short-sha", "hex{7}"),
    ("sha256", "hex{64}"),
    ("docker-digest", r#""sha256:" hex{64}"#),
    ("sri", r#""sha512-" b64{86} "==""#),
    ("sri-384", r#""sha384-" b64{64}"#),
    ("md5", "hex{32}"),
    ("etag", r#""W/" hex{32}"#),
    ("google-doc-id", r#""1" b64u{43}"#),
    ("google-folder-id", r#""1" b64u{32}"#),
    ("google-project-number", "[1-9]{1} digit{11}"),
    ("google-client-id", r#"digit{12} "-" a36{32} ".apps.googleusercontent.com""#),
    ("ga-id", r#""G-" A36{10}"#),
    ("gtm-id", r#""GTM-" A36{7}"#),
    ("notion-page-id", "hex{32}"),
    ("figma-file-key", "b62{22}"),
    ("slack-channel-id", r#""C0" A36{9}"#),
    ("slack-team-id", r#""T0" A36{9}"#),
    ("slack-user-id", r#""U0" A36{9}"#),
    ("snowflake", "[1-9]{1} digit{17}"),
    ("telegram-chat-id", r#""-100" digit{10}"#),
    ("aws-account-id", "digit{12}"),
    ("arn-secret", r#""arn:aws:secretsmanager:eu-west-1:" digit{12} ":secret:prod/db-" b62{6}"#),
    ("arn-kms", r#""arn:aws:kms:eu-central-1:" digit{12} ":key/" uuid"#),
    ("arn-role", r#""arn:aws:iam::" digit{12} ":role/mcp-readonly""#),
    ("bucket", r#""globex-artifacts-" a36{12}"#),
    ("build-id", "b64u{21}"),
    ("nanoid", "b64u{21}"),
    ("ulid", r#""01" A36{24}"#),
    ("cache-key", r#""node-modules-v3-" hex{64}"#),
    ("eth-address", r#""0x" xdigit{40}"#),
    ("eth-tx", r#""0x" hex{64}"#),
    ("solana-address", "b58{44}"),
    ("btc-address", r#""bc1q" a36{38}"#),
    ("ssh-public-key", r#""ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" b62{43} " ana@laptop""#),
    ("ssh-fingerprint", r#""SHA256:" b62{43}"#),
    ("pgp-key-id", r#""0x" HEX{16}"#),
    ("pgp-fingerprint", "HEX{40}"),
    ("age-recipient", r#""age1" [02-9ac-hj-np-z]{58}"#),
    ("posthog-project-key", r#""phc_" b62{43}"#),
    ("langfuse-public-key", r#""pk-lf-" uuid"#),
    ("clerk-publishable-key", r#""pk_test_" b62{40}"#),
    ("recaptcha-site-key", r#""6L" b64u{38}"#),
    ("turnstile-site-key", r#""0x4AAAAAAA" b62{14}"#),
    ("mapbox-public", r#""pk.eyJ1IjoiZ2xvYmV4IiwiYSI6ImNs" b62{30} "." b64u{22}"#),
    ("sentry-dsn-key", "hex{32}"),
    ("vapid-public-key", r#""B" b64u{86}"#),
    ("algolia-app-id", "A36{10}"),
    ("twilio-sid", r#""AC" hex{32}"#),
    ("github-client-id", r#""Iv1." hex{16}"#),
    ("auth0-client-id", "b62{32}"),
    ("okta-client-id", r#""0oa" b62{17}"#),
    ("cloudflare-account-id", "hex{32}"),
    ("airtable-base", r#""app" b62{14}"#),
    ("airtable-table", r#""tbl" b62{14}"#),
    ("jira-account-id", r#"digit{6} ":" uuid"#),
    ("youtube-id", "b64u{11}"),
    ("youtube-channel", r#""UC" b64u{22}"#),
    ("shopify-order", "digit{13}"),
    ("stripe-price", r#""price_1" b62{23}"#),
    ("stripe-account", r#""acct_1" b62{15}"#),
    ("stripe-customer", r#""cus_" b62{14}"#),
    ("openai-org", r#""org-" b62{24}"#),
    ("openai-project", r#""proj_" b62{24}"#),
    ("openai-assistant", r#""asst_" b62{24}"#),
    ("traceparent", r#""00-" hex{32} "-" hex{16} "-01""#),
    ("mongodb-object-id", "hex{24}"),
    ("mongodb-atlas-public-key", "[a-z]{8}"),
    ("aws-access-key-id", r#""AKIA" b32{16}"#),
    ("twilio-api-key-sid", r#""SK" hex{32}"#),
    ("algolia-search-key", "hex{32}"),
    ("trello-api-key", "hex{32}"),
    ("tencent-secret-id", r#""AKID" b62{32}"#),
    ("kafka-key-id", "A36{16}"),
    ("minio-access-key", "b62{20}"),
    ("amplitude-key", "hex{32}"),
    ("segment-write-key", "b62{32}"),
    ("bugsnag-project-key", "hex{32}"),
    ("paypal-client-id", r#""A" b64u{79}"#),
    ("square-app-id", r#""sandbox-sq0idb-" b64u{22}"#),
    ("razorpay-id", r#""rzp_test_" b62{14}"#),
    ("xero-client-id", "HEX{32}"),
    ("quickbooks-client-id", r#""AB" b62{48}"#),
    ("stripe-payment-intent", r#""pi_3" b62{23}"#),
    ("asc-key-id", "A36{10}"),
    ("branch-key", r#""key_live_" b62{32}"#),
    ("scaleway-access-key", r#""SCW" A36{17}"#),
    ("ovh-app-key", "hex{16}"),
    ("line-user-id", r#""U" hex{32}"#),
    ("pushover-user", r#""u" a36{29}"#),
    ("twitch-client-id", "a36{30}"),
    ("reddit-client-id", "b64u{22}"),
    ("pkce-challenge", "b64u{43}"),
    ("onion", "[a-z2-7]{56}"),
    ("looker-client-id", "b62{20}"),
    ("woo-consumer-key", r#""ck_" hex{40}"#),
    ("pusher-key", "hex{20}"),
    ("trace-a", "hex{8}"),
    ("trace-b", "hex{24}"),
    ("deploy-id", "b62{28}"),
    ("firebase-web-key", r#""AIzaSy" b64u{33}"#),
    ("vpc-id", r#""vpc-0" hex{16}"#),
    ("subnet-id", r#""subnet-0" hex{16}"#),
    ("ami-id", r#""ami-0" hex{16}"#),
    ("hosted-zone-id", r#""Z" A36{20}"#),
    ("cognito-pool-id", r#""eu-west-1_" b62{9}"#),
    ("cognito-client-id", "a36{26}"),
    (
        "azure-resource-id",
        r#""/subscriptions/" uuid "/resourceGroups/rg-mcp/providers/Microsoft.KeyVault/vaults/kv-mcp""#,
    ),
    ("linear-issue-slug", r#""ENG-" digit{4}"#),
    ("confluence-page-id", "digit{10}"),
    ("ipfs-cid", r#""Qm" b58{44}"#),
    ("session-id", "uuid"),
    ("totp-digits", "digit{6}"),
    ("plugin-hash", r#""h1:" b64{43} "=""#),
    ("timestamp-ms", r#""17" digit{11}"#),
    ("spki-pin", r#"b64{43} "=""#),
];
