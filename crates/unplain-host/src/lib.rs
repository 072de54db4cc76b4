//! What touches the machine: discovery on disk, snapshots, atomic replacement, locks, journal, child processes.
//!
//! It knows no rules, agents or dialects. No error, `Debug` output or file name made here holds a file's content.

mod ask;
mod contents;
mod error;
mod exec;
mod git;
mod installed;
mod journal;
mod lock_folder;
mod masked;
mod mounts;
mod own_files;
mod random;
mod replace;
mod replaceable;
mod runs;
mod snapshot;
mod some;
mod start;
mod state;
mod sys;
mod temporary;
mod texts;
mod trust;
mod walk;
mod watch;

pub use ask::ask;
pub use contents::{ReadBelow, Windows, read_below};
pub use error::{HostError, HostErrorKind, SealedError, printable};
pub use exec::{ExecError, exec, exec_masked};
pub use git::{ancestors_until_root, git_root};
pub use installed::{find_program, is_open_to_others, is_program};
pub use lock_folder::LockFolder;
pub use own_files::{create_new, write_private, write_program};
pub use replace::{Prepared, ReplaceError, prepare, replace};
pub use replaceable::{Refusal, RefusalKind, check_replaceable};
pub use runs::{Run, RunId, Runs, utc_day};
pub use snapshot::{Facts, ReadError, ReadErrorKind, Snapshot, read, sha256};
pub use some::paths_like;
pub use start::surroundings;
pub use state::{StateLock, append_audit};
pub use temporary::sweep;
pub use texts::{Look, Looked, Treat, Treatment, look_at_texts};
pub use trust::{Trust, allow, is_allowed, revoke};
pub use walk::{Area, Walked, Want, walk};
pub use watch::Watcher;
