//! The program under test, as its users run it.

use std::{path::Path, process::Command, time::Duration};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::world::{Site, World};
use crate::process;

/// `unplain` in a world.
pub(super) struct Unplain<'a> {
    /// The program.
    pub(super) program: &'a Path,
    /// The world.
    pub(super) world: &'a World,
    /// The environment.
    pub(super) env: &'a [(String, String)],
}

/// What a command reported, and its exit code.
pub(super) struct Report {
    /// Exit code.
    pub(super) code: i32,
    json: Value,
}

const LIMIT: Duration = Duration::from_secs(120);

impl Unplain<'_> {
    /// Runs a command that reports in JSON; it must end with one of `codes`.
    pub(super) fn report(&self, args: &[&str], codes: &[i32]) -> Result<Report> {
        let output = self.run(args.iter().chain(&["--format", "json"]).copied(), codes)?;
        let code = output.status.code().unwrap_or(-1);
        let json = serde_json::from_str(&output.stdout)
            .with_context(|| format!("{args:?}: its report is no JSON"))?;
        Ok(Report { code, json })
    }

    /// Runs a command; it must end with one of `codes`.
    pub(super) fn run<'b>(
        &self,
        args: impl Iterator<Item = &'b str>,
        codes: &[i32],
    ) -> Result<process::Output> {
        let args: Vec<&str> = args.collect();
        let mut command = Command::new(self.program);
        command
            .args(&args)
            .current_dir(self.world.project())
            .env_clear()
            .envs(self.env.iter().cloned());
        let output = process::capture(&mut command, LIMIT)?;
        if output.timed_out || !output.status.code().is_some_and(|code| codes.contains(&code)) {
            bail!("unplain {}: {}\n{}", args.join(" "), output.describe(), output.stderr);
        }
        Ok(output)
    }
}

impl Report {
    /// Status and reason of what was done about a site; `None` if nothing was found there.
    pub(super) fn action(&self, site: &Site) -> Option<(&str, &str, &str)> {
        let actions = self.json.get("actions")?.as_array()?;
        let text = |action: &Value, name: &str| {
            action.get(name).and_then(Value::as_str).map(str::to_owned)
        };
        let same = |action: &&Value| {
            text(action, "path").is_some_and(|path| Path::new(&path) == site.path)
                && text(action, "pointer").as_deref() == Some(&site.pointer)
        };
        let action = actions.iter().find(same)?;
        let part = |name: &str| action.get(name).and_then(Value::as_str).unwrap_or_default();
        Some((part("status"), part("delivery"), part("reason")))
    }

    /// How many actions have this status.
    pub(super) fn count(&self, status: &str) -> usize {
        let actions =
            self.json.get("actions").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        actions
            .iter()
            .filter(|action| action.get("status").and_then(Value::as_str) == Some(status))
            .count()
    }

    /// Whether the site is among the findings.
    pub(super) fn finds(&self, site: &Site) -> bool {
        let findings =
            self.json.get("findings").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        findings.iter().any(|finding| {
            let text = |name: &str| finding.get(name).and_then(Value::as_str).unwrap_or_default();
            Path::new(text("path")) == site.path && text("pointer") == site.pointer
        })
    }
}
