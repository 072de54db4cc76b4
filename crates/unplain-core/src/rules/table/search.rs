//! Search, scraping, browsers and tools made for agents.

use crate::rules::{
    check::Check,
    jwt::Jwt,
    rule::{
        Grade::{B, C, D},
        Rule, row,
    },
};

pub(super) const ROWS: &[Rule] = &[
    row("brave-api-key", "Brave Search", r#""BSA" b64u{24,}"#)
        .names(&["BRAVE_API_KEY", "BRAVE_SEARCH_API_KEY"])
        .source(C, "betterleaks"),
    row("tavily-api-key", "Tavily", r#""tvly-" b64u{28,}"#)
        .names(&["TAVILY_API_KEY"])
        .source(D, "seen in use"),
    row("firecrawl-api-key", "Firecrawl", r#""fc-" hex{32,}"#)
        .names(&["FIRECRAWL_API_KEY"])
        .source(D, "seen in use"),
    row("exa-api-key", "Exa", "uuid")
        .names(&["EXA_API_KEY"])
        .under(&["exa"])
        .source(D, "seen in use"),
    row("context7-api-key", "Context7", r#""ctx7sk-" uuid"#)
        .names(&["CONTEXT7_API_KEY"])
        .source(C, "prefix shown by the vendor"),
    row("browserbase-api-key", "Browserbase", r#""bb_live_" b64u{20,}"#)
        .names(&["BROWSERBASE_API_KEY"])
        .source(D, "seen in use"),
    row("browserbase-test-api-key", "Browserbase", r#""bb_test_" b64u{20,}"#)
        .names(&["BROWSERBASE_API_KEY"])
        .source(D, "seen in use"),
    row("apify-token", "Apify", r#""apify_api_" b62{30,}"#)
        .names(&["APIFY_TOKEN"])
        .rotate("https://console.apify.com/settings/integrations")
        .source(B, "betterleaks, trufflehog"),
    row("e2b-api-key", "E2B", r#""e2b_" hex{40,}"#)
        .names(&["E2B_API_KEY"])
        .source(C, "seen in use"),
    row("postman-api-key", "Postman", r#""PMAK-" hex{24} "-" hex{34}"#)
        .names(&["POSTMAN_API_KEY"])
        .source(B, "betterleaks, trufflehog, Veles"),
    row("mem0-api-key", "Mem0", r#""m0-" b62{24,}"#)
        .names(&["MEM0_API_KEY"])
        .source(C, "betterleaks"),
    row("zapier-mcp-url", "Zapier", r#""https://mcp.zapier.com/api/mcp/s/" ( b64u{40,} )"#)
        .names(&["ZAPIER_MCP_KEY"])
        .source(D, "seen in use"),
    row("pipedream-mcp-url", "Pipedream", r#""https://mcp.pipedream.net/" ( uuid )"#)
        .names(&["PIPEDREAM_MCP_KEY"])
        .source(D, "seen in use"),
    row("n8n-api-key", "n8n", r#""eyJ" b64u{10,} ".ey" b64u{10,} "." b64u{10,}"#)
        .check(Check::Jwt(Jwt::N8n))
        .names(&["N8N_API_KEY"])
        .source(C, "seen in use"),
];
