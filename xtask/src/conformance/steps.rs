//! From the first start of the clients to the undone migration.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use super::{
    checks,
    clients::Expect,
    received::{Runs, shows},
    servers::Case,
    table::{Cell, Outcome, Verdict},
    trial::Trial,
    unplain::{Report, Unplain},
    world::{Site, World},
};

/// What each site received, for a look at what the clients do.
pub(super) fn only_before(trial: &Trial<'_>, before: &Runs) -> Outcome {
    outcome(&trial.world, |site| {
        let values = before.at(site);
        if values.is_empty() {
            Verdict::NotReached
        } else if values.iter().all(|value| shows(value, site)) {
            Verdict::Received
        } else if site.case == Case::UserInfo {
            Verdict::NotSent
        } else {
            Verdict::Changed(format!("{values:?}"))
        }
    })
}

/// All steps after the first start, whose outcome is `before`.
pub(super) fn all(trial: &Trial<'_>, program: &Path, before: &Runs) -> Result<Outcome> {
    let world = &trial.world;
    // The clients may have rewritten their files.
    world.write()?;
    let unplain = Unplain { program, world, env: &trial.env };

    let found = unplain.report(&["scan"], &[1])?;
    let report = unplain.report(&["migrate", "--yes"], &[0, 1])?;
    checks::configs(world, &report)?;
    checks::repeated(world, &unplain, &report)?;
    if let Some(folder) = checks::leaks(world, &report)?.first() {
        bail!("after the migration a moved secret stands in clear in {}", folder.display());
    }
    world.keep()?;

    let launcher = [&*program.to_string_lossy(), "run", "--"];
    let after = trial.start_all(&launcher).context("through unplain run")?;
    let leaks = checks::leaks(world, &report)?;
    let without = trial.start_all(&[]).context("without unplain run")?;

    let mut outcome = outcome(world, |site| {
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
    outcome.problems.extend(control(world, &report, before, &without));
    report_leaks(world, &leaks, &mut outcome);

    world.restore()?;
    checks::undone(world, &unplain)?;
    Ok(outcome)
}

fn outcome(world: &World, verdict: impl Fn(&Site) -> Verdict) -> Outcome {
    let cells = world.sites.iter().map(|site| Cell {
        place: site.place,
        case: site.case,
        site: format!("{} {}", site.path.display(), site.pointer),
        verdict: verdict(site),
    });
    Outcome { cells: cells.collect(), problems: Vec::new(), notes: Vec::new() }
}

/// What the agents do with a value that they were given is theirs, and told; what `unplain` writes is not.
fn report_leaks(world: &World, leaks: &BTreeSet<PathBuf>, outcome: &mut Outcome) {
    let mut told = BTreeSet::new();
    for folder in leaks {
        let shown = world.shown(folder);
        let ours = folder.iter().any(|part| part == "unplain" || part == "sops");
        let config = world.configs.iter().any(|config| config.path.parent() == Some(folder));
        if ours || config {
            outcome.problems.push(format!("a run wrote a moved secret in clear into `{shown}`"));
        } else {
            // Below its third folder, a path tells of this run only.
            told.insert(shown.split('/').take(3).collect::<Vec<_>>().join("/"));
        }
    }
    let notes = told
        .iter()
        .map(|shown| format!("The agent itself writes values in clear below `{shown}`."));
    outcome.notes.extend(notes);
}

/// Without `unplain run` the moved values must be missing, or the comparison shows nothing.
fn control(world: &World, report: &Report, before: &Runs, without: &Runs) -> Vec<String> {
    let by_variable = |site: &&Site| matches!(report.action(site), Some(("done", delivery, _)) if delivery != "file");
    let arrived = |site: &&Site| {
        let values = before.at(site);
        !values.is_empty() && values.iter().all(|value| shows(value, site))
    };
    let secrets = world.sites.iter().filter(|site| !site.core.is_empty());
    secrets
        .filter(by_variable)
        .filter(arrived)
        .filter(|site| before.at(site) == without.at(site))
        .map(|site| format!("{}: the value arrives even without `unplain run`", site.pointer))
        .collect()
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
