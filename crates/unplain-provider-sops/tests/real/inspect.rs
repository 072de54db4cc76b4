//! What a file tells without a key, and what more with one.

use std::fs;

use unplain_provider_sops::{Closed, Fault, Identities, Inspected, inspect, intended};

use crate::common::{DOTENV, Home, age_keygen, name, random, text, token};

/// A home whose `keys.txt` opens `file`, which sops made of `plain`.
fn encrypted(file: &str, plain: &str, form: &[&str]) -> (Home, String) {
    let mut home = Home::new();
    let recipient = age_keygen(&home, "keys.txt");
    let keys = home.path("keys.txt");
    home.set_env("SOPS_AGE_KEY_FILE", keys.to_str().unwrap());
    let source = format!("plain-{file}");
    home.write(&source, plain);
    let made = home.sops(&[&["encrypt", "--age", &recipient], form, &[&source]].concat());
    home.write(file, text(made));
    (home, recipient)
}

fn dotenv(plain: &str) -> (Home, String) {
    encrypted(".env.enc", plain, &DOTENV)
}

fn seen(home: &Home, file: &str) -> Inspected {
    inspect(&home.path(file)).unwrap()
}

fn faults(seen: &Inspected) -> Vec<Fault> {
    seen.faults.iter().map(|broken| broken.fault).collect()
}

fn opened_fault(home: &Home, file: &str) -> Fault {
    match seen(home, file).open(&Identities::find(&home.surroundings)) {
        Err(Closed::Broken(broken)) => broken.fault,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("{file} opens"),
    }
}

/// Changes the text of a file.
fn edit(home: &Home, file: &str, change: impl Fn(&str) -> String) {
    let before = home.read(file);
    let after = change(&before);
    assert_ne!(before, after, "nothing was changed");
    home.write(file, after);
}

#[test]
fn a_store_tells_its_names_keys_and_day_without_a_key() {
    for (file, plain, form) in [
        (".env.enc", "B=1\nA=2\nEMPTY=\n", &DOTENV[..]),
        ("s.json", "{\"B\": \"1\", \"A\": \"2\", \"EMPTY\": \"\", \"g\": {\"x\": \"1\"}}", &[]),
        ("s.yaml", "B: one\nA: two\nEMPTY: ''\ng:\n  x: one\n", &[]),
    ] {
        let (mut home, recipient) = encrypted(file, plain, form);
        let looked = seen(&home, file);
        assert!(looked.faults.is_empty(), "{:?}", looked.faults);
        assert_eq!(looked.names.as_deref(), Some(&[name("A"), name("B")][..]));
        assert_eq!(looked.recipients, [recipient]);
        let day = looked.last_modified.as_deref().unwrap();
        assert!(day.len() == 20 && day.ends_with('Z'), "{day}");
        let values = looked.open(&Identities::find(&home.surroundings)).unwrap();
        let names: Vec<_> = values.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["A", "B"]);

        home.surroundings.env.clear();
        let closed = looked.open(&Identities::find(&home.surroundings)).unwrap_err();
        assert!(matches!(closed, Closed::NotForUs { .. }), "{closed:?}");
    }
    assert!(inspect(&Home::new().path("absent")).is_none());
}

#[test]
fn markers_of_a_merge_are_told_by_their_line() {
    let marked = |marker: &'static str| {
        move |text: &str| text.replacen("\nB=", &format!("\n{marker}\nB="), 1)
    };
    // The last of them parse as lines of a dotenv file.
    for marker in ["<<<<<<< HEAD", "||||||| 1234", ">>>>>>> topic", "=======", ">>>>>>> a=b"] {
        let (home, _) = dotenv("A=1\nB=2\n");
        edit(&home, ".env.enc", marked(marker));
        let looked = seen(&home, ".env.enc");
        assert_eq!(faults(&looked), [Fault::Conflict], "{marker}");
        assert_eq!(looked.faults[0].line, Some(2), "{marker}");
        assert!(looked.names.is_none());
    }
    let (home, _) = dotenv("A=1\nB=2\n");
    // Both sides kept, markers taken out.
    edit(&home, ".env.enc", |text| text.replace("sops_version", "sops_mac=x\nsops_version"));
    assert_eq!(faults(&seen(&home, ".env.enc")), [Fault::Conflict]);
    let (home, _) = encrypted("s.json", "{\"A\": \"1\"}", &[]);
    edit(&home, "s.json", |text| text.replace("\"sops\":", "\"sops\": {},\n\"sops\":"));
    assert_eq!(faults(&seen(&home, "s.json")), [Fault::Conflict]);
}

