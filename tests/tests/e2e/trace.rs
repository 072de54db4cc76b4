//! `unplain trace`: everywhere a stored value still stands in clear, and nowhere else.

use std::{fs, os::unix::fs::PermissionsExt as _};

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::Value;
use unplain_testkit::{Tokens, assert_no_secret};

use crate::world::{Outcome, Report, World};

/// A home whose store has `GITHUB_TOKEN`, and its value.
fn stored(seed: u64) -> (World, String) {
    let world = World::new();
    let value = Tokens::new(seed).token("github-pat-classic");
    keep(&world, "GITHUB_TOKEN", &value);
    (world, value)
}

fn keep(world: &World, name: &str, value: &str) {
    world.unplain(["set", name]).input(value).run().expect(0);
}

/// Runs `trace` in the folder `project`, in both formats, and sees to it that neither shows a value.
#[track_caller]
fn trace(world: &World, values: &[&str], arguments: &[&str], code: i32) -> (Report, Outcome) {
    let before = world.files();
    let run = |options: &[&str]| {
        let arguments = [&["trace"], arguments, options].concat();
        let outcome = world.unplain(arguments).within("project").run().expect(code);
        assert_no_secret(outcome.said().as_bytes(), values);
        outcome
    };
    let outcome = run(&["--format", "json", "-v"]);
    let human = run(&["-v"]);
    run(&[]);
    assert!(world.files() == before, "something was changed");
    (outcome.report(), human)
}

/// Path from the home folder, pointer and reason of each finding.
fn places(world: &World, report: &Report) -> Vec<(String, String, String)> {
    let home = format!("{}/", world.home.path().display());
    let place = |finding: &Value| {
        let text = |field: &str| finding[field].as_str().unwrap().to_owned();
        (text("path").replace(&home, ""), text("pointer"), text("reason"))
    };
    report.list("findings").iter().map(place).collect()
}

#[test]
fn nothing_is_found_where_nothing_stands() {
    let (world, value) = stored(400);
    world.home.file("project/notes.txt", "nothing here");
    let (report, human) = trace(&world, &[&value], &["GITHUB_TOKEN"], 0);
    assert!(report.list("findings").is_empty());
    human.says("GITHUB_TOKEN found nowhere in clear");
}

