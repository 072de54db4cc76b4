//! The names of the keys that a file is encrypted to, as files and `.sops.yaml` spell them (sops 3.11 source), in one form
//! that can be compared and shown.
//!
//! age: the public key alone; the others: their kind, a blank, and what tells one from another.

use std::collections::BTreeMap;

use crate::format::tree::{Members, Node};

/// The keys in the metadata of a file, sorted.
pub(crate) fn of_file(fields: &BTreeMap<String, String>) -> Vec<String> {
    // `pgp__list_0__map_fp`: kind, index, field
    let mut keys: BTreeMap<(&str, &str), BTreeMap<&str, &str>> = BTreeMap::new();
    for (name, text) in fields {
        let Some((kind, rest)) = name.split_once("__list_") else { continue };
        let Some((index, field)) = rest.split_once("__map_") else { continue };
        keys.entry((kind, index)).or_default().insert(field, text);
    }
    let named = keys.iter().filter_map(|((kind, _), fields)| {
        let get = |field: &str| fields.get(field).copied().unwrap_or_default();
        Some(match *kind {
            "age" => age(get("recipient")),
            "pgp" => pgp(get("fp")),
            "kms" => kms(get("arn")),
            "gcp_kms" => other("gcp_kms", get("resource_id")),
            "hckms" => other("hckms", get("key_id")),
            "azure_kv" => azure(&format!("{}/keys/{}", get("vault_url"), get("name"))),
            "hc_vault" => vault(&format!(
                "{}/v1/{}/keys/{}",
                get("vault_address"),
                get("engine_path"),
                get("key_name")
            )),
            _ => return None,
        })
    });
    sorted(named.collect())
}

/// The keys that a creation rule names, sorted; those of all its key groups.
pub(crate) fn of_rule(rule: &Members) -> Vec<String> {
    let mut keys = Vec::new();
    let mut groups = vec![rule];
    // A group may hold groups (`merge`); the parser has bounded their depth.
    while let Some(group) = groups.pop() {
        for (name, node) in group {
            if matches!(name.as_str(), "key_groups" | "merge") {
                groups.extend(items(node).iter().filter_map(|node| match node {
                    Node::Map(members) => Some(members),
                    _ => None,
                }));
            }
            let spell: fn(&str) -> String = match name.as_str() {
                "age" => age,
                "pgp" => pgp,
                "kms" => kms,
                "gcp_kms" => |id| other("gcp_kms", id),
                "hckms" => |id| other("hckms", id),
                "azure_keyvault" => azure,
                "hc_vault" | "hc_vault_transit_uri" | "vault" => vault,
                _ => continue,
            };
            let texts = items(node).iter().flat_map(texts);
            keys.extend(texts.map(|text| spell(&text)));
        }
    }
    sorted(keys)
}

/// The keys in an item of a rule: a comma list, or a mapping of what tells one key from another.
fn texts(node: &Node) -> Vec<String> {
    match node {
        Node::Text(text) | Node::Typed { raw: text, .. } => super::identity::recipient::list(text),
        Node::Map(members) => {
            let get = |name: &str| {
                members.iter().find_map(|(member, node)| match node {
                    Node::Text(text) if member == name => Some(text.as_str()),
                    _ => None,
                })
            };
            let azure = || Some(format!("{}/keys/{}", get("vaultUrl")?, get("key")?));
            let id = || get("arn").or(get("resource_id")).or(get("key_id")).map(str::to_owned);
            azure().or_else(id).into_iter().collect()
        }
        Node::Null | Node::List(_) => Vec::new(),
    }
}

fn items(node: &Node) -> &[Node] {
    if let Node::List(nodes) = node { nodes } else { std::slice::from_ref(node) }
}

/// The comment after an ssh key does not count. Somebody may have put a private key where a public one belongs.
fn age(text: &str) -> String {
    let key: Vec<&str> = text.split_whitespace().take(2).collect();
    match key.first() {
        Some(start) if start.starts_with("age1") || start.starts_with("ssh-") => {
            shown(&key.join(" "))
        }
        _ => "(not shown: it is no public key)".to_owned(),
    }
}

