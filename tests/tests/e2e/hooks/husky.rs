//! husky 9, the real one.

use super::*;

#[test]
fn the_check_is_a_block_in_huskys_own_file() {
    let project = Project::new(5201);
    project.with_tool("husky", &tool("husky"));
    project.with_tool("node", &tool("node"));
    project.repo.world.start("husky", [""; 0]).within("project").run().expect(0);
    assert_eq!(project.repo.git(&["config", "core.hooksPath"]), ".husky/_");
    project.hook(&[]).expect(0).says("husky");
    project.is_guarded("project");
    project.hook(&[]).expect(0).says("nothing changed");
    project.hook(&["--remove"]).expect(0);
    assert!(!project.has(".husky/pre-commit"));

    for text in ["echo first > first", "#!/bin/sh\necho first > first\nexit 0\n"] {
        project.repo.write(".husky/pre-commit", text);
        project.hook(&[]).expect(0);
        project.is_guarded("project");
        assert!(project.has("first"));
        project.hook(&["--remove"]).expect(0);
        assert_eq!(project.read(".husky/pre-commit"), text);
    }
    project.is_unguarded();
}
