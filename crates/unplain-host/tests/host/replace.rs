//! Reading a file and putting another text in its place.
use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt, symlink},
    path::Path,
    sync::Barrier,
    thread,
};

use unplain_host::{ReplaceError, prepare, replace, sweep};

use crate::{folder, mode, snapshot};

/// Every name in the folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn the_new_text_stands_there_with_the_old_mode_and_nothing_else_is_left() {
    for bits in [0o600, 0o644, 0o640, 0o755, 0o600 | 0o2000] {
        let folder = folder();
        let path = folder.path().join("config.json");
        fs::write(&path, "old\r\n").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(bits)).unwrap();

        let after = replace(&snapshot(&path), "\u{feff}new").unwrap();

        assert_eq!(fs::read_to_string(&path).unwrap(), "\u{feff}new");
        assert_eq!(after.text(), "\u{feff}new");
        assert_eq!(after.facts().ino, fs::metadata(&path).unwrap().ino());
        assert_eq!(mode(&path), bits);
        assert_eq!(names(folder.path()), ["config.json"]);
    }
}

#[test]
fn a_link_stays_a_link_and_its_target_is_replaced() {
    let (dotfiles, home) = (folder(), folder());
    let target = dotfiles.path().join("mcp.json");
    fs::write(&target, "old").unwrap();
    let between = dotfiles.path().join("between");
    symlink("mcp.json", &between).unwrap();
    let link = home.path().join(".mcp.json");
    symlink(&between, &link).unwrap();

    replace(&snapshot(&link), "new").unwrap();

    assert_eq!(fs::read_link(&link).unwrap(), between);
    assert_eq!(fs::read_link(&between).unwrap(), Path::new("mcp.json"));
    assert_eq!(fs::read_to_string(&target).unwrap(), "new");
    assert_eq!(names(home.path()), [".mcp.json"]);
    assert_eq!(names(dotfiles.path()), ["between", "mcp.json"]);
}

#[test]
fn nothing_is_seen_before_the_commit_and_dropping_takes_the_new_text_away() {
    let folder = folder();
    let path = folder.path().join("a");
    fs::write(&path, "old").unwrap();
    let prepared = prepare(&snapshot(&path), "new").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    let [temporary, _] = names(folder.path()).try_into().unwrap();
    assert!(temporary.starts_with(".a.unplain-"), "{temporary}");
    drop(prepared);
    assert_eq!(names(folder.path()), ["a"]);
}

#[test]
fn a_file_that_changed_in_between_is_left_as_the_other_program_wrote_it() {
    type Write = fn(&Path);
    let writers: [(&str, Write); 6] = [
        ("in place", |path| fs::write(path, "theirs").unwrap()),
        ("same length and time", |path| {
            let time = fs::metadata(path).unwrap().modified().unwrap();
            fs::write(path, "OLD").unwrap();
            fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
        }),
        ("by renaming", |path| {
            let new = path.with_extension("new");
            fs::write(&new, "old").unwrap();
            fs::rename(new, path).unwrap();
        }),
        ("removed", |path| fs::remove_file(path).unwrap()),
        ("mode", |path| fs::set_permissions(path, fs::Permissions::from_mode(0o640)).unwrap()),
        ("became a link", |path| {
            let new = path.with_extension("new");
            fs::rename(path, &new).unwrap();
            symlink(&new, path).unwrap();
        }),
    ];
    for (how, write) in writers {
        let folder = folder();
        let path = folder.path().join("a");
        fs::write(&path, "old").unwrap();
        let prepared = prepare(&snapshot(&path), "new").unwrap();
        write(&path);
        let theirs = fs::read(&path).ok();

        let error = prepared.commit().unwrap_err();

        assert!(matches!(error, ReplaceError::Changed(_)), "{how}: {error}");
        assert_eq!(fs::read(&path).ok(), theirs, "{how}");
        assert!(!names(folder.path()).iter().any(|name| name.contains("unplain")), "{how}");
    }
}

