//! What the checks look at: everything that was read, as values.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use unplain_rewrite::Document;

use crate::{
    Finding, Parsed, Problem, Reader, Schema, Secret, Use, VarName, schema::Declared, uses,
    wrapped_uses,
};

/// A project, or a part of it, with all that is known of it.
pub struct Project<'a> {
    /// Whether all of it was looked at.
    pub extent: Extent,
    /// Its configs.
    pub files: &'a [Parsed],
    /// The secrets in them that count.
    pub findings: &'a [Finding],
    /// Its schema and where that is.
    pub schema: Option<(&'a Path, &'a Schema)>,
    /// The environment, where it is to be judged.
    pub environment: Option<&'a BTreeMap<String, String>>,
    /// What needs the variables that must be set: names of the schema's `required_for`. Empty: everything.
    pub purposes: &'a [String],
    /// The stores.
    pub stores: &'a [StoreFacts],
    /// GitHub's workflows.
    pub workflows: &'a [Workflow],
    /// The files of variables that git tracks.
    pub tracked: &'a BTreeSet<PathBuf>,
    /// Today, `YYYY-MM-DD`, in UTC.
    pub today: &'a str,
    /// For each file, the references in it.
    pub uses: Vec<Vec<Use>>,
}

/// How much of a project was looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Extent {
    /// All of it: what is nowhere is missing.
    Whole,
    /// Some files.
    Part,
}

/// What is known of a store.
#[derive(Debug, Default)]
pub struct StoreFacts {
    /// Its file.
    pub path: PathBuf,
    /// Whose it is.
    pub owner: Owner,
    /// The names in it; `None`: it could not be read as a store.
    pub names: Option<Vec<VarName>>,
    /// The keys that open it, in a form that can be compared and shown.
    pub recipients: Vec<String>,
    /// The keys that should, as `.sops.yaml` says; `None`: it says nothing of this file.
    pub intended: Option<Vec<String>>,
    /// The day of its last change, `YYYY-MM-DD`, in UTC.
    pub changed: Option<String>,
    /// Its values, where it was opened.
    pub values: Option<Vec<(VarName, Secret)>>,
}

/// Whose a store is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
pub enum Owner {
    /// The project's.
    #[default]
    Project,
    /// The user's, which holds other projects' variables too.
    User,
}

/// A workflow of GitHub Actions.
#[derive(Debug)]
pub struct Workflow {
    /// Its file.
    pub path: PathBuf,
    /// Its content.
    pub document: Document,
}

/// Where a value that is judged comes from.
#[derive(Clone, Copy, Debug)]
pub(super) enum Origin {
    Environment,
    Store,
}

/// A reference with the file that it stands in.
pub(super) type UseIn<'p> = (&'p Parsed, &'p Use);

impl<'a> Project<'a> {
    /// The references of each of `files`, as the agents that the file is named after take them: the same on every
    /// machine, whatever is installed there.
    #[must_use]
    pub fn uses_of(files: &[Parsed]) -> Vec<Vec<Use>> {
        let of_file = |parsed: &Parsed| {
            let of_reader =
                |reader| uses(parsed, reader).into_iter().chain(wrapped_uses(parsed, reader));
            readers(parsed).into_iter().flat_map(of_reader).collect()
        };
        files.iter().map(of_file).collect()
    }

    /// All references.
    pub(super) fn uses(&self) -> impl Iterator<Item = UseIn<'_>> {
        self.files
            .iter()
            .zip(&self.uses)
            .flat_map(|(parsed, uses)| uses.iter().map(move |item| (parsed, item)))
    }

    /// What the schema says of a variable, and where the schema is.
    pub(super) fn declared(&self, name: &str) -> Option<(&'a Path, &'a Declared)> {
        let (path, schema) = self.schema?;
        Some((path, schema.get(name)?))
    }

    /// Whether a variable has to be set here: what needs it was asked for.
    pub(super) fn is_wanted(&self, declared: &Declared) -> bool {
        let for_everything = declared.required_for.is_empty();
        self.purposes.is_empty()
            || for_everything
            || declared.required_for.iter().any(|purpose| self.purposes.contains(purpose))
    }

    /// The values that are to be judged: of the environment and of the opened stores.
    pub(super) fn values(&self) -> impl Iterator<Item = (Origin, &str, &str)> {
        let environment = self.environment.into_iter().flatten();
        let environment =
            environment.map(|(name, value)| (Origin::Environment, name.as_str(), value.as_str()));
        let stores = self.stores.iter().flat_map(|store| {
            let values = store.values.iter().flatten();
            values.map(|(name, value)| (Origin::Store, name.as_str(), value.expose()))
        });
        environment.chain(stores)
    }
}

/// The agents whose rules hold for a file, on whatever machine.
pub(super) fn readers(parsed: &Parsed) -> Vec<Reader> {
    parsed.config.binding_readers(&BTreeSet::new())
}

impl Origin {
    /// Where a value stands, behind a variable's name.
    pub(super) fn in_words(self) -> &'static str {
        match self {
            Self::Environment => "in the environment",
            Self::Store => "in the store",
        }
    }

    /// A problem about a value: at the store, or where the schema declares the variable.
    pub(super) fn place(
        self,
        problem: Problem,
        project: &Project<'_>,
        declared: &Declared,
    ) -> Problem {
        let problem = problem.about(&declared.name);
        let Some((path, _)) = project.schema else { return problem };
        let at = &declared.at;
        problem.at(path).on((at.line, at.column)).pointing(&at.pointer)
    }
}

/// The values of declared variables that are to be judged.
pub(super) fn judged<'p>(
    project: &'p Project<'_>,
) -> impl Iterator<Item = (Origin, &'p Declared, &'p str)> {
    project.values().filter_map(|(origin, name, value)| {
        let (_, declared) = project.declared(name)?;
        project.is_wanted(declared).then_some((origin, declared, value))
    })
}
