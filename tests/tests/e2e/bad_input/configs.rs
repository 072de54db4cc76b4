//! Configs that are broken, special or not ours.

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::Path,
    process::Command,
};

use unplain_testkit::{Tokens, assert_no_secret};

use crate::world::{Report, World, is_root};

const GOOD: &str = ".cursor/mcp.json";

/// A home with one good config and one that is not, `.mcp.json` in `project`.
struct Bad {
    world: World,
    secret: String,
    file: &'static str,
}

impl Bad {
    fn new(seed: u64) -> Self {
        let world = World::new();
        let secret = Tokens::new(seed).opaque(32);
        world.program("claude", "exit 0");
        world.home.folder("project");
        world.home.file(GOOD, cursor(&secret));
        Self { world, secret, file: "project/.mcp.json" }
    }

    /// The text that the bad config would have if it were good.
    fn claude(&self) -> String {
        format!(r#"{{"mcpServers":{{"a":{{"command":"a","env":{{"A_KEY":"{}"}}}}}}}}"#, self.secret)
    }

    /// Migrates: the good one is moved, the bad one reported with this code and something to do. Gives the message.
    #[track_caller]
    fn migrate(&self, code: &str) -> String {
        self.check(self.world.unplain(self.arguments()), code)
    }

    fn arguments(&self) -> [&'static str; 5] {
        ["migrate", "--yes", "-v", "--format", "json"]
    }

    #[track_caller]
    fn check(&self, started: crate::world::Started<'_>, code: &str) -> String {
        let outcome = started.within("project").run().expect(3);
        assert_no_secret(outcome.said().as_bytes(), &[&self.secret]);
        let message = told(&outcome.report(), self.file, code);
        assert_eq!(
            self.world.home.read(GOOD),
            cursor("${env:ACME_API_KEY}"),
            "the others are handled"
        );
        message
    }
}

fn cursor(key: &str) -> String {
    format!(r#"{{"mcpServers":{{"b":{{"command":"b","env":{{"ACME_API_KEY":"{key}"}}}}}}}}"#)
}

/// The message of the one error about the file.
#[track_caller]
fn told(report: &Report, file: &str, code: &str) -> String {
    let problems = report.problems(file);
    let errors: Vec<_> = problems.iter().filter(|problem| problem["severity"] == "error").collect();
    let [problem] = errors.as_slice() else { panic!("{file}: {:#}", report.0["problems"]) };
    assert_eq!(problem["code"], code, "{problem:#}");
    let help = problem["help"].as_str().unwrap_or_default();
    assert!(!help.is_empty(), "it is said what to do: {problem:#}");
    problem["message"].as_str().unwrap().to_owned()
}

#[test]
fn one_that_does_not_parse() {
    let bad = Bad::new(200);
    // The secret stands where the error is.
    let text = format!(
        "{{\n  \"mcpServers\": {{\n    \"a\": {{ \"env\": {{ \"A_KEY\": \"{0}\" \"{0}\" }} }}\n  }}\n}}\n",
        bad.secret
    );
    bad.world.home.file(bad.file, &text);
    bad.migrate("invalid");
    assert_eq!(bad.world.home.read(bad.file), text);
    let report =
        bad.world.unplain(["scan", "--format", "json"]).within("project").run().expect(3).report();
    assert_eq!(report.status(bad.file), "invalid");
    let problem = report.problems(bad.file)[0];
    assert_eq!(problem["line"], 3);
    for text in ["", " ", "[", "nonsense", "{\"a\":1}}", "{\"a\":01}", "\u{0}"] {
        bad.world.home.file(bad.file, text);
        let outcome = bad.world.unplain(["scan"]).within("project").run().expect(3);
        outcome.says("project/.mcp.json");
    }
}

#[test]
fn one_that_is_a_folder() {
    let bad = Bad::new(201);
    bad.world.home.folder(bad.file);
    assert!(bad.migrate("unreadable").contains("folder"));
}

#[test]
fn one_that_is_a_fifo() {
    let bad = Bad::new(202);
    let made = Command::new("mkfifo").arg(bad.world.home.at(bad.file)).status().unwrap();
    assert!(made.success());
    bad.migrate("unreadable");
}

#[test]
fn one_of_a_gigabyte() {
    let bad = Bad::new(203);
    let file = fs::File::create(bad.world.home.at(bad.file)).unwrap();
    file.set_len(1 << 30).unwrap();
    assert!(bad.migrate("unreadable").contains("MiB"));
}

#[test]
fn one_that_is_not_utf_8() {
    let bad = Bad::new(204);
    let mut bytes = bad.claude().into_bytes();
    bytes.insert(20, 0xff);
    bad.world.home.file(bad.file, &bytes);
    assert!(bad.migrate("unreadable").contains("UTF-8"));
    assert_eq!(fs::read(bad.world.home.at(bad.file)).unwrap(), bytes);
}

#[test]
fn one_that_may_not_be_read() {
    let bad = Bad::new(205);
    bad.world.home.file_with_mode(bad.file, bad.claude(), 0o000);
    bad.check(bad.world.unprivileged(bad.arguments()), "unreadable");
}

#[test]
fn one_that_may_not_be_written() {
    let bad = Bad::new(206);
    let text = bad.claude();
    bad.world.home.file_with_mode(bad.file, &text, 0o400);
    bad.check(bad.world.unprivileged(bad.arguments()), "not-replaceable");
    assert_eq!(bad.world.home.read(bad.file), text);
}

#[test]
fn one_in_a_folder_that_may_not_be_written() {
    let bad = Bad::new(207);
    let text = bad.claude();
    bad.world.home.file(bad.file, &text);
    fs::set_permissions(bad.world.home.at("project"), fs::Permissions::from_mode(0o500)).unwrap();
    bad.check(bad.world.unprivileged(bad.arguments()), "not-replaceable");
    assert_eq!(bad.world.home.read(bad.file), text);
}

#[test]
fn one_of_another_user() {
    if !is_root() {
        println!("not tried: only root can make a file of another user");
        return;
    }
    let bad = Bad::new(208);
    let text = bad.claude();
    let file = bad.world.home.file(bad.file, &text);
    std::os::unix::fs::chown(&file, Some(65534), None).unwrap();
    bad.migrate("not-replaceable");
    assert_eq!(fs::read_to_string(file).unwrap(), text);
}

#[test]
fn one_with_two_names() {
    let bad = Bad::new(209);
    let text = bad.claude();
    let file = bad.world.home.file(bad.file, &text);
    fs::hard_link(&file, bad.world.home.at("other-name.json")).unwrap();
    assert!(bad.migrate("not-replaceable").contains("link"));
    assert_eq!(fs::read_to_string(file).unwrap(), text);
}

#[test]
fn one_in_a_folder_that_all_can_write_to() {
    let bad = Bad::new(210);
    let text = bad.claude();
    bad.world.home.file(bad.file, &text);
    fs::set_permissions(bad.world.home.at("project"), fs::Permissions::from_mode(0o777)).unwrap();
    bad.migrate("not-replaceable");
    assert_eq!(bad.world.home.read(bad.file), text);
}

#[test]
fn links_that_lead_nowhere_or_in_a_circle() {
    let bad = Bad::new(211);
    let link = bad.world.home.at(bad.file);
    symlink("no-such-file", &link).unwrap();
    bad.migrate("unreadable");
    assert_eq!(fs::read_link(&link).unwrap(), Path::new("no-such-file"));
    let bad = Bad::new(212);
    symlink(".mcp.json", bad.world.home.at(bad.file)).unwrap();
    bad.migrate("unreadable");
}

#[test]
fn one_on_a_read_only_file_system() {
    let bad = Bad::new(213);
    bad.world.home.file("template/.mcp.json", bad.claude());
    let setup = "mount -t tmpfs -o mode=755 t \"$HOME/project\"; cp \"$HOME/template/.mcp.json\" \"$HOME/project\"\n\
                 mount -o remount,bind,ro \"$HOME/project\"; cd \"$HOME/project\"";
    if let Some(started) = bad.world.mounted(setup, bad.arguments()) {
        assert!(bad.check(started, "not-replaceable").contains("read-only"));
    }
}

#[test]
fn one_on_a_full_disk() {
    let bad = Bad::new(214);
    bad.world.home.file("template/.mcp.json", bad.claude());
    let setup = "mount -t tmpfs -o mode=755,size=64k t \"$HOME/project\"; cp \"$HOME/template/.mcp.json\" \"$HOME/project\"\n\
                 dd if=/dev/zero of=\"$HOME/project/filler\" bs=4k 2>/dev/null || true; cd \"$HOME/project\"";
    // What became of the file can be seen in there only.
    let script = format!(
        "{setup}\n\"$@\" || code=$?; cat .mcp.json > \"$HOME/after\"; ls -A > \"$HOME/names\"; exit $code\n"
    );
    if let Some(started) = bad.world.mounted(&script, bad.arguments()) {
        bad.check(started, "not-rewritten");
        assert_eq!(bad.world.home.read("after"), bad.claude());
        assert_eq!(bad.world.home.read("names"), ".mcp.json\nfiller\n", "nothing is left behind");
    }
}

#[test]
fn one_of_the_machines_administrator() {
    let bad = Bad::new(215);
    bad.world.home.file("managed-mcp.json", bad.claude());
    let setup = "mount -t tmpfs -o mode=755 t /etc; mkdir /etc/claude-code; cp \"$HOME/managed-mcp.json\" /etc/claude-code\n\
                 \"$@\" || code=$?; cp /etc/claude-code/managed-mcp.json \"$HOME/after\"; exit $code";
    let Some(started) = bad.world.mounted(setup, bad.arguments()) else { return };
    let outcome = started.within("project").run().expect(1);
    let report = outcome.report();
    assert_eq!(report.status("/managed-mcp.json"), "managed");
    let found = report.findings("/managed-mcp.json");
    assert_eq!(found[0]["applicability"], "report-only");
    assert_eq!(bad.world.home.read("after"), bad.claude());
    assert_eq!(bad.world.home.read(GOOD), cursor("${env:ACME_API_KEY}"));
}

#[test]
fn one_that_is_nested_ten_thousand_deep() {
    let bad = Bad::new(216);
    for (open, close) in [("{\"a\":", "}"), ("[", "]")] {
        let text = format!("{}\"{}\"{}", open.repeat(10_000), bad.secret, close.repeat(10_000));
        bad.world.home.file(bad.file, &text);
        let outcome =
            bad.world.unplain(["scan", "--format", "json"]).within("project").run().expect(3);
        told(&outcome.report(), bad.file, "invalid");
        assert_eq!(bad.world.home.read(bad.file), text);
    }
    bad.migrate("invalid");
}

#[test]
fn paths_that_are_none() {
    let bad = Bad::new(217);
    bad.world.home.file("notes.txt", "no config");
    for path in ["no/such/path", "notes.txt"] {
        let outcome = bad.world.unplain(["scan", path]).run().expect(3);
        outcome.says(path);
    }
}

#[test]
fn a_config_that_does_not_parse_is_searched_line_by_line() {
    let bad = Bad::new(31);
    let text = bad.claude().replace("\"env\":", "\n\"env\"");
    bad.world.home.file(bad.file, &text);
    let outcome = bad.world.unplain(["scan", "--format", "json"]).within("project").run().expect(3);
    assert_no_secret(outcome.said().as_bytes(), &[&bad.secret]);
    let report = outcome.report();
    let [finding] = report.findings(bad.file)[..] else { panic!("one finding") };
    assert_eq!(
        (&finding["pointer"], &finding["applicability"]),
        (&"#line:2".into(), &"report-only".into())
    );
}
