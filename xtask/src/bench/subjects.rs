//! What is measured, and against what.

use std::{
    ffi::OsStr,
    fs,
    io::Write,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, ensure};

use super::{all_files, history, mask, trees, validate};
use crate::{process, tokens::Tokens, tools::pypi};

/// A command of ours and one that does the least that must be done.
pub(super) struct Subject {
    /// Ours.
    pub(super) ours: Command,
    /// The exit codes that ours may end with.
    pub(super) codes: &'static [i32],
    /// The other.
    pub(super) theirs: Command,
    /// The exit codes that the other may end with.
    pub(super) their_codes: &'static [i32],
    /// What the other is, in words.
    pub(super) against: &'static str,
    /// How often they run in one measurement: short ones more often.
    pub(super) times: u32,
    /// How much CPU time ours may take.
    pub(super) bound: Bound,
    /// How many MB of memory ours may take.
    pub(super) memory: Option<u32>,
}

/// How much CPU time ours may take.
#[derive(Clone, Copy)]
pub(super) enum Bound {
    /// So many times the other's.
    Times(f64),
    /// So many milliseconds more than the other's.
    More(f64),
}

impl std::fmt::Display for Bound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Times(times) => write!(f, "{times:.2}"),
            Self::More(milliseconds) => write!(f, "+ {milliseconds:.0} ms"),
        }
    }
}

/// What a subject is made in.
pub(super) struct Surroundings<'a> {
    /// A release build of this program.
    pub(super) xtask: &'a Path,
    /// A release build of `unplain`.
    pub(super) unplain: &'a Path,
    /// PATH with age and rg.
    pub(super) path: &'a OsStr,
    /// A folder for files.
    pub(super) base: &'a Path,
}

/// Makes the files that a subject needs.
pub(super) type Prepare = fn(&Surroundings<'_>) -> Result<Subject>;

/// All subjects.
pub(super) const ALL: &[(&str, Prepare)] = &[
    ("run with ten secrets", run),
    ("run --only, start of a wrapped server", wrapped),
    ("run --mask, 1 GB", mask::copy),
    ("run --mask, 1 GB", mask::replace),
    ("scan of a 20 MB file", scan_file),
    ("scan of a home", scan_home),
    ("all-files, sources", all_files::gitleaks),
    ("all-files, sources", all_files::betterleaks),
    ("all-files, sources", all_files::kingfisher),
    ("all-files, one small file", all_files::one_small_file),
    ("all-files, a line of 1 GB", all_files::one_line),
    ("all-files, a million lines", all_files::tiny_lines),
    ("all-files, beginnings of tokens", all_files::beginnings),
    ("all-files, one long token", all_files::long_token),
    ("git-history of 50,000 commits", git_history),
    ("git-history: what is staged among 50,000 files", staged),
    ("validate, 200 configs among 50,000 files", validate::whole),
    ("validate, 3 staged among 50,000 files", validate::staged),
];

impl Surroundings<'_> {
    /// A program at home in `home`, with nothing of our own environment.
    pub(super) fn command(&self, program: impl AsRef<OsStr>, home: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("HOME", home)
            .env("PATH", self.path)
            .env("LANG", "C.UTF-8")
            .current_dir(home);
        command
    }

    /// Runs git in `folder`.
    pub(super) fn git(&self, folder: &Path, arguments: &[&str]) -> Result<()> {
        let mut git = self.command("git", folder);
        for who in ["AUTHOR", "COMMITTER"] {
            git.env(format!("GIT_{who}_NAME"), "A")
                .env(format!("GIT_{who}_EMAIL"), "a@example.org");
        }
        process::quiet(git.args(arguments), LIMIT).map(drop)
    }

    /// A folder, made if it is not there.
    pub(super) fn home(&self, name: &str) -> Result<std::path::PathBuf> {
        let home = self.base.join(name);
        fs::create_dir_all(&home)?;
        Ok(home)
    }
}

fn run(around: &Surroundings<'_>) -> Result<Subject> {
    let home = around.home("run")?;
    let mut tokens = Tokens::new(1);
    let mut dotenv = String::new();
    for number in 0..10 {
        let (name, value) = (format!("SERVICE_{number}_API_KEY"), tokens.word(40));
        feed(around.command(around.unplain, &home).args(["set", &name]), value.as_bytes())?;
        dotenv.push_str(&format!("{name}={value}\n"));
    }
    let identity = home.join(".config/sops/age/keys.txt");
    let public =
        process::quiet(around.command("age-keygen", &home).arg("-y").arg(&identity), LIMIT)?;
    let file = home.join("ten.age");
    let recipient = public.stdout.lines().next().context("age-keygen shows no recipient")?;
    feed(around.command("age", &home).args(["-r", recipient, "-o"]).arg(&file), dotenv.as_bytes())?;

    let mut ours = around.command(around.unplain, &home);
    ours.args(["run", "--", "true"]);
    let mut theirs = around.command("sh", &home);
    theirs.args(["-c", "age -d -i \"$0\" \"$1\" >/dev/null; exec true"]).arg(&identity).arg(&file);
    let against = "`sh -c 'age -d …; exec true'`";
    Ok(Subject {
        ours,
        codes: &[0],
        theirs,
        their_codes: &[0],
        against,
        times: 20,
        bound: Bound::Times(2.0),
        memory: Some(10),
    })
}

