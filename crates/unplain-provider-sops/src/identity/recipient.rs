//! Public keys: who a file is for.

use std::{io::Write as _, iter};

use age::{
    Encryptor,
    armor::{ArmoredWriter, Format},
};
use unplain_core::{ErrorKind, ProviderError};

use crate::{format::metadata::Wrapped, value::DataKey};

/// The recipients in a comma list, as `SOPS_AGE_RECIPIENTS` and `.sops.yaml` have them.
pub(crate) fn list(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

/// Whether both are the same key; the comment after an ssh key does not count.
pub(crate) fn same(one: &str, other: &str) -> bool {
    one.split_whitespace().take(2).eq(other.split_whitespace().take(2))
}

/// The key that `text` spells: X25519 (`age1…`), ssh-ed25519 or ssh-rsa.
pub(crate) fn parse(text: &str) -> Result<Box<dyn age::Recipient>, ProviderError> {
    let refused = |what: &str| {
        // Somebody may have put a private key where a public one belongs.
        let public = text.starts_with("age1") || text.starts_with("ssh-");
        let name = if public { text } else { "(not shown: it is no public key)" };
        ProviderError::new(
            ErrorKind::BadReference,
            format!("the recipient {name} {what}"),
            "use an age X25519 recipient (age1…, from age-keygen) or an ssh-ed25519 or ssh-rsa public key",
        )
    };
    if text.starts_with("ssh-") {
        return match text.parse::<age::ssh::Recipient>() {
            Ok(recipient) => Ok(Box::new(recipient)),
            Err(_) => Err(refused("is no ssh key that age can encrypt to")),
        };
    }
    match text.parse::<age::x25519::Recipient>() {
        Ok(recipient) => Ok(Box::new(recipient)),
        Err(_) if text.starts_with("age1pq1") => {
            Err(refused("is post-quantum, which unplain does not support yet"))
        }
        Err(_) if text.strip_prefix("age1").is_some_and(|rest| rest.contains('1')) => {
            Err(refused("needs an age plugin, which unplain does not run"))
        }
        Err(_) => Err(refused("is not spelled like an age recipient")),
    }
}

/// The data key encrypted to one recipient, as sops keeps it: armored.
pub(crate) fn wrap(key: &DataKey, recipient: &str) -> Result<Wrapped, ProviderError> {
    let failed = || {
        ProviderError::new(ErrorKind::Unavailable, "encrypting the data key with age failed", "")
    };
    let parsed = parse(recipient)?;
    let encryptor =
        Encryptor::with_recipients(iter::once(parsed.as_ref() as _)).map_err(|_| failed())?;
    let armored = ArmoredWriter::wrap_output(Vec::new(), Format::AsciiArmor)
        .and_then(|armor| encryptor.wrap_output(armor))
        .and_then(|mut writer| {
            writer.write_all(key.bytes())?;
            writer.finish()?.finish()
        })
        .map_err(|_| failed())?;
    let mut enc = String::from_utf8(armored).map_err(|_| failed())?;
    if !enc.ends_with('\n') {
        enc.push('\n');
    }
    Ok(Wrapped { recipient: recipient.to_owned(), enc })
}

#[cfg(test)]
mod tests {
    use super::{parse, same};

    #[test]
    fn an_ssh_key_is_the_same_whatever_its_comment() {
        assert!(same("ssh-ed25519 AAAA", "ssh-ed25519 AAAA me@host"));
        assert!(!same("ssh-ed25519 AAAA", "ssh-ed25519 AAAB me@host"));
    }

    #[test]
    fn a_private_key_in_the_wrong_place_is_not_shown() {
        let private = age::x25519::Identity::generate();
        let private = age::secrecy::ExposeSecret::expose_secret(&private.to_string()).to_owned();
        let Err(error) = parse(&private) else { panic!("taken as a recipient") };
        assert!(!format!("{error:?}").contains(&private[..20]));
    }

    #[test]
    fn what_age_knows_but_we_do_not_is_told_apart() {
        for (text, expected) in [
            ("age1pq1qqqq", "post-quantum"),
            ("age1yubikey1qqqq", "plugin"),
            ("age1xx", "not spelled"),
        ] {
            let Err(error) = parse(text) else { panic!("{text}") };
            assert!(error.message.contains(expected), "{}", error.message);
        }
    }
}
