//! A home folder for one test.

use std::{
    fs,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

/// A temporary folder that fixture files are written below; removed with the value.
///
/// Everything in it panics on failure, as a test would.
pub struct Home {
    folder: TempDir,
}

impl Home {
    /// An empty home, readable by its owner only.
    #[must_use]
    pub fn new() -> Self {
        let folder =
            tempfile::Builder::new().prefix("unplain-home-").tempdir().expect("a temporary folder");
        Self { folder }
    }

    /// The home folder itself.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The path of `name` below the home folder.
    #[must_use]
    pub fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, mode 0600, with the folders above it.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        self.file_with_mode(name, content, 0o600)
    }

    /// Writes a file of this mode (on Unix), with the folders above it.
    pub fn file_with_mode(&self, name: &str, content: impl AsRef<[u8]>, mode: u32) -> PathBuf {
        let path = self.at(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).expect("folders above the file");
        }
        fs::write(&path, content).expect("the file to be written");
        set_mode(&path, mode);
        path
    }

    /// Makes a folder with those above it.
    pub fn folder(&self, name: &str) -> PathBuf {
        let path = self.at(name);
        fs::create_dir_all(&path).expect("the folder to be made");
        path
    }

    /// Makes `name` a symbolic link to `target`, as given.
    #[cfg(unix)]
    pub fn link(&self, name: &str, target: impl AsRef<Path>) -> PathBuf {
        let path = self.at(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).expect("folders above the link");
        }
        std::os::unix::fs::symlink(target, &path).expect("the link to be made");
        path
    }

    /// What stands in a file.
    #[must_use]
    pub fn read(&self, name: &str) -> String {
        let path = self.at(name);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The mode bits of a file or folder.
    #[cfg(unix)]
    #[must_use]
    pub fn mode(&self, name: &str) -> u32 {
        use std::os::unix::fs::PermissionsExt;
        fs::symlink_metadata(self.at(name)).expect("the file to be there").permissions().mode()
            & 0o7777
    }
}

impl Default for Home {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("the mode to be set");
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: u32) {}

#[cfg(all(test, unix))]
mod tests {
    use super::Home;

    #[test]
    fn files_have_the_mode_asked_for_and_go_with_the_home() {
        let home = Home::new();
        home.file(".claude.json", "{}");
        home.file_with_mode("project/.mcp.json", "{}", 0o644);
        home.link("linked.json", "project/.mcp.json");
        assert_eq!((home.mode(".claude.json"), home.mode("project/.mcp.json")), (0o600, 0o644));
        assert_eq!(home.read("linked.json"), "{}");
        let path = home.path().to_owned();
        drop(home);
        assert!(!path.exists());
    }
}
