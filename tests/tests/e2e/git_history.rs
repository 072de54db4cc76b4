//! `unplain scan --git-history`: what a repository ever held, made by the real git.

use std::fs;

use serde_json::Value;
use unplain_testkit::{Tokens, assert_no_secret};

use crate::world::{Outcome, Report, World};

/// A repository in the folder `project`, and secrets.
pub(crate) struct Repo {
    pub(crate) world: World,
    tokens: Tokens,
    secrets: Vec<String>,
    day: u32,
}

impl Repo {
    pub(crate) fn new(seed: u64) -> Self {
        Self::with(seed, &[])
    }

    fn with(seed: u64, init: &[&str]) -> Self {
        let mut world = World::new();
        for (name, value) in [
            ("GIT_CONFIG_NOSYSTEM", "1"),
            ("GIT_AUTHOR_NAME", "A"),
            ("GIT_AUTHOR_EMAIL", "a@example.org"),
            ("GIT_COMMITTER_NAME", "A"),
            ("GIT_COMMITTER_EMAIL", "a@example.org"),
        ] {
            world.export(name, value);
        }
        let repo = Self { world, tokens: Tokens::new(seed), secrets: Vec::new(), day: 0 };
        repo.git(&[&["init", "--quiet", "--initial-branch=main"], init].concat());
        repo
    }

    /// A secret of a known shape.
    pub(crate) fn token(&mut self) -> String {
        self.secrets.push(self.tokens.token("github-pat-classic"));
        self.secrets.last().unwrap().clone()
    }

    /// A secret of no known shape.
    pub(crate) fn opaque(&mut self) -> String {
        self.secrets.push(self.tokens.opaque(32));
        self.secrets.last().unwrap().clone()
    }

    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        self.git_in("project", arguments)
    }

    pub(crate) fn git_in(&self, folder: &str, arguments: &[&str]) -> String {
        let date = format!("2024-02-{:02}T12:00:00+0530", self.day + 1);
        let started = self.world.start("git", arguments).within(folder);
        let started = started.env("GIT_AUTHOR_DATE", &date).env("GIT_COMMITTER_DATE", &date);
        started.run().expect(0).stdout.trim().to_owned()
    }

    pub(crate) fn write(&self, file: &str, text: impl AsRef<[u8]>) {
        self.world.home.file(&format!("project/{file}"), text);
    }

    /// Commits everything, a day after the last commit, and gives back the id.
    pub(crate) fn commit(&mut self, message: &str) -> String {
        self.day += 1;
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", message]);
        self.git(&["rev-parse", "HEAD"])
    }

    /// A commit with this file.
    fn put(&mut self, file: &str, text: impl AsRef<[u8]>) -> String {
        self.write(file, text);
        self.commit("change")
    }

    /// A commit with a secret in this file, and one without the file.
    fn put_and_remove(&mut self, file: &str) -> String {
        let token = self.token();
        let id = self.put(file, format!("one\nkey = {token}\n"));
        fs::remove_file(self.world.home.at(&format!("project/{file}"))).unwrap();
        self.commit("remove");
        id
    }

    /// Scans in `folder`, compares the exit code, and makes sure that no secret is printed in any form of the output.
    #[track_caller]
    pub(crate) fn scan_in(&self, folder: &str, arguments: &[&str], code: i32) -> Report {
        self.run(folder, arguments, code);
        let arguments = [arguments, &["--format", "json"]].concat();
        self.run(folder, &arguments, code).report()
    }

    #[track_caller]
    pub(crate) fn run(&self, folder: &str, arguments: &[&str], code: i32) -> Outcome {
        let outcome = self.world.unplain([&["scan", "-v"], arguments].concat()).within(folder);
        let outcome = outcome.run().expect(code);
        let secrets: Vec<&str> = self.secrets.iter().map(String::as_str).collect();
        assert_no_secret(outcome.said().as_bytes(), &secrets);
        outcome
    }

    #[track_caller]
    fn history(&self, code: i32) -> Report {
        self.scan_in("project", &["--git-history"], code)
    }

    /// The only finding of the history.
    #[track_caller]
    fn only(&self) -> Value {
        let report = self.history(1);
        let [finding] = report.list("findings") else { panic!("{:#}", report.0) };
        finding.clone()
    }
}