#[test]
fn every_kind_of_place_is_looked_at_and_named() {
    let (world, value) = stored(401);
    let files = [
        (".bash_history", "a history of commands"),
        (".claude/backups/.claude.json.backup.1", "a copy of an earlier file"),
        (".claude/debug/1.txt", "a log"),
        (".claude/file-history/s/1@v1", "a copy of an earlier file"),
        (".claude/history.jsonl", "a history of commands"),
        (".claude/projects/-p/1.jsonl", "a transcript"),
        (".claude/settings.json", "a config"),
        (".claude/shell-snapshots/snapshot-bash-1.sh", "a copy of an earlier file"),
        (".claude/something-new", "a program's own state"),
        (".claude/todos/1.json", "a transcript"),
        (".claude.json", "a config"),
        (".claude.json.backup", "a copy of an earlier file"),
        (".claude.json.before", "a copy of an earlier file"),
        (".config/Code/User/History/1/a.json", "a copy of an earlier file"),
        (".config/Code/User/workspaceStorage/1/state.vscdb", "a program's own state"),
        (".config/fish/config.fish", "a shell's start-up file"),
        (".config/opencode/opencode.jsonc", "a config"),
        (".cursor/mcp.json~", "a copy of an earlier file"),
        (".env.local", "a .env file"),
        (".local/share/fish/fish_history", "a history of commands"),
        (".local/share/opencode/log/1.log", "a log"),
        (".local/share/opencode/storage/part/1.json", "a transcript"),
        (".local/share/powershell/PSReadLine/ConsoleHost_history.txt", "a history of commands"),
        (".psql_history", "a history of commands"),
        (".python_history", "a history of commands"),
        (".zsh_history", "a history of commands"),
        (".zshrc", "a shell's start-up file"),
        ("project/.env", "a .env file"),
        ("project/.git/config", "a file of git's"),
        ("project/.mcp.json", "a config"),
        ("project/.mcp.json.swp", "a copy of an earlier file"),
        ("project/src/main.rs", "a file"),
    ];
    world.home.file("project/.git/HEAD", "ref: refs/heads/main\n");
    for (path, _) in files {
        world.home.file(path, format!("first line\nsecond {value} line\n"));
    }
    // Not the project's, and known to nobody.
    world.home.file("elsewhere/notes.txt", &value);
    let (report, human) = trace(&world, &[&value], &["GITHUB_TOKEN"], 1);
    let mut expected: Vec<_> = files
        .iter()
        .map(|(path, kind)| ((*path).to_owned(), "#line:2".to_owned(), (*kind).to_owned()))
        .collect();
    expected.sort();
    let mut found = places(&world, &report);
    found.sort();
    assert_eq!(found, expected);
    let finding = &report.findings(".zshrc")[0];
    assert_eq!((&finding["line"], &finding["column"]), (&2.into(), &8.into()));
    assert_eq!(finding["span"], serde_json::json!([7, 7 + value.len()]));
    assert_eq!(finding["rule"], "stored-value");
    assert_eq!(finding["variable"], "GITHUB_TOKEN");
    assert_eq!(finding["applicability"], "report-only");
    assert_eq!(finding["masked"], "…");
    assert_eq!(report.findings(".claude/projects/-p/1.jsonl")[0]["agent"], "claude-code");
    for code in ["trace-transcript", "trace-history", "trace-config", "trace-backup", "rotate"] {
        assert!(report.codes().contains(&code), "{code} is not in {:?}", report.codes());
    }
    human
        .says("Transcripts: 3 places\n  ~/.claude/projects/-p/1.jsonl:2:8")
        .says("cleanupPeriodDays")
        .says("`unplain migrate`")
        .says("32 places of 32 files");

    let (report, _) = trace(&world, &[&value], &["GITHUB_TOKEN", "--home"], 1);
    assert_eq!(report.list("findings").len(), files.len() + 1);
    assert_eq!(report.findings("elsewhere/notes.txt").len(), 1);
    let (report, _) = trace(&world, &[&value], &["GITHUB_TOKEN", "../elsewhere"], 1);
    assert_eq!(report.list("findings").len(), 1);
}

#[test]
fn the_page_on_which_it_is_replaced_is_named() {
    let world = World::new();
    let value = Tokens::new(412).token("linear-api-key");
    keep(&world, "LINEAR_API_KEY", &value);
    world.home.file("project/notes.txt", &value);
    let (report, human) = trace(&world, &[&value], &["LINEAR_API_KEY"], 1);
    assert!(report.list("findings")[0]["rotate"].as_str().unwrap().contains("linear.app"));
    human.says("linear.app").says("unplain set --force LINEAR_API_KEY");
}

