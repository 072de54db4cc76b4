//! The real pre-commit, with this repository's own `.pre-commit-hooks.yaml`.

use std::path::Path;

use super::*;

/// A repository that holds what pre-commit needs of this one: the hook and its script.
fn hook_repository(project: &Project) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let home = &project.repo.world.home;
    for file in [".pre-commit-hooks.yaml", "Cargo.toml"] {
        home.file(&format!("hooks/{file}"), fs::read(root.join(file)).unwrap());
    }
    let script = fs::read(root.join("ci/pre-commit.sh")).unwrap();
    home.file_with_mode("hooks/ci/pre-commit.sh", script, 0o755);
    project.repo.git_in("hooks", &["init", "--quiet"]);
    project.repo.git_in("hooks", &["add", "--all"]);
    project.repo.git_in("hooks", &["commit", "--quiet", "--message", "x"]);
    project.repo.git_in("hooks", &["rev-parse", "HEAD"])
}

fn set_up(seed: u64) -> Project {
    let mut project = Project::new(seed);
    let pre_commit = tool("pre-commit");
    // The hook that `pre-commit install` writes starts Python itself.
    let modules = fs::canonicalize(&pre_commit).unwrap().with_file_name("packages");
    project.repo.world.export("PYTHONPATH", modules);
    project.with_tool("pre-commit", &pre_commit);
    let rev = hook_repository(&project);
    let url = project.repo.world.home.at("hooks").display().to_string();
    let config = format!("repos:\n- repo: {url}\n  rev: {rev}\n  hooks:\n  - id: unplain\n");
    project.repo.write(".pre-commit-config.yaml", config);
    project
}

#[test]
fn pre_commit_run_passes_and_fails() {
    let project = set_up(5401);
    let run = |all: &[&str]| {
        project.repo.git(&["add", "--all"]);
        project.repo.world.start("pre-commit", [&["run"], all].concat()).within("project").run()
    };
    run(&[]).expect(0).says("Skipped");
    project.repo.write(".mcp.json", RIGHT);
    run(&[]).expect(0).says("Passed");
    project.repo.write(".mcp.json", project.config(&project.secret));
    let outcome = run(&["--all-files"]).expect(1).says("Failed");
    assert!(outcome.said().contains(".mcp.json") && !outcome.said().contains(&project.secret));
    project.repo.world.start("pre-commit", ["install"]).within("project").run().expect(0);
    project.is_guarded("project");
}

#[test]
fn the_hook_of_pre_commit_is_chained_like_any_other_and_either_order_works() {
    let project = set_up(5402);
    project.repo.write(".pre-commit-config.yaml", "repos: []\n");
    let install = || {
        project.repo.world.start("pre-commit", ["install"]).within("project").run().expect(0);
    };
    install();
    let theirs = project.read(".git/hooks/pre-commit");
    project.hook(&[]).expect(0).says(".pre-commit-config.yaml");
    project.is_guarded("project");
    project.hook(&["--remove"]).expect(0);
    assert_eq!(project.read(".git/hooks/pre-commit"), theirs);
    fs::remove_file(project.repo.world.home.at("project/.git/hooks/pre-commit")).unwrap();
    project.hook(&[]).expect(0);
    install();
    project.hook(&[]).expect(0).says("nothing changed");
    project.is_guarded("project");
    project.hook(&["--remove"]).expect(0);
    project.is_unguarded();
}

#[test]
fn the_script_builds_what_is_missing_once() {
    let project = Project::new(5403);
    hook_repository(&project);
    // A build takes minutes: this cargo leaves a program where the real one does.
    project.repo.world.program(
        "cargo",
        "echo \"$*\" >> \"$HOME/cargo-ran\"\nwhile [ \"$1\" != --root ]; do shift; done\nmkdir -p \"$2/bin\"\n\
         printf '#!/bin/sh\\necho built \"$*\"\\n' > \"$2/bin/unplain\"\nchmod 755 \"$2/bin/unplain\"",
    );
    project.repo.world.program("unplain", "echo unplain 0.0.0-old");
    for _ in 0..2 {
        let script = project.repo.world.home.at("hooks/ci/pre-commit.sh");
        let run = project.repo.world.start(script, ["a file"]).within("project").run();
        assert_eq!(run.expect(0).stdout, "built validate a file\n");
    }
    let ran = project.repo.world.home.read("cargo-ran");
    assert_eq!(ran.lines().count(), 1);
    assert!(ran.contains("install --quiet --locked --path") && ran.contains("crates/unplain"));
}
