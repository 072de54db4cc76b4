//! Clouds, hosting and networks.

use crate::rules::{
    check::Check,
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
    row("google-oauth-client-secret", "Google", r#""GOCSPX-" b64u{24,}"#)
        .names(&["GOOGLE_CLIENT_SECRET", "GOOGLE_OAUTH_CLIENT_SECRET"])
        .rotate("https://console.cloud.google.com/auth/clients")
        .source(C, "GitHub secret scanning"),
    row("google-oauth-access-token", "Google", r#""ya29." b64u{60,}"#)
        .names(&["GOOGLE_OAUTH_ACCESS_TOKEN"])
        .rotate("https://myaccount.google.com/connections")
        .source(D, "seen in use"),
    row("google-oauth-refresh-token", "Google", r#""1//0" b64u{60,}"#)
        .names(&["GOOGLE_REFRESH_TOKEN"])
        .rotate("https://myaccount.google.com/connections")
        .source(D, "seen in use"),
    row("digitalocean-pat", "DigitalOcean", r#""dop_v1_" hex{64}"#)
        .names(&["DIGITALOCEAN_API_TOKEN", "DIGITALOCEAN_ACCESS_TOKEN"])
        .rotate("https://cloud.digitalocean.com/account/api/tokens")
        .source(B, "1Password shell plugins, betterleaks, trufflehog, Veles"),
    row("digitalocean-oauth-token", "DigitalOcean", r#""doo_v1_" hex{64}"#)
        .names(&["DIGITALOCEAN_API_TOKEN", "DIGITALOCEAN_ACCESS_TOKEN"])
        .rotate("https://cloud.digitalocean.com/account/api/tokens")
        .source(B, "1Password shell plugins, betterleaks, trufflehog, Veles"),
    row("digitalocean-refresh-token", "DigitalOcean", r#""dor_v1_" hex{64}"#)
        .names(&["DIGITALOCEAN_API_TOKEN", "DIGITALOCEAN_ACCESS_TOKEN"])
        .rotate("https://cloud.digitalocean.com/account/api/tokens")
        .source(B, "1Password shell plugins, betterleaks, trufflehog, Veles"),
    row("cloudflare-user-token", "Cloudflare", r#""cfut_" b62{40} hex{8}"#)
        .check(Check::Crc32Hex)
        .names(&["CLOUDFLARE_API_TOKEN", "CF_API_TOKEN"])
        .rotate("https://dash.cloudflare.com/profile/api-tokens")
        .source(A, "developers.cloudflare.com, token formats"),
    row("cloudflare-account-token", "Cloudflare", r#""cfat_" b62{40} hex{8}"#)
        .check(Check::Crc32Hex)
        .names(&["CLOUDFLARE_API_TOKEN", "CF_API_TOKEN"])
        .rotate("https://dash.cloudflare.com/?to=/:account/api-tokens")
        .source(A, "developers.cloudflare.com, token formats"),
    row("cloudflare-global-key", "Cloudflare", r#""cfk_" b62{40} hex{8}"#)
        .check(Check::Crc32Hex)
        .broad()
        .names(&["CLOUDFLARE_API_KEY"])
        .rotate("https://dash.cloudflare.com/profile/api-tokens")
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
        .rotate("https://vercel.com/d?to=%2F%5Bteam%5D%2F%7E%2Fai%2Fapi-keys")
        .source(B, "betterleaks, secretlint"),
    row("netlify-token", "Netlify", r#""nfp_" b62{36,}"#)
        .names(&["NETLIFY_AUTH_TOKEN"])
        .rotate("https://app.netlify.com/user/applications#personal-access-tokens")
        .source(C, "trufflehog"),
    row("heroku-api-key", "Heroku", r#""HRKU-" b64u{58,}"#)
        .broad()
        .names(&["HEROKU_API_KEY"])
        .rotate("https://dashboard.heroku.com/account")
        .source(A, "Heroku devcenter, prefixed tokens; betterleaks, Veles"),
    row("render-api-key", "Render", r#""rnd_" b62{28,}"#)
        .broad()
        .names(&["RENDER_API_KEY"])
        .rotate("https://dashboard.render.com/u/settings#api-keys")
        .source(C, "betterleaks"),
    row("fly-access-token", "Fly.io", r#""FlyV1 fm" [0-9A-Za-z_+/=,-]{100,}"#)
        .check(Check::FlyMacaroon)
        .names(&["FLY_API_TOKEN"])
        .rotate("https://fly.io/user/personal_access_tokens")
        .source(B, "betterleaks, trufflehog"),
    row("tailscale-auth-key", "Tailscale", r#""tskey-auth-" b62{8,} "-" b62{16,}"#)
        .narrow()
        .names(&["TS_AUTHKEY", "TAILSCALE_AUTHKEY"])
        .rotate("https://login.tailscale.com/admin/settings/keys")
        .source(A, "secretlint, citing Tailscale; betterleaks, trufflehog"),
    row("aws-bearer-access-key-id", "AWS", r#""ABIA" b32{16}"#)
        .identifier()
        .names(&["AWS_ACCESS_KEY_ID"])
        .source(A, "AWS IAM user guide, unique identifiers"),
    row("aws-context-credential-id", "AWS", r#""ACCA" b32{16}"#)
        .identifier()
        .names(&["AWS_ACCESS_KEY_ID"])
        .source(A, "AWS IAM user guide, unique identifiers"),
    row("aws-secret-access-key", "AWS", "b64{40}")
        .names(&["AWS_SECRET_ACCESS_KEY", "AWS_SECRET_KEY"])
        .under(&["aws"])
        .rotate("https://console.aws.amazon.com/iam")
        .source(A, "1Password shell plugins, betterleaks, trufflehog, Veles"),
    row("alibaba-access-key-id", "Alibaba Cloud", r#""LTAI" b62{17,21}"#)
        .identifier()
        .names(&["ALIBABA_CLOUD_ACCESS_KEY_ID"])
        .source(B, "betterleaks, trufflehog"),
    row("alibaba-access-key-secret", "Alibaba Cloud", "b62{30}")
        .names(&["ALIBABA_CLOUD_ACCESS_KEY_SECRET"])
        .under(&["alibaba", "aliyun"])
        .rotate("https://ram.console.aliyun.com/manage/ak")
        .source(B, "betterleaks, trufflehog"),
    row("google-cloud-hmac-key-id", "Google Cloud", r#""GOOG1E" A36{55}"#)
        .identifier()
        .names(&["GCS_ACCESS_KEY_ID"])
        .source(C, "Veles"),
    row(
        "google-oauth-client-id",
        "Google",
        r#"digit{6,15} "-" a36{20,} ".apps.googleusercontent.com""#,
    )
    .identifier()
    .names(&["GOOGLE_CLIENT_ID", "GOOGLE_OAUTH_CLIENT_ID"])
    .under(&["google", "gmail", "gdrive", "gcp", "client", "oauth"])
    .source(B, "Veles; Google identity docs"),
    row("ibm-cloud-api-key", "IBM Cloud", "b64u{42,44}")
        .names(&["IBMCLOUD_API_KEY", "IBM_CLOUD_API_KEY"])
        .under(&["ibm", "ibmcloud", "watsonx"])
        .rotate("https://cloud.ibm.com/iam/apikeys")
        .source(B, "betterleaks, trufflehog"),
    row("scaleway-secret-key", "Scaleway", "uuid")
        .names(&["SCW_SECRET_KEY", "SCALEWAY_API_KEY"])
        .under(&["scaleway", "scw"])
        .rotate("https://console.scaleway.com/iam/api-keys")
        .source(B, "betterleaks, trufflehog"),
    row("hetzner-api-token", "Hetzner Cloud", "b62{64}")
        .names(&["HCLOUD_TOKEN", "HETZNER_API_TOKEN"])
        .under(&["hcloud", "hetzner"])
        .rotate("https://console.hetzner.cloud/projects")
        .source(C, "1Password shell plugins"),
    row("linode-api-token", "Linode", "hex{64}")
        .names(&["LINODE_TOKEN", "LINODE_CLI_TOKEN", "LINODE_API_TOKEN"])
        .under(&["linode"])
        .rotate("https://cloud.linode.com/profile/tokens")
        .source(C, "1Password shell plugins"),
    row("vultr-api-key", "Vultr", "A36{36}")
        .names(&["VULTR_API_KEY"])
        .under(&["vultr"])
        .rotate("https://my.vultr.com/settings/#settingsapi")
        .source(B, "1Password shell plugins, kingfisher"),
    row("civo-api-key", "Civo", "b62{50}")
        .names(&["CIVO_TOKEN", "CIVO_API_KEY"])
        .under(&["civo"])
        .rotate("https://dashboard.civo.com/security")
        .source(B, "1Password shell plugins, betterleaks"),
    row("upcloud-api-token", "UpCloud", r#""ucat_" b62{24,}"#)
        .names(&["UPCLOUD_TOKEN"])
        .rotate("https://hub.upcloud.com/people/accounts")
        .source(C, "betterleaks"),
    row("cloudflare-token-legacy", "Cloudflare", "b64u{40}")
        .narrow()
        .names(&["CLOUDFLARE_API_TOKEN", "CF_API_TOKEN"])
        .under(&["cloudflare", "cf"])
        .rotate("https://dash.cloudflare.com/profile/api-tokens")
        .source(B, "1Password shell plugins, betterleaks, Veles"),
    row("cloudflare-global-key-legacy", "Cloudflare", "hex{37}")
        .broad()
        .names(&["CLOUDFLARE_API_KEY", "CF_API_KEY"])
        .under(&["cloudflare", "cf"])
        .rotate("https://dash.cloudflare.com/profile/api-tokens")
        .source(B, "betterleaks, trufflehog"),
    row("cloudflare-origin-ca-key", "Cloudflare", r#""v1.0-" hex{24} "-" hex{146}"#)
        .names(&["CLOUDFLARE_API_USER_SERVICE_KEY"])
        .rotate("https://dash.cloudflare.com/profile/api-tokens")
        .source(B, "betterleaks, trufflehog"),
    row("vercel-token-legacy", "Vercel", "b62{24}")
        .names(&["VERCEL_TOKEN", "VERCEL_API_KEY", "VERCEL_API_TOKEN"])
        .under(&["vercel"])
        .rotate("https://vercel.com/account/tokens")
        .source(B, "1Password shell plugins, betterleaks, trufflehog"),
    row("netlify-token-legacy", "Netlify", "b64u{40,46}")
        .broad()
        .names(&["NETLIFY_AUTH_TOKEN", "NETLIFY_PERSONAL_ACCESS_TOKEN"])
        .under(&["netlify"])
        .rotate("https://app.netlify.com/user/applications#personal-access-tokens")
        .source(B, "betterleaks, trufflehog"),
    row("heroku-api-key-legacy", "Heroku", "uuid")
        .broad()
        .names(&["HEROKU_API_KEY"])
        .under(&["heroku"])
        .rotate("https://dashboard.heroku.com/account")
        .source(B, "1Password shell plugins, betterleaks"),
    row("railway-token", "Railway", "uuid")
        .names(&["RAILWAY_TOKEN", "RAILWAY_API_TOKEN"])
        .under(&["railway"])
        .rotate("https://railway.com/account/tokens")
        .source(C, "trufflehog"),
    row("ngrok-authtoken", "ngrok", r#""2" b62{26} "_" digit{1} b62{20,}"#)
        .names(&["NGROK_AUTHTOKEN", "NGROK_API_KEY"])
        .under(&["ngrok"])
        .rotate("https://dashboard.ngrok.com/get-started/your-authtoken")
        .source(B, "1Password shell plugins, betterleaks, trufflehog"),
    row("scalingo-api-token", "Scalingo", r#""tk-us-" b64u{48}"#)
        .names(&["SCALINGO_API_TOKEN"])
        .source(C, "betterleaks"),
    row("openshift-user-token", "OpenShift", r#""sha256~" b64u{43}"#)
        .broad()
        .names(&["OPENSHIFT_TOKEN"])
        .source(C, "betterleaks"),
    row("exoscale-api-key", "Exoscale", r#""EXO" hex{24}"#)
        .identifier()
        .names(&["EXOSCALE_API_KEY"])
        .source(C, "betterleaks"),
    row("zuplo-api-key", "Zuplo", r#""zpka_" a36{32} "_" hex{8}"#)
        .names(&["ZUPLO_API_KEY"])
        .source(C, "betterleaks"),
    row("netbird-token", "NetBird", r#""nbp_" b62{36}"#)
        .check(Check::Crc32Base62(30))
        .broad()
        .names(&["NB_API_TOKEN", "NETBIRD_API_TOKEN"])
        .rotate("https://app.netbird.io/team/users")
        .source(A, "netbird source, personal_access_token.go"),
    row("zerotier-token", "ZeroTier", "b62{32}")
        .names(&["ZEROTIER_CENTRAL_TOKEN", "ZEROTIER_TOKEN"])
        .under(&["zerotier"])
        .rotate("https://my.zerotier.com/account")
        .source(C, "kingfisher"),
    row("fastly-api-token", "Fastly", "b64u{32}")
        .names(&["FASTLY_API_TOKEN", "FASTLY_API_KEY"])
        .under(&["fastly"])
        .rotate("https://manage.fastly.com/account/personal/tokens")
        .source(B, "1Password shell plugins, betterleaks, trufflehog"),
    row("tailscale-api-key", "Tailscale", r#""tskey-api-" b62{8,} "-" b62{16,}"#)
        .broad()
        .names(&["TAILSCALE_API_KEY"])
        .rotate("https://login.tailscale.com/admin/settings/keys")
        .source(A, "Tailscale docs, key prefixes; secretlint, trufflehog"),
    row("tailscale-oauth-client-secret", "Tailscale", r#""tskey-client-" b62{8,} "-" b62{16,}"#)
        .narrow()
        .names(&["TAILSCALE_OAUTH_CLIENT_SECRET"])
        .rotate("https://login.tailscale.com/admin/settings/keys")
        .source(A, "Tailscale docs, key prefixes; secretlint, trufflehog"),
    row("tailscale-scim-key", "Tailscale", r#""tskey-scim-" b62{8,} "-" b62{16,}"#)
        .narrow()
        .rotate("https://login.tailscale.com/admin/settings/keys")
        .source(A, "Tailscale docs, key prefixes; secretlint, trufflehog"),
    row("tailscale-webhook-key", "Tailscale", r#""tskey-webhook-" b62{8,} "-" b62{16,}"#)
        .narrow()
        .rotate("https://login.tailscale.com/admin/settings/keys")
        .source(A, "Tailscale docs, key prefixes; secretlint, trufflehog"),
    row("vercel-blob-token", "Vercel", r#""vercel_blob_rw_" b62{12,} "_" b62{20,}"#)
        .narrow()
        .names(&["BLOB_READ_WRITE_TOKEN"])
        .source(D, "seen in use"),
];
