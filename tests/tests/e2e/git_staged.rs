//! `unplain scan --staged`: what the next commit would bring.

use std::fs;

use crate::{git_history::Repo, world::Report};

#[track_caller]
fn staged(repo: &Repo, code: i32) -> Report {
    repo.scan_in("project", &["--staged"], code)
}

/// The paths of the findings, from the project on.
fn paths(report: &Report) -> Vec<&str> {
    let paths = report.list("findings").iter().map(|finding| finding["path"].as_str().unwrap());
    paths.map(|path| path.split_once("/project/").unwrap().1).collect()
}

#[test]
fn the_index_counts_and_not_the_work_tree() {
    let mut repo = Repo::new(41);
    let (in_index, in_tree) = (repo.token(), repo.token());
    repo.write("old.txt", "nothing\n");
    repo.commit("first");
    assert!(staged(&repo, 0).list("findings").is_empty());

    repo.write("deep/er/a.txt", format!("x\n  {in_index}\n"));
    repo.git(&["add", "deep"]);
    repo.write("deep/er/a.txt", "clean\n");
    repo.write("old.txt", &in_tree);
    repo.write("new.txt", &in_tree);
    let report = staged(&repo, 1);
    assert_eq!(paths(&report), ["deep/er/a.txt"]);
    let finding = &report.list("findings")[0];
    assert_eq!((&finding["line"], &finding["column"]), (&2.into(), &3.into()));
    assert!(finding["commit"].is_null());

    // What is committed is not staged any more.
    repo.git(&["commit", "--quiet", "--message", "second"]);
    staged(&repo, 0);
    repo.git(&["add", "--all"]);
    assert_eq!(paths(&staged(&repo, 1)), ["new.txt", "old.txt"]);
}

#[test]
fn the_first_commit() {
    let mut repo = Repo::new(42);
    staged(&repo, 0);
    let token = repo.token();
    repo.write("a.txt", &token);
    staged(&repo, 0);
    repo.git(&["add", "a.txt"]);
    assert_eq!(paths(&staged(&repo, 1)), ["a.txt"]);
}

