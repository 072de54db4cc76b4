//! Microsoft Azure.
//!
//! Most of its keys hold a mark of their service and a checksum; Microsoft publishes both in `security-utilities`.

use crate::rules::{
    check::Check,
    rule::{
        Grade::{A, B, C},
        Rule, row,
    },
};

pub(super) const ROWS: &[Rule] = &[
    row(
        "azure-client-secret",
        "Microsoft Entra",
        r#"[0-9A-Za-z_.~]{3} "8Q~" [0-9A-Za-z_.~-]{31,34}"#,
    )
    .names(&["AZURE_CLIENT_SECRET"])
    .rotate("https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade")
    .source(B, "secretlint, citing Microsoft; betterleaks"),
    row(
        "azure-client-secret-7",
        "Microsoft Entra",
        r#"[0-9A-Za-z_.~]{3} "7Q~" [0-9A-Za-z_.~-]{31,34}"#,
    )
    .names(&["AZURE_CLIENT_SECRET"])
    .rotate("https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade")
    .source(B, "secretlint, citing Microsoft; betterleaks"),
    row("azure-storage-account-key", "Azure Storage", r#"b64{76} "+ASt" b64{5} [AQgw]{1} "==""#)
        .check(Check::Azure(&[0x4465_6661_756C_7430]))
        .broad()
        .names(&["AZURE_STORAGE_KEY", "AZURE_STORAGE_ACCOUNT_KEY"])
        .rotate("https://learn.microsoft.com/azure/storage/common/storage-account-keys-manage")
        .source(A, "Microsoft security-utilities"),
    row("azure-cosmos-db-key", "Azure Cosmos DB", r#"b64{76} "ACDb" b64{5} [AQgw]{1} "==""#)
        .check(Check::Azure(&[
            0x4D61_7374_5257_3030,
            0x4D61_7374_524F_3030,
            0x5265_736F_7572_3030,
            0x5379_7341_6C6C_3030,
            0x5379_7374_5257_3030,
            0x5379_7374_524F_3030,
            0x456E_6372_7970_3030,
        ]))
        .names(&["COSMOS_KEY", "COSMOSDB_KEY", "AZURE_COSMOS_KEY"])
        .source(A, "Microsoft security-utilities"),
    row("azure-batch-key", "Azure Batch", r#"b64{76} "+ABa" b64{5} [AQgw]{1} "==""#)
        .check(Check::Azure(&[0x4162_4163_6374_3030]))
        .broad()
        .names(&["AZURE_BATCH_KEY"])
        .source(A, "Microsoft security-utilities"),
    row("azure-ml-classic-key", "Azure ML", r#"b64{76} "+AMC" b64{5} [AQgw]{1} "==""#)
        .check(Check::Azure(&[0x436C_6173_7369_6330]))
        .source(A, "Microsoft security-utilities"),
    row("azure-apim-key", "Azure API Management", r#"b64{76} "APIM" b64{5} [AQgw]{1} "==""#)
        .check(Check::Azure(&[
            0x5465_6E61_6E74_3030,
            0x496F_5448_7562_3030,
            0x4761_7465_7779_3030,
            0x4769_744B_6579_3030,
        ]))
        .source(A, "Microsoft security-utilities"),
    row("azure-function-key", "Azure Functions", r#"b64u{44} "AzFu" b64u{5} [AQgw]{1} "==""#)
        .check(Check::Azure(&[0x4675_6E63_7469_3030, 0x4D61_7374_6572_3030, 0x5379_7374_656D_3030]))
        .names(&["AZURE_FUNCTION_KEY", "FUNCTION_KEY"])
        .source(A, "Microsoft security-utilities"),
    row("azure-search-key", "Azure AI Search", r#"b62{42} "AzSe" [A-D]{1} b62{5}"#)
        .names(&["AZURE_SEARCH_KEY", "AZURE_SEARCH_API_KEY", "AZURE_SEARCH_ADMIN_KEY"])
        .source(A, "Microsoft security-utilities"),
    row(
        "azure-redis-key",
        "Azure Cache for Redis",
        r#"b64{33} "AzCa" [A-P]{1} b64{4} [048AEIMQUYcgkosw]{1} "=""#,
    )
    .check(Check::Azure(&[0x4163_6365_7373_3030]))
    .names(&["AZURE_REDIS_KEY", "REDIS_PASSWORD"])
    .source(A, "Microsoft security-utilities"),
    row(
        "azure-service-bus-key",
        "Azure Service Bus",
        r#"b64{33} "+ASb" [A-P]{1} b64{4} [048AEIMQUYcgkosw]{1} "=""#,
    )
    .check(Check::Azure(&[
        0x4D61_6E61_6765_3030,
        0x5365_6E64_3030_3030,
        0x4C69_7374_656E_3030,
        0x5379_7374_656D_3030,
    ]))
    .names(&["SERVICEBUS_KEY"])
    .source(A, "Microsoft security-utilities"),
    row(
        "azure-event-hubs-key",
        "Azure Event Hubs",
        r#"b64{33} "+AEh" [A-P]{1} b64{4} [048AEIMQUYcgkosw]{1} "=""#,
    )
    .check(Check::Azure(&[
        0x4D61_6E61_6765_3030,
        0x5365_6E64_3030_3030,
        0x4C69_7374_656E_3030,
        0x5379_7374_656D_3030,
    ]))
    .names(&["EVENTHUB_KEY"])
    .source(A, "Microsoft security-utilities"),
    row(
        "azure-relay-key",
        "Azure Relay",
        r#"b64{33} "+ARm" [A-P]{1} b64{4} [048AEIMQUYcgkosw]{1} "=""#,
    )
    .check(Check::Azure(&[
        0x4D61_6E61_6765_3030,
        0x5365_6E64_3030_3030,
        0x4C69_7374_656E_3030,
        0x5379_7374_656D_3030,
    ]))
    .source(A, "Microsoft security-utilities"),
    row(
        "azure-iot-key",
        "Azure IoT",
        r#"b64{33} "AIoT" [A-P]{1} b64{4} [048AEIMQUYcgkosw]{1} "=""#,
    )
    .check(Check::Azure(&[0x496F_5448_7562_3030, 0x4470_734B_6579_3030, 0x4465_7669_6365_3030]))
    .source(A, "Microsoft security-utilities"),
    row(
        "azure-event-grid-key",
        "Azure Event Grid",
        r#"b64{33} "AZEG" [A-P]{1} b64{4} [048AEIMQUYcgkosw]{1} "=""#,
    )
    .check(Check::Azure(&[0x5365_6E64_5265_6376]))
    .source(A, "Microsoft security-utilities"),
    row(
        "azure-container-registry-key",
        "Azure Container Registry",
        r#"b64{42} "+ACR" [A-D]{1} b64{5}"#,
    )
    .check(Check::Azure(&[0x4143_5244_666C_7430]))
    .names(&["ACR_PASSWORD"])
    .source(A, "Microsoft security-utilities"),
    row(
        "azure-annotated-key",
        "Microsoft Azure",
        r#"b62{52} "JQQJ9" [9DH]{1} b62{1} [A-L]{1} b62{24,26} eq{0,2}"#,
    )
    .names(&["AZURE_OPENAI_API_KEY", "AZURE_API_KEY", "AZURE_DEVOPS_EXT_PAT"])
    .source(A, "Microsoft security-utilities"),
    row("azure-openai-api-key-legacy", "Azure OpenAI", "hex{32}")
        .names(&["AZURE_OPENAI_API_KEY", "AZURE_OPENAI_KEY", "AZURE_API_KEY"])
        .under(&["azure"])
        .source(C, "trufflehog"),
    row("azure-storage-key-legacy", "Azure Storage", r#"b64{85} [AQgw]{1} "==""#)
        .broad()
        .names(&["AZURE_STORAGE_KEY", "AZURE_STORAGE_ACCOUNT_KEY"])
        .under(&["azure", "cosmos", "cosmosdb"])
        .rotate("https://learn.microsoft.com/azure/storage/common/storage-account-keys-manage")
        .source(A, "Microsoft security-utilities; betterleaks, Veles"),
    row(
        "azure-account-key-in-connection-string",
        "Azure",
        r#""AccountKey=" ( b64{85} [AQgw]{1} "==" )"#,
    )
    .broad()
    .names(&["AZURE_STORAGE_CONNECTION_STRING"])
    .source(A, "Microsoft security-utilities; betterleaks"),
    row(
        "azure-shared-access-key-in-connection-string",
        "Azure",
        r#""SharedAccessKey=" ( b64{42} [048AEIMQUYcgkosw]{1} "=" )"#,
    )
    .names(&["AZURE_SERVICEBUS_CONNECTION_STRING"])
    .source(A, "Microsoft security-utilities; betterleaks"),
    row(
        "azure-app-configuration-secret",
        "Azure App Configuration",
        r#"".azconfig.io;Id=" [0-9A-Za-z+/=:-]{4,} ";Secret=" ( b64{36,} eq{0,2} )"#,
    )
    .names(&["AZURE_APPCONFIG_CONNECTION_STRING"])
    .source(B, "betterleaks, trufflehog"),
    row("azure-sas-signature", "Azure", r#""&sig=" ( [0-9A-Za-z%/+]{43,} eq{0,1} )"#)
        .narrow()
        .names(&["AZURE_STORAGE_SAS_TOKEN"])
        .source(A, "Microsoft security-utilities"),
    row(
        "teams-webhook-url",
        "Microsoft Teams",
        r#"".webhook.office.com/webhookb2/" [0-9a-f@-]{73} "/IncomingWebhook/" [0-9a-zA-Z/-]{69,}"#,
    )
    .narrow()
    .names(&["TEAMS_WEBHOOK_URL"])
    .source(B, "betterleaks, trufflehog"),
];
