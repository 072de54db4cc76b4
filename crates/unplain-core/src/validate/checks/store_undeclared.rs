//! A name in the project's store that the schema does not know.

use crate::{
    Severity,
    validate::{Check, Owner, Verdict},
};

pub(crate) const CHECK: Check = Check {
    code: "store-undeclared",
    severity: Severity::Warning,
    verdict: Verdict::Wrong,
    title: "The store holds a variable that the schema does not know",
    about: "Nobody can tell from the schema what the value is for, whether it may go, or when it has to be replaced; often \
            it is a typing error in the name, or what is left of a service that is no longer used. The user's own store is \
            not meant: it holds other projects' variables. No key is needed for this check.",
    mend: "Declare it in the schema, or take it out with `unplain remove NAME` and revoke the credential.",
    run: |project, problems| {
        let Some((_, schema)) = project.schema else { return };
        for store in project.stores.iter().filter(|store| store.owner == Owner::Project) {
            let unknown = |name: &&crate::VarName| schema.get(name.as_str()).is_none();
            for name in store.names.iter().flatten().filter(unknown) {
                let message = format!("the store holds {name}, which the schema does not know");
                let problem = CHECK.says(message).at(&store.path).about(name);
                problems.push(
                    problem.help(format!("declare it in the schema, or `unplain remove {name}`")),
                );
            }
        }
    },
};
