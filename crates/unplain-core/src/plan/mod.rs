//! Decides what is to be done about the secrets found, before anything is done.
//!
//! [`plan`] is pure: it gets the parsed configs, the exported environment and what the store holds, and gives back, for
//! each file, text that is proven to differ only where it should and to give each server what it got before.

mod environment;
mod form;
mod name;
mod proof;
mod unwrapping;
mod wrapping;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use unplain_rewrite::{Document, NodeId, Proven};

pub use self::{
    form::Form,
    unwrapping::{Unwrapping, WrappedServer, unwrap, wrapped_servers, wrapped_uses},
    wrapping::Line,
};
use crate::{
    AgentFile, Applicability, Config, Delivery, Found, Loader, Place, Reader, Secret, VarName,
    Wrapper,
    agents::{Spot, spots},
    find::{FoundIn, find, find_known},
};

/// A parsed config with what was found in it.
pub struct Parsed {
    /// The config.
    pub config: Config,
    /// Its content.
    pub document: Document,
    /// The secrets in it.
    pub found: Vec<Found>,
    /// Why nothing in the file is to be rewritten, where that is so.
    pub left_alone: Option<String>,
    /// For each reader, where its data says that servers' fields are.
    spots: Vec<Vec<Spot>>,
}

/// What a plan depends on besides the configs.
pub struct Circumstances<'a> {
    /// Ids of the agents that are installed.
    pub installed: &'a BTreeSet<&'a str>,
    /// The exported environment.
    pub env: &'a BTreeMap<String, String>,
    /// What the store holds already.
    pub stored: &'a [(VarName, Secret)],
    /// Whether the store could hold a value exactly; if not, why.
    pub can_hold: &'a dyn Fn(&VarName, &Secret) -> Result<(), String>,
    /// Names that references use in configs that are not among those planned for, but are read here.
    pub referenced_elsewhere: &'a BTreeSet<String>,
    /// The folder of the project that is open: some agents trust files below it less.
    pub opened: &'a Path,
    /// The least applicability that is planned.
    pub include: Applicability,
    /// How stdio servers are wrapped, where that was asked for.
    pub wrap: Option<&'a Wrapper>,
    /// What is done about shells' files and `.env` files.
    pub environment_files: EnvironmentFiles,
}

/// What is done about files that set variables and are no agent's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EnvironmentFiles {
    /// They are shown only.
    Show,
    /// Their values are moved too.
    Move(Loader),
}

/// What is to be done.
pub struct Plan {
    /// The variables that the rewritten configs refer to, sorted by name.
    pub variables: Vec<Variable>,
    /// What is decided about each finding, in the order of the files and their findings.
    pub decisions: Vec<Vec<Decision>>,
    /// The files that change, by their index among the parsed ones.
    pub rewrites: Vec<Rewrite>,
}

/// A variable and the value that it is to have.
pub struct Variable {
    /// Its name.
    pub name: VarName,
    /// The value, exactly as it stood in the configs.
    pub value: Secret,
    /// The store holds it already.
    pub stored: bool,
}

/// What is decided about one finding.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The variable that the value would be, or is to be, kept in.
    pub variable: Option<VarName>,
    /// How the value will reach its server.
    pub delivery: Delivery,
    /// Whether it can be moved.
    pub applicability: Applicability,
    /// Why it is not safe, or is not planned.
    pub reason: Option<String>,
    /// Whether the plan moves it.
    pub planned: bool,
}

/// The new content of one file.
pub struct Rewrite {
    /// Index of the file among the parsed ones.
    pub file: usize,
    /// The new text, proven.
    pub proven: Proven,
    /// The edits, for the journal and for `undo`.
    pub edits: Vec<EditRecord>,
}

/// One edit, without the value that it took away.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct EditRecord {
    /// Pointer of the scalar.
    pub pointer: String,
    /// The variable.
    pub variable: String,
    /// What stands there now; empty where the entry was removed; where a field names the variable, that field's pointer.
    pub reference: String,
    /// Pointer of what else was edited for it: the list that names the variable, or the wrapped server's command.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared: Option<String>,
    /// How the value reaches its server.
    pub delivery: Delivery,
}

/// What [`plan`] would decide about every finding of `files`, in order, if every new text can be proven: enough to show
/// findings, and quick on files of any size.
#[must_use]
pub fn assess(files: &[Parsed], circumstances: &Circumstances<'_>) -> Vec<Vec<Decision>> {
    let uses = form::uses(files, circumstances);
    let names = name::assign(files, &uses, circumstances);
    let mut decisions = blank_decisions(files);
    for item in &uses {
        decide(item, &names, circumstances, &mut decisions[item.file][item.found]);
    }
    decisions
}

