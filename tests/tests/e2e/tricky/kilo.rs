//! Kilo 7, which drops a project's file that holds a reference.

use crate::case::Case;

const KILO: &[&str] = &["kilo"];

const LOCAL: &str = r#"{"mcp":{"acme":{"type":"local","command":["acme"],"environment":{"ACME_API_KEY":"@1","MODE":"x"}}}}"#;
const LOCAL_INHERITS: &str =
    r#"{"mcp":{"acme":{"type":"local","command":["acme"],"environment":{"MODE":"x"}}}}"#;
const REMOTE: &str = r#"{"mcp":{"acme":{"type":"remote","url":"https://a.test/mcp","headers":{"Authorization":"Bearer @1"}}}}"#;

#[test]
fn a_projects_server_inherits() {
    let migrated = Case::opaque(KILO, 70)
        .config("project/kilo.json", LOCAL)
        .migrate(0)
        .reads("project/kilo.json", LOCAL_INHERITS)
        .stored("ACME_API_KEY", 1);
    let world = &migrated.case.world;
    world.program("kilo", "printf %s \"$ACME_API_KEY\"");
    let got = world.unplain(["run", "--", "kilo"]).within("project").run().expect(0).stdout;
    assert!(got == migrated.case.secret(), "kilo gets what its server is to inherit");
    migrated.undone();
}

#[test]
fn a_projects_remote_server_stays_with_the_advice_to_move_it() {
    Case::opaque(KILO, 71)
        .config("project/kilo.json", REMOTE)
        .migrate(1)
        .untouched("project/kilo.json")
        .stays(
            "project/kilo.json",
            "/mcp/acme/headers/Authorization",
            "move the server to the global file",
        );
}

#[test]
fn the_global_file_takes_references() {
    Case::two(KILO, 72)
        .config(".config/kilo/kilo.jsonc", LOCAL)
        .config(".config/kilo/config.json", &REMOTE.replace("@1", "@2"))
        .migrate(0)
        .now(".config/kilo/kilo.jsonc", &["{env:ACME_API_KEY}"])
        .now(".config/kilo/config.json", &["", "{env:ACME_TOKEN}"])
        .undone();
}

#[test]
fn of_two_readers_the_stricter_counts() {
    Case::opaque(&["kilo", "opencode"], 73)
        .config("project/opencode.json", LOCAL)
        .migrate(0)
        .reads("project/opencode.json", LOCAL_INHERITS)
        .undone();
    Case::opaque(&["kilo", "opencode"], 74)
        .config("project/opencode.json", REMOTE)
        .migrate(1)
        .untouched("project/opencode.json");
    Case::opaque(&["opencode"], 75)
        .config("project/opencode.json", REMOTE)
        .migrate(0)
        .now("project/opencode.json", &["{env:ACME_TOKEN}"])
        .undone();
}

#[test]
fn the_old_file_never_gets_the_extensions_syntax() {
    let text = r#"{"mcpServers":{"acme":{"command":"acme","env":{"ACME_API_KEY":"@1"},"args":["--api-key=@2"]}}}"#;
    Case::two(KILO, 76)
        .config("project/.kilocode/mcp.json", text)
        .migrate(1)
        .reads(
            "project/.kilocode/mcp.json",
            r#"{"mcpServers":{"acme":{"command":"acme","env":{},"args":["--api-key=@2"]}}}"#,
        )
        .stays("project/.kilocode/mcp.json", "/mcpServers/acme/args/0", "expands nothing");
}

#[test]
fn a_refused_name_is_not_chosen() {
    let text = r#"{"mcp":{"acme":{"type":"local","command":["acme"],"environment":{"KILO_SERVER_PASSWORD":"@1"}}}}"#;
    let migrated = Case::opaque(KILO, 77).config(".config/kilo/kilo.json", text).migrate(0);
    let name = migrated.report.list("findings")[0]["variable"].as_str().unwrap().to_owned();
    assert!(!name.starts_with("KILO_"), "{name}");
    migrated.now(".config/kilo/kilo.json", &[&format!("{{env:{name}}}")]).undone();
}

#[test]
fn a_projects_file_with_a_reference_is_reported() {
    let report = Case::new(KILO, [""; 0])
        .config("project/kilo.json", &LOCAL.replace("@1", "{env:ACME_API_KEY}"))
        .scan(0);
    assert!(report.list("findings").is_empty());
    assert_eq!(report.problems("project/kilo.json")[0]["code"], "file-dropped");
}

#[test]
fn files_below_an_opened_home_are_a_projects() {
    Case::opaque(KILO, 78)
        .within("")
        .config(".kilo/kilo.json", LOCAL)
        .migrate(0)
        .reads(".kilo/kilo.json", LOCAL_INHERITS)
        .undone();
}
