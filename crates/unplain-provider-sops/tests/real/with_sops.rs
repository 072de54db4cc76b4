//! Files that the real sops and we read and write in turn.

use std::fs;

use crate::common::{
    DOTENV, Home, age_keygen, hostile, name, pairs, random, remove, set, text, values,
};
use unplain_core::{ErrorKind, Provider as _, Secret};
use unplain_provider_sops::{Identities, StoreStatus};

const STORE: &str = ".env.enc";

/// What sops encrypts `plain` to, for our identity.
fn encrypted_by_sops(home: &Home, plain: &str, options: &[&str]) -> String {
    home.write("plain.env", plain);
    let recipient = home.identities().recipients().join(",");
    let output = home
        .sops(&[&["encrypt", "--age", &recipient], &DOTENV[..], options, &["plain.env"]].concat());
    fs::remove_file(home.path("plain.env")).unwrap();
    text(output)
}

#[test]
fn sops_reads_what_we_write() {
    let home = Home::with_identity();
    let store = home.store(STORE);
    store
        .put(&[
            set("B", "two words"),
            set("A", "line\nbreak"),
            set("EMPTY", ""),
            set("C", " blanks \t"),
        ])
        .unwrap();
    assert_eq!(home.sops_decrypt(STORE), "B=two words\nA=line\\nbreak\nEMPTY=\nC= blanks \t\n");
    assert_eq!(
        values(&store),
        pairs(&[("A", "line\nbreak"), ("B", "two words"), ("C", " blanks \t"), ("EMPTY", "")])
    );
    let status = text(home.sops(&["filestatus", "--input-type", "dotenv", STORE]));
    assert!(status.contains("true"), "{status}");
}

#[test]
fn we_read_what_sops_writes() {
    let home = Home::with_identity();
    let plain = "# a comment\nA=one\nE=\nQ=\"quoted\" # not a comment\n\nM=line\\nbreak\nS_unencrypted=clear\n#\n";
    home.write(STORE, encrypted_by_sops(&home, plain, &[]));
    let store = home.store(STORE);
    assert_eq!(store.status().unwrap(), StoreStatus::Readable);
    let expected = [
        ("A", "one"),
        ("E", ""),
        ("M", "line\nbreak"),
        ("Q", "\"quoted\" # not a comment"),
        ("S_unencrypted", "clear"),
    ];
    assert_eq!(values(&store), pairs(&expected));
    let some = store.get(&[name("M"), name("MISSING"), name("A")]).unwrap();
    let names: Vec<_> = some.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["M", "A"]);
}

#[test]
fn edits_by_both_in_turn_keep_comments_order_and_unchanged_lines() {
    let home = Home::with_identity();
    let plain = "# first\nA=one\n#\n# second\nB=two\n";
    home.write(STORE, encrypted_by_sops(&home, plain, &[]));
    let store = home.store(STORE);

    let before = home.read(STORE);
    store.put(&[set("C", "three"), set("A", "one")]).unwrap();
    let after = home.read(STORE);
    let changed: Vec<_> =
        after.lines().filter(|line| !before.lines().any(|old| old == *line)).collect();
    let names: Vec<_> = changed.iter().map(|line| line.split('=').next().unwrap()).collect();
    assert!(names.contains(&"C") && names.contains(&"sops_mac"), "{names:?}");
    assert!(
        names.iter().all(|name| ["C", "sops_mac", "sops_lastmodified"].contains(name)),
        "{names:?}"
    );

    let output = home.tool(
        "sops",
        &[
            "--disable-version-check",
            "set",
            "--input-type",
            "dotenv",
            "--output-type",
            "dotenv",
            "--value-stdin",
            STORE,
            r#"["D"]"#,
        ],
        "\"by sops\"",
    );
    text(output);
    store.put(&[set("B", "zwei"), remove("A")]).unwrap();
    assert_eq!(home.sops_decrypt(STORE), "# first\n#\n# second\nB=zwei\nC=three\nD=by sops\n");
    assert_eq!(values(&store), pairs(&[("B", "zwei"), ("C", "three"), ("D", "by sops")]));
}

