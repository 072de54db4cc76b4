//! One tricky case: configs with secrets, and what they are after a migration.

use std::{collections::BTreeMap, fs, path::PathBuf};

use unplain_testkit::{Tokens, assert_no_secret};

use crate::world::{Report, World, fill};

/// A home with a few configs. In their texts `@1`, `@2` … stand for the secrets, in the order in which they were made.
pub(crate) struct Case {
    pub(crate) world: World,
    pub(crate) secrets: Vec<String>,
    templates: BTreeMap<String, String>,
    /// Where `migrate` is run.
    folder: String,
    extra: Vec<String>,
}

impl Case {
    /// A case in the folder `project`, with these programs on `PATH` and these secrets.
    pub(crate) fn new<S: Into<String>>(
        programs: &[&str],
        secrets: impl IntoIterator<Item = S>,
    ) -> Self {
        let world = World::new();
        for program in programs {
            world.program(program, "exit 0");
        }
        let secrets = secrets.into_iter().map(Into::into).collect();
        let folder = "project".to_owned();
        Self { world, secrets, templates: BTreeMap::new(), folder, extra: Vec::new() }
    }

    /// With one secret of no known shape.
    pub(crate) fn opaque(programs: &[&str], seed: u64) -> Self {
        Self::new(programs, [Tokens::new(seed).opaque(32)])
    }

    /// With two secrets of no known shape.
    pub(crate) fn two(programs: &[&str], seed: u64) -> Self {
        let mut tokens = Tokens::new(seed);
        Self::new(programs, [tokens.opaque(32), tokens.opaque(36)])
    }

    pub(crate) fn within(mut self, folder: &str) -> Self {
        folder.clone_into(&mut self.folder);
        self
    }

    /// More arguments for `migrate`.
    pub(crate) fn with(mut self, arguments: &[&str]) -> Self {
        self.extra.extend(arguments.iter().map(|argument| (*argument).to_owned()));
        self
    }

    pub(crate) fn exported(mut self, name: &str, value: &str) -> Self {
        self.world.export(name, value);
        self
    }

    /// The first secret, which most cases have only.
    pub(crate) fn secret(&self) -> &str {
        &self.secrets[0]
    }

    pub(crate) fn config(mut self, file: &str, template: &str) -> Self {
        self.world.home.file(file, fill(template, &self.secrets));
        self.templates.insert(file.to_owned(), template.to_owned());
        self
    }

    /// Runs `scan` and compares the exit code.
    #[track_caller]
    pub(crate) fn scan(&self, code: i32) -> Report {
        let outcome = self.world.unplain(["scan", "--format", "json"]).within(&self.folder).run();
        let outcome = outcome.expect(code);
        self.assert_masked(&outcome.said());
        outcome.report()
    }

    /// Runs `migrate --yes`, compares the exit code, and sees to it that a second time changes nothing and that `undo`
    /// would give the old bytes back.
    #[track_caller]
    pub(crate) fn migrate(self, code: i32) -> Migrated {
        let before = self.configs();
        let arguments = || {
            let fixed = ["migrate", "--yes", "-v", "--format", "json"].map(str::to_owned);
            fixed.into_iter().chain(self.extra.iter().cloned())
        };
        let outcome = self.world.unplain(arguments()).within(&self.folder).run().expect(code);
        self.assert_masked(&outcome.said());
        let after = self.configs();
        let again = self.world.unplain(arguments()).within(&self.folder).run();
        self.assert_masked(&again.said());
        assert_eq!(again.code, Some(code), "the second time it ends otherwise:\n{}", again.said());
        assert!(self.configs() == after, "a second migration changed something");
        Migrated { report: outcome.report(), case: self, before, after }
    }

    #[track_caller]
    fn assert_masked(&self, said: &str) {
        let secrets: Vec<&str> = self.secrets.iter().map(String::as_str).collect();
        assert_no_secret(said.as_bytes(), &secrets);
    }

    fn configs(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let paths = self.templates.keys().map(|file| self.world.home.at(file));
        paths.map(|path| (path.clone(), fs::read(&path).unwrap())).collect()
    }
}

/// A case after its migration.
pub(crate) struct Migrated {
    pub(crate) case: Case,
    pub(crate) report: Report,
    before: BTreeMap<PathBuf, Vec<u8>>,
    after: BTreeMap<PathBuf, Vec<u8>>,
}

impl Migrated {
    /// The file holds its template with the secrets replaced by these texts, and nothing else changed; `@1` stays.
    #[track_caller]
    pub(crate) fn now(self, file: &str, references: &[&str]) -> Self {
        let expected = fill(&self.case.templates[file], references);
        self.reads(file, &expected)
    }

    /// The file holds this text, in which `@1` … stand for the secrets.
    #[track_caller]
    pub(crate) fn reads(self, file: &str, expected: &str) -> Self {
        assert_eq!(self.case.world.home.read(file), fill(expected, &self.case.secrets));
        self
    }

    /// The file is as it was.
    #[track_caller]
    pub(crate) fn untouched(self, file: &str) -> Self {
        let expected = fill(&self.case.templates[file], &self.case.secrets);
        assert_eq!(self.case.world.home.read(file), expected);
        self
    }

    /// The store has this secret, counted from 1, under this name.
    #[track_caller]
    pub(crate) fn stored(self, name: &str, secret: usize) -> Self {
        assert!(self.case.world.value(name) == self.case.secrets[secret - 1], "another {name}");
        self
    }

    /// There is exactly one finding at the place; it stays for a reason that holds `reason`.
    #[track_caller]
    pub(crate) fn stays(self, file: &str, pointer: &str, reason: &str) -> Self {
        let found = self.report.at(file, pointer);
        let [finding] = found.as_slice() else {
            panic!("{} findings at {pointer}: {:#}", found.len(), self.report.0["findings"])
        };
        let given = finding["reason"].as_str().unwrap_or_default();
        assert!(given.contains(reason), "stays because: {given}");
        let id = &finding["id"];
        let action = self.report.list("actions").iter().find(|action| action["finding"] == *id);
        assert_eq!(action.unwrap()["status"], "skipped");
        self
    }

    /// A problem is reported about the file.
    #[track_caller]
    pub(crate) fn problem(self, file: &str, code: &str) -> Self {
        let problems = self.report.problems(file);
        let known = problems.iter().any(|problem| problem["code"] == code);
        assert!(known, "no problem `{code}` about {file}: {:#}", self.report.0["problems"]);
        self
    }

    /// `undo` gives the old bytes back.
    #[track_caller]
    pub(crate) fn undone(self) -> Case {
        assert!(self.before != self.after, "nothing was moved");
        let undo = ["undo", "--yes", "--format", "json"];
        let outcome = self.case.world.unplain(undo).within(&self.case.folder).run().expect(0);
        self.case.assert_masked(&outcome.said());
        assert!(self.case.configs() == self.before, "undo did not give the old bytes back");
        self.case
    }
}
