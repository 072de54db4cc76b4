//! The checks of one config alone: references that its agent takes amiss, in silence.

use super::checks::{blanked_name, file_dropped, not_a_string, padded_reference, wrong_dialect};
use crate::{Parsed, Problem, Reader};

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
