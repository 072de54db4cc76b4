//! Windows: the standard library's means only. Not tried.

use std::{
    ffi::{OsStr, OsString},
    fs::{self, File, Metadata, OpenOptions},
    io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use crate::snapshot::Facts;

pub(crate) fn open_to_read(path: &Path) -> io::Result<File> {
    File::open(path)
}

pub(crate) fn create_private(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create_new(true).open(path)
}

pub(crate) fn open_to_append(path: &Path) -> io::Result<File> {
    // `append` alone can't shorten the file
    OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)
}

/// The user's own folders give their rights to what is made in them.
pub(crate) fn create_private_folders(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

pub(crate) fn create_private_folder(path: &Path) -> io::Result<()> {
    fs::create_dir(path)
}

pub(crate) fn facts(metadata: &Metadata) -> Facts {
    Facts {
        dev: 0,
        ino: 0,
        mode: 0,
        uid: 0,
        gid: 0,
        nlink: 0,
        mtime: metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH),
        len: metadata.len(),
    }
}

pub(crate) fn kind_of(_: &Metadata) -> &'static str {
    "something else"
}

pub(crate) fn is_link_loop(_: &io::Error) -> bool {
    false
}

pub(crate) fn user() -> u32 {
    0
}

pub(crate) fn owner_and_mode(path: &Path) -> io::Result<(u32, u32)> {
    fs::metadata(path).map(|_| (0, 0))
}

pub(crate) fn set_mode(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

pub(crate) fn check_folder_writable(folder: &Path) -> io::Result<()> {
    fs::metadata(folder).map(drop)
}

pub(crate) fn is_program(path: &Path) -> bool {
    path.is_file()
}

/// The name itself if it has an ending, and with each ending of `PATHEXT`.
pub(crate) fn program_names(name: &OsStr, extensions: Option<&str>) -> Vec<OsString> {
    let extensions = extensions.unwrap_or(".COM;.EXE;.BAT;.CMD");
    let with = extensions.split(';').filter(|ending| !ending.is_empty()).map(|ending| {
        let mut name = name.to_owned();
        name.push(ending);
        name
    });
    let itself = Path::new(name).extension().is_some().then(|| name.to_owned());
    itself.into_iter().chain(with).collect()
}

/// Windows writes a folder's entries by itself.
pub(crate) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Opening has locked nothing here: without a lock of its own, Windows relies on the comparison before the renaming.
pub(crate) fn try_lock(_: &File) -> io::Result<bool> {
    Ok(true)
}

pub(crate) fn wait_for_lock(_: &File) -> io::Result<()> {
    Ok(())
}

pub(crate) fn set_modified(path: &Path, time: SystemTime) -> io::Result<()> {
    use std::os::windows::fs::OpenOptionsExt;

    // a folder can be opened for this with FILE_FLAG_BACKUP_SEMANTICS only
    let folder = OpenOptions::new().write(true).custom_flags(0x0200_0000).open(path)?;
    folder.set_modified(time)
}

pub(crate) fn swap_or_replace(new: &Path, old: &Path) -> io::Result<bool> {
    fs::rename(new, old).map(|()| false)
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(dead_code, reason = "only Unix has them; what asks is the same everywhere")]
pub(crate) enum Obstacle {
    Mounted,
    Immutable,
}

pub(crate) fn obstacle(_: &Path, _: &Path) -> io::Result<Option<Obstacle>> {
    Ok(None)
}

pub(crate) fn keep_attributes(_: &File, _: &File, _: &Facts) -> io::Result<()> {
    Ok(())
}

pub(crate) fn path_from_bytes(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

/// Access control lists are not looked at.
pub(crate) fn is_open_to_others(_path: &Path) -> bool {
    false
}