/// Decides about every finding of `files`, and makes and proves the new texts.
#[must_use]
pub fn plan(files: &[Parsed], circumstances: &Circumstances<'_>) -> Plan {
    let uses = form::uses(files, circumstances);
    let names = name::assign(files, &uses, circumstances);
    let mut decisions = blank_decisions(files);
    let supplied = name::supplied(&uses, &names, circumstances);
    let mut variables: BTreeMap<VarName, Variable> = BTreeMap::new();
    let mut rewrites = Vec::new();
    for (file, parsed) in files.iter().enumerate() {
        let mut moves: Vec<proof::Move<'_>> = Vec::new();
        for item in uses.iter().filter(|item| item.file == file) {
            let decision = &mut decisions[file][item.found];
            let outcome = decide(item, &names, circumstances, decision);
            if let Some(variable) = outcome {
                moves.push(proof::Move {
                    found: item.found,
                    form: &item.form,
                    variable,
                    value: &item.value,
                });
            }
        }
        if let Some((proven, kept)) =
            proof::rewrite(parsed, moves, &supplied, circumstances, &mut decisions[file])
        {
            for kept in &kept {
                let value = Secret::new(kept.value.to_owned());
                let stored = circumstances
                    .stored
                    .iter()
                    .any(|(name, old)| *name == kept.variable && old.same_as(&value));
                variables.entry(kept.variable.clone()).or_insert(Variable {
                    name: kept.variable.clone(),
                    value,
                    stored,
                });
            }
            let edits = kept.iter().map(|kept| kept.record(parsed)).collect();
            rewrites.push(Rewrite { file, proven, edits });
        }
    }
    Plan { variables: variables.into_values().collect(), decisions, rewrites }
}

/// What becomes of one finding, given its form and its variable; the variable if it is to be moved.
fn decide(
    item: &form::Use<'_>,
    names: &name::Names,
    circumstances: &Circumstances<'_>,
    decision: &mut Decision,
) -> Option<VarName> {
    let variable = names.of(item);
    decision.variable = variable.clone().ok();
    decision.delivery = item.form.delivery();
    let refuse = |decision: &mut Decision, reason: String| {
        decision.applicability = Applicability::ReportOnly;
        decision.delivery = Delivery::None;
        decision.reason = Some(reason);
        None
    };
    if let Form::None(reason) = &item.form {
        return refuse(decision, reason.clone());
    }
    let variable = match variable {
        Ok(variable) => variable,
        Err(reason) => return refuse(decision, reason),
    };
    if let Some(key) = item.form.bound()
        && key != variable.as_str()
    {
        let reason = if item.config.environment.is_some() {
            format!(
                "{key} has another value elsewhere, and under another name nobody would find it"
            )
        } else {
            format!("the server can get it as {key} only, but the value is kept as {variable}")
        };
        return refuse(decision, reason);
    }
    if let Err(reason) =
        (circumstances.can_hold)(&variable, &Secret::new(item.value.clone().into_owned()))
    {
        return refuse(decision, format!("store-cannot-hold: {reason}"));
    }
    (decision.applicability, decision.reason) = item.applicability(circumstances);
    let only_shown = item.config.environment.is_some()
        && circumstances.environment_files == EnvironmentFiles::Show;
    decision.planned = decision.applicability >= circumstances.include && !only_shown;
    decision.planned.then_some(variable)
}

fn blank_decisions(files: &[Parsed]) -> Vec<Vec<Decision>> {
    let blank = Decision {
        variable: None,
        delivery: Delivery::None,
        applicability: Applicability::ReportOnly,
        reason: None,
        planned: false,
    };
    files.iter().map(|file| vec![blank.clone(); file.found.len()]).collect()
}

impl Parsed {
    /// Looks for the places that the config's readers know, and for the secrets in it.
    #[must_use]
    pub fn new(config: Config, document: Document) -> Self {
        let mut files: Vec<&AgentFile> = config.readers.iter().map(|reader| reader.file).collect();
        if config.environment.is_some() {
            files.push(AgentFile::of_variables());
        }
        let spots: Vec<_> = files.iter().map(|file| spots(&document, &file.places)).collect();
        let found = match (files.first(), spots.first()) {
            _ if config.environment.is_some() && is_of_sops(&document) => Vec::new(),
            (Some(file), Some(spots)) => find(&document, file, spots),
            _ => Vec::new(),
        };
        let is_plain = |found: &Found| match found.place {
            // How dotenvx writes what it has encrypted.
            FoundIn::Scalar(id) => !document.node(id).value().starts_with("encrypted:"),
            _ => true,
        };
        let found = found.into_iter().filter(is_plain).collect();
        Self { config, document, found, left_alone: None, spots }
    }

