//! A small home with secrets in several configs, and what must be true of it at every instant.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};

use crate::{
    process::{self, Output},
    tokens::Tokens,
};

const LIMIT: Duration = Duration::from_secs(120);

/// A home and a project that are put back to how they were as often as wanted.
pub(super) struct Home {
    base: tempfile::TempDir,
    unplain: PathBuf,
    sops: PathBuf,
    configs: Vec<Config>,
    secrets: Vec<String>,
}

/// A config: its path and the numbers of the secrets in it.
struct Config {
    path: PathBuf,
    mode: u32,
    secrets: Vec<usize>,
}

/// What may hold a secret beside the configs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Halves {
    /// Nothing.
    None,
    /// What a killed command left of a config that it was about to put in place.
    BesideConfigs,
}

/// The bytes of all configs.
#[derive(PartialEq, Eq)]
pub(super) struct Texts(Vec<Vec<u8>>);

impl Home {
    /// Writes the home.
    pub(super) fn new(unplain: &Path, sops: &Path, seed: u64) -> Result<Self> {
        let base = tempfile::Builder::new()
            .prefix("faults-")
            .tempdir()
            .context("cannot make a temporary folder")?;
        let mut tokens = Tokens::new(seed);
        let secrets: Vec<String> =
            std::iter::once(tokens.github()).chain((0..4).map(|_| tokens.word(32))).collect();
        let mut home =
            Self { base, unplain: unplain.into(), sops: sops.into(), configs: Vec::new(), secrets };
        home.write()?;
        Ok(home)
    }

