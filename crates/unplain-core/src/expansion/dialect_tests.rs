//! What is peculiar to one agent's references.

use std::collections::BTreeMap;

use crate::{Expansion, Slot, agent};

/// How the agent expands in its first file that it expands in.
fn first(id: &str) -> &'static Expansion {
    agent(id).unwrap().files.iter().find_map(|file| file.expansion.as_ref()).unwrap()
}

fn gives(id: &str, slot: Slot, text: &str, env: &[(&str, &str)]) -> Option<String> {
    let env: BTreeMap<_, _> =
        env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    first(id).simulate(slot, text, &env)
}

#[test]
fn vscode_takes_dollar_env_and_leaves_its_other_variables() {
    let set = &[("A", "x")];
    assert_eq!(gives("vscode", Slot::Header, "Bearer ${env:A}", set).unwrap(), "Bearer x");
    assert_eq!(gives("vscode", Slot::Env, "${env:B}", set).unwrap(), "", "unset: empty");
    for literal in ["${A}", "$A", "${input:A}", "${workspaceFolder}", "${command:A}"] {
        assert_eq!(gives("vscode", Slot::Env, literal, set).unwrap(), literal);
    }
    assert!(first("vscode").cannot_carry(Slot::Env, "a${userHome}").is_some());
    assert_eq!(first("vscode").cannot_carry(Slot::Env, "pa$$word\"\\"), None);
}

#[test]
fn crush_reads_a_here_document() {
    let set = &[("A", "x")];
    for text in ["$A", "${A}", "${A:?not set}", "${A:-d}"] {
        assert_eq!(gives("crush", Slot::Arg, text, set).unwrap(), "x", "{text}");
    }
    assert_eq!(gives("crush", Slot::Arg, "${B:-d}", set).unwrap(), "d");
    assert_eq!(gives("crush", Slot::Arg, "$B", set).unwrap(), "");
    for literal in ["a$b", "a`b", "a'b", "a\"b", "a\\b"] {
        assert!(first("crush").cannot_carry(Slot::Env, literal).is_some(), "{literal}");
    }
    assert_eq!(first("crush").cannot_carry(Slot::Env, "a b#c!*&;"), None);
}

#[test]
fn goose_looks_names_up_in_headers_only() {
    let set = &[("A", "x"), ("a", "x")];
    assert_eq!(gives("goose", Slot::Header, "Bearer ${A}", set).unwrap(), "Bearer x");
    assert_eq!(gives("goose", Slot::Header, "${B}", set), None, "the extension is not loaded");
    assert_eq!(gives("goose", Slot::Arg, "${A}", set).unwrap(), "${A}");
    assert!(first("goose").blanks("a", Slot::Header), "it is looked up in capital letters");
    for dropped in ["12345", "true", "{\"a\":1}", "null"] {
        assert!(first("goose").cannot_carry(Slot::Header, dropped).is_some(), "{dropped}");
    }
}

#[test]
fn openclaw_knows_names_in_capital_letters() {
    let set = &[("A", "x"), ("a", "x")];
    assert_eq!(gives("openclaw", Slot::Env, "${A}", set).unwrap(), "x");
    assert_eq!(gives("openclaw", Slot::Env, "${a}", set).unwrap(), "${a}");
    assert_eq!(gives("openclaw", Slot::Env, "${A:-d}", set).unwrap(), "${A:-d}");
    assert_eq!(gives("openclaw", Slot::Env, "${B}", set), None, "the config is invalid");
    assert_eq!(gives("openclaw", Slot::SettingsEnv, "${A}", set).unwrap(), "${A}");
    assert!(first("openclaw").blanks("a", Slot::Env));
}

#[test]
fn warp_and_roo_paste_into_text() {
    for (id, reference) in [("warp", "${A}"), ("roo-code", "${env:A}")] {
        assert_eq!(gives(id, Slot::Env, reference, &[("A", "x")]).unwrap(), "x");
        assert_eq!(gives(id, Slot::Env, reference, &[("A", "a\"b")]), None, "{id}");
        for breaking in ["a\"b", "a\\b", "a\nb"] {
            assert!(first(id).cannot_carry(Slot::Env, breaking).is_some(), "{id}: {breaking:?}");
        }
    }
    assert_eq!(gives("warp", Slot::Env, "${B}", &[]), None, "no server of the file is started");
    assert_eq!(gives("roo-code", Slot::Env, "${env:B}", &[]).unwrap(), "${env:B}");
}

#[test]
fn librechat_never_resolves_its_own_secrets() {
    let set = &[("JWT_SECRET", "x"), ("A", "x")];
    assert_eq!(gives("librechat", Slot::Arg, "--key=${A}", set).unwrap(), "--key=x");
    assert_eq!(gives("librechat", Slot::Env, "${B}", set).unwrap(), "${B}");
    assert!(first("librechat").blanks("JWT_SECRET", Slot::Header));
    assert!(first("librechat").cannot_carry(Slot::Env, " a").is_some(), "it is cut off");
}

#[test]
fn kiro_and_its_cli_differ() {
    let set = &[("A", "x")];
    for (id, mine, other) in [("kiro", "${A}", "${env:A}"), ("kiro-cli", "${env:A}", "${A}")] {
        assert_eq!(gives(id, Slot::Env, mine, set).unwrap(), "x");
        assert_eq!(gives(id, Slot::Header, other, set).unwrap(), other);
        assert_eq!(gives(id, Slot::Arg, mine, set).unwrap(), mine);
    }
}