#[test]
fn a_store_without_values_is_still_one() {
    let home = Home::with_identity();
    let store = home.store(STORE);
    store.put(&[set("A", "x")]).unwrap();
    store.put(&[remove("A")]).unwrap();
    assert_eq!(home.sops_decrypt(STORE), "");
    assert_eq!(values(&store), []);
    store.put(&[set("B", "y")]).unwrap();
    assert_eq!(home.sops_decrypt(STORE), "B=y\n");
}

#[test]
fn hostile_values_survive_sops_or_are_refused() {
    let home = Home::with_identity();
    let store = home.store(STORE);
    let json = home.store("store.json");
    let mut random = random(11);
    let mut held = Vec::new();
    let mut refused = 0;
    for number in 0..200 {
        let (variable, value) = (name(&format!("V{number:03}")), hostile(&mut random));
        let secret = Secret::new(value.clone());
        assert!(json.can_hold(&variable, &secret).is_ok());
        match store.can_hold(&variable, &secret) {
            Ok(()) => held.push((variable.to_string(), value)),
            Err(why) => {
                refused += 1;
                assert!(value.contains("\\n"), "{why}");
            }
        }
    }
    assert!(refused > 3 && held.len() > 100);
    let changes: Vec<_> = held.iter().map(|(name, value)| set(name, value)).collect();
    store.put(&changes).unwrap();
    assert_eq!(values(&store), held);

    // sops decrypts to plain dotenv and encrypts that again: nothing may have changed on the way.
    let plain = home.sops_decrypt(STORE);
    home.write(STORE, encrypted_by_sops(&home, &plain, &[]));
    assert_eq!(values(&home.store(STORE)), held);

    json.put(&changes).unwrap();
    assert_eq!(values(&json), held);
    let plain = text(home.sops(&["decrypt", "store.json"]));
    let plain: std::collections::BTreeMap<String, String> = serde_json::from_str(&plain).unwrap();
    assert_eq!(plain.into_iter().collect::<Vec<_>>(), held);
}

