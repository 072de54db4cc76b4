//! Making an identity.

use std::{
    fs::OpenOptions,
    io::{self, Write as _},
    path::Path,
};

use age::{secrecy::ExposeSecret as _, x25519::Identity};
use unplain_core::{ErrorKind, ProviderError, Surroundings};
use zeroize::Zeroizing;

use super::{decrypt, recipient, sources};
use crate::{
    clock,
    error::io_error,
    file::{folder, lock::Lock, read},
    value::DataKey,
};

/// Appends a new identity to the keys file, and proves that what is on disk opens what is encrypted to it.
pub(crate) fn create(surroundings: &Surroundings) -> Result<(), ProviderError> {
    let path = sources::keys_file(surroundings);
    let parent = path.parent().unwrap_or(Path::new("."));
    folder::create_private(parent)?;
    let _lock = Lock::take(&path)?;
    let before = read::private(&path).map_err(|error| io_error("read", &path, &error))?;
    if let Some(why) = before.as_deref().and_then(|text| sources::identities(text).err()) {
        return Err(ProviderError::new(
            ErrorKind::BadReply,
            format!("{}: cannot be added to, because it {why}", path.display()),
            "move it elsewhere and name it in SOPS_AGE_KEY_FILE, or repair it",
        ));
    }
    let identity = Identity::generate();
    let public = identity.to_public().to_string();
    let secret = identity.to_string();
    let gap = before.is_some_and(|text| !text.is_empty() && !text.ends_with('\n'));
    // In one piece of known size: a half line would spoil the keys that are there, and no copy is left in freed memory.
    let mut text = Zeroizing::new(String::with_capacity(512));
    for part in [
        if gap { "\n" } else { "" },
        "# created: ",
        &clock::now(),
        " by unplain\n# public key: ",
        &public,
        "\n",
        secret.expose_secret(),
        "\n",
    ] {
        text.push_str(part);
    }
    append(&path, text.as_bytes()).map_err(|error| io_error("write", &path, &error))?;
    folder::sync(parent)?;
    prove(&path, &public)
}

/// Appends all of `text` or nothing.
fn append(path: &Path, text: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    let before = file.metadata()?.len();
    file.write_all(text).and_then(|()| file.sync_all()).inspect_err(|_| {
        let _ = file.set_len(before);
    })
}

/// Encrypts a probe to `public` and decrypts it with what is read from disk.
fn prove(path: &Path, public: &str) -> Result<(), ProviderError> {
    let text =
        read::private(path).map_err(|error| io_error("read", path, &error))?.unwrap_or_default();
    let probe = DataKey::random();
    let wrapped = recipient::wrap(&probe, public)?;
    let opened = sources::identities(&text)
        .ok()
        .and_then(|read| decrypt(&read.held, wrapped.enc.as_bytes()));
    if opened.is_some_and(|opened| opened.as_slice() == probe.bytes()) {
        return Ok(());
    }
    Err(ProviderError::new(
        ErrorKind::BadReply,
        format!("{}: the identity that was just written there does not read back", path.display()),
        "look at the file and its disk; nothing has been encrypted with it yet",
    ))
}
