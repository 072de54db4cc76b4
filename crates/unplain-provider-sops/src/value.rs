//! One encrypted value, `ENC[AES256_GCM,data:…,iv:…,tag:…,type:…]`, and the key that opens it.

use aes_gcm::{
    AeadInPlace, AesGcm, KeyInit, Nonce, Tag,
    aead::{
        OsRng,
        consts::{U12, U16, U32},
        rand_core::RngCore,
    },
    aes::Aes256,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

/// How every encrypted value begins.
pub(crate) const PREFIX: &str = "ENC[AES256_GCM,data:";

/// Whether a plain value is what sops makes: an encrypted value, or a whole encrypted file.
pub(crate) fn is_encrypted(plain: &str) -> bool {
    plain.starts_with(PREFIX) || (plain.contains(PREFIX) && plain.contains("sops"))
}

/// Whether a text has the form of one encrypted value.
pub(crate) fn is_sealed(text: &str) -> bool {
    Sealed::parse(text).is_some()
}

const KEY_LENGTH: usize = 32;
/// What sops writes; other lengths are only read.
const NONCE_LENGTH: usize = 32;
const TAG_LENGTH: usize = 16;

/// The key of one file, which all its values are encrypted with.
pub(crate) struct DataKey(Zeroizing<[u8; KEY_LENGTH]>);

/// A decrypted value: the bytes that count for the MAC, and the type that sops keeps beside it.
pub(crate) struct Plain {
    pub(crate) bytes: Zeroizing<Vec<u8>>,
    pub(crate) kind: Kind,
}

/// The types that sops knows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// A string.
    Text,
    /// `True` or `False`.
    Bool,
    /// A number, a time, bytes, a comment: the text stands for itself.
    Other,
}

impl DataKey {
    pub(crate) fn random() -> Self {
        let mut key = Zeroizing::new([0; KEY_LENGTH]);
        OsRng.fill_bytes(key.as_mut());
        Self(key)
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut key = Zeroizing::new([0; KEY_LENGTH]);
        (bytes.len() == KEY_LENGTH).then(|| key.copy_from_slice(bytes))?;
        Some(Self(key))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_ref()
    }

    /// The plain value of `text`, if it is an encrypted value of this key and of this place in the file.
    pub(crate) fn open(&self, text: &str, place: &str) -> Option<Plain> {
        let sealed = Sealed::parse(text)?;
        let mut bytes = Zeroizing::new(STANDARD.decode(sealed.data).ok()?);
        let nonce = STANDARD.decode(sealed.nonce).ok()?;
        let tag = STANDARD.decode(sealed.tag).ok()?;
        let tag = (tag.len() == TAG_LENGTH).then(|| Tag::from_slice(&tag))?;
        let key = self.0.as_slice().into();
        let place = place.as_bytes();
        match nonce.len() {
            32 => AesGcm::<Aes256, U32>::new(key).decrypt_in_place_detached(
                Nonce::from_slice(&nonce),
                place,
                &mut bytes,
                tag,
            ),
            16 => AesGcm::<Aes256, U16>::new(key).decrypt_in_place_detached(
                Nonce::from_slice(&nonce),
                place,
                &mut bytes,
                tag,
            ),
            12 => AesGcm::<Aes256, U12>::new(key).decrypt_in_place_detached(
                Nonce::from_slice(&nonce),
                place,
                &mut bytes,
                tag,
            ),
            _ => return None,
        }
        .ok()?;
        Some(Plain { bytes, kind: sealed.kind })
    }

    /// Encrypts a string for its place. The empty string stays empty, as sops has it.
    ///
    /// `None` for a value beyond the 64 GiB that the cipher takes.
    pub(crate) fn seal(&self, plain: &[u8], place: &str) -> Option<String> {
        if plain.is_empty() {
            return Some(String::new());
        }
        let mut nonce = [0; NONCE_LENGTH];
        OsRng.fill_bytes(&mut nonce);
        let mut bytes = Zeroizing::new(plain.to_vec());
        let tag = AesGcm::<Aes256, U32>::new(self.0.as_slice().into())
            .encrypt_in_place_detached(Nonce::from_slice(&nonce), place.as_bytes(), &mut bytes)
            .ok()?;
        let (data, nonce, tag) =
            (STANDARD.encode(&*bytes), STANDARD.encode(nonce), STANDARD.encode(tag));
        Some(format!("{PREFIX}{data},iv:{nonce},tag:{tag},type:str]"))
    }
}

struct Sealed<'a> {
    data: &'a str,
    nonce: &'a str,
    tag: &'a str,
    kind: Kind,
}

impl<'a> Sealed<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let rest = text.strip_prefix(PREFIX)?.strip_suffix(']')?;
        let (data, rest) = rest.split_once(",iv:")?;
        let (nonce, rest) = rest.split_once(",tag:")?;
        let (tag, kind) = rest.split_once(",type:")?;
        let kind = match kind {
            "str" => Kind::Text,
            "bool" => Kind::Bool,
            "int" | "float" | "time" | "bytes" | "comment" => Kind::Other,
            _ => return None,
        };
        (!data.is_empty()).then_some(Self { data, nonce, tag, kind })
    }
}

#[cfg(test)]
mod tests {
    use super::{DataKey, Kind};

    #[test]
    fn a_value_opens_only_with_its_key_and_at_its_place() {
        let key = DataKey::random();
        let text = key.seal(b"plain", "NAME:").unwrap();
        let plain = key.open(&text, "NAME:").unwrap();
        assert_eq!((plain.bytes.as_slice(), plain.kind), (&b"plain"[..], Kind::Text));
        assert!(key.open(&text, "OTHER:").is_none());
        assert!(DataKey::random().open(&text, "NAME:").is_none());
    }

    #[test]
    fn the_same_value_never_encrypts_to_the_same_text() {
        let key = DataKey::random();
        assert_ne!(key.seal(b"plain", "A:"), key.seal(b"plain", "A:"));
    }

    #[test]
    fn the_empty_string_stays_empty() {
        assert_eq!(DataKey::random().seal(b"", "A:").unwrap(), "");
    }

    #[test]
    fn what_only_looks_encrypted_does_not_open() {
        let key = DataKey::random();
        for text in [
            "",
            "ENC[",
            "ENC[AES256_GCM,data:]",
            "ENC[AES256_GCM,data:,iv:,tag:,type:str]",
            "ENC[AES256_GCM,data:AA==,iv:AA==,tag:AA==,type:str]",
            "ENC[AES256_GCM,data:%,iv:%,tag:%,type:str]",
        ] {
            assert!(key.open(text, "A:").is_none(), "{text}");
        }
    }
}
