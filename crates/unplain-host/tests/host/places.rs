//! What is found on disk, and what is not read.

use std::{
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::Command,
};

use unplain_host::{
    Area, ReadErrorKind, ancestors_until_root, check_replaceable, create_new, exec, find_program,
    git_root, read, walk,
};

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
    let wanted = |_: &Path, name: &[u8]| name == b".mcp.json";
    let roots = [home.path().to_owned()];
    let found = walk(&roots, &wanted, Area::Projects).files;
    let expected: Vec<PathBuf> = [".mcp.json", "a/.hidden/.mcp.json", "a/.mcp.json"].map(at).into();
    assert_eq!(found, expected);
    assert_eq!(walk(&roots, &wanted, Area::Everything).files.len(), 5);
}

#[test]
fn each_file_is_found_once_and_a_root_that_is_a_link_is_followed() {
    let home = folder();
    let at = |path: &str| home.path().join(path);
    write(&at("a/b/.mcp.json"));
    symlink(at("a"), at("link")).unwrap();
    fs::create_dir(at("a/.env")).unwrap();
    symlink(at("nowhere"), at("a/dangling")).unwrap();
    let all = |roots: &[PathBuf]| walk(roots, &|_, _| true, Area::Projects);
    let found = all(&[at("a"), at("a/b"), at("a/b/.mcp.json")]);
    assert_eq!(found.files, [at("a/b/.mcp.json"), at("a/dangling")], "folders are no files");
    assert_eq!(found.unreadable, []);
    assert_eq!(all(&[at("link")]).files, ["link/b/.mcp.json", "link/dangling"].map(at));
    assert_eq!(all(&[at("nowhere")]).files, Vec::<PathBuf>::new());
    assert_eq!(all(&[]).files, Vec::<PathBuf>::new());
    let below_b = |path: &Path, _: &[u8]| path.parent().is_some_and(|folder| folder.ends_with("b"));
    assert_eq!(walk(&[at("a")], &below_b, Area::Projects).files, [at("a/b/.mcp.json")]);
}

#[test]
fn a_folder_that_may_not_be_read_is_named_and_the_rest_is_found() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = folder();
    let at = |path: &str| home.path().join(path);
    fs::create_dir(at("closed")).unwrap();
    write(&at("open/.mcp.json"));
    crate::as_nobody(home.path(), || {
        fs::set_permissions(at("closed"), fs::Permissions::from_mode(0o000)).unwrap();
        // the threads of a walk are not of this one's user, but inherit it
        let found = walk(&[home.path().to_owned()], &|_, _| true, Area::Projects);
        fs::set_permissions(at("closed"), fs::Permissions::from_mode(0o700)).unwrap();
        assert_eq!(found.files, [at("open/.mcp.json")]);
        assert_eq!(found.unreadable, [(at("closed"), "permission denied".to_owned())]);
    });
}

#[test]
fn the_kernels_own_file_systems_are_not_entered_but_named() {
    let home = folder();
    let at = |path: &str| home.path().join(path);
    write(&at("a/.mcp.json"));
    fs::create_dir(at("kernel's own")).unwrap();
    let mounted =
        Command::new("mount").args(["-t", "proc", "proc"]).arg(at("kernel's own")).output();
    if !mounted.is_ok_and(|done| done.status.success()) {
        println!("not tried: nothing can be mounted here");
        return;
    }
    let found = walk(&[home.path().to_owned()], &|_, _| true, Area::Everything);
    let asked_for = walk(&[at("kernel's own")], &|_, name| name == b"mounts", Area::Everything);
    assert!(Command::new("umount").arg(at("kernel's own")).status().unwrap().success());
    assert_eq!(found.files, [at("a/.mcp.json")]);
    assert_eq!(found.not_entered, [at("kernel's own")]);
    assert!(asked_for.files.contains(&at("kernel's own/mounts")));
}

#[test]
fn work_trees_and_folders_up_to_the_top() {
    let home = folder();
    let (tree, inside) = (home.path().join("t"), home.path().join("t/a/b"));
    fs::create_dir_all(&inside).unwrap();
    fs::write(tree.join(".git"), "gitdir: elsewhere").unwrap();
    assert_eq!(git_root(&inside), Some(tree));
    let up: Vec<_> = ancestors_until_root(Path::new("/a/b")).collect();
    assert_eq!(up, [Path::new("/a/b"), Path::new("/a")]);
    assert_eq!(ancestors_until_root(Path::new("/")).count(), 0);
}

#[test]
fn a_program_is_a_file_on_path_that_may_be_started() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = folder();
    let at = |path: &str| home.path().join(path);
    for (path, bits) in [("one/agent", 0o644), ("two/agent", 0o755), ("three/agent", 0o755)] {
        write(&at(path));
        fs::set_permissions(at(path), fs::Permissions::from_mode(bits)).unwrap();
    }
    fs::create_dir(at("one/folder")).unwrap();
    let mut around = user(home.path());
    let path =
        format!(".:one:{}:{}:{}", at("one").display(), at("two").display(), at("three").display());
    around.env.insert("PATH".to_owned(), path);
    assert_eq!(find_program("agent", &around), Some(at("two/agent")));
    for name in ["folder", "absent", "", "two/agent"] {
        assert_eq!(find_program(name, &around), None, "{name}");
    }
}

#[test]
fn a_program_that_cannot_be_started_has_the_code_that_a_shell_gives() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = folder();
    let path = home.path().join("program");
    let start = |path: &Path| {
        let none: [(&str, &str); 0] = [];
        let error = exec(path.as_os_str(), &["canary"], none, ["X"]).unwrap_err();
        assert!(!format!("{error:?}{error}").contains("canary"));
        error.exit_code()
    };
    assert_eq!(start(Path::new("no-such-program")), 127);
    assert_eq!(start(&path), 127);
    fs::write(&path, "#!/no/such/interpreter\n").unwrap();
    assert_eq!(start(&path), 126, "not executable");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(start(&path), 126, "no interpreter");
    assert_eq!(start(home.path()), 126, "a folder");
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
