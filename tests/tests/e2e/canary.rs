//! No secret is ever shown: every command, on good and on broken input, with a terminal and without.

use std::{
    fs,
    io::{Read as _, Write as _},
    path::Path,
    process::{Child, Command, Stdio},
};

use unplain_testkit::{Tokens, assert_no_secret};

use crate::world::{Outcome, World, fill, finish, tool, unplain, until};

const STORE: &str = ".config/unplain/.env.enc";
const KEYS: &str = ".config/sops/age/keys.txt";

/// A home with secrets of many kinds in many configs, and what must not be shown of it.
struct Canary {
    world: World,
    secrets: Vec<String>,
    /// Files that held secrets from the beginning.
    plain: Vec<String>,
}

/// Ends of paths, and their texts, in which `@1` … stand for the secrets.
const CONFIGS: &[(&str, &str)] = &[
    (
        ".claude.json",
        r#"{"primaryApiKey":"@2","mcpServers":{"a":{"command":"a","args":["--api-key=@3","--token","@4"],"env":{"GITHUB_TOKEN":"@1"}},
        "b":{"type":"http","url":"https://me:@5@b.test/mcp?key=@3","headers":{"Authorization":"Bearer @4","X-API-Key":"@6"}}}}"#,
    ),
    (
        ".claude/settings.json",
        r#"{"env":{"SETTINGS_TOKEN":"@7"},"permissions":{"allow":["Bash(curl -H \"Authorization: Bearer @4\" x)"]}}"#,
    ),
    (
        ".claude/backups/.claude.json.backup.1",
        r#"{"mcpServers":{"a":{"env":{"GITHUB_TOKEN":"@1"}}}}"#,
    ),
    (".claude/.credentials.json", r#"{"accessToken":"@7"}"#),
    (
        ".config/Claude/claude_desktop_config.json",
        r#"{"mcpServers":{"a":{"command":"a","env":{"GITHUB_TOKEN":"@1"}}}}"#,
    ),
    (
        ".config/opencode/opencode.jsonc",
        "{ // once @1\n \"mcp\": {\"a\": {\"type\":\"local\",\"command\":[\"a\"],\"environment\":{\"A_KEY\":\"@3\"}},},\n}",
    ),
    (
        ".cursor/mcp.json",
        r#"{"mcpServers":{"a":{"command":"a --key=@6","env":{"LOW_TOKEN":"@5"}}}}"#,
    ),
    (
        "project/kilo.json",
        r#"{"mcp":{"a":{"type":"remote","url":"https://a.test","headers":{"Authorization":"Bearer @4"}}}}"#,
    ),
    (
        "project/.mcp.json",
        r#"{"mcpServers":{"a":{"command":"docker","args":["run","-e","DB_PASSWORD=@5"]}}}"#,
    ),
    ("import.env", "IMPORTED_KEY='@3'\nOTHER_KEY=\"@6\"\n"),
];

impl Canary {
    fn new(seed: u64) -> Self {
        let mut tokens = Tokens::new(seed);
        let secrets = vec![
            tokens.token("github-pat-classic"),
            tokens.token("anthropic-api-key"),
            tokens.opaque(40),
            tokens.token("jwt"),
            tokens.password(),
            tokens.uuid(),
            tokens.opaque(24),
        ];
        let mut world = World::new();
        world.export("RUST_BACKTRACE", "full");
        for program in ["claude", "opencode", "kilo", "cursor-agent"] {
            world.program(program, "exit 0");
        }
        let mut canary = Self { world, secrets, plain: Vec::new() };
        for (path, text) in CONFIGS {
            canary.file(path, text);
        }
        canary
    }

    /// Writes a file that may hold secrets.
    fn file(&mut self, path: &str, template: &str) {
        self.world.home.file(path, fill(template, &self.secrets));
        self.plain.push(path.to_owned());
    }

    /// The secrets, the identity among them once there is one.
    fn hidden(&self) -> Vec<String> {
        let keys = fs::read_to_string(self.world.home.at(KEYS)).unwrap_or_default();
        let keys =
            keys.lines().filter(|line| line.starts_with("AGE-SECRET-KEY-")).map(str::to_owned);
        self.secrets.iter().cloned().chain(keys).collect()
    }

