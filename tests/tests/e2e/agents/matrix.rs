//! `unplain agents`: the support matrix.

use crate::world::World;

#[test]
fn each_agent_has_a_line_with_what_can_be_done() {
    let world = World::new();
    world.program("codex", "exit 0");
    let said = world.unplain(["agents"]).run().expect(0).stdout;
    let line = |start: &str| {
        let found = said.lines().find(|line| line.trim_start().starts_with(start));
        let line = found.unwrap_or_else(|| panic!("no line for {start} in {said}"));
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert!(line("codex ").ends_with("name none none name installed"), "{}", line("codex "));
    assert!(line("zed ").ends_with("inherit none none none"), "{}", line("zed "));
    assert!(line("vscode ").ends_with("${env:VAR} expand expand expand expand"));
    assert!(line("antigravity ").ends_with("none none none none"));
    for line in said.lines() {
        assert!(line.chars().count() <= 130, "too wide: {line}");
    }
}

#[test]
fn more_is_said_when_asked_for() {
    let world = World::new();
    let said = world.unplain(["agents", "-v"]).run().expect(0).stdout;
    for part in ["Zed (zed)", ".zed/settings.json", "Zed expands nothing", "~/.codex/config.toml"] {
        assert!(said.contains(part), "{part}");
    }
}

#[test]
fn programs_get_the_same() {
    let world = World::new();
    world.program("goose", "exit 0");
    let report = world.unplain(["agents", "--format", "json"]).run().expect(0).report();
    let agents = report.list("agents");
    let goose = agents.iter().find(|agent| agent["id"] == "goose").unwrap();
    assert_eq!(goose["installed"], true);
    let file = &goose["files"][0];
    assert_eq!((&file["env"], &file["arg"]), (&"name".into(), &"none".into()));
    assert_eq!(file["reference"], "${VAR}");
    let ids: Vec<_> = agents.iter().map(|agent| agent["id"].as_str().unwrap()).collect();
    assert!(ids.len() >= 30, "{ids:?}");
}
