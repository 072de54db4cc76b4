//! Payments, commerce, money.

use crate::rules::{
    check::Check,
    rule::{
        Grade::{A, B, C},
        Rule, row,
    },
};

pub(super) const ROWS: &[Rule] = &[
    row("shopify-access-token", "Shopify", r#""shpat_" xdigit{32,}"#)
        .narrow()
        .names(&["SHOPIFY_ACCESS_TOKEN"])
        .source(A, "secretlint, citing Shopify; betterleaks, trufflehog"),
    row("shopify-custom-app-token", "Shopify", r#""shpca_" xdigit{32,}"#)
        .narrow()
        .names(&["SHOPIFY_ACCESS_TOKEN"])
        .source(A, "secretlint, citing Shopify; betterleaks, trufflehog"),
    row("shopify-private-app-password", "Shopify", r#""shppa_" xdigit{32,}"#)
        .names(&["SHOPIFY_ACCESS_TOKEN"])
        .source(A, "secretlint, citing Shopify; betterleaks, trufflehog"),
    row("shopify-shared-secret", "Shopify", r#""shpss_" xdigit{32,}"#)
        .rotate("https://shopify.dev/docs/apps/build/authentication-authorization/client-secrets")
        .source(A, "secretlint, citing Shopify; betterleaks, trufflehog"),
    row("stripe-secret-key", "Stripe", r#""sk_live_" b62{24,}"#)
        .broad()
        .names(&["STRIPE_SECRET_KEY", "STRIPE_API_KEY", "CLERK_SECRET_KEY"])
        .rotate("https://dashboard.stripe.com/apikeys")
        .source(A, "docs.stripe.com/keys; Clerk uses the same prefix"),
    row("stripe-test-secret-key", "Stripe", r#""sk_test_" b62{24,}"#)
        .broad()
        .names(&["STRIPE_SECRET_KEY", "STRIPE_API_KEY", "CLERK_SECRET_KEY"])
        .rotate("https://dashboard.stripe.com/apikeys")
        .source(A, "docs.stripe.com/keys; Clerk uses the same prefix"),
    row("stripe-restricted-key", "Stripe", r#""rk_live_" b62{24,}"#)
        .narrow()
        .names(&["STRIPE_SECRET_KEY", "STRIPE_API_KEY"])
        .rotate("https://dashboard.stripe.com/apikeys")
        .source(A, "docs.stripe.com/keys"),
    row("stripe-test-restricted-key", "Stripe", r#""rk_test_" b62{24,}"#)
        .narrow()
        .names(&["STRIPE_SECRET_KEY", "STRIPE_API_KEY"])
        .rotate("https://dashboard.stripe.com/apikeys")
        .source(A, "docs.stripe.com/keys"),
    row("stripe-webhook-secret", "Stripe", r#""whsec_" b64{32,} eq{0,2}"#)
        .narrow()
        .names(&["STRIPE_WEBHOOK_SECRET"])
        .rotate("https://dashboard.stripe.com/apikeys")
        .source(A, "docs.stripe.com/webhooks"),
    row("stripe-publishable-key", "Stripe", r#""pk_live_" b62{20,}"#)
        .public()
        .names(&["STRIPE_PUBLISHABLE_KEY"])
        .source(A, "docs.stripe.com/keys"),
    row("stripe-test-publishable-key", "Stripe", r#""pk_test_" b62{20,}"#)
        .public()
        .names(&["STRIPE_PUBLISHABLE_KEY"])
        .source(A, "docs.stripe.com/keys"),
    row("polar-organization-token", "Polar", r#""polar_oat_" b62{43,}"#)
        .check(Check::Crc32Base62(37))
        .names(&["POLAR_ACCESS_TOKEN"])
        .rotate("https://polar.sh/settings")
        .source(A, "polar source, kit/crypto.py; betterleaks"),
    row("polar-personal-token", "Polar", r#""polar_pat_" b62{43,}"#)
        .check(Check::Crc32Base62(37))
        .names(&["POLAR_ACCESS_TOKEN"])
        .rotate("https://polar.sh/settings")
        .source(A, "polar source, kit/crypto.py; betterleaks"),
    row("polar-access-token", "Polar", r#""polar_at_" b64u{20,}"#)
        .names(&["POLAR_ACCESS_TOKEN"])
        .rotate("https://polar.sh/settings")
        .source(C, "betterleaks"),
    row("square-access-token", "Square", r#""EAAA" b64u{60}"#)
        .broad()
        .names(&["SQUARE_ACCESS_TOKEN"])
        .under(&["square", "squareup"])
        .rotate("https://developer.squareup.com/apps")
        .source(B, "betterleaks, trufflehog, Veles"),
    row("square-access-token-legacy", "Square", r#""sq0atp-" b64u{22}"#)
        .broad()
        .names(&["SQUARE_ACCESS_TOKEN"])
        .rotate("https://developer.squareup.com/apps")
        .source(B, "betterleaks, kingfisher"),
    row("square-oauth-secret", "Square", r#""sq0csp-" b64u{40,}"#)
        .names(&["SQUARE_APPLICATION_SECRET"])
        .rotate("https://developer.squareup.com/apps")
        .source(B, "trufflehog, Veles"),
    row("square-application-id", "Square", r#""sq0idp-" b64u{22}"#)
        .identifier()
        .names(&["SQUARE_APPLICATION_ID"])
        .source(B, "trufflehog, Veles"),
    row("razorpay-key-id", "Razorpay", r#""rzp_live_" b62{14}"#)
        .identifier()
        .names(&["RAZORPAY_KEY_ID"])
        .source(C, "trufflehog"),
    row("razorpay-test-key-id", "Razorpay", r#""rzp_test_" b62{14}"#)
        .identifier()
        .names(&["RAZORPAY_KEY_ID"])
        .source(C, "Razorpay docs, API keys"),
    row("flutterwave-secret-key", "Flutterwave", r#""FLWSECK-" a36{32} "-X""#)
        .names(&["FLW_SECRET_KEY", "FLUTTERWAVE_SECRET_KEY"])
        .source(C, "trufflehog"),
    row("flutterwave-test-secret-key", "Flutterwave", r#""FLWSECK_TEST-" a36{32} "-X""#)
        .names(&["FLW_SECRET_KEY", "FLUTTERWAVE_SECRET_KEY"])
        .source(C, "betterleaks"),
    row("flutterwave-public-key", "Flutterwave", r#""FLWPUBK-" a36{32} "-X""#)
        .public()
        .names(&["FLW_PUBLIC_KEY"])
        .source(C, "betterleaks"),
    row("flutterwave-test-public-key", "Flutterwave", r#""FLWPUBK_TEST-" a36{32} "-X""#)
        .public()
        .names(&["FLW_PUBLIC_KEY"])
        .source(C, "betterleaks"),
    row("plaid-access-token", "Plaid", r#""access-production-" uuid"#)
        .names(&["PLAID_ACCESS_TOKEN"])
        .source(B, "betterleaks, kingfisher"),
    row("plaid-sandbox-access-token", "Plaid", r#""access-sandbox-" uuid"#)
        .names(&["PLAID_ACCESS_TOKEN"])
        .source(B, "betterleaks, kingfisher"),
    row(
        "mercury-api-token",
        "Mercury",
        r#""mercury_production_" [a-z]{3,6} "_" b62{40,} "_yrucrem""#,
    )
    .names(&["MERCURY_API_TOKEN", "MERCURY_API_KEY"])
    .rotate("https://app.mercury.com/settings/tokens")
    .source(C, "betterleaks"),
    row("ramp-client-secret", "Ramp", r#""ramp_sec_" b62{48}"#)
        .names(&["RAMP_CLIENT_SECRET"])
        .source(B, "betterleaks, trufflehog"),
    row("ramp-client-id", "Ramp", r#""ramp_id_" b62{40}"#)
        .identifier()
        .names(&["RAMP_CLIENT_ID"])
        .source(B, "betterleaks, trufflehog"),
    row("paddle-api-key", "Paddle", r#""pdl_live_apikey_" a36{26} "_" b62{22} "_" b62{3}"#)
        .names(&["PADDLE_API_KEY"])
        .rotate("https://vendors.paddle.com/authentication-v2")
        .source(C, "betterleaks"),
    row("pagarme-secret-key", "Pagar.me", r#""ak_live_" b62{30}"#)
        .names(&["PAGARME_API_KEY"])
        .source(C, "trufflehog"),
    row("asaas-api-key", "Asaas", r#""$aact_prod_" b64u{20,}"#)
        .names(&["ASAAS_API_KEY", "ASAAS_ACCESS_TOKEN"])
        .source(C, "betterleaks"),
    row("asaas-sandbox-api-key", "Asaas", r#""$aact_hmlg_" b64u{20,}"#)
        .names(&["ASAAS_API_KEY", "ASAAS_ACCESS_TOKEN"])
        .source(C, "betterleaks"),
    row("gocardless-token", "GoCardless", r#""live_" [0-9A-Za-z_-]{40}"#)
        .names(&["GOCARDLESS_ACCESS_TOKEN"])
        .under(&["gocardless"])
        .source(B, "betterleaks, trufflehog"),
    row("shippo-token", "Shippo", r#""shippo_live_" hex{40}"#)
        .names(&["SHIPPO_API_TOKEN", "SHIPPO_API_KEY"])
        .rotate("https://goshippo.com/user/apikeys/")
        .source(C, "betterleaks"),
    row("shippo-test-token", "Shippo", r#""shippo_test_" hex{40}"#)
        .names(&["SHIPPO_API_TOKEN", "SHIPPO_API_KEY"])
        .rotate("https://goshippo.com/user/apikeys/")
        .source(C, "betterleaks"),
    row("easypost-api-key", "EasyPost", r#""EZAK" b62{54}"#)
        .names(&["EASYPOST_API_KEY"])
        .rotate("https://www.easypost.com/account/api-keys")
        .source(B, "betterleaks, trufflehog, kingfisher"),
    row("easypost-test-api-key", "EasyPost", r#""EZTK" b62{54}"#)
        .names(&["EASYPOST_API_KEY"])
        .rotate("https://www.easypost.com/account/api-keys")
        .source(B, "betterleaks, trufflehog, kingfisher"),
    row("duffel-api-token", "Duffel", r#""duffel_live_" [0-9A-Za-z_=-]{43}"#)
        .names(&["DUFFEL_ACCESS_TOKEN", "DUFFEL_API_KEY_LIVE"])
        .source(C, "betterleaks"),
    row("duffel-test-api-token", "Duffel", r#""duffel_test_" [0-9A-Za-z_=-]{43}"#)
        .names(&["DUFFEL_ACCESS_TOKEN"])
        .source(C, "betterleaks"),
    row("robinhood-crypto-api-key", "Robinhood", r#""rh-api-" uuid"#)
        .names(&["ROBINHOOD_API_KEY"])
        .source(C, "trufflehog"),
    row("evm-private-key", "Ethereum", r#""0x" xdigit{64}"#)
        .broad()
        .names(&["PRIVATE_KEY", "WALLET_PRIVATE_KEY"])
        .under(&["private", "wallet", "evm", "deployer"])
        .source(B, "betterleaks, secretlint"),
    row("evm-private-key-bare", "Ethereum", "xdigit{64}")
        .broad()
        .names(&["PRIVATE_KEY", "WALLET_PRIVATE_KEY"])
        .under(&["private", "wallet", "evm", "deployer"])
        .source(B, "betterleaks, secretlint"),
    row("maxmind-license-key", "MaxMind", r#"[0-9A-Za-z_]{36} "_mmk""#)
        .names(&["MAXMIND_LICENSE_KEY"])
        .rotate("https://support.maxmind.com/hc/en-us/articles/4407111898779")
        .source(B, "betterleaks, trufflehog"),
];
