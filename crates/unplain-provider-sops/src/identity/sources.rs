//! The places where identities are kept, and what was found there.

use std::{
    fmt,
    fs::File,
    io,
    path::{Path, PathBuf},
};

use age::x25519;
use unplain_core::{Os, Surroundings};
use zeroize::Zeroizing;

use super::Held;
use crate::{
    error::reason,
    file::read::{self, limited},
};

/// What some places held.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) held: Vec<Held>,
    pub(crate) places: Vec<Place>,
}

/// One place, and what came of looking there.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Place {
    name: String,
    state: State,
    /// What the user should know even if all went well, with what to do.
    warnings: Vec<String>,
}

#[derive(Clone, PartialEq, Debug)]
enum State {
    NotThere,
    Holds(usize),
    Unusable(String),
}

impl Found {
    pub(crate) fn warnings(&self) -> Vec<String> {
        let unusable = self.places.iter().filter_map(|place| match &place.state {
            State::Unusable(why) => Some(format!("{}: {why}", place.name)),
            _ => None,
        });
        unusable.chain(self.places.iter().flat_map(|place| place.warnings.clone())).collect()
    }

    pub(crate) fn add(&mut self, name: impl Into<String>, found: Result<Read, String>) {
        let (state, warnings) = match found {
            Ok(Read { held, warnings }) => {
                let state =
                    if held.is_empty() { State::NotThere } else { State::Holds(held.len()) };
                self.held.extend(held);
                (state, warnings)
            }
            Err(why) => (State::Unusable(why), Vec::new()),
        };
        self.places.push(Place { name: name.into(), state, warnings });
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.state {
            State::NotThere => write!(f, "{} (none there)", self.name),
            State::Holds(1) => write!(f, "{} (1 identity, for others)", self.name),
            State::Holds(count) => write!(f, "{} ({count} identities, for others)", self.name),
            State::Unusable(why) => write!(f, "{} ({why})", self.name),
        }
    }
}

/// What one place held.
#[derive(Default)]
pub(crate) struct Read {
    pub(crate) held: Vec<Held>,
    pub(crate) warnings: Vec<String>,
}

/// The places that cost next to nothing to look at.
pub(crate) fn near(surroundings: &Surroundings) -> Found {
    let mut found = Found::default();
    if let Some(text) = surroundings.var("SOPS_AGE_KEY") {
        found.add("SOPS_AGE_KEY", identities(text));
    }
    let keys_file = keys_file(surroundings);
    if let Some(path) =
        surroundings.var("SOPS_AGE_KEY_FILE").map(Path::new).filter(|path| *path != keys_file)
    {
        // May be a pipe, as a shell makes for `<(…)`.
        let text = File::open(path).and_then(limited).map(Some);
        found.add(format!("SOPS_AGE_KEY_FILE, {}", path.display()), identity_file(path, text));
    }
    found
        .add(keys_file.display().to_string(), identity_file(&keys_file, read::private(&keys_file)));
    found
}

/// As [`super::Identities::keys_file`].
pub(crate) fn keys_file(surroundings: &Surroundings) -> PathBuf {
    // On Windows sops does not look at XDG_CONFIG_HOME.
    let folder = match (surroundings.os, surroundings.var("APPDATA")) {
        (Os::Windows, Some(folder)) => PathBuf::from(folder),
        _ => surroundings.config_dir(),
    };
    folder.join("sops").join("age").join("keys.txt")
}

fn identity_file(path: &Path, text: io::Result<Option<Zeroizing<String>>>) -> Result<Read, String> {
    match text {
        Ok(None) => Ok(Read::default()),
        Err(error) => Err(unreadable(&error)),
        Ok(Some(text)) => {
            let mut read = identities(&text)?;
            read.warnings.extend(wide_mode(path));
            Ok(read)
        }
    }
}

fn unreadable(error: &io::Error) -> String {
    format!("cannot be read: {}", reason(error))
}

#[cfg(unix)]
fn wide_mode(path: &Path) -> Option<String> {
    use std::os::unix::fs::MetadataExt as _;
    let metadata = path.metadata().ok().filter(std::fs::Metadata::is_file)?;
    let (mode, path) = (metadata.mode() & 0o777, path.display());
    let what = if mode & 0o022 != 0 { "changed" } else { "read" };
    (mode & 0o077 != 0)
        .then(|| format!("{path} holds private keys but can be {what} by others (mode {mode:04o}): chmod 600 {path}"))
}

#[cfg(not(unix))]
fn wide_mode(_: &Path) -> Option<String> {
    None
}