#[test]
fn a_name_that_stands_there_twice_is_told() {
    let (home, _) = dotenv("A=1\nB=2\nA=3\n");
    let looked = seen(&home, ".env.enc");
    assert_eq!(faults(&looked), [Fault::Conflict]);
    assert_eq!((looked.faults[0].line, looked.names.unwrap().len()), (Some(3), 2));
}

#[test]
fn what_looks_like_a_marker_in_a_value_is_none() {
    let plain = "A_unencrypted=<<<<<<< HEAD\\n=======\\n>>>>>>> x\nB========\n#=======\n";
    let (home, _) = dotenv(plain);
    let looked = seen(&home, ".env.enc");
    assert!(looked.faults.is_empty(), "{:?}", looked.faults);
}

#[test]
fn a_value_in_clear_is_told_by_its_line_alone() {
    let secret = token(&mut random(7));
    let (home, _) = dotenv("A=1\nB=2\n");
    // What a secret in base64 looks like to whoever splits at the first `=`.
    edit(&home, ".env.enc", |text| format!("{secret}==\n{text}"));
    let looked = seen(&home, ".env.enc");
    assert_eq!(faults(&looked), [Fault::InClear]);
    assert_eq!(looked.faults[0].line, Some(1));
    assert!(!format!("{:?} {:?}", looked.faults, looked.names).contains(&secret));
    assert_eq!(looked.names.as_deref(), Some(&[name("A"), name("B")][..]));

    for (file, plain) in [("s.json", "{\"A\": \"one\"}"), ("s.yaml", "A: one\n")] {
        let (home, _) = encrypted(file, plain, &[]);
        edit(&home, file, |text| match file {
            "s.json" => text.replacen('{', "{\"N\": 5, \"T\": \"plain\",", 1),
            _ => format!("N: 5\nT: plain\n{text}"),
        });
        assert_eq!(faults(&seen(&home, file)), [Fault::InClear, Fault::InClear], "{file}");
    }
}

#[test]
fn what_the_rule_leaves_in_clear_is_right() {
    for rule in [
        ["--encrypted-regex", "^TOKEN"],
        ["--unencrypted-regex", "^PUBLIC"],
        ["--encrypted-suffix", "_KEY"],
        ["--unencrypted-suffix", "_URL"],
    ] {
        let (home, _) = encrypted(
            ".env.enc",
            "TOKEN_KEY=one\nPUBLIC_URL=two\n",
            &[&DOTENV[..], &rule].concat(),
        );
        assert!(home.read(".env.enc").contains("PUBLIC_URL=two"), "{rule:?}");
        let looked = seen(&home, ".env.enc");
        assert!(looked.faults.is_empty(), "{rule:?}: {:?}", looked.faults);
        assert_eq!(looked.names.as_deref(), Some(&[name("PUBLIC_URL"), name("TOKEN_KEY")][..]));
    }
}

#[test]
fn a_file_that_was_never_encrypted_stands_in_clear() {
    let home = Home::new();
    home.write(".env.enc", "# made by hand\nEMPTY=\nA=hunter2\nB=2\n");
    let looked = seen(&home, ".env.enc");
    assert_eq!(faults(&looked), [Fault::InClear]);
    assert_eq!(looked.faults[0].line, Some(3));
    assert!(!format!("{:?}", looked.faults).contains("hunter2") && looked.names.is_none());
}

