//! What must be true of the files after each command.

use std::{collections::BTreeSet, fs, path::PathBuf};

use anyhow::{Result, bail};

use super::{
    unplain::{Report, Unplain},
    world::{Site, World},
};

/// No secret that was moved stands in its config; one that stayed is there as often as it stayed.
pub(super) fn configs(world: &World, report: &Report) -> Result<()> {
    for config in &world.configs {
        let text = fs::read_to_string(&config.path)?;
        let here =
            || world.sites.iter().filter(|site| site.path == config.path && !site.core.is_empty());
        for site in here() {
            let stayed =
                here().filter(|other| other.core == site.core && !is_moved(report, other)).count();
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
pub(super) fn repeated(world: &World, unplain: &Unplain<'_>, first: &Report) -> Result<()> {
    let texts =
        || world.configs.iter().map(|config| fs::read(&config.path)).collect::<Result<Vec<_>, _>>();
    let old = texts()?;
    let again = unplain.report(&["migrate", "--yes"], &[first.code])?;
    if again.count("done") != 0 || texts()? != old {
        bail!("a second migration still did something");
    }
    unplain.report(&["scan"], &[first.code])?;
    Ok(())
}

/// The folders under home and project, with the configs and the store apart, in which a file holds a moved secret.
pub(super) fn leaks(world: &World, report: &Report) -> Result<BTreeSet<PathBuf>> {
    let stays =
        |core: &str| world.sites.iter().any(|site| site.core == core && !is_moved(report, site));
    let moved: BTreeSet<&str> = world
        .sites
        .iter()
        .filter(|site| !site.core.is_empty() && is_moved(report, site) && !stays(&site.core))
        .map(|site| site.core.as_str())
        .collect();
    let mut leaks = BTreeSet::new();
    let mut folders = vec![world.live()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else if entry.file_type()?.is_file() {
                let bytes = fs::read(entry.path())?;
                let text = String::from_utf8_lossy(&bytes);
                if moved.iter().any(|core| text.contains(core)) {
                    leaks.insert(folder.clone());
                }
            }
        }
    }
    Ok(leaks)
}

/// `undo` gives the old bytes back.
pub(super) fn undone(world: &World, unplain: &Unplain<'_>) -> Result<()> {
    unplain.run(["undo", "--yes"].into_iter(), &[0])?;
    for config in &world.configs {
        if fs::read(&config.path)? != config.text.as_bytes() {
            bail!("undo: {} is not what it was", config.path.display());
        }
    }
    Ok(())
}

/// Whether the report says that the site's secret was moved.
pub(super) fn is_moved(report: &Report, site: &Site) -> bool {
    matches!(report.action(site), Some(("done", ..)))
}
