//! Opening the stores: the user's and, where it is trusted, the project's.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use unplain_core::{Problem, Provider as _, Secret, Severity, Surroundings, VarName};
use unplain_provider_sops::{Identities, SopsFile, StoreStatus};

use crate::{
    exit::Failure,
    settings::{self, Project},
};

/// The folder of the user's settings and store.
pub(crate) fn user_folder(around: &Surroundings) -> PathBuf {
    around.config_dir().join("unplain")
}

/// The stores that apply here.
pub(crate) struct Stores {
    /// The user's.
    pub(crate) user: SopsFile,
    /// The project's, if the user trusts it.
    pub(crate) project: Option<(Project, SopsFile)>,
    pub(crate) identities: Arc<Identities>,
    /// What is wrong without being in the way.
    pub(crate) problems: Vec<Problem>,
}

/// Which of the stores.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Which {
    User,
    Project,
}

impl Stores {
    /// The stores for work in `folder`. Reads no store yet.
    pub(crate) fn open(folder: &Path, around: &Surroundings) -> Result<Self, Failure> {
        let identities = Arc::new(Identities::find(around));
        let (project, problem) = settings::project(folder, around)?;
        let mut problems: Vec<Problem> =
            identities.warnings().iter().map(|text| warning(text)).collect();
        problems.extend(problem);
        Ok(Self::with(identities, project, around, problems))
    }

    /// The user's store alone.
    pub(crate) fn of_user(around: &Surroundings) -> Self {
        let identities = Arc::new(Identities::find(around));
        let problems = identities.warnings().iter().map(|text| warning(text)).collect();
        Self::with(identities, None, around, problems)
    }

    fn with(
        identities: Arc<Identities>,
        project: Option<Project>,
        around: &Surroundings,
        problems: Vec<Problem>,
    ) -> Self {
        let open = |path| SopsFile::open(path, Arc::clone(&identities));
        let project = project.map(|project| (project.clone(), open(project.store)));
        Self { user: open(user_folder(around).join(".env.enc")), project, identities, problems }
    }

    /// The store of this kind; the user's where there is no other.
    pub(crate) fn store(&self, which: Which) -> &SopsFile {
        match (which, &self.project) {
            (Which::Project, Some((_, store))) => store,
            _ => &self.user,
        }
    }

    /// The stores, each with its kind.
    pub(crate) fn each(&self) -> impl Iterator<Item = (Which, &SopsFile)> {
        let project = self.project.iter().map(|(_, store)| (Which::Project, store));
        std::iter::once((Which::User, &self.user)).chain(project)
    }

    /// Which store the values of a config go to: the project's for a project's config below its root, else the user's.
    pub(crate) fn for_config(&self, config: &unplain_core::Config) -> Which {
        let inside = |(project, _): &(Project, SopsFile)| config.path.starts_with(&project.root);
        let of_project = config.scope() == unplain_core::Scope::Project;
        if of_project && self.project.as_ref().is_some_and(inside) {
            Which::Project
        } else {
            Which::User
        }
    }

    /// All values, by name. A name with different values in both stores is an error.
    pub(crate) fn values(&self) -> Result<Vec<(VarName, Secret)>, Failure> {
        let mut all: Vec<(VarName, Secret)> = Vec::new();
        for (which, store) in self.each() {
            if !self.is_there(which)? {
                continue;
            }
            for (name, value) in store.get(&store.names()?)? {
                match all.iter().find(|(known, _)| *known == name) {
                    None => all.push((name, value)),
                    Some((_, known)) if known.same_as(&value) => {}
                    Some(_) => {
                        let message = format!(
                            "{name} has one value in the user's store and another in the project's"
                        );
                        let help = format!(
                            "`unplain set --force {name}` gives it one value in both stores"
                        );
                        return Err(Failure::incomplete("two-values", message, help));
                    }
                }
            }
        }
        Ok(all)
    }

    /// The values of `names`, read from as few stores as possible.
    pub(crate) fn lookup(&self, names: &[VarName]) -> Result<Vec<(VarName, Secret)>, Failure> {
        if self.project.is_some() {
            let mut values = self.values()?;
            values.retain(|(name, _)| names.contains(name));
            return Ok(values);
        }
        if !self.is_there(Which::User)? {
            return Ok(Vec::new());
        }
        Ok(self.user.get(names)?)
    }

    /// Whether the store exists and one of our identities opens it; that none does is an error.
    pub(crate) fn is_there(&self, which: Which) -> Result<bool, Failure> {
        let store = self.store(which);
        match store.status()? {
            StoreStatus::Absent => Ok(false),
            StoreStatus::Readable => Ok(true),
            StoreStatus::Empty => {
                let message = format!("the store `{}` is empty: no SOPS file", store.place());
                Err(Failure::incomplete(
                    "store-broken",
                    message,
                    "restore it from a copy, or delete it to begin a new one",
                ))
            }
            StoreStatus::NotForUs { recipients, looked_at } => {
                let message = format!("no age identity here opens the store `{}`", store.place());
                let help = format!(
                    "it is encrypted to {}; looked at: {looked_at}. Bring the identity, or have its owner add your \
                     recipient",
                    recipients.join(", ")
                );
                Err(Failure::incomplete("no-identity", message, help))
            }
        }
    }

    /// Makes sure that there is an identity to encrypt to; `true` if one was made now.
    ///
    /// None is made where a store exists: [`Stores::is_there`] has failed then.
    pub(crate) fn ensure_identity(&mut self, around: &Surroundings) -> Result<bool, Failure> {
        for which in [Which::User, Which::Project] {
            self.is_there(which)?;
        }
        if !self.identities.is_empty() {
            return Ok(false);
        }
        let identities = Arc::new(Identities::create(around)?);
        let project = self.project.take().map(|(project, _)| project);
        *self = Self::with(identities, project, around, std::mem::take(&mut self.problems));
        Ok(true)
    }
}

fn warning(text: &str) -> Problem {
    Problem::new("identity", Severity::Warning, text)
}
