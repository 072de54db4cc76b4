//! Which values of a file are encrypted and which stand in clear.

use regex_lite::Regex;

use crate::Broken;

/// The names of the rule's kinds in the metadata, with those that are not supported.
pub(crate) const UNENCRYPTED_SUFFIX: &str = "unencrypted_suffix";
const ENCRYPTED_SUFFIX: &str = "encrypted_suffix";
const UNENCRYPTED_REGEX: &str = "unencrypted_regex";
const ENCRYPTED_REGEX: &str = "encrypted_regex";
const BY_COMMENT: [&str; 2] = ["unencrypted_comment_regex", "encrypted_comment_regex"];

/// The kinds of rules that are supported.
pub(crate) const RULES: [&str; 4] =
    [UNENCRYPTED_SUFFIX, ENCRYPTED_SUFFIX, UNENCRYPTED_REGEX, ENCRYPTED_REGEX];

/// What sops takes if a file names no rule.
const DEFAULT_SUFFIX: &str = "_unencrypted";

/// A file's rule: one of the six kinds that sops 3.11 knows, of which two (by comment) are refused.
#[derive(Debug)]
pub(crate) struct Rule {
    /// The name and the text of the rule as the metadata have it.
    pub(crate) field: &'static str,
    pub(crate) text: String,
    test: Test,
}

#[derive(Debug)]
enum Test {
    UnencryptedSuffix,
    EncryptedSuffix,
    UnencryptedRegex(Regex),
    EncryptedRegex(Regex),
}

impl Rule {
    /// The rule among the fields that `get` finds.
    pub(crate) fn from_fields<'a>(get: impl Fn(&str) -> Option<&'a str>) -> Result<Self, Broken> {
        let given = |field: &str| get(field).filter(|text| !text.is_empty());
        if let Some(field) = BY_COMMENT.into_iter().find(|field| given(field).is_some()) {
            return Err(Broken::new(format!("it uses {field}, which unplain does not support"))
                .help("give the file another rule, such as encrypted_regex, with sops"));
        }
        let mut rules = RULES.into_iter().filter_map(|field| Some((field, given(field)?)));
        let (field, text) = rules.next().unwrap_or((UNENCRYPTED_SUFFIX, DEFAULT_SUFFIX));
        if let Some((other, _)) = rules.next() {
            return Err(Broken::new(format!("it uses both {field} and {other}"))
                .help("sops takes one of them; remove the other"));
        }
        let regex = || {
            Regex::new(text).map_err(|_| {
                Broken::new(format!(
                    "its {field} is no regular expression that unplain understands"
                ))
                .help("write it without \\p{…} classes and \\Q…\\E")
            })
        };
        let test = match field {
            ENCRYPTED_SUFFIX => Test::EncryptedSuffix,
            UNENCRYPTED_REGEX => Test::UnencryptedRegex(regex()?),
            ENCRYPTED_REGEX => Test::EncryptedRegex(regex()?),
            _ => Test::UnencryptedSuffix,
        };
        Ok(Self { field, text: text.to_owned(), test })
    }

    /// Whether the value at `path` is encrypted. Every part of the path counts, as in sops.
    pub(crate) fn encrypts(&self, path: &[&str]) -> bool {
        let mut path = path.iter();
        match &self.test {
            Test::UnencryptedSuffix => !path.any(|part| part.ends_with(&self.text)),
            Test::EncryptedSuffix => path.any(|part| part.ends_with(&self.text)),
            Test::UnencryptedRegex(regex) => !path.any(|part| regex.is_match(part)),
            Test::EncryptedRegex(regex) => path.any(|part| regex.is_match(part)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Rule;

    fn rule(fields: &[(&str, &'static str)]) -> Result<Rule, crate::Broken> {
        Rule::from_fields(|name| {
            fields.iter().find(|(field, _)| *field == name).map(|(_, text)| *text)
        })
    }

    #[test]
    fn without_a_rule_the_suffix_of_sops_counts() {
        let rule = rule(&[("unencrypted_suffix", "")]).unwrap();
        assert!(rule.encrypts(&["TOKEN"]));
        assert!(!rule.encrypts(&["TOKEN_unencrypted"]));
        assert!(!rule.encrypts(&["group_unencrypted", "TOKEN"]));
    }

    #[test]
    fn each_kind_decides_by_any_part_of_the_path() {
        let suffix = rule(&[("encrypted_suffix", "_secret")]).unwrap();
        assert!(suffix.encrypts(&["a_secret", "b"]) && !suffix.encrypts(&["a", "b"]));
        let regex = rule(&[("encrypted_regex", "^(TOKEN|KEY)$")]).unwrap();
        assert!(regex.encrypts(&["KEY"]) && !regex.encrypts(&["KEYS"]));
        let regex = rule(&[("unencrypted_regex", "^PUBLIC_")]).unwrap();
        assert!(regex.encrypts(&["KEY"]) && !regex.encrypts(&["PUBLIC_KEY"]));
    }

    #[test]
    fn two_rules_or_an_unknown_kind_are_refused() {
        assert!(rule(&[("encrypted_suffix", "a"), ("encrypted_regex", "b")]).is_err());
        assert!(rule(&[("encrypted_comment_regex", "sops:enc")]).is_err());
        assert!(rule(&[("encrypted_regex", "(")]).is_err());
    }
}
