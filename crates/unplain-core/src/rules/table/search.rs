//! Search, scraping, browsers and tools made for agents.

use crate::rules::{
    check::Check,
    jwt::Jwt,
    rule::{
        Grade::{A, B, C, D},
        Rule, row,
    },
};

pub(super) const ROWS: &[Rule] = &[
    row("brave-api-key", "Brave Search", r#""BSA" b64u{24,40}"#)
        .names(&["BRAVE_API_KEY", "BRAVE_SEARCH_API_KEY"])
        .rotate("https://api-dashboard.search.brave.com/app/keys")
        .source(C, "betterleaks"),
    row("tavily-api-key", "Tavily", r#""tvly-" b64u{28,}"#)
        .names(&["TAVILY_API_KEY"])
        .rotate("https://app.tavily.com/home")
        .source(D, "seen in use"),
    row("firecrawl-api-key", "Firecrawl", r#""fc-" hex{32,}"#)
        .names(&["FIRECRAWL_API_KEY"])
        .rotate("https://www.firecrawl.dev/app/api-keys")
        .source(D, "seen in use"),
    row("exa-api-key", "Exa", "uuid")
        .names(&["EXA_API_KEY"])
        .under(&["exa"])
        .rotate("https://dashboard.exa.ai/api-keys")
        .source(D, "seen in use"),
    row("context7-api-key", "Context7", r#""ctx7sk-" uuid"#)
        .names(&["CONTEXT7_API_KEY"])
        .rotate("https://context7.com/dashboard")
        .source(C, "prefix shown by the vendor"),
    row("browserbase-api-key", "Browserbase", r#""bb_live_" b64u{20,}"#)
        .names(&["BROWSERBASE_API_KEY"])
        .rotate("https://www.browserbase.com/settings")
        .source(D, "seen in use"),
    row("browserbase-test-api-key", "Browserbase", r#""bb_test_" b64u{20,}"#)
        .names(&["BROWSERBASE_API_KEY"])
        .rotate("https://www.browserbase.com/settings")
        .source(D, "seen in use"),
    row("apify-token", "Apify", r#""apify_api_" b62{30,}"#)
        .names(&["APIFY_TOKEN"])
        .rotate("https://console.apify.com/settings/integrations")
        .source(B, "betterleaks, trufflehog"),
    row("e2b-api-key", "E2B", r#""e2b_" hex{40,}"#)
        .names(&["E2B_API_KEY"])
        .rotate("https://e2b.dev/dashboard?tab=keys")
        .source(C, "seen in use"),
    row("postman-api-key", "Postman", r#""PMAK-" hex{24} "-" hex{34}"#)
        .broad()
        .names(&["POSTMAN_API_KEY"])
        .rotate("https://go.postman.co/settings/me/api-keys")
        .source(B, "betterleaks, trufflehog, Veles"),
    row("mem0-api-key", "Mem0", r#""m0-" b62{24,}"#)
        .names(&["MEM0_API_KEY"])
        .rotate("https://app.mem0.ai/dashboard/api-keys")
        .source(C, "betterleaks"),
    row("zapier-mcp-url", "Zapier", r#""https://mcp.zapier.com/api/mcp/s/" ( b64u{40,} )"#)
        .names(&["ZAPIER_MCP_KEY"])
        .rotate("https://mcp.zapier.com/mcp/servers")
        .source(D, "seen in use"),
    row("pipedream-mcp-url", "Pipedream", r#""https://mcp.pipedream.net/" ( uuid )"#)
        .names(&["PIPEDREAM_MCP_KEY"])
        .source(D, "seen in use"),
    row("n8n-api-key", "n8n", r#""eyJ" b64u{10,} ".ey" b64u{10,} "." b64u{10,}"#)
        .check(Check::Jwt(Jwt::N8n))
        .names(&["N8N_API_KEY"])
        .rotate("https://docs.n8n.io/api/authentication/")
        .source(C, "seen in use"),
    row("serpapi-api-key", "SerpApi", "hex{64}")
        .names(&["SERPAPI_API_KEY", "SERPAPI_KEY"])
        .under(&["serpapi"])
        .rotate("https://serpapi.com/manage-api-key")
        .source(C, "seen in use"),
    row("smithery-api-key", "Smithery", "uuid")
        .names(&["SMITHERY_API_KEY"])
        .under(&["smithery"])
        .rotate("https://smithery.ai/account/api-keys")
        .source(D, "seen in use"),
    row("brightdata-api-token", "Bright Data", "uuid")
        .names(&["BRIGHTDATA_API_TOKEN", "BRIGHT_DATA_API_TOKEN"])
        .under(&["brightdata", "bright"])
        .rotate("https://brightdata.com/cp/setting/users")
        .source(D, "seen in use"),
    row("brightdata-api-token-hex", "Bright Data", "hex{64}")
        .names(&["BRIGHTDATA_API_TOKEN", "BRIGHT_DATA_API_TOKEN"])
        .under(&["brightdata", "bright"])
        .rotate("https://brightdata.com/cp/setting/users")
        .source(D, "seen in use"),
    row("kagi-api-key", "Kagi", r#"b64u{11} "." b64u{43}"#)
        .names(&["KAGI_API_KEY"])
        .under(&["kagi"])
        .rotate("https://kagi.com/settings?p=api")
        .source(C, "betterleaks"),
    row("postman-collection-key", "Postman", r#""PMAT-" b62{26}"#)
        .narrow()
        .names(&["POSTMAN_COLLECTION_ACCESS_KEY"])
        .source(C, "Veles"),
    row("rapidapi-key", "RapidAPI", "b64u{50}")
        .names(&["RAPIDAPI_KEY", "RAPID_API_KEY"])
        .under(&["rapidapi", "rapid"])
        .rotate("https://rapidapi.com/developer/dashboard")
        .source(B, "betterleaks, trufflehog"),
    row(
        "zapier-webhook-url",
        "Zapier",
        r#""https://hooks.zapier.com/hooks/catch/" digit{1,} "/" b62{5,}"#,
    )
    .narrow()
    .names(&["ZAPIER_WEBHOOK_URL"])
    .source(C, "trufflehog"),
    row("scrapfly-api-key", "Scrapfly", r#""scp-live-" a36{32}"#)
        .names(&["SCRAPFLY_API_KEY", "SCRAPFLY_KEY"])
        .rotate("https://scrapfly.io/dashboard")
        .source(C, "trufflehog"),
    row("scrapfly-test-api-key", "Scrapfly", r#""scp-test-" a36{32}"#)
        .names(&["SCRAPFLY_API_KEY", "SCRAPFLY_KEY"])
        .rotate("https://scrapfly.io/dashboard")
        .source(C, "trufflehog"),
    row("openweather-api-key", "OpenWeather", "a36{32}")
        .names(&["OPENWEATHER_API_KEY", "OPENWEATHERMAP_API_KEY", "OWM_API_KEY"])
        .under(&["openweather", "openweathermap", "owm"])
        .rotate("https://home.openweathermap.org/api_keys")
        .source(B, "betterleaks, trufflehog"),
    row("shodan-api-key", "Shodan", "b62{32}")
        .names(&["SHODAN_API_KEY"])
        .under(&["shodan"])
        .rotate("https://account.shodan.io")
        .source(C, "trufflehog"),
    row("virustotal-api-key", "VirusTotal", "hex{64}")
        .names(&["VIRUSTOTAL_API_KEY", "VT_API_KEY"])
        .under(&["virustotal", "vt"])
        .rotate("https://www.virustotal.com/gui/my-apikey")
        .source(C, "trufflehog"),
    row("finnhub-api-key", "Finnhub", "a36{20}")
        .names(&["FINNHUB_API_KEY"])
        .under(&["finnhub"])
        .rotate("https://finnhub.io/dashboard")
        .source(B, "betterleaks, trufflehog"),
    row("n8n-api-key-legacy", "n8n", r#""n8n_api_" hex{80}"#)
        .names(&["N8N_API_KEY"])
        .rotate("https://docs.n8n.io/api/authentication/")
        .source(A, "n8n source"),
];
