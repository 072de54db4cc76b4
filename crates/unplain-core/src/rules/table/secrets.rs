//! Secret managers and identity.

use crate::rules::{
    check::Check,
    rule::{
        Grade::{A, B, C},
        Rule, row,
    },
};

pub(super) const ROWS: &[Rule] = &[
    row("doppler-personal-token", "Doppler", r#""dp.pt." b62{40,}"#)
        .broad()
        .names(&["DOPPLER_TOKEN"])
        .rotate("https://dashboard.doppler.com/")
        .source(A, "docs.doppler.com/reference/auth-token-formats"),
    row("doppler-cli-token", "Doppler", r#""dp.ct." b62{40,}"#)
        .broad()
        .names(&["DOPPLER_TOKEN"])
        .rotate("https://dashboard.doppler.com/")
        .source(A, "docs.doppler.com/reference/auth-token-formats"),
    row("doppler-service-account-token", "Doppler", r#""dp.sa." b62{40,}"#)
        .names(&["DOPPLER_TOKEN"])
        .rotate("https://dashboard.doppler.com/")
        .source(A, "docs.doppler.com/reference/auth-token-formats"),
    row("doppler-scim-token", "Doppler", r#""dp.scim." b62{40,}"#)
        .narrow()
        .names(&["DOPPLER_TOKEN"])
        .rotate("https://dashboard.doppler.com/")
        .source(A, "docs.doppler.com/reference/auth-token-formats"),
    row("doppler-audit-token", "Doppler", r#""dp.audit." b62{40,}"#)
        .narrow()
        .names(&["DOPPLER_TOKEN"])
        .rotate("https://dashboard.doppler.com/")
        .source(A, "docs.doppler.com/reference/auth-token-formats"),
    row("doppler-service-token", "Doppler", r#""dp.st." [0-9A-Za-z_.-]{40,}"#)
        .narrow()
        .names(&["DOPPLER_TOKEN"])
        .rotate("https://dashboard.doppler.com/")
        .source(A, "docs.doppler.com/reference/auth-token-formats"),
    row("onepassword-service-account-token", "1Password", r#""ops_eyJ" b64{200,} eq{0,2}"#)
        .check(Check::Json("signInAddress"))
        .narrow()
        .names(&["OP_SERVICE_ACCOUNT_TOKEN"])
        .rotate("https://developer.1password.com/docs/service-accounts/manage-service-accounts/")
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
        .rotate("https://developer.hashicorp.com/vault/docs/commands/token/revoke")
        .source(A, "HashiCorp Vault docs, tokens"),
    row("vault-batch-token", "HashiCorp Vault", r#""hvb." b64u{100,}"#)
        .names(&["VAULT_TOKEN"])
        .rotate("https://developer.hashicorp.com/vault/docs/commands/token/revoke")
        .source(A, "HashiCorp Vault docs, tokens"),
    row("vault-recovery-token", "HashiCorp Vault", r#""hvr." b64u{24,}"#)
        .names(&["VAULT_TOKEN"])
        .rotate("https://developer.hashicorp.com/vault/docs/commands/token/revoke")
        .source(A, "HashiCorp Vault docs, tokens"),
    row("okta-api-token", "Okta", r#""00" b64u{40}"#)
        .broad()
        .names(&["OKTA_API_TOKEN", "OKTA_CLIENT_TOKEN"])
        .under(&["okta"])
        .rotate("https://developer.okta.com/docs/guides/create-an-api-token/main/")
        .source(B, "1Password shell plugins, betterleaks, trufflehog"),
    row("onepassword-recovery-key", "1Password", r#""1PRK" [0-9A-Z-]{65}"#)
        .broad()
        .source(C, "Veles"),
    row("unkey-root-key", "Unkey", r#""unkey_" b62{20,}"#)
        .names(&["UNKEY_ROOT_KEY"])
        .rotate("https://app.unkey.com/settings/root-keys")
        .source(C, "betterleaks"),
    row("jumpcloud-api-key", "JumpCloud", "hex{40}")
        .broad()
        .names(&["JUMPCLOUD_API_KEY"])
        .under(&["jumpcloud"])
        .source(B, "betterleaks, trufflehog"),
    row("persona-api-key", "Persona", r#""persona_production_" b64u{20,}"#)
        .names(&["PERSONA_API_KEY"])
        .source(C, "betterleaks"),
    row("onfido-api-token", "Onfido", r#""api_live." b64u{20,}"#)
        .names(&["ONFIDO_API_TOKEN"])
        .source(C, "betterleaks"),
    row("onfido-api-token-us", "Onfido", r#""api_live_us." b64u{20,}"#)
        .names(&["ONFIDO_API_TOKEN"])
        .source(C, "betterleaks"),
    row("onfido-api-token-ca", "Onfido", r#""api_live_ca." b64u{20,}"#)
        .names(&["ONFIDO_API_TOKEN"])
        .source(C, "betterleaks"),
    row("yandex-api-key", "Yandex Cloud", r#""AQVN" b64u{35,50}"#)
        .names(&["YANDEX_API_KEY", "YC_API_KEY"])
        .source(B, "betterleaks, kingfisher"),
    row("truffle-enterprise-secret", "TruffleHog", r#""thog-secret-" hex{32}"#)
        .source(C, "trufflehog"),
];
