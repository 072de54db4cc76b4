//! Runs: what a `migrate` did, kept so that it can be taken up again or undone.

use std::{
    fmt, fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde::{Serialize, de::DeserializeOwned};
use unplain_core::{Seal, Surroundings};
use zeroize::Zeroizing;

use crate::{
    HostError, HostErrorKind, SealedError,
    error::shown,
    journal::{self, Durability},
    random, state, sys,
};

/// All runs of this user. Nothing is made on disk until a run is created.
#[derive(Debug)]
pub struct Runs {
    surroundings: Surroundings,
    folder: PathBuf,
}

/// The name of a run: its start in UTC and four random digits, `20261124T081501Z-3f2a`. Later ones are greater.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(transparent)]
pub struct RunId(String);

/// One run: a folder (0700) with a journal and encrypted backups (0600).
#[derive(Debug)]
pub struct Run {
    id: RunId,
    folder: PathBuf,
    kept_out: Option<PathBuf>,
}

impl Runs {
    /// The runs in the state folder.
    ///
    /// # Errors
    /// The state folder belongs to another user or others can write to it.
    pub fn open(surroundings: &Surroundings) -> Result<Self, HostError> {
        state::existing(surroundings)?;
        let folder = state::path(surroundings).join("runs");
        Ok(Self { surroundings: surroundings.clone(), folder })
    }

    /// A new run that starts at `now`.
    ///
    /// # Errors
    /// The folder can't be made.
    pub fn create(&self, now: SystemTime) -> Result<Run, HostError> {
        let state = state::make(&self.surroundings)?;
        let runs = state::make_subfolder(&state, "runs")?;
        // of two in one second the later has to be the newer one
        let known = self.list()?;
        let mut time = now;
        while known.iter().any(|run| run.0.starts_with(&utc(time))) {
            time += Duration::from_secs(1);
        }
        loop {
            let id = RunId(format!("{}-{}", utc(time), random::hex().get(..4).unwrap_or("0000")));
            let folder = runs.join(&id.0);
            match sys::create_private_folder(&folder) {
                Ok(()) => {
                    for made in [&runs, &state.path] {
                        sys::sync_folder(made)
                            .map_err(|error| HostError::io("write to disk", made, &error))?;
                    }
                    return Ok(Run { id, folder, kept_out: state.kept_out });
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(HostError::io("make the folder", &folder, &error)),
            }
        }
    }

    /// All runs, newest first.
    ///
    /// # Errors
    /// The folder can't be read.
    pub fn list(&self) -> Result<Vec<RunId>, HostError> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(HostError::io("read", &self.folder, &error)),
        };
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut runs: Vec<_> = names.filter_map(|name| RunId::parse(&name)).collect();
        runs.sort_unstable_by(|a, b| b.cmp(a));
        Ok(runs)
    }

    /// The run whose id is `id` or is the only one to begin so.
    ///
    /// # Errors
    /// [`HostErrorKind::NotFound`], [`HostErrorKind::Ambiguous`].
    pub fn get(&self, id: &str) -> Result<Run, HostError> {
        let mut found = self.list()?;
        found.retain(|run| !id.is_empty() && run.0.starts_with(id));
        match found.as_slice() {
            [run] => Ok(Run { id: run.clone(), folder: self.folder.join(&run.0), kept_out: None }),
            [] => Err(HostError::new(
                HostErrorKind::NotFound,
                &self.folder,
                format!("there is no run `{}`", id.escape_debug()),
                "`unplain undo --list` lists them",
            )),
            [first, second, ..] => Err(HostError::new(
                HostErrorKind::Ambiguous,
                &self.folder,
                format!("more than one run begins with `{id}`: `{second}`, `{first}`"),
                "give more of its id",
            )),
        }
    }

    /// Removes a run with its backups, and what an interrupted removal left of others.
    ///
    /// # Errors
    /// It is not there or can't be removed.
    pub fn forget(&self, id: &RunId) -> Result<(), HostError> {
        let folder = self.folder.join(&id.0);
        // under this name it is no run any more, even if the removal is interrupted
        let gone = self.folder.join(format!(".{id}.gone"));
        fs::rename(&folder, &gone)
            .and_then(|()| self.remove_gone())
            .and_then(|()| sys::sync_folder(&self.folder))
            .map_err(|error| HostError::io("remove", &folder, &error))
    }

    fn remove_gone(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let id = name.to_str().and_then(|name| name.strip_prefix('.')?.strip_suffix(".gone"));
            if id.and_then(RunId::parse).is_some() {
                fs::remove_dir_all(entry.path())?;
            }
        }
        Ok(())
    }

    /// The runs that started more than `days` before `now`, newest first.
    ///
    /// # Errors
    /// As [`Runs::list`].
    pub fn older_than(&self, days: u32, now: SystemTime) -> Result<Vec<RunId>, HostError> {
        let seconds = seconds_since_epoch(now).saturating_sub(u64::from(days) * 86_400);
        let limit = utc_of(seconds);
        let mut runs = self.list()?;
        runs.retain(|run| run.0.as_str() < limit.as_str());
        Ok(runs)
    }
}

