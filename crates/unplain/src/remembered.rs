//! What `unplain` remembers about the configs that it rewrote: `remembered.json` beside the user's store.
//!
//! An entry that was removed because the server inherits its variable leaves no reference in the config; without this
//! file `unplain run` could not know that the agent needs it.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use unplain_core::{Source, Surroundings};

use crate::{exit::Failure, store};

/// What is remembered.
#[derive(Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Remembered {
    /// Where each agent gets its variables from, by the agent's id.
    #[serde(default)]
    pub(crate) sources: BTreeMap<String, SourceName>,
    /// The key to the secrets was made by us and nobody has said that a copy of it is kept.
    #[serde(default)]
    pub(crate) unsaved_identity: bool,
    /// The variables that servers inherit.
    #[serde(default)]
    pub(crate) inherited: BTreeSet<Inherited>,
}

/// A variable that a server of a config inherits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub(crate) struct Inherited {
    /// The config.
    pub(crate) path: PathBuf,
    /// Where its entry stood.
    pub(crate) pointer: String,
    /// The variable.
    pub(crate) variable: String,
}

/// [`Source`] in a form that can be compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SourceName {
    UnplainRun,
    SystemEnv,
    Shell,
}

impl From<SourceName> for Source {
    fn from(name: SourceName) -> Self {
        match name {
            SourceName::UnplainRun => Self::UnplainRun,
            SourceName::SystemEnv => Self::SystemEnv,
            SourceName::Shell => Self::Shell,
        }
    }
}

impl Remembered {
    /// Reads the file; nothing is remembered where there is none.
    pub(crate) fn load(around: &Surroundings) -> Result<Self, Failure> {
        let path = file(around);
        let Some(snapshot) = unplain_host::read(&path)? else { return Ok(Self::default()) };
        serde_json::from_str(snapshot.text()).map_err(|_| {
            let message = format!("`{}` is not as it was written", path.display());
            Failure::incomplete(
                "remembered",
                message,
                "restore it from a copy, or delete it and run `unplain migrate` again",
            )
        })
    }

    /// Writes the file if anything is different from `before`.
    pub(crate) fn save(&self, before: &Self, around: &Surroundings) -> Result<(), Failure> {
        if self == before {
            return Ok(());
        }
        let path = file(around);
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        unplain_host::write_private(&path, &text)?;
        Ok(())
    }

    /// The variables that servers of the config at `path` inherit.
    pub(crate) fn inherited_in(&self, path: &Path) -> impl Iterator<Item = &Inherited> {
        self.inherited.iter().filter(move |inherited| inherited.path == path)
    }
}

fn file(around: &Surroundings) -> PathBuf {
    store::user_folder(around).join("remembered.json")
}
