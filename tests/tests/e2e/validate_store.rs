//! `validate` and the encrypted stores: made, merged and damaged by the real sops, age and git.

use std::process::Command;

use unplain_testkit::{Tokens, assert_no_secret};

use crate::world::{Outcome, World, tool};

const DOTENV: [&str; 4] = ["--input-type", "dotenv", "--output-type", "dotenv"];
const STORE: &str = "project/.env.enc";

/// A project in a home whose identity opens its store.
struct Project {
    world: World,
    recipient: String,
    values: Vec<String>,
}

impl Project {
    /// With a store of these names, made by sops from made-up values.
    fn with(names: &[&str], seed: u64) -> Self {
        let mut world = World::new();
        let recipient = identity(&world, "keys.txt");
        world.export("SOPS_AGE_KEY_FILE", world.home.at("keys.txt"));
        let mut tokens = Tokens::new(seed);
        let values: Vec<String> = names.iter().map(|_| tokens.opaque(32)).collect();
        let lines: String =
            names.iter().zip(&values).map(|(name, value)| format!("{name}={value}\n")).collect();
        world.home.file("plain", &lines);
        let project = Self { world, recipient, values };
        project.encrypt("plain", STORE, &DOTENV);
        std::fs::remove_file(project.world.home.at("plain")).unwrap();
        project
    }

    /// Makes `to` out of `from` with `sops encrypt`.
    fn encrypt(&self, from: &str, to: &str, form: &[&str]) {
        let made = self.sops(&[&["encrypt", "--age", &self.recipient], form, &[from]].concat());
        self.world.home.file(to, made.expect(0).stdout);
    }

    fn sops(&self, arguments: &[&str]) -> Outcome {
        self.world.start(tool("sops"), [&["--disable-version-check"], arguments].concat()).run()
    }

    /// Sets a value as sops does.
    fn set(&self, name: &str, value: &str) {
        let key = format!("[\"{name}\"]");
        let arguments = [&["set", "--value-stdin"], &DOTENV[..], &[STORE, &key]].concat();
        let json = format!("\"{value}\"");
        let arguments = [&["--disable-version-check"], &arguments[..]].concat();
        self.world.start(tool("sops"), arguments).input(json).run().expect(0);
    }

    fn git(&self, arguments: &[&str]) -> Outcome {
        let who = ["-c", "user.name=n", "-c", "user.email=n@example.invalid"];
        self.world.start("git", [&who[..], arguments].concat()).within("project").run()
    }

    /// Runs `validate` in the project. Nothing of a value may be said.
    #[track_caller]
    fn validate(&self, arguments: &[&str]) -> Outcome {
        let all = [&["validate", "--format", "json"], arguments].concat();
        let outcome = self.world.unplain(all).within("project").run();
        let shown = [&["validate", "--color", "never"], arguments].concat();
        let for_people = self.world.unplain(shown).within("project").run();
        assert_eq!(for_people.code, outcome.code);
        for said in [outcome.said(), for_people.said()] {
            let values: Vec<&str> = self.values.iter().map(String::as_str).collect();
            assert_no_secret(said.as_bytes(), &values);
        }
        outcome
    }

    /// `validate` ends with this code and says exactly this of the store.
    #[track_caller]
    fn says(&self, arguments: &[&str], code: i32, problems: &[&str]) -> Outcome {
        let outcome = self.validate(arguments).expect(code);
        let report = outcome.report();
        let objections =
            report.list("problems").iter().filter(|problem| problem["severity"] != "note");
        let mut codes: Vec<&str> =
            objections.map(|problem| problem["code"].as_str().unwrap()).collect();
        codes.sort_unstable();
        assert_eq!(codes, problems, "{:#}", report.0["problems"]);
        outcome
    }

    fn edit(&self, change: impl Fn(&str) -> String) {
        let before = self.world.home.read(STORE);
        let after = change(&before);
        assert_ne!(before, after, "nothing was changed");
        self.world.home.file(STORE, after);
    }
}

/// Makes an age identity; its public key.
fn identity(world: &World, file: &str) -> String {
    world.start(tool("age-keygen"), ["-o", file]).run().expect(0);
    let public = world.start(tool("age-keygen"), ["-y", file]).run().expect(0).stdout;
    public.trim().to_owned()
}