/// The identities in `text`: one a line, or several separated by blanks as `SOPS_AGE_KEY` may have them since sops 3.13.
///
/// Lines that are none are told by their number; the others count all the same.
pub(crate) fn identities(text: &str) -> Result<Read, String> {
    if text.starts_with("age-encryption.org/") || text.starts_with("-----BEGIN AGE ENCRYPTED FILE")
    {
        return Err(
            "is itself encrypted with a passphrase, which unplain does not ask for".to_owned()
        );
    }
    if text.starts_with("-----BEGIN ") {
        return Err("is an ssh key; name it in SOPS_AGE_SSH_PRIVATE_KEY_FILE".to_owned());
    }
    let mut read = Read::default();
    let mut trouble = Vec::new();
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.starts_with('#')) {
        for word in line.split_whitespace() {
            match word.parse::<x25519::Identity>() {
                Ok(identity) => read.held.push(Held::X25519(identity)),
                Err(_) => trouble.push(format!("line {number} {}", unsupported(word))),
            }
        }
    }
    if read.held.is_empty() && !trouble.is_empty() {
        return Err(trouble.join(", "));
    }
    read.warnings.extend(trouble);
    Ok(read)
}

fn unsupported(word: &str) -> &'static str {
    if word.starts_with("AGE-PLUGIN-") {
        "is a plugin identity, which unplain does not run"
    } else if word.starts_with("AGE-SECRET-KEY-PQ-1") {
        "is a post-quantum identity, which unplain does not support yet"
    } else {
        "is no age identity"
    }
}

/// The ssh keys that sops tries.
pub(crate) struct SshFiles {
    paths: Vec<(String, PathBuf)>,
}

impl SshFiles {
    pub(crate) fn new(surroundings: &Surroundings) -> Self {
        let named = surroundings
            .var("SOPS_AGE_SSH_PRIVATE_KEY_FILE")
            .map(|path| (format!("SOPS_AGE_SSH_PRIVATE_KEY_FILE, {path}"), PathBuf::from(path)));
        let usual = ["id_ed25519", "id_rsa"].map(|name| {
            let path = surroundings.home.join(".ssh").join(name);
            (path.display().to_string(), path)
        });
        Self { paths: named.into_iter().chain(usual).collect() }
    }

    pub(crate) fn read(&self) -> Found {
        let mut found = Found::default();
        for (name, path) in &self.paths {
            let read = match read::private(path) {
                Ok(None) => Ok(Read::default()),
                Ok(Some(text)) => ssh_key(&text),
                Err(error) => Err(unreadable(&error)),
            };
            found.add(name, read);
        }
        found
    }
}

/// The key in an OpenSSH private key file.
pub(crate) fn ssh_key(text: &str) -> Result<Read, String> {
    use age::ssh::Identity;
    match Identity::from_buffer(text.as_bytes(), None) {
        Ok(key @ Identity::Unencrypted(_)) => {
            Ok(Read { held: vec![Held::Ssh(Box::new(key))], warnings: Vec::new() })
        }
        Ok(Identity::Encrypted(_)) => {
            Err("is protected by a passphrase, which unplain does not ask for".to_owned())
        }
        Ok(Identity::Unsupported(_)) => {
            Err("is an ssh key of a kind that age does not support".to_owned())
        }
        Err(_) => Err("is no OpenSSH private key".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use age::{secrecy::ExposeSecret as _, x25519::Identity};
    use unplain_core::{Os, Surroundings};

    use super::{identities, keys_file};

    #[test]
    fn the_keys_file_is_where_sops_has_it_on_each_system() {
        let file = |os, env: &[(&str, &str)]| {
            let env = env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            keys_file(&Surroundings { home: "/h".into(), cwd: "/".into(), env: env.collect(), os })
        };
        let xdg = [("XDG_CONFIG_HOME", "/x")];
        let windows = [("XDG_CONFIG_HOME", "/x"), ("APPDATA", "/r")];
        for (found, expected) in [
            (file(Os::Linux, &[]), "/h/.config/sops/age/keys.txt"),
            (file(Os::Linux, &xdg), "/x/sops/age/keys.txt"),
            (file(Os::MacOs, &[]), "/h/Library/Application Support/sops/age/keys.txt"),
            (file(Os::MacOs, &xdg), "/x/sops/age/keys.txt"),
            (file(Os::Windows, &windows), "/r/sops/age/keys.txt"),
        ] {
            assert_eq!(found, Path::new(expected));
        }
    }

    #[test]
    fn several_identities_stand_on_lines_or_between_blanks() {
        let one = Identity::generate().to_string();
        let two = Identity::generate().to_string();
        let (one, two) = (one.expose_secret(), two.expose_secret());
        for text in
            [format!("# c\n{one}\r\n\n{two}\n"), format!("{one} {two}"), format!("{one}\n{two}")]
        {
            assert_eq!(identities(&text).ok().unwrap().held.len(), 2);
        }
    }

    #[test]
    fn what_is_no_identity_is_told_by_line_and_kind() {
        let one = Identity::generate().to_string();
        let text = format!("{}\nAGE-PLUGIN-X-1QQ\nhunter2\n", one.expose_secret());
        let read = identities(&text).ok().unwrap();
        assert_eq!(read.held.len(), 1);
        assert_eq!(
            read.warnings,
            [
                "line 2 is a plugin identity, which unplain does not run",
                "line 3 is no age identity"
            ]
        );
        assert!(identities("AGE-SECRET-KEY-PQ-1QQ").err().unwrap().contains("post-quantum"));
        assert!(identities("age-encryption.org/v1\n").err().unwrap().contains("passphrase"));
    }
}
