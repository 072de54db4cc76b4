//! Two versions in one store.

use crate::{
    Severity,
    validate::{Check, Verdict, check::MADE_ELSEWHERE},
};

pub(crate) const CHECK: Check = Check {
    code: "store-conflict",
    severity: Severity::Error,
    verdict: Verdict::Wrong,
    title: "Two versions stand in the store: a merge left something of both",
    about: "Whenever two branches change an encrypted store, git leaves a conflict: each change writes a new MAC. \
            The markers (`<<<<<<<`, `=======`, `>>>>>>>`) are looked for in every line, for a marker that holds a \
            `=` is a line of a dotenv file like any other; metadata that stand there twice come from the same. Such \
            a file cannot be opened by sops nor by unplain, and its MAC covers all values, so taking lines from both \
            sides does not mend it. No key is needed for this check.",
    mend: "Take one side whole, `git checkout --ours FILE` or `--theirs`, then set again what the other side had \
           changed: `git show OTHER:FILE | sops decrypt --input-type dotenv --output-type dotenv /dev/stdin` shows \
           it, `unplain set NAME` sets it.",
    run: MADE_ELSEWHERE,
};
