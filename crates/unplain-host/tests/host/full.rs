//! A disk that is full, or may not be written.

use std::{fs, path::Path, process::Command};

use tempfile::TempDir;
use unplain_core::{ProviderError, Seal};
use unplain_host::{
    HostErrorKind, RefusalKind, ReplaceError, Runs, check_replaceable, create_new, prepare,
    replace, write_private,
};

use crate::{folder, snapshot, user};

/// A file system of 64 KiB, mounted at the folder until this is dropped.
struct Small(TempDir);

impl Small {
    /// `None`, and said so, where nothing may be mounted.
    fn mount() -> Option<Self> {
        let folder = folder();
        let options = ["-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs"];
        let mounted = Command::new("mount").args(options).arg(folder.path()).output();
        if !mounted.is_ok_and(|done| done.status.success()) {
            println!("not tried: nothing can be mounted here");
            return None;
        }
        Some(Self(folder))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path()).expect("a folder");
        let names = entries.map(|entry| entry.expect("an entry").file_name());
        names.map(|name| name.to_string_lossy().into_owned()).collect()
    }

    fn make_read_only(&self) {
        let done = Command::new("mount").args(["-o", "remount,ro"]).arg(self.path()).status();
        assert!(done.expect("mount runs").success());
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.path()).status();
    }
}

/// More than fits.
fn large() -> String {
    "x".repeat(256 << 10)
}

#[test]
fn a_new_text_that_does_not_fit_leaves_the_old_one_and_nothing_else() {
    let Some(disk) = Small::mount() else { return };
    let path = disk.path().join("config.json");
    fs::write(&path, "old").unwrap();
    let error = prepare(&snapshot(&path), &large()).unwrap_err();
    let ReplaceError::Failed(error) = error else { panic!("{error}") };
    assert_eq!(error.kind, HostErrorKind::System);
    assert!(error.message.ends_with("the disk is full"), "{}", error.message);
    assert!(error.help.contains("free some space"), "{}", error.help);
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    assert_eq!(disk.names(), ["config.json"]);
    // and there is room for another attempt
    replace(&snapshot(&path), "new").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "new");
}

#[test]
fn files_of_our_own_that_do_not_fit_are_not_begun() {
    let Some(disk) = Small::mount() else { return };
    let path = disk.path().join("remembered.json");
    write_private(&path, "old").unwrap();
    let error = write_private(&path, &large()).unwrap_err();
    assert!(error.message.ends_with("the disk is full"), "{}", error.message);
    assert!(create_new(&disk.path().join("template"), &large()).is_err());
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    assert_eq!(disk.names(), ["remembered.json"]);
}

/// Stands for encryption that makes the text longer.
struct Longer;

impl Seal for Longer {
    fn seal(&self, _: &[u8]) -> Result<Vec<u8>, ProviderError> {
        Ok(large().into_bytes())
    }

    fn unseal(&self, sealed: &[u8]) -> Result<zeroize::Zeroizing<Vec<u8>>, ProviderError> {
        Ok(zeroize::Zeroizing::new(sealed.to_vec()))
    }
}

#[test]
fn a_journal_stays_readable_and_half_a_backup_is_no_backup() {
    let Some(disk) = Small::mount() else { return };
    let runs = Runs::open(&user(disk.path())).unwrap();
    let run = runs.create(std::time::SystemTime::now()).unwrap();
    run.append(&"first").unwrap();
    assert!(run.write_sealed("0.age", b"", &Longer).is_err());
    assert!(!run.folder().join("0.age").exists());
    assert!(run.append(&large()).is_err());
    assert_eq!(run.entries::<String>().unwrap(), ["first"]);
    run.append(&"second").unwrap();
    assert_eq!(run.entries::<String>().unwrap(), ["first", "second"]);
    runs.forget(run.id()).unwrap();
}

#[test]
fn a_file_on_a_read_only_file_system_is_left_alone() {
    let Some(disk) = Small::mount() else { return };
    let path = disk.path().join("config.json");
    fs::write(&path, "old").unwrap();
    disk.make_read_only();
    let refusal = check_replaceable(&snapshot(&path), &user(disk.path())).unwrap_err();
    assert_eq!(refusal.kind, RefusalKind::ReadOnly);
    assert!(matches!(replace(&snapshot(&path), "new"), Err(ReplaceError::Refused(_))));
    let error = write_private(&disk.path().join("new"), "").unwrap_err();
    assert!(error.message.ends_with("the file system is read-only"), "{}", error.message);
}
