//! What a SOPS file says about itself: who can open it, its MAC, its rule.

use std::collections::BTreeMap;

use super::rule::{RULES, Rule};
use crate::{
    Broken, Fault, keys,
    value::{PREFIX, is_sealed},
};

/// The metadata of a file, from the flat names of sops' dotenv form (`age__list_0__map_enc`).
#[derive(Debug)]
pub(crate) struct Metadata {
    pub(crate) age: Vec<Wrapped>,
    /// The kinds of keys, other than age, that can open the file too.
    pub(crate) other_keys: Vec<&'static str>,
    pub(crate) last_modified: String,
    pub(crate) mac: String,
    pub(crate) mac_only_encrypted: bool,
    pub(crate) rule: Rule,
    /// The names of all keys that open the file, in the form that [`keys`] has.
    pub(crate) keys: Vec<String>,
    /// Whether it has no rule, as sops leaves it where a file of any kind was encrypted as one value.
    pub(crate) is_binary: bool,
}

/// The data key, encrypted to one age recipient.
#[derive(Debug)]
pub(crate) struct Wrapped {
    pub(crate) recipient: String,
    pub(crate) enc: String,
}

const OTHER_KEYS: [&str; 6] = ["kms", "gcp_kms", "azure_kv", "hc_vault", "hckms", "pgp"];

impl Metadata {
    pub(crate) fn from_fields(fields: &BTreeMap<String, String>) -> Result<Self, Broken> {
        let get = |name: &str| fields.get(name).map(String::as_str);
        let needed = |name: &'static str| {
            get(name).filter(|text| !text.is_empty()).map(str::to_owned).ok_or_else(|| {
                Broken::new(format!("its sops metadata have no {name}"))
                    .help("the file was cut or edited by hand; take an older copy of it")
            })
        };
        needed("version")?;
        if fields.keys().any(|name| name.starts_with("key_groups")) {
            return Err(Broken::new("its key is shared among several key groups (Shamir)")
                .help("unplain opens files with one group; use sops itself for this one"));
        }
        let age = age_keys(fields)?;
        let other_keys: Vec<_> =
            OTHER_KEYS.into_iter().filter(|kind| any_below(fields, &format!("{kind}__"))).collect();
        if age.is_empty() && other_keys.is_empty() {
            return Err(Broken::new("its sops metadata name no key that opens it")
                .help("the file was cut or edited by hand; take an older copy of it"));
        }
        Ok(Self {
            age,
            other_keys,
            last_modified: needed("lastmodified")?,
            mac: needed("mac")?,
            mac_only_encrypted: get("mac_only_encrypted") == Some("true"),
            rule: Rule::from_fields(get)?,
            keys: keys::of_file(fields),
            is_binary: !RULES.iter().any(|field| fields.contains_key(*field)),
        })
    }

    /// What is wrong with it as far as can be told without a key.
    pub(crate) fn faults(&self) -> Vec<Broken> {
        let open = self.age.iter().flat_map(|key| [&key.recipient, &key.enc]);
        if open.chain([&self.last_modified]).any(|text| text.starts_with(PREFIX)) {
            let broken = Broken::new("its sops metadata are themselves encrypted");
            return vec![
                broken.is(Fault::Twice).help("decrypt it once with sops and write the result back"),
            ];
        }
        let mut faults = Vec::new();
        if !is_sealed(&self.mac) {
            let broken = Broken::new("its MAC is no encrypted value").is(Fault::Tampered);
            faults.push(broken.help("it was cut or changed by hand; take an older copy"));
        }
        faults
    }

    /// Those who can open the file: age recipients, and the kinds of other keys.
    pub(crate) fn recipients(&self) -> Vec<String> {
        // They come from the file, and go to a terminal.
        let shown = |text: &str| text.bytes().all(|b| b.is_ascii_graphic() || b == b' ');
        let age = self.age.iter().map(|key| match key.recipient.as_str() {
            text if shown(text) => text.to_owned(),
            _ => "a recipient that is no public key".to_owned(),
        });
        age.chain(self.other_keys.iter().map(|kind| format!("a {kind} key"))).collect()
    }
}

fn any_below(fields: &BTreeMap<String, String>, prefix: &str) -> bool {
    fields.range(prefix.to_owned()..).next().is_some_and(|(name, _)| name.starts_with(prefix))
}

fn age_keys(fields: &BTreeMap<String, String>) -> Result<Vec<Wrapped>, Broken> {
    let half = || Broken::new("one of its age keys has no recipient or no enc");
    let mut keys: BTreeMap<usize, (Option<&str>, Option<&str>)> = BTreeMap::new();
    for (name, text) in fields {
        let Some(rest) = name.strip_prefix("age__list_") else { continue };
        let Some((index, field)) = rest.split_once("__map_") else { continue };
        let key = keys.entry(index.parse().map_err(|_| half())?).or_default();
        match field {
            "recipient" => key.0 = Some(text),
            "enc" => key.1 = Some(text),
            _ => {}
        }
    }
    keys.into_values()
        .map(|key| {
            let (Some(recipient), Some(enc)) = key else { return Err(half()) };
            Ok(Wrapped { recipient: recipient.to_owned(), enc: enc.to_owned() })
        })
        .collect()
}
