//! Unix. Tried on Linux; macOS is written by its manual pages and not tried.

use std::{
    ffi::OsStr,
    fs::{self, DirBuilder, File, Metadata, OpenOptions},
    io,
    os::unix::fs::{DirBuilderExt, FileTypeExt, MetadataExt, OpenOptionsExt},
    path::Path,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use rustix::{
    fs::{
        Access, AtFlags, CWD, FlockOperation, Mode, OFlags, Timespec, Timestamps, accessat, flock,
        open, utimensat,
    },
    io::Errno,
};

use crate::snapshot::Facts;

/// Opens a plain file without blocking on a FIFO, following a link or becoming the terminal's process.
pub(crate) fn open_to_read(path: &Path) -> io::Result<File> {
    let flags =
        OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::NOCTTY;
    Ok(File::from(open(path, flags, Mode::empty())?))
}

/// A new file that only its owner can read; fails if anything stands there.
pub(crate) fn create_private(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(path)
}

/// Opens a file to write at its end, making it readable by its owner only where it is new. Follows no link.
pub(crate) fn open_to_append(path: &Path) -> io::Result<File> {
    let flags = OFlags::RDWR
        | OFlags::APPEND
        | OFlags::CREATE
        | OFlags::CLOEXEC
        | OFlags::NONBLOCK
        | OFlags::NOFOLLOW
        | OFlags::NOCTTY;
    Ok(File::from(open(path, flags, Mode::RUSR | Mode::WUSR)?))
}

/// The folder and its missing parents, all for the owner only.
pub(crate) fn create_private_folders(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// One folder, for the owner only; fails if anything stands there.
pub(crate) fn create_private_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().mode(0o700).create(path)
}

pub(crate) fn facts(metadata: &Metadata) -> Facts {
    Facts {
        dev: metadata.dev(),
        ino: metadata.ino(),
        mode: metadata.mode() & 0o7777,
        uid: metadata.uid(),
        gid: metadata.gid(),
        nlink: metadata.nlink(),
        mtime: modified(metadata.mtime(), metadata.mtime_nsec()),
        len: metadata.len(),
    }
}

fn modified(seconds: i64, nanoseconds: i64) -> SystemTime {
    let whole = Duration::from_secs(seconds.unsigned_abs());
    let part = Duration::from_nanos(nanoseconds.unsigned_abs());
    let base =
        if seconds < 0 { UNIX_EPOCH.checked_sub(whole) } else { UNIX_EPOCH.checked_add(whole) };
    base.and_then(|base| base.checked_add(part)).unwrap_or(UNIX_EPOCH)
}

/// What stands there, for a message.
pub(crate) fn kind_of(metadata: &Metadata) -> &'static str {
    let kind = metadata.file_type();
    if kind.is_fifo() {
        "a FIFO"
    } else if kind.is_socket() {
        "a socket"
    } else if kind.is_block_device() || kind.is_char_device() {
        "a device"
    } else {
        "something else"
    }
}

pub(crate) fn is_link_loop(error: &io::Error) -> bool {
    error.raw_os_error() == Some(Errno::LOOP.raw_os_error())
}

/// The user whose rights count.
pub(crate) fn user() -> u32 {
    rustix::process::geteuid().as_raw()
}

/// Owner and permission bits of what stands at `path`, links followed.
pub(crate) fn owner_and_mode(path: &Path) -> io::Result<(u32, u32)> {
    let metadata = fs::metadata(path)?;
    Ok((metadata.uid(), metadata.mode() & 0o7777))
}

pub(crate) fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode))
}

/// Whether entries can be made in and removed from the folder.
pub(crate) fn check_folder_writable(folder: &Path) -> io::Result<()> {
    Ok(accessat(CWD, folder, Access::WRITE_OK | Access::EXEC_OK, AtFlags::EACCESS)?)
}

/// Whether `path` is a plain file that may be started.
pub(crate) fn is_program(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.is_file())
        && accessat(CWD, path, Access::EXEC_OK, AtFlags::EACCESS).is_ok()
}

/// The file names under which a program `name` is looked for.
pub(crate) fn program_names(name: &OsStr, _extensions: Option<&str>) -> Vec<std::ffi::OsString> {
    vec![name.to_owned()]
}

/// Makes what was done to the folder's entries survive a power failure.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    match File::open(folder)?.sync_all() {
        // some network file systems know no such thing
        Err(error)
            if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) =>
        {
            Ok(())
        }
        done => done,
    }
}

