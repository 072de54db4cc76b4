//! Clouds, hosting, databases.

use crate::rules::{
    check::Check,
    jwt::Jwt,
    rule::{
        Grade::{A, B, C, D},
        Rule, row,
    },
};

pub(super) const ROWS: &[Rule] = &[
    row("aws-access-key-id", "AWS", r#""AKIA" b32{16}"#)
        .identifier()
        .names(&["AWS_ACCESS_KEY_ID"])
        .source(A, "AWS IAM user guide, unique identifiers"),
    row("aws-temporary-access-key-id", "AWS", r#""ASIA" b32{16}"#)
        .identifier()
        .names(&["AWS_ACCESS_KEY_ID"])
        .source(A, "AWS IAM user guide, unique identifiers"),
    row("aws-session-token", "AWS", r#""IQoJb3JpZ2lu" b64{200,} eq{0,2}"#)
        .names(&["AWS_SESSION_TOKEN"])
        .source(C, "seen in use"),
    row(
        "azure-client-secret",
        "Microsoft Entra",
        r#"[0-9A-Za-z_.~]{3} "8Q~" [0-9A-Za-z_.~-]{31,34}"#,
    )
    .names(&["AZURE_CLIENT_SECRET"])
    .source(B, "secretlint, citing Microsoft; betterleaks"),
    row(
        "azure-client-secret-7",
        "Microsoft Entra",
        r#"[0-9A-Za-z_.~]{3} "7Q~" [0-9A-Za-z_.~-]{31,34}"#,
    )
    .names(&["AZURE_CLIENT_SECRET"])
    .source(B, "secretlint, citing Microsoft; betterleaks"),
    row("google-oauth-client-secret", "Google", r#""GOCSPX-" b64u{24,}"#)
        .names(&["GOOGLE_CLIENT_SECRET", "GOOGLE_OAUTH_CLIENT_SECRET"])
        .source(C, "GitHub secret scanning"),
    row("google-oauth-access-token", "Google", r#""ya29." b64u{60,}"#)
        .names(&["GOOGLE_OAUTH_ACCESS_TOKEN"])
        .source(D, "seen in use"),
    row("google-oauth-refresh-token", "Google", r#""1//0" b64u{60,}"#)
        .names(&["GOOGLE_REFRESH_TOKEN"])
        .source(D, "seen in use"),
    row("digitalocean-pat", "DigitalOcean", r#""dop_v1_" hex{64}"#)
        .names(&["DIGITALOCEAN_API_TOKEN", "DIGITALOCEAN_ACCESS_TOKEN"])
        .source(B, "1Password shell plugins, betterleaks, trufflehog, Veles"),
    row("digitalocean-oauth-token", "DigitalOcean", r#""doo_v1_" hex{64}"#)
        .names(&["DIGITALOCEAN_API_TOKEN", "DIGITALOCEAN_ACCESS_TOKEN"])
        .source(B, "1Password shell plugins, betterleaks, trufflehog, Veles"),
    row("digitalocean-refresh-token", "DigitalOcean", r#""dor_v1_" hex{64}"#)
        .names(&["DIGITALOCEAN_API_TOKEN", "DIGITALOCEAN_ACCESS_TOKEN"])
        .source(B, "1Password shell plugins, betterleaks, trufflehog, Veles"),
    row("cloudflare-user-token", "Cloudflare", r#""cfut_" b62{40} hex{8}"#)
        .check(Check::Crc32Hex)
        .names(&["CLOUDFLARE_API_TOKEN", "CF_API_TOKEN"])
        .source(A, "developers.cloudflare.com, token formats"),
    row("cloudflare-account-token", "Cloudflare", r#""cfat_" b62{40} hex{8}"#)
        .check(Check::Crc32Hex)
        .names(&["CLOUDFLARE_API_TOKEN", "CF_API_TOKEN"])
        .source(A, "developers.cloudflare.com, token formats"),
    row("cloudflare-global-key", "Cloudflare", r#""cfk_" b62{40} hex{8}"#)
        .check(Check::Crc32Hex)
        .broad()
        .names(&["CLOUDFLARE_API_KEY"])
        .source(A, "developers.cloudflare.com, token formats"),
    row("vercel-personal-token", "Vercel", r#""vcp_" b62{24,}"#)
        .names(&["VERCEL_TOKEN", "VERCEL_API_KEY"])
        .rotate("https://vercel.com/account/tokens")
        .source(B, "betterleaks, secretlint"),
    row("vercel-integration-token", "Vercel", r#""vci_" b62{24,}"#)
        .names(&["VERCEL_TOKEN", "VERCEL_API_KEY"])
        .source(B, "betterleaks, secretlint"),
    row("vercel-app-token", "Vercel", r#""vca_" b62{24,}"#)
        .names(&["VERCEL_TOKEN", "VERCEL_API_KEY"])
        .source(B, "betterleaks, secretlint"),
    row("vercel-refresh-token", "Vercel", r#""vcr_" b62{24,}"#)
        .names(&["VERCEL_TOKEN", "VERCEL_API_KEY"])
        .source(B, "betterleaks, secretlint"),
    row("vercel-ai-gateway-key", "Vercel", r#""vck_" b62{24,}"#)
        .names(&["AI_GATEWAY_API_KEY"])
        .source(B, "betterleaks, secretlint"),
    row("netlify-token", "Netlify", r#""nfp_" b62{36,}"#)
        .names(&["NETLIFY_AUTH_TOKEN"])
        .source(C, "trufflehog"),
    row("heroku-api-key", "Heroku", r#""HRKU-AA" b64u{58,}"#)
        .names(&["HEROKU_API_KEY"])
        .source(B, "betterleaks, 1Password shell plugins, Veles"),
    row("render-api-key", "Render", r#""rnd_" b62{28,}"#)
        .names(&["RENDER_API_KEY"])
        .source(C, "betterleaks"),
    row("fly-access-token", "Fly.io", r#""FlyV1 fm" [0-9A-Za-z_+/=,-]{100,}"#)
        .names(&["FLY_API_TOKEN"])
        .source(B, "betterleaks, trufflehog"),
    row("tailscale-key", "Tailscale", r#""tskey-" [a-z]{3,12} "-" b62{8,} "-" b62{16,}"#)
        .names(&["TAILSCALE_API_KEY"])
        .source(A, "secretlint, citing Tailscale; betterleaks, trufflehog"),
    row("supabase-pat", "Supabase", r#""sbp_" hex{40,}"#)
        .broad()
        .names(&["SUPABASE_ACCESS_TOKEN"])
        .source(B, "betterleaks, trufflehog"),
    row("supabase-secret-key", "Supabase", r#""sb_secret_" b64u{28,}"#)
        .broad()
        .names(&["SUPABASE_SECRET_KEY"])
        .source(A, "supabase.com/docs/guides/api/api-keys"),
    row("supabase-publishable-key", "Supabase", r#""sb_publishable_" b64u{28,}"#)
        .public()
        .names(&["SUPABASE_PUBLISHABLE_KEY"])
        .source(A, "supabase.com/docs/guides/api/api-keys"),
    row(
        "supabase-service-role-key",
        "Supabase",
        r#""eyJ" b64u{10,} ".ey" b64u{10,} "." b64u{10,}"#,
    )
    .check(Check::Jwt(Jwt::SupabaseServiceRole))
    .broad()
    .names(&["SUPABASE_SERVICE_ROLE_KEY"])
    .source(A, "supabase.com/docs/guides/api/api-keys"),
    row("supabase-anon-key", "Supabase", r#""eyJ" b64u{10,} ".ey" b64u{10,} "." b64u{10,}"#)
        .check(Check::Jwt(Jwt::SupabaseAnon))
        .public()
        .names(&["SUPABASE_ANON_KEY"])
        .source(A, "supabase.com/docs/guides/api/api-keys"),
    row("neon-api-key", "Neon", r#""napi_" b62{60,}"#)
        .names(&["NEON_API_KEY"])
        .source(C, "betterleaks"),
    row("planetscale-service-token", "PlanetScale", r#""pscale_tkn_" [0-9A-Za-z_.=-]{32,}"#)
        .names(&["PLANETSCALE_SERVICE_TOKEN"])
        .source(B, "betterleaks, trufflehog"),
    row("planetscale-password", "PlanetScale", r#""pscale_pw_" [0-9A-Za-z_.=-]{32,}"#)
        .source(B, "betterleaks, trufflehog"),
    row("planetscale-oauth-token", "PlanetScale", r#""pscale_oauth_" [0-9A-Za-z_.=-]{32,}"#)
        .source(B, "betterleaks, trufflehog"),
    row("mongodb-atlas-client-secret", "MongoDB Atlas", r#""mdb_sa_sk_" b64u{36,}"#)
        .names(&["MDB_MCP_API_CLIENT_SECRET"])
        .source(C, "betterleaks"),
    row("mongodb-atlas-client-id", "MongoDB Atlas", r#""mdb_sa_id_" hex{24}"#)
        .identifier()
        .names(&["MDB_MCP_API_CLIENT_ID"])
        .source(C, "betterleaks"),
    row("databricks-token", "Databricks", r#""dapi" hex{32} [0-9-]{0,2}"#)
        .names(&["DATABRICKS_TOKEN"])
        .source(A, "Databricks docs; 1Password shell plugins, betterleaks, secretlint"),
    row("clickhouse-cloud-secret", "ClickHouse Cloud", r#""4b1d" b62{38}"#)
        .names(&["CLICKHOUSE_CLOUD_KEY_SECRET"])
        .source(C, "betterleaks"),
    row("pinecone-api-key", "Pinecone", r#""pcsk_" b62{5,6} "_" b62{60,}"#)
        .names(&["PINECONE_API_KEY"])
        .source(B, "betterleaks, trufflehog"),
    row("elastic-cloud-key", "Elastic Cloud", r#""essu_" b64u{50,} eq{0,2}"#)
        .names(&["ES_API_KEY"])
        .source(C, "betterleaks"),
];
