//! A store that was encrypted again.

use crate::{
    Severity,
    validate::{Check, Verdict, check::MADE_ELSEWHERE},
};

pub(crate) const CHECK: Check = Check {
    code: "store-encrypted-twice",
    severity: Severity::Error,
    verdict: Verdict::Wrong,
    title: "The store was encrypted twice",
    about: "sops tells formats by a file's ending, and does not know `.env.enc`. `sops encrypt` on a store that is \
            encrypted already, without `--input-type`, takes it for a file of any kind and encrypts it once more as \
            one value; it says nothing. What programs get then is the text `ENC[…]` in place of their values. \
            Without a key this can be told only where the metadata are themselves encrypted (else it is \
            `store-invalid`: a whole file stands in it as one value); with `--check-store` the values are looked at. \
            None of them is shown.",
    mend: "Decrypt it once and write the result back, which is the store as it was: `sops decrypt --input-type json \
           --output-type binary FILE`, with `--input-type dotenv` where the file is one line `data=` and its \
           metadata. Single values that are `ENC[…]` have lost their first key with its metadata: set them again. To \
           change a store use `unplain set` or `sops edit --input-type dotenv --output-type dotenv FILE`.",
    run: MADE_ELSEWHERE,
};