/// Takes an exclusive lock on an open file if nobody has it. It ends with the process.
pub(crate) fn try_lock(file: &File) -> io::Result<bool> {
    match flock(file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(true),
        Err(Errno::WOULDBLOCK) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Waits for the exclusive lock.
pub(crate) fn wait_for_lock(file: &File) -> io::Result<()> {
    loop {
        match flock(file, FlockOperation::LockExclusive) {
            Err(Errno::INTR) => {}
            done => return Ok(done?),
        }
    }
}

/// Sets the time of last change of the file or folder at `path`.
pub(crate) fn set_modified(path: &Path, time: SystemTime) -> io::Result<()> {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    let time = Timespec {
        tv_sec: since.as_secs().try_into().unwrap_or(i64::MAX),
        tv_nsec: since.subsec_nanos().into(),
    };
    let times = Timestamps { last_access: time, last_modification: time };
    Ok(utimensat(CWD, path, &times, AtFlags::SYMLINK_NOFOLLOW)?)
}

/// Puts `new` where `old` stands, atomically. Where the system can swap names, what stood at `old` then stands at
/// `new` and `true` is returned; else it is gone.
pub(crate) fn swap_or_replace(new: &Path, old: &Path) -> io::Result<bool> {
    match swap(new, old) {
        Ok(()) => Ok(true),
        // a file system or kernel that can't
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP | Errno::PERM) => {
            fs::rename(new, old).map(|()| false)
        }
        Err(error) => Err(error.into()),
    }
}

/// Exchanges two names.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn swap(a: &Path, b: &Path) -> rustix::io::Result<()> {
    rustix::fs::renameat_with(CWD, a, CWD, b, rustix::fs::RenameFlags::EXCHANGE)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn swap(_: &Path, _: &Path) -> rustix::io::Result<()> {
    Err(Errno::NOSYS)
}

/// What the mount table and the file's flags say against replacing it by renaming.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Obstacle {
    /// The file is a mount point of its own.
    Mounted,
    /// The immutable or append-only flag is set.
    Immutable,
}

/// Looks for an [`Obstacle`] at the file `target` in `folder`.
///
/// Mount ids, not device numbers: a bind mount can come from the same device, and on overlayfs a file and its folder can
/// have different devices without any mount between them.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(crate) fn obstacle(target: &Path, folder: &Path) -> io::Result<Option<Obstacle>> {
    use rustix::fs::{StatxAttributes, StatxFlags, statx};

    let look = |path| {
        statx(CWD, path, AtFlags::SYMLINK_NOFOLLOW, StatxFlags::BASIC_STATS | StatxFlags::MNT_ID)
    };
    let (file, folder) = match (look(target), look(folder)) {
        (Ok(file), Ok(folder)) => (file, folder),
        (Err(Errno::NOSYS), _) | (_, Err(Errno::NOSYS)) => return Ok(None),
        (Err(error), _) | (_, Err(error)) => return Err(error.into()),
    };
    let has_mount_id = |stat: &rustix::fs::Statx| stat.stx_mask & StatxFlags::MNT_ID.bits() != 0;
    if has_mount_id(&file) && has_mount_id(&folder) && file.stx_mnt_id != folder.stx_mnt_id {
        return Ok(Some(Obstacle::Mounted));
    }
    let fixed = StatxAttributes::IMMUTABLE | StatxAttributes::APPEND;
    Ok(file.stx_attributes.intersects(fixed).then_some(Obstacle::Immutable))
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(crate) fn obstacle(target: &Path, folder: &Path) -> io::Result<Option<Obstacle>> {
    let (file, folder) = (fs::symlink_metadata(target)?, fs::metadata(folder)?);
    Ok((file.dev() != folder.dev()).then_some(Obstacle::Mounted))
}

pub(crate) fn path_from_bytes(bytes: &[u8]) -> std::path::PathBuf {
    <OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(bytes).into()
}

/// Whether the modes of a file and of all folders above it let its group or everybody read it.
pub(crate) fn is_open_to_others(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let Ok(real) = fs::canonicalize(path) else { return false };
    let mode = |path: &Path| fs::metadata(path).map_or(0, |metadata| metadata.mode());
    let folders = || real.ancestors().skip(1);
    [3, 0].into_iter().any(|class| {
        let may = |path: &Path, bit: u32| mode(path) >> class & bit == bit;
        may(&real, 4) && folders().all(|folder| may(folder, 1))
    })
}
