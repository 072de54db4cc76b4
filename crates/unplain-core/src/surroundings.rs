//! What the program was started in, as a value: the pure part never asks the machine.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// The operating system whose paths and rules apply.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Os {
    /// Linux and other Unix systems.
    Linux,
    /// macOS.
    MacOs,
    /// Windows.
    Windows,
}

/// Home, environment, current folder and system, read once at the start.
///
/// `Debug` shows the names of the variables only.
#[derive(Clone)]
pub struct Surroundings {
    /// The user's home folder.
    pub home: PathBuf,
    /// The current folder.
    pub cwd: PathBuf,
    /// The process environment. Values that are not UTF-8 are left out.
    pub env: BTreeMap<String, String>,
    /// The system.
    pub os: Os,
}

impl Surroundings {
    /// The value of an environment variable; `None` if unset or empty, as most programs treat it.
    #[must_use]
    pub fn var(&self, name: &str) -> Option<&str> {
        self.env.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// A path from an environment variable, if it is absolute (relative `XDG_*` paths are to be ignored by their
    /// specification).
    #[must_use]
    pub fn path_var(&self, name: &str) -> Option<&Path> {
        self.var(name).map(Path::new).filter(|path| path.is_absolute())
    }

    /// `$XDG_CONFIG_HOME`, else `~/.config`, on every system: where OpenCode and Kilo look.
    #[must_use]
    pub fn xdg_config(&self) -> PathBuf {
        self.path_var("XDG_CONFIG_HOME")
            .map_or_else(|| self.home.join(".config"), Path::to_path_buf)
    }

    /// `$XDG_DATA_HOME`, else `~/.local/share`.
    #[must_use]
    pub fn xdg_data(&self) -> PathBuf {
        self.path_var("XDG_DATA_HOME")
            .map_or_else(|| self.home.join(".local/share"), Path::to_path_buf)
    }

    /// The folder for the user's settings on this system; `XDG_CONFIG_HOME` wins everywhere, as it does for `sops`.
    #[must_use]
    pub fn config_dir(&self) -> PathBuf {
        if let Some(path) = self.path_var("XDG_CONFIG_HOME") {
            return path.to_path_buf();
        }
        match self.os {
            Os::Linux => self.home.join(".config"),
            Os::MacOs => self.home.join("Library/Application Support"),
            Os::Windows => {
                self.var("APPDATA").map_or_else(|| self.home.join("AppData/Roaming"), PathBuf::from)
            }
        }
    }

    /// The folder for what must survive but is no setting: runs, journal, audit log.
    #[must_use]
    pub fn state_dir(&self) -> PathBuf {
        if let Some(path) = self.path_var("XDG_STATE_HOME") {
            return path.to_path_buf();
        }
        match self.os {
            Os::Linux => self.home.join(".local/state"),
            Os::MacOs => self.home.join("Library/Application Support"),
            Os::Windows => self
                .var("LOCALAPPDATA")
                .map_or_else(|| self.home.join("AppData/Local"), PathBuf::from),
        }
    }
}

impl std::fmt::Debug for Surroundings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Surroundings")
            .field("home", &self.home)
            .field("cwd", &self.cwd)
            .field("env", &self.env.keys().collect::<Vec<_>>())
            .field("os", &self.os)
            .finish()
    }
}