    /// Whether it is a file of variables whose values are encrypted: by SOPS, or by dotenvx.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        let dotenvx = || self.document.nodes().any(|node| node.value().starts_with("encrypted:"));
        self.config.environment.is_some() && (is_of_sops(&self.document) || dotenvx())
    }

    /// Adds what stands word for word at one of the owner's places and is a known secret elsewhere: `values`.
    pub fn add_known(&mut self, values: &BTreeSet<String>) {
        let Some(spots) = self.spots.first() else { return };
        let more = find_known(&self.document, spots, &self.found, values);
        self.found.extend(more);
        self.found.sort_by_key(|found| found.offset);
    }

    /// Whether a secret was found in this scalar as the default of a reference.
    fn has_secret_default(&self, node: NodeId) -> bool {
        self.found.iter().any(|found| {
            found.place == FoundIn::Scalar(node) && found.fragment.replace != found.fragment.secret
        })
    }

    /// The names that references in the file use, as any of its readers has them.
    #[must_use]
    pub fn referenced(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for reader in &self.config.readers {
            let Some(expansion) = &reader.file.expansion else { continue };
            for place in self.places(*reader).filter(Place::may_refer) {
                let references = expansion.references(&place.node.value());
                names.extend(references.into_iter().map(|reference| reference.name));
            }
            names.extend(expansion.pasted_names(self.document.text()));
        }
        names
    }

    /// One more agent that reads the same file.
    pub fn add_reader(&mut self, reader: Reader) {
        let is_agents = self.config.environment.is_none();
        if is_agents
            && !self.config.readers.iter().any(|known| std::ptr::eq(known.file, reader.file))
        {
            self.spots.push(spots(&self.document, &reader.file.places));
            self.config.readers.push(reader);
        }
    }

    /// The places that a reader of the config knows, in document order.
    pub fn places(&self, reader: Reader) -> impl Iterator<Item = Place<'_>> {
        let known =
            self.config.readers.iter().position(|known| std::ptr::eq(known.file, reader.file));
        let spots = known.and_then(|index| self.spots.get(index)).into_iter().flatten();
        spots.map(|spot| spot.within(&self.document))
    }

    /// The value of a finding: the secret itself, never to be shown. `None` only for a finding of another document.
    #[must_use]
    pub fn value_of<'a>(&'a self, found: &Found) -> Option<std::borrow::Cow<'a, str>> {
        let text = match found.place {
            FoundIn::Scalar(id) => self.document.node(id).value(),
            FoundIn::Comment(number) => {
                let span = self.document.comments().get(number)?.span.clone();
                std::borrow::Cow::Borrowed(self.document.text().get(span)?)
            }
            FoundIn::Text(line) => std::borrow::Cow::Borrowed(self.document.text().get(line..)?),
        };
        let range = found.fragment.secret.clone();
        Some(match text {
            std::borrow::Cow::Borrowed(text) => std::borrow::Cow::Borrowed(text.get(range)?),
            std::borrow::Cow::Owned(text) => std::borrow::Cow::Owned(text.get(range)?.to_owned()),
        })
    }

    /// Where a finding's secret ends in the document's text.
    #[must_use]
    pub fn end_of(&self, found: &Found) -> usize {
        let secret = found.fragment.secret.clone();
        match found.place {
            FoundIn::Scalar(id) => {
                let node = self.document.node(id);
                node.raw_range(secret).unwrap_or_else(|| node.span()).end
            }
            FoundIn::Comment(_) | FoundIn::Text(_) => found.offset + secret.len(),
        }
    }

    /// What may be shown of a finding: what leads to it, its public prefix, and `…`.
    #[must_use]
    pub fn masked(&self, found: &Found) -> String {
        let lead = match found.place {
            FoundIn::Scalar(id) => {
                let value = self.document.node(id).value();
                value.get(found.fragment.lead.clone()).unwrap_or_default().to_owned()
            }
            FoundIn::Comment(_) | FoundIn::Text(_) => String::new(),
        };
        let shows_something = !lead.is_empty() || !found.fragment.prefix.is_empty();
        let before = if found.fragment.lead.start > 0 && shows_something { "…" } else { "" };
        format!("{before}{lead}{}…", found.fragment.prefix)
    }
}

/// Whether a file of variables is a store of SOPS: what looks like a secret in it is encrypted.
fn is_of_sops(document: &Document) -> bool {
    let nodes = || document.nodes().filter(|node| node.parent().is_some());
    nodes().any(|node| node.key().is_some_and(|key| key == "sops_version"))
        && nodes().any(|node| node.value().starts_with("ENC["))
}
