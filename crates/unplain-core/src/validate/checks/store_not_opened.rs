//! A store that could not be opened.

use crate::{
    Severity,
    validate::{Check, Verdict, check::MADE_ELSEWHERE},
};

pub(crate) const CHECK: Check = Check {
    code: "store-not-opened",
    severity: Severity::Error,
    verdict: Verdict::Unchecked,
    title: "No identity here opens the store",
    about: "With `--check-store` the values of the store are compared with the formats in the schema, and its MAC is \
            checked. For that one of the age identities that it is encrypted to must be on this machine: in \
            `SOPS_AGE_KEY`, `SOPS_AGE_KEY_FILE`, `SOPS_AGE_KEY_CMD`, `$XDG_CONFIG_HOME/sops/age/keys.txt` or an ssh \
            key, as sops looks for it. Nothing was checked in it, so the exit code is 3.",
    mend: "In CI, put a key that only CI has into a secret named `SOPS_AGE_KEY` and its public key into \
           `.sops.yaml`; then `sops updatekeys`. Pull requests from forks are not given secrets: run without \
           `--check-store` there.",
    run: MADE_ELSEWHERE,
};
