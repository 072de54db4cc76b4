//! What checks a project before a commit and in CI, with the real git, husky, lefthook, pre-commit and bash.

mod action;
mod git;
mod husky;
mod lefthook;
mod pre_commit;

use std::{fs, os::unix::fs::symlink};

use crate::{
    git_history::Repo,
    world::{Outcome, tool, unplain},
};

/// A config that is right.
const RIGHT: &str =
    r#"{"mcpServers":{"a":{"command":"a","env":{"DB_PASSWORD":"${DB_PASSWORD}"}}}}"#;

/// A repository with one commit, `unplain` on PATH, and a secret to commit.
struct Project {
    repo: Repo,
    secret: String,
}

impl Project {
    fn new(seed: u64) -> Self {
        let mut repo = Repo::new(seed);
        let secret = repo.token();
        repo.write("README.md", "nothing\n");
        repo.commit("first");
        let project = Self { repo, secret };
        project.with_tool("unplain", unplain());
        project
    }

    /// A program of this name on PATH, which does what `program` does.
    fn with_tool(&self, name: &str, program: &std::path::Path) {
        self.repo.world.program(name, &format!("exec '{}' \"$@\"", program.display()));
    }

    fn hook(&self, arguments: &[&str]) -> Outcome {
        self.hook_in("project", arguments)
    }

    fn hook_in(&self, folder: &str, arguments: &[&str]) -> Outcome {
        self.repo.world.unplain([&["hook", "git"], arguments].concat()).within(folder).run()
    }

    /// A config whose entry `DB_PASSWORD` is this.
    fn config(&self, value: &str) -> String {
        RIGHT.replace("${DB_PASSWORD}", value)
    }

    fn commit(&self, folder: &str) -> Outcome {
        self.repo.git_in(folder, &["add", "--all"]);
        let commit = ["commit", "--quiet", "--message", "x"];
        self.repo.world.start("git", commit).within(folder).run()
    }

    /// A commit with a secret fails and says where, without saying it; the mended one passes.
    #[track_caller]
    fn is_guarded(&self, folder: &str) {
        let file = format!("{folder}/.mcp.json");
        self.repo.world.home.file(&file, self.config(&self.secret));
        let outcome = self.commit(folder);
        assert_ne!(outcome.code, Some(0), "{}", outcome.said());
        assert!(outcome.said().contains(".mcp.json"), "{}", outcome.said());
        assert!(!outcome.said().contains(&self.secret));
        self.repo.world.home.file(&file, self.right(folder));
        let outcome = self.commit(folder);
        assert_eq!(outcome.code, Some(0), "{}", outcome.said());
    }

    /// A right config; another for each folder and call, so that there is something to commit.
    fn right(&self, folder: &str) -> String {
        let count = self.repo.git_in(folder, &["rev-list", "--count", "HEAD"]);
        RIGHT.replace("\"a\":{", &format!("\"a{count}\":{{"))
    }

    /// A commit with a secret passes.
    #[track_caller]
    fn is_unguarded(&self) {
        self.repo.write(".mcp.json", self.config(&self.secret));
        self.commit("project").expect(0);
    }

    fn read(&self, file: &str) -> String {
        self.repo.world.home.read(&format!("project/{file}"))
    }

    fn has(&self, file: &str) -> bool {
        self.repo.world.home.at(&format!("project/{file}")).symlink_metadata().is_ok()
    }

    fn executable(&self, file: &str, text: &str) {
        self.repo.world.home.file_with_mode(&format!("project/{file}"), text, 0o755);
    }
}