#[track_caller]
fn assert_at(finding: &Value, file: &str, commit: &str) {
    assert!(finding["path"].as_str().unwrap().ends_with(file), "{finding:#}");
    assert_eq!(finding["commit"]["id"], commit);
}

#[test]
fn a_secret_that_was_removed_stands_in_the_commit_that_brought_it() {
    let mut repo = Repo::new(1);
    repo.put("other.txt", "nothing\n");
    let id = repo.put_and_remove("src/app.py");
    let finding = repo.only();
    assert_at(&finding, "/project/src/app.py", &id);
    assert_eq!(finding["commit"]["author_date"], "2024-02-03T12:00:00+05:30");
    assert_eq!(finding["pointer"], "#line:2");
    assert_eq!((&finding["line"], &finding["column"]), (&2.into(), &7.into()));
    assert_eq!(finding["span"], serde_json::json!([6, 46]));
    assert_eq!(finding["rule"], "github-pat-classic");
    assert_eq!(finding["masked"], "ghp_…");
    assert_eq!(finding["applicability"], "report-only");
    let said = repo.run("project", &["--git-history"], 1);
    said.says(&id[..12]).says("git filter-repo --replace-text").says("clone again");
}

#[test]
fn a_clean_history_is_clean() {
    let mut repo = Repo::new(2);
    repo.put("a.txt", "nothing\n");
    assert!(repo.history(0).list("findings").is_empty());
    repo.run("project/sub", &["--git-history"], 0).says("No secret found");
}

#[test]
fn packed_loose_and_in_an_alternate() {
    let mut repo = Repo::new(3);
    let packed = repo.put_and_remove("packed.txt");
    // Versions of one file are kept as deltas of each other.
    let token = repo.token();
    let filler = |at: usize| (0..400).map(|line| format!("{at} {line} text\n")).collect::<String>();
    for at in 0..5 {
        repo.put("long.txt", filler(at));
    }
    let delta = repo.put("long.txt", format!("{}{token}\n", filler(4)));
    repo.put("long.txt", filler(5));
    repo.git(&["gc", "--quiet", "--aggressive"]);
    let loose = repo.put_and_remove("loose.txt");
    let check = |repo: &Repo, folder: &str| {
        let report = repo.scan_in(folder, &["--git-history"], 1);
        for (file, id) in [("packed.txt", &packed), ("long.txt", &delta), ("loose.txt", &loose)] {
            let [finding] = report.findings(file)[..] else { panic!("{:#}", report.0) };
            assert_at(finding, file, id);
        }
        assert_eq!(report.list("findings").len(), 3);
    };
    check(&repo, "project");
    repo.git_in(".", &["clone", "--quiet", "--shared", "project", "clone"]);
    check(&repo, "clone");
    repo.git_in("clone", &["repack", "--quiet", "-a", "-d", "--write-bitmap-index", "-m"]);
    check(&repo, "clone");
}

#[test]
fn only_in_a_stash() {
    let mut repo = Repo::new(4);
    repo.put("a.txt", "nothing\n");
    for _ in 0..2 {
        let token = repo.token();
        repo.write("a.txt", format!("{token}\n"));
        repo.git(&["stash", "--quiet"]);
    }
    let report = repo.history(1);
    assert_eq!(report.findings("a.txt").len(), 2, "{:#}", report.0);
    assert!(!report.0.to_string().contains("reflog"), "a stash is no leftover");
}

