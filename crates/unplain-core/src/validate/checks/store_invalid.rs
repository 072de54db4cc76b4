//! A file that is no store.

use crate::{
    Severity,
    validate::{Check, Verdict, check::MADE_ELSEWHERE},
};

pub(crate) const CHECK: Check = Check {
    code: "store-invalid",
    severity: Severity::Error,
    verdict: Verdict::Unchecked,
    title: "The store cannot be read as a SOPS file",
    about: "It is empty, cut off, of another format than its name says, or has a form of SOPS that unplain does not \
            support, such as a key shared among several groups. Nothing in it could be checked, so the result is \
            never \"clean\": the exit code is 3. A frequent cause is `sops encrypt FILE > .env.enc` without \
            `--output-type dotenv`, which writes JSON.",
    mend: "Mend what the message names, or take an older copy of the file. `sops encrypt --input-type dotenv \
           --output-type dotenv` makes a store of a plain `.env` file, and so does `unplain import`.",
    run: MADE_ELSEWHERE,
};