#[test]
fn a_config_is_read_as_such() {
    let mut repo = Repo::new(43);
    let value = repo.opaque();
    let config = |value: &str| {
        format!(r#"{{"mcpServers":{{"db":{{"command":"x","env":{{"DB_PASSWORD":"{value}"}}}}}}}}"#)
    };
    repo.write(".mcp.json", config(&value));
    repo.git(&["add", "--all"]);
    let report = staged(&repo, 1);
    assert_eq!(report.list("findings")[0]["pointer"], "/mcpServers/db/env/DB_PASSWORD");
    repo.write(".mcp.json", config("${DB_PASSWORD}"));
    repo.git(&["add", "--all"]);
    staged(&repo, 0);
    let token = repo.token();
    repo.write(".mcp.json", format!("{{ \"{token}"));
    repo.git(&["add", "--all"]);
    let report = staged(&repo, 3);
    assert_eq!((report.codes(), paths(&report)), (vec!["invalid"], vec![".mcp.json"]));
}

#[test]
fn files_of_variables_are_read_as_such() {
    let mut repo = Repo::new(44);
    let (value, token) = (repo.opaque(), repo.token());
    repo.write(".env", format!("DB_PASSWORD={value}\n"));
    repo.write(".envrc", format!("export X=\"a $(echo {token}) b\"\n"));
    repo.git(&["add", "--all"]);
    let report = staged(&repo, 1);
    assert_eq!(report.list("findings")[0]["pointer"], "/DB_PASSWORD");
    assert_eq!(paths(&report), [".env", ".envrc"]);
    repo.write(".env", "no variables\n");
    repo.git(&["add", "--all"]);
    repo.git(&["rm", "--quiet", "--force", ".envrc"]);
    assert_eq!(staged(&repo, 0).codes(), ["invalid"]);
}

#[test]
fn as_a_hook_it_stops_the_commit() {
    let mut repo = Repo::new(44);
    let hook = format!("#!/bin/sh\nexec '{}' scan --staged\n", crate::world::unplain().display());
    repo.world.home.file_with_mode("project/.git/hooks/pre-commit", hook, 0o755);
    repo.write("a.txt", "nothing\n");
    repo.commit("clean");
    let token = repo.token();
    repo.write("a.txt", &token);
    let commit = |arguments: &[&str], folder: &str| {
        let all = [&["commit", "--quiet", "--message", "x"], arguments].concat();
        repo.world.start("git", all).within(folder).run()
    };
    // Git gives the hook an index of its own here.
    let outcome = commit(&["--all"], "project").expect(1);
    assert!(!outcome.said().contains(&token) && outcome.said().contains("a.txt"));
    commit(&["a.txt"], "project").expect(1);
    repo.git(&["worktree", "add", "--quiet", "--detach", "../linked"]);
    repo.world.home.file("linked/b.txt", &token);
    repo.git_in("linked", &["add", "b.txt"]);
    commit(&[], "linked").expect(1).says("b.txt");
    assert_eq!(repo.git(&["log", "--format=%s", "--all"]), "clean");
}

#[test]
fn work_trees_have_an_index_of_their_own() {
    let mut repo = Repo::new(45);
    repo.write("a.txt", "nothing\n");
    repo.commit("first");
    repo.git(&["worktree", "add", "--quiet", "-b", "other", "../linked"]);
    let token = repo.token();
    repo.world.home.file("linked/b.txt", &token);
    repo.git_in("linked", &["add", "b.txt"]);
    staged(&repo, 0);
    let report = repo.scan_in("linked", &["--staged"], 1);
    assert_eq!(report.findings("linked/b.txt").len(), 1);
}

#[test]
fn only_announced_conflicting_and_deleted_files() {
    let mut repo = Repo::new(46);
    let (ours, theirs, announced) = (repo.token(), repo.token(), repo.token());
    repo.write("a.txt", "nothing\n");
    repo.write("gone.txt", "nothing\n");
    repo.commit("first");
    repo.write("announced.txt", &announced);
    repo.git(&["add", "--intent-to-add", "announced.txt"]);
    repo.git(&["rm", "--quiet", "gone.txt"]);
    staged(&repo, 0);
    repo.git(&["reset", "--quiet", "--hard"]);

    repo.git(&["checkout", "--quiet", "-b", "side"]);
    repo.write("a.txt", &theirs);
    repo.commit("theirs");
    repo.git(&["checkout", "--quiet", "main"]);
    repo.write("a.txt", &ours);
    repo.commit("ours");
    repo.world.start("git", ["merge", "side"]).within("project").run().expect(1);
    // Ours is in HEAD already.
    assert_eq!(paths(&staged(&repo, 1)), ["a.txt"]);
}

#[test]
fn every_form_of_the_index() {
    let mut repo = Repo::new(47);
    for at in 0..30 {
        repo.write(&format!("in/{}/{at}.txt", at % 5), format!("{at}\n"));
        repo.write(&format!("out/{at}.txt"), format!("{at}\n"));
    }
    repo.commit("first");
    let token = repo.token();
    repo.write("in/3/new.txt", &token);
    let check = |repo: &Repo| assert_eq!(paths(&staged(repo, 1)), ["in/3/new.txt"]);
    for version in ["2", "3", "4"] {
        repo.git(&["update-index", "--index-version", version]);
        repo.git(&["add", "in"]);
        check(&repo);
    }
    repo.git(&["update-index", "--split-index"]);
    check(&repo);
    repo.git(&["update-index", "--no-split-index", "--untracked-cache"]);
    check(&repo);
    repo.git(&["pack-refs", "--all"]);
    repo.git(&["gc", "--quiet"]);
    check(&repo);
    repo.git(&["sparse-checkout", "set", "--cone", "--sparse-index", "in"]);
    repo.git(&["add", "in"]);
    check(&repo);
}

#[test]
fn a_staged_submodule_is_passed_over() {
    let mut repo = Repo::new(48);
    repo.write("a.txt", "nothing\n");
    repo.commit("first");
    let add =
        ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../project", "sub"];
    repo.git(&add);
    staged(&repo, 0);
}

#[test]
fn a_broken_index_or_a_missing_blob_is_told() {
    let repo = Repo::new(49);
    repo.write("a.txt", "nothing\n");
    repo.git(&["add", "a.txt"]);
    let blob = repo.git(&["rev-parse", ":a.txt"]);
    let file = format!("project/.git/objects/{}/{}", &blob[..2], &blob[2..]);
    fs::remove_file(repo.world.home.at(&file)).unwrap();
    let report = staged(&repo, 3);
    assert_eq!(report.problems("a.txt").len(), 1);
    repo.write(".git/index", "DIRC nonsense");
    repo.run("project", &["--staged"], 3).says("index");
}
