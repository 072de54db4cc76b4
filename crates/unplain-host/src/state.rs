//! Our folder for what must survive: runs, audit log, trust; and the lock that lets one `unplain` at a time change things.

use std::{
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use serde::Serialize;
use unplain_core::Surroundings;

use crate::{
    HostError, HostErrorKind,
    error::shown,
    git,
    journal::{self, Durability},
    replaceable::foreign_home,
    sys,
};

const RETRY: Duration = Duration::from_millis(50);

/// The state folder, made and checked.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) path: PathBuf,
    /// The `info/exclude` that keeps it out of the git work tree that it lies in.
    pub(crate) kept_out: Option<PathBuf>,
}

/// Where the state folder is or would be.
pub(crate) fn path(surroundings: &Surroundings) -> PathBuf {
    surroundings.state_dir().join("unplain")
}

/// The state folder, made if it is missing.
pub(crate) fn make(surroundings: &Surroundings) -> Result<State, HostError> {
    let path = path(surroundings);
    if foreign_home(&surroundings.home) && path.starts_with(&surroundings.home) {
        return Err(HostError::new(
            HostErrorKind::Unsafe,
            &path,
            format!(
                "`{}` is not made: you are root, but the home folder `{}` is another user's",
                shown(&path),
                shown(&surroundings.home)
            ),
            "run it as that user",
        ));
    }
    sys::create_private_folders(&path)
        .map_err(|error| HostError::io("make the folder", &path, &error))?;
    check(&path)?;
    let kept_out = git::keep_out(&path)?;
    Ok(State { path, kept_out })
}

/// The state folder if it is there.
pub(crate) fn existing(surroundings: &Surroundings) -> Result<Option<PathBuf>, HostError> {
    let path = path(surroundings);
    match path.try_exists() {
        Ok(false) => Ok(None),
        Ok(true) => check(&path).map(|()| Some(path)),
        Err(error) => Err(HostError::io("look at", &path, &error)),
    }
}

/// A subfolder of the state folder, made if it is missing.
pub(crate) fn make_subfolder(state: &State, name: &str) -> Result<PathBuf, HostError> {
    let path = state.path.join(name);
    sys::create_private_folders(&path)
        .map_err(|error| HostError::io("make the folder", &path, &error))?;
    Ok(path)
}

/// Refuses a folder that others own or can write to (what it says is trusted); takes the right to read from others.
fn check(path: &Path) -> Result<(), HostError> {
    if !cfg!(unix) {
        return Ok(());
    }
    let (owner, mode) =
        sys::owner_and_mode(path).map_err(|error| HostError::io("look at", path, &error))?;
    let (what, help) = if owner != sys::user() {
        (
            format!("belongs to another user (user id {owner})"),
            "run it as that user, or set `XDG_STATE_HOME`",
        )
    } else if mode & 0o022 != 0 {
        (
            format!("can be written to by others (mode {mode:04o})"),
            "look at what is in it, then `chmod 700` it",
        )
    } else {
        if mode & 0o077 != 0 {
            sys::set_mode(path, 0o700)
                .map_err(|error| HostError::io("change the mode of", path, &error))?;
        }
        return Ok(());
    };
    Err(HostError::new(HostErrorKind::Unsafe, path, format!("`{}` {what}", shown(path)), help))
}

/// Adds one line to the audit log, `audit.jsonl` (0600) in the state folder.
///
/// The caller sees to it that no secret is in the entry. The line is not waited for to reach the disk: `unplain run` writes
/// one at each start.
///
/// # Errors
/// The folder or file can't be made or written.
pub fn append_audit(surroundings: &Surroundings, entry: &impl Serialize) -> Result<(), HostError> {
    let state = make(surroundings)?;
    journal::append(&state.path.join("audit.jsonl"), entry, Durability::Written)
}

/// Held by the one `unplain` of this user that changes files. Ends with its drop or the process.
#[derive(Debug)]
pub struct StateLock {
    _file: File,
}

impl StateLock {
    /// Takes the lock, waiting at most `patience` for another `unplain`.
    ///
    /// # Errors
    /// [`HostErrorKind::Locked`] with the other's process id if it is still at work then.
    pub fn take(surroundings: &Surroundings, patience: Duration) -> Result<Self, HostError> {
        let path = make(surroundings)?.path.join("lock");
        let failed = |error: &io::Error| HostError::io("lock", &path, error);
        let deadline = Instant::now() + patience;
        let mut file = sys::open_to_append(&path).map_err(|error| failed(&error))?;
        while !sys::try_lock(&file).map_err(|error| failed(&error))? {
            if Instant::now() >= deadline {
                return Err(busy(&path, &mut file));
            }
            thread::sleep(RETRY);
        }
        // for the message of the next one only
        let _ = file
            .set_len(0)
            .and_then(|()| file.write_all(std::process::id().to_string().as_bytes()));
        Ok(Self { _file: file })
    }
}

fn busy(path: &Path, file: &mut File) -> HostError {
    let mut id = String::new();
    let read = file.seek(SeekFrom::Start(0)).and_then(|_| file.take(20).read_to_string(&mut id));
    let who = match read {
        Ok(_) if !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!(" (process {id})")
        }
        _ => String::new(),
    };
    HostError::new(
        HostErrorKind::Locked,
        path,
        format!("another `unplain`{who} is at work: it holds `{}`", shown(path)),
        "wait until it is done and run it again",
    )
}
