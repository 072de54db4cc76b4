//! Input that cannot be worked with: one clear message, and everything else is as it was or as it should be.

mod configs;
mod machine;
mod stores;
