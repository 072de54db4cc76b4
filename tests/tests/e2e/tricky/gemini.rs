//! Gemini CLI, and Qwen Code and Qoder, which come of it.

use unplain_testkit::Tokens;

use crate::case::Case;

const TEXT: &str = "{\n  // mine\n  \"mcpServers\": {\n    /* local */ \"acme\": { \"command\": \"acme\", \"args\": [\"--api-key=@1\"], \"env\": { \"ACME_TOKEN\": \"@2\" } },\n    \"far\": { \"httpUrl\": \"https://a.test/mcp?api_key=@1\", \"headers\": { \"Authorization\": \"Bearer @2\" } }\n  }\n}\n";

#[test]
fn every_place_of_the_settings_takes_a_reference() {
    for (seed, program, file) in [
        (310, "gemini", ".gemini/settings.json"),
        (311, "gemini", "project/.gemini/settings.json"),
        (312, "qwen", ".qwen/settings.json"),
        (313, "qwen", "project/.qwen/settings.json"),
        (314, "qodercli", ".qoder/settings.json"),
        (315, "qodercli", "project/.qoder/settings.local.json"),
    ] {
        Case::two(&[program], seed)
            .config(file, TEXT)
            .migrate(0)
            .now(file, &["${ACME_API_KEY}", "${ACME_TOKEN}"])
            .stored("ACME_API_KEY", 1)
            .stored("ACME_TOKEN", 2)
            .undone();
    }
}

#[test]
fn gemini_would_expand_a_dollar_once_more() {
    let mut tokens = Tokens::new(316);
    let secret = format!("{}$.{}", tokens.opaque(16), tokens.opaque(16));
    let text = r#"{"mcpServers":{"acme":{"command":"acme","env":{"ACME_API_KEY":"@1"}}}}"#;
    let file = ".gemini/settings.json";
    Case::new(&["gemini"], [secret.clone()]).config(file, text).migrate(1).untouched(file).stays(
        file,
        "/mcpServers/acme/env/ACME_API_KEY",
        "expands once more",
    );
    let file = ".qwen/settings.json";
    Case::new(&["qwen"], [secret])
        .config(file, text)
        .migrate(0)
        .now(file, &["${ACME_API_KEY}"])
        .undone();
}

#[test]
fn qwen_takes_no_default_and_so_a_secret_in_one_is_its_text() {
    let file = ".qwen/settings.json";
    let text = r#"{"mcpServers":{"acme":{"command":"acme","env":{"ACME_API_KEY":"$ACME_API_KEY"},"args":["${ACME_MODE:-plain}","--token=@1"]}}}"#;
    Case::opaque(&["qwen"], 317)
        .config(file, text)
        .migrate(0)
        .now(file, &["${ACME_TOKEN}"])
        .undone();
}