#[test]
fn what_is_no_sops_file_is_unusable() {
    let (home, _) = dotenv("A=1\nB=2\n");
    let whole = home.read(".env.enc");
    let cut_at = |name: &str| whole.split_once(name).unwrap().0.to_owned();
    for text in [
        String::new(),
        " \n\n".to_owned(),
        cut_at("sops_age"),
        cut_at("sops_lastmodified"),
        cut_at("sops_mac"),
        cut_at("sops_version"),
        "U2FsdGVkX1+abc\n".to_owned(),
        "{}".to_owned(),
        "# nothing\n".to_owned(),
    ] {
        home.write(".env.enc", &text);
        let looked = seen(&home, ".env.enc");
        assert_eq!(faults(&looked), [Fault::Unusable], "{:?}", looked.faults);
        assert!(looked.names.is_none());
    }
    home.write(".env.enc", b"Salted__\xff\xfe");
    assert_eq!(faults(&seen(&home, ".env.enc")), [Fault::Unusable]);
    fs::create_dir(home.path("folder.enc")).unwrap();
    assert_eq!(faults(&seen(&home, "folder.enc")), [Fault::Unusable]);
}

#[test]
fn what_was_changed_without_the_key_is_told() {
    /// Another letter in the base64 behind `start`.
    fn flip(text: &str, start: &str) -> String {
        let at = text.find(start).unwrap() + start.len() + "ENC[AES256_GCM,data:".len();
        let letter = if text[at..].starts_with('A') { "B" } else { "A" };
        format!("{}{letter}{}", &text[..at], &text[at + 1..])
    }
    type Change = Box<dyn Fn(&str) -> String>;
    let changes: [Change; 5] = [
        Box::new(|text| flip(text, "sops_mac=")),
        Box::new(|text| flip(text, "\nB=")),
        Box::new(|text| text.lines().skip(1).map(|line| format!("{line}\n")).collect()),
        Box::new(|text| text.replacen("A=", "C=", 1)),
        Box::new(|text| {
            let start = text.find("sops_lastmodified=").unwrap() + "sops_lastmodified=".len();
            format!("{}1{}", &text[..start], &text[start + 1..])
        }),
    ];
    for change in changes {
        let (home, _) = dotenv("A=one\nB=two\n");
        edit(&home, ".env.enc", |text| change(text));
        let looked = seen(&home, ".env.enc");
        assert!(looked.faults.is_empty(), "told without a key: {:?}", looked.faults);
        assert_eq!(opened_fault(&home, ".env.enc"), Fault::Tampered);
        assert!(!home.sops(&[&["decrypt"], &DOTENV[..], &[".env.enc"]].concat()).status.success());
    }
    // Cut values are told without a key.
    for cut in ["A=ENC[AES256_GCM,data:", "sops_mac=ENC[AES256_GCM,data:"] {
        let (home, _) = dotenv("A=one\nB=two\n");
        edit(&home, ".env.enc", |text| {
            let start = text.find(cut).unwrap() + cut.len();
            let end = start + text[start..].find('\n').unwrap();
            format!("{}{}", &text[..start + 4], &text[end..])
        });
        assert_eq!(faults(&seen(&home, ".env.enc")), [Fault::Tampered], "{cut}");
    }
}

