//! `scan --all-files`: every text below a folder, whatever its name, size and encoding.

use std::{fs, io::Write as _};

use serde_json::Value;
use unplain_testkit::{Tokens, assert_no_secret};

use crate::world::{Outcome, Report, World};

fn all_files(world: &World, paths: &[&str]) -> Outcome {
    world.unplain([&["--format", "json", "scan", "--all-files"], paths].concat()).run()
}

/// Asserts that there are these findings and no other: rule, end of the path, line, column.
#[track_caller]
fn assert_found(report: &Report, expected: &[(&str, &str, usize, usize)]) {
    let found = report.list("findings");
    let is_there = |(rule, path, line, column): &&(&str, &str, usize, usize)| {
        found.iter().any(|finding| {
            finding["rule"] == *rule
                && finding["path"].as_str().unwrap().ends_with(path)
                && finding["line"] == *line
                && finding["column"] == *column
        })
    };
    let missing: Vec<_> = expected.iter().filter(|expected| !is_there(expected)).collect();
    assert!(missing.is_empty() && found.len() == expected.len(), "{missing:?} of {found:#?}");
}

#[test]
fn nested_and_hidden_files_are_searched_and_git_folders_are_not() {
    let world = World::new();
    let token = Tokens::new(1).token("github-pat-classic");
    let text = format!("first line\n  token = \"{token}\"\n");
    for path in
        ["a/b/c/d/notes.txt", ".hidden/.deep/.file", "node_modules/x/index.js", ".gitignore"]
    {
        world.home.file(path, &text);
    }
    world.home.file(".git/logs/HEAD", &text);
    world.home.file("a/module/.git/config", &text);
    let outcome = all_files(&world, &[]).expect(1);
    assert_found(
        &outcome.report(),
        &[
            ("github-pat-classic", "a/b/c/d/notes.txt", 2, 12),
            ("github-pat-classic", ".hidden/.deep/.file", 2, 12),
            ("github-pat-classic", "node_modules/x/index.js", 2, 12),
            ("github-pat-classic", ".gitignore", 2, 12),
        ],
    );
    assert_no_secret(outcome.said().as_bytes(), &[&token]);
}

#[test]
fn files_of_variables_are_read_as_such_and_what_is_only_called_so_does_no_harm() {
    let world = World::new();
    let mut tokens = Tokens::new(3);
    let (password, token) = (tokens.password(), tokens.token("github-pat-classic"));
    world.home.file("app/.env", format!("PORT=3000\nDB_PASSWORD=\"{password}\"\n"));
    let script = format!("export X=\"a $(echo {token}) b\"\n# {token}\n");
    world.home.file("app/.envrc", script);
    world.home.file("node_modules/x/.env", format!("no variables\n{token}\n"));
    world.home.file("node_modules/x/.env.test", [0xFF, b'=', b'\n']);
    let outcome = all_files(&world, &[]).expect(1);
    let report = outcome.report();
    let [finding] = report.findings("app/.env")[..] else { panic!("{:#}", report.0) };
    assert_eq!((&finding["pointer"], &finding["line"]), (&"/DB_PASSWORD".into(), &2.into()));
    assert_eq!(finding["applicability"], "review");
    assert_eq!(report.findings("app/.envrc").len(), 2);
    let configs_only = world.unplain(["--format", "json", "scan", "."]).run().expect(1).report();
    assert_eq!(configs_only.findings("app/.envrc").len(), 2);
    assert_eq!(report.findings("node_modules/x/.env").len(), 1);
    assert_no_secret(outcome.said().as_bytes(), &[&password, &token]);
}

#[test]
fn a_finding_says_where_and_what_to_do_and_shows_nothing_of_its_line() {
    let world = World::new();
    let mut tokens = Tokens::new(2);
    let (token, neighbour) = (tokens.token("anthropic-api-key"), tokens.password());
    world.home.file("größe.txt", format!("ä € 🔑 {neighbour} {token} # {neighbour}\n"));
    let outcome = all_files(&world, &["größe.txt"]).expect(1);
    let report = outcome.report();
    let [finding] = report.list("findings") else { panic!("{report:?}") };
    let start = "ä € 🔑  ".len() + neighbour.len();
    assert_eq!(finding["pointer"], "#line:1");
    assert_eq!(finding["column"], 8 + neighbour.len());
    assert_eq!(finding["span"], serde_json::json!([start, start + token.len()]));
    assert_eq!(finding["masked"], "sk-ant-api03-…");
    assert_eq!(finding["slot"], "other");
    assert_eq!(finding["applicability"], "report-only");
    assert_eq!((&finding["agent"], &finding["readers"]), (&Value::from(""), &Value::Array(vec![])));
    assert!(finding["reason"].as_str().is_some_and(|reason| !reason.is_empty()));
    for options in [&["-v"][..], &["--format", "json"], &["--color", "always"]] {
        let outcome = world.unplain([options, &["scan", "--all-files"]].concat()).run().expect(1);
        assert_no_secret(outcome.said().as_bytes(), &[&token, &neighbour]);
        assert!(!outcome.said().contains(&neighbour));
    }
}