#[test]
fn only_in_the_reflog() {
    let mut repo = Repo::new(5);
    repo.put("a.txt", "nothing\n");
    repo.git(&["checkout", "--quiet", "-b", "gone"]);
    let token = repo.token();
    let id = repo.put("b.txt", &token);
    repo.git(&["checkout", "--quiet", "main"]);
    repo.git(&["branch", "--quiet", "-D", "gone"]);
    let finding = repo.only();
    assert_at(&finding, "b.txt", &id);
    assert!(finding["reason"].as_str().unwrap().contains("only the reflog"), "{finding:#}");
    repo.git(&["reflog", "expire", "--expire=now", "--all"]);
    // Nothing reaches the blob any more, though it is still there.
    repo.history(0);
}

#[test]
fn a_branch_that_comes_back_from_the_reflog_is_no_leftover() {
    let mut repo = Repo::new(6);
    repo.put("a.txt", "nothing\n");
    let token = repo.token();
    let id = repo.put("b.txt", &token);
    repo.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    repo.git(&["branch", "back", &id]);
    assert!(!repo.only()["reason"].as_str().unwrap().contains("reflog"));
}

#[test]
fn merges_and_files_on_side_branches() {
    let mut repo = Repo::new(7);
    repo.put("a.txt", "nothing\n");
    repo.git(&["checkout", "--quiet", "-b", "side"]);
    let id = repo.put_and_remove("side.txt");
    repo.git(&["checkout", "--quiet", "main"]);
    repo.put("c.txt", "more\n");
    repo.git(&["merge", "--quiet", "--no-ff", "--no-edit", "side"]);
    repo.git(&["branch", "--quiet", "-D", "side"]);
    assert_at(&repo.only(), "side.txt", &id);
}

#[test]
fn a_secret_brought_by_a_merge_itself() {
    let mut repo = Repo::new(8);
    repo.put("a.txt", "nothing\n");
    repo.git(&["checkout", "--quiet", "-b", "side"]);
    repo.put("b.txt", "more\n");
    repo.git(&["checkout", "--quiet", "main"]);
    repo.put("c.txt", "more\n");
    repo.git(&["merge", "--quiet", "--no-ff", "--no-commit", "side"]);
    let token = repo.token();
    let id = repo.put("a.txt", &token);
    assert_at(&repo.only(), "a.txt", &id);
}

#[test]
fn one_secret_in_many_versions_is_one_finding() {
    let mut repo = Repo::new(9);
    let token = repo.token();
    let id = repo.put("a.txt", format!("key = {token}\n"));
    for at in 0..20 {
        repo.put("a.txt", format!("{at}\nkey = {token}\n"));
    }
    assert_at(&repo.only(), "a.txt", &id);
    let other = repo.token();
    let replaced = repo.put("a.txt", format!("key = {other}\n"));
    let report = repo.history(1);
    let commits: Vec<_> =
        report.list("findings").iter().map(|finding| &finding["commit"]["id"]).collect();
    assert_eq!(commits, [&id, &replaced]);
}

#[test]
fn a_renamed_file_is_found_where_it_stood_first() {
    let mut repo = Repo::new(10);
    let token = repo.token();
    let id = repo.put("old.txt", &token);
    repo.git(&["mv", "old.txt", "new.txt"]);
    repo.commit("rename");
    assert_at(&repo.only(), "old.txt", &id);
}

