//! Work tools, chat, monitoring, payments, secret managers.

use crate::rules::{
    check::Check,
    rule::{
        Grade::{A, B, C, D},
        Rule, row,
    },
};

pub(super) const ROWS: &[Rule] = &[
    row("slack-bot-token", "Slack", r#""xoxb-" digit{8,} "-" [0-9A-Za-z-]{20,}"#)
        .names(&["SLACK_BOT_TOKEN", "SLACK_TOKEN", "SLACK_MCP_XOXB_TOKEN"])
        .source(A, "api.slack.com/authentication/token-types"),
    row("slack-user-token", "Slack", r#""xoxp-" digit{8,} "-" [0-9A-Za-z-]{20,}"#)
        .broad()
        .names(&["SLACK_USER_TOKEN", "SLACK_TOKEN", "SLACK_MCP_XOXP_TOKEN"])
        .source(A, "api.slack.com/authentication/token-types"),
    row(
        "slack-app-token",
        "Slack",
        r#""xapp-" digit{1} "-A" [0-9A-Z]{8,} "-" digit{10,} "-" b62{60,}"#,
    )
    .names(&["SLACK_APP_TOKEN"])
    .source(A, "api.slack.com/authentication/token-types"),
    row("slack-session-token", "Slack", r#""xoxc-" digit{8,} "-" [0-9A-Za-z-]{30,}"#)
        .broad()
        .names(&["SLACK_MCP_XOXC_TOKEN"])
        .source(B, "betterleaks"),
    row("slack-session-cookie", "Slack", r#""xoxd-" [0-9A-Za-z%+/=_-]{80,}"#)
        .broad()
        .names(&["SLACK_MCP_XOXD_TOKEN"])
        .source(B, "betterleaks"),
    row("slack-config-token", "Slack", r#""xoxe.xoxp-" digit{1} "-" b62{100,}"#)
        .source(B, "api.slack.com/authentication/token-types; betterleaks, Veles"),
    row("slack-refresh-token", "Slack", r#""xoxe-" digit{1} "-" b62{100,}"#)
        .source(B, "api.slack.com/authentication/token-types; betterleaks, Veles"),
    row(
        "slack-webhook-url",
        "Slack",
        r#""https://hooks.slack.com/services/T" [0-9A-Z]{8,} "/B" [0-9A-Z]{8,} "/" b62{20,}"#,
    )
    .narrow()
    .names(&["SLACK_WEBHOOK_URL"])
    .source(A, "betterleaks, secretlint"),
    row(
        "discord-webhook-url",
        "Discord",
        r#""https://discord.com/api/webhooks/" digit{17,} "/" b64u{60,}"#,
    )
    .narrow()
    .names(&["DISCORD_WEBHOOK_URL"])
    .source(D, "seen in use"),
    row("telegram-bot-token", "Telegram", r#"digit{8,10} ":AA" b64u{32,}"#)
        .names(&["TELEGRAM_BOT_TOKEN"])
        .source(B, "betterleaks, trufflehog"),
    row("telegram-bot-token-in-url", "Telegram", r#""/bot" ( digit{8,10} ":AA" b64u{32,} )"#)
        .names(&["TELEGRAM_BOT_TOKEN"])
        .source(A, "core.telegram.org/bots/api"),
    row("sendgrid-api-key", "SendGrid", r#""SG." b64u{22} "." b64u{43,}"#)
        .names(&["SENDGRID_API_KEY"])
        .source(A, "betterleaks, Veles"),
    row("resend-api-key", "Resend", r#""re_" b58{8} "_" b58{24,}"#)
        .names(&["RESEND_API_KEY"])
        .source(C, "betterleaks"),
    row("linear-api-key", "Linear", r#""lin_api_" b62{40,}"#)
        .names(&["LINEAR_API_KEY", "LINEAR_API_TOKEN"])
        .rotate("https://linear.app/settings/account/security")
        .source(B, "betterleaks, trufflehog"),
    row("linear-oauth-token", "Linear", r#""lin_oauth_" b62{40,}"#)
        .names(&["LINEAR_API_TOKEN"])
        .source(B, "betterleaks, trufflehog"),
    row("notion-token", "Notion", r#""ntn_" digit{8} b62{32,}"#)
        .names(&["NOTION_TOKEN", "NOTION_API_KEY", "INTERNAL_INTEGRATION_TOKEN"])
        .source(B, "betterleaks, secretlint, trufflehog"),
    row("notion-token-legacy", "Notion", r#""secret_" b62{43}"#)
        .names(&["NOTION_TOKEN", "NOTION_API_KEY", "INTERNAL_INTEGRATION_TOKEN"])
        .source(B, "betterleaks, secretlint, trufflehog"),
    row("figma-pat", "Figma", r#""figd_" b64u{36,}"#)
        .names(&["FIGMA_API_KEY", "FIGMA_TOKEN"])
        .source(B, "betterleaks, secretlint, trufflehog"),
    row("airtable-pat", "Airtable", r#""pat" b62{14} "." hex{64}"#)
        .names(&["AIRTABLE_API_KEY"])
        .source(B, "betterleaks, trufflehog"),
    row("clickup-api-key", "ClickUp", r#""pk_" digit{7,9} "_" A36{32}"#)
        .names(&["CLICKUP_API_KEY"])
        .source(B, "betterleaks, trufflehog"),
    row("trello-token", "Trello", r#""ATTA" hex{64,}"#)
        .names(&["TRELLO_TOKEN"])
        .source(C, "trufflehog"),
    row("hubspot-private-app-token", "HubSpot", r#""pat-na1-" uuid"#)
        .names(&["PRIVATE_APP_ACCESS_TOKEN", "HUBSPOT_ACCESS_TOKEN"])
        .source(B, "GitHub secret scanning, trufflehog"),
    row("hubspot-private-app-token-eu", "HubSpot", r#""pat-eu1-" uuid"#)
        .names(&["PRIVATE_APP_ACCESS_TOKEN", "HUBSPOT_ACCESS_TOKEN"])
        .source(B, "GitHub secret scanning, trufflehog"),
    row("shopify-access-token", "Shopify", r#""shpat_" xdigit{32,}"#)
        .names(&["SHOPIFY_ACCESS_TOKEN"])
        .source(A, "secretlint, citing Shopify; betterleaks, trufflehog"),
    row("shopify-custom-app-token", "Shopify", r#""shpca_" xdigit{32,}"#)
        .names(&["SHOPIFY_ACCESS_TOKEN"])
        .source(A, "secretlint, citing Shopify; betterleaks, trufflehog"),
    row("shopify-private-app-password", "Shopify", r#""shppa_" xdigit{32,}"#)
        .names(&["SHOPIFY_ACCESS_TOKEN"])
        .source(A, "secretlint, citing Shopify; betterleaks, trufflehog"),
    row("shopify-shared-secret", "Shopify", r#""shpss_" xdigit{32,}"#)
        .source(A, "secretlint, citing Shopify; betterleaks, trufflehog"),
    row("stripe-secret-key", "Stripe", r#""sk_live_" b62{24,}"#)
        .broad()
        .names(&["STRIPE_SECRET_KEY", "STRIPE_API_KEY"])
        .source(A, "docs.stripe.com/keys"),
    row("stripe-test-secret-key", "Stripe", r#""sk_test_" b62{24,}"#)
        .broad()
        .names(&["STRIPE_SECRET_KEY", "STRIPE_API_KEY"])
        .source(A, "docs.stripe.com/keys"),
    row("stripe-restricted-key", "Stripe", r#""rk_live_" b62{24,}"#)
        .narrow()
        .names(&["STRIPE_SECRET_KEY", "STRIPE_API_KEY"])
        .source(A, "docs.stripe.com/keys"),
    row("stripe-test-restricted-key", "Stripe", r#""rk_test_" b62{24,}"#)
        .narrow()
        .names(&["STRIPE_SECRET_KEY", "STRIPE_API_KEY"])
        .source(A, "docs.stripe.com/keys"),
    row("stripe-webhook-secret", "Stripe", r#""whsec_" b64{32,} eq{0,2}"#)
        .narrow()
        .names(&["STRIPE_WEBHOOK_SECRET"])
        .source(A, "docs.stripe.com/webhooks"),
    row("stripe-publishable-key", "Stripe", r#""pk_live_" b62{20,}"#)
        .public()
        .names(&["STRIPE_PUBLISHABLE_KEY"])
        .source(A, "docs.stripe.com/keys"),
    row("stripe-test-publishable-key", "Stripe", r#""pk_test_" b62{20,}"#)
        .public()
        .names(&["STRIPE_PUBLISHABLE_KEY"])
        .source(A, "docs.stripe.com/keys"),
    row("polar-organization-token", "Polar", r#""polar_oat_" b64u{20,}"#)
        .names(&["POLAR_ACCESS_TOKEN"])
        .source(C, "betterleaks"),
    row("polar-personal-token", "Polar", r#""polar_pat_" b64u{20,}"#)
        .names(&["POLAR_ACCESS_TOKEN"])
        .source(C, "betterleaks"),
    row("polar-access-token", "Polar", r#""polar_at_" b64u{20,}"#)
        .names(&["POLAR_ACCESS_TOKEN"])
        .source(C, "betterleaks"),
    row("sentry-user-token", "Sentry", r#""sntryu_" hex{64}"#)
        .broad()
        .names(&["SENTRY_AUTH_TOKEN", "SENTRY_ACCESS_TOKEN"])
        .source(A, "Sentry docs, token formats"),
    row("sentry-org-token", "Sentry", r#""sntrys_eyJ" b64{20,} eq{0,2} "_" b64{43,}"#)
        .narrow()
        .names(&["SENTRY_AUTH_TOKEN"])
        .source(A, "Sentry docs, token formats"),
    row("sentry-app-token", "Sentry", r#""sntrya_" hex{64}"#)
        .names(&["SENTRY_AUTH_TOKEN"])
        .source(A, "Sentry docs, token formats"),
    row("sentry-integration-token", "Sentry", r#""sntryi_" hex{64}"#)
        .names(&["SENTRY_AUTH_TOKEN"])
        .source(A, "Sentry docs, token formats"),
    row("sentry-dsn", "Sentry", r#""https://" hex{32} "@" [0-9a-z.-]{3,} "/" digit{1,}"#)
        .public()
        .names(&["SENTRY_DSN"])
        .source(A, "Sentry docs, token formats"),
    row("posthog-personal-key", "PostHog", r#""phx_" b62{40,}"#)
        .names(&["POSTHOG_API_KEY", "POSTHOG_PERSONAL_API_KEY"])
        .source(B, "betterleaks, trufflehog"),
    row("posthog-project-key", "PostHog", r#""phc_" b62{40,}"#)
        .public()
        .names(&["NEXT_PUBLIC_POSTHOG_KEY"])
        .source(B, "betterleaks, trufflehog"),
    row("grafana-service-account-token", "Grafana", r#""glsa_" b62{32} "_" hex{8}"#)
        .check(Check::Crc32HexReversed)
        .names(&["GRAFANA_SERVICE_ACCOUNT_TOKEN", "GRAFANA_API_KEY"])
        .source(A, "Grafana source, satokengen"),
    row("grafana-cloud-token", "Grafana Cloud", r#""glc_eyJ" b64{32,} eq{0,2}"#)
        .names(&["GRAFANA_API_KEY"])
        .source(B, "betterleaks, secretlint"),
    row("grafana-api-key-legacy", "Grafana", r#""eyJrIjoi" b64{40,} eq{0,2}"#)
        .names(&["GRAFANA_API_KEY"])
        .source(B, "betterleaks, secretlint"),
    row("new-relic-user-key", "New Relic", r#""NRAK-" A36{27,}"#)
        .names(&["NEW_RELIC_API_KEY"])
        .source(B, "betterleaks"),
    row("dynatrace-token", "Dynatrace", r#""dt0c01." A36{24} "." A36{64}"#)
        .names(&["DYNATRACE_API_TOKEN", "DT_PLATFORM_TOKEN"])
        .source(B, "betterleaks"),
    row("dynatrace-oauth-secret", "Dynatrace", r#""dt0s02." A36{8,24} "." A36{64}"#)
        .names(&["DYNATRACE_API_TOKEN", "DT_PLATFORM_TOKEN"])
        .source(B, "betterleaks"),
    row("doppler-personal-token", "Doppler", r#""dp.pt." b62{40,}"#)
        .broad()
        .names(&["DOPPLER_TOKEN"])
        .source(A, "docs.doppler.com/reference/auth-token-formats"),
    row("doppler-cli-token", "Doppler", r#""dp.ct." b62{40,}"#)
        .broad()
        .names(&["DOPPLER_TOKEN"])
        .source(A, "docs.doppler.com/reference/auth-token-formats"),
    row("doppler-service-account-token", "Doppler", r#""dp.sa." b62{40,}"#)
        .names(&["DOPPLER_TOKEN"])
        .source(A, "docs.doppler.com/reference/auth-token-formats"),
    row("doppler-scim-token", "Doppler", r#""dp.scim." b62{40,}"#)
        .narrow()
        .names(&["DOPPLER_TOKEN"])
        .source(A, "docs.doppler.com/reference/auth-token-formats"),
    row("doppler-audit-token", "Doppler", r#""dp.audit." b62{40,}"#)
        .narrow()
        .names(&["DOPPLER_TOKEN"])
        .source(A, "docs.doppler.com/reference/auth-token-formats"),
    row("doppler-service-token", "Doppler", r#""dp.st." [0-9A-Za-z_.-]{40,}"#)
        .narrow()
        .names(&["DOPPLER_TOKEN"])
        .source(A, "docs.doppler.com/reference/auth-token-formats"),
    row("onepassword-service-account-token", "1Password", r#""ops_eyJ" b64{200,} eq{0,2}"#)
        .names(&["OP_SERVICE_ACCOUNT_TOKEN"])
        .source(A, "secretlint, citing 1Password; betterleaks"),
    row(
        "onepassword-secret-key",
        "1Password",
        r#""A3-" A36{6} "-" A36{6} "-" A36{5} "-" [0-9A-Z-]{17}"#,
    )
    .broad()
    .names(&["OP_SECRET_KEY"])
    .source(B, "betterleaks"),
    row("vault-service-token", "HashiCorp Vault", r#""hvs." b64u{24,}"#)
        .names(&["VAULT_TOKEN"])
        .source(A, "HashiCorp Vault docs, tokens"),
    row("vault-batch-token", "HashiCorp Vault", r#""hvb." b64u{100,}"#)
        .names(&["VAULT_TOKEN"])
        .source(A, "HashiCorp Vault docs, tokens"),
    row("vault-recovery-token", "HashiCorp Vault", r#""hvr." b64u{24,}"#)
        .names(&["VAULT_TOKEN"])
        .source(A, "HashiCorp Vault docs, tokens"),
    row("mapbox-secret-token", "Mapbox", r#""sk.eyJ" b64u{40,} "." b64u{22}"#)
        .names(&["MAPBOX_ACCESS_TOKEN"])
        .source(B, "betterleaks"),
    row("mapbox-public-token", "Mapbox", r#""pk.eyJ" b64u{40,} "." b64u{22}"#)
        .public()
        .names(&["MAPBOX_ACCESS_TOKEN"])
        .source(B, "betterleaks"),
];
