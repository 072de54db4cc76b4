//! Chat, telephony and social networks.

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
        .rotate("https://api.slack.com/apps")
        .source(A, "api.slack.com/authentication/token-types"),
    row("slack-user-token", "Slack", r#""xoxp-" digit{8,} "-" [0-9A-Za-z-]{20,}"#)
        .broad()
        .names(&["SLACK_USER_TOKEN", "SLACK_TOKEN", "SLACK_MCP_XOXP_TOKEN"])
        .rotate("https://api.slack.com/apps")
        .source(A, "api.slack.com/authentication/token-types"),
    row(
        "slack-app-token",
        "Slack",
        r#""xapp-" digit{1} "-A" [0-9A-Z]{8,} "-" digit{10,} "-" b62{60,}"#,
    )
    .names(&["SLACK_APP_TOKEN"])
    .rotate("https://api.slack.com/apps")
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
        .rotate("https://api.slack.com/apps")
        .source(B, "api.slack.com/authentication/token-types; betterleaks, Veles"),
    row("slack-refresh-token", "Slack", r#""xoxe-" digit{1} "-" b62{100,}"#)
        .rotate("https://api.slack.com/apps")
        .source(B, "api.slack.com/authentication/token-types; betterleaks, Veles"),
    row(
        "slack-webhook-url",
        "Slack",
        r#""https://hooks.slack.com/services/T" [0-9A-Z]{8,} "/B" [0-9A-Z]{8,} "/" ( b62{20,} )"#,
    )
    .narrow()
    .names(&["SLACK_WEBHOOK_URL"])
    .rotate("https://api.slack.com/apps")
    .source(A, "betterleaks, secretlint"),
    row(
        "discord-webhook-url",
        "Discord",
        r#""https://discord.com/api/webhooks/" digit{17,} "/" ( b64u{60,} )"#,
    )
    .narrow()
    .names(&["DISCORD_WEBHOOK_URL"])
    .source(D, "seen in use"),
    row("telegram-bot-token", "Telegram", r#"digit{8,10} ":AA" b64u{32,}"#)
        .broad()
        .names(&["TELEGRAM_BOT_TOKEN"])
        .rotate("https://t.me/BotFather")
        .source(B, "betterleaks, trufflehog"),
    row("telegram-bot-token-in-url", "Telegram", r#""/bot" ( digit{8,10} ":AA" b64u{32,} )"#)
        .broad()
        .names(&["TELEGRAM_BOT_TOKEN"])
        .rotate("https://t.me/BotFather")
        .source(A, "core.telegram.org/bots/api"),
    row("slack-workspace-token", "Slack", r#""xoxa-" digit{1,} "-" [0-9A-Za-z-]{8,}"#)
        .names(&["SLACK_TOKEN"])
        .rotate("https://api.slack.com/apps")
        .source(B, "betterleaks, trufflehog"),
    row("slack-legacy-user-token", "Slack", r#""xoxs-" digit{1,} "-" [0-9A-Za-z-]{8,}"#)
        .names(&["SLACK_TOKEN"])
        .rotate("https://api.slack.com/apps")
        .source(B, "betterleaks, trufflehog"),
    row("slack-legacy-token", "Slack", r#""xoxo-" digit{1,} "-" [0-9A-Za-z-]{8,}"#)
        .names(&["SLACK_TOKEN"])
        .rotate("https://api.slack.com/apps")
        .source(B, "betterleaks, trufflehog"),
    row(
        "slack-workflow-webhook-url",
        "Slack",
        r#""https://hooks.slack.com/workflows/T" [0-9A-Za-z/]{50,}"#,
    )
    .narrow()
    .names(&["SLACK_WEBHOOK_URL"])
    .rotate("https://api.slack.com/apps")
    .source(B, "betterleaks, trufflehog"),
    row(
        "slack-trigger-webhook-url",
        "Slack",
        r#""https://hooks.slack.com/triggers/" [0-9A-Za-z/]{40,}"#,
    )
    .narrow()
    .names(&["SLACK_WEBHOOK_URL"])
    .rotate("https://api.slack.com/apps")
    .source(C, "betterleaks"),
    row(
        "discord-bot-token",
        "Discord",
        r#"[MNO]{1} [DTjz]{1} [ADEIMNOQTUYcgjkw-z0-5]{20,26} "." b64u{6} "." b64u{27,}"#,
    )
    .broad()
    .names(&["DISCORD_TOKEN", "DISCORD_BOT_TOKEN"])
    .under(&["discord"])
    .rotate("https://discord.com/developers/applications")
    .source(B, "trufflehog, Veles; the first part is the user id in base64"),
    row("discord-client-secret", "Discord", "b64u{32}")
        .names(&["DISCORD_CLIENT_SECRET"])
        .under(&["discord"])
        .rotate("https://discord.com/developers/applications")
        .source(C, "betterleaks"),
    row("twilio-secret", "Twilio", "b62{32}")
        .broad()
        .names(&["TWILIO_AUTH_TOKEN", "TWILIO_API_SECRET", "TWILIO_API_KEY_SECRET"])
        .under(&["twilio"])
        .rotate("https://www.twilio.com/console/project/api-keys")
        .source(B, "1Password shell plugins, trufflehog"),
    row("twilio-account-sid", "Twilio", r#""AC" hex{32}"#)
        .identifier()
        .names(&["TWILIO_ACCOUNT_SID"])
        .under(&["twilio"])
        .source(A, "Twilio docs, string identifiers"),
    row("twilio-api-key-sid", "Twilio", r#""SK" hex{32}"#)
        .identifier()
        .names(&["TWILIO_API_KEY", "TWILIO_API_KEY_SID"])
        .under(&["twilio"])
        .source(A, "Twilio docs, string identifiers"),
    row("matrix-access-token", "Matrix (Synapse)", r#""syt_" b64{2,} "_" [A-Za-z]{20} "_" b62{6}"#)
        .check(Check::Crc32Base62OfAll)
        .broad()
        .names(&["MATRIX_ACCESS_TOKEN"])
        .source(A, "Synapse source, handlers/auth.py"),
    row(
        "matrix-refresh-token",
        "Matrix (Synapse)",
        r#""syr_" b64{2,} "_" [A-Za-z]{20} "_" b62{6}"#,
    )
    .check(Check::Crc32Base62OfAll)
    .broad()
    .source(A, "Synapse source, handlers/auth.py"),
    row("mattermost-token", "Mattermost", "a36{26}")
        .names(&["MATTERMOST_TOKEN", "MATTERMOST_ACCESS_TOKEN"])
        .under(&["mattermost"])
        .source(C, "betterleaks"),
    row("zulip-api-key", "Zulip", "b62{32}")
        .names(&["ZULIP_API_KEY"])
        .under(&["zulip"])
        .source(C, "trufflehog"),
    row("lark-app-id", "Lark", r#""cli_" [a-z0-9]{16}"#)
        .identifier()
        .names(&["LARK_APP_ID", "FEISHU_APP_ID", "APP_ID"])
        .source(C, "betterleaks"),
    row("lark-app-secret", "Lark", "b62{32}")
        .names(&["LARK_APP_SECRET", "FEISHU_APP_SECRET"])
        .under(&["lark", "larksuite", "feishu"])
        .rotate("https://open.feishu.cn/app")
        .source(C, "betterleaks"),
    row("telnyx-api-key", "Telnyx", r#""KEY" b64u{55}"#)
        .names(&["TELNYX_API_KEY"])
        .under(&["telnyx"])
        .rotate("https://portal.telnyx.com/#/app/api-keys")
        .source(C, "betterleaks"),
    row("twitter-api-key", "X (Twitter)", "b62{25}")
        .names(&["TWITTER_API_KEY", "TWITTER_CONSUMER_KEY"])
        .under(&["twitter"])
        .rotate("https://developer.x.com/en/portal/dashboard")
        .source(B, "betterleaks, trufflehog"),
    row("twitter-api-secret", "X (Twitter)", "b62{50}")
        .names(&["TWITTER_API_SECRET", "TWITTER_API_SECRET_KEY"])
        .under(&["twitter"])
        .rotate("https://developer.x.com/en/portal/dashboard")
        .source(B, "betterleaks, trufflehog"),
    row("twitter-access-token", "X (Twitter)", r#"digit{15,25} "-" b62{20,40}"#)
        .names(&["TWITTER_ACCESS_TOKEN"])
        .under(&["twitter"])
        .rotate("https://developer.x.com/en/portal/dashboard")
        .source(B, "betterleaks, trufflehog"),
    row("twitter-access-secret", "X (Twitter)", "b62{45}")
        .names(&["TWITTER_ACCESS_TOKEN_SECRET", "TWITTER_ACCESS_SECRET"])
        .under(&["twitter"])
        .rotate("https://developer.x.com/en/portal/dashboard")
        .source(B, "betterleaks, trufflehog"),
    row("twitter-bearer-token", "X (Twitter)", r#""AAAAAAAAAAAAAAAAAAAAA" [0-9A-Za-z%]{80,}"#)
        .names(&["TWITTER_BEARER_TOKEN"])
        .under(&["twitter"])
        .rotate("https://developer.x.com/en/portal/dashboard")
        .source(B, "betterleaks, trufflehog"),
    row("facebook-access-token", "Meta", r#""EAA" b62{90,}"#)
        .names(&[
            "FACEBOOK_ACCESS_TOKEN",
            "META_ACCESS_TOKEN",
            "WHATSAPP_TOKEN",
            "INSTAGRAM_ACCESS_TOKEN",
        ])
        .under(&["facebook", "fb", "meta", "instagram", "whatsapp"])
        .rotate("https://developers.facebook.com/apps")
        .source(B, "betterleaks, kingfisher"),
    row("twitch-access-token", "Twitch", "a36{30}")
        .names(&["TWITCH_ACCESS_TOKEN", "TWITCH_OAUTH_TOKEN"])
        .under(&["twitch"])
        .source(B, "betterleaks, trufflehog"),
    row("spotify-client-secret", "Spotify", "hex{32}")
        .names(&["SPOTIFY_CLIENT_SECRET"])
        .under(&["spotify"])
        .rotate("https://developer.spotify.com/dashboard")
        .source(C, "trufflehog, kingfisher"),
];