    #[track_caller]
    fn assert_hidden(&self, text: &[u8]) {
        let hidden = self.hidden();
        assert_no_secret(text, &hidden.iter().map(String::as_str).collect::<Vec<_>>());
    }

    /// Runs a command in both formats, `scan` in the others as well, as talkative as can be.
    #[track_caller]
    fn run(&self, arguments: &[&str]) -> [Outcome; 2] {
        if arguments.first() == Some(&"scan") {
            for format in ["sarif", "github"] {
                self.run_once(&[&["-v", "--format", format], arguments].concat());
            }
        }
        [&["-v"][..], &["-v", "--format", "json"]]
            .map(|options| self.run_once(&[options, arguments].concat()))
    }

    #[track_caller]
    fn run_once(&self, arguments: &[&str]) -> Outcome {
        // `run` and `set` get something to read.
        let outcome =
            self.world.unplain(arguments).within("project").input(self.secrets[6].as_str()).run();
        assert!(!outcome.said().contains("panicked"), "{arguments:?}: {}", outcome.said());
        self.assert_hidden(outcome.said().as_bytes());
        outcome
    }

    /// Every command but those that print values.
    #[track_caller]
    fn run_all(&self) {
        let commands: &[&[&str]] = &[
            &["scan"],
            &["scan", "--home"],
            &["scan", "."],
            &["migrate"],
            &["migrate", "--dry-run", "--diff", "--include", "review"],
            &["migrate", "--home", "--yes"],
            &["migrate", "--yes", "--include", "review"],
            &["migrate", ".mcp.json", "--reference", "portable", "--output", "template.json"],
            &["list"],
            &["set", "GITHUB_TOKEN"],
            &["set", "NEW_KEY"],
            &["set", "NEW_KEY", "--force"],
            &["set", "--missing"],
            &["import", "../import.env"],
            &["import", "../import.env", "--force"],
            &["run"],
            &["run", "--", "true"],
            &["run", "--", "claude"],
            &["run", "--only", "GITHUB_TOKEN", "--", "no-such-program"],
            &["run", "--only", "NO_SUCH_KEY", "--", "true"],
            &["get", "NO_SUCH_KEY"],
            &["remove", "GITHUB_TOKEN"],
            &["undo", "--list"],
            &["undo"],
            &["undo", "--yes"],
            &["migrate", "--yes"],
            &["remove", "NEW_KEY"],
            &["agents"],
            &["doctor"],
            &["doctor", "--traces"],
            &["explain", "../.claude.json", "/mcpServers/a/env/GITHUB_TOKEN"],
            &["explain", "../.claude.json", "/mcpServers/b/url"],
            &["explain", "var", "GITHUB_TOKEN"],
            &["allow"],
            &["undo", "--yes"],
        ];
        for command in commands {
            self.run(command);
        }
    }

    /// No file below the home folder holds a secret, but those that held one before and the identity; nor does a name.
    #[track_caller]
    fn assert_files_hidden(&self) {
        for (path, bytes) in self.world.files() {
            let name = path.strip_prefix(self.world.home.path()).unwrap();
            self.assert_hidden(name.to_str().unwrap().as_bytes());
            let known = |plain: &String| name == Path::new(plain);
            if name != Path::new(KEYS) && !self.plain.iter().any(known) {
                let hidden = self.hidden();
                let shown = std::panic::catch_unwind(|| {
                    assert_no_secret(
                        &bytes,
                        &hidden.iter().map(String::as_str).collect::<Vec<_>>(),
                    );
                });
                assert!(shown.is_ok(), "a secret stands in {}", name.display());
            }
        }
    }
}

#[test]
fn on_good_input() {
    let canary = Canary::new(320);
    canary.run_all();
    canary.assert_files_hidden();
    // `get` and the program that is run do get the value.
    canary.world.unplain(["migrate", "--yes"]).run();
    assert!(canary.world.value("GITHUB_TOKEN") == canary.secrets[0]);
    canary.assert_files_hidden();
}

