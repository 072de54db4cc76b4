//! The decrypted values of a document, and the MAC that proves them genuine.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256, Sha512};
use unplain_core::VarName;
use zeroize::Zeroizing;

use super::{Document, Leaf, Scalar};
use crate::{
    Broken, Fault,
    value::{DataKey, Kind, PREFIX, Plain, is_encrypted, is_sealed},
};

/// All values of a document, decrypted, in the order of the file.
pub(crate) struct Contents(Vec<PlainLeaf>);

/// One of them.
pub(crate) struct PlainLeaf {
    /// Its name, if it stands at the top level.
    pub(crate) name: Option<String>,
    plain: Plain,
}

impl PlainLeaf {
    /// The value as the other programs that read such files have it.
    pub(crate) fn bytes(&self) -> &[u8] {
        match (self.plain.kind, self.plain.bytes.as_slice()) {
            (Kind::Bool, b"True") => b"true",
            (Kind::Bool, b"False") => b"false",
            (_, bytes) => bytes,
        }
    }

    /// The value as text; `None` if it is not UTF-8.
    pub(crate) fn text(&self) -> Option<&str> {
        std::str::from_utf8(self.bytes()).ok()
    }
}

impl Contents {
    /// Those of a document without values.
    pub(crate) fn none() -> Self {
        Self(Vec::new())
    }

    /// Decrypts every value and compares the MAC.
    pub(crate) fn open(document: &Document, key: &DataKey) -> Result<Self, Broken> {
        let (contents, computed) = Self::decrypt(document, key)?;
        let metadata = document.metadata();
        let tampered = |what: &str| {
            Broken::new(what)
                .is(Fault::Tampered)
                .help("values were added, removed or moved without its key; take an older copy, or check it with sops")
        };
        let mac = key
            .open(&metadata.mac, &metadata.last_modified)
            .ok_or_else(|| tampered("its MAC does not decrypt"))?;
        if mac.bytes.as_slice() != computed.as_bytes() {
            return Err(tampered("its MAC does not fit its values"));
        }
        if let Some(leaf) = contents.0.iter().find(|leaf| leaf.text().is_some_and(is_encrypted)) {
            let name = leaf.name.as_deref().and_then(VarName::parse);
            let what = name.map_or("a value".to_owned(), |name| format!("the value of {name}"));
            return Err(Broken::new(format!("it is encrypted twice ({what} is itself encrypted)"))
                .is(Fault::Twice)
                .help("its first key went with the metadata: set it again, or take an older copy of the file"));
        }
        Ok(contents)
    }

    /// The MAC, encrypted, that `document` has to carry at `last_modified`.
    pub(crate) fn mac(
        document: &Document,
        key: &DataKey,
        last_modified: &str,
    ) -> Result<String, Broken> {
        let (_, computed) = Self::decrypt(document, key)?;
        key.seal(computed.as_bytes(), last_modified)
            .ok_or_else(|| Broken::new("its MAC cannot be encrypted"))
    }

    pub(crate) fn leaves(&self) -> impl Iterator<Item = &PlainLeaf> {
        self.0.iter()
    }

    /// The top-level value `name`, if there is one.
    pub(crate) fn get(&self, name: &str) -> Result<Option<&PlainLeaf>, Twice> {
        let mut found = self.0.iter().filter(|leaf| leaf.name.as_deref() == Some(name));
        let first = found.next();
        if found.next().is_some() { Err(Twice) } else { Ok(first) }
    }

    fn decrypt(document: &Document, key: &DataKey) -> Result<(Self, String), Broken> {
        let metadata = document.metadata();
        let mut hash = Sha512::new();
        if metadata.mac_only_encrypted {
            // So that a MAC over some of the values is never one over all of them.
            hash.update(Sha256::digest(b"sops"));
        }
        let mut leaves = Vec::new();
        for leaf in document.leaves() {
            let encrypted = metadata.rule.encrypts(&leaf.path);
            let plain = if encrypted { decrypt(&leaf, key) } else { in_clear(&leaf) }?;
            if encrypted || !metadata.mac_only_encrypted {
                hash.update(&plain.bytes);
            }
            let name = if let [name] = leaf.path[..] { Some(name.to_owned()) } else { None };
            leaves.push(PlainLeaf { name, plain });
        }
        let mut hex = String::with_capacity(128);
        for byte in hash.finalize() {
            let _ = write!(hex, "{byte:02X}");
        }
        Ok((Self(leaves), hex))
    }
}

/// A name that stands twice in a file.
pub(crate) struct Twice;

fn decrypt(leaf: &Leaf<'_>, key: &DataKey) -> Result<Plain, Broken> {
    let text = sealed_text(leaf)?;
    if text.is_empty() {
        return Ok(Plain { bytes: Zeroizing::default(), kind: Kind::Text });
    }
    let place: String = leaf.path.iter().flat_map(|part| [part, ":"]).collect();
    key.open(text, &place).ok_or_else(|| {
        let is = "does not decrypt: it was changed, renamed or moved without the file's key";
        broken(leaf, is, HELP_CHANGED).is(Fault::Tampered)
    })
}

/// The text of a value that has to be encrypted: an encrypted value, or empty. Needs no key.
pub(crate) fn sealed_text<'a>(leaf: &'a Leaf<'_>) -> Result<&'a str, Broken> {
    match &leaf.scalar {
        Scalar::Text(text) if text.is_empty() || is_sealed(text) => Ok(text),
        Scalar::Text(text) if text.starts_with(PREFIX) => {
            let is = "is encrypted, but not whole: it was cut or changed";
            Err(broken(leaf, is, HELP_CHANGED).is(Fault::Tampered))
        }
        _ => Err(broken(
            leaf,
            "is not encrypted, though by the file's rule it should be",
            HELP_CLEAR,
        )
        .is(Fault::InClear)),
    }
}

const HELP_CLEAR: &str = "remove it from the file and add it with `unplain set`";
const HELP_CHANGED: &str =
    "take an older copy of the file, or add the value again with `unplain set` under its new name";

fn in_clear(leaf: &Leaf<'_>) -> Result<Plain, Broken> {
    let (text, kind) = match &leaf.scalar {
        Scalar::Text(text) => (text.as_ref(), Kind::Text),
        Scalar::Typed { canonical: Some(text), raw } => {
            (*text, if matches!(*raw, "true" | "false") { Kind::Bool } else { Kind::Other })
        }
        Scalar::Typed { canonical: None, .. } => {
            return Err(broken(
                leaf,
                "is an unencrypted number or date in a form that unplain does not know",
                "quote it",
            ));
        }
    };
    Ok(Plain { bytes: Zeroizing::new(text.as_bytes().to_vec()), kind })
}

/// Says what the value of `leaf` `is`. A line is told by its number: before its `=` can stand anything, a secret too.
fn broken(leaf: &Leaf<'_>, is: &str, help: &'static str) -> Broken {
    let name = leaf.path.first().and_then(|name| VarName::parse(name));
    let what = match (name, leaf.line) {
        (_, Some(_)) | (None, _) => "a value".to_owned(),
        (Some(name), None) if leaf.path.len() == 1 => format!("the value of {name}"),
        (Some(name), None) => format!("a value below {name}"),
    };
    Broken { line: leaf.line, ..Broken::new(format!("{what} {is}")).help(help) }
}
