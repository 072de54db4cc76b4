//! OpenAI Codex, which expands nothing and has fields that name variables.

use crate::case::Case;

const CODEX: &[&str] = &["codex"];
const FILE: &str = ".codex/config.toml";

#[test]
fn a_secret_goes_into_the_field_that_names_its_variable() {
    let text = "# mine\nmodel = \"o\"\n\n[mcp_servers.acme]\ncommand = \"acme\" # the best\nenv = { ACME_API_KEY = \"@1\", MODE = \"x\" }\n\n[mcp_servers.far]\nurl = \"https://a.test/mcp\"\nhttp_headers = { Authorization = \"Bearer @2\" }\n";
    let migrated = Case::two(CODEX, 300)
        .config(FILE, text)
        .migrate(0)
        .stored("ACME_API_KEY", 1)
        .stored("FAR_TOKEN", 2);
    let now = migrated.case.world.home.read(FILE);
    assert!(now.starts_with("# mine\nmodel = \"o\"\n\n[mcp_servers.acme]\ncommand = \"acme\" # the best\nenv = { MODE = \"x\" }\n"), "{now}");
    assert!(now.contains("env_vars = [\"ACME_API_KEY\"]\n"), "{now}");
    assert!(now.contains("bearer_token_env_var = \"FAR_TOKEN\"\n"), "{now}");
    migrated.undone();
}

#[test]
fn a_header_that_is_more_than_the_secret_is_named_whole() {
    let text = "[mcp_servers.far]\nurl = \"https://a.test/mcp\"\n\n[mcp_servers.far.http_headers]\nX-API-Key = \"@1\"\n# kept\nX-Trace = \"on\"\n";
    let migrated = Case::opaque(CODEX, 301).config(FILE, text).migrate(0).stored("FAR_API_KEY", 1);
    let now = migrated.case.world.home.read(FILE);
    assert!(now.contains("# kept\nX-Trace = \"on\"\n"), "{now}");
    assert!(now.contains("env_http_headers") && now.contains("\"FAR_API_KEY\""), "{now}");
    migrated.undone();
}

#[test]
fn what_has_no_field_stays_and_so_does_a_second_value_of_one_name() {
    let text = "[mcp_servers.a]\ncommand = \"a\"\nargs = [\"--api-key=@1\"]\n\n[mcp_servers.b]\ncommand = \"b\"\n[mcp_servers.b.env]\nAPI_KEY = \"@2\"\n[mcp_servers.c]\ncommand = \"c\"\n[mcp_servers.c.env]\nAPI_KEY = \"@3\"\n";
    let mut tokens = unplain_testkit::Tokens::new(302);
    let secrets = [tokens.opaque(32), tokens.opaque(33), tokens.opaque(34)];
    Case::new(CODEX, secrets)
        .config(FILE, text)
        .migrate(1)
        .stays(FILE, "/mcp_servers/a/args/0", "no field that names a variable")
        .stays(FILE, "/mcp_servers/c/env/API_KEY", "as API_KEY only")
        .stored("API_KEY", 2)
        .undone();
}
