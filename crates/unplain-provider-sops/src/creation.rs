//! What `.sops.yaml` says about a file: how it is to be made, and for whom.

use std::path::{Path, PathBuf};

use regex_lite::Regex;
use unplain_core::ProviderError;

use crate::{
    Broken,
    file::{folder, read},
    format::{
        rule::Rule,
        tree::{Members, Node},
        yaml,
    },
    identity::recipient,
    keys,
};

const NAME: &str = ".sops.yaml";

/// How far up sops looks.
const MAX_FOLDERS: usize = 100;

/// The creation rule that holds for a file.
pub(crate) struct CreationRule {
    pub(crate) recipients: Vec<String>,
    pub(crate) rule: Rule,
    pub(crate) mac_only_encrypted: bool,
}

/// The rule for `store`: the first that matches, in the first `.sops.yaml` from the store's folder upward.
pub(crate) fn find(store: &Path) -> Result<Option<CreationRule>, ProviderError> {
    let Some(above) = above(store) else { return Ok(None) };
    let Some(text) = read::store(&above.path)? else { return Ok(None) };
    parse(&text, &above.relative).map_err(|broken| broken.within(&above.path))
}

/// The keys that `.sops.yaml` names for the file at `store`, sorted, in the form that [`keys`] has; `None` if it names
/// none, or says nothing of this file.
///
/// # Errors
///
/// The rules cannot be read: their file, and why.
pub fn intended(store: &Path) -> Result<Option<Vec<String>>, (PathBuf, Broken)> {
    let Some(above) = above(store) else { return Ok(None) };
    let text = read::text(&above.path).map_err(read::Unread::into_broken);
    text.and_then(|text| intended_by(&text.unwrap_or_default(), &above.relative))
        .map_err(|broken| (above.path, broken))
}

/// The keys that the text of a `.sops.yaml` names for the file at `relative`, counted from its folder; as [`intended`].
///
/// # Errors
///
/// Why the rules cannot be read.
pub fn intended_by(text: &str, relative: &str) -> Result<Option<Vec<String>>, Broken> {
    let rule = matching(text, relative)?;
    Ok(rule.map(|rule| keys::of_rule(&rule)).filter(|keys| !keys.is_empty()))
}

/// A `.sops.yaml`, and the name that a store has in it.
struct Above {
    path: PathBuf,
    relative: String,
}

fn above(store: &Path) -> Option<Above> {
    let store = std::path::absolute(store).unwrap_or_else(|_| PathBuf::from(store));
    let folder = folder::of(&store)
        .ancestors()
        .take(MAX_FOLDERS)
        .find(|folder| folder.join(NAME).symlink_metadata().is_ok())?;
    let relative = store.strip_prefix(folder).unwrap_or(&store).to_string_lossy().into_owned();
    Some(Above { path: folder.join(NAME), relative })
}

/// The rule of a `.sops.yaml` for the file at `relative`, counted from the rule file's folder.
pub(crate) fn parse(text: &str, relative: &str) -> Result<Option<CreationRule>, Broken> {
    matching(text, relative)?.map(|rule| creation_rule(&rule)).transpose()
}

fn matching(text: &str, relative: &str) -> Result<Option<Members>, Broken> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let root = yaml::parse_with(text, yaml::Aliases::OfScalars)?;
    let rules = match take(root, "creation_rules") {
        None | Some(Node::Null) => return Ok(None),
        Some(Node::List(rules)) => rules,
        Some(_) => return Err(Broken::new("its creation_rules are no list")),
    };
    for rule in rules {
        let Node::Map(rule) = rule else {
            return Err(Broken::new("one of its creation_rules is no mapping"));
        };
        if matches(&rule, relative)? {
            return Ok(Some(rule));
        }
    }
    Ok(None)
}

fn take(members: Members, name: &str) -> Option<Node> {
    members.into_iter().find(|(member, _)| member == name).map(|(_, node)| node)
}

fn matches(rule: &Members, relative: &str) -> Result<bool, Broken> {
    match text(rule, "path_regex").unwrap_or_default() {
        "" => Ok(true),
        pattern => Regex::new(pattern).map(|regex| regex.is_match(relative)).map_err(|_| {
            Broken::new("one of its path_regex is no regular expression that unplain understands")
                .help("write it without \\p{…} classes and \\Q…\\E")
        }),
    }
}

