//! A home, programs of its own, and the real `unplain` run in it with nothing of the tester's environment.

use std::{
    collections::BTreeMap,
    ffi::{OsStr, OsString},
    fs,
    io::Write as _,
    os::unix::process::ExitStatusExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{OnceLock, mpsc},
    thread,
    time::Duration,
};

use serde_json::Value;
use unplain_testkit::Home;

/// How long a command may take before it counts as hanging.
const LIMIT: Duration = Duration::from_secs(120);

/// A home folder, a folder of programs, and variables.
pub(crate) struct World {
    pub(crate) home: Home,
    programs: Home,
    env: BTreeMap<String, OsString>,
}

impl World {
    pub(crate) fn new() -> Self {
        Self { home: Home::new(), programs: Home::new(), env: BTreeMap::new() }
    }

    /// Makes a program of this name that does what `script` says in the words of `sh`.
    pub(crate) fn program(&self, name: &str, script: &str) -> PathBuf {
        self.programs.file_with_mode(name, format!("#!/bin/sh\n{script}\n"), 0o755)
    }

    /// Sets a variable for everything that is started from now on.
    pub(crate) fn export(&mut self, name: &str, value: impl Into<OsString>) {
        self.env.insert(name.to_owned(), value.into());
    }

    /// `unplain` with these arguments, in the home folder.
    pub(crate) fn unplain<S: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = S>,
    ) -> Started<'_> {
        self.start(unplain(), arguments)
    }

    /// Any program, in the home folder.
    pub(crate) fn start<S: AsRef<OsStr>>(
        &self,
        program: impl AsRef<OsStr>,
        arguments: impl IntoIterator<Item = S>,
    ) -> Started<'_> {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(self.home.path()).env_clear();
        command.env("HOME", self.home.path()).env("PATH", self.path()).envs(&self.env);
        Started { world: self, command, input: None }
    }

    /// `unplain` as a user who is not allowed everything, and to whom the home folder belongs then.
    pub(crate) fn unprivileged<S: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = S>,
    ) -> Started<'_> {
        const NOBODY: &str = "65534";
        if !is_root() {
            return self.unplain(arguments);
        }
        // The folder that it was built in may be closed to others.
        let program = self.programs.at("unplain");
        if !program.exists() {
            fs::copy(unplain(), &program).unwrap();
        }
        for folder in [self.home.path(), self.programs.path()] {
            let owned =
                Command::new("chown").args(["-R", "-h", "65534:65534"]).arg(folder).status();
            assert!(owned.unwrap().success());
        }
        let user = ["--reuid", NOBODY, "--regid", NOBODY, "--clear-groups", "--"];
        let mut started = self.start("setpriv", user);
        started.command.arg(program).args(arguments);
        started
    }

    /// `unplain` after `setup`, words of `sh`, in a mount namespace of its own in which it may mount. `None`, said with
    /// the reason, where the system does not give one.
    pub(crate) fn mounted<S: AsRef<OsStr>>(
        &self,
        setup: &str,
        arguments: impl IntoIterator<Item = S>,
    ) -> Option<Started<'_>> {
        let options: &[&str] =
            if is_root() { &["--mount"] } else { &["--map-root-user", "--mount"] };
        let probe = ["mount", "-t", "tmpfs", "probe", "/mnt"];
        if let Err(reason) = succeeds(Command::new("unshare").args(options).args(probe)) {
            println!("not tried, for nothing can be mounted here: {reason}");
            return None;
        }
        let mut started = self.start("unshare", options);
        let script = format!("set -e\n{setup}\nexec \"$@\"");
        started.command.args(["sh", "-c", &script, "sh"]).arg(unplain()).args(arguments);
        Some(started)
    }

    /// What `PATH` is.
    pub(crate) fn path(&self) -> String {
        format!("{}:/usr/bin:/bin", self.programs.path().display())
    }

    /// What the real sops makes of the user's store: the lines of a dotenv file.
    pub(crate) fn store(&self) -> String {
        self.decrypt(".config/unplain/.env.enc")
    }

    /// What the real sops makes of a dotenv store.
    pub(crate) fn decrypt(&self, store: &str) -> String {
        let form = ["--input-type", "dotenv", "--output-type", "dotenv"];
        let arguments = [&["--disable-version-check", "decrypt"], &form[..], &[store]].concat();
        self.start(tool("sops"), arguments).run().expect(0).stdout
    }

    /// The value of a variable, as `unplain get` gives it.
    pub(crate) fn value(&self, name: &str) -> String {
        self.unplain(["get", name]).run().expect(0).stdout
    }

    /// Every file below the home folder, with its bytes; links are not followed.
    pub(crate) fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        files(self.home.path())
    }
}

/// Every file below a folder, with its bytes; links are not followed.
pub(crate) fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let kind = fs::symlink_metadata(&path).unwrap().file_type();
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() {
                let bytes = fs::read(&path).unwrap();
                found.insert(path, bytes);
            }
        }
    }
    found
}

/// A command that is about to be run.
pub(crate) struct Started<'w> {
    world: &'w World,
    pub(crate) command: Command,
    input: Option<Vec<u8>>,
}