#[test]
fn every_way_of_writing_it_is_known() {
    let (world, token) = stored(402);
    let awkward = r#"p"a's/w+ö rd\$&1"#;
    keep(&world, "AWKWARD", awkward);
    let json = |text: &str| serde_json::to_string(text).unwrap();
    let percent = |keep: &str, lower: bool| -> String {
        let encode = |byte: u8| match char::from(byte) {
            c if byte.is_ascii() && (c.is_ascii_alphanumeric() || keep.contains(c)) => c.into(),
            _ if lower => format!("%{byte:02x}"),
            _ => format!("%{byte:02X}"),
        };
        awkward.bytes().map(encode).collect()
    };
    let full: String = token.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let hex: String = token.bytes().map(|byte| format!("{byte:02x}")).collect();
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let escaped: String = awkward
        .encode_utf16()
        .map(|unit| match u8::try_from(unit).map(char::from) {
            Ok(c) if c.is_ascii_alphanumeric() => c.to_string(),
            _ => format!("\\u{unit:04x}"),
        })
        .collect();
    let texts: Vec<(&str, Vec<u8>, &str)> = vec![
        ("plain", format!("x {awkward} y").into(), ""),
        ("json", json(awkward).into(), "escaped for JSON"),
        ("json-slash", json(awkward).replace('/', "\\/").into(), "escaped for JSON"),
        ("json-u", format!("{{\"a\":\"{escaped}\"}}").into(), "escaped for JSON"),
        ("json-in-json", json(&json(awkward)).into(), "escaped for JSON"),
        ("sh-single", format!("'{}'", awkward.replace('\'', r"'\''")).into(), "quoted for a shell"),
        (
            "sh-double",
            format!(
                r#"a="{}""#,
                awkward.replace('\\', r"\\").replace('"', "\\\"").replace('$', "\\$")
            )
            .into(),
            "quoted for a shell",
        ),
        ("url", percent("-._~", false).into(), "percent-encoded"),
        ("url-lower", percent("-._~", true).into(), "percent-encoded"),
        ("url-form", percent("-._* ", false).replace(' ', "+").into(), "percent-encoded"),
        ("url-full", format!("https://a.test/{full}").into(), "percent-encoded"),
        ("base64-0", STANDARD.encode(&token).into(), "Base64"),
        ("base64-1", STANDARD.encode(format!("abc:{token}")).into(), "Base64"),
        ("base64-2", STANDARD.encode(format!("abcd:{token}:more")).into(), "Base64"),
        ("base64-url", URL_SAFE_NO_PAD.encode(format!("{awkward}??>>{awkward}")).into(), "Base64"),
        ("powershell", STANDARD.encode(wide(&format!("echo {token}"))).into(), "Base64 of UTF-16"),
        ("hex", hex.clone().into(), "hexadecimal"),
        ("hex-upper", hex.to_uppercase().into(), "hexadecimal"),
        ("utf16", wide(&format!("a {token} b")), "UTF-16"),
    ];
    for (name, text, _) in &texts {
        world.home.file(&format!("project/{name}"), text);
    }
    let (report, human) = trace(&world, &[&token, awkward], &["--all"], 1);
    for (name, _, form) in &texts {
        let found = report.findings(&format!("project/{name}"));
        assert!(!found.is_empty(), "{name} is not found");
        for finding in found {
            let reason = finding["reason"].as_str().unwrap();
            let expected =
                if form.is_empty() { "a file".to_owned() } else { format!("a file, {form}") };
            assert_eq!(reason, expected, "{name}");
        }
    }
    assert_eq!(report.findings("project/base64-url").len(), 2);
    human.says("Base64").says("AWKWARD").says("GITHUB_TOKEN");
}

#[test]
fn large_files_are_looked_through_from_end_to_end() {
    let (world, value) = stored(403);
    let line = format!("{}\n", "filler ".repeat(20));
    let size = 1 << 20;
    let mut text = line.repeat(size / line.len() + 1).into_bytes();
    // Across every border that a window may have.
    let mut expected = Vec::new();
    for at in (1 << 14..size).step_by(1 << 14) {
        let at = at - 7 - expected.len() % value.len();
        text[at..at + value.len()].copy_from_slice(value.as_bytes());
        expected.push(text[..at].iter().filter(|&&byte| byte == b'\n').count() + 1);
    }
    world.home.file("project/large.jsonl", &text);
    let (report, _) = trace(&world, &[&value], &["GITHUB_TOKEN"], 1);
    let lines: Vec<_> = report
        .list("findings")
        .iter()
        .map(|finding| usize::try_from(finding["line"].as_u64().unwrap()).unwrap())
        .collect();
    assert_eq!(lines, expected);
}

#[test]
fn a_binary_file_is_told_by_its_bytes() {
    let (world, value) = stored(404);
    let mut bytes = b"SQLite format 3\0".to_vec();
    bytes.resize(5000, 0xff);
    bytes.extend(value.as_bytes());
    bytes.extend([0, 0xfe, 0xfd]);
    world.home.file("project/state.vscdb", &bytes);
    // Compressed: said, not unpacked.
    world.home.file("project/old.gz", b"\x1f\x8b\x08\0rest");
    let (report, human) = trace(&world, &[&value], &["GITHUB_TOKEN"], 1);
    assert_eq!(report.findings("state.vscdb")[0]["pointer"], "#byte:5000");
    assert!(report.codes().contains(&"compressed"));
    human.says("state.vscdb at byte 5000");
}

#[test]
fn many_places_of_one_file_are_counted() {
    let (world, value) = stored(405);
    world.home.file("project/notes.txt", format!("{value}\n").repeat(123));
    let (report, human) = trace(&world, &[&value], &["GITHUB_TOKEN"], 1);
    assert_eq!(report.list("findings").len(), 100);
    human.says("stands in 23 more places").says("123 places of 1 file");
    let brief = world.unplain(["trace", "GITHUB_TOKEN"]).within("project").run().expect(1);
    brief.says("and 95 more in this file");
}

