//! What surrounds the files: the home, the disk, another `unplain`.

use std::{
    fs,
    process::{Child, Command, Stdio},
};

use unplain_testkit::Tokens;

use crate::world::{World, finish, is_root, until};

const CONFIG: &str = ".claude.json";

fn config(key: &str) -> String {
    format!(r#"{{"mcpServers":{{"a":{{"command":"a","env":{{"ACME_API_KEY":"{key}"}}}}}}}}"#)
}

fn world(seed: u64) -> (World, String) {
    let world = World::new();
    let secret = Tokens::new(seed).opaque(32);
    world.home.file(CONFIG, config(&secret));
    (world, secret)
}

#[test]
fn no_home() {
    let (world, _) = world(250);
    for home in [None, Some(""), Some("relative")] {
        for (arguments, code) in
            [(&["scan"][..], 3), (&["migrate", "--yes"], 3), (&["run", "--", "true"], 125)]
        {
            let mut started = world.unplain(arguments);
            match home {
                None => started.command.env_remove("HOME"),
                Some(home) => started.command.env("HOME", home),
            };
            started.run().expect(code).says("HOME");
        }
    }
    world.unplain(["completions", "bash"]).env("HOME", "").run().expect(0);
}

#[test]
fn what_could_not_be_looked_at_is_never_called_clean() {
    let world = World::new();
    world.home.file(".cursor/mcp.json", r#"{"mcpServers": {"a": {"env": {"A_TOKEN": "cut off"#);
    for arguments in [&["scan"][..], &["migrate", "--yes"], &["migrate", "--dry-run"]] {
        let outcome = world.unplain(arguments).run().expect(3);
        assert!(!outcome.stdout.contains("Nothing to do"), "{arguments:?}");
        outcome.says("not everything could be looked at");
    }
}

#[test]
fn root_with_the_home_of_another_user() {
    if !is_root() {
        println!("not tried: only root can work in the home of another user");
        return;
    }
    let (world, secret) = world(251);
    std::os::unix::fs::chown(world.home.path(), Some(65534), None).unwrap();
    let before = world.files();
    let outcome = world.unplain(["migrate", "--yes"]).run().expect(3);
    assert!(outcome.said().contains("root"), "{}", outcome.said());
    assert!(world.files() == before, "nothing was made or changed");
    assert_eq!(world.home.read(CONFIG), config(&secret));
}

#[test]
fn a_full_disk_below_the_store() {
    for folder in [".config", ".local/state"] {
        let (world, secret) = world(252);
        world.home.folder(folder);
        let full = format!(
            "mount -t tmpfs -o mode=700,size=16k t \"$HOME/{folder}\"\ndd if=/dev/zero of=\"$HOME/{folder}/filler\" bs=1k 2>/dev/null || true"
        );
        let Some(started) = world.mounted(&full, ["migrate", "--yes"]) else { return };
        let outcome = started.run().expect(3);
        assert!(
            outcome.said().contains(folder) && outcome.said().contains("help"),
            "{}",
            outcome.said()
        );
        assert_eq!(world.home.read(CONFIG), config(&secret), "nothing was changed");
    }
}

/// Holds the lock of the state folder for as long as it lives.
struct Holder(Child);

impl Holder {
    fn new(world: &World) -> Self {
        let lock = world.home.folder(".local/state/unplain").join("lock");
        fs::set_permissions(
            lock.parent().unwrap(),
            std::os::unix::fs::PermissionsExt::from_mode(0o700),
        )
        .unwrap();
        let ready = world.home.at("ready");
        let script = format!("touch '{}'; cat", ready.display());
        let mut command = Command::new("flock");
        command.arg(&lock).args(["sh", "-c", &script]).stdin(Stdio::piped());
        let child = command.spawn().unwrap();
        until(|| ready.exists());
        Self(child)
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

#[test]
fn another_unplain_is_waited_for() {
    let (world, _) = world(253);
    let holder = Holder::new(&world);
    let child = world.unplain(["migrate", "--yes"]).spawn();
    let files = format!("/proc/{}/fd", child.id());
    let lock = world.home.at(".local/state/unplain/lock");
    let is_open = || {
        let files = fs::read_dir(&files).into_iter().flatten().flatten();
        files.filter_map(|entry| fs::read_link(entry.path()).ok()).any(|path| path == lock)
    };
    until(is_open);
    drop(holder);
    finish(child).expect(0);
    assert_eq!(world.home.read(CONFIG), config("${ACME_API_KEY}"));
}

#[test]
fn another_unplain_that_does_not_end_is_named() {
    let (world, secret) = world(254);
    let _holder = Holder::new(&world);
    fs::write(world.home.at(".local/state/unplain/lock"), "4711").unwrap();
    let outcome = world.unplain(["migrate", "--yes"]).run().expect(3);
    assert!(outcome.said().contains("4711"), "{}", outcome.said());
    assert_eq!(world.home.read(CONFIG), config(&secret));
}

#[test]
fn two_at_the_same_time_do_the_work_once() {
    let (world, secret) = world(255);
    let first = world.unplain(["migrate", "--yes"]).spawn();
    let second = world.unplain(["migrate", "--yes"]).spawn();
    finish(first).expect(0);
    finish(second).expect(0);
    assert_eq!(world.home.read(CONFIG), config("${ACME_API_KEY}"));
    assert_eq!(world.store().matches(secret.as_str()).count(), 1);
    world.unplain(["undo", "--yes"]).run().expect(0);
    assert_eq!(world.home.read(CONFIG), config(&secret));
}
