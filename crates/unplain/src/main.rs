//! The `unplain` command.

fn main() {}
