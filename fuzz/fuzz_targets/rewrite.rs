//! Any text, any edits: refused or proven, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../crates/unplain-rewrite/tests/rewrite/law.rs"]
mod law;

fuzz_target!(|data: &[u8]| {
    law::hold(data);
});