#[test]
fn a_store_that_is_right_is_not_objected_to() {
    let project = Project::with(&["A_KEY", "B_KEY"], 1);
    let rules = format!("creation_rules:\n  - age: {}\n", project.recipient);
    project.world.home.file("project/.sops.yaml", rules);
    project.says(&[], 0, &[]);
    project.says(&["--check-store"], 0, &[]);
    // A project without a store is none with a broken one.
    std::fs::remove_file(project.world.home.at(STORE)).unwrap();
    project.says(&["--check-store"], 0, &[]);
}

#[test]
fn nothing_is_decrypted_nor_run_unless_it_is_asked_for() {
    let mut project = Project::with(&["A_KEY"], 2);
    let ran = project.world.home.at("ran");
    let keys = project.world.home.at("keys.txt");
    let script = format!("echo > '{}'\ncat '{}'", ran.display(), keys.display());
    let command = project.world.program("give-key", &script);
    project.world.export("SOPS_AGE_KEY_FILE", "");
    project.world.export("SOPS_AGE_KEY_CMD", command);
    // What the project says is not obeyed, and needs no trust.
    project.world.home.file("project/unplain.toml", "store = \"sops\"\n");
    project.says(&[], 0, &[]);
    assert!(!ran.exists());
    project.says(&["--check-store"], 0, &[]);
    assert!(ran.exists());
}

#[test]
fn a_conflict_that_git_left_is_told_by_its_line() {
    for style in ["merge", "diff3"] {
        let project = Project::with(&["A_KEY", "B_KEY"], 3);
        project.git(&["init", "-q", "-b", "main"]).expect(0);
        let commit = |message: &str| {
            project.git(&["add", "-A"]).expect(0);
            project.git(&["commit", "-q", "-m", message]).expect(0);
        };
        commit("both");
        project.git(&["checkout", "-q", "-b", "topic"]).expect(0);
        project.set("A_KEY", "one");
        commit("theirs");
        project.git(&["checkout", "-q", "main"]).expect(0);
        project.set("B_KEY", "two");
        commit("ours");
        project.says(&["--check-store"], 0, &[]);
        let style = format!("merge.conflictStyle={style}");
        project.git(&["-c", &style, "merge", "topic"]).expect(1);
        let text = project.world.home.read(STORE);
        let line = 1 + text.lines().position(|line| line.starts_with("<<<<<<< ")).unwrap();
        for arguments in [&[][..], &["--check-store"]] {
            let report = project.says(arguments, 1, &["store-conflict"]).report();
            assert_eq!(report.problems(".env.enc")[0]["line"], line);
        }
        // A marker that was overlooked, and parses as a line of a dotenv file.
        project.edit(|text| {
            let kept = text.lines().filter(|line| {
                !["<<<<<<<", "|||||||", ">>>>>>>"].iter().any(|mark| line.starts_with(mark))
            });
            kept.map(|line| format!("{line}\n")).collect()
        });
        project.says(&[], 1, &["store-conflict"]);
        // What the page says mends it.
        project.git(&["checkout", "--ours", ".env.enc"]).expect(0);
        project.says(&["--check-store"], 0, &[]);
    }
}

#[test]
fn what_is_staged_of_a_store_is_checked_before_a_commit() {
    let project = Project::with(&["A_KEY"], 16);
    let whole = project.world.home.read(STORE);
    project.git(&["init", "-q", "-b", "main"]).expect(0);
    project.git(&["add", "-A"]).expect(0);
    project.says(&["--staged"], 0, &[]);
    let secret = Tokens::new(81).opaque(40);
    project.edit(|text| format!("NEW_KEY={secret}\n{text}"));
    // Not staged yet, and no key is asked for one.
    project.says(&["--staged"], 0, &[]);
    project.git(&["add", "-A"]).expect(0);
    project.world.home.file(STORE, &whole);
    let outcome = project.says(&["--staged"], 1, &["store-plain-value"]);
    assert_no_secret(outcome.said().as_bytes(), &[secret.as_str()]);
    project.git(&["add", "-A"]).expect(0);
    project.git(&["commit", "-q", "-m", "store"]).expect(0);
    // The rules alone are changed: the store of the index is looked at by them.
    let other = identity(&project.world, "other.txt");
    let rules = format!("creation_rules:\n  - age: {},{other}\n", project.recipient);
    project.world.home.file("project/.sops.yaml", rules);
    project.says(&["--staged"], 0, &[]);
    project.git(&["add", "-A"]).expect(0);
    project.says(&["--staged", "--strict"], 1, &["store-recipients"]);
}

