//! Monitoring, analytics, feature flags.

use crate::rules::{
    check::Check,
    rule::{
        Grade::{A, B, C, D},
        Rule, row,
    },
};

pub(super) const ROWS: &[Rule] = &[
    row("sentry-user-token", "Sentry", r#""sntryu_" hex{64}"#)
        .broad()
        .names(&["SENTRY_AUTH_TOKEN", "SENTRY_ACCESS_TOKEN"])
        .rotate("https://sentry.io/settings/account/api/auth-tokens/")
        .source(A, "Sentry docs, token formats"),
    row("sentry-org-token", "Sentry", r#""sntrys_eyJ" b64{20,} eq{0,2} "_" b64{43,}"#)
        .check(Check::Json("iat"))
        .narrow()
        .names(&["SENTRY_AUTH_TOKEN"])
        .rotate("https://sentry.io/settings/account/api/auth-tokens/")
        .source(A, "Sentry docs, token formats"),
    row("sentry-app-token", "Sentry", r#""sntrya_" hex{64}"#)
        .names(&["SENTRY_AUTH_TOKEN"])
        .rotate("https://sentry.io/settings/account/api/auth-tokens/")
        .source(A, "Sentry docs, token formats"),
    row("sentry-integration-token", "Sentry", r#""sntryi_" hex{64}"#)
        .names(&["SENTRY_AUTH_TOKEN"])
        .rotate("https://sentry.io/settings/account/api/auth-tokens/")
        .source(A, "Sentry docs, token formats"),
    row("sentry-dsn", "Sentry", r#""https://" hex{32} "@" [0-9a-z.-]{3,} "/" digit{1,}"#)
        .public()
        .names(&["SENTRY_DSN"])
        .source(A, "Sentry docs, token formats"),
    row("posthog-personal-key", "PostHog", r#""phx_" b62{40,}"#)
        .names(&["POSTHOG_API_KEY", "POSTHOG_PERSONAL_API_KEY"])
        .rotate("https://us.posthog.com/settings/user-api-keys")
        .source(B, "betterleaks, trufflehog"),
    row("posthog-project-key", "PostHog", r#""phc_" b62{40,}"#)
        .public()
        .names(&["NEXT_PUBLIC_POSTHOG_KEY"])
        .source(B, "betterleaks, trufflehog"),
    row("grafana-service-account-token", "Grafana", r#""glsa_" b62{32} "_" hex{8}"#)
        .check(Check::Crc32HexReversed)
        .narrow()
        .names(&["GRAFANA_SERVICE_ACCOUNT_TOKEN", "GRAFANA_API_KEY"])
        .rotate("https://grafana.com/docs/grafana/latest/administration/service-accounts/")
        .source(A, "Grafana source, satokengen"),
    row("grafana-cloud-token", "Grafana Cloud", r#""glc_eyJ" b64{32,} eq{0,2}"#)
        .check(Check::Json("o"))
        .names(&["GRAFANA_API_KEY"])
        .source(B, "betterleaks, secretlint"),
    row("grafana-api-key-legacy", "Grafana", r#""eyJrIjoi" b64{40,} eq{0,2}"#)
        .check(Check::Json("k"))
        .names(&["GRAFANA_API_KEY"])
        .source(B, "betterleaks, secretlint"),
    row("new-relic-user-key", "New Relic", r#""NRAK-" A36{27,}"#)
        .names(&["NEW_RELIC_API_KEY"])
        .rotate("https://one.newrelic.com/api-keys")
        .source(B, "betterleaks"),
    row("dynatrace-token", "Dynatrace", r#""dt0c01." A36{24} "." A36{64}"#)
        .names(&["DYNATRACE_API_TOKEN", "DT_API_TOKEN"])
        .source(B, "betterleaks"),
    row("dynatrace-oauth-secret", "Dynatrace", r#""dt0s02." A36{8,24} "." A36{64}"#)
        .names(&["OAUTH_CLIENT_SECRET", "DYNATRACE_OAUTH_CLIENT_SECRET"])
        .source(B, "betterleaks"),
    row("datadog-api-key", "Datadog", "hex{32}")
        .names(&["DD_API_KEY", "DATADOG_API_KEY"])
        .under(&["datadog", "dd"])
        .rotate("https://app.datadoghq.com/organization-settings/api-keys")
        .source(B, "1Password shell plugins, betterleaks, trufflehog"),
    row("datadog-app-key", "Datadog", "hex{40}")
        .names(&["DD_APP_KEY", "DATADOG_APP_KEY"])
        .under(&["datadog", "dd"])
        .rotate("https://app.datadoghq.com/organization-settings/application-keys")
        .source(B, "1Password shell plugins, betterleaks, trufflehog"),
    row("new-relic-insert-key", "New Relic", r#""NRII-" b64u{25,}"#)
        .narrow()
        .names(&["NEW_RELIC_INSERT_KEY"])
        .rotate("https://one.newrelic.com/api-keys")
        .source(B, "betterleaks, trufflehog"),
    row("new-relic-query-key", "New Relic", r#""NRIQ-" b64u{25,}"#)
        .narrow()
        .names(&["NEW_RELIC_QUERY_KEY"])
        .rotate("https://one.newrelic.com/api-keys")
        .source(C, "trufflehog"),
    row("new-relic-license-key", "New Relic", r#"[0-9a-z]{32} "FFFFNRAL""#)
        .narrow()
        .names(&["NEW_RELIC_LICENSE_KEY"])
        .rotate("https://one.newrelic.com/api-keys")
        .source(C, "trufflehog"),
    row("new-relic-browser-key", "New Relic", r#""NRJS-" hex{19}"#)
        .public()
        .names(&["NEW_RELIC_BROWSER_KEY"])
        .source(C, "betterleaks"),
    row("honeycomb-api-key", "Honeycomb", "b62{22}")
        .names(&["HONEYCOMB_API_KEY"])
        .under(&["honeycomb"])
        .rotate("https://ui.honeycomb.io/account")
        .source(B, "betterleaks, trufflehog"),
    row("sentry-token-legacy", "Sentry", "hex{64}")
        .broad()
        .names(&["SENTRY_AUTH_TOKEN", "SENTRY_ACCESS_TOKEN"])
        .under(&["sentry"])
        .rotate("https://sentry.io/settings/account/api/auth-tokens/")
        .source(A, "Sentry docs, token formats"),
    row("sumologic-access-key", "Sumo Logic", "b62{64}")
        .names(&["SUMOLOGIC_ACCESSKEY", "SUMO_ACCESS_KEY"])
        .under(&["sumologic", "sumo"])
        .rotate("https://help.sumologic.com/docs/manage/security/access-keys/")
        .source(B, "betterleaks, trufflehog"),
    row("sumologic-access-id", "Sumo Logic", r#""su" b62{12}"#)
        .identifier()
        .names(&["SUMOLOGIC_ACCESSID", "SUMO_ACCESS_ID"])
        .under(&["sumologic", "sumo"])
        .source(C, "betterleaks"),
    row("pagerduty-api-key", "PagerDuty", "[0-9A-Za-z_+-]{20}")
        .names(&["PAGERDUTY_API_KEY", "PAGERDUTY_USER_API_KEY", "PAGERDUTY_TOKEN"])
        .under(&["pagerduty"])
        .source(B, "trufflehog, kingfisher"),
    row("rootly-api-key", "Rootly", r#""rootly_" hex{64}"#)
        .names(&["ROOTLY_API_TOKEN", "ROOTLY_API_KEY"])
        .source(B, "betterleaks, trufflehog"),
    row("launchdarkly-api-key", "LaunchDarkly", r#""api-" uuid"#)
        .names(&["LAUNCHDARKLY_ACCESS_TOKEN", "LD_API_KEY"])
        .under(&["launchdarkly", "ld"])
        .rotate("https://app.launchdarkly.com/settings/authorization")
        .source(C, "trufflehog"),
    row("launchdarkly-sdk-key", "LaunchDarkly", r#""sdk-" uuid"#)
        .narrow()
        .names(&["LAUNCHDARKLY_SDK_KEY", "LD_SDK_KEY"])
        .under(&["launchdarkly", "ld"])
        .source(C, "trufflehog"),
    row("configcat-sdk-key", "ConfigCat", r#""configcat-sdk-1/" b64u{22} "/" b64u{22}"#)
        .narrow()
        .names(&["CONFIGCAT_SDK_KEY"])
        .source(C, "betterleaks"),
    row("devcycle-server-key", "DevCycle", r#""dvc_server_" [0-9A-Za-z_]{8,}"#)
        .narrow()
        .names(&["DEVCYCLE_SERVER_SDK_KEY"])
        .source(C, "betterleaks"),
    row("devcycle-client-key", "DevCycle", r#""dvc_client_" [0-9A-Za-z_]{8,}"#)
        .public()
        .names(&["DEVCYCLE_CLIENT_SDK_KEY"])
        .source(C, "betterleaks"),
    row("fullstory-api-key", "FullStory", r#""na1." b64{100}"#)
        .names(&["FULLSTORY_API_KEY"])
        .source(C, "trufflehog"),
    row("segment-public-api-token", "Segment", r#""sgp_" b62{64}"#)
        .names(&["SEGMENT_API_TOKEN", "SEGMENT_ACCESS_TOKEN"])
        .source(C, "betterleaks"),
    row("amplitude-secret-key", "Amplitude", "hex{32}")
        .names(&["AMPLITUDE_SECRET_KEY", "AMPLITUDE_API_KEY"])
        .under(&["amplitude"])
        .source(C, "betterleaks"),
    row("logfire-token", "Pydantic Logfire", r#""pylf_v1_" [a-z]{2} "_" b62{40,}"#)
        .names(&["LOGFIRE_TOKEN", "LOGFIRE_READ_TOKEN"])
        .source(D, "seen in use"),
    row("axiom-api-token", "Axiom", r#""xaat-" uuid"#)
        .names(&["AXIOM_TOKEN", "AXIOM_API_TOKEN"])
        .rotate("https://app.axiom.co/settings/api-tokens")
        .source(D, "seen in use"),
    row("dynatrace-platform-token", "Dynatrace", r#""dt0s16." A36{8,24} "." A36{64}"#)
        .names(&["DT_PLATFORM_TOKEN"])
        .source(C, "gitleaks rule generators"),
];
