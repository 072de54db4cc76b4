//! Reading files that may be anything: absent, huge, a folder, a FIFO, not UTF-8.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read as _},
    path::Path,
};

use unplain_core::ProviderError;
use zeroize::Zeroizing;

use crate::{
    Broken, Fault,
    error::{io_error, reason},
};

/// The largest store that is read.
const STORE_LIMIT: u64 = 64 << 20;
/// The largest file of private keys that is read.
pub(crate) const PRIVATE_LIMIT: u64 = 1 << 20;

/// The text of a store; `None` if there is no file.
pub(crate) fn store(path: &Path) -> Result<Option<String>, ProviderError> {
    text(path).map_err(|unread| match unread {
        Unread::Io(error) => io_error("read", path, &error),
        Unread::Broken(broken) => broken.within(path),
    })
}

/// Why a file has no text.
pub(crate) enum Unread {
    Io(io::Error),
    Broken(Broken),
}

impl From<io::Error> for Unread {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Unread {
    pub(crate) fn into_broken(self) -> Broken {
        match self {
            Self::Io(error) => Broken::new(format!("it cannot be read: {}", reason(&error)))
                .is(Fault::Unread)
                .help("check who owns it and its permissions"),
            Self::Broken(broken) => broken,
        }
    }
}

/// The text of a regular file of a store's size; `None` if there is no file.
pub(crate) fn text(path: &Path) -> Result<Option<String>, Unread> {
    let broken = |broken| Err(Unread::Broken(broken));
    let Some(file) = open(path)? else { return Ok(None) };
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        let what = if metadata.is_dir() { "it is a folder" } else { "it is no regular file" };
        return broken(Broken::new(what).help("move it away, or name another file as the store"));
    }
    let mut bytes =
        Vec::with_capacity(usize::try_from(metadata.len().min(STORE_LIMIT)).unwrap_or(0) + 1);
    file.take(STORE_LIMIT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > STORE_LIMIT {
        return broken(Broken::new("it is larger than 64 MiB, which no store of secrets is"));
    }
    String::from_utf8(bytes).map(Some).or_else(|error| {
        let before = error.utf8_error().valid_up_to();
        let line = error.as_bytes().iter().take(before).filter(|byte| **byte == b'\n').count() + 1;
        broken(
            Broken::at(line, "it is not UTF-8")
                .help("it is no SOPS file, or it is damaged; take an older copy"),
        )
    })
}

/// The text of a regular file of private keys; `None` if there is no file.
pub(crate) fn private(path: &Path) -> io::Result<Option<Zeroizing<String>>> {
    let Some(file) = open(path)? else { return Ok(None) };
    if !file.metadata()?.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    limited(file).map(Some)
}

/// All text of `reader`, as long as it is of a size that private keys have.
pub(crate) fn limited(reader: impl io::Read) -> io::Result<Zeroizing<String>> {
    // Large enough for what is usual, so that no half-grown copy stays behind in freed memory.
    let mut text = Zeroizing::new(String::with_capacity(16 << 10));
    reader.take(PRIVATE_LIMIT + 1).read_to_string(&mut text)?;
    if text.len() as u64 > PRIVATE_LIMIT {
        Err(io::ErrorKind::FileTooLarge.into())
    } else {
        Ok(text)
    }
}

/// Opens without waiting for the other end of a FIFO.
fn open(path: &Path) -> io::Result<Option<File>> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        rustix::fs::OFlags::NONBLOCK.bits().cast_signed(),
    );
    match options.open(path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
