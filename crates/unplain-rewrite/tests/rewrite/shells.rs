//! The same values as the shells themselves give their children, before and after edits.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

use unplain_rewrite::{Document, Format, Kind};

use crate::generate::{self, Random};

/// The environment that a shell hands on after `text`; `None` if it ends badly.
fn environment(shell: &[&str], text: &str) -> Option<BTreeMap<String, String>> {
    let mut command = Command::new(shell[0]);
    command.args(&shell[1..]).arg(format!("{text}\nenv -0")).env_clear();
    command.env("PATH", "/usr/bin:/bin").env("HOME", "/nowhere").env("LC_ALL", "C.UTF-8");
    let output = command.stdin(Stdio::null()).output().unwrap();
    let text = String::from_utf8(output.stdout).ok()?;
    let pairs = text.split('\0').filter_map(|pair| pair.split_once('='));
    output.status.success().then(|| pairs.map(|(a, b)| (a.to_owned(), b.to_owned())).collect())
}

/// The literals that count, by name.
fn literals(document: &Document) -> BTreeMap<String, String> {
    let own = |node: &unplain_rewrite::Node<'_>| {
        node.kind() == Kind::String
            && !node.is_shadowed()
            && node.key().is_some_and(|key| key.starts_with(|c: char| c.is_ascii_uppercase()))
    };
    let nodes = document.nodes().filter(own);
    nodes.map(|node| (node.key().unwrap().into_owned(), node.value().into_owned())).collect()
}

fn is_installed(shell: &str) -> bool {
    let here = Command::new(shell).args(["-c", "exit 0"]).stdin(Stdio::null()).status().is_ok();
    if !here {
        println!("not compared with {shell}: it is not installed");
    }
    here
}

fn compare(shell: &[&str], format: Format, make: fn(&mut Random) -> String) {
    if !is_installed(shell[0]) {
        return;
    }
    let (mut values, mut edited) = (0, 0);
    for seed in 0..150 {
        let mut random = Random(seed);
        let text = make(&mut random);
        let document = Document::parse(text.clone(), format).unwrap();
        assert!(document.nodes().all(|node| node.key().is_none_or(|key| key != "Z")), "{text}");
        let ours = literals(&document);
        let theirs = environment(shell, &text).unwrap_or_else(|| panic!("{shell:?} fails: {text}"));
        for (name, value) in &ours {
            assert_eq!(theirs.get(name), Some(value), "{shell:?}, seed {seed}, {name} in:\n{text}");
            values += 1;
        }
        // A new literal, or what prints it, gives the new value; everything else stays.
        let node = document.nodes().find(|node| {
            !node.is_shadowed() && node.key().is_some_and(|key| ours.contains_key(&*key))
        });
        let Some(node) = node else { continue };
        let name = node.key().unwrap().into_owned();
        let new = random.pick(&["it's \"new\" $X `y` \\", "a b\nc", "#~{x,y}*", "", "=x"]);
        let mut patch = document.patch();
        let code = format == Format::Shell && seed % 2 == 0;
        let made = match code {
            true => patch.replace_with_code(node.id(), "\"$(printf '%s' \"it's )\")\""),
            false => patch.replace_value(node.id(), new),
        };
        made.unwrap();
        let after = patch.finish().unwrap();
        let mut expected = theirs.clone();
        expected.insert(name, if code { "it's )".to_owned() } else { new.to_owned() });
        let got = environment(shell, after.text()).unwrap();
        let relevant = |environment: &BTreeMap<String, String>| {
            let mut kept = environment.clone();
            kept.retain(|name, _| name != "_");
            kept
        };
        assert_eq!(
            relevant(&got),
            relevant(&expected),
            "{shell:?}, seed {seed}:\n{}",
            after.text()
        );
        edited += 1;
    }
    assert!(values > 100 && edited > 50, "{shell:?}: {values} values, {edited} edits");
}

#[test]
fn bash_says_the_same() {
    compare(&["bash", "-c"], Format::Shell, generate::shell);
}

#[test]
fn sh_says_the_same() {
    compare(&["sh", "-c"], Format::Shell, generate::shell);
}

#[test]
fn zsh_says_the_same() {
    compare(&["zsh", "-fc"], Format::Shell, generate::shell);
}

#[test]
fn fish_says_the_same() {
    compare(&["fish", "-N", "-c"], Format::Fish, generate::fish);
}
