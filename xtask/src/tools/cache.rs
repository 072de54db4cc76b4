//! The folder that programs are installed into.

use std::{
    ffi::OsStr,
    fs::{self, File},
    io,
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

/// The cache's folder; it exists.
pub(crate) struct Cache {
    root: PathBuf,
}

/// Held while something is installed; given up when dropped, also by the system when the process dies.
pub(crate) struct Lock {
    _file: File,
}

impl Cache {
    /// The cache, made if it is not there.
    pub(crate) fn open() -> Result<Self> {
        let root = location()
            .context("neither UNPLAIN_TOOLS, XDG_CACHE_HOME nor HOME is set to an absolute path")?;
        fs::create_dir_all(root.join("bin"))
            .with_context(|| format!("cannot make {}", root.display()))?;
        Ok(Self { root })
    }

    /// Where the installed programs' links are.
    pub(crate) fn bin(&self) -> PathBuf {
        self.root.join("bin")
    }

    /// A path in the cache.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// Whether a program is installed here.
    pub(crate) fn has(&self, program: &str) -> bool {
        is_program(&self.bin().join(program))
    }

    /// Waits until no other process installs into this cache.
    pub(crate) fn lock(&self) -> Result<Lock> {
        let path = self.root.join("lock");
        let file =
            File::create(&path).with_context(|| format!("cannot make {}", path.display()))?;
        loop {
            match rustix::fs::flock(&file, rustix::fs::FlockOperation::LockExclusive) {
                Ok(()) => return Ok(Lock { _file: file }),
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => {
                    return Err(io::Error::from(error))
                        .with_context(|| format!("cannot lock {}", path.display()));
                }
            }
        }
    }

    /// Fills the folder `name` by `fill`, unless it is there: made under another name and renamed when complete, so that
    /// a folder of that name is always whole. To be called under [`Cache::lock`].
    pub(crate) fn folder(
        &self,
        name: &str,
        fill: impl FnOnce(&Path) -> Result<()>,
    ) -> Result<PathBuf> {
        let done = self.root.join(name);
        if !done.exists() {
            let parent = done.parent().unwrap_or(&self.root);
            fs::create_dir_all(parent)
                .with_context(|| format!("cannot make {}", parent.display()))?;
            let half = tempfile::Builder::new().prefix("half-").tempdir_in(parent)?;
            fill(half.path())?;
            fs::rename(half.keep(), &done)
                .with_context(|| format!("cannot make {}", done.display()))?;
        }
        Ok(done)
    }

    /// Makes `program` appear in [`Cache::bin`].
    pub(crate) fn link(&self, program: &str, target: &Path) -> Result<()> {
        let link = self.bin().join(program);
        let fresh = self.bin().join(format!(".{program}.new"));
        if let Err(error) = fs::remove_file(&fresh)
            && error.kind() != io::ErrorKind::NotFound
        {
            return Err(error).with_context(|| format!("cannot remove {}", fresh.display()));
        }
        symlink(target, &fresh)
            .and_then(|()| fs::rename(&fresh, &link))
            .with_context(|| format!("cannot link {program}"))
    }
}

fn location() -> Option<PathBuf> {
    let absolute =
        |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    absolute("UNPLAIN_TOOLS")
        .or_else(|| Some(absolute("XDG_CACHE_HOME")?.join("unplain-dev")))
        .or_else(|| Some(absolute("HOME")?.join(".cache/unplain-dev")))
}

/// The first program of this name on PATH.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    in_path(&std::env::var_os("PATH")?, program)
}

/// The first program of this name in the folders of `path`.
pub(super) fn in_path(path: &OsStr, program: &str) -> Option<PathBuf> {
    std::env::split_paths(path).map(|folder| folder.join(program)).find(|file| is_program(file))
}

fn is_program(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}
