//! A file that could not be read.

use crate::{
    Severity,
    validate::{Check, Verdict, check::MADE_ELSEWHERE},
};

pub(crate) const CHECK: Check = Check {
    code: "unreadable",
    severity: Severity::Error,
    verdict: Verdict::Unchecked,
    title: "A file or folder could not be read",
    about: "What could not be read was not checked. The result is then never \"clean\": the exit code is 3.",
    mend: "Check its permissions, and that it is a plain text file.",
    run: MADE_ELSEWHERE,
};