#[test]
fn nothing_found_is_exit_0() {
    let world = World::new();
    world.home.file("src/main.rs", "fn main() {}\n");
    world.home.file("empty", "");
    let outcome = all_files(&world, &[]).expect(0);
    assert_found(&outcome.report(), &[]);
    world.unplain(["scan", "--all-files"]).run().expect(0).says("No secret found");
}

#[test]
fn a_path_that_is_not_there_is_exit_3() {
    let world = World::new();
    let outcome = all_files(&world, &["nowhere"]).expect(3);
    assert_eq!(outcome.report().codes(), ["no-such-path"]);
}

#[test]
fn a_file_that_may_not_be_read_is_named_and_exit_3() {
    let world = World::new();
    let token = Tokens::new(3).token("npm-token");
    world.home.file("readable.txt", &token);
    world.home.file_with_mode("closed.txt", "x", 0o000);
    world.home.file("folder/inside.txt", "x");
    let closed = std::os::unix::fs::PermissionsExt::from_mode(0o000);
    fs::set_permissions(world.home.at("folder"), closed).unwrap();
    let outcome = world.unprivileged(["--format", "json", "scan", "--all-files"]).run().expect(3);
    let report = outcome.report();
    assert_found(&report, &[("npm-token", "readable.txt", 1, 1)]);
    assert_eq!(report.problems("closed.txt")[0]["code"], "unreadable");
    assert_eq!(report.problems("folder")[0]["code"], "unreadable");
}

#[test]
fn binary_files_are_none_and_broken_text_is_one() {
    let world = World::new();
    let token = Tokens::new(4).token("stripe-secret-key");
    world.home.file("program", [b"\x7fELF\0\0 ", token.as_bytes()].concat());
    world.home.file("latin1.txt", [b"gr\xfc\xdfe \xff\xfe ", token.as_bytes(), b"\n"].concat());
    let late = [&vec![b'x'; 9000][..], b"\0 ", token.as_bytes()].concat();
    world.home.file("late.txt", late);
    let outcome = all_files(&world, &[]).expect(1);
    assert_found(
        &outcome.report(),
        &[("stripe-secret-key", "latin1.txt", 1, 10), ("stripe-secret-key", "late.txt", 1, 9003)],
    );
}

#[test]
fn other_encodings_and_line_ends() {
    let world = World::new();
    let token = Tokens::new(5).token("openrouter-api-key");
    let text = format!("eins\r\nzwei ü 🔑 {token}\r\ndrei\r\n");
    world.home.file("crlf.txt", &text);
    let utf16 = |unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(unit).collect()
    };
    world.home.file("little.txt", utf16(u16::to_le_bytes));
    world.home.file("big.reg", utf16(u16::to_be_bytes));
    let outcome = all_files(&world, &[]).expect(1);
    assert_found(
        &outcome.report(),
        &[
            ("openrouter-api-key", "crlf.txt", 2, 10),
            ("openrouter-api-key", "little.txt", 2, 10),
            ("openrouter-api-key", "big.reg", 2, 10),
        ],
    );
    assert_no_secret(outcome.said().as_bytes(), &[&token]);
}

#[test]
fn in_a_huge_file_nothing_is_lost_between_two_pieces() {
    let world = World::new();
    let mut tokens = Tokens::new(6);
    let (token, key) = (tokens.token("github-pat-classic"), tokens.token("private-key"));
    let mut file = fs::File::create(world.home.at("huge.txt")).unwrap();
    let mut expected = Vec::new();
    // Lines whose length has nothing to do with the size of a piece, so that tokens stand across every border.
    let lead = "é".repeat(311);
    for line in 0..9_000 {
        write!(file, "{lead} {token} ").unwrap();
        expected.push(("github-pat-classic", "huge.txt", line + 1, 313));
        writeln!(file).unwrap();
    }
    writeln!(file, "{key}").unwrap();
    expected.push(("private-key", "huge.txt", 9_001, 1));
    drop(file);
    let outcome = all_files(&world, &["huge.txt"]).expect(1);
    let report = outcome.report();
    let found: Vec<_> = report
        .list("findings")
        .iter()
        .map(|f| {
            (
                f["rule"].as_str().unwrap(),
                "huge.txt",
                f["line"].as_u64().unwrap() as usize,
                f["column"].as_u64().unwrap() as usize,
            )
        })
        .collect();
    assert!(found == expected, "{} of {}", found.len(), expected.len());
}

#[test]
fn one_line_of_many_megabytes_has_its_columns() {
    let world = World::new();
    let token = Tokens::new(7).token("npm-token");
    let text = format!("{} {token} {}", "ß".repeat(3_000_000), "y".repeat(700_000));
    world.home.file("line.js", &text);
    let outcome = all_files(&world, &["line.js"]).expect(1);
    let report = outcome.report();
    assert_found(&report, &[("npm-token", "line.js", 1, 3_000_002)]);
    assert_eq!(report.list("findings")[0]["span"][0], 6_000_001);
}

