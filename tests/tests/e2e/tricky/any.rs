//! What every agent's configs have in common.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use unplain_testkit::Tokens;

use crate::case::Case;

const CLAUDE: &[&str] = &["claude"];
const FILE: &str = "project/.mcp.json";

fn server(rest: &str) -> String {
    format!(r#"{{"mcpServers":{{"acme":{{"command":"acme",{rest}}}}}}}"#)
}

#[test]
fn the_scheme_stays_outside_the_variable() {
    Case::opaque(CLAUDE, 100)
        .config(FILE, r#"{"mcpServers":{"acme":{"type":"http","url":"https://a.test/mcp","headers":{"Authorization":"Bearer @1"}}}}"#)
        .migrate(0)
        .now(FILE, &["${ACME_TOKEN}"])
        .stored("ACME_TOKEN", 1)
        .undone();
}

#[test]
fn of_user_and_password_only_the_password_goes_still_encoded() {
    let mut tokens = Tokens::new(101);
    let encoded = format!("{}%40{}%2F{}", tokens.opaque(8), tokens.opaque(8), tokens.opaque(8));
    Case::new(CLAUDE, [encoded])
        .config(FILE, &server(r#""args":["postgres://me:@1@db.test:5432/shop?sslmode=require"]"#))
        .migrate(0)
        .now(FILE, &["${ACME_PASSWORD}"])
        .stored("ACME_PASSWORD", 1)
        .undone();
}

#[test]
fn basic_authentication_is_one_variable() {
    let pair = BASE64_STANDARD.encode(format!("me:{}", Tokens::new(102).password()));
    Case::new(CLAUDE, [pair])
        .config(FILE, r#"{"mcpServers":{"acme":{"type":"http","url":"https://a.test","headers":{"Authorization":"Basic @1"}}}}"#)
        .migrate(0)
        .now(FILE, &["${ACME_TOKEN}"])
        .stored("ACME_TOKEN", 1)
        .undone();
}

#[test]
fn arguments_are_split_where_the_value_begins() {
    let mut tokens = Tokens::new(103);
    let secrets = [tokens.opaque(32), tokens.opaque(33), tokens.opaque(34), tokens.opaque(35)];
    let args = r#""args":["--api-key","@1","--token=@2","run","-e","DB_PASSWORD=@3","-H","Authorization: Bearer @4","--port","8080"]"#;
    Case::new(CLAUDE, secrets)
        .config(FILE, &server(args))
        .migrate(0)
        .now(FILE, &["${ACME_API_KEY}", "${ACME_TOKEN}", "${DB_PASSWORD}", "${MCP_ACME_TOKEN}"])
        .stored("DB_PASSWORD", 3)
        .undone();
}

#[test]
fn one_value_is_one_variable_and_two_are_two() {
    Case::two(&["claude", "cursor-agent", "opencode"], 104)
        .config(FILE, &server(r#""env":{"API_KEY":"@1"},"args":["--api-key","@1"]"#))
        .config(".cursor/mcp.json", r#"{"mcpServers":{"acme":{"url":"https://a.test","headers":{"X-API-Key":"@1"}},"other":{"command":"o","env":{"API_KEY":"@2"}}}}"#)
        .config(".config/opencode/opencode.json", r#"{"provider":{"acme":{"options":{"apiKey":"@1"}}}}"#)
        .migrate(0)
        .now(FILE, &["${API_KEY}"])
        .now(".cursor/mcp.json", &["${env:API_KEY}", "${env:OTHER_API_KEY}"])
        .now(".config/opencode/opencode.json", &["{env:API_KEY}"])
        .stored("API_KEY", 1)
        .stored("OTHER_API_KEY", 2)
        .undone();
}

#[test]
fn a_name_that_is_exported_or_stored_with_another_value_is_not_used() {
    let text = server(r#""env":{"API_KEY":"@1"}"#);
    Case::two(CLAUDE, 105)
        .exported("API_KEY", "something else")
        .config(FILE, &text)
        .migrate(0)
        .now(FILE, &["${ACME_API_KEY}"])
        .undone();
    let case = Case::two(CLAUDE, 106).config(FILE, &text);
    case.world.unplain(["set", "API_KEY"]).input(case.secrets[1].as_str()).run().expect(0);
    case.migrate(0)
        .now(FILE, &["${ACME_API_KEY}"])
        .stored("API_KEY", 2)
        .stored("ACME_API_KEY", 1)
        .undone();
    let case = Case::opaque(CLAUDE, 107);
    let secret = case.secret().to_owned();
    case.exported("API_KEY", &secret)
        .config(FILE, &text)
        .migrate(0)
        .now(FILE, &["${API_KEY}"])
        .undone();
}

#[test]
fn a_reference_to_itself_is_finished() {
    let report = Case::new(CLAUDE, [""; 0])
        .config(FILE, &server(r#""env":{"API_KEY":"${API_KEY}"}"#))
        .scan(0);
    assert!(report.list("findings").is_empty());
}

#[test]
fn what_json_escapes_is_stored_as_it_is() {
    let mut tokens = Tokens::new(108);
    let (start, end) = (tokens.opaque(16), tokens.opaque(16));
    let secret = format!("{start}A/\"{end}");
    let raw = format!("{start}\\u0041\\/\\\"{end}");
    let text = |value: &str| server(&r#""env":{"API_KEY":"VALUE"}"#.replace("VALUE", value));
    let case = Case::new(CLAUDE, [secret]).config(FILE, &text(&raw));
    case.migrate(0).reads(FILE, &text("${API_KEY}")).stored("API_KEY", 1).undone();
}

#[test]
fn both_of_two_equal_keys_are_edited() {
    let migrated = Case::two(CLAUDE, 109)
        .config(FILE, &server(r#""env":{"API_KEY":"@1","API_KEY":"@2"}"#))
        .migrate(0);
    let now = migrated.case.world.home.read(FILE);
    assert!(
        migrated.case.secrets.iter().all(|secret| !now.contains(secret)),
        "the first leaks all the same"
    );
    migrated.undone();
}

#[test]
fn bytes_outside_the_edits_stay() {
    let text = "\u{feff}{\r\n\t\"mcpServers\" : {\r\n\t\t\"acme\":{ \"command\":\"acme\" ,\t\"env\" :{\"API_KEY\":  \"@1\"}}}\r\n}";
    Case::opaque(CLAUDE, 110).config(FILE, text).migrate(0).now(FILE, &["${API_KEY}"]).undone();
}

#[test]
fn a_link_stays_and_its_target_is_edited() {
    let text = r#"{"mcpServers":{"acme":{"command":"acme","env":{"API_KEY":"@1"}}}}"#;
    let case = Case::opaque(CLAUDE, 111).config("dotfiles/cursor.json", text);
    let link = case.world.home.link(".cursor/mcp.json", "../dotfiles/cursor.json");
    let migrated = case.migrate(0).now("dotfiles/cursor.json", &["${env:API_KEY}"]);
    assert_eq!(std::fs::read_link(&link).unwrap().to_str(), Some("../dotfiles/cursor.json"));
    let _case = migrated.undone();
    assert!(link.is_symlink());
}

#[test]
fn the_mode_stays() {
    for (seed, mode) in (112..).zip([0o600, 0o640, 0o644, 0o664]) {
        let case = Case::opaque(CLAUDE, seed).config(FILE, &server(r#""env":{"API_KEY":"@1"}"#));
        std::fs::set_permissions(
            case.world.home.at(FILE),
            std::os::unix::fs::PermissionsExt::from_mode(mode),
        )
        .unwrap();
        let migrated = case.migrate(0);
        assert_eq!(migrated.case.world.home.mode(FILE), mode);
        assert_eq!(migrated.undone().world.home.mode(FILE), mode);
    }
}

#[test]
fn paths_are_no_secrets() {
    let report = Case::new(CLAUDE, [""; 0])
        .config(FILE, &server(r#""args":["C:\\Users\\me\\AppData\\Roaming\\npm\\node_modules\\acme\\dist\\index.js"],"env":{"SSH_KEY_PATH":"/home/me/.ssh/id_ed25519"}"#))
        .scan(0);
    assert!(report.list("findings").is_empty());
}

#[test]
fn backups_are_private_and_hold_no_plain_secret() {
    let migrated =
        Case::opaque(CLAUDE, 116).config(FILE, &server(r#""env":{"API_KEY":"@1"}"#)).migrate(0);
    let state = migrated.case.world.home.at(".local/state/unplain");
    let kept = crate::world::files(&state);
    assert!(kept.keys().any(|path| path.extension().is_some_and(|end| end == "age")));
    for (path, bytes) in kept {
        let mode = std::os::unix::fs::PermissionsExt::mode(
            &std::fs::metadata(&path).unwrap().permissions(),
        );
        assert_eq!(mode & 0o777, 0o600, "{}", path.display());
        unplain_testkit::assert_no_secret(&bytes, &[migrated.case.secret()]);
    }
}