#[test]
fn another_letter_in_the_mac_is_told_with_the_key() {
    let project = Project::with(&["A_KEY"], 4);
    project.edit(|text| {
        let start = "sops_mac=ENC[AES256_GCM,data:";
        let at = text.find(start).unwrap() + start.len();
        let letter = if text[at..].starts_with('A') { "B" } else { "A" };
        format!("{}{letter}{}", &text[..at], &text[at + 1..])
    });
    project.says(&[], 0, &[]);
    project.says(&["--check-store"], 1, &["store-mac"]);
}

#[test]
fn a_line_that_went_without_the_key_is_told() {
    let project = Project::with(&["A_KEY", "B_KEY"], 5);
    project.edit(|text| text.split_once('\n').unwrap().1.to_owned());
    project.says(&["--check-store"], 1, &["store-mac"]);
}

#[test]
fn a_store_that_sops_encrypted_again_is_told_and_mended_as_the_page_says() {
    let forms: [(&[&str], &str); 2] =
        [(&[], "json"), (&["--input-type", "binary", "--output-type", "dotenv"], "dotenv")];
    for (form, kind) in forms {
        let project = Project::with(&["A_KEY"], 6);
        let once = project.world.home.read(STORE);
        project.encrypt(STORE, STORE, form);
        project.says(&[], 3, &["store-invalid"]);
        // It is wrong, and was not checked: the second outranks.
        project.says(&["--check-store"], 3, &["store-encrypted-twice", "store-invalid"]);
        let mend = ["decrypt", "--input-type", kind, "--output-type", "binary", STORE];
        project.world.home.file(STORE, project.sops(&mend).expect(0).stdout);
        assert_eq!(project.world.home.read(STORE), once);
        project.says(&["--check-store"], 0, &[]);
    }
}

#[test]
fn encrypted_values_that_were_encrypted_again_are_told_with_the_key() {
    let project = Project::with(&["A_KEY"], 7);
    let line = project.world.home.read(STORE).lines().next().unwrap().to_owned();
    project.world.home.file("values", format!("{line}\n"));
    project.encrypt("values", STORE, &DOTENV);
    project.says(&[], 0, &[]);
    project.says(&["--check-store"], 1, &["store-encrypted-twice"]);
}

#[test]
fn a_line_in_clear_is_told_and_nothing_of_it_said() {
    let project = Project::with(&["A_KEY"], 8);
    let secret = Tokens::new(80).opaque(40);
    let names = [format!("NEW_KEY={secret}"), format!("{secret}=="), format!("{secret}=")];
    for line in &names[..2] {
        let whole = project.world.home.read(STORE);
        project.edit(|text| format!("{line}\n{text}"));
        for arguments in [&[][..], &["--check-store"]] {
            let outcome = project.validate(arguments);
            assert_no_secret(outcome.said().as_bytes(), &[secret.as_str()]);
            let report = outcome.expect(1).report();
            let problem = report.problems(".env.enc")[0];
            assert_eq!(
                (&problem["code"], &problem["line"]),
                (&"store-plain-value".into(), &1.into())
            );
        }
        project.world.home.file(STORE, whole);
    }
    // A name with nothing behind it holds nothing in clear, and is not said either.
    project.edit(|text| format!("{}\n{text}", names[2]));
    let outcome = project.validate(&["--check-store"]);
    assert_no_secret(outcome.said().as_bytes(), &[secret.as_str()]);
}

#[test]
fn a_file_that_is_not_encrypted_is_told() {
    let project = Project::with(&["A_KEY"], 9);
    let value = &project.values[0];
    project.world.home.file(STORE, format!("# mine\nA_KEY={value}\n"));
    let report = project.says(&[], 1, &["store-plain-value"]).report();
    assert_eq!(report.problems(".env.enc")[0]["line"], 2);
}

