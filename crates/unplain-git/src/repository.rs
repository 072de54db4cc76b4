//! Finding a repository, and what kind it is.

use std::{
    fs,
    io::Read as _,
    path::{Component, Path, PathBuf},
};

use crate::{GitError, settings::Settings};

/// A repository, seen from one of its work trees or from none.
#[derive(Clone, Debug)]
pub struct Repository {
    /// What belongs to this work tree: HEAD, the index.
    pub(crate) own: PathBuf,
    /// What all work trees share: objects, refs.
    pub(crate) common: PathBuf,
    work_tree: Option<PathBuf>,
    pub(crate) hash: gix_hash::Kind,
}

impl Repository {
    /// The repository that `path`, an absolute path, lies in, or is; `None` if it lies in none.
    ///
    /// # Errors
    ///
    /// If there is one whose kind is not understood, or that cannot be read.
    pub fn find(path: &Path) -> Result<Option<Self>, GitError> {
        for folder in path.ancestors() {
            let inside = folder.join(".git");
            if is_git_dir(&inside) {
                return Self::open(&inside, Some(folder)).map(Some);
            }
            if let Some(target) = link(&inside) {
                if !is_git_dir(&target) {
                    return Err(GitError::new(
                        &inside,
                        "names a folder that is no git repository",
                        "repair it with `git worktree repair` or `git submodule update`",
                    ));
                }
                return Self::open(&target, Some(folder)).map(Some);
            }
            if is_git_dir(folder) {
                return Self::open(folder, None).map(Some);
            }
        }
        Ok(None)
    }

    /// The repository with this folder `.git`, which git's own environment names.
    ///
    /// # Errors
    ///
    /// If it is none, its kind is not understood, or it cannot be read.
    pub fn at(git_dir: &Path, work_tree: Option<&Path>) -> Result<Self, GitError> {
        if is_git_dir(git_dir) {
            return Self::open(git_dir, work_tree);
        }
        match link(git_dir).filter(|target| is_git_dir(target)) {
            Some(target) => Self::open(&target, work_tree.or(git_dir.parent())),
            None => Err(GitError::new(git_dir, "is no git repository", "check `GIT_DIR`")),
        }
    }

    fn open(own: &Path, work_tree: Option<&Path>) -> Result<Self, GitError> {
        let own = clean(own);
        let common = match small(&own.join("commondir")) {
            Some(text) => clean(&own.join(from_bytes(text.trim_ascii()))),
            None => own.clone(),
        };
        let settings = Settings::read(&common)?;
        let hash = settings.hash()?;
        let linked = own != common;
        let work_tree = match (work_tree, settings.work_tree.as_deref()) {
            (_, Some(path)) if !linked => Some(clean(&own.join(path))),
            (Some(path), _) => Some(path.to_owned()),
            (None, _) if linked => small(&own.join("gitdir"))
                .map(|text| own.join(from_bytes(text.trim_ascii())))
                .and_then(|dot_git| dot_git.parent().map(clean)),
            (None, _) if !settings.bare && own.file_name().is_some_and(|name| name == ".git") => {
                own.parent().map(Path::to_owned)
            }
            _ => None,
        };
        Ok(Self { own, common, work_tree, hash })
    }

    /// The work tree's folder; of a bare repository its own.
    #[must_use]
    pub fn top(&self) -> &Path {
        self.work_tree.as_deref().unwrap_or(&self.common)
    }

    /// Where a path of a tree is on disk, or would be.
    #[must_use]
    pub fn path_of(&self, in_tree: &[u8]) -> PathBuf {
        if in_tree.is_empty() {
            self.top().to_owned()
        } else {
            self.top().join(from_bytes(in_tree))
        }
    }

    /// The ids of commits whose parents were left out of a shallow clone.
    pub(crate) fn shallow(&self) -> Vec<gix_hash::ObjectId> {
        let text = fs::read(self.common.join("shallow")).unwrap_or_default();
        let ids = text.split(|byte| *byte == b'\n');
        ids.filter_map(|line| gix_hash::ObjectId::from_hex(line.trim_ascii()).ok()).collect()
    }
}

/// As git tells a repository's folder (gitrepository-layout).
fn is_git_dir(folder: &Path) -> bool {
    let linked = folder.join("commondir").is_file();
    folder.join("HEAD").symlink_metadata().is_ok()
        && (linked || folder.join("objects").is_dir() && folder.join("refs").is_dir())
}

/// What a file `.git` names.
fn link(dot_git: &Path) -> Option<PathBuf> {
    let text = small(dot_git)?;
    let target = from_bytes(text.strip_prefix(b"gitdir:")?.trim_ascii());
    Some(dot_git.parent()?.join(target))
}

/// The content of a file that holds no more than a path.
fn small(path: &Path) -> Option<Vec<u8>> {
    if !path.is_file() {
        return None;
    }
    let mut bytes = Vec::new();
    fs::File::open(path).ok()?.take(64 << 10).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// Without `.` and `..`.
fn clean(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                clean.pop();
            }
            part => clean.push(part),
        }
    }
    clean
}

/// A path in git's spelling.
#[cfg(unix)]
pub(crate) fn from_bytes(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    std::ffi::OsStr::from_bytes(bytes).into()
}

/// A path in git's spelling, which is UTF-8.
#[cfg(not(unix))]
pub(crate) fn from_bytes(bytes: &[u8]) -> PathBuf {
    String::from_utf8_lossy(bytes).into_owned().into()
}