#[test]
fn configs_are_read_as_such_and_their_secrets_named_once() {
    let world = World::new();
    let mut tokens = Tokens::new(8);
    let (token, opaque) = (tokens.token("github-pat-classic"), tokens.opaque(40));
    world.home.file(
        "project/.mcp.json",
        format!(
            "{{\"mcpServers\": {{\"a\": {{\"command\": \"a\", \"env\": {{\n\"GITHUB_TOKEN\": \"{token}\",\n\
             \"A_PASSWORD\": \"{opaque}\"}}}}}},\n\"note\": \"{token}\"}}\n"
        ),
    );
    world.home.file("project/broken/.mcp.json", format!("{{ \"x\": \"{token}\" \n"));
    let outcome = all_files(&world, &["project"]).expect(3);
    let report = outcome.report();
    let places: Vec<_> = report
        .findings("project/.mcp.json")
        .iter()
        .map(|f| (f["line"].as_u64().unwrap(), f["agent"].as_str().unwrap().is_empty()))
        .collect();
    assert_eq!(places.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 3, 4], "{report:?}");
    assert!(!places[0].1 && !places[1].1);
    assert_eq!(report.status("project/.mcp.json"), "ok");
    assert_eq!(report.status("broken/.mcp.json"), "invalid");
    assert_eq!(report.findings("broken/.mcp.json").len(), 1);
    assert_no_secret(outcome.said().as_bytes(), &[&token, &opaque]);
}

#[test]
fn a_key_of_no_shape_is_known_by_the_name_that_it_is_given_to() {
    let world = World::new();
    let mut tokens = Tokens::new(9);
    let id = tokens.uuid();
    let given = [
        format!("EXA_API_KEY={id}"),
        format!("export const exaApiKey = '{id}';"),
        format!("exa-api-key: {id}"),
        format!("os.environ[\"EXA_API_KEY\"] = \"{id}\""),
        format!("{{\\\"exa_api_key\\\": \\\"{id}\\\"}}"),
        format!("  NEXT_PUBLIC_EXA_API_KEY := `{id}`"),
    ];
    let not_given = [
        format!("request_id={id}"),
        format!("if EXA_API_KEY == \"{id}\" {{"),
        format!("EXA_API_KEY_ID={id}"),
        format!("TEXA_API_KEY={id}"),
        format!("EXA_API_KEY={id}-0"),
        format!("EXA_API_KEY {id}"),
    ];
    let lines = [&given[..], &not_given].concat();
    world.home.file("all.txt", lines.join("\n"));
    let outcome = all_files(&world, &[]).expect(1);
    let report = outcome.report();
    let expected: Vec<_> = given
        .iter()
        .enumerate()
        .map(|(at, line)| ("exa-api-key", "all.txt", at + 1, 1 + line.find(&id).unwrap()))
        .collect();
    assert_found(&report, &expected);
    assert!(report.list("findings").iter().all(|finding| finding["confidence"] == "medium"));
}

#[test]
fn links_are_not_followed_and_what_is_no_file_is_left() {
    let world = World::new();
    let token = Tokens::new(10).token("npm-token");
    world.home.file("outside/secret.txt", &token);
    world.home.folder("here");
    world.home.link("here/link.txt", "../outside/secret.txt");
    world.home.link("here/folder", "../outside");
    world.home.link("here/circle", ".");
    world.home.link("here/dangling", "nowhere");
    let fifo = std::process::Command::new("mkfifo").arg(world.home.at("here/fifo")).status();
    assert!(fifo.unwrap().success());
    assert_found(&all_files(&world, &["here"]).expect(0).report(), &[]);
    // A link that is asked for is one that is meant.
    let report = all_files(&world, &["here/link.txt"]).expect(1).report();
    assert_found(&report, &[("npm-token", "here/link.txt", 1, 1)]);
    all_files(&world, &["here/fifo"]).expect(3);
}

#[test]
fn an_agents_own_login_is_not_read() {
    let world = World::new();
    let token = Tokens::new(11).token("anthropic-api-key");
    world.home.file(".claude/.credentials.json", format!("{{\"accessToken\":\"{token}\"}}"));
    let outcome = all_files(&world, &[]).expect(0);
    assert_found(&outcome.report(), &[]);
    assert_eq!(outcome.report().problems(".credentials.json")[0]["code"], "auth-store");
}

#[test]
fn the_same_again_is_the_same_report() {
    let world = World::new();
    let mut tokens = Tokens::new(12);
    for folder in 0..20 {
        for file in 0..20 {
            let text = format!("{}\n{}\n", tokens.token("npm-token"), tokens.token("jwt"));
            world.home.file(&format!("f{folder}/{file}.txt"), text);
        }
    }
    let first = all_files(&world, &[]).expect(1);
    assert_eq!(first.report().list("findings").len(), 800);
    for paths in [&[][..], &["."], &[".", "f1", "f1/2.txt"]] {
        assert_eq!(all_files(&world, paths).expect(1).stdout.replace("/./", "/"), first.stdout);
    }
}
