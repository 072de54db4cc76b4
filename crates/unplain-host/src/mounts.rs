//! Mounted file systems that a walk should not stray into.

use std::path::{Path, PathBuf};

use crate::sys;

/// Names of file systems in `/proc/self/mountinfo` that are other machines', a program's or the kernel's.
const AVOIDED: &[&str] = &[
    // other machines'
    "9p",
    "afs",
    "autofs",
    "ceph",
    "cifs",
    "davfs",
    "glusterfs",
    "lustre",
    "nfs",
    "nfs4",
    "smb3",
    "smbfs",
    // the kernel's
    "binfmt_misc",
    "bpf",
    "cgroup",
    "cgroup2",
    "configfs",
    "debugfs",
    "devpts",
    "devtmpfs",
    "efivarfs",
    "fusectl",
    "mqueue",
    "proc",
    "pstore",
    "securityfs",
    "sysfs",
    "tracefs",
];

/// The mount points below `roots` that [`crate::walk`] does not enter, as they appear during the walk, sorted. Linux only;
/// elsewhere there are none (not tried).
pub(crate) fn to_avoid_below(roots: &[PathBuf]) -> Vec<PathBuf> {
    let table =
        if cfg!(target_os = "linux") { std::fs::read("/proc/self/mountinfo").ok() } else { None };
    let avoided = avoided(&table.unwrap_or_default());
    let mut found: Vec<_> = roots
        .iter()
        .flat_map(|root| {
            let real = std::fs::canonicalize(root).unwrap_or_else(|_| root.clone());
            below(&avoided, &real).map(|rest| root.join(rest)).collect::<Vec<_>>()
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn below<'a>(mounts: &'a [PathBuf], root: &'a Path) -> impl Iterator<Item = &'a Path> {
    mounts
        .iter()
        .filter_map(move |mount| mount.strip_prefix(root).ok())
        .filter(|rest| !rest.as_os_str().is_empty())
}

/// The mount points of avoided kinds. A line is `id parent dev root POINT options [fields] - KIND source options`
/// (proc_pid_mountinfo(5)).
fn avoided(table: &[u8]) -> Vec<PathBuf> {
    table
        .split(|&byte| byte == b'\n')
        .filter_map(|line| {
            let mut fields = line.split(|&byte| byte == b' ');
            let point = fields.nth(4)?;
            let kind =
                std::str::from_utf8(fields.skip_while(|field| *field != b"-").nth(1)?).ok()?;
            // `fuseblk` is a local disk
            let avoid = AVOIDED.contains(&kind) || kind == "fuse" || kind.starts_with("fuse.");
            avoid.then(|| sys::path_from_bytes(&unescape(point)))
        })
        .collect()
}

/// Blanks, line ends and backslashes stand there as three octal digits.
fn unescape(field: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(field.len());
    let mut rest = field;
    while let Some((&byte, after)) = rest.split_first() {
        match after {
            [a @ b'0'..=b'3', b @ b'0'..=b'7', c @ b'0'..=b'7', after @ ..] if byte == b'\\' => {
                out.push((a - b'0') << 6 | (b - b'0') << 3 | (c - b'0'));
                rest = after;
            }
            _ => {
                out.push(byte);
                rest = after;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{avoided, below};

    #[test]
    fn network_and_kernel_mounts_are_avoided_and_local_ones_are_not() {
        let table = b"21 1 254:0 / / rw - ext4 /dev/vda rw\n\
            22 21 0:20 / /proc rw,nosuid shared:5 - proc proc rw\n\
            23 21 0:30 / /home/u/my\\040drive rw - fuse.sshfs host: rw\n\
            24 21 0:31 / /home/u/usb rw shared:1 master:2 - fuseblk /dev/sdb1 rw\n\
            25 21 0:32 / /home/u/projects rw - btrfs /dev/sdc rw\n\
            broken line\n";
        let mounts = avoided(table);
        assert_eq!(mounts, [PathBuf::from("/proc"), PathBuf::from("/home/u/my drive")]);
        assert_eq!(
            below(&mounts, Path::new("/home/u")).collect::<Vec<_>>(),
            [Path::new("my drive")]
        );
        assert_eq!(below(&mounts, Path::new("/home/u/my drive")).count(), 0);
    }
}
