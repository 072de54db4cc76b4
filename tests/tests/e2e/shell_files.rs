//! Shells' start-up files and `.env`: shown always, moved on request, and giving the same environment afterwards.

use std::{collections::BTreeMap, fs, path::Path};

use unplain_testkit::{Tokens, assert_no_secret};

use crate::world::{Outcome, World, fill};

/// A home with files in which `@1` … stand for its secrets.
struct Shells {
    world: World,
    secrets: Vec<String>,
}

impl Shells {
    fn new(files: &[(&str, &str)]) -> Self {
        let mut tokens = Tokens::new(71);
        let mut secrets = vec![tokens.token("github-pat-classic")];
        secrets.extend((0..8).map(|_| tokens.opaque(28)));
        let shells = Self { world: World::new(), secrets };
        for (path, text) in files {
            shells.world.home.file(path, shells.fill(text));
        }
        shells
    }

    fn fill(&self, text: &str) -> String {
        fill(text, &self.secrets)
    }

    /// Runs `unplain`; nothing of it may show a secret.
    #[track_caller]
    fn run(&self, arguments: &[&str], code: i32) -> Outcome {
        let outcome = self.world.unplain(arguments).run().expect(code);
        let secrets: Vec<&str> = self.secrets.iter().map(String::as_str).collect();
        assert_no_secret(outcome.said().as_bytes(), &secrets);
        outcome
    }

    #[track_caller]
    fn migrate(&self, code: i32) -> Outcome {
        self.run(&["migrate", "--include-shell", "--yes"], code)
    }

    /// What `shell` hands on after it has run `file`; `None`, said so, where it is not installed.
    fn environment(&self, shell: &[&str], file: &str) -> Option<BTreeMap<String, String>> {
        let path = self.world.home.at(file);
        if !Path::new("/usr/bin").join(shell[0]).exists()
            && !Path::new("/bin").join(shell[0]).exists()
        {
            println!("not tried with {}, which is not installed", shell[0]);
            return None;
        }
        let script = match shell[0] {
            "fish" => format!("source {}; env -0", path.display()),
            _ => format!(". {}; env -0", path.display()),
        };
        let arguments = shell[1..].iter().copied().chain([script.as_str()]);
        let outcome = self.world.start(shell[0], arguments).run().expect(0);
        assert_eq!(outcome.stderr, "", "a start-up file says nothing");
        let own = |name: &str| !["_", "SHLVL", "PWD", "OLDPWD"].contains(&name);
        let pairs = outcome.stdout.split('\0').filter_map(|pair| pair.split_once('='));
        Some(
            pairs
                .filter(|(name, _)| own(name))
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        )
    }

    fn decided(&self, arguments: &[&str], file: &str) -> Vec<(String, String, String)> {
        let report = self.world.unplain(arguments).run().report();
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let findings = report.findings(file);
        findings
            .iter()
            .map(|finding| {
                (
                    text(&finding["pointer"]),
                    text(&finding["applicability"]),
                    text(&finding["reason"]),
                )
            })
            .collect()
    }
}

