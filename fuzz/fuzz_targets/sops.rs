//! Any text, read as a SOPS file of each form, as `.sops.yaml` and as a plain `.env`.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| unplain_provider_sops::fuzzing::sops(text));
