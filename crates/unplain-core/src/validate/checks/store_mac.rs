//! A store that was changed without its key.

use crate::{
    Severity,
    validate::{Check, Verdict, check::MADE_ELSEWHERE},
};

pub(crate) const CHECK: Check = Check {
    code: "store-mac",
    severity: Severity::Error,
    verdict: Verdict::Wrong,
    title: "The store was changed without its key: a value, a name or its MAC is not genuine",
    about: "Each value of a SOPS file is bound to its name, and a code over all values (the MAC) to the file. Where \
            a line was edited, renamed, moved, added or taken out without the key, by hand or by a merge that git \
            found easy, the file does not open, in sops neither. An encrypted value that was cut is told without a \
            key; whether MAC and values are right is looked at with `--check-store`.",
    mend: "Take an older copy of the file (`git log -p -- FILE` shows what changed), then make the change with \
           `unplain set`, `unplain remove` or sops. `sops decrypt --ignore-mac` still shows what is in it; look at \
           where it comes from before you use it.",
    run: MADE_ELSEWHERE,
};