fn wrapped(around: &Surroundings<'_>) -> Result<Subject> {
    let home = around.home("wrapped")?;
    let mut tokens = Tokens::new(7);
    for number in 0..10 {
        let (name, value) = (format!("SERVICE_{number}_API_KEY"), tokens.word(40));
        feed(around.command(around.unplain, &home).args(["set", &name]), value.as_bytes())?;
    }
    let mut ours = around.command(around.unplain, &home);
    ours.args(["run", "--user", "--only", "SERVICE_1_API_KEY", "--", "true"]);
    Ok(Subject {
        ours,
        codes: &[0],
        theirs: around.command("true", &home),
        their_codes: &[0],
        against: "the server, `true`, by itself",
        times: 20,
        bound: Bound::More(5.0),
        memory: Some(10),
    })
}

fn scan_file(around: &Surroundings<'_>) -> Result<Subject> {
    let home = around.home("file")?;
    let file = home.join(".claude.json");
    fs::write(&file, trees::claude_json(20_000_000, 2))?;
    let mut ours = around.command(around.unplain, &home);
    ours.arg("scan");
    let mut theirs = around.command(around.xtask, &home);
    theirs.arg("read-json").arg(&file);
    let against = "reading it, serde_json into `IgnoredAny`";
    Ok(Subject {
        ours,
        codes: &[1],
        theirs,
        their_codes: &[0],
        against,
        times: 3,
        bound: Bound::Times(3.0),
        memory: Some(100),
    })
}

fn scan_home(around: &Surroundings<'_>) -> Result<Subject> {
    let home = around.home("tree")?;
    trees::home(&home, 200_000, 3)?;
    let mut ours = around.command(around.unplain, &home);
    ours.args(["scan", "--home"]);
    let mut theirs = around.command("rg", &home);
    theirs.args(["--files", "-uu"]).arg(&home);
    Ok(Subject {
        ours,
        codes: &[1],
        theirs,
        their_codes: &[0],
        against: "`rg --files -uu`",
        times: 1,
        bound: Bound::Times(1.3),
        memory: None,
    })
}

fn git_history(around: &Surroundings<'_>) -> Result<Subject> {
    let home = around.home("history")?;
    let repository = home.join("bare.git");
    history::repository(&repository, 50_000, 3000, 4)?;
    let mut ours = around.command(around.unplain, &home);
    ours.args(["scan", "--git-history"]).arg(&repository);
    let mut theirs = around.command(pypi::install(&pypi::GITLEAKS)?, &home);
    theirs.args(["git", "--no-banner", "--exit-code", "0"]).arg(&repository);
    let against = "`gitleaks git`";
    Ok(Subject {
        ours,
        codes: &[1],
        theirs,
        their_codes: &[0],
        against,
        times: 1,
        bound: Bound::Times(0.2),
        memory: Some(200),
    })
}

fn staged(around: &Surroundings<'_>) -> Result<Subject> {
    let home = around.home("staged")?;
    for number in 0..50_000 {
        let folder = home.join(format!("{}/{}", number % 20, number % 500));
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(format!("{number}.txt")), number.to_string())?;
    }
    let git = |arguments: &[&str]| around.git(&home, arguments);
    git(&["init", "--quiet"])?;
    git(&["add", "--all"])?;
    git(&["commit", "--quiet", "--message", "all"])?;
    for number in 0..5 {
        fs::write(home.join(format!("{number}/{number}/{number}.txt")), "changed")?;
    }
    git(&["add", "--all"])?;
    let mut ours = around.command(around.unplain, &home);
    ours.args(["scan", "--staged"]);
    let mut theirs = around.command("git", &home);
    theirs.args(["diff", "--cached", "--name-only"]);
    let against = "`git diff --cached --name-only`";
    Ok(Subject {
        ours,
        codes: &[0],
        theirs,
        their_codes: &[0],
        against,
        times: 20,
        bound: Bound::Times(2.0),
        memory: None,
    })
}

const LIMIT: Duration = Duration::from_secs(60);

/// Runs a command with `input` as its standard input.
pub(super) fn feed(command: &mut Command, input: &[u8]) -> Result<()> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .context("cannot start a command")?;
    child.stdin.take().context("no standard input")?.write_all(input)?;
    let status = child.wait()?;
    ensure!(status.success(), "{} failed: {status}", command.get_program().display());
    Ok(())
}
