//! A repository with a long history, the same again from the same seed.

use std::{
    collections::BTreeMap,
    io::{BufWriter, Write},
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};
use unplain_testkit::Tokens;

/// In every so manieth commit a secret is brought in; the next change of the file takes it out again.
const SECRET_EVERY: usize = 1000;

/// Makes a bare repository in `folder` with so many commits and files, packed as a clone is.
pub(super) fn repository(folder: &Path, commits: usize, files: usize, seed: u64) -> Result<()> {
    git(folder.parent().context("no folder above")?, &["init", "--quiet", "--bare"], Some(folder))?;
    let mut import = Command::new("git")
        .args(["fast-import", "--quiet"])
        .current_dir(folder)
        .stdin(Stdio::piped())
        .spawn()
        .context("cannot start git")?;
    let stream = import.stdin.take().context("no standard input")?;
    Maker::new(files, seed).write(commits, &mut BufWriter::new(stream))?;
    ensure!(import.wait()?.success(), "git fast-import failed");
    git(folder, &["repack", "-a", "-d", "-f", "-q"], None)
}

fn git(within: &Path, arguments: &[&str], last: Option<&Path>) -> Result<()> {
    let mut command = Command::new("git");
    command.args(arguments).args(last).current_dir(within);
    ensure!(command.status().context("cannot start git")?.success(), "git {arguments:?} failed");
    Ok(())
}

struct Maker {
    tokens: Tokens,
    words: Vec<String>,
    /// Paths, and the lines of the files there.
    files: Vec<(String, Vec<String>)>,
    /// The files in which a secret stands, and the lines.
    planted: BTreeMap<usize, String>,
}

impl Maker {
    fn new(files: usize, seed: u64) -> Self {
        let mut tokens = Tokens::new(seed);
        let words = (0..3000).map(|_| {
            let length = 4 + tokens.below(7);
            tokens.opaque(length).to_lowercase()
        });
        let words: Vec<String> = words.collect();
        let mut maker = Self { tokens, words, files: Vec::new(), planted: BTreeMap::new() };
        let mut folders = vec!["src".to_owned()];
        for number in 0..files / 12 {
            let above = folders.get(maker.tokens.below(folders.len())).cloned();
            folders.push(format!("{}/{}{number}", above.unwrap_or_default(), maker.word()));
        }
        for number in 0..files {
            let folder = folders.get(maker.tokens.below(folders.len())).cloned();
            let path = format!("{}/{}{number}.rs", folder.unwrap_or_default(), maker.word());
            let lines = 20 + maker.tokens.below(280);
            let lines = (0..lines).map(|_| maker.line()).collect();
            maker.files.push((path, lines));
        }
        maker
    }

    /// The stream that `git fast-import` reads.
    fn write(&mut self, commits: usize, out: &mut impl Write) -> Result<()> {
        let mut time = 1_500_000_000;
        for number in 0..commits {
            time += 60 + self.tokens.below(4000);
            let message = self.line();
            writeln!(out, "commit refs/heads/main")?;
            writeln!(out, "author A <a@example.org> {time} +0200")?;
            writeln!(out, "committer A <a@example.org> {time} +0200")?;
            writeln!(out, "data {}\n{message}", message.len())?;
            let changed: Vec<usize> = match number {
                0 => (0..self.files.len()).collect(),
                _ => {
                    let count = 1 + self.tokens.below(5) / 3 + self.tokens.below(5) / 4;
                    (0..count).map(|_| self.tokens.below(self.files.len())).collect()
                }
            };
            for (at, file) in changed.iter().enumerate() {
                if number > 0 {
                    self.edit(*file, at == 0 && number % SECRET_EVERY == 1);
                }
                let Some((path, lines)) = self.files.get(*file) else { continue };
                let text = lines.join("\n") + "\n";
                writeln!(out, "M 100644 inline {path}\ndata {}\n{text}", text.len())?;
            }
        }
        out.flush()?;
        Ok(())
    }

    /// Changes a line or two.
    fn edit(&mut self, file: usize, with_secret: bool) {
        let secret = with_secret
            .then(|| format!("    let token = \"{}\";", self.tokens.token("slack-bot-token")));
        let planted = self.planted.remove(&file);
        for _ in 0..=self.tokens.below(2) {
            let line = self.line();
            let Some((_, lines)) = self.files.get_mut(file) else { return };
            let at = self.tokens.below(lines.len());
            if self.tokens.below(5) == 0 {
                lines.insert(at, line);
            } else if let Some(old) = lines.get_mut(at) {
                *old = line;
            }
        }
        let Some((_, lines)) = self.files.get_mut(file) else { return };
        if let Some(line) = planted {
            lines.retain(|other| *other != line);
        }
        if let Some(line) = secret {
            lines.insert(self.tokens.below(lines.len()), line.clone());
            self.planted.insert(file, line);
        }
    }

    fn line(&mut self) -> String {
        let indent = " ".repeat(4 * self.tokens.below(4));
        let words = 3 + self.tokens.below(8);
        let words: Vec<String> = (0..words).map(|_| self.word()).collect();
        indent + &words.join(" ")
    }

    fn word(&mut self) -> String {
        let at = self.tokens.below(self.words.len());
        self.words.get(at).cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::repository;

    #[test]
    fn the_history_has_as_many_commits_and_secrets_that_went() {
        let folder = tempfile::tempdir().unwrap();
        let bare = folder.path().join("bare.git");
        repository(&bare, 1100, 40, 1).unwrap();
        let git = |arguments: &[&str]| {
            let output = Command::new("git").args(arguments).current_dir(&bare).output().unwrap();
            String::from_utf8(output.stdout).unwrap()
        };
        assert_eq!(git(&["rev-list", "--count", "main"]).trim(), "1100");
        let changes = git(&["log", "-p", "main"]);
        assert_eq!(
            changes.lines().filter(|line| line.starts_with('+') && line.contains("xoxb-")).count(),
            2
        );
        assert!(changes.lines().any(|line| line.starts_with('-') && line.contains("xoxb-")));
    }
}
