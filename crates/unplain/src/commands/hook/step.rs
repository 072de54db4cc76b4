//! What is done to files, decided before anything is done.

use std::{fs, path::PathBuf};

use unplain_host::Snapshot;

use crate::{context::Context, exit::Failure};

/// What will be done, and what is said after it.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) steps: Vec<Step>,
    pub(super) notes: Vec<String>,
}

/// One change of a file.
pub(super) enum Step {
    /// A file gets another name beside its own.
    Move { from: PathBuf, to: PathBuf },
    /// A program of ours stands there afterwards.
    Write { path: PathBuf, text: String },
    /// A file's text becomes another one; mode and owner stay.
    Edit { old: Snapshot, text: String },
    /// A file of ours goes.
    Delete { path: PathBuf },
}

impl Plan {
    pub(super) fn nothing(note: impl Into<String>) -> Self {
        Self { steps: Vec::new(), notes: vec![note.into()] }
    }
}

impl Step {
    /// Does it.
    pub(super) fn take(&self) -> Result<(), Failure> {
        match self {
            Self::Move { from, to } => fs::rename(from, to).map_err(|error| {
                let message = format!(
                    "can't move `{}` to `{}`: {}",
                    unplain_host::printable(&from.to_string_lossy()),
                    unplain_host::printable(&to.to_string_lossy()),
                    error.kind()
                );
                Failure::incomplete("machine", message, "check who owns the folder, and its mode")
            }),
            Self::Write { path, text } => Ok(unplain_host::write_program(path, text)?),
            Self::Edit { old, text } => match unplain_host::replace(old, text) {
                Ok(_) => Ok(()),
                Err(error) => Err(Failure::incomplete("machine", error.to_string(), error.help())),
            },
            Self::Delete { path } => fs::remove_file(path).map_err(|error| {
                let name = unplain_host::printable(&path.to_string_lossy());
                let message = format!("can't remove `{name}`: {}", error.kind());
                Failure::incomplete("machine", message, "check who owns the folder, and its mode")
            }),
        }
    }

    /// What is done, or would be, for people.
    pub(super) fn said(&self, only_said: bool, context: &Context) -> String {
        let would = if only_said { "Would have: " } else { "" };
        let short = |path: &PathBuf| context.short(path);
        match self {
            Self::Move { from, to } => format!("{would}Moved {} to {}.\n", short(from), short(to)),
            Self::Write { path, text } if only_said => {
                format!("{would}Written {}:\n{text}", short(path))
            }
            Self::Write { path, .. } => format!("Written {}.\n", short(path)),
            Self::Edit { old, text } if only_said => {
                format!("{would}Changed {} to:\n{text}", context.short(old.path()))
            }
            Self::Edit { old, .. } => format!("Changed {}.\n", context.short(old.path())),
            Self::Delete { path } => format!("{would}Removed {}.\n", short(path)),
        }
    }
}
