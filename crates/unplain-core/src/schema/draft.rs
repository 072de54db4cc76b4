//! A first schema of a project, from what is known of its variables. Nothing of a value but its public prefix goes in.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Need,
    form::{SCHEMA_URL, SecretsSchema, Variable},
    shape::ANY,
};
use crate::{
    Finding, Secret, Use, VarName,
    rules::{Rule, find_tokens, rule, rules, under, whole},
    validate::is_systems,
};

/// What is known of the variables that a schema is to declare.
#[derive(Debug, Default)]
pub struct Draft(BTreeMap<VarName, Known>);

#[derive(Debug, Default)]
struct Known {
    is_required: bool,
    rule: Option<&'static Rule>,
    servers: BTreeSet<String>,
}

impl Draft {
    /// A reference: required, unless it has a default. Names that no schema has to declare are left out.
    pub fn refers(&mut self, item: &Use) {
        let Some(name) = VarName::parse(&item.variable) else { return };
        if item.given_here || is_systems(name.as_str()) {
            return;
        }
        let known = self.0.entry(name).or_default();
        known.is_required |= item.default.is_none();
        known.servers.extend(item.server.clone());
    }

    /// A secret in plain text: its place refers to the variable once it is moved.
    pub fn holds(&mut self, finding: &Finding) {
        let Some(name) = finding.variable.clone() else { return };
        let known = self.0.entry(name).or_default();
        known.is_required |= !finding.stands_in_default();
        known.rule = known.rule.or_else(|| rule(&finding.rule));
        known.servers.extend(finding.server.clone());
    }

    /// A name in the store.
    pub fn stores(&mut self, name: VarName) {
        self.0.entry(name).or_default();
    }

    /// A value in the store, by which its kind is recognised.
    pub fn recognise(&mut self, name: VarName, value: &Secret) {
        let value = value.expose();
        let hit = whole(value).or_else(|| under(name.as_str(), value));
        let known = self.0.entry(name).or_default();
        known.rule = hit.map(|hit| hit.rule).or(known.rule);
    }

    /// The names, with whether they are required.
    pub fn names(&self) -> impl Iterator<Item = (&VarName, Need)> {
        self.0.iter().map(|(name, known)| (name, known.need()))
    }

    /// The schema that declares them.
    #[must_use]
    pub fn schema(&self) -> SecretsSchema {
        let mut schema =
            SecretsSchema { schema: Some(SCHEMA_URL.to_owned()), ..SecretsSchema::default() };
        for (name, known) in &self.0 {
            let groups = match known.need() {
                Need::Required => &mut schema.required,
                Need::Optional => &mut schema.optional,
            };
            let format = known.prefix(name).map(|prefix| format!("{prefix}{ANY}"));
            let variable = Variable { format, ..Variable::default() };
            groups.entry(known.group(name)).or_default().0.insert(name.clone(), variable);
        }
        schema
    }
}

impl Known {
    fn need(&self) -> Need {
        if self.is_required { Need::Required } else { Need::Optional }
    }

    /// The provider, else the server, else `other`.
    fn group(&self, name: &VarName) -> String {
        let provider = self.of_rules(name, |rule| rule.provider);
        let server = self.servers.iter().next().map(String::as_str);
        let server = server.filter(|server| find_tokens(server).is_empty());
        let named = provider.or(server).map(kebab).filter(|group| !group.is_empty());
        named.unwrap_or_else(|| "other".to_owned())
    }

    fn prefix(&self, name: &VarName) -> Option<&'static str> {
        self.of_rules(name, Rule::public_prefix).filter(|prefix| !prefix.is_empty())
    }

    /// What the rule says; where none recognised a value, what all rules say that such a name is usual for.
    fn of_rules(
        &self,
        name: &VarName,
        says: impl Fn(&'static Rule) -> &'static str,
    ) -> Option<&'static str> {
        if let Some(rule) = self.rule {
            return Some(says(rule));
        }
        let mut all = rules().iter().filter(|rule| rule.names.contains(&name.as_str())).map(says);
        let first = all.next()?;
        all.all(|other| other == first).then_some(first)
    }
}

/// Words in lower case with hyphens between them.
fn kebab(text: &str) -> String {
    const LONGEST: usize = 60;
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let joined = words.map(str::to_lowercase).collect::<Vec<_>>().join("-");
    joined.chars().take(LONGEST).collect()
}
