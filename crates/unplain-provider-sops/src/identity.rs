//! The age identities that open files, looked up where sops 3.11 looks.

use std::{
    fmt,
    io::{Read as _, Write as _},
    path::PathBuf,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use age::{Decryptor, Encryptor, armor::ArmoredReader, x25519};
use unplain_core::{ErrorKind, ProviderError, Seal, Surroundings};
use zeroize::Zeroizing;

use crate::{
    format::metadata::{Metadata, Wrapped},
    value::DataKey,
};
use command::Commands;
use sources::{Found, SshFiles};

mod command;
mod create;
pub(crate) mod recipient;
mod sources;

/// The age identities of the user.
///
/// Looked up as sops 3.11 does, and used together: `SOPS_AGE_KEY`, `SOPS_AGE_KEY_FILE` and `keys.txt` at once; the ssh
/// keys (`SOPS_AGE_SSH_PRIVATE_KEY_FILE`, `~/.ssh/id_ed25519`, `~/.ssh/id_rsa`) and the commands (`SOPS_AGE_KEY_CMD`,
/// `SOPS_AGE_SSH_PRIVATE_KEY_CMD`) only when the others do not do. A place that cannot be used is no error: it is told in
/// [`Identities::warnings`], or when a file does not open.
pub struct Identities {
    near: Found,
    warnings: Vec<String>,
    ssh_files: SshFiles,
    ssh: OnceLock<Found>,
    commands: Commands,
    /// What the commands gave, by the recipient that they were asked for.
    commanded: Mutex<Vec<(String, Arc<Found>)>>,
    also_for: Vec<String>,
}

/// One private key.
pub(crate) enum Held {
    X25519(x25519::Identity),
    Ssh(Box<age::ssh::Identity>),
}

/// Why a file's data key did not open.
pub(crate) enum Unopened {
    /// No identity here is one of the file's.
    NotForUs,
    /// An identity here is this recipient's, but what the file keeps for it is damaged.
    Damaged(String),
}

impl Identities {
    /// Looks where reading is cheap; the other places are asked only when they are needed. None found is no error: see
    /// [`Identities::is_empty`].
    #[must_use]
    pub fn find(surroundings: &Surroundings) -> Self {
        let near = sources::near(surroundings);
        Self {
            warnings: near.warnings(),
            near,
            ssh_files: SshFiles::new(surroundings),
            ssh: OnceLock::new(),
            commands: Commands::new(surroundings),
            commanded: Mutex::default(),
            also_for: recipient::list(surroundings.var("SOPS_AGE_RECIPIENTS").unwrap_or_default()),
        }
    }

    /// Makes a new X25519 identity in [`Identities::keys_file`], and looks again.
    ///
    /// The file is appended to, never replaced; a new one has mode 0600. File and folder are on disk, and what is read
    /// back has decrypted a probe, when this returns.
    ///
    /// # Errors
    ///
    /// The file cannot be written, or holds something that is no identity file, which appending would destroy.
    pub fn create(surroundings: &Surroundings) -> Result<Self, ProviderError> {
        create::create(surroundings)?;
        Ok(Self::find(surroundings))
    }

    /// Where an identity is made: `sops/age/keys.txt` in the user's settings folder, where sops looks too.
    #[must_use]
    pub fn keys_file(surroundings: &Surroundings) -> PathBuf {
        sources::keys_file(surroundings)
    }

    /// Whether no place holds an identity. Asks all of them.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.own().is_none()
    }

    /// What is wrong with the places that were looked at so far, and what to do.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// The public keys of what we hold: of the age identities; if there are none, of the ssh keys.
    #[must_use]
    pub fn recipients(&self) -> Vec<String> {
        let Some(found) = self.own() else { return Vec::new() };
        let mut recipients: Vec<String> = found.held.iter().filter_map(Held::recipient).collect();
        recipients.sort();
        recipients.dedup();
        recipients
    }

    /// The recipients that `SOPS_AGE_RECIPIENTS` names.
    pub(crate) fn also_for(&self) -> &[String] {
        &self.also_for
    }

    /// The places that were looked at and what they held.
    pub(crate) fn looked_at(&self) -> String {
        let mut places = self.near.places.clone();
        places.extend(self.ssh.get().into_iter().flat_map(|found| found.places.clone()));
        for (_, found) in self.commanded.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            places.extend(
                found
                    .places
                    .iter()
                    .filter(|place| !places.contains(place))
                    .cloned()
                    .collect::<Vec<_>>(),
            );
        }
        places.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    }

    /// Opens the data key of a file with the first identity that does.
    pub(crate) fn open_key(&self, metadata: &Metadata) -> Result<DataKey, Unopened> {
        let mut damaged = None;
        let mut try_all = |found: &Found, keys: &mut dyn Iterator<Item = &Wrapped>| {
            let ours: Vec<String> = found.held.iter().filter_map(Held::recipient).collect();
            let is_ours =
                |key: &&Wrapped| ours.iter().any(|own| recipient::same(own, &key.recipient));
            let (own, others): (Vec<_>, Vec<_>) = keys.partition(is_ours);
            for key in own.iter().chain(&others) {
                if let Some(key) = decrypt(&found.held, key.enc.as_bytes())
                    .and_then(|key| DataKey::from_bytes(&key))
                {
                    return Some(key);
                }
            }
            damaged = damaged.take().or_else(|| own.first().map(|key| key.recipient.clone()));
            None
        };
        for level in [Self::near, Self::ssh] {
            if let Some(key) = try_all(level(self), &mut metadata.age.iter()) {
                return Ok(key);
            }
        }
        for wrapped in &metadata.age {
            let found = self.commanded(&wrapped.recipient);
            if let Some(key) = try_all(&found, &mut std::iter::once(wrapped)) {
                return Ok(key);
            }
        }
        Err(damaged.map_or(Unopened::NotForUs, Unopened::Damaged))
    }

    fn near(&self) -> &Found {
        &self.near
    }

    fn ssh(&self) -> &Found {
        self.ssh.get_or_init(|| self.ssh_files.read())
    }

    fn commanded(&self, recipient: &str) -> Arc<Found> {
        let mut known = self.commanded.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, found)) = known.iter().find(|(asked, _)| asked == recipient) {
            return Arc::clone(found);
        }
        let found = Arc::new(self.commands.ask(recipient));
        known.push((recipient.to_owned(), Arc::clone(&found)));
        found
    }

    /// The first level that holds anything: what is near, what the commands give, the ssh keys.
    fn own(&self) -> Option<Own<'_>> {
        if !self.near.held.is_empty() {
            return Some(Own::Here(&self.near));
        }
        let commanded = self.commanded("");
        if !commanded.held.is_empty() {
            return Some(Own::Shared(commanded));
        }
        let ssh = self.ssh();
        (!ssh.held.is_empty()).then_some(Own::Here(ssh))
    }
}

