//! Work tools: tasks, documents, customers, design.

use crate::rules::rule::{
    Grade::{B, C, D},
    Rule, row,
};

pub(super) const ROWS: &[Rule] = &[
    row("linear-api-key", "Linear", r#""lin_api_" b62{40,}"#)
        .names(&["LINEAR_API_KEY", "LINEAR_API_TOKEN"])
        .rotate("https://linear.app/settings/account/security")
        .source(B, "betterleaks, trufflehog"),
    row("linear-oauth-token", "Linear", r#""lin_oauth_" b62{40,}"#)
        .names(&["LINEAR_API_TOKEN"])
        .rotate("https://linear.app/settings/account/security")
        .source(B, "betterleaks, trufflehog"),
    row("notion-token", "Notion", r#""ntn_" digit{8} b62{32,}"#)
        .narrow()
        .names(&["NOTION_TOKEN", "NOTION_API_KEY", "INTERNAL_INTEGRATION_TOKEN"])
        .rotate("https://www.notion.so/profile/integrations")
        .source(B, "betterleaks, secretlint, trufflehog"),
    row("notion-token-legacy", "Notion", r#""secret_" b62{43}"#)
        .narrow()
        .names(&["NOTION_TOKEN", "NOTION_API_KEY", "INTERNAL_INTEGRATION_TOKEN"])
        .rotate("https://www.notion.so/profile/integrations")
        .source(B, "betterleaks, secretlint, trufflehog"),
    row("figma-pat", "Figma", r#""figd_" b64u{36,}"#)
        .names(&["FIGMA_API_KEY", "FIGMA_TOKEN"])
        .rotate("https://www.figma.com/settings")
        .source(B, "betterleaks, secretlint, trufflehog"),
    row("airtable-pat", "Airtable", r#""pat" b62{14} "." hex{64}"#)
        .narrow()
        .names(&["AIRTABLE_API_KEY"])
        .rotate("https://airtable.com/create/tokens")
        .source(B, "betterleaks, trufflehog"),
    row("clickup-api-key", "ClickUp", r#""pk_" digit{7,9} "_" A36{32}"#)
        .broad()
        .names(&["CLICKUP_API_KEY"])
        .rotate("https://app.clickup.com/settings/apps")
        .source(B, "betterleaks, trufflehog"),
    row("trello-token", "Trello", r#""ATTA" hex{64,}"#)
        .names(&["TRELLO_TOKEN"])
        .rotate("https://trello.com/power-ups/admin")
        .source(C, "trufflehog"),
    row("hubspot-private-app-token", "HubSpot", r#""pat-" [a-z]{2} digit{1} "-" uuid"#)
        .narrow()
        .names(&["PRIVATE_APP_ACCESS_TOKEN", "HUBSPOT_ACCESS_TOKEN"])
        .rotate("https://developers.hubspot.com/docs/guides/apps/private-apps/overview")
        .source(B, "GitHub secret scanning, trufflehog"),
    row("mapbox-secret-token", "Mapbox", r#""sk.eyJ" b64u{40,} "." b64u{22}"#)
        .names(&["MAPBOX_ACCESS_TOKEN"])
        .rotate("https://console.mapbox.com/account/access-tokens/")
        .source(B, "betterleaks"),
    row("mapbox-public-token", "Mapbox", r#""pk.eyJ" b64u{40,} "." b64u{22}"#)
        .public()
        .names(&["MAPBOX_ACCESS_TOKEN"])
        .source(B, "betterleaks"),
    row("asana-pat", "Asana", r#"digit{1} "/" digit{16,} [0-9/]{0,18} ":" hex{32}"#)
        .broad()
        .names(&["ASANA_ACCESS_TOKEN", "ASANA_PAT"])
        .under(&["asana"])
        .rotate("https://app.asana.com/0/my-apps")
        .source(B, "betterleaks, trufflehog"),
    row("trello-api-key", "Trello", "hex{32}")
        .identifier()
        .names(&["TRELLO_API_KEY", "TRELLO_KEY"])
        .under(&["trello"])
        .source(C, "trufflehog"),
    row("trello-token-legacy", "Trello", "hex{64}")
        .names(&["TRELLO_TOKEN", "TRELLO_API_TOKEN"])
        .under(&["trello"])
        .rotate("https://trello.com/power-ups/admin")
        .source(C, "trufflehog"),
    row("todoist-api-token", "Todoist", "hex{40}")
        .broad()
        .names(&["TODOIST_API_TOKEN", "TODOIST_API_KEY"])
        .under(&["todoist"])
        .rotate("https://app.todoist.com/app/settings/integrations/developer")
        .source(B, "1Password shell plugins, trufflehog"),
    row("salesforce-access-token", "Salesforce", r#""00D" b62{12} "!" [0-9A-Za-z._-]{80,}"#)
        .names(&["SALESFORCE_ACCESS_TOKEN", "SF_ACCESS_TOKEN"])
        .source(B, "betterleaks, trufflehog, Veles"),
    row("salesforce-refresh-token", "Salesforce", r#""5Aep861" [0-9A-Za-z._=]{80,}"#)
        .names(&["SALESFORCE_REFRESH_TOKEN"])
        .source(C, "trufflehog"),
    row("salesforce-consumer-key", "Salesforce", r#""3MVG9" [0-9A-Za-z._]{70,}"#)
        .identifier()
        .names(&["SALESFORCE_CLIENT_ID", "SALESFORCE_CONSUMER_KEY"])
        .source(B, "trufflehog, Veles"),
    row("intercom-access-token", "Intercom", r#""dG9rO" b64{50,} eq{0,2}"#)
        .names(&["INTERCOM_ACCESS_TOKEN", "INTERCOM_API_KEY"])
        .under(&["intercom"])
        .rotate("https://app.intercom.com/a/apps/_/developer-hub")
        .source(C, "betterleaks; base64 of «tok:»"),
    row("zendesk-api-token", "Zendesk", "b62{40}")
        .broad()
        .names(&["ZENDESK_API_TOKEN", "ZENDESK_API_KEY", "ZENDESK_TOKEN"])
        .under(&["zendesk"])
        .rotate("https://developer.zendesk.com/api-reference/introduction/security-and-auth")
        .source(B, "betterleaks, trufflehog"),
    row("close-api-key", "Close", r#""api_" b62{22} "." b62{22}"#)
        .names(&["CLOSE_API_KEY"])
        .rotate("https://app.close.com/settings/developer/api-keys/")
        .source(C, "trufflehog"),
    row("pipedrive-api-token", "Pipedrive", "hex{40}")
        .broad()
        .names(&["PIPEDRIVE_API_TOKEN", "PIPEDRIVE_API_KEY"])
        .under(&["pipedrive"])
        .rotate("https://app.pipedrive.com/settings/api")
        .source(C, "trufflehog"),
    row("shortcut-api-token", "Shortcut", "uuid")
        .names(&["SHORTCUT_API_TOKEN"])
        .under(&["shortcut"])
        .rotate("https://app.shortcut.com/settings/account/api-tokens")
        .source(C, "trufflehog"),
    row("coda-api-token", "Coda", "uuid")
        .names(&["CODA_API_TOKEN", "CODA_API_KEY"])
        .under(&["coda"])
        .rotate("https://coda.io/account")
        .source(C, "trufflehog"),
    row("figma-oauth-token", "Figma", r#""figo_" b64u{36,}"#)
        .names(&["FIGMA_OAUTH_TOKEN", "FIGMA_ACCESS_TOKEN"])
        .source(C, "trufflehog"),
    row("figma-user-token", "Figma", r#""figu_" b64u{36,}"#)
        .names(&["FIGMA_ACCESS_TOKEN"])
        .source(C, "trufflehog"),
    row("figma-plan-token", "Figma", r#""figp_" [0-9A-Za-z_=-]{36,}"#)
        .names(&["FIGMA_ACCESS_TOKEN"])
        .source(C, "trufflehog"),
    row("typeform-token", "Typeform", r#""tfp_" [0-9A-Za-z_.=-]{40,}"#)
        .names(&["TYPEFORM_TOKEN", "TYPEFORM_API_TOKEN"])
        .rotate("https://admin.typeform.com/account#/section/tokens")
        .source(B, "betterleaks, trufflehog"),
    row("contentful-management-token", "Contentful", r#""CFPAT-" b64u{43}"#)
        .broad()
        .names(&["CONTENTFUL_MANAGEMENT_ACCESS_TOKEN", "CONTENTFUL_MANAGEMENT_TOKEN"])
        .rotate("https://app.contentful.com/account/profile/cma_tokens")
        .source(C, "trufflehog"),
    row("contentful-delivery-token", "Contentful", "b64u{43}")
        .names(&["CONTENTFUL_ACCESS_TOKEN", "CONTENTFUL_DELIVERY_TOKEN"])
        .under(&["contentful"])
        .source(B, "betterleaks, trufflehog"),
    row("sanity-token", "Sanity", r#""sk" b62{79,}"#)
        .names(&["SANITY_API_TOKEN", "SANITY_AUTH_TOKEN"])
        .under(&["sanity"])
        .rotate("https://www.sanity.io/manage")
        .source(C, "trufflehog"),
    row("webflow-token", "Webflow", "hex{64}")
        .names(&["WEBFLOW_TOKEN", "WEBFLOW_API_TOKEN"])
        .under(&["webflow"])
        .source(C, "trufflehog"),
    row("dropbox-short-lived-token", "Dropbox", r#""sl." [0-9A-Za-z_.=-]{130,}"#)
        .names(&["DROPBOX_ACCESS_TOKEN", "DROPBOX_TOKEN"])
        .rotate("https://www.dropbox.com/developers/apps")
        .source(B, "betterleaks, trufflehog"),
    row("canva-client-secret", "Canva", r#""cnvca" b64u{51}"#)
        .names(&["CANVA_CLIENT_SECRET"])
        .rotate("https://www.canva.com/developers/integrations")
        .source(C, "betterleaks"),
    row("adobe-client-secret", "Adobe", r#""p8e-" [0-9A-Za-z_-]{32}"#)
        .names(&["ADOBE_CLIENT_SECRET"])
        .rotate("https://developer.adobe.com/console")
        .source(B, "betterleaks, trufflehog"),
    row("readme-api-key", "ReadMe", r#""rdme_" a36{70}"#)
        .names(&["README_API_KEY", "RDME_API_KEY"])
        .source(B, "1Password shell plugins, betterleaks, trufflehog"),
    row("smartsheet-token", "Smartsheet", "b62{37}")
        .names(&["SMARTSHEET_API_KEY", "SMARTSHEET_ACCESS_TOKEN"])
        .under(&["smartsheet"])
        .source(C, "trufflehog, kingfisher"),
    row("frameio-token", "Frame.io", r#""fio-u-" b64u{64}"#)
        .names(&["FRAMEIO_TOKEN"])
        .source(B, "betterleaks, trufflehog"),
    row("val-town-api-token", "Val Town", r#""vtwn_" b64u{20,}"#)
        .names(&["VAL_TOWN_API_KEY", "VALTOWN_API_TOKEN"])
        .rotate("https://www.val.town/settings/api")
        .source(C, "betterleaks"),
    row("wakatime-api-key", "WakaTime", r#""waka_" uuid"#)
        .names(&["WAKATIME_API_KEY"])
        .rotate("https://wakatime.com/settings/api-key")
        .source(C, "betterleaks"),
    row("lichess-token", "Lichess", r#""lip_" [0-9A-Za-z_]{16,}"#)
        .names(&["LICHESS_TOKEN", "LICHESS_API_TOKEN"])
        .rotate("https://lichess.org/account/oauth/token")
        .source(C, "betterleaks"),
    row("adafruit-io-key", "Adafruit IO", r#""aio_" b62{28}"#)
        .names(&["ADAFRUIT_AIO_KEY", "AIO_KEY"])
        .source(C, "trufflehog"),
    row("obsidian-rest-api-key", "Obsidian Local REST API", "hex{64}")
        .names(&["OBSIDIAN_API_KEY"])
        .under(&["obsidian"])
        .source(D, "seen in use"),
    row("samsara-api-token", "Samsara", r#""samsara_api_" b62{26,}"#)
        .names(&["SAMSARA_API_TOKEN"])
        .source(C, "betterleaks"),
    row("ghost-admin-api-key", "Ghost", r#"hex{24} ":" hex{64}"#)
        .names(&["GHOST_ADMIN_API_KEY", "GHOST_API_KEY"])
        .under(&["ghost"])
        .source(C, "seen in use"),
    row("plane-api-key", "Plane", r#""plane_api_" hex{32}"#)
        .names(&["PLANE_API_KEY"])
        .source(D, "seen in use"),
    row(
        "youtrack-token",
        "YouTrack",
        r#""perm-" b64{4,} eq{0,2} "." b64{2,} eq{0,2} "." b62{20,}"#,
    )
    .names(&["YOUTRACK_TOKEN", "YOUTRACK_API_TOKEN"])
    .source(D, "seen in use"),
];
