//! A hook of git's own kind.

use super::*;

const HOOK: &str = ".git/hooks/pre-commit";
const CHAINED: &str = ".git/hooks/pre-commit.chained";

#[test]
fn a_commit_with_a_secret_fails_until_the_hook_is_removed() {
    let project = Project::new(5101);
    project.hook(&["--print"]).expect(0).says("Would have: Written");
    assert!(!project.has(HOOK));
    project.hook(&[]).expect(0).says("Written");
    let text = project.read(HOOK);
    project.hook(&[]).expect(0).says("nothing changed");
    assert_eq!(project.read(HOOK), text);
    project.is_guarded("project");
    project.hook_in("project/deep/er", &["--remove"]).expect(0).says("Removed");
    assert!(!project.has(HOOK));
    project.hook(&["--remove"]).expect(0).says("nothing to remove");
    project.is_unguarded();
}

#[test]
fn an_existing_hook_runs_first_and_comes_back_to_the_byte() {
    let project = Project::new(5102);
    let old = "#!/bin/sh\necho ran >> \"$(git rev-parse --show-toplevel)/../ran\"\n[ ! -e stop ] || exit 7\n# no end";
    project.executable(HOOK, old);
    project.hook(&[]).expect(0).says("Moved");
    assert_eq!(project.read(CHAINED), old);
    project.hook(&[]).expect(0).says("nothing changed");
    project.is_guarded("project");
    assert_eq!(project.repo.world.home.read("ran"), "ran\nran\n");
    project.repo.write("stop", "");
    assert_ne!(project.commit("project").code, Some(0));
    project.hook(&["--remove"]).expect(0);
    assert_eq!(project.read(HOOK), old);
    assert_eq!(project.repo.world.home.mode(&format!("project/{HOOK}")), 0o755);
    assert!(!project.has(CHAINED));
}

#[test]
fn a_linked_hook_and_one_that_is_no_text_are_chained_as_they_are() {
    let project = Project::new(5103);
    project.executable("scripts/check", "#!/bin/sh\nexit 0\n");
    let hook = project.repo.world.home.at(&format!("project/{HOOK}"));
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    symlink("../../scripts/check", &hook).unwrap();
    project.hook(&[]).expect(0);
    project.is_guarded("project");
    project.hook(&["--remove"]).expect(0);
    assert_eq!(fs::read_link(&hook).unwrap().to_str(), Some("../../scripts/check"));
    fs::remove_file(&hook).unwrap();
    fs::write(&hook, b"\x7fELF\xff\xfe\0").unwrap();
    project.hook(&[]).expect(0).says("not executable");
    project.is_guarded("project");
    project.hook(&["--remove"]).expect(0);
    assert_eq!(fs::read(&hook).unwrap(), b"\x7fELF\xff\xfe\0");
}

#[test]
fn a_file_in_the_way_is_refused() {
    let project = Project::new(5104);
    project.executable(HOOK, "#!/bin/sh\n");
    project.executable(CHAINED, "#!/bin/sh\n# mine\n");
    project.hook(&[]).expect(3).says("pre-commit.chained");
    assert_eq!(
        (project.read(HOOK).as_str(), project.read(CHAINED).as_str()),
        ("#!/bin/sh\n", "#!/bin/sh\n# mine\n")
    );
}

#[test]
fn the_hooks_are_where_git_says() {
    let project = Project::new(5105);
    project.repo.git(&["config", "core.hooksPath", "tools/hooks"]);
    project.hook_in("project/tools", &[]).expect(0);
    assert!(project.has("tools/hooks/pre-commit"));
    project.is_guarded("project");
}

#[test]
fn a_folder_for_all_repositories_is_asked_for() {
    let project = Project::new(5106);
    project.repo.git(&["config", "--global", "core.hooksPath", "~/all-hooks"]);
    project.hook(&[]).expect(3).says("--global-hooks");
    assert!(!project.repo.world.home.at("all-hooks").exists());
    project.hook(&["--global-hooks"]).expect(0);
    project.is_guarded("project");
}

#[test]
fn work_trees_and_submodules() {
    let project = Project::new(5107);
    project.repo.git(&["worktree", "add", "--quiet", "-b", "other", "../linked"]);
    project.hook_in("linked", &[]).expect(0);
    assert!(project.has(HOOK));
    project.is_guarded("linked");
    project.is_guarded("project");
    project.hook_in("linked", &["--remove"]).expect(0);
    let add =
        ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../linked", "sub"];
    project.repo.git(&add);
    project.hook_in("project/sub", &[]).expect(0);
    assert!(project.has(".git/modules/sub/hooks/pre-commit") && !project.has(HOOK));
    project.is_guarded("project/sub");
}

#[test]
fn without_unplain_on_path_its_own_place_serves_and_without_that_it_says_what_to_do() {
    let project = Project::new(5108);
    project.hook(&[]).expect(0);
    let program = project.repo.world.program("unplain", "");
    fs::remove_file(&program).unwrap();
    project.is_guarded("project");
    let text = project.read(HOOK).replace(&unplain().display().to_string(), "/nowhere/unplain");
    project.executable(HOOK, &text);
    project.repo.write("a.txt", "a\n");
    let outcome = project.commit("project").says("--no-verify");
    assert_ne!(outcome.code, Some(0));
}

#[test]
fn no_repository_and_no_git() {
    let project = Project::new(5109);
    project.hook_in("elsewhere", &[]).expect(3).says("git init");
    let bare =
        project.repo.world.unplain(["hook", "git"]).within("project").env("PATH", "/nowhere");
    bare.run().expect(3).says("`git` is not on PATH");
}