fn creation_rule(rule: &Members) -> Result<CreationRule, Broken> {
    const OTHER: [&str; 7] =
        ["key_groups", "pgp", "kms", "gcp_kms", "hckms", "azure_keyvault", "hc_vault_transit_uri"];
    if let Some(other) =
        OTHER.into_iter().find(|name| get(rule, name).is_some_and(|node| !is_empty(node)))
    {
        return Err(Broken::new(format!("its rule for this file asks for {other}, and unplain encrypts to age keys only"))
            .help("make the file once with `sops encrypt`; unplain can change it if one of its keys is your age key"));
    }
    let recipients = match get(rule, "age") {
        None | Some(Node::Null) => Vec::new(),
        Some(Node::Text(text)) => recipient::list(text),
        Some(Node::List(items)) => items
            .iter()
            .map(|item| match item {
                Node::Text(text) => Ok(recipient::list(text)),
                _ => Err(Broken::new(
                    "one of the age recipients in its rule for this file is no text",
                )),
            })
            .collect::<Result<Vec<_>, _>>()?
            .concat(),
        Some(_) => {
            return Err(Broken::new("the age recipients in its rule for this file are no list"));
        }
    };
    let mac_only_encrypted = text(rule, "mac_only_encrypted").is_some_and(|text| text == "true");
    Ok(CreationRule {
        recipients,
        rule: Rule::from_fields(|field| text(rule, field))?,
        mac_only_encrypted,
    })
}

fn get<'a>(members: &'a Members, name: &str) -> Option<&'a Node> {
    members.iter().find(|(member, _)| member == name).map(|(_, node)| node)
}

fn text<'a>(members: &'a Members, name: &str) -> Option<&'a str> {
    match get(members, name)? {
        Node::Text(text) | Node::Typed { raw: text, .. } => Some(text),
        _ => None,
    }
}

fn is_empty(node: &Node) -> bool {
    match node {
        Node::Null => true,
        Node::Text(text) => text.is_empty(),
        Node::List(nodes) => nodes.is_empty(),
        Node::Map(members) => members.is_empty(),
        Node::Typed { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    const RULES: &str = "creation_rules:
    - path_regex: ^secrets/.*\\.enc$
      age: age1first, age1second,
      encrypted_regex: ^TOKEN
    - path_regex: \\.env\\.enc$
      age:
          - age1third
          - age1fourth
      mac_only_encrypted: true
    - age: age1last
";

    fn recipients(path: &str) -> Vec<String> {
        parse(RULES, path).unwrap().unwrap().recipients
    }

    #[test]
    fn the_first_rule_that_matches_counts() {
        assert_eq!(recipients("secrets/a.enc"), ["age1first", "age1second"]);
        assert_eq!(recipients("app/.env.enc"), ["age1third", "age1fourth"]);
        assert_eq!(recipients("other"), ["age1last"]);
        let rule = parse(RULES, "secrets/a.enc").unwrap().unwrap();
        assert!(rule.rule.encrypts(&["TOKEN"]) && !rule.rule.encrypts(&["OTHER"]));
        assert!(parse(RULES, ".env.enc").unwrap().unwrap().mac_only_encrypted);
    }

    #[test]
    fn no_rule_is_no_error() {
        for text in [
            "",
            "stores: {}\n",
            "creation_rules:\n",
            "creation_rules:\n  - path_regex: ^x$\n    age: a\n",
        ] {
            assert!(parse(text, ".env.enc").unwrap().is_none(), "{text}");
        }
    }

    #[test]
    fn what_unplain_cannot_fulfil_is_refused() {
        for rule in
            ["pgp: AA", "key_groups:\n    - age: [x]", "kms: [x]", "path_regex: '('", "age: {a: b}"]
        {
            assert!(parse(&format!("creation_rules:\n  - {rule}\n"), "x").is_err(), "{rule}");
        }
        assert!(parse("creation_rules: 1\n", "x").is_err());
    }
}