#[test]
fn what_is_no_sops_file_could_not_be_checked() {
    let project = Project::with(&["A_KEY"], 10);
    let whole = project.world.home.read(STORE);
    let cut = whole.split_once("sops_mac").unwrap().0;
    for text in ["", "\n", "not a store\n", cut] {
        project.world.home.file(STORE, text);
        project.says(&[], 3, &["store-invalid"]);
        project.says(&["--check-store"], 3, &["store-invalid"]);
    }
}

#[test]
fn a_store_for_others_could_not_be_opened() {
    let mut project = Project::with(&["A_KEY"], 11);
    project.world.export("SOPS_AGE_KEY_FILE", "");
    project.says(&[], 0, &[]);
    project.says(&["--check-store"], 3, &["store-not-opened"]);
    // A key that cannot be read opens nothing.
    project.world.home.file("keys.txt", "AGE-SECRET-KEY-1\n");
    project.world.export("SOPS_AGE_KEY_FILE", project.world.home.at("keys.txt"));
    let said = project.says(&["--check-store"], 3, &["store-not-opened"]);
    said.says("keys.txt");
}

#[test]
fn keys_that_the_rules_do_not_name_and_keys_that_are_missing() {
    let project = Project::with(&["A_KEY"], 12);
    let other = identity(&project.world, "other.txt");
    let own = &project.recipient;
    let rules = |keys: &str| {
        let text = format!("creation_rules:\n  - path_regex: \\.env\\.enc$\n    age: {keys}\n");
        project.world.home.file("project/.sops.yaml", text);
    };
    rules(&format!("{own},{other}"));
    project.says(&["--strict"], 1, &["store-recipients"]).says(&other);
    project.says(&[], 0, &["store-recipients"]);
    rules(&other);
    project.says(&[], 1, &["store-recipients", "store-recipients"]).says("updatekeys");
    // What the message says mends it.
    rules(&format!("{own},{other}"));
    let mend =
        ["--disable-version-check", "updatekeys", "-y", "--input-type", "dotenv", ".env.enc"];
    project.world.start(tool("sops"), mend).within("project").run().expect(0);
    project.says(&["--check-store", "--strict"], 0, &[]);
    rules(own);
    project.says(&[], 1, &["store-recipients"]).says(&other);
    // A rule for other files says nothing of this one.
    let text = format!("creation_rules:\n  - path_regex: ^x$\n    age: {other}\n");
    project.world.home.file("project/.sops.yaml", text);
    project.says(&["--strict"], 0, &[]);
    project.world.home.file("project/.sops.yaml", "creation_rules: [\n");
    let report = project.says(&[], 3, &["invalid"]).report();
    assert_eq!(report.problems(".sops.yaml").len(), 1);
}

#[test]
fn the_users_store_is_looked_at_on_request() {
    let project = Project::with(&["A_KEY"], 13);
    project.world.home.file(".config/unplain/.env.enc", "");
    project.says(&["--check-store"], 0, &[]);
    let report = project.says(&["--user"], 3, &["store-invalid"]).report();
    assert_eq!(report.problems(".config/unplain/.env.enc").len(), 1);
}

#[test]
fn the_store_is_left_alone_where_another_file_is_asked_for() {
    let project = Project::with(&["A_KEY"], 14);
    project.world.home.file("project/.mcp.json", "{}");
    project.world.home.file(STORE, "");
    project.says(&[".mcp.json"], 0, &[]);
    project.says(&["."], 3, &["store-invalid"]);
}

#[test]
fn a_store_that_may_not_be_read_could_not_be_checked() {
    let project = Project::with(&["A_KEY"], 15);
    let path = project.world.home.at(STORE);
    assert!(Command::new("chmod").arg("000").arg(path).status().unwrap().success());
    let world = &project.world;
    let outcome = world.unprivileged(["validate", "--format", "json"]).within("project").run();
    let report = outcome.expect(3).report();
    assert_eq!(report.problems(".env.enc")[0]["code"], "unreadable");
}

/// Gives the project a schema: the inside of `required` and of `optional`.
fn schema(project: &Project, required: &str, optional: &str) {
    let text = format!(
        "{{\"required\": {{\"g\": {{{required}}}}},\n\"optional\": {{\"g\": {{{optional}}}}}}}\n"
    );
    project.world.home.file("project/secrets/schema.json", text);
}

