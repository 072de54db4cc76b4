//! Carrying owner, mode, ACLs and extended attributes over to the file that replaces another.

use std::{ffi::CString, fs::File, io, os::fd::AsFd};

use rustix::{
    fs::{
        Gid, Mode, Uid, XattrFlags, fchmod, fchown, fgetxattr, flistxattr, fremovexattr, fsetxattr,
    },
    io::Errno,
};

use crate::snapshot::Facts;

#[cfg(not(target_vendor = "apple"))]
const NO_SUCH_ATTRIBUTE: Errno = Errno::NODATA;
#[cfg(target_vendor = "apple")]
const NO_SUCH_ATTRIBUTE: Errno = Errno::NOATTR;

/// Gives `new` the owner, group, mode and extended attributes of `old`, whose facts are `facts`.
///
/// On Linux an ACL is an extended attribute. On macOS it is not, and can't be read without unsafe code: there it is lost
/// (not tried).
pub(crate) fn keep_attributes(old: &File, new: &File, facts: &Facts) -> io::Result<()> {
    let have = super::facts(&new.metadata()?);
    let owner = (have.uid != facts.uid).then(|| Uid::from_raw(facts.uid));
    let group = (have.gid != facts.gid).then(|| Gid::from_raw(facts.gid));
    if owner.is_some() || group.is_some() {
        fchown(new, owner, group)?;
    }
    copy_xattrs(old, new)?;
    // last: chown clears bits, and setting an ACL changes them
    fchmod(new, Mode::from_raw_mode(facts.mode as _))?;
    let got = super::facts(&new.metadata()?);
    if (got.mode, got.uid, got.gid) == (facts.mode, facts.uid, facts.gid) {
        Ok(())
    } else {
        Err(io::Error::from(io::ErrorKind::Unsupported))
    }
}

/// Afterwards both have the same extended attributes.
///
/// What is equal already is not set: a security label, for instance, often may not be set but is right by itself. What
/// `new` got from its folder (a default ACL) and `old` does not have is removed.
fn copy_xattrs(old: &File, new: &File) -> io::Result<()> {
    let wanted = names(old)?;
    for name in names(new)? {
        if !wanted.contains(&name) && !is_set_by_system(&name) {
            fremovexattr(new, &name)?;
        }
    }
    for name in wanted {
        let Some(value) = value(old, &name)? else { continue };
        if self::value(new, &name)?.as_ref() == Some(&value) {
            continue;
        }
        match fsetxattr(new, &name, &value, XattrFlags::empty()) {
            Ok(()) => {}
            Err(_) if is_set_by_system(&name) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Marks that macOS puts on files by itself and lets nobody set (not tried).
fn is_set_by_system(name: &CString) -> bool {
    cfg!(target_vendor = "apple") && name.as_bytes() == b"com.apple.provenance"
}

fn names(file: &File) -> io::Result<Vec<CString>> {
    let list = match grow(|buffer| flistxattr(file.as_fd(), buffer)) {
        Ok(list) => list,
        Err(Errno::NOTSUP | Errno::NOSYS) => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let names = list.split(|&byte| byte == 0).filter(|name| !name.is_empty());
    Ok(names.filter_map(|name| CString::new(name).ok()).collect())
}

fn value(file: &File, name: &CString) -> io::Result<Option<Vec<u8>>> {
    match grow(|buffer| fgetxattr(file.as_fd(), name, buffer)) {
        Ok(value) => Ok(Some(value)),
        Err(NO_SUCH_ATTRIBUTE) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Calls with a larger and larger buffer until the answer fits. 64 KiB is the most that Linux gives.
fn grow(call: impl Fn(&mut [u8]) -> rustix::io::Result<usize>) -> rustix::io::Result<Vec<u8>> {
    let mut buffer = vec![0; 1024];
    loop {
        match call(&mut buffer) {
            Ok(len) => {
                buffer.truncate(len);
                return Ok(buffer);
            }
            Err(Errno::RANGE) if buffer.len() < 1 << 24 => buffer.resize(buffer.len() * 8, 0),
            Err(error) => return Err(error),
        }
    }
}