impl Run {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> &RunId {
        &self.id
    }

    /// Its folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Of a new run: the `info/exclude` in which the state folder stands because it lies in a git work tree.
    #[must_use]
    pub fn kept_out_of_git(&self) -> Option<&Path> {
        self.kept_out.as_deref()
    }

    /// Encrypts `plain` and writes it under a new name in the run's folder. On return it is on disk; nothing is left of one
    /// that could not be finished.
    ///
    /// # Errors
    /// Encrypting failed; there is a file of that name; the file can't be written.
    pub fn write_sealed(
        &self,
        name: &str,
        plain: &[u8],
        seal: &dyn Seal,
    ) -> Result<(), SealedError> {
        let path = self.file(name)?;
        let sealed = seal.seal(plain)?;
        let failed = |error: io::Error| HostError::io("write", &path, &error);
        let mut file = sys::create_private(&path).map_err(failed)?;
        let written = file
            .write_all(&sealed)
            .and_then(|()| file.sync_all())
            .and_then(|()| sys::sync_folder(&self.folder));
        Ok(written.map_err(|error| {
            let _ = fs::remove_file(&path);
            failed(error)
        })?)
    }

    /// What [`Run::write_sealed`] wrote.
    ///
    /// # Errors
    /// The file can't be read, or it can't be decrypted.
    pub fn read_sealed(
        &self,
        name: &str,
        seal: &dyn Seal,
    ) -> Result<Zeroizing<Vec<u8>>, SealedError> {
        let path = self.file(name)?;
        let sealed = fs::read(&path).map_err(|error| HostError::io("read", &path, &error))?;
        Ok(seal.unseal(&sealed)?)
    }

    /// Adds one line to the journal, `journal.jsonl`. On return it is on disk. The caller sees to it that no secret is in
    /// the entry.
    ///
    /// # Errors
    /// The file can't be written.
    pub fn append(&self, entry: &impl Serialize) -> Result<(), HostError> {
        let path = self.journal();
        let is_new = !path.exists();
        journal::append(&path, entry, Durability::Synced)?;
        if is_new {
            sys::sync_folder(&self.folder)
                .map_err(|error| HostError::io("write to disk", &self.folder, &error))?;
        }
        Ok(())
    }

    /// The journal. A last line that a crash cut off is left out.
    ///
    /// # Errors
    /// The file can't be read, or a line is not a `T`.
    pub fn entries<T: DeserializeOwned>(&self) -> Result<Vec<T>, HostError> {
        journal::entries(&self.journal())
    }

    fn journal(&self) -> PathBuf {
        self.folder.join("journal.jsonl")
    }

    fn file(&self, name: &str) -> Result<PathBuf, HostError> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        if name.is_empty() || name.starts_with('.') || !name.bytes().all(plain) {
            return Err(HostError::new(
                HostErrorKind::Broken,
                &self.folder,
                format!(
                    "no file in `{}` can have the name that was asked for",
                    shown(&self.folder)
                ),
                "the journal was changed by something else; restore it",
            ));
        }
        Ok(self.folder.join(name))
    }
}

impl RunId {
    /// The id, if `text` is a whole one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let shape = "00000000T000000Z-xxxx";
        let fits = |(have, want): (u8, u8)| match want {
            b'0' => have.is_ascii_digit(),
            b'x' => have.is_ascii_digit() || (b'a'..=b'f').contains(&have),
            other => have == other,
        };
        (text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(fits))
            .then(|| Self(text.to_owned()))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The day of a time in UTC, as `2027-01-31`.
#[must_use]
pub fn utc_day(time: SystemTime) -> String {
    let utc = utc(time);
    let part = |range| utc.get(range).unwrap_or_default();
    format!("{}-{}-{}", part(0..4), part(4..6), part(6..8))
}

fn utc(time: SystemTime) -> String {
    utc_of(seconds_since_epoch(time))
}

fn seconds_since_epoch(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// `YYYYMMDDTHHMMSSZ`.
fn utc_of(seconds: u64) -> String {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    // Howard Hinnant, "chrono-compatible low-level date algorithms": civil_from_days
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}{month:02}{day:02}T{:02}{:02}{:02}Z", rest / 3_600, rest / 60 % 60, rest % 60)
}

#[cfg(test)]
mod tests {
    use super::utc_of;

    #[test]
    fn seconds_become_the_date_that_date_1_prints() {
        // `date -u -d @N +%Y%m%dT%H%M%SZ`
        for (seconds, text) in [
            (0, "19700101T000000Z"),
            (951_782_399, "20000228T235959Z"),
            (951_782_400, "20000229T000000Z"),
            (1_764_028_799, "20251124T235959Z"),
            (4_107_542_400, "21000301T000000Z"),
        ] {
            assert_eq!(utc_of(seconds), text);
        }
    }
}
