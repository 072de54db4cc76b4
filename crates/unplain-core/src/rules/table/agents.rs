//! Coding agents and what is made for them.

use crate::rules::rule::{
    Grade::{B, C, D},
    Rule, row,
};

pub(super) const ROWS: &[Rule] = &[
    row("cursor-api-key", "Cursor", r#""crsr_" b64u{32,}"#)
        .names(&["CURSOR_API_KEY"])
        .rotate("https://cursor.com/dashboard")
        .source(D, "1Password shell plugins"),
    row("kiro-api-key", "Kiro", r#""ksk_" b64u{32,}"#)
        .names(&["KIRO_API_KEY"])
        .rotate("https://app.kiro.dev")
        .source(D, "1Password shell plugins"),
    row("cursor-api-key-hex", "Cursor", r#""key_" hex{64}"#)
        .names(&["CURSOR_API_KEY"])
        .rotate("https://cursor.com/dashboard")
        .source(B, "betterleaks, Veles"),
    row("devin-user-api-key", "Devin", r#""apk_user_" b64{120,} eq{0,2}"#)
        .broad()
        .names(&["DEVIN_API_KEY"])
        .rotate("https://app.devin.ai/settings/api-keys")
        .source(C, "betterleaks"),
    row("devin-service-api-key", "Devin", r#""apk_" b64{80,} eq{0,2}"#)
        .names(&["DEVIN_API_KEY"])
        .rotate("https://app.devin.ai/settings/api-keys")
        .source(C, "betterleaks"),
    row("devin-service-user-token", "Devin", r#""cog_" [a-z2-7]{52}"#)
        .names(&["DEVIN_API_KEY"])
        .rotate("https://app.devin.ai/settings/api-keys")
        .source(C, "betterleaks"),
    row("greptile-api-key", "Greptile", "b64{48}")
        .names(&["GREPTILE_API_KEY"])
        .under(&["greptile"])
        .rotate("https://app.greptile.com/settings/api")
        .source(C, "betterleaks"),
    row("sourcegraph-access-token", "Sourcegraph", r#""sgp_" hex{16} "_" hex{40}"#)
        .names(&["SRC_ACCESS_TOKEN", "SOURCEGRAPH_TOKEN"])
        .rotate("https://sourcegraph.com/user/settings/tokens")
        .source(B, "betterleaks, trufflehog"),
    row("sourcegraph-access-token-local", "Sourcegraph", r#""sgp_local_" hex{40}"#)
        .names(&["SRC_ACCESS_TOKEN", "SOURCEGRAPH_TOKEN"])
        .rotate("https://sourcegraph.com/user/settings/tokens")
        .source(B, "betterleaks, trufflehog"),
    row("sourcegraph-access-token-2", "Sourcegraph", r#""sgp_" hex{40}"#)
        .names(&["SRC_ACCESS_TOKEN", "SOURCEGRAPH_TOKEN"])
        .rotate("https://sourcegraph.com/user/settings/tokens")
        .source(B, "betterleaks, trufflehog"),
    row("sourcegraph-cody-gateway-key", "Sourcegraph", r#""slk_" hex{64}"#)
        .names(&["SRC_ACCESS_TOKEN"])
        .rotate("https://sourcegraph.com/user/settings/tokens")
        .source(C, "trufflehog"),
    row("claude-session-key", "Anthropic", r#""sk-ant-sid01-" b64u{60,}"#)
        .broad()
        .names(&["CLAUDE_SESSION_KEY"])
        .source(C, "GitHub secret scanning; prefix seen in use"),
];