#[test]
fn what_dotenv_cannot_hold_goes_into_json() {
    let home = Home::with_identity();
    let value = "a literal \\n is not a line break";
    let error = home.store(STORE).put(&[set("A", "fine"), set("B", value)]).unwrap_err();
    assert_eq!(error.kind, ErrorKind::CannotHold);
    assert!(!home.path(STORE).exists());
    assert!(!format!("{error:?}").contains("literal"));

    let json = home.store("store.json");
    json.put(&[set("B", value), set("A", "<&> \"q\" \u{2028} ü")]).unwrap();
    assert_eq!(text(home.sops(&["decrypt", "--extract", r#"["B"]"#, "store.json"])), value);
    assert_eq!(values(&json), pairs(&[("A", "<&> \"q\" \u{2028} ü"), ("B", value)]));
}

#[test]
fn a_json_file_of_sops_keeps_what_is_not_ours() {
    let home = Home::with_identity();
    let plain = r#"{"A": "x", "n": 1.5, "yes": true, "nothing": null, "e": "", "deep": {"list": ["p", 2, {"q": "r"}], "open_unencrypted": [1, 2.50, true, "t"]}}"#;
    home.write("store.json", plain);
    let recipient = home.identities().recipients().join(",");
    text(home.sops(&["encrypt", "--in-place", "--age", &recipient, "store.json"]));
    let store = home.store("store.json");
    let expected = [("A", "x"), ("e", ""), ("n", "1.5"), ("yes", "true")];
    assert_eq!(values(&store), pairs(&expected));

    let before = home.read("store.json");
    store.put(&[set("NEW", "y"), remove("e"), set("A", "x")]).unwrap();
    let after = home.read("store.json");
    let changed: Vec<_> =
        after.lines().filter(|line| !before.lines().any(|old| old == *line)).collect();
    assert!(changed.len() <= 4, "{changed:?}");
    let decrypted = text(home.sops(&["decrypt", "store.json"]));
    let decrypted: serde_json::Value = serde_json::from_str(&decrypted).unwrap();
    let mut wanted: serde_json::Value = serde_json::from_str(plain).unwrap();
    wanted["NEW"] = "y".into();
    wanted.as_object_mut().unwrap().remove("e");
    assert_eq!(decrypted, wanted);

    let error = store.put(&[set("deep", "z")]).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Conflict);
    assert_eq!(home.read("store.json"), after);
}

#[test]
fn yaml_is_read_and_never_written() {
    let home = Home::with_identity();
    let plain = "# c\nA: x # inline\nB: |\n    two\n    lines\nnumber: 12\nfloat: 1.50\nt: 2024-01-02T03:04:05Z\nflag: no\nempty: \"\"\nnothing:\ngroup:\n    - a: 1\n      b: [x, y]\n    - open_unencrypted: {n: 1.0, t: yes, f: 1e3}\n";
    home.write("store.yaml", plain);
    let recipient = home.identities().recipients().join(",");
    text(home.sops(&["encrypt", "--in-place", "--age", &recipient, "store.yaml"]));
    let store = home.store("store.yaml");
    assert_eq!(store.status().unwrap(), StoreStatus::Readable);
    let expected = [
        ("A", "x"),
        ("B", "two\nlines\n"),
        ("empty", ""),
        ("flag", "no"),
        ("float", "1.5"),
        ("number", "12"),
        ("t", "2024-01-02T03:04:05Z"),
    ];
    assert_eq!(values(&store), pairs(&expected));
    let before = home.read("store.yaml");
    assert!(store.can_hold(&name("A"), &Secret::new("y".to_owned())).is_err());
    assert_eq!(store.put(&[set("A", "y")]).unwrap_err().kind, ErrorKind::Denied);
    assert_eq!(home.read("store.yaml"), before);
    fs::remove_file(home.path("store.yaml")).unwrap();
    assert_eq!(store.put(&[set("A", "y")]).unwrap_err().kind, ErrorKind::Denied);
}

#[test]
fn each_rule_of_sops_is_followed() {
    let plain = "PUBLIC_URL=u\nTOKEN=t\nB_secret=b\nC_open=c\n";
    for options in [
        &["--unencrypted-suffix", "_open"][..],
        &["--encrypted-suffix", "_secret"],
        &["--encrypted-regex", "^(TOKEN|B_.*)$"],
        &["--unencrypted-regex", "^PUBLIC_"],
        &[],
    ] {
        let home = Home::with_identity();
        if options.is_empty() {
            let rules =
                "creation_rules:\n  - encrypted_regex: (?i)^token$\n    mac_only_encrypted: true\n";
            home.write(".sops.yaml", rules);
        }
        home.write(STORE, encrypted_by_sops(&home, plain, options));
        let store = home.store(STORE);
        let expected = [("B_secret", "b"), ("C_open", "c"), ("PUBLIC_URL", "u"), ("TOKEN", "t")];
        assert_eq!(values(&store), pairs(&expected), "{options:?}");
        let encrypted = home.read(STORE).lines().filter(|line| line.contains("=ENC[")).count();
        // With the MAC.
        assert!((2..5).contains(&encrypted), "{options:?}");

        // A name that the rule leaves in clear takes no secret.
        for variable in ["TOKEN", "B_secret", "PUBLIC_URL", "C_open"] {
            let before = home.read(STORE);
            let clear = before.contains(&format!(
                "{variable}={}",
                &expected.iter().find(|(n, _)| *n == variable).unwrap().1
            ));
            let holds = store.can_hold(&name(variable), &Secret::new("new".to_owned()));
            assert_eq!(holds.is_err(), clear, "{variable} {options:?}");
            let put = store.put(&[set(variable, "new")]);
            assert_eq!(put.is_err(), clear);
            if let Err(error) = put {
                assert_eq!(error.kind, ErrorKind::CannotHold);
                assert_eq!(home.read(STORE), before);
            }
        }
        home.sops_decrypt(STORE);
    }
}

#[test]
fn creation_rules_say_who_else_can_read_a_new_store() {
    let mut home = Home::with_identity();
    let (second, third) = (age_keygen(&home, "second.txt"), age_keygen(&home, "third.txt"));
    home.set_env("SOPS_AGE_RECIPIENTS", third.clone());
    home.write(".sops.yaml", format!("creation_rules:\n  - path_regex: ^other$\n    age: x\n  - path_regex: \\.env\\.enc$\n    age: {second}\n    encrypted_regex: ^[A-Z]\n    mac_only_encrypted: true\n"));
    let store = home.store("project/.env.enc");
    store.put(&[set("A", "x")]).unwrap();
    let own = home.identities().recipients();
    assert_eq!(store.recipients().unwrap(), [own[0].as_str(), third.as_str(), second.as_str()]);
    for key in ["second.txt", "third.txt"] {
        let mut other = Home::new();
        let keys = fs::read_to_string(home.path(key)).unwrap();
        other.set_env("SOPS_AGE_KEY", keys);
        other.write(STORE, home.read("project/.env.enc"));
        assert_eq!(values(&other.store(STORE)), pairs(&[("A", "x")]));
        assert_eq!(other.sops_decrypt(STORE), "A=x\n");
    }
    // The rule of the file holds from now on.
    assert!(store.can_hold(&name("lower"), &Secret::new("x".to_owned())).is_err());
    assert!(home.read("project/.env.enc").contains("sops_encrypted_regex=^[A-Z]\n"));

    home.write("pgp/.sops.yaml", "creation_rules:\n  - pgp: AAAA\n");
    let error = home.store("pgp/.env.enc").put(&[set("A", "x")]).unwrap_err();
    assert!(error.message.contains("pgp"), "{}", error.message);
}

#[test]
fn a_changed_recipient_list_is_kept() {
    let home = Home::with_identity();
    let second = age_keygen(&home, "second.txt");
    let store = home.store(STORE);
    store.put(&[set("A", "x")]).unwrap();
    text(
        home.sops(
            &[&["rotate", "--in-place", "--add-age", &second], &DOTENV[..], &[STORE]].concat(),
        ),
    );
    store.put(&[set("B", "y")]).unwrap();
    let mut other = Home::new();
    other.set_env("SOPS_AGE_KEY_FILE", home.path("second.txt").display().to_string());
    other.write(STORE, home.read(STORE));
    assert_eq!(other.sops_decrypt(STORE), "A=x\nB=y\n");
    assert_eq!(values(&other.store(STORE)), pairs(&[("A", "x"), ("B", "y")]));
}

#[test]
fn other_kinds_of_keys_and_unknown_metadata_stay() {
    let home = Home::with_identity();
    let store = home.store(STORE);
    store.put(&[set("A", "x")]).unwrap();
    let extra = "sops_pgp__list_0__map_created_at=2024-01-01T00:00:00Z\nsops_pgp__list_0__map_enc=x\\ny\nsops_pgp__list_0__map_fp=AA\n";
    let unknown = "sops_future_field=keep me\n";
    let with = home.read(STORE).replace("sops_version=", &format!("{extra}{unknown}sops_version="));
    home.write(STORE, &with);
    store.put(&[set("B", "y")]).unwrap();
    let after = home.read(STORE);
    assert!(after.contains(extra) && after.contains(unknown));
    assert!(store.recipients().unwrap().contains(&"a pgp key".to_owned()));
}

#[test]
fn ssh_keys_are_recipients_and_identities() {
    for kind in ["ed25519", "rsa"] {
        let home = Home::new();
        fs::create_dir(home.path(".ssh")).unwrap();
        let file = format!(".ssh/id_{kind}");
        text(home.tool(
            "ssh-keygen",
            &["-q", "-t", kind, "-N", "", "-C", "me@host", "-f", &file],
            "",
        ));
        let identities = Identities::find(&home.surroundings);
        assert!(!identities.is_empty());
        let public = home.read(&format!("{file}.pub"));
        assert_eq!(identities.recipients(), [public.rsplit_once(' ').unwrap().0]);
        let store = home.store(STORE);
        store.put(&[set("A", "x")]).unwrap();
        assert_eq!(home.sops_decrypt(STORE), "A=x\n", "{kind}");

        // A file that sops made for the key as it stands in the .pub file.
        home.write("plain.env", "A=y\n");
        let encrypted = home
            .sops(&[&["encrypt", "--age", public.trim()], &DOTENV[..], &["plain.env"]].concat());
        home.write("other.env.enc", text(encrypted));
        assert_eq!(values(&home.store("other.env.enc")), pairs(&[("A", "y")]));
    }
}
