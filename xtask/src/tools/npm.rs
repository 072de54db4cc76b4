//! Programs out of npm packages: the real agent clients.

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::Result;

use super::{
    cache::{self, Cache},
    pypi,
};
use crate::process;

/// The largest client has about 250 MB.
const LIMIT: Duration = Duration::from_secs(8 * 60);

/// The folder `node_modules` with `package` at `version` in it, installed unless it is there.
///
/// # Errors
///
/// If npm can't be had or fails; the text says so in one line.
pub(crate) fn install(package: &str, version: &str) -> Result<PathBuf> {
    let cache = Cache::open()?;
    let _lock = cache.lock()?;
    fill(&cache, package, version)
}

/// Makes the program of `package`, a file in `node_modules`, appear under the package's name. To be called under the
/// cache's lock.
pub(super) fn install_program(
    cache: &Cache,
    package: &str,
    version: &str,
    program: &str,
) -> Result<()> {
    let modules = fill(cache, package, version)?;
    cache.link(package, &modules.join(program))
}

fn fill(cache: &Cache, package: &str, version: &str) -> Result<PathBuf> {
    let name = format!("npm/{}-{version}", package.trim_start_matches('@').replace('/', "-"));
    let folder = cache.folder(&name, |half| {
        if cache::on_path("npm").is_none() && !cache.has("npm") {
            eprintln!("installing node and npm");
            pypi::install_node(cache)?;
        }
        eprintln!("installing {package} {version}");
        npm(half, cache, &format!("{package}@{version}"))
    })?;
    Ok(folder.join("node_modules"))
}

fn npm(prefix: &Path, cache: &Cache, what: &str) -> Result<()> {
    let mut npm = Command::new(cache::on_path("npm").unwrap_or_else(|| cache.bin().join("npm")));
    // what packages run while they are installed wants node too
    let old = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&old).chain([cache.bin()]);
    npm.env("PATH", std::env::join_paths(folders)?);
    npm.args([
        "install",
        "--no-audit",
        "--no-fund",
        "--no-update-notifier",
        "--loglevel=error",
        "--prefix",
    ])
    .arg(prefix);
    // Without a network, to say so soon is better than to try for minutes.
    npm.args([
        "--fetch-retries=2",
        "--fetch-retry-mintimeout=1000",
        "--fetch-retry-maxtimeout=5000",
    ]);
    npm.arg("--cache").arg(cache.path("npm-cache")).arg(what).current_dir(prefix);
    process::quiet(&mut npm, LIMIT).map(drop)
}
