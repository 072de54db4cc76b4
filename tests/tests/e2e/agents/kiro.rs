//! Kiro's IDE and its CLI read the same files, each in a dialect of its own.

use crate::case::Case;

const FILE: &str = "project/.kiro/settings/mcp.json";
const TEXT: &str = r#"{
  "mcpServers": {
    "acme": {
      "command": "uvx",
      "args": ["acme-mcp@latest"],
      "env": { "API_KEY": "@1" },
      "disabled": false,
      "autoApprove": ["search"]
    }
  },
  "powers": { "mcpServers": {} }
}
"#;

#[test]
fn each_alone_gets_its_own_form() {
    for (seed, program, reference) in
        [(5081, "kiro", "${API_KEY}"), (5082, "kiro-cli", "${env:API_KEY}")]
    {
        Case::opaque(&[program], seed)
            .config(FILE, TEXT)
            .migrate(0)
            .now(FILE, &[reference])
            .stored("API_KEY", 1)
            .undone();
    }
}

#[test]
fn both_together_get_an_entry_under_its_own_name() {
    // The IDE expands the reference; for the CLI the variable of the entry's name wins.
    for (seed, programs) in [(5083, &["kiro", "kiro-cli"][..]), (5084, &[])] {
        Case::opaque(programs, seed)
            .config(FILE, TEXT)
            .migrate(0)
            .now(FILE, &["${API_KEY}"])
            .stored("API_KEY", 1)
            .undone();
    }
    // A name that is taken would not do.
    let case = Case::two(&["kiro", "kiro-cli"], 5087).config(FILE, TEXT);
    case.world.unplain(["set", "API_KEY"]).input(case.secrets[1].as_str()).run().expect(0);
    case.migrate(1).untouched(FILE);
}

#[test]
fn a_header_gets_none_for_both() {
    let text = r#"{"mcpServers":{"acme":{"url":"https://a.test","headers":{"Authorization":"Bearer @1"}}}}"#;
    Case::opaque(&["kiro", "kiro-cli"], 5088).config(FILE, text).migrate(1).untouched(FILE).stays(
        FILE,
        "/mcpServers/acme/headers/Authorization",
        "both read this file and share no syntax",
    );
}

#[test]
fn a_powers_server_is_reported() {
    let text = r#"{"mcpServers":{},"powers":{"mcpServers":{"acme":{"command":"acme","env":{"API_KEY":"@1"}}}}}"#;
    Case::opaque(&["kiro"], 5085).config(FILE, text).migrate(1).untouched(FILE).stays(
        FILE,
        "/powers/mcpServers/acme/env/API_KEY",
        "expands no reference in this place",
    );
    let own = ".kiro/powers/installed/acme/mcp.json";
    Case::opaque(&["kiro"], 5086).config(own, TEXT).migrate(1).untouched(own).stays(
        own,
        "/mcpServers/acme/env/API_KEY",
        "settings/mcp.json instead",
    );
}
