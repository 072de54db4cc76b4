//! E-mail and marketing.

use crate::rules::rule::{
    Grade::{A, B, C},
    Rule, row,
};

pub(super) const ROWS: &[Rule] = &[
    row("sendgrid-api-key", "SendGrid", r#""SG." b64u{22} "." b64u{43,}"#)
        .names(&["SENDGRID_API_KEY"])
        .rotate("https://app.sendgrid.com/settings/api_keys")
        .source(A, "betterleaks, Veles"),
    row("resend-api-key", "Resend", r#""re_" b58{8} "_" b58{24,}"#)
        .names(&["RESEND_API_KEY"])
        .rotate("https://resend.com/api-keys")
        .source(C, "betterleaks"),
    row("mailgun-api-key", "Mailgun", r#"hex{32} "-" hex{8} "-" hex{8}"#)
        .names(&["MAILGUN_API_KEY"])
        .under(&["mailgun"])
        .rotate("https://app.mailgun.com/settings/api_security")
        .source(B, "betterleaks, trufflehog"),
    row("mailgun-api-key-legacy", "Mailgun", r#""key-" a36{32}"#)
        .names(&["MAILGUN_API_KEY"])
        .under(&["mailgun"])
        .rotate("https://app.mailgun.com/settings/api_security")
        .source(B, "betterleaks, trufflehog"),
    row("mailchimp-api-key", "Mailchimp", r#"hex{32} "-us" digit{1,2}"#)
        .broad()
        .names(&["MAILCHIMP_API_KEY"])
        .rotate("https://mailchimp.com/help/about-api-keys")
        .source(B, "betterleaks, trufflehog"),
    row("brevo-api-key", "Brevo", r#""xkeysib-" hex{64} "-" b62{16}"#)
        .names(&["BREVO_API_KEY", "SENDINBLUE_API_KEY"])
        .rotate("https://app.brevo.com/settings/keys/api")
        .source(B, "betterleaks, trufflehog"),
    row("mailersend-api-token", "MailerSend", r#""mlsn." b62{30,}"#)
        .names(&["MAILERSEND_API_KEY", "MAILERSEND_API_TOKEN"])
        .rotate("https://app.mailersend.com/api-tokens")
        .source(C, "betterleaks"),
    row("postmark-server-token", "Postmark", "uuid")
        .names(&["POSTMARK_SERVER_TOKEN", "POSTMARK_API_TOKEN"])
        .under(&["postmark"])
        .rotate("https://account.postmarkapp.com/servers")
        .source(C, "trufflehog, kingfisher"),
    row("klaviyo-private-key", "Klaviyo", r#""pk_" hex{34}"#)
        .names(&["KLAVIYO_API_KEY", "PRIVATE_API_KEY"])
        .rotate("https://www.klaviyo.com/settings/account/api-keys")
        .source(B, "betterleaks, trufflehog"),
    row("klaviyo-private-key-2", "Klaviyo", r#""pk_" b62{6} "_" hex{34}"#)
        .names(&["KLAVIYO_API_KEY", "PRIVATE_API_KEY"])
        .rotate("https://www.klaviyo.com/settings/account/api-keys")
        .source(C, "trufflehog"),
    row("onesignal-api-key", "OneSignal", r#""os_v2_" [a-z]{3} "_" [a-z2-7]{103}"#)
        .names(&["ONESIGNAL_API_KEY", "ONESIGNAL_REST_API_KEY"])
        .source(C, "betterleaks"),
    row("messagebird-api-key", "Bird", "b62{25}")
        .names(&["MESSAGEBIRD_API_KEY", "BIRD_API_KEY"])
        .under(&["messagebird", "bird"])
        .source(B, "betterleaks, trufflehog"),
];
