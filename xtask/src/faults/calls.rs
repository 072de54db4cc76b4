//! The file-system calls that a run makes, and what can go wrong at each.

use std::collections::BTreeMap;

/// What is done to one call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Fault {
    /// The call's name.
    call: &'static str,
    /// Which one, counted from 1 in each thread.
    number: usize,
    /// What happens.
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Kind {
    /// The process is killed as it enters the call.
    Kill,
    /// The call fails so.
    Fail(&'static str),
}

/// Calls that change something, with the errors that they can give: the process is also killed before each.
const CHANGING: &[(&str, &[&str])] = &[
    ("openat", &["EACCES", "EIO", "ENOSPC"]),
    ("write", &["EIO", "ENOSPC"]),
    ("pwrite64", &["EIO", "ENOSPC"]),
    ("writev", &["EIO", "ENOSPC"]),
    ("copy_file_range", &["EIO", "ENOSPC"]),
    ("fsync", &["EIO", "ENOSPC"]),
    ("fdatasync", &["EIO", "ENOSPC"]),
    ("ftruncate", &["EIO", "ENOSPC"]),
    ("rename", &["EACCES", "EIO", "ENOSPC"]),
    ("renameat", &["EACCES", "EIO", "ENOSPC"]),
    ("renameat2", &["EACCES", "EIO", "ENOSPC"]),
    ("link", &["EACCES", "EIO", "ENOSPC"]),
    ("linkat", &["EACCES", "EIO", "ENOSPC"]),
    ("symlink", &["EACCES", "EIO", "ENOSPC"]),
    ("symlinkat", &["EACCES", "EIO", "ENOSPC"]),
    ("mkdir", &["EACCES", "EIO", "ENOSPC"]),
    ("mkdirat", &["EACCES", "EIO", "ENOSPC"]),
    ("unlink", &["EACCES", "EIO"]),
    ("unlinkat", &["EACCES", "EIO"]),
    ("rmdir", &["EACCES", "EIO"]),
    ("chmod", &["EACCES", "EIO"]),
    ("fchmod", &["EACCES", "EIO"]),
    ("fchmodat", &["EACCES", "EIO"]),
    ("chown", &["EACCES", "EIO"]),
    ("fchown", &["EACCES", "EIO"]),
    ("fchownat", &["EACCES", "EIO"]),
    ("utimensat", &["EACCES", "EIO"]),
    ("setxattr", &["EACCES", "EIO", "ENOSPC"]),
    ("fsetxattr", &["EACCES", "EIO", "ENOSPC"]),
    ("flock", &["EIO"]),
];

/// Calls that only look.
const LOOKING: &[(&str, &[&str])] = &[
    ("read", &["EIO"]),
    ("pread64", &["EIO"]),
    ("getdents64", &["EIO"]),
    ("statx", &["EACCES", "EIO"]),
    ("newfstatat", &["EACCES", "EIO"]),
    ("fstat", &["EIO"]),
    ("readlink", &["EACCES", "EIO"]),
    ("readlinkat", &["EACCES", "EIO"]),
    ("flistxattr", &["EIO"]),
    ("fgetxattr", &["EIO"]),
    ("listxattr", &["EIO"]),
    ("getxattr", &["EIO"]),
];

/// The argument for strace's `-e trace=`.
pub(super) fn traced() -> String {
    let names: Vec<String> =
        CHANGING.iter().chain(LOOKING).map(|(name, _)| format!("?{name}")).collect();
    format!("trace={}", names.join(","))
}

/// The faults for a run whose trace (`strace -f -o`) is `log`: for each call after the first that mentions `home`, so
/// that the loader of the program is left alone.
pub(super) fn faults(log: &str, home: &str) -> Vec<Fault> {
    // Per thread and call: how many there were at the start, and in all.
    let mut counts: BTreeMap<(&str, &str), (usize, usize)> = BTreeMap::new();
    let mut at_work = false;
    for line in log.lines() {
        // `1234  openat(…) = 3`; other threads' interruptions repeat a call as `<... openat resumed>`.
        let Some((thread, rest)) = line.split_once(char::is_whitespace) else { continue };
        let Some((call, _)) = rest.trim_start().split_once('(') else { continue };
        at_work = at_work || rest.contains(home);
        let count = counts.entry((thread, call)).or_default();
        count.1 += 1;
        if !at_work {
            count.0 += 1;
        }
    }
    let mut faults = Vec::new();
    for (changes, (call, errors)) in
        CHANGING.iter().map(|row| (true, row)).chain(LOOKING.iter().map(|row| (false, row)))
    {
        let of_call =
            || counts.iter().filter(|((_, name), _)| name == call).map(|(_, count)| count);
        let first = of_call().map(|(before, _)| before + 1).min().unwrap_or(1);
        let last = of_call().map(|(_, all)| *all).max().unwrap_or(0);
        for number in first..=last {
            let kill = changes.then_some(Kind::Kill);
            let kinds = kill.into_iter().chain(errors.iter().map(|error| Kind::Fail(error)));
            faults.extend(kinds.map(|kind| Fault { call, number, kind }));
        }
    }
    faults
}

/// A few faults of each kind of each call, evenly taken from all; more of the kills, which find the most.
pub(super) fn sample(faults: &[Fault]) -> Vec<&Fault> {
    let mut kinds: BTreeMap<(&str, Kind), Vec<&Fault>> = BTreeMap::new();
    for fault in faults {
        kinds.entry((fault.call, fault.kind)).or_default().push(fault);
    }
    let mut few = Vec::new();
    for ((_, kind), faults) in kinds {
        let step = faults.len().div_ceil(if kind == Kind::Kill { 12 } else { 4 });
        few.extend(faults.into_iter().step_by(step.max(1)));
    }
    few
}

impl Fault {
    /// Whether the process is killed.
    pub(super) fn kills(&self) -> bool {
        self.kind == Kind::Kill
    }

    /// The argument for strace's `-e inject=`.
    pub(super) fn injection(&self) -> String {
        let Self { call, number, kind } = self;
        match kind {
            Kind::Kill => format!("inject={call}:signal=KILL:when={number}"),
            Kind::Fail(error) => format!("inject={call}:error={error}:when={number}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::faults;

    #[test]
    fn every_call_at_work_is_killed_and_failed_and_the_loader_is_left_alone() {
        let log = "7  openat(AT_FDCWD, \"/etc/ld.so.cache\") = 3\n\
                   7  read(3, ...) = 9\n\
                   7  openat(AT_FDCWD, \"/h/.claude.json\") = 3\n\
                   8  mkdir(\"/h/x\", 0700 <unfinished ...>\n\
                   7  openat(AT_FDCWD, \"/tmp/y\") = 4\n\
                   8  <... mkdir resumed>) = 0\n";
        let all: Vec<String> = faults(log, "/h/").iter().map(super::Fault::injection).collect();
        let of = |text: &str| all.iter().filter(|fault| fault.contains(text)).count();
        assert_eq!(of("inject=openat:signal=KILL:when=1"), 0, "the loader's");
        assert_eq!(of("inject=openat:signal=KILL:when="), 2);
        assert_eq!(of("inject=openat:error="), 6);
        assert_eq!(of("inject=mkdir:signal=KILL:when=1"), 1);
        assert_eq!(of("inject=read"), 0);
    }
}
