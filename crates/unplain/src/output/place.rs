//! Where a file is, as other programs want it said: relative to the sources, or as an address.

use std::path::{Component, Path, PathBuf};

/// The folder that relative paths are relative to.
pub(super) struct Base(PathBuf);

impl Base {
    /// The git work tree that the current folder lies in, or that folder itself.
    pub(super) fn of_sources() -> Self {
        let here = std::env::current_dir().unwrap_or_default();
        Self(unplain_host::git_root(&here).unwrap_or(here))
    }

    /// The folder that a GitHub Actions run has checked out to (`GITHUB_WORKSPACE`), else [`Self::of_sources`].
    pub(super) fn of_workspace() -> Self {
        let workspace = std::env::var_os("GITHUB_WORKSPACE").map(PathBuf::from);
        workspace.filter(|path| path.is_absolute()).map_or_else(Self::of_sources, Self)
    }

    /// The path from the base to `path`, with `/` between its parts; `None` if it does not lie below.
    pub(super) fn relative(&self, path: &str) -> Option<String> {
        let below = Path::new(path).strip_prefix(&self.0).ok()?;
        let parts: Vec<_> = below.components().map(Component::as_os_str).collect();
        let parts: Option<Vec<&str>> = parts.into_iter().map(|part| part.to_str()).collect();
        parts.filter(|parts| !parts.is_empty()).map(|parts| parts.join("/"))
    }

    /// The base as an address that relative ones can be resolved against.
    pub(super) fn uri(&self) -> String {
        let mut uri = file_uri(&self.0.display().to_string());
        if !uri.ends_with('/') {
            uri.push('/');
        }
        uri
    }
}

/// A `file:` address (RFC 8089) of an absolute path.
pub(super) fn file_uri(path: &str) -> String {
    let path = if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() };
    let root = if path.starts_with('/') { "" } else { "/" };
    format!("file://{root}{}", escaped(&path))
}

/// The path as the path of an address: every byte but RFC 3986's unreserved ones and `/` percent-encoded. The result
/// begins with no scheme, whatever the path is.
pub(super) fn escaped(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{Base, escaped, file_uri};

    #[test]
    fn addresses_are_encoded() {
        assert_eq!(escaped("a b/c:d#e?f%g/ü"), "a%20b/c%3Ad%23e%3Ff%25g/%C3%BC");
        assert_eq!(file_uri("/home/me/[x].json"), "file:///home/me/%5Bx%5D.json");
    }

    #[test]
    fn only_what_lies_below_is_relative() {
        let base = Base(PathBuf::from("/home/me/src"));
        assert_eq!(base.relative("/home/me/src/a/b.json").as_deref(), Some("a/b.json"));
        assert_eq!(base.relative("/home/me/srcs/b.json"), None);
        assert_eq!(base.relative("/home/me/src"), None);
        assert_eq!(base.uri(), "file:///home/me/src/");
        assert_eq!(Base(PathBuf::from("/")).uri(), "file:///");
    }
}
