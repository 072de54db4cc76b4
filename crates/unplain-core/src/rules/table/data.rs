//! Databases, search indexes and data platforms.

use crate::rules::{
    check::Check,
    jwt::Jwt,
    rule::{
        Grade::{A, B, C, D},
        Rule, row,
    },
};

pub(super) const ROWS: &[Rule] = &[
    row("supabase-pat", "Supabase", r#""sbp_" hex{40,}"#)
        .broad()
        .names(&["SUPABASE_ACCESS_TOKEN"])
        .rotate("https://supabase.com/dashboard/account/tokens")
        .source(B, "betterleaks, trufflehog"),
    row("supabase-secret-key", "Supabase", r#""sb_secret_" b64u{28,}"#)
        .broad()
        .names(&["SUPABASE_SECRET_KEY"])
        .rotate("https://supabase.com/dashboard/project/_/settings/api-keys")
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
    .rotate("https://supabase.com/dashboard/project/_/settings/api-keys")
    .source(A, "supabase.com/docs/guides/api/api-keys"),
    row("supabase-anon-key", "Supabase", r#""eyJ" b64u{10,} ".ey" b64u{10,} "." b64u{10,}"#)
        .check(Check::Jwt(Jwt::SupabaseAnon))
        .public()
        .names(&["SUPABASE_ANON_KEY"])
        .source(A, "supabase.com/docs/guides/api/api-keys"),
    row("neon-api-key", "Neon", r#""napi_" b62{60,}"#)
        .names(&["NEON_API_KEY"])
        .rotate("https://console.neon.tech/app/settings/api-keys")
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
        .rotate("https://www.mongodb.com/docs/atlas/configure-api-access/")
        .source(C, "betterleaks"),
    row("mongodb-atlas-client-id", "MongoDB Atlas", r#""mdb_sa_id_" hex{24}"#)
        .identifier()
        .names(&["MDB_MCP_API_CLIENT_ID"])
        .source(C, "betterleaks"),
    row("databricks-token", "Databricks", r#""dapi" hex{32} [0-9-]{0,2}"#)
        .names(&["DATABRICKS_TOKEN"])
        .rotate("https://docs.databricks.com/dev-tools/auth/pat.html")
        .source(A, "Databricks docs; 1Password shell plugins, betterleaks, secretlint"),
    row("clickhouse-cloud-secret", "ClickHouse Cloud", r#""4b1d" b62{38}"#)
        .names(&["CLICKHOUSE_CLOUD_KEY_SECRET"])
        .rotate("https://clickhouse.com/docs/cloud/manage/openapi")
        .source(C, "betterleaks"),
    row("pinecone-api-key", "Pinecone", r#""pcsk_" b62{5,6} "_" b62{60,}"#)
        .names(&["PINECONE_API_KEY"])
        .rotate("https://app.pinecone.io/organizations/-/keys")
        .source(B, "betterleaks, trufflehog"),
    row("elastic-cloud-key", "Elastic Cloud", r#""essu_" b64u{50,} eq{0,2}"#)
        .names(&["ES_API_KEY"])
        .rotate("https://cloud.elastic.co/account/keys")
        .source(C, "betterleaks"),
    row("cockroachdb-cloud-api-key", "CockroachDB Cloud", r#""CCDB1_" b62{22} "_" b62{40}"#)
        .names(&["COCKROACH_API_KEY", "CC_API_KEY"])
        .rotate("https://cockroachlabs.cloud/service-accounts")
        .source(C, "betterleaks"),
    row("astra-db-token", "DataStax Astra", r#""AstraCS:" b62{20,} ":" hex{64}"#)
        .names(&["ASTRA_DB_APPLICATION_TOKEN"])
        .rotate("https://astra.datastax.com/settings/tokens")
        .source(C, "betterleaks"),
    row("pinecone-api-key-legacy", "Pinecone", "uuid")
        .names(&["PINECONE_API_KEY"])
        .under(&["pinecone"])
        .rotate("https://app.pinecone.io/organizations/-/keys")
        .source(B, "betterleaks, trufflehog"),
    row("weaviate-api-key", "Weaviate", "b62{36,40}")
        .names(&["WEAVIATE_API_KEY", "WCD_API_KEY"])
        .under(&["weaviate", "wcd"])
        .rotate("https://console.weaviate.cloud")
        .source(D, "seen in use"),
    row("qdrant-api-key", "Qdrant Cloud", r#"b64u{30,80} "|" b64u{40,}"#)
        .names(&["QDRANT_API_KEY"])
        .under(&["qdrant"])
        .rotate("https://cloud.qdrant.io")
        .source(D, "seen in use"),
    row("upstash-rest-token", "Upstash", "b62{48,} eq{0,2}")
        .names(&["UPSTASH_REDIS_REST_TOKEN", "UPSTASH_VECTOR_REST_TOKEN"])
        .under(&["upstash"])
        .rotate("https://console.upstash.com/account/api")
        .source(D, "betterleaks"),
    row("upstash-api-key", "Upstash", "uuid")
        .names(&["UPSTASH_API_KEY"])
        .under(&["upstash"])
        .rotate("https://console.upstash.com/account/api")
        .source(C, "1Password shell plugins"),
    row("mongodb-atlas-private-key", "MongoDB Atlas", "uuid")
        .names(&["MDB_MCP_API_CLIENT_SECRET", "ATLAS_PRIVATE_KEY", "MONGODB_ATLAS_PRIVATE_KEY"])
        .under(&["atlas", "mdb"])
        .rotate("https://www.mongodb.com/docs/atlas/configure-api-access/")
        .source(C, "1Password shell plugins, kingfisher"),
    row("influxdb-token", "InfluxDB", r#"b64u{86} "==""#)
        .names(&["INFLUXDB_TOKEN", "INFLUX_TOKEN"])
        .under(&["influxdb", "influx"])
        .source(B, "1Password shell plugins, betterleaks"),
    row("algolia-api-key", "Algolia", "hex{32}")
        .names(&["ALGOLIA_API_KEY", "ALGOLIA_ADMIN_KEY"])
        .under(&["algolia"])
        .rotate("https://dashboard.algolia.com/account/api-keys")
        .source(B, "betterleaks, trufflehog"),
    row("confluent-api-secret", "Confluent Cloud", "b64{64}")
        .names(&["CONFLUENT_CLOUD_API_SECRET", "CONFLUENT_API_SECRET"])
        .under(&["confluent"])
        .rotate("https://confluent.cloud/settings/api-keys")
        .source(B, "betterleaks, trufflehog"),
];