#[test]
fn configs_are_read_as_such_in_every_version() {
    let mut repo = Repo::new(11);
    let (first, second) = (repo.opaque(), repo.opaque());
    let config = |value: &str| {
        format!(r#"{{"mcpServers":{{"db":{{"command":"x","env":{{"DB_PASSWORD":"{value}"}}}}}}}}"#)
    };
    let brought = repo.put(".mcp.json", config(&first));
    repo.put(".mcp.json", config("${DB_PASSWORD}"));
    repo.put(".mcp.json", "{ broken");
    let nested = repo.put("sub/.cursor/mcp.json", config(&second));
    repo.git(&["rm", "--quiet", "-r", "sub"]);
    repo.commit("remove");
    let report = repo.history(1);
    let [finding] = report.findings("project/.mcp.json")[..] else { panic!("{:#}", report.0) };
    assert_at(finding, ".mcp.json", &brought);
    assert_eq!(finding["pointer"], "/mcpServers/db/env/DB_PASSWORD");
    assert_eq!((&finding["server"], &finding["slot"]), (&"db".into(), &"env".into()));
    assert_eq!(
        (&finding["agent"], &finding["applicability"]),
        (&"claude-code".into(), &"report-only".into())
    );
    let [finding] = report.findings("sub/.cursor/mcp.json")[..] else { panic!("{:#}", report.0) };
    assert_at(finding, "sub/.cursor/mcp.json", &nested);
}

#[test]
fn files_of_variables_are_read_as_such_in_every_version() {
    let mut repo = Repo::new(16);
    let value = repo.opaque();
    let id = repo.put("app/.env.production", format!("DB_PASSWORD={value}\n"));
    repo.put("app/.env.production", "DB_PASSWORD=\n");
    let finding = repo.only();
    assert_at(&finding, "/project/app/.env.production", &id);
    assert_eq!(finding["pointer"], "/DB_PASSWORD");
}

#[test]
fn a_folder_that_becomes_an_agents_own_is_looked_at_again() {
    let mut repo = Repo::new(12);
    let value = repo.opaque();
    let text =
        format!(r#"{{"mcpServers":{{"a":{{"command":"x","env":{{"API_KEY":"{value}"}}}}}}}}"#);
    repo.put("template/mcp.json", text);
    repo.git(&["mv", "template", ".cursor"]);
    let id = repo.commit("rename");
    assert_at(&repo.only(), ".cursor/mcp.json", &id);
}

#[test]
fn messages_of_commits_and_tags() {
    let mut repo = Repo::new(13);
    let (first, second) = (repo.token(), repo.token());
    repo.write("a.txt", "nothing\n");
    let id = repo.commit(&format!("a subject\n\nthe key was {first}"));
    repo.git(&["tag", "--annotate", "--message", &format!("see {second}"), "v1"]);
    let tag = repo.git(&["rev-parse", "v1"]);
    let report = repo.history(1);
    let places: Vec<_> = report
        .list("findings")
        .iter()
        .map(|finding| (finding["commit"]["id"].as_str().unwrap(), &finding["line"]))
        .collect();
    assert_eq!(places.len(), 2, "{:#}", report.0);
    assert!(places.contains(&(&id, &3.into())) && places.contains(&(&tag, &1.into())));
    let reason = report.list("findings")[0]["reason"].as_str().unwrap();
    assert!(reason.contains("message of"), "{reason}");
}

#[test]
fn work_trees_bare_repositories_and_folders_in_them() {
    let mut repo = Repo::new(14);
    let id = repo.put_and_remove("a.txt");
    repo.git(&["worktree", "add", "--quiet", "--detach", "../linked"]);
    // Only this work tree's HEAD reaches it.
    let token = repo.token();
    repo.world.home.file("linked/b.txt", &token);
    repo.git_in("linked", &["add", "b.txt"]);
    repo.git_in("linked", &["commit", "--quiet", "--message", "detached"]);
    for (folder, top) in [("linked", "linked"), ("project/src", "project")] {
        let report = repo.scan_in(folder, &["--git-history"], 1);
        assert_at(report.findings(&format!("{top}/a.txt"))[0], "a.txt", &id);
        assert_eq!(report.findings(&format!("{top}/b.txt")).len(), 1, "{:#}", report.0);
    }
    repo.git_in(".", &["clone", "--quiet", "--bare", "project", "bare.git"]);
    let report = repo.scan_in(".", &["--git-history", "bare.git"], 1);
    assert_at(report.findings("bare.git/a.txt")[0], "a.txt", &id);
}

#[test]
fn a_shallow_clone_says_that_it_is_one() {
    let mut repo = Repo::new(15);
    repo.put_and_remove("a.txt");
    let url = format!("file://{}", repo.world.home.at("project").display());
    repo.git_in(".", &["clone", "--quiet", "--depth=1", &url, "clone"]);
    let report = repo.scan_in("clone", &["--git-history"], 0);
    assert_eq!(report.codes(), ["incomplete-history"]);
}

#[test]
fn a_partial_clone_says_what_is_not_here() {
    let mut repo = Repo::new(16);
    repo.put_and_remove("a.txt");
    let token = repo.token();
    let kept = repo.put("b.txt", &token);
    repo.git(&["config", "uploadpack.allowFilter", "true"]);
    let url = format!("file://{}", repo.world.home.at("project").display());
    repo.git_in(".", &["clone", "--quiet", "--filter=blob:none", &url, "clone"]);
    let report = repo.scan_in("clone", &["--git-history"], 3);
    assert_eq!(report.codes(), ["missing-objects"]);
    assert_at(report.findings("b.txt")[0], "b.txt", &kept);
}

#[test]
fn submodules_are_repositories_of_their_own() {
    let mut repo = Repo::new(17);
    repo.put_and_remove("a.txt");
    repo.git_in("outer", &["init", "--quiet", "--initial-branch=main"]);
    let add =
        ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../project", "sub"];
    repo.git_in("outer", &add);
    repo.git_in("outer", &["commit", "--quiet", "--message", "add"]);
    repo.scan_in("outer", &["--git-history"], 0);
    let report = repo.scan_in("outer/sub", &["--git-history"], 1);
    assert_eq!(report.findings("outer/sub/a.txt").len(), 1);
}

#[test]
fn objects_named_by_sha_256() {
    let mut repo = Repo::with(18, &["--object-format=sha256"]);
    let id = repo.put_and_remove("a.txt");
    assert_eq!(id.len(), 64);
    assert_at(&repo.only(), "a.txt", &id);
    repo.git(&["gc", "--quiet"]);
    assert_at(&repo.only(), "a.txt", &id);
}

#[test]
fn refs_in_another_form_are_refused() {
    let repo = Repo::new(19);
    let config = repo.world.home.read("project/.git/config");
    let config = config.replace("repositoryformatversion = 0", "repositoryformatversion = 1");
    repo.write(".git/config", format!("{config}[extensions]\n\trefStorage = reftable\n"));
    repo.run("project", &["--git-history"], 3).says("refs migrate");
}

/// The file of a loose object.
fn object(id: &str) -> String {
    format!(".git/objects/{}/{}", &id[..2], &id[2..])
}

#[test]
fn broken_and_missing_objects_are_named_and_the_rest_is_searched() {
    let mut repo = Repo::new(20);
    repo.put("a.txt", "first\n");
    repo.put("b.txt", "second\n");
    let token = repo.token();
    let id = repo.put("c.txt", &token);
    let blob = |name: &str| repo.git(&["rev-parse", &format!("HEAD:{name}")]);
    let (broken, missing) = (blob("a.txt"), blob("b.txt"));
    fs::remove_file(repo.world.home.at("project").join(object(&broken))).unwrap();
    repo.write(&object(&broken), "no zlib");
    fs::remove_file(repo.world.home.at("project").join(object(&missing))).unwrap();
    let report = repo.history(3);
    assert_at(report.findings("c.txt")[0], "c.txt", &id);
    let said = |code: &str| {
        let problems = report.list("problems").iter();
        let mut of_code = problems.filter(|problem| problem["code"] == code);
        of_code.next().unwrap()["message"].as_str().unwrap().to_owned()
    };
    assert!(said("broken-objects").contains(&broken) && said("missing-objects").contains(&missing));
}

#[test]
fn a_pack_with_a_damaged_byte() {
    let mut repo = Repo::new(21);
    for at in 0..20 {
        repo.put(&format!("{at}.txt"), format!("{at} {}\n", "text ".repeat(at)));
    }
    repo.git(&["gc", "--quiet"]);
    let folder = repo.world.home.at("project/.git/objects/pack");
    let pack = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let pack = pack.into_iter().find(|path| path.extension().is_some_and(|end| end == "pack"));
    let pack = pack.unwrap();
    let whole = fs::read(&pack).unwrap();
    // Whatever the damage hits, it is told or does not matter: no wrong answer, no crash.
    for at in (12..whole.len() - 20).step_by(whole.len() / 40) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        fs::remove_file(&pack).unwrap();
        fs::write(&pack, bytes).unwrap();
        let outcome = repo.world.unplain(["scan", "--git-history"]).within("project").run();
        assert!(matches!(outcome.code, Some(0 | 3)), "byte {at}: {}", outcome.said());
    }
    fs::remove_file(&pack).unwrap();
    fs::write(&pack, &whole[..whole.len() / 2]).unwrap();
    repo.history(3);
}

#[test]
fn names_cannot_steer_the_terminal() {
    let mut repo = Repo::new(22);
    let token = repo.token();
    repo.put("a\u{1b}[31m\nb.txt", &token);
    let outcome = repo.run("project", &["--git-history"], 1);
    assert!(!outcome.said().contains('\u{1b}'), "{}", outcome.said());
    assert!(repo.only()["path"].as_str().unwrap().ends_with("a\u{1b}[31m\nb.txt"));
}

#[test]
fn binaries_and_other_encodings() {
    let mut repo = Repo::new(23);
    let (latin, wide, hidden) = (repo.token(), repo.token(), repo.token());
    repo.put("latin1.txt", [b"caf\xe9 = ", latin.as_bytes(), b"\n"].concat());
    repo.put("binary", [b"\0", hidden.as_bytes()].concat());
    let utf16 = format!("\u{feff}{}a: {wide}", "long\n".repeat(10_000));
    repo.put("wide.txt", utf16.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
    let report = repo.history(1);
    let place = |file: &str| {
        let [finding] = report.findings(file)[..] else { panic!("{:#}", report.0) };
        (finding["line"].as_u64().unwrap(), finding["column"].as_u64().unwrap())
    };
    assert_eq!((place("latin1.txt"), place("wide.txt")), ((1, 8), (10_001, 4)));
    assert_eq!(report.list("findings").len(), 2);
}

#[test]
fn nothing_that_the_repository_says_is_executed() {
    let mut repo = Repo::new(24);
    repo.put("a.txt", "nothing\n");
    let mark = repo.world.home.at("executed");
    let script = format!("touch '{}'", mark.display());
    for (name, value) in [
        ("core.fsmonitor", script.clone()),
        ("core.sshCommand", script.clone()),
        ("core.pager", script.clone()),
        ("filter.x.clean", script.clone()),
        ("filter.x.smudge", script.clone()),
        ("diff.x.textconv", script.clone()),
        ("include.path", "/dev/zero".into()),
    ] {
        repo.git(&["config", name, &value]);
    }
    repo.write(".git/info/attributes", "* filter=x diff=x\n");
    repo.history(0);
    repo.scan_in("project", &["--staged"], 0);
    assert!(!mark.exists());
}

#[test]
fn outside_of_a_repository_and_wrong_usage() {
    let repo = Repo::new(25);
    repo.world.home.folder("elsewhere");
    for flag in ["--git-history", "--staged"] {
        let outcome = repo.world.unplain(["scan", flag]).within("elsewhere").run().expect(3);
        outcome.says("lies in no git repository");
        let outcome = repo.world.unplain(["scan", flag, "no-such-folder"]).run().expect(3);
        outcome.says("no such file or folder");
        repo.world.unplain(["scan", flag, "--home"]).run().expect(2);
        repo.world.unplain(["scan", flag, "--agent", "cursor"]).run().expect(2);
    }
    repo.world.unplain(["scan", "--git-history", "--staged"]).run().expect(2);
}

#[test]
fn an_empty_repository_and_several_at_once() {
    let mut repo = Repo::new(26);
    repo.history(0);
    repo.put_and_remove("a.txt");
    repo.git_in("second", &["init", "--quiet"]);
    let paths = ["--git-history", "project", "second", "project/sub"];
    repo.world.home.folder("project/sub");
    assert_eq!(repo.scan_in(".", &paths, 1).list("findings").len(), 1);
}
