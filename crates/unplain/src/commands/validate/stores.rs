//! What is known of the project's store.

use std::path::Path;

use unplain_core::validate::StoreFacts;

use crate::{cli::Validate, context::Context};

/// The stores of the project at `root`.
pub(super) fn look(_root: &Path, _args: &Validate, _context: &Context) -> Vec<StoreFacts> {
    Vec::new()
}
