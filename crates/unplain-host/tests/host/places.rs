//! What is found on disk, and what is not read.

use std::{
    ffi::OsStr,
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::Command,
};

use unplain_host::{Area, ReadErrorKind, check_replaceable, create_new, read, walk};

use crate::{folder, snapshot, user};

fn write(path: &Path) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("folders are made");
    create_new(path, "{}").expect("the file is made");
}

#[test]
fn hidden_folders_are_searched_and_those_of_git_and_npm_are_not() {
    let home = folder();
    let at = |path: &str| home.path().join(path);
    for path in [
        "a/.mcp.json",
        "a/.hidden/.mcp.json",
        ".mcp.json",
        "a/.git/.mcp.json",
        "a/node_modules/p/.mcp.json",
        "a/other.json",
    ] {
        write(&at(path));
    }
    fs::write(at(".gitignore"), "a\n").unwrap();
    symlink(at("a"), at("link")).unwrap();
    let wanted = |_: &Path, name: &OsStr| name == ".mcp.json";
    let roots = [home.path().to_owned()];
    let found = walk(&roots, &wanted, Area::Projects).files;
    let expected: Vec<PathBuf> = [".mcp.json", "a/.hidden/.mcp.json", "a/.mcp.json"].map(at).into();
    assert_eq!(found, expected);
    assert_eq!(walk(&roots, &wanted, Area::Everything).files.len(), 5);
}

#[test]
fn what_is_no_text_file_is_refused_and_named() {
    let home = folder();
    let at = |name: &str| home.path().join(name);
    fs::create_dir(at("folder")).unwrap();
    assert!(Command::new("mkfifo").arg(at("fifo")).status().unwrap().success());
    fs::File::create(at("large")).unwrap().set_len(1 << 30).unwrap();
    fs::write(at("bytes"), b"{\"a\": \"\xff\"}").unwrap();
    symlink(at("nowhere"), at("dangling")).unwrap();
    symlink(at("loop"), at("loop")).unwrap();
    for (name, kind) in [
        ("folder", ReadErrorKind::Folder),
        ("fifo", ReadErrorKind::NotAFile),
        ("large", ReadErrorKind::TooLarge),
        ("bytes", ReadErrorKind::NotUtf8 { offset: 7 }),
        ("dangling", ReadErrorKind::DanglingLink),
        ("loop", ReadErrorKind::LinkLoop),
    ] {
        let error = read(&at(name)).unwrap_err();
        assert_eq!(error.kind, kind, "{name}");
        assert!(error.message.contains(name), "{}", error.message);
        assert!(!error.help.is_empty(), "{name}");
    }
    assert!(read(&at("absent")).unwrap().is_none());
}

#[test]
fn a_file_with_two_names_and_one_in_a_folder_for_everybody_are_left_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = folder();
    let around = user(home.path());
    let path = home.path().join("config.json");
    write(&path);
    check_replaceable(&snapshot(&path), &around).unwrap();
    fs::hard_link(&path, home.path().join("second.json")).unwrap();
    assert!(check_replaceable(&snapshot(&path), &around).is_err());
    let open = home.path().join("open/config.json");
    write(&open);
    fs::set_permissions(home.path().join("open"), fs::Permissions::from_mode(0o777)).unwrap();
    assert!(check_replaceable(&snapshot(&open), &around).is_err());
}
