//! Who may do what to a file: kept when it is replaced, and reasons not to replace it.

use std::{
    fs::{self, Permissions},
    os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown},
    path::Path,
};

use unplain_host::{ReadErrorKind, RefusalKind, check_replaceable, read, replace};

use crate::{as_nobody, folder, is_root, mode, snapshot, user};

fn file(folder: &Path, bits: u32) -> std::path::PathBuf {
    let path = folder.join("config.json");
    fs::write(&path, "old").expect("the file is made");
    fs::set_permissions(&path, Permissions::from_mode(bits)).expect("its mode is set");
    path
}

#[test]
fn the_group_is_kept() {
    let folder = folder();
    let path = file(folder.path(), 0o640);
    if !is_root() {
        println!("not tried: only root is a member of any group");
        return;
    }
    chown(&path, None, Some(12_345)).unwrap();
    replace(&snapshot(&path), "new").unwrap();
    assert_eq!((fs::metadata(&path).unwrap().gid(), mode(&path)), (12_345, 0o640));
}

#[test]
fn what_is_somebody_elses_is_left_alone() {
    if !is_root() {
        println!("not tried: only root can give files away");
        return;
    }
    let folder = folder();
    let path = file(folder.path(), 0o600);
    chown(&path, Some(65_534), None).unwrap();
    let refusal = check_replaceable(&snapshot(&path), &user(folder.path())).unwrap_err();
    assert_eq!(refusal.kind, RefusalKind::ForeignOwner);

    let home = crate::folder();
    let path = file(home.path(), 0o600);
    chown(home.path(), Some(65_534), None).unwrap();
    let refusal = check_replaceable(&snapshot(&path), &user(home.path())).unwrap_err();
    assert_eq!(refusal.kind, RefusalKind::ForeignHome);
    assert!(
        unplain_host::append_audit(&user(home.path()), &0).is_err(),
        "nothing of root's is put there"
    );
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
}

