//! Names that do not clash.

use std::hash::{BuildHasher, RandomState};

/// Sixteen hexadecimal digits, new at each call. For names only: whoever creates a file by such a name still does it
/// with `O_EXCL`.
pub(crate) fn hex() -> String {
    // std seeds `RandomState` from the system's randomness; the process id tells forks apart
    format!("{:016x}", RandomState::new().hash_one(std::process::id()))
}
