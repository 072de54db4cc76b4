//! Goose: `env_keys` names what a server gets and what a header may use.

use unplain_testkit::Tokens;

use crate::case::Case;

const FILE: &str = ".config/goose/config.yaml";

#[cfg(target_os = "linux")]
#[test]
fn a_name_goes_from_envs_to_env_keys() {
    let text = "\
# mine
GOOSE_PROVIDER: anthropic
extensions:
  developer:
    type: builtin
    enabled: true
  acme:
    type: stdio
    name: acme
    cmd: npx
    args:
    - -y
    - acme-mcp
    envs:
      API_KEY: '@1'
      LOG: info
    timeout: 300
  remote:
    type: streamable_http
    uri: https://a.test/mcp
    headers:
      Authorization: Bearer @2
";
    let after = text
        .replace("      API_KEY: '@1'\n", "")
        .replace("    timeout: 300\n", "    timeout: 300\n    env_keys: [\"API_KEY\"]\n")
        .replace("Bearer @2\n", "Bearer ${REMOTE_TOKEN}\n    env_keys: [\"REMOTE_TOKEN\"]\n");
    Case::two(&["goose"], 5061)
        .config(FILE, text)
        .migrate(0)
        .reads(FILE, &after)
        .stored("API_KEY", 1)
        .stored("REMOTE_TOKEN", 2)
        .undone();
}

#[cfg(target_os = "linux")]
#[test]
fn a_list_that_is_there_takes_the_name() {
    let text = "\
extensions:
  acme:
    type: stdio
    cmd: acme
    envs:
      API_KEY: @1
    env_keys: []
  other:
    type: stdio
    cmd: other
    env_keys:
    - FIRST
    envs:
      OTHER_KEY: @2
";
    let after = text
        .replace(
            "    envs:\n      API_KEY: @1\n    env_keys: []\n",
            "    envs:\n      {}\n    env_keys: [\"API_KEY\"]\n",
        )
        .replace(
            "    - FIRST\n    envs:\n      OTHER_KEY: @2\n",
            "    - FIRST\n    - OTHER_KEY\n    envs:\n      {}\n",
        );
    Case::two(&["goose"], 5063)
        .config(FILE, text)
        .migrate(0)
        .reads(FILE, &after)
        .stored("OTHER_KEY", 2)
        .undone();
}

#[cfg(target_os = "linux")]
#[test]
fn what_goose_would_drop_or_not_find_stays() {
    let text = "extensions:\n  acme:\n    type: stdio\n    cmd: acme\n    envs:\n      DB_PASSWORD: \"@1\"\n      api_token: \"@2\"\n";
    let number = "4".repeat(6) + "7193058264718";
    Case::new(&["goose"], [number, Tokens::new(5062).opaque(32)])
        .config(FILE, text)
        .migrate(1)
        .untouched(FILE)
        .stays(FILE, "/extensions/acme/envs/DB_PASSWORD", "a number or a switch")
        .stays(FILE, "/extensions/acme/envs/api_token", "capital letters");
}
