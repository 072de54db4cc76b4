//! Where identities are found and how one is made.

use std::{fs, os::unix::fs::PermissionsExt as _, sync::Arc};

use unplain_core::{ErrorKind, Provider as _, Seal as _};
use unplain_provider_sops::{Identities, SopsFile, StoreStatus};

use crate::common::{Home, age_keygen, mode, pairs, set, text, values};

const STORE: &str = ".env.enc";
const KEYS: &str = ".config/sops/age/keys.txt";

#[test]
fn none_is_no_error_and_a_new_store_says_what_to_do() {
    let home = Home::new();
    let identities = home.identities();
    assert!(identities.is_empty());
    assert_eq!(identities.recipients(), [""; 0]);
    assert_eq!(identities.warnings(), [""; 0]);
    let error = home.store(STORE).put(&[set("A", "x")]).unwrap_err();
    assert_eq!(error.kind, ErrorKind::AuthRequired);
    assert!(error.help.contains("keys.txt"), "{}", error.help);
    assert!(!home.path(STORE).exists());
    assert_eq!(identities.seal(b"x").unwrap_err().kind, ErrorKind::AuthRequired);
}

#[test]
fn a_new_identity_is_private_and_the_one_that_age_and_sops_use() {
    let home = Home::new();
    let identities = Identities::create(&home.surroundings).unwrap();
    let keys = Identities::keys_file(&home.surroundings);
    assert_eq!(keys, home.path(KEYS));
    assert_eq!(mode(&keys), 0o600);
    for folder in [".config", ".config/sops", ".config/sops/age"] {
        assert_eq!(mode(&home.path(folder)), 0o700);
    }
    assert_eq!(identities.warnings(), [""; 0]);
    let public = text(home.tool("age-keygen", &["-y", KEYS], ""));
    assert_eq!(identities.recipients(), [public.trim()]);
    assert_eq!(fs::read_dir(home.path(".config/sops/age")).unwrap().count(), 1);
}

#[test]
fn an_identity_is_added_to_those_that_are_there() {
    let home = Home::new();
    fs::create_dir_all(home.path(".config/sops/age")).unwrap();
    let first = age_keygen(&home, KEYS);
    let before = home.read(KEYS);
    let cut = before.trim_end().to_owned();
    home.write(KEYS, &cut);
    let identities = Identities::create(&home.surroundings).unwrap();
    let after = home.read(KEYS);
    assert!(after.starts_with(&cut));
    assert_eq!(identities.recipients().len(), 2);
    assert!(identities.recipients().contains(&first));
    assert_eq!(text(home.tool("age-keygen", &["-y", KEYS], "")).lines().count(), 2);
}

#[test]
fn what_is_no_identity_file_is_never_added_to() {
    let home = Home::new();
    let encrypted = "age-encryption.org/v1\n-> scrypt x\n";
    for content in [encrypted, "hunter2\n", "-----BEGIN OPENSSH PRIVATE KEY-----\n"] {
        home.write(KEYS, content);
        let error = Identities::create(&home.surroundings).unwrap_err();
        assert_eq!(error.kind, ErrorKind::BadReply);
        assert_eq!(home.read(KEYS), content);
        assert!(!format!("{error:?}").contains("hunter2"));
    }
    fs::remove_file(home.path(KEYS)).unwrap();
    fs::create_dir(home.path(KEYS)).unwrap();
    assert!(Identities::create(&home.surroundings).is_err());
}

#[test]
fn identities_made_at_the_same_time_are_all_kept() {
    let home = Arc::new(Home::new());
    let makers: Vec<_> = (0..6)
        .map(|_| {
            let home = Arc::clone(&home);
            std::thread::spawn(move || {
                Identities::create(&home.surroundings).unwrap().recipients().len()
            })
        })
        .collect();
    assert!(makers.into_iter().all(|maker| maker.join().unwrap() >= 1));
    assert_eq!(home.identities().recipients().len(), 6);
}

