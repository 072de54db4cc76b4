//! Zed expands nothing: an entry of a server's environment goes, the rest is reported.

use crate::case::Case;

const FILE: &str = ".config/zed/settings.json";

#[cfg(target_os = "linux")]
#[test]
fn an_entry_goes_and_the_server_inherits() {
    let text = r#"// Zed settings
{
  "theme": "One Dark", // mine
  "context_servers": {
    "acme": {
      "command": "acme",
      "args": ["serve"],
      "env": {
        "API_KEY": "@1",
        "LOG": "info",
      },
    },
    "remote": {
      "url": "https://a.test/mcp",
      "headers": { "Authorization": "Bearer @2" },
    },
    "postgres": {
      "settings": { "database_url": "postgres://me:@3@db.test/shop" },
    },
  },
}
"#;
    let mut tokens = unplain_testkit::Tokens::new(5021);
    let secrets = [tokens.opaque(32), tokens.opaque(33), tokens.password()];
    let after = text.replace("        \"API_KEY\": \"@1\",\n", "");
    Case::new(&["zed"], secrets)
        .config(FILE, text)
        .migrate(1)
        .reads(FILE, &after)
        .stored("API_KEY", 1)
        .stays(FILE, "/context_servers/remote/headers/Authorization", "Zed expands nothing")
        .stays(FILE, "/context_servers/postgres/settings/database_url", "Zed expands nothing")
        .undone();
}

#[cfg(target_os = "linux")]
#[test]
fn one_name_for_two_values_moves_neither_wrongly() {
    let text = r#"{
  "context_servers": {
    "one": { "command": "one", "env": { "API_KEY": "@1" } },
    "two": { "command": "two", "env": { "API_KEY": "@2" } },
  },
}
"#;
    let migrated = Case::two(&["zed"], 5023).config(FILE, text).migrate(1);
    let now = migrated.case.world.home.read(FILE);
    // Whatever is left out, the store gives that very value to the server, and the other keeps its own.
    let left: Vec<bool> =
        migrated.case.secrets.iter().map(|secret| now.contains(secret.as_str())).collect();
    assert!(left.iter().any(|left| *left), "both were left out: {now}");
    if let Some(moved) = left.iter().position(|left| !left) {
        assert!(migrated.case.world.value("API_KEY") == migrated.case.secrets[moved]);
    }
}

#[test]
fn a_projects_file_and_the_old_form_of_a_command() {
    let text = "{\n  \"context_servers\": { \"acme\": { \"command\": { \"path\": \"acme\", \"args\": [], \"env\": { \"API_KEY\": \"@1\" } } } }\n}\n";
    let file = "project/.zed/settings.json";
    let migrated = Case::opaque(&["zed"], 5022).config(file, text).migrate(0).stored("API_KEY", 1);
    assert!(!migrated.case.world.home.read(file).contains("API_KEY"));
    migrated.undone();
}
