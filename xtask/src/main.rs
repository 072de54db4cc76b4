//! `cargo xtask`: what is done around the code.

fn main() {}