#[test]
fn a_store_encrypted_again_by_sops_is_told() {
    // sops refuses to encrypt an encrypted file of a format that it knows, …
    let (home, recipient) = dotenv("A=one\nB=two\n");
    let again =
        home.sops(&[&["encrypt", "--age", &recipient], &DOTENV[..], &[".env.enc"]].concat());
    assert_eq!(again.status.code(), Some(203));
    // … and takes any other for one value.
    let all: [(&str, &[&str]); 4] = [
        ("json", &[]),
        ("dotenv", &["--input-type", "binary", "--output-type", "dotenv"]),
        ("s.json", &["--input-type", "binary", "--output-type", "json"]),
        ("s.yaml", &["--input-type", "binary", "--output-type", "yaml"]),
    ];
    for (kind, form) in all {
        let arguments = [&["encrypt", "--age", &recipient], form, &[".env.enc"]].concat();
        let file = if kind.starts_with("s.") { kind } else { "twice.env.enc" };
        home.write(file, text(home.sops(&arguments)));
        let looked = seen(&home, file);
        assert_eq!(faults(&looked), [Fault::Unusable], "{kind}");
        assert!(looked.names.is_none(), "{kind}");
        assert_eq!(opened_fault(&home, file), Fault::Twice, "{kind}");
        assert_eq!(looked.recipients, std::slice::from_ref(&recipient));
    }
    // Encrypted values that were taken for plain ones.
    let lines: String =
        home.read(".env.enc").lines().take(2).map(|line| format!("{line}\n")).collect();
    home.write("values.env", &lines);
    let arguments = [&["encrypt", "--age", &recipient], &DOTENV[..], &["values.env"]].concat();
    home.write("values.env.enc", text(home.sops(&arguments)));
    assert!(seen(&home, "values.env.enc").faults.is_empty());
    assert_eq!(opened_fault(&home, "values.env.enc"), Fault::Twice);
    // Metadata that are encrypted show it to everybody.
    edit(&home, ".env.enc", |text| {
        let value = text.lines().next().unwrap().split_once('=').unwrap().1;
        let line = text.lines().find(|line| line.starts_with("sops_lastmodified")).unwrap();
        text.replace(line, &format!("sops_lastmodified={value}"))
    });
    assert_eq!(faults(&seen(&home, ".env.enc")), [Fault::Twice]);
}

#[test]
fn who_is_meant_to_open_it_stands_in_the_nearest_rules() {
    let (home, recipient) = dotenv("A=1\n");
    let store = home.path("app/.env.enc");
    home.write("app/.env.enc", home.read(".env.enc"));
    let rules = |text: &str| {
        home.write(".sops.yaml", text);
        intended(&store)
    };
    assert_eq!(intended(&store).unwrap(), None);
    let other = "age1other";
    let both = Some(vec![recipient.clone(), other.to_owned()]);
    let sorted = |keys: Option<Vec<String>>| {
        keys.map(|mut keys| {
            keys.sort();
            keys
        })
    };
    let both = sorted(both);
    for text in [
        format!("creation_rules:\n  - path_regex: ^app/\n    age: {recipient},{other}\n"),
        format!("creation_rules:\n  - age: [{recipient}, {other}]\n"),
        format!(
            "keys:\n  - &me {recipient}\n  - &you {other}\ncreation_rules:\n  - path_regex: enc$\n    key_groups:\n    - age:\n      - *me\n      - *you\n"
        ),
    ] {
        assert_eq!(rules(&text).unwrap(), both, "{text}");
    }
    let pgp = rules(&format!("creation_rules:\n  - age: {recipient}\n    pgp: 'ab cd'\n"));
    assert_eq!(pgp.unwrap(), sorted(Some(vec![recipient.clone(), "pgp ABCD".to_owned()])));
    for silent in [
        "",
        "stores: {}\n",
        "creation_rules:\n  - path_regex: ^x$\n    age: a\n",
        "creation_rules:\n  - path_regex: enc\n",
    ] {
        assert_eq!(rules(silent).unwrap(), None, "{silent}");
    }
    for broken in
        ["creation_rules: [", "creation_rules: 1\n", "creation_rules:\n  - path_regex: '('\n"]
    {
        let (path, _) = rules(broken).unwrap_err();
        assert_eq!(path, home.path(".sops.yaml"));
    }
}

#[test]
fn a_file_that_may_not_be_read_is_unread() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = Home::new();
    let path = home.write(".env.enc", "A=1\n");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&path).is_ok() {
        return crate::common::again_without_privileges(
            "inspect::a_file_that_may_not_be_read_is_unread",
        );
    }
    assert_eq!(faults(&seen(&home, ".env.enc")), [Fault::Unread]);
}
