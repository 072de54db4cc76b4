//! The stores that hold their values in clear, which are only read: a plain `.env`, and the process environment.

use std::path::PathBuf;

use unplain_core::{Change, ErrorKind, Provider, ProviderError, Secret, Surroundings, VarName};
use zeroize::Zeroizing;

use crate::{dotenv::import_dotenv, file::read};

/// A plain dotenv file.
///
/// Where a name stands twice, the last one counts, as for the programs that read such files.
#[derive(Debug)]
pub struct DotenvFile {
    path: PathBuf,
}

impl DotenvFile {
    /// The file at `path`, which is not looked at yet.
    #[must_use]
    pub fn open(path: PathBuf) -> Self {
        Self { path }
    }

    fn values(&self) -> Result<Vec<(VarName, Secret)>, ProviderError> {
        let Some(text) = read::store(&self.path)? else { return Ok(Vec::new()) };
        let mut imported = import_dotenv(&Zeroizing::new(text));
        if let Some(problem) = imported.problems.pop() {
            return Err(problem.within(&self.path));
        }
        Ok(last_of_each(
            imported.entries.into_iter().map(|entry| (entry.name, entry.value)).collect(),
        ))
    }
}

/// The values by name, sorted.
fn last_of_each(mut values: Vec<(VarName, Secret)>) -> Vec<(VarName, Secret)> {
    values.reverse();
    values.sort_by(|(one, _), (other, _)| one.cmp(other));
    values.dedup_by(|(one, _), (other, _)| one == other);
    values
}

impl Provider for DotenvFile {
    fn id(&self) -> &'static str {
        "dotenv"
    }

    fn place(&self) -> String {
        self.path.display().to_string()
    }

    fn names(&self) -> Result<Vec<VarName>, ProviderError> {
        Ok(self.values()?.into_iter().map(|(name, _)| name).collect())
    }

    fn get(&self, names: &[VarName]) -> Result<Vec<(VarName, Secret)>, ProviderError> {
        Ok(pick(&self.values()?, names))
    }

    fn can_hold(&self, _: &VarName, _: &Secret) -> Result<(), String> {
        Err("unplain does not write secrets into a plain file".to_owned())
    }

    fn put(&self, _: &[Change]) -> Result<(), ProviderError> {
        Err(ProviderError::new(
            ErrorKind::Denied,
            format!("{}: unplain does not write secrets into a plain file", self.path.display()),
            "use an encrypted store; `unplain import` takes this file over",
        ))
    }
}

/// The process environment, as it was at the start.
#[derive(Debug)]
pub struct ProcessEnv {
    values: Vec<(VarName, Secret)>,
}

impl ProcessEnv {
    /// The environment of `surroundings`.
    #[must_use]
    pub fn new(surroundings: &Surroundings) -> Self {
        let values = surroundings
            .env
            .iter()
            .filter_map(|(name, value)| Some((VarName::parse(name)?, Secret::new(value.clone()))));
        Self { values: values.collect() }
    }
}

impl Provider for ProcessEnv {
    fn id(&self) -> &'static str {
        "env"
    }

    fn place(&self) -> String {
        "the process environment".to_owned()
    }

    fn names(&self) -> Result<Vec<VarName>, ProviderError> {
        Ok(self.values.iter().map(|(name, _)| name.clone()).collect())
    }

    fn get(&self, names: &[VarName]) -> Result<Vec<(VarName, Secret)>, ProviderError> {
        Ok(pick(&self.values, names))
    }

    fn can_hold(&self, _: &VarName, _: &Secret) -> Result<(), String> {
        Err("the environment of a process ends with it".to_owned())
    }

    fn put(&self, _: &[Change]) -> Result<(), ProviderError> {
        Err(ProviderError::new(
            ErrorKind::Denied,
            "the process environment cannot be changed to keep a value",
            "use an encrypted store",
        ))
    }
}

fn pick(values: &[(VarName, Secret)], names: &[VarName]) -> Vec<(VarName, Secret)> {
    let find = |name: &VarName| values.iter().find(|(known, _)| known == name);
    names.iter().filter_map(find).map(|(name, value)| (name.clone(), value.duplicate())).collect()
}