impl Started<'_> {
    /// In this folder below the home folder, which is made if it is missing.
    pub(crate) fn within(mut self, folder: &str) -> Self {
        self.command.current_dir(self.world.home.folder(folder));
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn input(mut self, text: impl Into<Vec<u8>>) -> Self {
        self.input = Some(text.into());
        self
    }

    /// Starts it, without waiting for it to end.
    pub(crate) fn spawn(mut self) -> Child {
        let stdin = if self.input.is_some() { Stdio::piped() } else { Stdio::null() };
        self.command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.command.spawn().unwrap();
        if let Some(input) = self.input {
            // A command that ends without reading is no failure.
            let _ = child.stdin.take().unwrap().write_all(&input);
        }
        child
    }

    /// Runs it to its end. Panics if that does not come.
    pub(crate) fn run(self) -> Outcome {
        finish(self.spawn())
    }
}

/// Waits for the end of a child, and kills it if that does not come.
pub(crate) fn finish(child: Child) -> Outcome {
    let id = child.id().to_string();
    let (send, receive) = mpsc::channel();
    thread::spawn(move || send.send(child.wait_with_output()));
    let Ok(output) = receive.recv_timeout(LIMIT) else {
        let _ = Command::new("kill").args(["-9", &id]).status();
        panic!("the command did not come to an end");
    };
    let output = output.unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Outcome {
        code: output.status.code(),
        signal: output.status.signal(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// How a command ended and what it said.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) code: Option<i32>,
    pub(crate) signal: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Outcome {
    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}\n{}", self.stdout, self.stderr);
        self
    }

    /// Both outputs.
    pub(crate) fn said(&self) -> String {
        format!("{}\n{}", self.stdout, self.stderr)
    }

    /// Panics unless one of the outputs holds `text`.
    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        assert!(self.said().contains(text), "`{text}` is not said in:\n{}", self.said());
        self
    }

    /// The JSON report on standard output.
    #[track_caller]
    pub(crate) fn report(&self) -> Report {
        Report(serde_json::from_str(&self.stdout).unwrap_or_else(|error| {
            panic!("no JSON report: {error}\n{}\n{}", self.stdout, self.stderr)
        }))
    }
}

/// A report of `--format json`.
#[derive(Clone, Debug)]
pub(crate) struct Report(pub(crate) Value);

impl Report {
    pub(crate) fn list(&self, name: &str) -> &[Value] {
        self.0[name].as_array().unwrap_or_else(|| panic!("the report has no list `{name}`"))
    }

    /// The findings in files whose path ends so.
    pub(crate) fn findings(&self, file: &str) -> Vec<&Value> {
        let here = |entry: &&Value| entry["path"].as_str().unwrap().ends_with(file);
        self.list("findings").iter().filter(here).collect()
    }

    /// The findings at this place.
    pub(crate) fn at(&self, file: &str, pointer: &str) -> Vec<&Value> {
        let mut found = self.findings(file);
        found.retain(|finding| finding["pointer"] == pointer);
        found
    }

    /// The problems about a file whose path ends so.
    pub(crate) fn problems(&self, file: &str) -> Vec<&Value> {
        let here = |entry: &&Value| entry["path"].as_str().is_some_and(|path| path.ends_with(file));
        self.list("problems").iter().filter(here).collect()
    }

    /// The codes of all problems.
    pub(crate) fn codes(&self) -> Vec<&str> {
        self.list("problems").iter().map(|problem| problem["code"].as_str().unwrap()).collect()
    }

    /// What became of reading a config whose path ends so.
    pub(crate) fn status(&self, file: &str) -> &str {
        let configs = self.list("configs");
        let entry = configs.iter().find(|entry| entry["path"].as_str().unwrap().ends_with(file));
        entry.unwrap_or_else(|| panic!("{file} is not listed"))["status"].as_str().unwrap()
    }
}

fn succeeds(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| error.to_string())?;
    let said = || String::from_utf8_lossy(&output.stderr).trim().to_owned();
    if output.status.success() { Ok(()) } else { Err(said()) }
}

/// Waits until `condition` holds. Panics if that does not come.
#[track_caller]
pub(crate) fn until(mut condition: impl FnMut() -> bool) {
    let end = std::time::Instant::now() + LIMIT;
    while !condition() {
        assert!(std::time::Instant::now() < end, "it did not come to that");
        thread::sleep(Duration::from_millis(5));
    }
}

/// The program under test: what `UNPLAIN_PROGRAM` names, else built now, as these tests may be built alone.
pub(crate) fn unplain() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        if let Some(path) = std::env::var_os("UNPLAIN_PROGRAM") {
            return path.into();
        }
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.toml");
        let mut build = Command::new(cargo);
        build.args(["build", "--quiet", "--package", "unplain", "--manifest-path"]).arg(manifest);
        let output = build.stdin(Stdio::null()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        // `target/debug/deps/e2e-…`, the program stands in `target/debug`.
        let test = std::env::current_exe().unwrap();
        test.ancestors().nth(2).unwrap().join("unplain")
    })
}

/// A real tool that the tests compare with.
pub(crate) fn tool(name: &str) -> PathBuf {
    if let Some(path) = std::env::var_os("UNPLAIN_SOPS").filter(|_| name == "sops") {
        return path.into();
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found =
        std::env::split_paths(&path).map(|folder| folder.join(name)).find(|path| path.is_file());
    found.unwrap_or_else(|| panic!("{name} is not on PATH: run `cargo xtask tools` first"))
}

/// Whether the tests run as root, who may do everything.
pub(crate) fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata("/proc/self").unwrap().uid() == 0
}

/// A text with `@1`, `@2` … replaced by the first, second … of `values`.
pub(crate) fn fill<S: AsRef<str>>(template: &str, values: &[S]) -> String {
    // From the last on, lest `@1` is found in `@12`.
    (0..values.len()).rev().fold(template.to_owned(), |text, index| {
        text.replace(&format!("@{}", index + 1), values[index].as_ref())
    })
}
