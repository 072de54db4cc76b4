//! What a run writes down before and after each step, and what `undo` reads.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use unplain_core::EditRecord;

/// A line of a run's journal. Holds no secret.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub(crate) enum Step {
    /// The run began.
    Begin {
        /// The command.
        command: String,
    },
    /// The store holds these variables now; read back and compared.
    Stored {
        /// Where.
        store: String,
        /// Their names.
        variables: Vec<String>,
    },
    /// A file is about to be replaced; its old text is in the backup.
    File(FileStep),
    /// The file was replaced, and read back.
    Replaced {
        /// The file.
        path: PathBuf,
    },
    /// The run came to its end.
    End,
    /// `undo` gave the files back.
    Undone,
}

/// The change of one file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct FileStep {
    /// The config.
    pub(crate) path: PathBuf,
    /// Name of the encrypted copy of its old text.
    pub(crate) backup: String,
    /// SHA-256 of the old text.
    pub(crate) before: String,
    /// SHA-256 of the new text.
    pub(crate) after: String,
    /// What was edited.
    pub(crate) edits: Vec<EditRecord>,
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
