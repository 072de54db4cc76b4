//! lefthook 2, the real one.

use super::*;

#[test]
fn the_check_is_a_command_in_lefthooks_config() {
    for (seed, text) in [
        "pre-push:\n  commands:\n    a:\n      run: echo a\n",
        "pre-commit:\n  commands:\n    a: # first\n      run: echo a\n\npre-push:\n  parallel: true\n",
        "pre-commit:\n  parallel: true\n  jobs:\n    - name: a\n      run: echo a\n",
    ]
    .into_iter()
    .enumerate()
    {
        let project = Project::new(5301 + seed as u64);
        project.with_tool("lefthook", &tool("lefthook"));
        project.with_tool("node", &tool("node"));
        project.repo.write("lefthook.yml", text);
        project.hook(&[]).expect(0).says("lefthook");
        project.repo.world.start("lefthook", ["install"]).within("project").run().expect(0);
        project.hook(&[]).expect(0).says("nothing changed");
        project.is_guarded("project");
        project.hook(&["--remove"]).expect(0);
        assert_eq!(project.read("lefthook.yml"), text);
        project.is_unguarded();
    }
}

#[test]
fn what_cannot_be_proven_is_shown_to_be_pasted() {
    for (seed, (name, text)) in [
        ("lefthook.toml", "[pre-push]\n"),
        ("lefthook.yml", "pre-commit: {parallel: true}\n"),
        (".config/lefthook.json", "{}\n"),
    ]
    .into_iter()
    .enumerate()
    {
        let project = Project::new(5311 + seed as u64);
        project.repo.write(name, text);
        project.hook(&[]).expect(3).says("run: unplain validate --staged");
        assert_eq!(project.read(name), text);
        assert!(!project.has(".git/hooks/pre-commit"));
    }
}
