//! Something in clear in a store.

use crate::{
    Severity,
    validate::{Check, Verdict, check::MADE_ELSEWHERE},
};

pub(crate) const CHECK: Check = Check {
    code: "store-plain-value",
    severity: Severity::Error,
    verdict: Verdict::Wrong,
    title: "A value stands in clear in the store",
    about: "The file says that it is encrypted, and this value is not: somebody added or changed a line in an \
            editor, or the whole file was never encrypted. It is readable by everybody who has the repository, in \
            its history too, and sops refuses the file. Values that the file's own rule leaves in clear \
            (`unencrypted_suffix`, `encrypted_regex` and their like) are not meant. No key is needed for this check; \
            the value, and what stands before its `=`, are not shown.",
    mend: "Take the line out and add the value with `unplain set NAME`; a file that was never encrypted is taken \
           over by `unplain import`. If it was committed, replace that credential: it has been seen.",
    run: MADE_ELSEWHERE,
};