/// A store of another home, and the private key that opens it.
fn foreign_store() -> (Home, String, String) {
    let home = Home::new();
    let public = age_keygen(&home, "keys.txt");
    let keys = home.read("keys.txt");
    let mut owner = Home::new();
    owner.set_env("SOPS_AGE_KEY", keys.clone());
    owner.store(STORE).put(&[set("A", "x")]).unwrap();
    (owner, keys, public)
}

#[test]
fn every_place_of_sops_is_looked_at() {
    let (owner, keys, public) = foreign_store();
    let secret = keys.lines().last().unwrap();
    type Setup<'a> = &'a dyn Fn(&mut Home);
    let places: [(&str, Setup<'_>); 7] = [
        ("SOPS_AGE_KEY", &|home| home.set_env("SOPS_AGE_KEY", secret)),
        ("several in SOPS_AGE_KEY", &|home| {
            age_keygen(home, "other.txt");
            let other = home.read("other.txt");
            home.set_env("SOPS_AGE_KEY", format!("{other}\n{secret}"));
        }),
        ("SOPS_AGE_KEY_FILE", &|home| {
            let path = home.write("k", &keys);
            home.set_env("SOPS_AGE_KEY_FILE", path.display().to_string());
        }),
        ("keys.txt", &|home| {
            home.write(KEYS, &keys);
        }),
        ("XDG_CONFIG_HOME", &|home| {
            home.write("xdg/sops/age/keys.txt", &keys);
            home.set_env("XDG_CONFIG_HOME", home.path("xdg").display().to_string());
        }),
        ("SOPS_AGE_KEY_CMD", &|home| {
            let path = home.write("k with blank", &keys);
            home.set_env("SOPS_AGE_KEY_CMD", format!("cat '{}'", path.display()));
        }),
        ("SOPS_AGE_KEY_CMD with the recipient", &|home| {
            home.write(&format!("by/{public}"), &keys);
            let script = home.path("by").display().to_string();
            home.set_env(
                "SOPS_AGE_KEY_CMD",
                format!("sh -c 'cat \"{script}/$SOPS_AGE_RECIPIENT\"'"),
            );
        }),
    ];
    for (place, setup) in places {
        let mut home = Home::new();
        setup(&mut home);
        home.write(STORE, owner.read(STORE));
        assert_eq!(values(&home.store(STORE)), pairs(&[("A", "x")]), "{place}");
        assert_eq!(home.sops_decrypt(STORE), "A=x\n", "{place}");
    }
}

#[test]
fn ssh_keys_are_found_where_sops_looks() {
    let keys = Home::new();
    text(keys.tool("ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-f", "key"], ""));
    let private = keys.path("key").display().to_string();
    let mut owner = Home::new();
    owner.set_env("SOPS_AGE_SSH_PRIVATE_KEY_FILE", private.clone());
    owner.store(STORE).put(&[set("A", "x")]).unwrap();
    assert_eq!(owner.sops_decrypt(STORE), "A=x\n");

    let mut home = Home::new();
    home.set_env("SOPS_AGE_SSH_PRIVATE_KEY_CMD", format!("cat {private}"));
    home.write(STORE, owner.read(STORE));
    assert_eq!(values(&home.store(STORE)), pairs(&[("A", "x")]));

    // An age identity of our own does not hide the ssh key, and is the one that new stores are for.
    let home = Home::with_identity();
    home.write(".ssh/id_ed25519", keys.read("key"));
    home.write(STORE, owner.read(STORE));
    assert_eq!(values(&home.store(STORE)), pairs(&[("A", "x")]));
    let recipients = home.identities().recipients();
    assert!(recipients.len() == 1 && recipients[0].starts_with("age1"), "{recipients:?}");
}

