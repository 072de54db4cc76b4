//! Any values, any stream, cut anywhere: the same comes out, lines of JSON stay lines of JSON, and no value passes.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../crates/unplain-core/tests/mask/law.rs"]
mod law;

fuzz_target!(|data: &[u8]| {
    law::hold(data);
});