#[test]
fn on_configs_that_are_broken_next_to_a_secret() {
    let mut canary = Canary::new(321);
    let broken = [
        r#"{"mcpServers":{"a":{"env":{"A_KEY":"@1" "@1"}}}}"#,
        r#"{"mcpServers":{"a":{"env":{"A_KEY":@1}}}}"#,
        r#"{"mcpServers":{"a":{"env":{"A_KEY":"@1"#,
        r#"{"mcpServers":{"a":{"env":{"A_KEY":"@1\q"}}}}"#,
        r#"{"mcpServers":{"a":{"env":{"@1":"@3","@1":}}}}"#,
        r#"{"mcpServers":{"@1":{"command":"@4","env":["@3"]},"b":"@3","c":[["@1"]]}} @1"#,
        "@1",
    ];
    for text in broken {
        for path in [
            ".claude.json",
            ".config/opencode/opencode.jsonc",
            ".cursor/mcp.json",
            "project/.mcp.json",
        ] {
            canary.file(path, text);
        }
        for command in [
            &["scan"][..],
            &["scan", "--home"],
            &["migrate", "--yes"],
            &["migrate", "--dry-run", "--diff"],
            &["run", "--", "claude"],
            &["list"],
            &["set", "--missing"],
        ] {
            canary.run(command);
        }
    }
    canary.assert_files_hidden();
}

#[test]
fn on_files_of_ours_that_are_broken_next_to_a_secret() {
    let mut canary = Canary::new(322);
    canary.run(&["migrate", "--yes"]);
    let good = canary.world.home.read(STORE);
    let other = World::new();
    other.unplain(["set", "A_KEY"]).input("value").run().expect(0);
    let without_last_value = good.lines().skip(1).collect::<Vec<_>>().join("\n");
    let stores = [
        without_last_value,
        format!("PLAIN_KEY={}\n{good}", canary.secrets[0]),
        format!("<<<<<<< HEAD\nPLAIN_KEY={}\n=======\n{good}\n>>>>>>> b\n", canary.secrets[0]),
        format!("{}\n", canary.secrets[0]),
        other.home.read(STORE),
        String::new(),
    ];
    canary.plain.push(STORE.to_owned());
    for store in stores {
        canary.world.home.file(STORE, store);
        canary.run_all();
    }
    canary.world.home.file(STORE, &good);
    let state = canary.world.home.at(".local/state/unplain/runs");
    let run = fs::read_dir(state).unwrap().next().unwrap().unwrap().path();
    let broken = [
        ("project/unplain.toml", "store = \"@1\" \"@1\"\n"),
        ("project/unplain.toml", "store = \"@1\"\n"),
        ("import.env", "A_KEY=\"@1\n"),
        ("import.env", "@1 @3\n"),
        ("import.env", "A KEY=@1\n@3"),
        (".config/unplain/remembered.json", "{\"sources\":\"@1\"}"),
        (".config/sops/age/keys.txt", "AGE-SECRET-KEY-@1\n"),
        (".config/sops/age/keys.txt", "@3\n"),
    ];
    for (path, text) in broken {
        let before = fs::read(canary.world.home.at(path)).ok();
        canary.file(path, text);
        canary.run(&["allow"]);
        canary.run_all();
        match before {
            Some(before) => drop(canary.world.home.file(path, before)),
            None => fs::remove_file(canary.world.home.at(path)).unwrap(),
        }
    }
    // Backups that are none.
    for entry in fs::read_dir(run).unwrap() {
        let path = entry.unwrap().path();
        fs::write(&path, &canary.secrets[0]).unwrap();
        canary
            .plain
            .push(path.strip_prefix(canary.world.home.path()).unwrap().display().to_string());
    }
    canary.run(&["undo", "--list"]);
    canary.run(&["undo", "--yes"]);
}

#[test]
fn in_the_arguments_of_no_process() {
    let canary = Canary::new(323);
    let mut started = canary.world.unplain(["set", "A_KEY"]);
    started.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = started.command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(canary.secrets[0].as_bytes()).unwrap();
    canary.assert_hidden(&fs::read(format!("/proc/{}/cmdline", child.id())).unwrap());
    drop(input);
    finish(child).expect(0);
    // The program that is run sees its own arguments and nothing else in its environment than the variable.
    let script = "cat /proc/$$/cmdline; tr '\\0' '\\n' < /proc/$$/environ | grep -v ^A_KEY=";
    canary.run_once(&["run", "--", "sh", "-c", script]).expect(0);
}

/// `unplain` at a terminal of its own.
struct Terminal {
    child: Child,
    shown: Vec<u8>,
    /// The device, such as `/dev/pts/3`.
    device: String,
}

