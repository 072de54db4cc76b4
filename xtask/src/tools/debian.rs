//! Programs out of Debian packages: unpacked into the cache, which needs no root; else installed, where we are root.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, bail};

use super::cache::Cache;
use crate::process;

const LIMIT: Duration = Duration::from_secs(5 * 60);

/// Installs `package`, which holds `programs` in `/usr/bin`. To be called under the cache's lock.
pub(crate) fn install(cache: &Cache, package: &str, programs: &[&str]) -> Result<()> {
    let unpacked = unpack(cache, package).and_then(|folder| {
        let files: Vec<PathBuf> =
            programs.iter().map(|program| folder.join("root/usr/bin").join(program)).collect();
        // Unpacked alone, a program may lack a library.
        files.iter().try_for_each(|file| starts(file))?;
        programs.iter().zip(&files).try_for_each(|(program, file)| cache.link(program, file))
    });
    let Err(why) = unpacked else { return Ok(()) };
    if !rustix::process::geteuid().is_root() {
        return Err(why.context("install it by hand"));
    }
    apt(&["install", "--yes", "--no-install-recommends", package])
        .with_context(|| format!("could not be unpacked either: {why:#}"))
}

fn unpack(cache: &Cache, package: &str) -> Result<PathBuf> {
    cache.folder(&format!("debian-{package}"), |half| {
        let mut download = Command::new("apt-get");
        download.args(["download", "--quiet", package]).current_dir(half);
        if process::quiet(&mut download, LIMIT).is_err() {
            apt(&["update", "--quiet"])?;
            process::quiet(&mut download, LIMIT)?;
        }
        let archive = fs::read_dir(half)?.filter_map(|entry| Some(entry.ok()?.path()));
        let Some(archive) =
            archive.into_iter().find(|path| path.extension().is_some_and(|e| e == "deb"))
        else {
            bail!("apt-get downloaded nothing");
        };
        process::quiet(
            Command::new("dpkg-deb").arg("--extract").arg(archive).arg(half.join("root")),
            LIMIT,
        )?;
        Ok(())
    })
}

fn starts(program: &Path) -> Result<()> {
    process::quiet(Command::new(program).arg("--version"), Duration::from_secs(20)).map(drop)
}

fn apt(args: &[&str]) -> Result<()> {
    let mut command = Command::new("apt-get");
    command.args(args).env("DEBIAN_FRONTEND", "noninteractive");
    process::quiet(&mut command, LIMIT).map(drop)
}