#[test]
fn a_file_that_changed_since_it_was_read_is_not_even_prepared() {
    let folder = folder();
    let path = folder.path().join("a");
    fs::write(&path, "old").unwrap();
    let snapshot = snapshot(&path);
    fs::write(&path, "theirs").unwrap();
    assert!(matches!(prepare(&snapshot, "new"), Err(ReplaceError::Changed(_))));
}

#[test]
fn what_a_killed_process_left_is_swept_and_what_a_living_one_holds_is_not() {
    let folder = folder();
    let path = folder.path().join("a");
    fs::write(&path, "old").unwrap();
    let left = folder.path().join(".a.unplain-0123456789abcdef");
    fs::write(&left, "old").unwrap();
    let other = folder.path().join(".a.unplain-notes");
    fs::write(&other, "").unwrap();
    assert_eq!(sweep(&path).unwrap(), [left]);

    let prepared = prepare(&snapshot(&path), "new").unwrap();
    assert_eq!(sweep(&path).unwrap(), Vec::<std::path::PathBuf>::new());
    prepared.commit().unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "new");
    assert!(other.exists());
}

#[test]
fn names_of_any_length_can_be_replaced() {
    let folder = folder();
    let path = folder.path().join("x".repeat(255));
    fs::write(&path, "old").unwrap();
    replace(&snapshot(&path), "new").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "new");
}

#[cfg(target_os = "linux")]
fn can_swap(folder: &Path) -> bool {
    let (a, b) = (folder.join("swap-a"), folder.join("swap-b"));
    fs::write(&a, "").expect("a file is made");
    fs::write(&b, "").expect("a file is made");
    let (cwd, exchange) = (rustix::fs::CWD, rustix::fs::RenameFlags::EXCHANGE);
    let done = rustix::fs::renameat_with(cwd, &a, cwd, &b, exchange);
    fs::remove_file(a).and_then(|()| fs::remove_file(b)).expect("both go");
    done.is_ok()
}

#[cfg(not(target_os = "linux"))]
fn can_swap(_: &Path) -> bool {
    false
}

#[test]
fn a_program_that_writes_in_the_same_instant_loses_nothing() {
    let folder = folder();
    let path = folder.path().join("a");
    if !can_swap(folder.path()) {
        println!("not tried: names can't be swapped here");
        return;
    }
    for round in 0..300 {
        fs::write(&path, "old").unwrap();
        let prepared = prepare(&snapshot(&path), "new").unwrap();
        let both = Barrier::new(2);
        let committed = thread::scope(|scope| {
            scope.spawn(|| {
                let theirs = path.with_extension("theirs");
                fs::write(&theirs, "theirs").unwrap();
                both.wait();
                // at another moment of the replacement each time
                (0..round * 20).for_each(|_| std::hint::spin_loop());
                fs::rename(theirs, &path).unwrap();
            });
            both.wait();
            prepared.commit()
        });
        // whether it came before or after: it comes last
        assert_eq!(fs::read_to_string(&path).unwrap(), "theirs", "{round}: {committed:?}");
        assert_eq!(names(folder.path()), ["a"], "{round}: {committed:?}");
    }
}

#[test]
fn text_is_in_no_message_and_no_debug_output() {
    let folder = folder();
    let path = folder.path().join("a");
    fs::write(&path, "canary-old").unwrap();
    let snapshot = snapshot(&path);
    let prepared = prepare(&snapshot, "canary-new").unwrap();
    let shown = format!("{snapshot:?}{prepared:?}");
    fs::write(&path, "canary-theirs").unwrap();
    let error = prepared.commit().unwrap_err();
    let shown = format!("{shown}{error:?}{error}{}", error.help());
    assert!(!shown.contains("canary"), "{shown}");
    fs::write(&path, b"canary\xff").unwrap();
    let error = unplain_host::read(&path).unwrap_err();
    assert!(!format!("{error:?}{error}").contains("canary"));
}

#[test]
fn a_name_that_steers_the_terminal_is_shown_escaped() {
    let folder = folder();
    let path = folder.path().join("a\u{1b}[2Jb\u{202e}c");
    fs::create_dir(&path).unwrap();
    let message = unplain_host::read(&path).unwrap_err().message;
    assert!(message.contains("a\\u{1b}[2Jb\\u{202e}c"), "{message}");
}
