//! The little that is asked of git's folders, without git.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use crate::{HostError, HostErrorKind, error::shown, journal, sys};

/// The work tree that `path` lies in: the nearest folder, itself included, that holds a `.git`.
#[must_use]
pub fn git_root(path: &Path) -> Option<PathBuf> {
    path.ancestors()
        .find(|folder| folder.join(".git").symlink_metadata().is_ok())
        .map(Path::to_path_buf)
}

/// `cwd` and its parents, nearest first, without the root of the file system.
pub fn ancestors_until_root(cwd: &Path) -> impl Iterator<Item = &Path> {
    cwd.ancestors()
        .take_while(|folder| folder.parent().is_some_and(|parent| !parent.as_os_str().is_empty()))
}

/// Keeps `folder` out of the work tree that it lies in, if it lies in one: adds it to `info/exclude` where it does not
/// stand there yet. Returns that file.
pub(crate) fn keep_out(folder: &Path) -> Result<Option<PathBuf>, HostError> {
    let Some(root) = git_root(folder) else { return Ok(None) };
    let Some(common) = common_dir(&root) else { return Ok(None) };
    let exclude = common.join("info/exclude");
    let failed =
        |error: &io::Error| HostError::io("keep our files out of git: write", &exclude, error);

    let Some(line) = folder.strip_prefix(&root).ok().and_then(pattern) else {
        return Err(HostError::new(
            HostErrorKind::Unsafe,
            folder,
            format!(
                "`{}` lies in a git work tree and its name can't be excluded there",
                shown(folder)
            ),
            "set `XDG_STATE_HOME` to a folder outside of it",
        ));
    };
    let old = match fs::read(&exclude) {
        Ok(old) => old,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(failed(&error)),
    };
    if old.split(|&byte| byte == b'\n').any(|old| old.strip_suffix(b"\r").unwrap_or(old) == line) {
        return Ok(Some(exclude));
    }
    fs::create_dir_all(common.join("info")).map_err(|error| failed(&error))?;
    let mut text = Vec::with_capacity(line.len() + 2);
    if old.last().is_some_and(|&last| last != b'\n') {
        text.push(b'\n');
    }
    text.extend(line);
    text.push(b'\n');
    let mut file = fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(&exclude)
        .map_err(|error| failed(&error))?;
    file.write_all(&text).map_err(|error| failed(&error))?;
    Ok(Some(exclude))
}

/// Where all work trees of the repository keep what they share. A linked work tree has a file `.git` that names its own
/// folder, and that holds a file `commondir` (gitrepository-layout).
fn common_dir(root: &Path) -> Option<PathBuf> {
    let dot_git = root.join(".git");
    if dot_git.is_dir() {
        return Some(dot_git);
    }
    let text = journal::read_small(&dot_git).ok()??;
    let own = root.join(bytes_to_path(text.strip_prefix(b"gitdir:")?.trim_ascii()));
    match journal::read_small(&own.join("commondir")).ok()? {
        Some(common) => Some(own.join(bytes_to_path(common.trim_ascii()))),
        None => own.is_dir().then_some(own),
    }
}

fn bytes_to_path(bytes: &[u8]) -> PathBuf {
    sys::path_from_bytes(bytes)
}

/// A line of `info/exclude` that means this folder of the work tree and no other.
fn pattern(relative: &Path) -> Option<Vec<u8>> {
    let mut line = Vec::new();
    for part in relative.iter() {
        line.push(b'/');
        for &byte in part.as_encoded_bytes() {
            if byte == b'\n' {
                return None;
            }
            if b"\\*?[ \t\r".contains(&byte) {
                line.push(b'\\');
            }
            line.push(byte);
        }
    }
    line.push(b'/');
    (line.len() > 1).then_some(line)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::pattern;

    #[test]
    fn a_pattern_is_anchored_and_escaped() {
        let of = |path: &str| pattern(Path::new(path)).map(|line| String::from_utf8(line).unwrap());
        assert_eq!(of(".local/state/unplain").as_deref(), Some("/.local/state/unplain/"));
        assert_eq!(of("a*b/[c] d").as_deref(), Some("/a\\*b/\\[c]\\ d/"));
        assert_eq!(of("a\nb"), None);
        assert_eq!(of(""), None);
    }
}
