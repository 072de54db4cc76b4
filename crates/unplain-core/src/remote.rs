//! Remote servers that get their secrets from us: addresses and headers with `$<env:VAR>` in the place of each value.

use std::fmt;

use crate::{
    Secret, VarName,
    neutral::{OPEN, spell},
};

/// Text in which `$<env:VAR>` stands for the value of a variable. It holds no value itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Template(Vec<Part>);

#[derive(Clone, PartialEq, Eq, Debug)]
enum Part {
    Text(String),
    Variable(VarName),
}

impl Template {
    /// Reads the text.
    ///
    /// # Errors
    /// A `$<env:` that is not followed by a name that may be delivered and `>`.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(OPEN) {
            let (name, behind) = after.split_once('>').ok_or(TemplateError::Open)?;
            let name = VarName::parse(name).ok_or(TemplateError::NoName)?;
            if name.steers_a_loader() {
                return Err(TemplateError::Steers(name));
            }
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            parts.push(Part::Variable(name));
            rest = behind;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Ok(Self(parts))
    }

    /// The variables that it refers to, in their order; one that is there twice comes twice.
    pub fn variables(&self) -> impl Iterator<Item = &VarName> {
        self.0.iter().filter_map(|part| match part {
            Part::Variable(name) => Some(name),
            Part::Text(_) => None,
        })
    }

    /// The text with every variable's value in its place, as it is; `None` if `value_of` knows one of them not.
    pub fn fill<'v>(&self, value_of: impl Fn(&VarName) -> Option<&'v Secret>) -> Option<Secret> {
        let pieces: Option<Vec<&str>> = self
            .0
            .iter()
            .map(|part| match part {
                Part::Text(text) => Some(text.as_str()),
                Part::Variable(name) => {
                    let value = value_of(name)?;
                    Some(value.expose())
                }
            })
            .collect();
        // In one allocation, so that no half-grown copy is left in memory.
        pieces.map(|pieces| Secret::new(pieces.concat()))
    }
}

impl fmt::Display for Template {
    /// The text that it was read from.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|part| match part {
            Part::Text(text) => f.write_str(text),
            Part::Variable(name) => f.write_str(&spell(name)),
        })
    }
}

/// Why a text is no [`Template`]. Says nothing of the text.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum TemplateError {
    /// `$<env:` without an end.
    #[error("a `$<env:` has no `>`")]
    Open,
    /// What stands between is no name.
    #[error("between `$<env:` and `>` stands no name of a variable")]
    NoName,
    /// Such variables are never delivered.
    #[error("{0} steers how programs are started; it is never delivered")]
    Steers(VarName),
}

#[cfg(test)]
mod tests {
    use super::{Template, TemplateError};
    use crate::{Secret, VarName};

    fn names(text: &str) -> Vec<String> {
        Template::parse(text).unwrap().variables().map(ToString::to_string).collect()
    }

    #[test]
    fn every_reference_is_seen_and_the_text_stays() {
        for (text, expected) in [
            ("", &[][..]),
            ("plain $HOME ${X} <env:Y> $<other:Z>", &[]),
            ("Bearer $<env:TOKEN>", &["TOKEN"]),
            ("$<env:A>$<env:B>-$<env:A>", &["A", "B", "A"]),
            ("https://x/é?k=$<env:K>&x", &["K"]),
        ] {
            assert_eq!(names(text), expected, "{text}");
            assert_eq!(Template::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_reference_is_refused() {
        for (text, error) in [
            ("$<env:A", TemplateError::Open),
            ("$<env:>", TemplateError::NoName),
            ("$<env:A B>", TemplateError::NoName),
            ("$<env:$<env:A>>", TemplateError::NoName),
            ("$<env:LD_PRELOAD>", TemplateError::Steers(VarName::parse("LD_PRELOAD").unwrap())),
        ] {
            assert_eq!(Template::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn values_are_put_in_as_they_are_and_not_read_again() {
        let value = Secret::new("$<env:B> ü".to_owned());
        let template = Template::parse("[$<env:A>|$<env:A>]").unwrap();
        let filled = template.fill(|name| (name.as_str() == "A").then_some(&value)).unwrap();
        assert_eq!(filled.expose(), "[$<env:B> ü|$<env:B> ü]");
        assert!(template.fill(|_| None).is_none());
    }
}
