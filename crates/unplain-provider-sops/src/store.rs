//! The SOPS file as a store.

use std::{path::PathBuf, sync::Arc};

use unplain_core::{Change, ErrorKind, Provider, ProviderError, Secret, VarName};

use crate::{
    Document, Format, Identities, file::read, format::Contents, holds, identity::Unopened, parse,
    value::DataKey,
};

mod edit;
mod write;

/// A store in a SOPS file: dotenv, JSON or YAML, by the file's name (see [`Format::of`]).
///
/// A file that is not there is a store without values. A broken, empty or foreign file is an error and is never
/// overwritten. All values are read and their MAC is checked whatever is asked for.
#[derive(Debug)]
pub struct SopsFile {
    path: PathBuf,
    format: Format,
    identities: Arc<Identities>,
}

/// What is to be found at a store's place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum StoreStatus {
    /// No file.
    Absent,
    /// A file of no bytes, or of blanks.
    Empty,
    /// A store that one of our identities opens.
    Readable,
    /// A store that none of our identities opens; no identity is to be made beside it.
    NotForUs {
        /// Those who can open it.
        recipients: Vec<String>,
        /// Where identities were looked for, for people.
        looked_at: String,
    },
}

impl SopsFile {
    /// The store at `path`, which is not looked at yet.
    #[must_use]
    pub fn open(path: PathBuf, identities: Arc<Identities>) -> Self {
        Self { format: Format::of(&path), path, identities }
    }

    /// What is there.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or is no SOPS file, or its MAC is wrong.
    pub fn status(&self) -> Result<StoreStatus, ProviderError> {
        let Some(text) = read::store(&self.path)? else { return Ok(StoreStatus::Absent) };
        if text.trim().is_empty() {
            return Ok(StoreStatus::Empty);
        }
        let document = self.parse(&text)?;
        match self.identities.open_key(document.metadata()) {
            Ok(key) => {
                Contents::open(&document, &key).map_err(|broken| broken.within(&self.path))?;
                Ok(StoreStatus::Readable)
            }
            Err(Unopened::NotForUs) => Ok(StoreStatus::NotForUs {
                recipients: document.metadata().recipients(),
                looked_at: self.identities.looked_at(),
            }),
            Err(unopened) => Err(self.not_opened(&document, unopened)),
        }
    }

    /// Those who can open the store; of one that is not there yet, those for whom it would be made: our own age
    /// identities, `SOPS_AGE_RECIPIENTS`, and the rule in `.sops.yaml`.
    ///
    /// # Errors
    ///
    /// The file, or `.sops.yaml`, cannot be read or used.
    pub fn recipients(&self) -> Result<Vec<String>, ProviderError> {
        match self.document()? {
            Some(document) => Ok(document.metadata().recipients()),
            None => Ok(self.plan()?.recipients),
        }
    }

    fn document(&self) -> Result<Option<Document>, ProviderError> {
        read::store(&self.path)?.map(|text| self.parse(&text)).transpose()
    }

    fn parse(&self, text: &str) -> Result<Document, ProviderError> {
        if text.trim().is_empty() {
            return Err(ProviderError::new(
                ErrorKind::BadReply,
                format!("{}: it is empty, which no SOPS file is", self.path.display()),
                "bring back an older copy if it held values, or remove it",
            ));
        }
        parse(text, self.format).map_err(|broken| broken.within(&self.path))
    }

    fn open_key(&self, document: &Document) -> Result<DataKey, ProviderError> {
        self.identities
            .open_key(document.metadata())
            .map_err(|unopened| self.not_opened(document, unopened))
    }

    fn contents(&self, document: &Document, key: &DataKey) -> Result<Contents, ProviderError> {
        Contents::open(document, key).map_err(|broken| broken.within(&self.path))
    }

    fn not_opened(&self, document: &Document, unopened: Unopened) -> ProviderError {
        let place = self.path.display();
        match unopened {
            Unopened::NotForUs => ProviderError::new(
                ErrorKind::AuthRequired,
                format!(
                    "{place}: none of the age identities here opens it; it is for {}",
                    document.metadata().recipients().join(", ")
                ),
                format!(
                    "bring one of these identities to a place that sops knows, or have your public key added with \
                     `sops updatekeys`; looked at: {}",
                    self.identities.looked_at()
                ),
            ),
            Unopened::Damaged(recipient) => ProviderError::new(
                ErrorKind::BadReply,
                format!("{place}: what it keeps for your recipient {recipient} is damaged"),
                "take an older copy of the file",
            ),
        }
    }

    fn at_name(&self, error: edit::Trouble) -> ProviderError {
        let message = format!("{}: {}", self.path.display(), error.message);
        ProviderError::new(error.kind, message, error.help)
    }
}

impl Provider for SopsFile {
    fn id(&self) -> &'static str {
        "sops"
    }

    fn place(&self) -> String {
        self.path.display().to_string()
    }

    fn names(&self) -> Result<Vec<VarName>, ProviderError> {
        Ok(self.document()?.map(|document| document.names()).unwrap_or_default())
    }

    fn get(&self, names: &[VarName]) -> Result<Vec<(VarName, Secret)>, ProviderError> {
        let Some(document) = self.document()? else { return Ok(Vec::new()) };
        let key = self.open_key(&document)?;
        let contents = self.contents(&document, &key)?;
        let mut values = Vec::new();
        for name in names {
            if let Some(leaf) =
                edit::current(&contents, name).map_err(|error| self.at_name(error))?
            {
                let text = leaf.text().ok_or_else(|| self.at_name(edit::not_text(name)))?;
                values.push((name.clone(), Secret::new(text.to_owned())));
            }
        }
        Ok(values)
    }

    fn can_hold(&self, name: &VarName, value: &Secret) -> Result<(), String> {
        holds::value(self.format, value.expose())?;
        // What keeps the file from being read is told when it is written.
        match self.document() {
            Ok(Some(document)) => holds::name(self.format, &document.metadata().rule, name),
            Ok(None) => {
                self.plan().map_or(Ok(()), |plan| holds::name(self.format, &plan.rule, name))
            }
            Err(_) => Ok(()),
        }
    }

    fn put(&self, changes: &[Change]) -> Result<(), ProviderError> {
        self.write(changes)
    }
}
