//! `unplain run`: what a program gets, what it does not, and how it ends.

use std::fs;

use unplain_testkit::Tokens;

use crate::world::{Outcome, World};

/// Keeps a value in the user's store.
fn keep(world: &World, name: &str, value: &str) {
    world.unplain(["set", name]).input(value).run().expect(0);
}

fn run(world: &World, arguments: &[&str]) -> Outcome {
    world.unplain([&["run"], arguments].concat()).within("project").run()
}

/// A home in which Claude Code's servers use three variables, one of them in this project only and one in another.
fn claude(world: &World) {
    let project = world.home.folder("project").display().to_string();
    let server = |name: &str, variable: &str| {
        format!(r#""{name}":{{"command":"x","env":{{"{variable}":"${{{variable}}}"}}}}"#)
    };
    let text = format!(
        r#"{{"mcpServers":{{{}}},"projects":{{"{project}":{{"mcpServers":{{{}}}}},"/elsewhere":{{"mcpServers":{{{}}}}}}}}}"#,
        server("a", "USER_KEY"),
        server("b", "PROJECT_KEY"),
        server("c", "OTHER_KEY"),
    );
    world.home.file(".claude.json", text);
    for name in ["USER_KEY", "PROJECT_KEY", "OTHER_KEY", "UNUSED_KEY"] {
        keep(world, name, &format!("value of {name}"));
    }
    world.program("claude", "env | grep _KEY= | sort");
}

#[test]
fn the_childs_end_is_the_end() {
    let world = World::new();
    for code in [0, 1, 7, 125, 255] {
        assert_eq!(run(&world, &["--", "sh", "-c", &format!("exit {code}")]).code, Some(code));
    }
    let killed = run(&world, &["--", "sh", "-c", "kill -TERM $$"]);
    assert_eq!((killed.code, killed.signal), (None, Some(15)));
}

#[test]
fn a_program_that_cannot_be_started() {
    let world = World::new();
    run(&world, &["--", "no-such-program"]).expect(127).says("no-such-program");
    run(&world, &["--", "./no-such-program"]).expect(127);
    let plain = world.home.file_with_mode("project/plain", "no program", 0o644);
    run(&world, &["--", plain.to_str().unwrap()]).expect(126).says("plain");
    run(&world, &["--", world.home.path().to_str().unwrap()]).expect(126);
}

#[test]
fn a_store_that_does_not_open_is_its_own_failure() {
    let world = World::new();
    world.home.file(".config/unplain/.env.enc", "");
    let outcome = run(&world, &["--", "sh", "-c", "echo started"]).expect(125);
    assert!(outcome.stdout.is_empty());
    outcome.says(".config/unplain/.env.enc");
}

#[test]
fn it_becomes_the_program() {
    let world = World::new();
    keep(&world, "A_KEY", "value");
    let child = world.unplain(["run", "--", "sh", "-c", "echo $$ $A_KEY"]).spawn();
    let id = child.id();
    let outcome = crate::world::finish(child).expect(0);
    assert_eq!(outcome.stdout, format!("{id} value\n"));
}

#[test]
fn arguments_and_input_pass_through() {
    let world = World::new();
    let outcome = world
        .unplain([
            "run",
            "--",
            "sh",
            "-c",
            "cat; printf '[%s]' \"$@\"",
            "--",
            "-v",
            "--format",
            "a b",
            "",
        ])
        .input("typed")
        .run()
        .expect(0);
    assert_eq!(outcome.stdout, "typed[-v][--format][a b][]");
}

#[test]
fn the_stored_value_wins_and_that_is_said() {
    let mut world = World::new();
    keep(&world, "A_KEY", "stored");
    keep(&world, "B_KEY", "same");
    world.export("A_KEY", "exported");
    world.export("B_KEY", "same");
    let outcome = run(&world, &["--", "sh", "-c", "printf %s $A_KEY"]).expect(0);
    assert_eq!(outcome.stdout, "stored");
    assert!(
        outcome.stderr.contains("A_KEY") && !outcome.stderr.contains("B_KEY"),
        "{}",
        outcome.stderr
    );
    assert!(!outcome.stderr.contains("stored v") && !outcome.stderr.contains("\"exported\""));
}

#[test]
fn an_agent_gets_what_its_configs_here_use() {
    let world = World::new();
    claude(&world);
    let outcome = run(&world, &["--", "claude"]).expect(0);
    assert_eq!(outcome.stdout, "PROJECT_KEY=value of PROJECT_KEY\nUSER_KEY=value of USER_KEY\n");
    // Any other program gets all.
    let outcome = run(&world, &["--", "sh", "-c", "env | grep -c _KEY="]).expect(0);
    assert_eq!(outcome.stdout, "4\n");
}

#[test]
fn it_can_be_narrowed() {
    let world = World::new();
    claude(&world);
    let keys = ["--", "sh", "-c", "env | grep _KEY= | sort"];
    let outcome =
        run(&world, &[&["--only", "UNUSED_KEY", "--only", "USER_KEY"], &keys[..]].concat());
    assert_eq!(
        outcome.expect(0).stdout,
        "UNUSED_KEY=value of UNUSED_KEY\nUSER_KEY=value of USER_KEY\n"
    );
    let outcome = run(&world, &[&["--for-server", "b"], &keys[..]].concat());
    assert_eq!(outcome.expect(0).stdout, "PROJECT_KEY=value of PROJECT_KEY\n");
    let outcome = run(&world, &["--for-server", "a", "--", "claude"]);
    assert_eq!(outcome.expect(0).stdout, "USER_KEY=value of USER_KEY\n");
    run(&world, &[&["--for-server", "z"], &keys[..]].concat()).expect(125).says("z");
    run(&world, &[&["--only", "no name"], &keys[..]].concat()).expect(2);
    run(&world, &[&["--only", "MISSING_KEY"], &keys[..]].concat()).expect(125).says("MISSING_KEY");
}

#[test]
fn what_is_missing_stops_the_start() {
    let mut world = World::new();
    claude(&world);
    world.unplain(["remove", "--force", "PROJECT_KEY"]).run().expect(0);
    let outcome = run(&world, &["--", "claude"]).expect(125);
    assert!(outcome.stdout.is_empty(), "it was started");
    outcome.says("PROJECT_KEY");
    let outcome = run(&world, &["--allow-missing", "--", "claude"]).expect(0);
    assert_eq!(outcome.stdout, "USER_KEY=value of USER_KEY\n");
    world.export("PROJECT_KEY", "exported");
    let outcome = run(&world, &["--", "claude"]).expect(0);
    assert_eq!(outcome.stdout, "PROJECT_KEY=exported\nUSER_KEY=value of USER_KEY\n");
}

#[test]
fn a_reference_with_a_default_may_be_unset() {
    let world = World::new();
    world.home.file(
        "project/.mcp.json",
        r#"{"mcpServers":{"a":{"command":"a","env":{"A_KEY":"${A_KEY:-none}"}}}}"#,
    );
    world.program("claude", "echo started");
    assert_eq!(run(&world, &["--", "claude"]).expect(0).stdout, "started\n");
}

#[test]
fn the_stores_own_credentials_stay_behind() {
    let mut world = World::new();
    keep(&world, "A_KEY", "value");
    let key = world.home.read(".config/sops/age/keys.txt");
    let key = key.lines().find(|line| !line.starts_with('#')).unwrap().to_owned();
    let names = [
        "SOPS_AGE_KEY",
        "VAULT_TOKEN",
        "OP_SESSION_x",
        "BW_SESSION",
        "BWS_ACCESS_TOKEN",
        "DOPPLER_TOKEN",
        "AWS_SECRET_ACCESS_KEY",
    ];
    for name in names {
        world.export(name, "credential");
    }
    world.export("SOPS_AGE_KEY", key.as_str());
    fs::remove_file(world.home.at(".config/sops/age/keys.txt")).unwrap();
    let script = "env | cut -d= -f1 | sort";
    let outcome = run(&world, &["--", "sh", "-c", script]).expect(0);
    let got: Vec<&str> = outcome.stdout.lines().collect();
    assert!(got.contains(&"A_KEY"), "the variable opened the store");
    assert!(names.iter().all(|name| !got.contains(name)), "{got:?}");
    let outcome = run(&world, &["--keep-credentials", "--", "sh", "-c", script]).expect(0);
    let got: Vec<&str> = outcome.stdout.lines().collect();
    assert!(names.iter().all(|name| got.contains(name)), "{got:?}");
}

#[test]
fn what_steers_a_loader_is_never_delivered() {
    let world = World::new();
    keep(&world, "A_KEY", "value");
    let steering = [
        "LD_PRELOAD",
        "LD_LIBRARY_PATH",
        "PATH",
        "NODE_OPTIONS",
        "PYTHONPATH",
        "BASH_ENV",
        "DYLD_INSERT_LIBRARIES",
    ];
    let mut plain = String::from("A_KEY=value\n");
    for name in steering {
        plain.push_str(&format!("{name}=/evil\n"));
        world.unplain(["set", name]).input("/evil").run().expect(2).says(name);
    }
    // The real sops writes a store that holds them all the same.
    let store = world.home.at(".config/unplain/.env.enc");
    let keys = world.home.read(".config/sops/age/keys.txt");
    let recipient = keys.lines().find_map(|line| line.strip_prefix("# public key: ")).unwrap();
    fs::write(&store, plain).unwrap();
    let arguments = [
        "--disable-version-check",
        "encrypt",
        "--age",
        recipient,
        "--input-type",
        "dotenv",
        "--output-type",
        "dotenv",
        "--in-place",
        store.to_str().unwrap(),
    ];
    world.start(crate::world::tool("sops"), arguments).run().expect(0);
    let outcome = run(&world, &["--", "/bin/sh", "-c", "/usr/bin/env"]).expect(0);
    assert!(outcome.stdout.contains("A_KEY=value"));
    assert!(!outcome.stdout.contains("/evil"), "{}", outcome.stdout);
    run(&world, &["--only", "LD_PRELOAD", "--", "/bin/sh", "-c", "/usr/bin/env"]).expect(2);
}

#[test]
fn a_projects_store_counts_only_while_it_is_allowed() {
    let world = World::new();
    let project = Tokens::new(150).opaque(24);
    keep(&world, "A_KEY", "of the user");
    // The project's store, made with the same identity.
    let keys = world.home.read(".config/sops/age/keys.txt");
    let recipient = keys.lines().find_map(|line| line.strip_prefix("# public key: ")).unwrap();
    let store = world.home.file("project/.env.enc", format!("B_KEY={project}\n"));
    let arguments = [
        "--disable-version-check",
        "encrypt",
        "--age",
        recipient,
        "--input-type",
        "dotenv",
        "--output-type",
        "dotenv",
        "--in-place",
        store.to_str().unwrap(),
    ];
    world.start(crate::world::tool("sops"), arguments).run().expect(0);
    let settings = "store = \"sops\"\n";
    world.home.file("project/unplain.toml", settings);
    let got = || run(&world, &["--", "sh", "-c", "printf %s \"$B_KEY\""]).expect(0);
    let before = got();
    assert!(before.stdout.is_empty(), "a folder that is not trusted gave a value");
    before.says("unplain allow");
    world.unplain(["allow"]).within("project").run().expect(0);
    assert!(got().stdout == project, "the allowed store counts");
    world.home.file("project/unplain.toml", format!("{settings}# changed\n"));
    let after = got();
    assert!(after.stdout.is_empty(), "the settings changed since they were allowed");
    after.says("changed since");
    world.home.file("project/unplain.toml", settings);
    world.unplain(["allow", "--revoke"]).within("project").run().expect(0);
    assert!(got().stdout.is_empty(), "the trust was taken back");
}

#[test]
fn without_a_command_it_says_how_to_start_each_agent() {
    let world = World::new();
    world.program("claude", "exit 0");
    world.program("opencode", "exit 0");
    run(&world, &[]).expect(0).says("unplain run -- claude").says("unplain run -- opencode");
}

#[test]
fn the_audit_log_names_programs_and_variables_only() {
    let world = World::new();
    let secret = Tokens::new(151).opaque(32);
    keep(&world, "A_KEY", &secret);
    run(&world, &["--", "sh", "-c", "true", "argument"]).expect(0);
    let log = world.home.read(".local/state/unplain/audit.jsonl");
    let entry: serde_json::Value = serde_json::from_str(log.lines().last().unwrap()).unwrap();
    assert_eq!(
        (&entry["program"], &entry["variables"]),
        (&"sh".into(), &serde_json::json!(["A_KEY"]))
    );
    assert!(!log.contains(&secret) && !log.contains("argument"));
}
