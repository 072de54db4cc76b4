//! The few settings that decide how a repository is read. Nothing is included from elsewhere and nothing is run.

use std::{fs, io::Read as _, path::Path};

use crate::GitError;

/// What `config` says.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    /// `core.repositoryFormatVersion`.
    version: u32,
    /// `core.bare`.
    pub(crate) bare: bool,
    /// `core.worktree`.
    pub(crate) work_tree: Option<String>,
    /// `extensions.objectFormat`.
    hash: Option<String>,
    /// `extensions.refStorage`.
    ref_storage: Option<String>,
    /// Names under `extensions` that are unknown here.
    unknown: Vec<String>,
}

/// Larger files are no settings.
const LARGEST: u64 = 4 << 20;

/// Extensions that change nothing of what is read here (gitrepository-layout, git 2.50).
const HARMLESS: &[&str] = &[
    "compatobjectformat",
    "noop",
    "noop-v1",
    "partialclone",
    "preciousobjects",
    "relativeworktrees",
    "worktreeconfig",
];

impl Settings {
    /// Reads the file `config` of a repository; one that is missing says nothing.
    pub(crate) fn read(common: &Path) -> Result<Self, GitError> {
        let path = common.join("config");
        let mut bytes = Vec::new();
        match fs::File::open(&path) {
            Ok(file) => {
                file.take(LARGEST)
                    .read_to_end(&mut bytes)
                    .map_err(|error| GitError::io(&path, &error))?;
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(GitError::io(&path, &error)),
        }
        let settings = Self::parse(&String::from_utf8_lossy(&bytes));
        settings.hash()?;
        settings.understood(&path)?;
        Ok(settings)
    }

    /// The hash that names objects.
    pub(crate) fn hash(&self) -> Result<gix_hash::Kind, GitError> {
        match self.hash.as_deref() {
            None | Some("sha1") => Ok(gix_hash::Kind::Sha1),
            Some("sha256") => Ok(gix_hash::Kind::Sha256),
            Some(_) => Err(GitError::new(
                Path::new("config"),
                "the repository names its objects by a hash that is not known here",
                "search it with a newer version of unplain",
            )),
        }
    }

    fn understood(&self, path: &Path) -> Result<(), GitError> {
        if self.ref_storage.as_deref().is_some_and(|storage| storage != "files") {
            return Err(GitError::new(
                path,
                "the repository keeps its refs in a form other than files, which is not read here",
                "search a copy of it after `git refs migrate --ref-format=files`",
            ));
        }
        if self.version > 1 || !self.unknown.is_empty() {
            return Err(GitError::new(
                path,
                "the repository uses an extension of its format that is not known here",
                "search it with a newer version of unplain",
            ));
        }
        Ok(())
    }

    fn parse(text: &str) -> Self {
        let mut settings = Self::default();
        let mut section = String::new();
        for line in text.lines() {
            let mut line = line.trim();
            if let Some(rest) = line.strip_prefix('[') {
                let Some((name, after)) = rest.split_once(']') else { continue };
                section = name.trim().to_ascii_lowercase();
                line = after.trim();
            }
            if line.is_empty() || line.starts_with(['#', ';']) {
                continue;
            }
            let (key, value) = line.split_once('=').unwrap_or((line, "true"));
            settings.set(&section, &key.trim().to_ascii_lowercase(), &plain(value));
        }
        settings
    }

    fn set(&mut self, section: &str, key: &str, value: &str) {
        match (section, key) {
            ("core", "repositoryformatversion") => self.version = value.parse().unwrap_or(u32::MAX),
            ("core", "bare") => {
                self.bare =
                    matches!(value.to_ascii_lowercase().as_str(), "true" | "yes" | "on" | "1");
            }
            ("core", "worktree") => self.work_tree = Some(value.to_owned()),
            ("extensions", "objectformat") => self.hash = Some(value.to_ascii_lowercase()),
            ("extensions", "refstorage") => self.ref_storage = Some(value.to_ascii_lowercase()),
            ("extensions", other) if self.version == 1 && !HARMLESS.contains(&other) => {
                self.unknown.push(other.to_owned());
            }
            _ => {}
        }
    }
}

/// A value without its quotes, escapes and the comment behind it.
fn plain(value: &str) -> String {
    let (mut plain, mut quoted, mut escaped) = (String::new(), false, false);
    for char in value.trim().chars() {
        match char {
            _ if escaped => {
                plain.push(match char {
                    'n' => '\n',
                    't' => '\t',
                    other => other,
                });
                escaped = false;
            }
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            '#' | ';' if !quoted => break,
            other => plain.push(other),
        }
    }
    if quoted { plain } else { plain.trim_end().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::Settings;

    #[test]
    fn the_settings_that_matter_are_read() {
        let text = "[core]\n\trepositoryformatversion = 1\n\tbare = yes\n\tworktree = \"a b\" # c\n[remote \"x\"]\n\turl = y\n\
                    [extensions]\n\tobjectFormat = SHA256\n\tpartialClone = x\n";
        let settings = Settings::parse(text);
        assert!(settings.bare && settings.unknown.is_empty());
        assert_eq!(settings.work_tree.as_deref(), Some("a b"));
        assert_eq!(settings.hash().unwrap(), gix_hash::Kind::Sha256);
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for text in [
            "[core]\nrepositoryformatversion = 2",
            "[core]\nrepositoryformatversion = 1\n[extensions] neverHeardOf = 1",
            "[core]\nrepositoryformatversion = 1\n[extensions]\nrefStorage = reftable",
        ] {
            assert!(Settings::parse(text).understood("config".as_ref()).is_err(), "{text}");
        }
        assert!(Settings::parse("[extensions]\nobjectformat = sha3").hash().is_err());
    }
}
