//! Other scanners on the same files, in their default settings, without asking any provider.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{process, tools::pypi};

const LIMIT: Duration = Duration::from_secs(180);

/// Something that a scanner reported.
pub(super) struct Claim {
    /// As the scanner names it; it was started in the folder above the homes.
    pub(super) path: PathBuf,
    /// The lines that it names.
    pub(super) lines: (usize, usize),
    /// What it says is the secret, where it says so.
    pub(super) value: Option<String>,
}

/// A scanner.
pub(super) struct Peer {
    /// Name and version.
    pub(super) name: &'static str,
    package: pypi::Package,
    scan: fn(&Path, &Path) -> Result<Vec<Claim>>,
}

/// All of them.
pub(super) const ALL: &[Peer] = &[
    Peer { name: "gitleaks 8.30.1", package: pypi::GITLEAKS, scan: gitleaks },
    Peer { name: "betterleaks 2.0.0", package: pypi::BETTERLEAKS, scan: betterleaks },
    Peer { name: "kingfisher 2.14.0", package: pypi::KINGFISHER, scan: kingfisher },
    Peer { name: "detect-secrets 1.5.0", package: pypi::DETECT_SECRETS, scan: detect_secrets },
];

impl Peer {
    /// What it reports in the files below `folder`.
    ///
    /// # Errors
    ///
    /// If it cannot be installed or fails.
    pub(super) fn claims(&self, folder: &Path) -> Result<Vec<Claim>> {
        let program = pypi::install(&self.package)?;
        (self.scan)(&program, folder)
    }
}

fn gitleaks(program: &Path, folder: &Path) -> Result<Vec<Claim>> {
    let report = tempfile::NamedTempFile::new()?;
    let mut command = Command::new(program);
    command.args(["dir", ".", "--no-banner", "--exit-code", "0", "--report-format", "json"]);
    command.arg("--report-path").arg(report.path()).current_dir(folder);
    process::quiet(&mut command, LIMIT)?;
    let json = parse(&fs::read_to_string(report.path())?)?;
    let claim = |entry: &Value| {
        Some(Claim {
            path: path(entry.get("File")?)?,
            lines: (number(entry.get("StartLine")?)?, number(entry.get("EndLine")?)?),
            value: string(entry.get("Secret")?),
        })
    };
    all(json.as_array(), claim)
}

fn betterleaks(program: &Path, folder: &Path) -> Result<Vec<Claim>> {
    let report = tempfile::Builder::new().suffix(".json").tempfile()?;
    let mut command = Command::new(program);
    command.args([".", "--no-banner", "--silent", "--exit-code=0", "--output"]);
    command.arg(report.path()).current_dir(folder);
    process::quiet(&mut command, LIMIT)?;
    let json = parse(&fs::read_to_string(report.path())?)?;
    let claim = |entry: &Value| {
        let location = entry.get("location")?;
        Some(Claim {
            path: path(location.get("path")?)?,
            lines: (number(location.get("start_line")?)?, number(location.get("end_line")?)?),
            value: string(entry.get("match")?.get("value")?),
        })
    };
    all(json.get("findings").and_then(Value::as_array), claim)
}

fn kingfisher(program: &Path, folder: &Path) -> Result<Vec<Claim>> {
    let report = tempfile::NamedTempFile::new()?;
    let mut command = Command::new(program);
    command.args([
        "scan",
        ".",
        "--no-validate",
        "--no-dedup",
        "--no-update-check",
        "--format",
        "json",
    ]);
    command.arg("--output").arg(report.path()).current_dir(folder);
    let output = process::capture(&mut command, LIMIT)?;
    // It ends with 200 where it found something.
    anyhow::ensure!(matches!(output.status.code(), Some(0 | 200)), "{}", output.describe());
    let json = parse(&fs::read_to_string(report.path())?)?;
    let claim = |entry: &Value| {
        let finding = entry.get("finding")?;
        let line = number(finding.get("line")?)?;
        Some(Claim {
            path: path(finding.get("path")?)?,
            lines: (line, line),
            value: string(finding.get("snippet")?),
        })
    };
    all(json.get("findings").and_then(Value::as_array), claim)
}

/// It names lines and no columns.
fn detect_secrets(program: &Path, folder: &Path) -> Result<Vec<Claim>> {
    let mut command = Command::new("python3");
    command.args(["-m", "detect_secrets", "scan", "--all-files", "--no-verify", "."]);
    command.env("PYTHONPATH", program).current_dir(folder);
    let json = parse(&process::quiet(&mut command, LIMIT)?.stdout)?;
    let results = json.get("results").and_then(Value::as_object).context("no results")?;
    let claim = |entry: &Value| {
        let line = number(entry.get("line_number")?)?;
        Some(Claim { path: path(entry.get("filename")?)?, lines: (line, line), value: None })
    };
    let entries: Vec<Value> =
        results.values().filter_map(Value::as_array).flatten().cloned().collect();
    all(Some(&entries), claim)
}

fn parse(text: &str) -> Result<Value> {
    serde_json::from_str(text).ok().context("its report is no JSON")
}

fn all(
    entries: Option<&Vec<Value>>,
    claim: impl Fn(&Value) -> Option<Claim>,
) -> Result<Vec<Claim>> {
    let entries = entries.context("its report has another form than expected")?;
    entries
        .iter()
        .map(|entry| claim(entry).context("its report has another form than expected"))
        .collect()
}

fn path(value: &Value) -> Option<PathBuf> {
    value.as_str().map(PathBuf::from)
}

fn string(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn number(value: &Value) -> Option<usize> {
    value.as_u64().and_then(|number| usize::try_from(number).ok())
}
