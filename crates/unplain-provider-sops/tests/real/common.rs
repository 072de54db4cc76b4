//! A home of its own for each test, the real programs, and made-up values.

use std::{
    collections::BTreeMap,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::Arc,
};

use rand::{Rng as _, SeedableRng as _, rngs::SmallRng, seq::SliceRandom as _};
use tempfile::TempDir;
use unplain_core::{Change, Expected, Os, Provider as _, Secret, Surroundings, VarName};
use unplain_provider_sops::{Identities, SopsFile};

pub(crate) const DOTENV: [&str; 4] = ["--input-type", "dotenv", "--output-type", "dotenv"];

/// A home folder without anything, and the surroundings of a program started in it.
pub(crate) struct Home {
    _folder: TempDir,
    pub(crate) surroundings: Surroundings,
}

impl Home {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = fs::canonicalize(folder.path()).unwrap();
        let surroundings =
            Surroundings { home: home.clone(), cwd: home, env: BTreeMap::new(), os: Os::Linux };
        Self { _folder: folder, surroundings }
    }

    /// With an identity made by us.
    pub(crate) fn with_identity() -> Self {
        let home = Self::new();
        Identities::create(&home.surroundings).unwrap();
        home
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.surroundings.home.join(name)
    }

    pub(crate) fn set_env(&mut self, name: &str, value: impl Into<String>) {
        self.surroundings.env.insert(name.to_owned(), value.into());
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub(crate) fn identities(&self) -> Arc<Identities> {
        Arc::new(Identities::find(&self.surroundings))
    }

    pub(crate) fn store(&self, name: &str) -> SopsFile {
        SopsFile::open(self.path(name), self.identities())
    }

    /// A real program in this home, without anything of the tester's own environment.
    pub(crate) fn tool(&self, name: &str, arguments: &[&str], input: &str) -> Output {
        let mut command = Command::new(program(name));
        command.args(arguments).current_dir(&self.surroundings.home).env_clear();
        command
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", &self.surroundings.home);
        command.envs(&self.surroundings.env);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    pub(crate) fn sops(&self, arguments: &[&str]) -> Output {
        self.tool("sops", &[&["--disable-version-check"], arguments].concat(), "")
    }

    /// What sops makes of a store in dotenv form.
    pub(crate) fn sops_decrypt(&self, name: &str) -> String {
        text(self.sops(&[&["decrypt"], &DOTENV[..], &[name]].concat()))
    }
}

/// The output of a program that must have succeeded.
pub(crate) fn text(output: Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn program(name: &str) -> PathBuf {
    if let Some(path) = std::env::var_os("UNPLAIN_SOPS").filter(|_| name == "sops") {
        return path.into();
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found =
        std::env::split_paths(&path).map(|folder| folder.join(name)).find(|path| path.is_file());
    found.unwrap_or_else(|| panic!("{name} is not on PATH: run `cargo xtask tools` first"))
}

pub(crate) fn name(text: &str) -> VarName {
    VarName::parse(text).unwrap()
}

pub(crate) fn set(variable: &str, value: &str) -> Change {
    Change {
        name: name(variable),
        value: Some(Secret::new(value.to_owned())),
        expected: Expected::Anything,
    }
}

pub(crate) fn remove(variable: &str) -> Change {
    Change { name: name(variable), value: None, expected: Expected::Anything }
}

/// All values of a store, by name.
pub(crate) fn values(store: &SopsFile) -> Vec<(String, String)> {
    let names = store.names().unwrap();
    let values = store.get(&names).unwrap();
    values.into_iter().map(|(name, value)| (name.to_string(), value.expose().to_owned())).collect()
}

pub(crate) fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

pub(crate) fn random(seed: u64) -> SmallRng {
    SmallRng::seed_from_u64(seed)
}

/// A value as nasty as environment variables allow.
pub(crate) fn hostile(random: &mut SmallRng) -> String {
    const PARTS: &[&str] = &[
        "\n",
        "\r",
        "\r\n",
        "\t",
        " ",
        "  ",
        "\\",
        "\\n",
        "\\\\",
        "\\r",
        "\"",
        "'",
        "`",
        "$HOME",
        "${A}",
        "#",
        " #",
        "=",
        "==",
        "ENC[",
        "]",
        "sops_mac=",
        "ü",
        "漢",
        "🔑",
        "\u{7f}",
        "\u{1b}[0m",
        "\u{feff}",
        "\u{2028}",
        ":",
        "%",
        "&<>",
        "null",
        "true",
        "0",
        "1e3",
        "-",
        "---",
        "export ",
        "\u{1}",
        "\u{a0}",
    ];
    (0..random.gen_range(0..12))
        .map(|_| match random.gen_range(0..3) {
            0 => random.gen_range('!'..='~').to_string(),
            _ => (*PARTS.choose(random).unwrap()).to_owned(),
        })
        .collect()
}

/// A value that looks like a token.
pub(crate) fn token(random: &mut SmallRng) -> String {
    (0..40).map(|_| char::from(random.sample(rand::distributions::Alphanumeric))).collect()
}

pub(crate) fn age_keygen(home: &Home, file: &str) -> String {
    let output = home.tool("age-keygen", &["-o", file], "");
    assert!(output.status.success());
    text(home.tool("age-keygen", &["-y", file], "")).trim().to_owned()
}

pub(crate) fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

/// Runs one test of this program again as a user who is not allowed everything.
pub(crate) fn again_without_privileges(test: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    const NOBODY: &str = "65534";
    let folder = tempfile::tempdir().unwrap();
    let open = |path: &Path| fs::set_permissions(path, fs::Permissions::from_mode(0o777)).unwrap();
    open(folder.path());
    let program = folder.path().join("test");
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    open(&program);
    let output = Command::new("setpriv")
        .args(["--reuid", NOBODY, "--regid", NOBODY, "--clear-groups", "--"])
        .arg(&program)
        .args(["--exact", test])
        .env("TMPDIR", folder.path())
        .current_dir(folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}