fn pgp(text: &str) -> String {
    let hex: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    other("pgp", &hex.to_ascii_uppercase())
}

/// `ARN+ROLE`: the role only says how the key is reached.
fn kms(text: &str) -> String {
    other("kms", text.split('+').next().unwrap_or_default())
}

/// `https://VAULT/keys/NAME/VERSION`.
fn azure(text: &str) -> String {
    match text.split_once("/keys/") {
        Some((vault, key)) => {
            let name = key.split('/').next().unwrap_or_default();
            other("azure_kv", &format!("{}/keys/{name}", vault.trim_end_matches('/')))
        }
        None => other("azure_kv", text),
    }
}

/// `https://HOST/v1/ENGINE/keys/NAME`.
fn vault(text: &str) -> String {
    other("hc_vault", &text.replace("//v1/", "/v1/"))
}

fn other(kind: &str, text: &str) -> String {
    shown(&format!("{kind} {text}"))
}

/// They come from files of others, and go to a terminal.
fn shown(text: &str) -> String {
    let plain = text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
    if plain { text.to_owned() } else { "(not shown: it is no plain text)".to_owned() }
}

fn sorted(mut keys: Vec<String>) -> Vec<String> {
    keys.sort();
    keys.dedup();
    keys
}

#[cfg(test)]
mod tests {
    use super::{of_file, of_rule};
    use crate::format::yaml;

    #[test]
    fn a_key_is_the_same_in_a_file_and_in_a_rule() {
        let file = [
            ("age__list_0__map_recipient", "age1first"),
            ("age__list_1__map_recipient", "ssh-ed25519 AAAA me@host"),
            ("azure_kv__list_0__map_vault_url", "https://v.example"),
            ("azure_kv__list_0__map_name", "n"),
            ("azure_kv__list_0__map_version", "1"),
            ("gcp_kms__list_0__map_resource_id", "projects/p"),
            ("hc_vault__list_0__map_vault_address", "https://h.example"),
            ("hc_vault__list_0__map_engine_path", "transit"),
            ("hc_vault__list_0__map_key_name", "n"),
            ("kms__list_0__map_arn", "arn:aws:kms:x:1:key/2"),
            ("pgp__list_0__map_fp", "AB12"),
            ("mac", "x"),
        ];
        let file = of_file(&file.map(|(name, text)| (name.to_owned(), text.to_owned())).into());
        assert_eq!(file.len(), 7);
        let flat = "age: age1first, ssh-ed25519 AAAA\npgp: 'ab 12'\nkms: arn:aws:kms:x:1:key/2+arn:aws:iam::1:role/r\n\
                    gcp_kms: projects/p\nazure_keyvault: https://v.example/keys/n/1\n\
                    hc_vault_transit_uri: https://h.example/v1/transit/keys/n\n";
        assert_eq!(of_rule(&yaml::parse(flat).unwrap()), file);
        let grouped = "key_groups:\n- age: [age1first]\n  merge:\n  - pgp: [AB12]\n    kms: [{arn: 'arn:aws:kms:x:1:key/2'}]\n\
                       - age: ['ssh-ed25519 AAAA you@there']\n  gcp_kms: [{resource_id: projects/p}]\n  \
                       azure_keyvault: [{vaultUrl: 'https://v.example', key: n, version: '1'}]\n  \
                       hc_vault: ['https://h.example/v1/transit/keys/n']\n";
        assert_eq!(of_rule(&yaml::parse(grouped).unwrap()), file);
    }

    #[test]
    fn what_is_no_public_key_is_not_shown() {
        let rule = yaml::parse("age: [AGE-SECRET-KEY-1XYZ, \"age1\\e[0m\"]\n").unwrap();
        let keys = of_rule(&rule).join(" ");
        assert!(!keys.contains("XYZ") && !keys.contains('\u{1b}'), "{keys}");
    }
}
