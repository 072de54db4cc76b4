//! A store that others can open than `.sops.yaml` says.

use crate::{
    Severity,
    validate::{Check, StoreFacts, Verdict},
};

pub(crate) const CHECK: Check = Check {
    code: "store-recipients",
    severity: Severity::Error,
    verdict: Verdict::Wrong,
    title: "The store is encrypted to other keys than `.sops.yaml` names",
    about: "`.sops.yaml` says in its `creation_rules` who is to open the file; the first rule whose `path_regex` fits \
            counts. sops obeys it when it makes a file, and never again by itself: who was taken out of the rule still \
            opens the store (an error), who was added does not open it yet (a warning). age keys, ssh keys and the keys \
            of the other kinds that sops knows are compared. No key is needed for this check.",
    mend: "`sops updatekeys --input-type dotenv FILE` brings the file in line with the rule. Who could open it has seen \
           its values: after taking somebody out, run `sops rotate` and replace the credentials too. If the rule is \
           wrong, correct it.",
    run: |project, problems| {
        for store in project.stores {
            let Some(intended) = &store.intended else { continue };
            let help =
                format!("`{}` in its folder brings it in line with .sops.yaml", updatekeys(store));
            for key in store.recipients.iter().filter(|key| !intended.contains(key)) {
                let message =
                    format!("it is encrypted to {}, which .sops.yaml does not name", short(key));
                problems.push(CHECK.says(message).at(&store.path).help(&help));
            }
            for key in intended.iter().filter(|key| !store.recipients.contains(key)) {
                let message = format!(
                    ".sops.yaml names {}, and the store is not encrypted to it",
                    short(key)
                );
                let mut problem = CHECK.says(message).at(&store.path).help(&help);
                problem.severity = Severity::Warning;
                problems.push(problem);
            }
        }
    },
};

/// The command that brings a store in line; sops knows formats by a file's ending.
fn updatekeys(store: &StoreFacts) -> String {
    let name = store.path.file_name().unwrap_or_default().display();
    let known = ["env", "json", "yaml", "yml"];
    match store.path.extension().and_then(|ending| ending.to_str()) {
        Some(ending) if known.contains(&ending) => format!("sops updatekeys {name}"),
        _ => format!("sops updatekeys --input-type dotenv {name}"),
    }
}

/// A key as it is shown: those of ssh have hundreds of letters.
fn short(key: &str) -> String {
    const MOST: usize = 90;
    let letters = key.chars().count();
    if letters <= MOST {
        return key.to_owned();
    }
    let start: String = key.chars().take(MOST / 2).collect();
    let end: String = key.chars().skip(letters - 12).collect();
    format!("{start}…{end}")
}