    fn write(&mut self) -> Result<()> {
        let [github, bearer, local, project, key] = self.secrets.as_slice() else {
            bail!("five secrets")
        };
        let folder = self.project().display().to_string();
        let claude = format!(
            r#"{{
  "numStartups": 3,
  "mcpServers": {{
    "github": {{ "command": "npx", "args": ["-y", "github"], "env": {{ "GITHUB_TOKEN": "{github}" }} }},
    "tracker": {{ "type": "http", "url": "https://mcp.example.com", "headers": {{ "Authorization": "Bearer {bearer}" }} }}
  }},
  "projects": {{ "{folder}": {{ "mcpServers": {{ "db": {{ "command": "db", "env": {{ "DB_PASSWORD": "{local}" }} }} }} }} }}
}}
"#
        );
        let shared = format!(
            r#"{{"mcpServers":{{"search":{{"command":"s","args":["--api-key={project}"]}}}}}}"#
        );
        let opencode = format!(
            "{{\n  // mine\n  \"mcp\": {{\n    \"github\": {{ \"type\": \"local\", \"command\": [\"x\"], \
             \"environment\": {{ \"GITHUB_TOKEN\": \"{github}\" }}, }},\n  }},\n}}\n"
        );
        let cursor = format!(
            r#"{{ "mcpServers": {{ "k": {{ "url": "https://k.example.com/mcp", "headers": {{ "X-API-Key": "{key}" }} }} }} }}"#
        );
        let dotfiles = self.home().join("dotfiles/cursor.json");
        let files = [
            (self.home().join(".claude.json"), claude, 0o600, vec![0, 1, 2]),
            (self.project().join(".mcp.json"), shared, 0o644, vec![3]),
            (self.home().join(".config/opencode/opencode.jsonc"), opencode, 0o640, vec![0]),
            (dotfiles.clone(), cursor, 0o600, vec![4]),
        ];
        for (path, text, mode, secrets) in files {
            fs::create_dir_all(path.parent().unwrap_or(&path))?;
            fs::write(&path, text)?;
            fs::set_permissions(&path, fs::Permissions::from_mode(mode))?;
            self.configs.push(Config { path, mode, secrets });
        }
        fs::create_dir_all(self.home().join(".cursor"))?;
        symlink(dotfiles, self.link())?;
        self.save()
    }

    /// Makes the present state the one to go back to.
    pub(super) fn save(&self) -> Result<()> {
        if self.saved().exists() {
            fs::remove_dir_all(self.saved())?;
        }
        copy(&self.live(), &self.saved())
    }

    /// Goes back to the saved state.
    pub(super) fn reset(&self) -> Result<()> {
        fs::remove_dir_all(self.live()).context("cannot remove the used home")?;
        copy(&self.saved(), &self.live())
    }

    /// Runs `unplain` behind `launcher`.
    pub(super) fn run(&self, launcher: &[String], args: &[&str]) -> Result<Output> {
        let program = self.unplain.to_string_lossy();
        let mut words =
            launcher.iter().map(String::as_str).chain([&*program]).chain(args.iter().copied());
        let mut command = Command::new(words.next().unwrap_or_default());
        command.args(words).current_dir(self.project()).env_clear();
        command
            .env("HOME", self.home())
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .env("LANG", "C.UTF-8");
        process::capture(&mut command, LIMIT)
    }

    /// The configs' bytes.
    pub(super) fn texts(&self) -> Result<Texts> {
        let texts = self.configs.iter().map(|config| fs::read(&config.path));
        texts.collect::<Result<_, _>>().map(Texts).context("a config is gone")
    }

    /// Where all of it is: what a trace of file-system calls mentions once the program is at work.
    pub(super) fn live(&self) -> PathBuf {
        self.base.path().join("live")
    }

    /// A folder for what is not part of the home.
    pub(super) fn beside(&self) -> &Path {
        self.base.path()
    }

    fn home(&self) -> PathBuf {
        self.live().join("home")
    }

    fn project(&self) -> PathBuf {
        self.live().join("project")
    }

    fn link(&self) -> PathBuf {
        self.home().join(".cursor/mcp.json")
    }

    fn saved(&self) -> PathBuf {
        self.base.path().join("saved")
    }

    /// What must hold at every instant: each config is as in `one` or as in `other`, each secret is in the config or in
    /// the store, and nowhere else in clear, but for what `halves` allows; modes and links are as they were.
    pub(super) fn check(&self, one: &Texts, other: &Texts, halves: Halves) -> Result<()> {
        let now = self.texts()?;
        let stored = self.stored()?;
        for (config, ((now, one), other)) in
            self.configs.iter().zip(now.0.iter().zip(&one.0).zip(&other.0))
        {
            let path = config.path.display();
            ensure!(now == one || now == other, "{path} is neither the old nor the new one");
            let mode = fs::metadata(&config.path)?.permissions().mode() & 0o7777;
            ensure!(mode == config.mode, "{path} has mode {mode:o}, not {:o}", config.mode);
            let text = String::from_utf8_lossy(now);
            for number in &config.secrets {
                let secret = self.secrets.get(*number).map_or("", String::as_str);
                ensure!(
                    text.contains(secret) || stored.iter().any(|value| value == secret),
                    "secret {number} of {path} is neither there nor in the store"
                );
            }
        }
        ensure!(
            fs::symlink_metadata(self.link())?.is_symlink(),
            "{} is no link any more",
            self.link().display()
        );
        self.check_leaks(halves)
    }

    /// No file but the configs holds a secret in clear.
    fn check_leaks(&self, halves: Halves) -> Result<()> {
        let mut folders = vec![self.live()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder)? {
                let (kind, path) = entry.map(|entry| (entry.file_type(), entry.path()))?;
                let kind = kind?;
                if kind.is_dir() {
                    folders.push(path);
                } else if kind.is_file()
                    && !self.configs.iter().any(|config| config.path == path)
                    && !(halves == Halves::BesideConfigs && self.is_half(&path)?)
                {
                    self.check_clean(
                        &String::from_utf8_lossy(&fs::read(&path)?),
                        &path.display().to_string(),
                    )?;
                }
            }
        }
        Ok(())
    }

    /// Whether a file lies beside a config and is open to nobody whom the config is closed to.
    fn is_half(&self, path: &Path) -> Result<bool> {
        let mode = fs::metadata(path)?.permissions().mode() & 0o7777;
        Ok(self
            .configs
            .iter()
            .any(|config| config.path.parent() == path.parent() && mode & !config.mode == 0))
    }

    /// A text that is `what` shows no secret.
    pub(super) fn check_clean(&self, text: &str, what: &str) -> Result<()> {
        match self.secrets.iter().position(|secret| text.contains(secret)) {
            Some(number) => bail!("secret {number} stands in clear in {what}"),
            None => Ok(()),
        }
    }

    /// The store's values, as the real sops reads them.
    fn stored(&self) -> Result<Vec<String>> {
        let store = self.home().join(".config/unplain/.env.enc");
        if !store.exists() {
            return Ok(Vec::new());
        }
        let mut sops = Command::new(&self.sops);
        sops.args([
            "--disable-version-check",
            "--decrypt",
            "--input-type",
            "dotenv",
            "--output-type",
            "dotenv",
        ]);
        sops.arg(&store).env_clear().env("HOME", self.home()).env("PATH", "/usr/bin:/bin");
        let plain = process::quiet(&mut sops, LIMIT).context("the store does not open")?;
        Ok(plain
            .stdout
            .lines()
            .filter_map(|line| Some(line.split_once('=')?.1.to_owned()))
            .collect())
    }
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    process::quiet(Command::new("cp").arg("-a").arg(from).arg(to), LIMIT).map(drop)
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt, path::Path};

    use super::{Halves, Home, Texts};

    /// What the check says after `change`, when each config may be as it was or as `moved` has it.
    fn after(change: impl Fn(&Home)) -> Result<(), String> {
        let home = Home::new(Path::new("unplain"), Path::new("sops"), 1).unwrap();
        let old = home.texts().unwrap();
        change(&home);
        home.check(&old, &moved(&old, &home), Halves::None).map_err(|error| error.to_string())
    }

    fn moved(old: &Texts, home: &Home) -> Texts {
        let without = |text: &Vec<u8>| {
            let text = String::from_utf8(text.clone()).unwrap();
            home.secrets.iter().fold(text, |text, secret| text.replace(secret, "${X}")).into_bytes()
        };
        Texts(old.0.iter().map(without).collect())
    }

    #[test]
    fn an_untouched_home_is_fine_and_can_be_put_back() {
        assert_eq!(after(|_| ()), Ok(()));
        assert_eq!(
            after(|home| {
                fs::write(&home.configs[0].path, "").unwrap();
                home.reset().unwrap()
            }),
            Ok(())
        );
    }

    #[test]
    fn each_harm_is_noticed() {
        let half = after(|home| fs::write(&home.configs[1].path, "{").unwrap()).unwrap_err();
        assert!(half.contains("neither the old nor the new"), "{half}");

        let lost = after(|home| {
            let texts = moved(&home.texts().unwrap(), home);
            fs::write(&home.configs[1].path, &texts.0[1]).unwrap();
        });
        assert!(lost.unwrap_err().contains("neither there nor in the store"));

        let leaked =
            after(|home| fs::write(home.home().join("left.tmp"), &home.secrets[4]).unwrap());
        assert!(leaked.unwrap_err().contains("stands in clear in"));

        let widened = after(|home| {
            fs::set_permissions(&home.configs[0].path, fs::Permissions::from_mode(0o644)).unwrap();
        });
        assert!(widened.unwrap_err().contains("has mode 644, not 600"));

        let replaced = after(|home| {
            let text = fs::read(home.link()).unwrap();
            fs::remove_file(home.link()).unwrap();
            fs::write(home.link(), text).unwrap();
        });
        assert!(replaced.unwrap_err().contains("is no link any more"));
    }
}
