//! Writing a store: planned on what stands there now, proven on what was written, then put in its place.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use unplain_core::{Change, ErrorKind, ProviderError};

use super::{SopsFile, edit};
use crate::{
    Document, clock, creation,
    error::io_error,
    file::{
        folder,
        lock::Lock,
        read,
        replace::{Replaced, replace},
    },
    format::{Contents, Header, rule::Rule},
    identity::recipient,
    value::DataKey,
};

/// How often a change is planned again because the file changed between reading and replacing it.
const TRIES: usize = 5;

/// What a file that is yet to be made will be.
pub(crate) struct Plan {
    pub(crate) recipients: Vec<String>,
    pub(crate) rule: Rule,
    mac_only_encrypted: bool,
}

impl SopsFile {
    pub(crate) fn write(&self, changes: &[Change]) -> Result<(), ProviderError> {
        edit::check(self.format, changes).map_err(|error| self.at_name(error))?;
        if read::store(&self.path)?.is_none() {
            if changes.iter().all(|change| change.value.is_none()) {
                return Ok(());
            }
            // So that nothing, not even a folder, is made where no store can be.
            self.plan()?;
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

    /// For whom a new store is made, and the rule that it gets.
    pub(crate) fn plan(&self) -> Result<Plan, ProviderError> {
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
        Ok(Plan { recipients: unique, rule, mac_only_encrypted })
    }

    /// A document without values, and its key, for a file that is yet to be made.
    fn new_document(&self) -> Result<(Document, DataKey), ProviderError> {
        let Plan { recipients, rule, mac_only_encrypted } = self.plan()?;
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
