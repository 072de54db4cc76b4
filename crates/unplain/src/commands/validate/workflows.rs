//! The project's workflows of GitHub Actions.

use std::path::Path;

use unplain_core::{Problem, validate::Workflow};

/// The workflows below `root`; what does not parse is a problem.
pub(super) fn read(_root: &Path, _problems: &mut Vec<Problem>) -> Vec<Workflow> {
    Vec::new()
}