const BASHRC: &str = "# ~/.bashrc
case $- in *i*) ;; *) ;; esac
alias ll='ls -l'
export GITHUB_TOKEN=@1 EDITOR=vim # it's mine
if [ -z \"$NONE\" ]; then
\texport OPENAI_API_KEY=\"@2\"
fi
LOCAL_SECRET='@3'; export LOCAL_SECRET
cat >/dev/null <<'END'
export FAKE_TOKEN='
END
export DATABASE_URL='postgres://app:@4@db.test/app' PAGER=less
";

#[test]
fn a_shell_gets_the_same_environment_from_the_store() {
    let shells = Shells::new(&[(".bashrc", BASHRC), (".zshrc", BASHRC), (".profile", BASHRC)]);
    let kinds: [(&[&str], &str); 3] =
        [(&["bash", "-c"], ".bashrc"), (&["zsh", "-fc"], ".zshrc"), (&["dash", "-c"], ".profile")];
    let before: Vec<_> =
        kinds.iter().map(|(shell, file)| shells.environment(shell, file)).collect();
    shells.migrate(0).says("shells load these values").says("unplain undo");
    for ((shell, file), before) in kinds.iter().zip(before) {
        let text = shells.world.home.read(file);
        assert_no_secret(
            text.as_bytes(),
            &shells.secrets.iter().map(String::as_str).collect::<Vec<_>>(),
        );
        assert!(text.contains(" EDITOR=vim # it's mine\n") && text.ends_with("\" PAGER=less\n"));
        assert_eq!(shells.environment(shell, file), before, "{shell:?}");
    }
    let value = |name: &str| shells.world.value(name);
    assert_eq!(value("GITHUB_TOKEN"), shells.secrets[0]);
    assert_eq!(value("DATABASE_URL"), shells.fill("postgres://app:@4@db.test/app"));
    let migrated = shells.world.home.read(".bashrc");
    shells.migrate(0).says("no secret found");
    assert_eq!(shells.world.home.read(".bashrc"), migrated);
    shells.run(&["undo", "--yes"], 0);
    assert_eq!(shells.world.home.read(".bashrc"), shells.fill(BASHRC));
}

#[test]
fn fish_gets_the_same_environment_from_the_store() {
    let config = "set -gx GITHUB_TOKEN @1 # it's mine\nif true\n  set --global --export API_KEY \"@2\"\nend\nexport OTHER_TOKEN='@3'\n";
    let shells = Shells::new(&[
        (".config/fish/config.fish", config),
        (".config/fish/conf.d/keys.fish", "set -Ux MORE_API_KEY '@4'\n"),
        (".config/fish/fish_variables", "# VERSION: 3.0\nSETUVAR --export KEPT_API_KEY:@5\n"),
    ]);
    let file = ".config/fish/config.fish";
    let fish: &[&str] = &["fish", "-N", "-c"];
    let before = shells.environment(fish, file);
    let list = ["scan", "--format", "json"];
    let kept = shells.decided(&list, "fish_variables");
    assert!(
        matches!(kept.as_slice(), [(_, applicability, reason)] if applicability == "report-only" && reason.contains("set -e -U KEPT_API_KEY")),
        "{kept:?}"
    );
    shells.migrate(1);
    let text = shells.world.home.read(file);
    assert!(text.contains("get GITHUB_TOKEN --user | string collect) # it's mine\n"), "{text}");
    assert!(shells.world.home.read(".config/fish/conf.d/keys.fish").contains("get MORE_API_KEY"));
    assert!(shells.world.home.read(".config/fish/fish_variables").contains(&shells.secrets[4]));
    assert_eq!(shells.environment(fish, file), before);
}

#[test]
fn without_the_flag_they_are_only_shown() {
    let shells = Shells::new(&[
        (".bashrc", BASHRC),
        ("project/.env", "API_KEY=@5\n"),
        ("project/.env.example", "API_KEY=@6\n"),
        (".zshrc", "alias a=b\n"),
    ]);
    let files = shells.world.files();
    let found = shells.decided(&["scan", "--format", "json", "project", ".bashrc"], ".bashrc");
    let pointers: Vec<&str> = found.iter().map(|(pointer, ..)| pointer.as_str()).collect();
    assert_eq!(pointers, ["/GITHUB_TOKEN", "/OPENAI_API_KEY", "/LOCAL_SECRET", "/DATABASE_URL"]);
    for (_, applicability, reason) in &found {
        assert_eq!(applicability, "review");
        assert!(reason.contains("--include-shell"), "{reason}");
    }
    shells.run(&["scan", "--format", "json"], 1);
    let report = shells.run(&["scan", "project", "--format", "json"], 1).report();
    assert_eq!(report.findings("project/.env").len(), 1);
    assert!(report.findings(".env.example").is_empty());
    let config = &report.list("configs")[0];
    assert_eq!((config["agent"].as_str(), config["format"].as_str()), (Some(""), Some("dotenv")));
    shells.run(&["migrate", "--yes", "--include", "review"], 1).says("--include-shell");
    shells.run(&["migrate", "--include-shell"], 3).says("--yes");
    shells.run(&["migrate", "--include-shell", "--dry-run"], 1).says("get GITHUB_TOKEN --user");
    let now = shells.world.files();
    assert!(files.iter().all(|(path, text)| now.get(path) == Some(text)), "nothing was changed");
}

#[test]
fn lines_go_from_files_that_no_shell_runs() {
    let env = "\u{feff}# settings\r\nDEBUG=1\r\nexport API_KEY=\"@1\"\r\nDB_URL=postgres://app:@2@db.test/app\r\nPORT=80\r\n";
    let shells = Shells::new(&[
        ("project/.env", env),
        (".config/environment.d/10-keys.conf", "MY_API_TOKEN=@3\n"),
    ]);
    let migrate = ["migrate", "--include-shell", "--yes"];
    let done = shells.world.unplain(migrate).within("project").run().expect(0);
    let done = done.says("unplain run -- CMD");
    assert_no_secret(done.said().as_bytes(), &[&shells.secrets[0], &shells.secrets[1]]);
    let after = "\u{feff}# settings\r\nDEBUG=1\r\nPORT=80\r\n";
    assert_eq!(shells.world.home.read("project/.env"), after);
    assert_eq!(shells.world.home.read(".config/environment.d/10-keys.conf"), "");
    let all = shells.world.unplain(["run", "--", "env"]).within("project").run().expect(0).stdout;
    for line in ["API_KEY=@1", "DB_URL=postgres://app:@2@db.test/app", "MY_API_TOKEN=@3"] {
        assert!(all.lines().any(|got| got == shells.fill(line)), "{line}");
    }
    shells.world.unplain(migrate).within("project").run().expect(0).says("no secret found");
    shells.run(&["undo", "--yes"], 0);
    assert_eq!(shells.world.home.read("project/.env"), shells.fill(env));
}

#[test]
fn what_changed_since_gets_its_values_back_all_the_same() {
    let shells = Shells::new(&[
        (".bashrc", "export A_TOKEN=\"@1\"\nexport DB_URL='postgres://a:@2@h/d?password=@3'\n"),
        ("project/.env", "A_SECRET=@4\nB=1\n"),
    ]);
    shells.run(&["migrate", "--include-shell", "--yes", "project", ".bashrc"], 0);
    for file in [".bashrc", "project/.env"] {
        let text = shells.world.home.read(file);
        shells.world.home.file(file, format!("{text}C=3\n"));
    }
    shells.run(&["undo", "--yes"], 0).says("only what unplain wrote");
    let back = "export A_TOKEN='@1'\nexport DB_URL='postgres://a:@2@h/d?password=@3'\nC=3\n";
    assert_eq!(shells.world.home.read(".bashrc"), shells.fill(back));
    assert_eq!(shells.world.home.read("project/.env"), shells.fill("B=1\nC=3\nA_SECRET=@4\n"));
}

#[test]
fn agents_keep_getting_what_a_shell_exports() {
    let config = r#"{"mcpServers":{"a":{"command":"a","env":{"GITHUB_TOKEN":"${GITHUB_TOKEN}"}},"b":{"command":"b","env":{"GH":"@1"}}}}"#;
    let shells = Shells::new(&[(".claude.json", config), (".bashrc", "export GITHUB_TOKEN=@1\n")]);
    shells.world.program("claude", "printf '%s' \"$GITHUB_TOKEN\"");
    shells.migrate(0);
    let text = shells.world.home.read(".claude.json");
    assert_eq!(text, config.replace("@1", "${GITHUB_TOKEN}"), "one value, one variable");
    let with_shell = shells.environment(&["bash", "-c"], ".bashrc").unwrap();
    assert_eq!(with_shell["GITHUB_TOKEN"], shells.secrets[0]);
    let started = shells.world.unplain(["run", "--", "claude"]).run().expect(0);
    assert!(started.stdout == shells.secrets[0]);
}

#[test]
fn one_name_with_two_values_keeps_both() {
    let shells = Shells::new(&[
        (".claude.json", r#"{"mcpServers":{"a":{"command":"a","env":{"API_KEY":"@2"}}}}"#),
        (".bashrc", "export API_KEY=@3\nif [ -n \"$NONE\" ]; then\n  export API_KEY=@4\nfi\n"),
        (".profile", "export API_KEY=@5\n"),
    ]);
    let files = [".bashrc", ".profile"];
    let before = files.map(|file| shells.environment(&["bash", "-c"], file));
    shells.migrate(0);
    assert_eq!(files.map(|file| shells.environment(&["bash", "-c"], file)), before);
    let store = shells.world.store();
    for secret in &shells.secrets[1..5] {
        assert_eq!(store.matches(secret.as_str()).count(), 1);
    }
}

#[test]
fn what_cannot_be_loaded_or_taken_out_stays_and_says_why() {
    let shells = Shells::new(&[
        (
            ".bashrc",
            "export A_TOKEN='@2\n'\nexport B_TOKEN=\"${B_TOKEN:-@3}\"\nalias gh='GITHUB_TOKEN=@1 gh'\n# export C_TOKEN=@1\nexport SOPS_AGE_KEY=@4\n",
        ),
        (".zshrc", "export D_TOKEN=@5\nexport XDG_CONFIG_HOME=$HOME/.other\n"),
        ("project/.env", "E_TOKEN=@6\nE_TOKEN=@7\nF_TOKEN=\"@8$\"\n"),
    ]);
    let before = shells.world.files();
    let migrate = ["migrate", "--include-shell", "--yes", ".bashrc", ".zshrc", "project"];
    shells.run(&migrate, 1);
    assert!(
        shells
            .world
            .files()
            .iter()
            .all(|(path, text)| before.get(path).is_none_or(|old| old == text))
    );
    let list = [&migrate[..2], &["--dry-run", "--format", "json"], &migrate[3..]].concat();
    let reasons = |file: &str| -> BTreeMap<String, String> {
        let found = shells.decided(&list, file);
        assert!(
            found.iter().all(|(_, applicability, _)| applicability == "report-only"),
            "{found:?}"
        );
        found.into_iter().map(|(pointer, _, reason)| (pointer, reason)).collect()
    };
    let expect = |file: &str, expected: &[(&str, &str)]| {
        let reasons = reasons(file);
        assert_eq!(reasons.len(), expected.len(), "{reasons:?}");
        for (pointer, why) in expected {
            let reason = reasons.get(*pointer).map_or("none", String::as_str);
            assert!(reason.contains(why), "{pointer}: {reason}");
        }
    };
    expect(
        ".bashrc",
        &[
            ("/A_TOKEN", "ends with a line end"),
            ("/B_TOKEN", "puts its value together"),
            ("#line:4", "uses it in a command"),
            ("#line:5", "in a comment"),
            ("/SOPS_AGE_KEY", "opens the store"),
        ],
    );
    expect(".zshrc", &[("/D_TOKEN", "XDG_CONFIG_HOME further down")]);
    expect("project/.env", &[("/E_TOKEN", "more than once"), ("/F_TOKEN", "expand the `$`")]);
}

#[test]
fn encrypted_files_are_not_plain() {
    let shells = Shells::new(&[
        (
            "project/.env",
            "API_KEY=ENC[AES256_GCM,data:@2,iv:@3,tag:@4,type:str]\nsops_mac=ENC[AES256_GCM,data:@5]\nsops_version=3.11.0\n",
        ),
        ("project/.env.enc", "API_KEY=@6\n"),
        ("project/.env.production", "DOTENV_PUBLIC_KEY=@7\nAPI_KEY=\"encrypted:@8\"\n"),
    ]);
    let report = shells.run(&["scan", "project", "--format", "json"], 0).report();
    assert_eq!(report.list("configs").len(), 2);
    assert!(report.list("findings").is_empty());
}

#[test]
fn links_and_modes_stay() {
    let shells = Shells::new(&[("dotfiles/bashrc", "export A_TOKEN=@2\r\nexport B=1\r\n")]);
    let home = &shells.world.home;
    home.link(".bashrc", "dotfiles/bashrc");
    let environment = || shells.environment(&["bash", "-c"], ".bashrc");
    let before = environment();
    shells.migrate(0);
    assert!(fs::symlink_metadata(home.at(".bashrc")).unwrap().is_symlink());
    assert!(home.read("dotfiles/bashrc").ends_with("get A_TOKEN --user)\"\r\nexport B=1\r\n"));
    assert_eq!(environment(), before, "a carriage return is kept as it was");
}

#[test]
fn folders_and_pipes_called_env_are_left_alone() {
    let shells = Shells::new(&[("project/.env/bin/activate", "export A_TOKEN=@2\n")]);
    shells.world.home.folder("other");
    let fifo = shells.world.home.at("other/.env");
    assert!(std::process::Command::new("mkfifo").arg(fifo).status().unwrap().success());
    for place in ["project", "other"] {
        shells.run(&["scan", place], 0);
    }
    let here = shells.world.unplain(["scan"]).within("other").run();
    here.expect(0);
}

#[test]
fn direnv_and_names_in_the_projects_folder() {
    let shells = Shells::new(&[("project/.envrc", "export A_TOKEN=@2\n"), ("project/sub/x", "")]);
    fs::create_dir(shells.world.home.at("project/.git")).unwrap();
    let migrate = ["migrate", "--include-shell", "--yes"];
    let before = shells.environment(&["bash", "-c"], "project/.envrc");
    let done = shells.world.unplain(migrate).within("project/sub").run();
    done.expect(0).says("direnv allow");
    assert!(shells.world.home.read("project/.envrc").ends_with("get A_TOKEN)\"\n"));
    assert_eq!(shells.environment(&["bash", "-c"], "project/.envrc"), before);
}