enum Own<'a> {
    Here(&'a Found),
    Shared(Arc<Found>),
}

impl std::ops::Deref for Own<'_> {
    type Target = Found;

    fn deref(&self) -> &Found {
        match self {
            Self::Here(found) => found,
            Self::Shared(found) => found,
        }
    }
}

impl Seal for Identities {
    fn seal(&self, plain: &[u8]) -> Result<Vec<u8>, ProviderError> {
        let recipients: Vec<_> = self
            .recipients()
            .iter()
            .map(|text| recipient::parse(text))
            .collect::<Result<_, _>>()?;
        let failed = |_| {
            ProviderError::new(
                ErrorKind::AuthRequired,
                "there is no age identity to encrypt to",
                format!("make one first; looked at: {}", self.looked_at()),
            )
        };
        let encryptor =
            Encryptor::with_recipients(recipients.iter().map(|recipient| recipient.as_ref() as _))
                .map_err(failed)?;
        let mut sealed = Vec::with_capacity(plain.len() + 1024);
        let written = encryptor.wrap_output(&mut sealed).and_then(|mut writer| {
            writer.write_all(plain)?;
            writer.finish()
        });
        match written {
            Ok(_) => Ok(sealed),
            Err(_) => {
                Err(ProviderError::new(ErrorKind::Unavailable, "encrypting with age failed", ""))
            }
        }
    }

    fn unseal(&self, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, ProviderError> {
        let near = || decrypt(&self.near.held, sealed);
        let commanded = || decrypt(&self.commanded("").held, sealed);
        let ssh = || decrypt(&self.ssh().held, sealed);
        near().or_else(commanded).or_else(ssh).ok_or_else(|| {
            ProviderError::new(
                ErrorKind::AuthRequired,
                "no age identity here decrypts it, or it is damaged",
                format!(
                    "bring back the identity that was there when it was made; looked at: {}",
                    self.looked_at()
                ),
            )
        })
    }
}

/// The plain bytes of an age file, armored or not, if one of `held` opens it.
fn decrypt(held: &[Held], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    if held.is_empty() {
        return None;
    }
    let decryptor = Decryptor::new_buffered(ArmoredReader::new(sealed)).ok()?;
    // Reserved in one piece, so that no half-grown copy stays behind in freed memory.
    let mut plain = Zeroizing::new(Vec::with_capacity(sealed.len()));
    decryptor.decrypt(held.iter().map(Held::as_age)).ok()?.read_to_end(&mut plain).ok()?;
    Some(plain)
}

impl Held {
    fn as_age(&self) -> &dyn age::Identity {
        match self {
            Self::X25519(identity) => identity,
            Self::Ssh(identity) => identity.as_ref(),
        }
    }

    fn recipient(&self) -> Option<String> {
        match self {
            Self::X25519(identity) => Some(identity.to_public().to_string()),
            Self::Ssh(identity) => {
                let key = age::ssh::Recipient::try_from(identity.as_ref().clone()).ok()?;
                Some(key.to_string())
            }
        }
    }
}

impl fmt::Debug for Identities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identities").field("looked_at", &self.looked_at()).finish_non_exhaustive()
    }
}