#[test]
fn a_store_for_others_says_who_they_are_and_where_was_looked() {
    let (owner, keys, public) = foreign_store();
    let mut home = Home::with_identity();
    fs::create_dir(home.path(".ssh")).unwrap();
    text(home.tool(
        "ssh-keygen",
        &["-q", "-t", "ed25519", "-N", "locked", "-f", ".ssh/id_ed25519"],
        "",
    ));
    home.set_env("SOPS_AGE_KEY", "AGE-PLUGIN-YUBIKEY-1QQQQ");
    home.set_env("SOPS_AGE_KEY_CMD", "false");
    home.write(STORE, owner.read(STORE));
    let store = home.store(STORE);
    let error = store.get(&[]).unwrap_err();
    assert_eq!(error.kind, ErrorKind::AuthRequired);
    assert!(error.message.contains(&public), "{}", error.message);
    for expected in [
        "plugin",
        "keys.txt (1 identity",
        "id_ed25519 (is protected by a passphrase",
        "SOPS_AGE_KEY_CMD (failed",
    ] {
        assert!(error.help.contains(expected), "{expected}: {}", error.help);
    }
    assert!(!format!("{error:?}").contains(&keys.lines().last().unwrap()[..24]));
    let StoreStatus::NotForUs { recipients, .. } = store.status().unwrap() else { panic!() };
    assert_eq!(recipients, [public]);
    let before = home.read(STORE);
    assert_eq!(store.put(&[set("B", "y")]).unwrap_err().kind, ErrorKind::AuthRequired);
    assert_eq!(home.read(STORE), before);
    assert_eq!(store.names().unwrap().len(), 1);
}

#[test]
fn a_damaged_data_key_is_told_from_a_foreign_one() {
    let home = Home::with_identity();
    let store = home.store(STORE);
    store.put(&[set("A", "x")]).unwrap();
    let whole = home.read(STORE);
    let at = whole.find("\\n-----END AGE").unwrap() - 20;
    let damaged: String = [&whole[..at], "AAAAAAAA", &whole[at + 8..]].concat();
    home.write(STORE, &damaged);
    let error = store.get(&[]).unwrap_err();
    assert_eq!(error.kind, ErrorKind::BadReply);
    assert!(error.message.contains("damaged"), "{}", error.message);
}

#[test]
fn keys_that_others_can_read_are_warned_about() {
    let home = Home::with_identity();
    let keys = Identities::keys_file(&home.surroundings);
    fs::set_permissions(&keys, fs::Permissions::from_mode(0o644)).unwrap();
    let identities = home.identities();
    let [warning] = identities.warnings() else { panic!("{:?}", identities.warnings()) };
    for expected in [keys.to_str().unwrap(), "0644", "chmod 600"] {
        assert!(warning.contains(expected), "{warning}");
    }
    assert!(!identities.is_empty());
}

#[test]
fn what_is_sealed_opens_with_age_and_only_for_us() {
    let home = Home::with_identity();
    let identities = home.identities();
    for plain in [&b""[..], b"secret \0 bytes \xff", &[7; 300_000]] {
        let sealed = identities.seal(plain).unwrap();
        assert_eq!(identities.unseal(&sealed).unwrap().as_slice(), plain);
        home.write("sealed", &sealed);
        let opened = home.tool("age", &["-d", "-i", KEYS, "sealed"], "");
        assert_eq!(opened.stdout, plain);
    }
    let sealed = identities.seal(b"secret").unwrap();
    let error = Home::with_identity().identities().unseal(&sealed).unwrap_err();
    assert_eq!(error.kind, ErrorKind::AuthRequired);
    assert!(identities.unseal(&sealed[..sealed.len() - 1]).is_err());
}

#[test]
fn debug_shows_nothing_secret() {
    let (_, keys, _) = foreign_store();
    let mut home = Home::with_identity();
    home.set_env("SOPS_AGE_KEY", keys.clone());
    home.set_env("SOPS_AGE_KEY_CMD", "echo hunter2");
    let identities = home.identities();
    assert_eq!(identities.recipients().len(), 2);
    let store = SopsFile::open(home.path(STORE), Arc::clone(&identities));
    let shown = format!("{identities:?} {store:?}");
    for secret in
        keys.lines().chain(home.read(KEYS).lines()).filter(|line| line.starts_with("AGE-SECRET"))
    {
        assert!(!shown.contains(&secret[15..30]));
    }
    assert!(!shown.contains("hunter2"));
}
