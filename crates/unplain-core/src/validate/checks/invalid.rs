//! A config that does not parse.

use crate::{
    Severity,
    validate::{Check, Verdict, check::MADE_ELSEWHERE},
};

pub(crate) const CHECK: Check = Check {
    code: "invalid",
    severity: Severity::Error,
    verdict: Verdict::Unchecked,
    title: "A file does not parse",
    about: "What does not parse cannot be checked, and the agent may drop it or read only a part of it. The result is then \
            never \"clean\": the exit code is 3. Tokens of known kinds are looked for line by line all the same.",
    mend: "Mend the file where the message says.",
    run: MADE_ELSEWHERE,
};