#[test]
fn what_the_schema_requires_and_the_store_lacks() {
    let project = Project::with(&["A_KEY", "EMPTY_KEY"], 20);
    let used = "{\"required_for\": [\"p\"]}";
    let both = format!("\"A_KEY\": {used},\n\"EMPTY_KEY\": {used}");
    schema(&project, &both, "");
    project.says(&["--strict"], 0, &[]);
    project.world.home.file("values", "A_KEY=x\nEMPTY_KEY=\n");
    project.encrypt("values", STORE, &DOTENV);
    project.says(&[], 0, &["store-lacks"]);
    let report = project.says(&["--strict"], 1, &["store-lacks"]).report();
    let problem = report.problems("schema.json")[0];
    assert_eq!((&problem["variable"], &problem["line"]), (&"EMPTY_KEY".into(), &2.into()));
    project.says(&["--strict", "--for", "q"], 0, &[]);
    // It may be in the user's store.
    project.world.unplain(["set", "EMPTY_KEY"]).input("x").run().expect(0);
    project.says(&["--strict", "--user"], 0, &[]);
    // What may be left out may be lacking, and what is in a broken store is not known.
    schema(&project, &format!("\"A_KEY\": {used}"), &format!("\"EMPTY_KEY\": {used}"));
    project.says(&["--strict"], 0, &[]);
    schema(&project, &both, "");
    project.world.home.file(STORE, "");
    project.says(&["--strict"], 3, &["store-invalid"]);
}

#[test]
fn what_the_store_holds_and_the_schema_does_not_know() {
    let project = Project::with(&["A_KEY", "OLD_KEY"], 21);
    let used = "{\"required_for\": [\"p\"]}";
    schema(&project, &format!("\"A_KEY\": {used}"), "");
    let report = project.says(&["--strict"], 1, &["store-undeclared"]).report();
    assert_eq!(report.problems(".env.enc")[0]["variable"], "OLD_KEY");
    schema(&project, &format!("\"A_KEY\": {used}"), &format!("\"OLD_KEY\": {used}"));
    project.says(&["--strict"], 0, &[]);
    // The user's store holds other projects' variables.
    project.world.unplain(["set", "MINE"]).input("x").run().expect(0);
    project.says(&["--strict", "--user"], 0, &[]);
}

#[test]
fn a_store_that_was_not_changed_for_longer_than_its_values_may_live() {
    let project = Project::with(&["A_KEY", "B_KEY"], 22);
    let rotate = |days: u32| format!("{{\"required_for\": [\"p\"], \"rotate_days\": {days}}}");
    let both = format!("\"A_KEY\": {},\n\"B_KEY\": {}", rotate(1), rotate(100_000));
    schema(&project, &both, &format!("\"OTHER_KEY\": {}", rotate(1)));
    project.says(&["--strict"], 0, &[]);
    // The day alone counts here; with the key it would be told that it was changed by hand.
    project.edit(|text| {
        let start = text.find("sops_lastmodified=").unwrap() + "sops_lastmodified=".len();
        format!("{}2001-02-03{}", &text[..start], &text[start + "2001-02-03".len()..])
    });
    let report = project.says(&["--strict"], 1, &["store-overdue"]).report();
    let problem = report.problems("schema.json")[0];
    assert_eq!((&problem["variable"], &problem["line"]), (&"A_KEY".into(), &1.into()));
    let message = problem["message"].as_str().unwrap();
    assert!(message.contains("every day") && message.contains("2001-02-03"), "{message}");
    project.says(&["--check-store"], 1, &["store-mac", "store-overdue"]);
}

#[test]
fn values_are_compared_with_the_schema_only_where_the_store_is_opened() {
    let project = Project::with(&["A_KEY", "B_KEY"], 23);
    let shape = |format: &str| format!("{{\"required_for\": [\"p\"], \"format\": \"{format}\"}}");
    schema(&project, &format!("\"A_KEY\": {},\n\"B_KEY\": {}", shape("zz-..."), shape("...")), "");
    project.says(&["--strict"], 0, &[]);
    let report = project.says(&["--check-store"], 1, &["bad-format"]).report();
    let problem = report.problems("schema.json")[0];
    assert_eq!((&problem["variable"], &problem["line"]), (&"A_KEY".into(), &1.into()));
}
