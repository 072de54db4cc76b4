//! Continue, which pastes values into YAML.

use crate::case::Case;

const CN: &[&str] = &["cn"];
const FILE: &str = ".continue/config.yaml";

const TEXT: &str = "# mine\nname: main\nmodels:\n  - name: Big\n    provider: openai\n    apiKey: '@2'   # paid\nmcpServers:\n  - name: acme\n    command: acme\n    args: [\"--api-key=@1\"]\n    env:\n      ACME_API_KEY: \"@1\"\n  - name: far\n    type: streamable-http\n    url: https://a.test/mcp\n    requestOptions:\n      headers:\n        Authorization: Bearer @2\n";

#[test]
fn every_place_takes_a_reference() {
    let mut tokens = unplain_testkit::Tokens::new(340);
    let secrets = [format!("k{}", tokens.opaque(32)), format!("p{}", tokens.opaque(36))];
    Case::new(CN, secrets)
        .config(FILE, TEXT)
        .migrate(0)
        .now(FILE, &["${{ secrets.ACME_API_KEY }}", "${{ secrets.BIG_API_KEY }}"])
        .stored("ACME_API_KEY", 1)
        .stored("BIG_API_KEY", 2)
        .undone();
}

#[test]
fn a_value_that_yaml_reads_otherwise_stays() {
    let digits: String = unplain_testkit::Tokens::new(341)
        .opaque(40)
        .bytes()
        .map(|byte| char::from(b'0' + byte % 10))
        .collect();
    let text =
        "mcpServers:\n  - name: acme\n    command: acme\n    env:\n      ACME_PASSWORD: \"@1\"\n";
    Case::new(CN, [digits]).config(FILE, text).migrate(1).untouched(FILE).stays(
        FILE,
        "/mcpServers/0/env/ACME_PASSWORD",
        "YAML",
    );
}