#[test]
fn what_may_not_be_read_or_written_is_told_apart() {
    let folder = folder();
    let path = file(folder.path(), 0o600);
    as_nobody(folder.path(), || {
        let around = user(folder.path());
        fs::set_permissions(&path, Permissions::from_mode(0o000)).unwrap();
        assert_eq!(read(&path).unwrap_err().kind, ReadErrorKind::Denied);

        fs::set_permissions(&path, Permissions::from_mode(0o400)).unwrap();
        let refusal = check_replaceable(&snapshot(&path), &around).unwrap_err();
        assert_eq!(refusal.kind, RefusalKind::ReadOnly);

        fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(0o500)).unwrap();
        let refusal = check_replaceable(&snapshot(&path), &around).unwrap_err();
        assert_eq!(refusal.kind, RefusalKind::FolderNotWritable);
        assert!(replace(&snapshot(&path), "new").is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");

        fs::set_permissions(folder.path(), Permissions::from_mode(0o700)).unwrap();
        replace(&snapshot(&path), "new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
    });
}

#[test]
fn a_sticky_folder_for_everybody_is_good_enough_if_it_is_ours() {
    let folder = folder();
    let path = file(folder.path(), 0o600);
    let kind = |bits| {
        fs::set_permissions(folder.path(), Permissions::from_mode(bits)).unwrap();
        check_replaceable(&snapshot(&path), &user(Path::new("/no-such-home")))
            .map_err(|refusal| refusal.kind)
    };
    assert_eq!(kind(0o1777), Ok(()));
    assert_eq!(kind(0o777), Err(RefusalKind::OpenFolder));
    if is_root() {
        chown(folder.path(), Some(65_534), None).unwrap();
        assert_eq!(kind(0o1777), Err(RefusalKind::OpenFolder));
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::{fs, path::Path, process::Command};

    use rustix::fs::{XattrFlags, getxattr, listxattr, setxattr};
    use unplain_host::{RefusalKind, check_replaceable, replace};

    use super::file;
    use crate::{folder, mode, snapshot, user};

    const ACL: &str = "system.posix_acl_access";
    const DEFAULT_ACL: &str = "system.posix_acl_default";

    /// `user::rw-,user:65534:r--,group::---,mask::r--,other::---` as the kernel keeps it (acl(5), `posix_acl_xattr.h`).
    fn acl() -> Vec<u8> {
        let entries: [(u16, u16, u32); 5] = [
            (1, 6, u32::MAX),
            (2, 4, 65_534),
            (4, 0, u32::MAX),
            (16, 4, u32::MAX),
            (32, 0, u32::MAX),
        ];
        let mut bytes = 2_u32.to_le_bytes().to_vec();
        for (tag, rights, id) in entries {
            bytes.extend(tag.to_le_bytes());
            bytes.extend(rights.to_le_bytes());
            bytes.extend(id.to_le_bytes());
        }
        bytes
    }

    /// Whether it could be set: not every file system has attributes.
    fn set(path: &Path, name: &str, value: &[u8]) -> bool {
        let done = setxattr(path, name, value, XattrFlags::empty());
        if done.is_err() {
            println!("not tried: this file system has no `{name}`");
        }
        done.is_ok()
    }

    fn get(path: &Path, name: &str) -> Option<Vec<u8>> {
        let mut value = vec![0; 70_000];
        let len = getxattr(path, name, &mut value[..]).ok()?;
        value.truncate(len);
        Some(value)
    }

    fn names(path: &Path) -> Vec<u8> {
        let mut names = vec![0; 70_000];
        let len = listxattr(path, &mut names[..]).expect("attributes are listed");
        names.truncate(len);
        names
    }

    #[test]
    fn extended_attributes_and_acls_are_kept() {
        let folder = folder();
        let path = file(folder.path(), 0o600);
        // longer than what is asked for at first
        let long = vec![b'x'; 3000];
        if !set(&path, "user.note", b"a\0b")
            || !set(&path, "user.long", &long)
            || !set(&path, ACL, &acl())
        {
            return;
        }
        assert_eq!(mode(&path), 0o640, "the mask of an ACL shows as the group's rights");
        let before = names(&path);
        replace(&snapshot(&path), "new").unwrap();
        assert_eq!(get(&path, "user.note").as_deref(), Some(b"a\0b".as_slice()));
        assert_eq!(get(&path, "user.long"), Some(long));
        assert_eq!(get(&path, ACL), Some(acl()));
        assert_eq!((names(&path), mode(&path)), (before, 0o640));
    }

    #[test]
    fn what_the_folder_gives_to_new_files_is_not_added() {
        let folder = folder();
        let path = file(folder.path(), 0o644);
        if !set(folder.path(), DEFAULT_ACL, &acl()) {
            return;
        }
        replace(&snapshot(&path), "new").unwrap();
        assert_eq!((get(&path, ACL), mode(&path)), (None, 0o644));
    }

    #[test]
    fn a_file_that_is_mounted_by_itself_is_left_alone() {
        let folder = folder();
        let (path, other) = (file(folder.path(), 0o600), folder.path().join("other"));
        fs::write(&other, "").unwrap();
        let mounted = Command::new("mount").arg("--bind").args([&other, &path]).output();
        if !mounted.is_ok_and(|done| done.status.success()) {
            println!("not tried: files can't be mounted here");
            return;
        }
        let refused = check_replaceable(&snapshot(&path), &user(folder.path()));
        assert!(Command::new("umount").arg(&path).status().unwrap().success());
        assert_eq!(refused.unwrap_err().kind, RefusalKind::MountPoint);
    }

    #[test]
    fn a_file_that_is_marked_immutable_is_left_alone() {
        let folder = folder();
        let path = file(folder.path(), 0o600);
        let mark = |sign| Command::new("chattr").arg(sign).arg(&path).output();
        if !mark("+i").is_ok_and(|done| done.status.success()) {
            println!("not tried: files can't be marked here");
            return;
        }
        let refused = check_replaceable(&snapshot(&path), &user(folder.path()));
        assert!(mark("-i").unwrap().status.success());
        assert_eq!(refused.unwrap_err().kind, RefusalKind::ReadOnly);
    }
}