impl Terminal {
    fn start(canary: &Canary, arguments: &str) -> Self {
        let command = format!("tty; exec {} {arguments}", unplain().display());
        let mut started =
            canary.world.start("script", ["-qefc", &command, "/dev/null"]).within("project");
        started
            .command
            .env("TERM", "xterm")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let child = started.command.spawn().unwrap();
        let mut terminal = Self { child, shown: Vec::new(), device: String::new() };
        terminal.wait_for("\n");
        terminal.device = String::from_utf8(terminal.shown.clone())
            .unwrap()
            .lines()
            .next()
            .unwrap()
            .trim()
            .to_owned();
        terminal
    }

    /// Reads until this text is shown.
    fn wait_for(&mut self, text: &str) {
        let mut byte = [0];
        let output = self.child.stdout.as_mut().unwrap();
        while !self.shown.windows(text.len()).any(|window| window == text.as_bytes()) {
            let read = output.read(&mut byte).unwrap();
            assert!(read == 1, "`{text}` was not shown: {}", String::from_utf8_lossy(&self.shown));
            self.shown.push(byte[0]);
        }
    }

    /// Waits until what is typed is not shown.
    fn wait_until_hidden(&self) {
        until(|| {
            let state = Command::new("stty").args(["-a", "-F", &self.device]).output().unwrap();
            String::from_utf8_lossy(&state.stdout).contains("-echo ")
        });
    }

    fn type_line(&mut self, text: &str) {
        let input = self.child.stdin.as_mut().unwrap();
        input.write_all(format!("{text}\n").as_bytes()).unwrap();
        input.flush().unwrap();
    }

    /// Everything that was shown, and the exit code.
    fn end(mut self) -> (Vec<u8>, Option<i32>) {
        self.child.stdout.take().unwrap().read_to_end(&mut self.shown).unwrap();
        (self.shown, self.child.wait().unwrap().code())
    }
}

#[test]
fn at_a_terminal() {
    let canary = Canary::new(324);
    let mut terminal = Terminal::start(&canary, "set TYPED_KEY");
    terminal.wait_for("TYPED_KEY");
    terminal.wait_until_hidden();
    terminal.type_line(&canary.secrets[6]);
    let (shown, code) = terminal.end();
    assert_eq!(code, Some(0));
    canary.assert_hidden(&shown);
    assert!(canary.world.value("TYPED_KEY") == canary.secrets[6]);

    let (shown, code) = Terminal::start(&canary, "scan --color always -v").end();
    assert_eq!(code, Some(1));
    canary.assert_hidden(&shown);

    let mut terminal = Terminal::start(&canary, "migrate -v --diff --color always");
    terminal.wait_for("Number [1]: ");
    terminal.type_line("1");
    terminal.wait_for("[y/N]");
    terminal.type_line("y");
    // The key was made by `set`, and nobody has said yet that a copy of it is kept.
    terminal.wait_for("do so now? [y/N]");
    terminal.type_line("y");
    let (shown, code) = terminal.end();
    assert_eq!(code, Some(1), "{}", String::from_utf8_lossy(&shown));
    canary.assert_hidden(&shown);
    let claude = canary.world.home.read(".claude.json");
    assert!(claude.contains("${GITHUB_TOKEN}") && !claude.contains(&canary.secrets[0]));

    let mut terminal = Terminal::start(&canary, "undo -v");
    terminal.wait_for("[y/N]");
    terminal.type_line("n");
    let (shown, code) = terminal.end();
    assert_eq!(code, Some(1));
    canary.assert_hidden(&shown);
    assert_eq!(canary.world.home.read(".claude.json"), claude, "no is no");
    canary.assert_files_hidden();
}

#[test]
fn of_the_identity_either() {
    // The identity in a variable, as continuous integration has it.
    let mut canary = Canary::new(325);
    canary.world.start(tool("age-keygen"), ["-o", "made.txt"]).run().expect(0);
    let key = canary.world.home.read("made.txt").lines().last().unwrap().to_owned();
    fs::remove_file(canary.world.home.at("made.txt")).unwrap();
    canary.secrets.push(key.clone());
    canary.world.export("SOPS_AGE_KEY", key);
    canary.run_all();
    canary.assert_files_hidden();
    assert!(!canary.world.home.at(KEYS).exists(), "there is an identity already");
    canary.world.export("SOPS_AGE_KEY", "AGE-SECRET-KEY-1BROKEN");
    canary.run_all();
}
