//! What the stores hold, and what `unplain run` makes of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use unplain_core::{
    AskedStore, Problem, Provider as _, Secret, Surroundings, VarName,
    doctor::{Environment, Stored},
};

use crate::{
    commands::run::is_credential,
    exit::Failure,
    store::{Stores, Which},
};

/// The stores with their values, if they open.
pub(in crate::commands) struct Kept {
    pub(in crate::commands) stores: Stores,
    values: Option<Vec<(VarName, Secret)>>,
    of_user: BTreeSet<VarName>,
    pub(in crate::commands) problems: Vec<Problem>,
}

impl Kept {
    /// Opens them; that one does not open is a problem.
    pub(in crate::commands) fn open(around: &Surroundings) -> Result<Self, Failure> {
        let mut stores = Stores::open(&around.cwd, around)?;
        let mut problems = std::mem::take(&mut stores.problems);
        let of_user = stores.user.names().unwrap_or_default().into_iter().collect();
        let values = match stores.values() {
            Ok(values) => Some(values),
            Err(failure) => {
                problems.push(failure.problem());
                None
            }
        };
        Ok(Self { stores, values, of_user, problems })
    }

    /// Whether the values are known.
    pub(super) fn is_open(&self) -> bool {
        self.values.is_some()
    }

    /// The values; none where the stores do not open.
    pub(in crate::commands) fn values(&self) -> &[(VarName, Secret)] {
        self.values.as_deref().unwrap_or_default()
    }

    /// Whether the store that a wrapped server asks would give it a variable.
    pub(super) fn has(&self, store: AskedStore, name: &VarName) -> Stored {
        let Some(values) = &self.values else { return Stored::NotKnown };
        let there = match store {
            AskedStore::Users => self.of_user.contains(name),
            AskedStore::Folders => values.iter().any(|(known, _)| known == name),
        };
        if there { Stored::Yes } else { Stored::No }
    }

    /// The environment of an agent that `unplain run` starts, which refers to the variables `used`.
    pub(super) fn through_run(
        &self,
        exported: &BTreeMap<String, String>,
        used: &BTreeSet<String>,
    ) -> Environment {
        let Some(values) = &self.values else { return Environment::NotKnown };
        let mut all = exported.clone();
        all.retain(|name, _| !is_credential(name) || used.contains(name));
        let given = values.iter().filter(|(name, _)| !name.steers_a_loader());
        all.extend(
            given.map(|(name, value)| (name.as_str().to_owned(), value.expose().to_owned())),
        );
        Environment::All(all)
    }

    /// The kinds of the stores that hold a variable.
    pub(in crate::commands) fn places(&self, name: &VarName) -> Vec<(Which, String)> {
        let holds = |names: Vec<VarName>| names.contains(name);
        let stores = self.stores.each();
        stores
            .filter(|(_, store)| store.names().is_ok_and(holds))
            .map(|(which, store)| (which, store.place()))
            .collect()
    }
}

/// Whether the program of a wrapped server is there.
pub(super) fn starts(program: &str, around: &Surroundings) -> bool {
    match program.contains(std::path::is_separator) {
        true => unplain_host::is_program(Path::new(program)),
        false => unplain_host::find_program(program, around).is_some(),
    }
}
