//! The checks of one config alone: references that its agent takes amiss, in silence.

use super::{
    checks::{blanked_name, file_dropped, not_a_string, padded_reference, wrong_dialect},
    project::{Project, readers},
};
use crate::{Parsed, Place, Problem, Reader};

/// What one of `readers` takes amiss in `parsed`.
#[must_use]
pub fn lint(parsed: &Parsed, readers: &[Reader]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for reader in readers {
        problems.extend(file_dropped::look(parsed, *reader));
        problems.extend(blanked_name::look(parsed, *reader));
        for place in parsed.places(*reader) {
            problems.extend(not_a_string::look(parsed, *reader, &place));
            if place.may_refer() {
                problems.extend(wrong_dialect::look(parsed, *reader, &place));
                problems.extend(padded_reference::look(parsed, *reader, &place));
            }
        }
    }
    problems
}

/// What `look` says of each place that the agents know which a project's files are named after.
pub(super) fn each_place(
    project: &Project<'_>,
    problems: &mut Vec<Problem>,
    look: fn(&Parsed, Reader, &Place<'_>) -> Option<Problem>,
) {
    for parsed in project.files {
        for reader in readers(parsed) {
            problems.extend(parsed.places(reader).filter_map(|place| look(parsed, reader, &place)));
        }
    }
}
