//! Whether a program is there.

use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
};

use unplain_core::Surroundings;

use crate::sys;

/// Where on PATH the program `name` stands. Relative entries of PATH are left out: what they hold depends on the current
/// folder, which a cloned repository fills. On Windows `PATHEXT` counts (not tried).
#[must_use]
pub fn find_program(name: &str, surroundings: &Surroundings) -> Option<PathBuf> {
    if name.is_empty() || name.contains(std::path::is_separator) {
        return None;
    }
    let names = sys::program_names(OsStr::new(name), surroundings.var("PATHEXT"));
    // Windows does not mind the case of a variable's name
    let path = surroundings.var("PATH").or_else(|| surroundings.var("Path"))?;
    env::split_paths(path)
        .filter(|folder| folder.is_absolute())
        .flat_map(|folder| names.iter().map(move |name| folder.join(name)))
        .find(|path| sys::is_program(path))
}

/// Whether there is a program at this path that may be executed.
#[must_use]
pub fn is_program(path: &Path) -> bool {
    sys::is_program(path)
}

/// Whether others on this machine, the file's group included, can read what is at `path`: its own mode lets them, and so
/// do all folders above it. Access control lists are not looked at; on other systems than Unix this is never so.
#[must_use]
pub fn is_open_to_others(path: &Path) -> bool {
    sys::is_open_to_others(path)
}
