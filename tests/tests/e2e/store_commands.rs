//! `set`, `get`, `list`, `remove`, `import`.

use unplain_testkit::Tokens;

use crate::world::World;

fn set(world: &World, name: &str, value: &str) -> crate::world::Outcome {
    world.unplain(["set", name]).input(value).run()
}

#[test]
fn a_value_comes_back_as_it_was_given() {
    let world = World::new();
    let values = [
        ("SPACES", "  both ends  "),
        ("LINES", "first\nsecond\n\nfourth"),
        ("SIGNS", "a\"b'c\\d$e`f#g=h{i}j"),
        ("UNICODE", "Schlüssel 漢 🔑"),
    ];
    for (name, value) in values {
        // One line end is what `echo` adds.
        set(&world, name, &format!("{value}\n")).expect(0);
        assert_eq!(world.value(name), value);
    }
    let listed = world.unplain(["list", "--format", "json"]).run().expect(0).report();
    let names: Vec<&str> =
        listed.list("variables").iter().map(|entry| entry["name"].as_str().unwrap()).collect();
    assert_eq!(names.len(), 4);
    assert!(values.iter().all(|(name, _)| names.contains(name)), "{names:?}");
    let store = world.store();
    assert!(
        store.contains("SPACES=  both ends  \n")
            && store.contains("LINES=first\\nsecond\\n\\nfourth\n"),
        "{store}"
    );
}

#[test]
fn another_value_is_not_replaced_without_force() {
    let world = World::new();
    set(&world, "A_KEY", "one").expect(0);
    set(&world, "A_KEY", "one").expect(0);
    let refused = set(&world, "A_KEY", "two").expect(3);
    assert!(
        refused.said().contains("A_KEY") && !refused.said().contains("two"),
        "{}",
        refused.said()
    );
    assert_eq!(world.value("A_KEY"), "one");
    world.unplain(["set", "A_KEY", "--force"]).input("two").run().expect(0);
    assert_eq!(world.value("A_KEY"), "two");
}

#[test]
fn missing_names_bad_names_and_empty_values() {
    let world = World::new();
    world.unplain(["get", "A_KEY"]).run().expect(1).says("A_KEY");
    world.unplain(["remove", "A_KEY"]).run().expect(1).says("A_KEY");
    for name in ["1A", "A-B", "A B", "", "Ä", "A=B"] {
        set(&world, name, "value").expect(2);
        world.unplain(["get", name]).run().expect(2);
    }
    set(&world, "A_KEY", "").expect(2).says("A_KEY");
    world.unplain(["set"]).run().expect(2);
    // A value is never an argument.
    world.unplain(["set", "A_KEY", "value"]).run().expect(2);
}

#[test]
fn nothing_that_is_not_text_is_kept() {
    let world = World::new();
    let outcome = world.unplain(["set", "A_KEY"]).input([0x66, 0xff, 0xfe]).run();
    outcome.expect(3).says("UTF-8");
}

#[test]
fn a_dotenv_file_is_taken_over() {
    let world = World::new();
    let mut tokens = Tokens::new(160);
    let secrets = [tokens.opaque(20), tokens.opaque(20), tokens.opaque(20)];
    let text = format!(
        "# a comment\nPLAIN={}\nexport EXPORTED={} # not part\nSINGLE='{} $HOME \"x\"'\nDOUBLE=\"two\\nlines\"\nEMPTY=\nPATH=/evil\n",
        secrets[0], secrets[1], secrets[2]
    );
    let file = world.home.file(".env", &text);
    let outcome = world.unplain(["import", ".env"]).run().expect(0);
    unplain_testkit::assert_no_secret(
        outcome.said().as_bytes(),
        &secrets.each_ref().map(String::as_str),
    );
    assert!(
        outcome.stderr.contains("EMPTY") && outcome.stderr.contains("PATH"),
        "{}",
        outcome.stderr
    );
    assert!(world.value("PLAIN") == secrets[0]);
    assert!(world.value("EXPORTED") == secrets[1]);
    assert!(world.value("SINGLE") == format!("{} $HOME \"x\"", secrets[2]));
    assert_eq!(world.value("DOUBLE"), "two\nlines");
    world.unplain(["get", "EMPTY"]).run().expect(1);
    assert_eq!(std::fs::read_to_string(file).unwrap(), text, "the file itself stays");
    // Again: the same values are no conflict, another one is.
    world.unplain(["import", "-"]).input(text).run().expect(0);
    world.unplain(["import", "-"]).input("PLAIN=other\n").run().expect(3).says("PLAIN");
    assert!(world.value("PLAIN") == secrets[0]);
    world.unplain(["import", "no-such-file"]).run().expect(3).says("no-such-file");
}

#[test]
fn a_value_that_a_config_uses_is_not_removed() {
    let world = World::new();
    set(&world, "A_KEY", "value").expect(0);
    set(&world, "B_KEY", "value").expect(0);
    world
        .home
        .file(".claude.json", r#"{"mcpServers":{"a":{"command":"a","env":{"A_KEY":"${A_KEY}"}}}}"#);
    let listed = world.unplain(["list", "--format", "json"]).run().expect(0).report();
    let users = |name: &str| {
        let entry = listed.list("variables").iter().find(|entry| entry["name"] == name).unwrap();
        entry["used_by"].as_array().unwrap().len()
    };
    assert_eq!((users("A_KEY"), users("B_KEY")), (1, 0));
    world.unplain(["remove", "A_KEY", "B_KEY"]).run().expect(3).says(".claude.json");
    assert_eq!(world.value("B_KEY"), "value", "nothing was removed");
    world.unplain(["remove", "B_KEY"]).run().expect(0);
    world.unplain(["get", "B_KEY"]).run().expect(1);
    world.unplain(["remove", "--force", "A_KEY"]).run().expect(0);
    world.unplain(["get", "A_KEY"]).run().expect(1);
}

#[test]
fn only_what_is_missing_is_asked_for() {
    let world = World::new();
    set(&world, "A_KEY", "value").expect(0);
    world.home.file(
        ".claude.json",
        r#"{"mcpServers":{"a":{"command":"a","env":{"A_KEY":"${A_KEY}","B_KEY":"${B_KEY}"}}}}"#,
    );
    world.unplain(["set", "--missing"]).input("other value").run().expect(0);
    assert_eq!(world.value("A_KEY"), "value");
    assert_eq!(world.value("B_KEY"), "other value");
    world.unplain(["set", "--missing"]).run().expect(0).says("Nothing is missing");
}

#[test]
fn agents_and_completions_are_printed() {
    let world = World::new();
    let agents = world.unplain(["agents"]).run().expect(0);
    for text in [
        "claude-code",
        "claude-desktop",
        "opencode",
        "kilo",
        "kilo-legacy",
        "cursor",
        "${env:",
        "{env:",
    ] {
        assert!(agents.stdout.contains(text), "{text} in {}", agents.stdout);
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = world.unplain(["completions", shell]).run().expect(0).stdout;
        assert!(script.contains("unplain") && script.contains("migrate"), "{shell}");
    }
    world.unplain(["migrate", "--no-such-flag"]).run().expect(2);
    world.unplain(["no-such-command"]).run().expect(2);
}
