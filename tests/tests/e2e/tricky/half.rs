//! Agents that expand in some places only: Droid, Auggie, Amp, Cline.

use unplain_testkit::Tokens;

use crate::case::Case;

const TEXT: &str = "{\n  // mine\n  \"mcpServers\": {\n    \"acme\": { \"command\": \"acme\", \"args\": [\"--api-key=@1\"], \"env\": { \"ACME_TOKEN\": \"@2\" } },\n    \"far\": { \"type\": \"http\", \"url\": \"https://a.test/mcp\", \"headers\": { \"X-API-Key\": \"@2\" } }\n  }\n}\n";

#[test]
fn droid_expands_in_environments_and_headers() {
    for (seed, file) in [(330, ".factory/mcp.json"), (331, "project/.factory/mcp.json")] {
        Case::two(&["droid"], seed)
            .config(file, TEXT)
            .migrate(1)
            .now(file, &["@1", "${ACME_TOKEN}"])
            .stays(file, "/mcpServers/acme/args/0", "Factory Droid expands no reference")
            .undone();
    }
}

#[test]
fn a_server_that_is_not_started_for_want_of_a_variable_does_not_hold_up_another() {
    let file = ".factory/mcp.json";
    let text = r#"{"mcpServers":{"off":{"command":"off","env":{"OFF_TOKEN":"${OFF_TOKEN}"}},"acme":{"command":"acme","env":{"ACME_TOKEN":"@1"}}}}"#;
    Case::opaque(&["droid"], 332)
        .config(file, text)
        .migrate(0)
        .now(file, &["${ACME_TOKEN}"])
        .undone();
}

#[test]
fn auggie_expands_in_all_but_headers_and_a_shell_reads_its_arguments() {
    let file = "project/.augment/settings.local.json";
    Case::two(&["auggie"], 333)
        .config(file, TEXT)
        .migrate(1)
        .reads(
            file,
            &TEXT
                .replace("=@1", "=${ACME_API_KEY}")
                .replace("TOKEN\": \"@2", "TOKEN\": \"${ACME_TOKEN}"),
        )
        .stays(file, "/mcpServers/far/headers/X-API-Key", "expands no reference in this place")
        .undone();
    let mut tokens = Tokens::new(334);
    let secret = format!("{};{}", tokens.opaque(16), tokens.opaque(16));
    let case = Case::new(&["auggie"], [secret]).config(
        file,
        r#"{"mcpServers":{"acme":{"command":"acme","args":["--api-key","@1"],"env":{"ACME_API_KEY":"@1"}}}}"#,
    );
    case.migrate(1)
        .reads(
            file,
            r#"{"mcpServers":{"acme":{"command":"acme","args":["--api-key","@1"],"env":{"ACME_API_KEY":"${ACME_API_KEY}"}}}}"#,
        )
        .stays(file, "/mcpServers/acme/args/1", "a shell reads it");
}

#[test]
fn amp_looks_a_name_up_in_the_servers_own_entries_first() {
    let file = ".config/amp/settings.json";
    let text = "{\n  // mine\n  \"amp.mcpServers\": {\n    \"acme\": { \"command\": \"acme\", \"args\": [\"--token=@1\"], \"env\": { \"ACME_TOKEN\": \"${ELSEWHERE}\" } },\n    \"far\": { \"url\": \"https://a.test/mcp\", \"headers\": { \"X-API-Key\": \"@2\" } },\n  },\n}\n";
    Case::two(&["amp"], 335)
        .config(file, text)
        .migrate(0)
        .now(file, &["${MCP_ACME_TOKEN}", "${FAR_API_KEY}"])
        .undone();
    let file = "project/.amp/settings.jsonc";
    let same = r#"{"amp.mcpServers":{"acme":{"command":"acme","args":["--token=@1"],"env":{"ACME_TOKEN":"@1"}}}}"#;
    Case::opaque(&["amp"], 336)
        .config(file, same)
        .migrate(0)
        .now(file, &["${ACME_TOKEN}"])
        .undone();
}

const CLINE: &str = ".cline/data/settings/cline_mcp_settings.json";
const OF_CLINE: &str = "{\n  \"mcpServers\": {\n    \"acme\": {\n      \"command\": \"acme\",\n      \"env\": {\n        \"ACME_TOKEN\": \"@1\",\n        \"MODE\": \"x\"\n      }\n    }\n  }\n}\n";
const EDITOR: &str = ".config/Code/User/globalStorage/saoudrizwan.claude-dev/state";

#[test]
fn a_server_of_clines_command_line_inherits() {
    Case::opaque(&["cline"], 337)
        .config(CLINE, OF_CLINE)
        .migrate(0)
        .reads(CLINE, &OF_CLINE.replace("        \"ACME_TOKEN\": \"@1\",\n", ""))
        .stored("ACME_TOKEN", 1)
        .undone();
}

#[test]
fn clines_editor_takes_a_reference_and_both_together_share_no_form() {
    Case::opaque(&[], 338)
        .config(EDITOR, "")
        .config(CLINE, OF_CLINE)
        .migrate(0)
        .now(CLINE, &["${env:ACME_TOKEN}"])
        .undone();
    Case::opaque(&["cline"], 339)
        .config(EDITOR, "")
        .config(CLINE, OF_CLINE)
        .migrate(1)
        .untouched(CLINE)
        .stays(CLINE, "/mcpServers/acme/env/ACME_TOKEN", "Cline's command line expands nothing");
}
