//! The SOPS file as a store.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use unplain_core::{Change, ErrorKind, Provider, ProviderError, Secret, VarName};

use crate::{
    Document, Format, Identities, clock, creation,
    error::io_error,
    file::{
        folder,
        lock::Lock,
        read,
        replace::{Replaced, replace},
    },
    format::{Contents, Header, rule::Rule},
    holds,
    identity::{Unopened, recipient},
    parse,
    value::DataKey,
};

mod edit;

/// How often a change is planned again because the file changed between reading and replacing it.
const TRIES: usize = 5;

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
            None => Ok(self.plan_new()?.0),
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

    /// For whom a new store is made, and the rule that it gets.
    fn plan_new(&self) -> Result<(Vec<String>, Rule, bool), ProviderError> {
        let mut recipients = self.identities.recipients();
        let rule = creation::find(&self.path)?;
        recipients.extend_from_slice(self.identities.also_for());
        recipients.extend(rule.iter().flat_map(|rule| rule.recipients.clone()));
        let mut unique: Vec<String> = Vec::new();
        for one in recipients {
            if !unique.iter().any(|other| recipient::same(other, &one)) {
                unique.push(one);
            }
        }
        let (rule, mac_only_encrypted) = match rule {
            Some(found) => (found.rule, found.mac_only_encrypted),
            None => {
                (Rule::from_fields(|_| None).map_err(|broken| broken.within(&self.path))?, false)
            }
        };
        Ok((unique, rule, mac_only_encrypted))
    }

    /// A document without values, and its key, for a file that is yet to be made.
    fn new_document(&self) -> Result<(Document, DataKey), ProviderError> {
        if self.identities.is_empty() {
            return Err(ProviderError::new(
                ErrorKind::AuthRequired,
                format!(
                    "{}: there is no age identity that the new store could be for",
                    self.path.display()
                ),
                format!("make one first; looked at: {}", self.identities.looked_at()),
            ));
        }
        let (recipients, rule, mac_only_encrypted) = self.plan_new()?;
        let key = DataKey::random();
        let age =
            recipients.iter().map(|one| recipient::wrap(&key, one)).collect::<Result<_, _>>()?;
        let header = Header { age, rule: (rule.field, rule.text), mac_only_encrypted };
        let document =
            Document::new(self.format, &header).map_err(|broken| broken.within(&self.path))?;
        Ok((document, key))
    }

    /// The file that is to be replaced: the target, if `path` is a link.
    fn target(&self) -> Result<PathBuf, ProviderError> {
        match fs::canonicalize(&self.path) {
            Ok(path) => Ok(path),
            Err(error) if error.kind() == io::ErrorKind::NotFound && !self.path.is_symlink() => {
                let folder = folder::of(&self.path);
                folder::create_private(folder)?;
                let folder =
                    fs::canonicalize(folder).map_err(|error| io_error("find", folder, &error))?;
                self.path.file_name().map(|name| folder.join(name)).ok_or_else(|| {
                    let message = format!("{} names no file", self.path.display());
                    ProviderError::new(ErrorKind::BadReference, message, "name a file as the store")
                })
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(ProviderError::new(
                ErrorKind::NotFound,
                format!("{}: it is a link to a file that is not there", self.path.display()),
                "bring back what it points to, or remove the link",
            )),
            Err(error) => Err(io_error("find", &self.path, &error)),
        }
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
                self.plan_new().map_or(Ok(()), |(_, rule, _)| holds::name(self.format, &rule, name))
            }
            Err(_) => Ok(()),
        }
    }

    fn put(&self, changes: &[Change]) -> Result<(), ProviderError> {
        edit::check(self.format, changes).map_err(|error| self.at_name(error))?;
        if changes.iter().all(|change| change.value.is_none()) && read::store(&self.path)?.is_none()
        {
            return Ok(());
        }
        let target = self.target()?;
        let _lock = Lock::take(&target)?;
        for _ in 0..TRIES {
            let base = read::store(&target)?;
            let (mut document, key) = match &base {
                Some(text) => {
                    let document = self.parse(text)?;
                    let key = self.open_key(&document)?;
                    (document, key)
                }
                None => self.new_document()?,
            };
            let before = match &base {
                Some(_) => self.contents(&document, &key)?,
                None => Contents::none(),
            };
            let edited = edit::apply(&mut document, &key, &before, changes)
                .map_err(|error| self.at_name(error))?;
            if edited == edit::Edited::Nothing {
                return Ok(());
            }
            let last_modified = clock::now();
            let mac = Contents::mac(&document, &key, &last_modified)
                .map_err(|broken| broken.within(&self.path))?;
            document.stamp(last_modified, mac);
            let text = document.text().unwrap_or_default();
            let write = |file: &mut File| file.write_all(text.as_bytes());
            let check = |written: &str| self.prove(written, &before, changes);
            if replace(&target, base.as_deref(), write, check)? == Replaced::Done {
                return self.read_back(&target, &text, changes);
            }
        }
        Err(ProviderError::new(
            ErrorKind::Locked,
            format!("{}: another program keeps changing it", self.path.display()),
            "wait for it to finish, then run this again",
        ))
    }
}

impl SopsFile {
    fn at_name(&self, error: edit::Trouble) -> ProviderError {
        let message = format!("{}: {}", self.path.display(), error.message);
        ProviderError::new(error.kind, message, error.help)
    }

    /// Opens the new text as a reader would, with our identities, and finds in it the changes and everything else as it
    /// was before.
    fn prove(
        &self,
        text: &str,
        before: &Contents,
        changes: &[Change],
    ) -> Result<(), ProviderError> {
        let document = self.parse(text)?;
        let key = self.open_key(&document)?;
        let after = self.contents(&document, &key)?;
        if edit::is_result(before, &after, changes) {
            return Ok(());
        }
        Err(ProviderError::new(
            ErrorKind::BadReply,
            format!(
                "{}: what was written does not read back as it should; nothing was changed",
                self.path.display()
            ),
            "this is an error in unplain; please report it",
        ))
    }

    /// After the replacement: the text is ours, or another program's that has kept our changes.
    fn read_back(
        &self,
        target: &Path,
        text: &str,
        changes: &[Change],
    ) -> Result<(), ProviderError> {
        let now = read::store(target)?.unwrap_or_default();
        if now == text {
            return Ok(());
        }
        let document = self.parse(&now)?;
        let contents = self.contents(&document, &self.open_key(&document)?)?;
        if edit::holds_all(&contents, changes) {
            return Ok(());
        }
        Err(ProviderError::new(
            ErrorKind::Conflict,
            format!("{}: another program has overwritten it just now", self.path.display()),
            "run this again",
        ))
    }
}
