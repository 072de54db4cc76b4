//! What the process was started in.

use std::path::PathBuf;

use unplain_core::{Os, Surroundings};

use crate::{HostError, HostErrorKind};

/// Home, current folder, environment and system of this process.
///
/// The home folder is what `HOME` says (on Windows `USERPROFILE`); without it this fails: the account's entry is not
/// asked, so that a process that was given an empty environment on purpose does not reach a real home.
///
/// # Errors
/// [`HostErrorKind::NoHome`] where there is no absolute home folder or the current folder is gone.
pub fn surroundings() -> Result<Surroundings, HostError> {
    let variable = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
    let home = std::env::var_os(variable).filter(|home| !home.is_empty()).map(PathBuf::from);
    let home = home.filter(|home| home.is_absolute()).ok_or_else(|| {
        HostError::new(
            HostErrorKind::NoHome,
            "",
            format!("no home folder: `{variable}` is not set to an absolute path"),
            format!("set `{variable}` to your home folder and run it again"),
        )
    })?;
    let cwd = std::env::current_dir().map_err(|_| {
        HostError::new(
            HostErrorKind::NoHome,
            "",
            "the current folder does not exist any more or can't be entered",
            "change to another folder and run it again",
        )
    })?;
    let env = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    let os = if cfg!(windows) {
        Os::Windows
    } else if cfg!(target_os = "macos") {
        Os::MacOs
    } else {
        Os::Linux
    };
    Ok(Surroundings { home, cwd, env, os })
}