#[test]
fn what_cannot_be_read_is_no_clean_place() {
    let (world, value) = stored(406);
    let closed = world.home.file("project/closed.txt", &value);
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    let started = world.unprivileged(["trace", "GITHUB_TOKEN", "project", "--format", "json"]);
    let outcome = started.run().expect(3);
    assert_eq!(outcome.report().problems("closed.txt")[0]["code"], "unreadable");
    let outcome = world.unprivileged(["trace", "GITHUB_TOKEN", "project"]).run().expect(3);
    outcome.says("not everything could be looked through");
    let outcome = world.unplain(["trace", "GITHUB_TOKEN", "no-such-folder"]).run().expect(3);
    outcome.says("there is no such file or folder");
}

#[test]
fn a_value_that_would_be_met_by_accident_is_refused() {
    let (world, value) = stored(407);
    keep(&world, "PIN", "4711-42");
    keep(&world, "STAGE", "production");
    world.home.file("project/notes.txt", format!("4711-42 production {value}"));
    let refused = world.unplain(["trace", "PIN"]).run().expect(3).says("shorter than 8 bytes");
    assert!(!refused.said().contains("4711"));
    world.unplain(["trace", "STAGE"]).run().expect(3).says("plain word").says("not-traceable");
    let (report, _) = trace(&world, &[&value, "4711-42"], &["--all"], 1);
    assert_eq!(report.list("findings").len(), 1);
    let names: Vec<_> = report
        .list("problems")
        .iter()
        .filter(|problem| problem["code"] == "not-traceable")
        .map(|problem| problem["variable"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["PIN", "STAGE"]);
}

#[test]
fn a_name_that_is_not_stored_is_an_objection() {
    let (world, _) = stored(408);
    world.unplain(["trace", "NO_SUCH_KEY"]).run().expect(1).says("the store has no NO_SUCH_KEY");
    world.unplain(["trace", "NO SUCH KEY"]).run().expect(2);
    world.unplain(["trace"]).run().expect(2);
    World::new().unplain(["trace", "--all"]).run().expect(0);
}

#[test]
fn our_own_files_hold_no_value_and_one_that_does_is_an_error() {
    let (world, value) = stored(409);
    world.program("claude", "exit 0");
    let config =
        format!(r#"{{"mcpServers":{{"a":{{"command":"a","env":{{"A_KEY":"{value}"}}}}}}}}"#);
    world.home.file(".claude.json", config);
    world.unplain(["migrate", "--yes"]).run().expect(0);
    trace(&world, &[&value], &["--all"], 0);
    world.home.file(".local/state/unplain/stray", &value);
    let (report, _) = trace(&world, &[&value], &["GITHUB_TOKEN"], 1);
    let problems = report.list("problems");
    let own = problems.iter().find(|problem| problem["code"] == "trace-own").unwrap();
    assert_eq!(own["severity"], "error");
}

#[test]
fn links_and_logins_and_names_of_files() {
    let (world, value) = stored(410);
    let outside = world.home.file("dotfiles/zshrc", format!("export A={value}\n"));
    std::os::unix::fs::symlink(&outside, world.home.at(".zshrc")).unwrap();
    let target = world.home.file("shared/.env", format!("A={value}\n"));
    world.home.folder("project");
    std::os::unix::fs::symlink(target, world.home.at("project/.env")).unwrap();
    std::os::unix::fs::symlink(world.home.at("project"), world.home.at("project/loop")).unwrap();
    world.home.file(".claude/.credentials.json", &value);
    world.home.file(&format!("project/{value}.txt"), &value);
    let (report, human) = trace(&world, &[&value], &["GITHUB_TOKEN"], 1);
    let found: Vec<_> = places(&world, &report).into_iter().map(|place| place.0).collect();
    assert_eq!(found, [".zshrc", "project/.env", "project/….txt"]);
    assert!(report.codes().contains(&"auth-store"));
    human.says("project/….txt:1:1");
}

#[test]
fn the_home_folder_is_not_taken_for_a_project() {
    let (world, value) = stored(411);
    world.home.file("elsewhere/notes.txt", &value);
    let outcome = world.unplain(["trace", "GITHUB_TOKEN", "-v"]).run().expect(0);
    outcome.says("--home");
}
