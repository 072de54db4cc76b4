//! TOML: reading and edits.

use unplain_rewrite::Format::Toml;
use unplain_rewrite::{Document, Kind, NewValue, ParseErrorKind, RefusalKind};

use crate::check::Edit::{Fragment, Insert, Remove, Value};
use crate::check::{check, document, pointer, refused, string};

const CODEX: &str = "\u{feff}# codex\r\nmodel = 'o'\r\n\r\n[mcp_servers.\"a b\"]\r\ncommand = \"npx\" # c\r\nargs = [\"-k\", 'sec\\ret']\r\nenv = { TOKEN = \"t0k\", \"X.Y\" = '''z''' }\r\nurl.base = \"\"\"\r\nhttp://u:pw@h\"\"\"\r\n\r\n[[profiles]]\r\nname = 1979-05-27\r\n[[profiles]]\r\n\tname = 'two'\r\n[mcp_servers.b]\r\non = true";

#[test]
fn tables_arrays_of_tables_and_dotted_keys_are_nodes() {
    let document = document(Toml, CODEX);
    let seen: Vec<_> = document
        .nodes()
        .map(|node| {
            format!(
                "{} {:?} {}",
                node.pointer(),
                node.kind(),
                &CODEX[node.span()].replace("\r\n", "|")
            )
        })
        .skip(1)
        .collect();
    assert_eq!(
        seen,
        [
            "/model String 'o'",
            "/mcp_servers Object ",
            "/mcp_servers/a b Object [mcp_servers.\"a b\"]",
            "/mcp_servers/a b/command String \"npx\"",
            "/mcp_servers/a b/args Array [\"-k\", 'sec\\ret']",
            "/mcp_servers/a b/args/0 String \"-k\"",
            "/mcp_servers/a b/args/1 String 'sec\\ret'",
            "/mcp_servers/a b/env Object { TOKEN = \"t0k\", \"X.Y\" = '''z''' }",
            "/mcp_servers/a b/env/TOKEN String \"t0k\"",
            "/mcp_servers/a b/env/X.Y String '''z'''",
            "/mcp_servers/a b/url Object ",
            "/mcp_servers/a b/url/base String \"\"\"|http://u:pw@h\"\"\"",
            "/mcp_servers/b Object [mcp_servers.b]",
            "/mcp_servers/b/on Bool true",
            "/profiles Array ",
            "/profiles/0 Object [[profiles]]",
            "/profiles/0/name Number 1979-05-27",
            "/profiles/1 Object [[profiles]]",
            "/profiles/1/name String 'two'",
        ]
    );
    let value = |at: &str| document.get(&pointer(at)).unwrap().value().into_owned();
    assert_eq!(value("/mcp_servers/a b/url/base"), "http://u:pw@h");
    assert_eq!(value("/mcp_servers/a b/args/1"), "sec\\ret");
    let at = |needle: &str| {
        document.node_at(CODEX.find(needle).unwrap()).map(|node| node.pointer().to_string())
    };
    assert_eq!(at("npx").as_deref(), Some("/mcp_servers/a b/command"));
    assert_eq!(at("t0k").as_deref(), Some("/mcp_servers/a b/env/TOKEN"));
    assert_eq!(at("TOKEN").as_deref(), Some("/mcp_servers/a b/env"));
    assert_eq!(at("servers.b]").as_deref(), Some("/mcp_servers/b"));
    assert_eq!(at("# c").as_deref(), Some(""));
    let comments: Vec<_> =
        document.comments().iter().map(|comment| &CODEX[comment.span.clone()]).collect();
    assert_eq!(comments, ["# codex", "# c"]);
}

#[test]
fn strings_keep_their_quotes_if_those_can_hold_the_value() {
    check(
        Toml,
        CODEX,
        &[
            Fragment("/mcp_servers/a b/args/1", "ret", "${R}"),
            Value("/mcp_servers/a b/env/TOKEN", "${TOKEN}"),
            Fragment("/mcp_servers/a b/url/base", "pw", "${PW}"),
            Value("/profiles/1/name", "it's"),
        ],
        &CODEX
            .replace("sec\\ret", "sec\\${R}")
            .replace("t0k", "${TOKEN}")
            .replace(":pw@", ":${PW}@")
            .replace("'two'", "\"it's\""),
    );
    check(Toml, "a = 'x'", &[Fragment("/a", "x", "a\nb'")], "a = \"a\\nb'\"");
    check(Toml, "a = '''x'y'''", &[Fragment("/a", "x", "1\n2")], "a = '''1\n2'y'''");
    check(Toml, "a = '''x'y'''", &[Fragment("/a", "x", "''")], "a = \"'''y\"");
    check(
        Toml,
        "a = \"\"\"\nx\"\"\"",
        &[Fragment("/a", "x", "\n\"\"\"")],
        "a = \"\"\"\n\\n\\\"\\\"\\\"\"\"\"",
    );
    check(
        Toml,
        "a = \"\"\"x \\\n  \\u00e4-y\"\"\"",
        &[Fragment("/a", "ä", "${A}"), Fragment("/a", "y", "z")],
        "a = \"\"\"x \\\n  ${A}-z\"\"\"",
    );
    refused(Toml, "a = 1", &[Value("/a", "x")], RefusalKind::NotAString);
}

#[test]
fn new_keys_go_below_the_last_own_one() {
    let new = |at| Insert(at, "K", string("v"));
    check(Toml, "", &[Insert("", "a b", string("\"\n"))], "\"a b\" = \"\\\"\\n\"\n");
    check(Toml, "a = 1", &[new("")], "a = 1\nK = \"v\"");
    check(
        Toml,
        "a = [\n 1\n] # c\r\n\r\n[t]\r\nb = 1\r\n",
        &[new("")],
        "a = [\n 1\n] # c\r\nK = \"v\"\n\r\n[t]\r\nb = 1\r\n",
    );
    check(
        Toml,
        "[t]\r\n  b.c = 1\r\n\r\n[t.u]\r\n",
        &[new("/t/b")],
        "[t]\r\n  b.c = 1\r\n  b.K = \"v\"\r\n\r\n[t.u]\r\n",
    );
    check(Toml, "[t.u]\n[t] # c\n[v]\n", &[new("/t")], "[t.u]\n[t] # c\nK = \"v\"\n[v]\n");
    check(Toml, "# head\n\n# t\n[t]\n", &[new("")], "# head\n\nK = \"v\"\n\n# t\n[t]\n");
    check(
        Toml,
        "\u{feff}[[t]]\nx = 1\n[[t]]",
        &[new("/t/1"), new("/t/0")],
        "\u{feff}[[t]]\nx = 1\nK = \"v\"\n[[t]]\nK = \"v\"",
    );
    check(
        Toml,
        "[t]\na = 1\n",
        &[
            Insert(
                "/t",
                "env",
                NewValue::Object(vec![("A".into(), "1".into()), ("B.C".into(), "2".into())]),
            ),
            Insert("/t", "vars", NewValue::Strings(vec!["X".into(), "Y".into()])),
        ],
        "[t]\na = 1\nenv = { A = \"1\", \"B.C\" = \"2\" }\nvars = [\"X\", \"Y\"]\n",
    );
    refused(Toml, "t = { a.b = 1 }\n", &[new("/t/a")], RefusalKind::NoRoom);
}

#[test]
fn a_table_that_others_speak_of_gets_its_keys_above_them() {
    let new = |at| Insert(at, "K", string("v"));
    check(Toml, "[t.u]\n", &[new("/t")], "[t]\nK = \"v\"\n\n[t.u]\n");
    check(
        Toml,
        "\u{feff}# t\r\n[ 's' . \"t\".u]\r\nx = 1",
        &[new("/s/t"), Insert("/s/t", "L", string("w"))],
        "\u{feff}['s' . \"t\"]\r\nK = \"v\"\r\nL = \"w\"\r\n\r\n# t\r\n[ 's' . \"t\".u]\r\nx = 1",
    );
    check(
        Toml,
        "a = 1\n\n[[s.t]]\nb = 1\n[[s.t]]\n",
        &[new("/s")],
        "a = 1\n\n[s]\nK = \"v\"\n\n[[s.t]]\nb = 1\n[[s.t]]\n",
    );
    check(
        Toml,
        "[[t]]\n[t.u.v]\n[[t]]\n[t.u.v]\n",
        &[new("/t/1/u")],
        "[[t]]\n[t.u.v]\n[[t]]\n[t.u]\nK = \"v\"\n\n[t.u.v]\n",
    );
    check(Toml, "[s]\n  x.env.A = '1'\n", &[new("/s/x")], "[s]\n  x.K = \"v\"\n  x.env.A = '1'\n");
    check(Toml, "\u{feff}x.env.A = '1'", &[new("/x"), Remove("/x/env/A")], "\u{feff}x.K = \"v\"\n");
}

#[test]
fn the_name_of_a_variable_goes_to_its_server() {
    let names = || Insert("/mcp_servers/x", "env_vars", NewValue::Strings(vec!["T".into()]));
    let gone = || Remove("/mcp_servers/x/env/T");
    for (before, after) in [
        (
            "[mcp_servers.x]\ncommand = 'c'\n\n[mcp_servers.x.env]\nT = 't'\n\n[mcp_servers.y]\n",
            "[mcp_servers.x]\ncommand = 'c'\nenv_vars = [\"T\"]\n\n[mcp_servers.x.env]\n\n[mcp_servers.y]\n",
        ),
        (
            "[mcp_servers.x.env]\nT = 't' # t\n[mcp_servers.x]\nargs = [\n  'a',\n] # c\n",
            "[mcp_servers.x.env]\n# t\n[mcp_servers.x]\nargs = [\n  'a',\n] # c\nenv_vars = [\"T\"]\n",
        ),
        (
            "[mcp_servers.x]\n[mcp_servers.x.env]\nT = 't'",
            "[mcp_servers.x]\nenv_vars = [\"T\"]\n[mcp_servers.x.env]\n",
        ),
        (
            "[mcp_servers.x]\r\ncommand = 'c'\r\nenv = { T = 't' }\r\n",
            "[mcp_servers.x]\r\ncommand = 'c'\r\nenv = {}\r\nenv_vars = [\"T\"]\r\n",
        ),
        (
            "[mcp_servers.x]\nenv.T = 't'\ncommand = 'c'\n[z]\n",
            "[mcp_servers.x]\ncommand = 'c'\nenv_vars = [\"T\"]\n[z]\n",
        ),
        (
            "[mcp_servers]\nx = { command = 'c', env = { T = 't' } }\n",
            "[mcp_servers]\nx = { command = 'c', env = {}, env_vars = [\"T\"] }\n",
        ),
        (
            "mcp_servers.x.command = 'c'\nmcp_servers.x.env.T = 't'\n\n[z]\n",
            "mcp_servers.x.command = 'c'\nmcp_servers.x.env_vars = [\"T\"]\n\n[z]\n",
        ),
        (
            "[mcp_servers]\nx.command = 'c'\nx.env = { T = 't' }\n",
            "[mcp_servers]\nx.command = 'c'\nx.env = {}\nx.env_vars = [\"T\"]\n",
        ),
        (
            "m = 1\n\n# x\n[mcp_servers.x.env]\nT = 't'\n",
            "m = 1\n\n[mcp_servers.x]\nenv_vars = [\"T\"]\n\n# x\n[mcp_servers.x.env]\n",
        ),
    ] {
        check(Toml, before, &[names(), gone()], after);
    }
}

#[test]
fn inline_tables_stay_on_their_line() {
    let new = || Insert("/e", "K", string("v"));
    check(Toml, "e = {}", &[new()], "e = { K = \"v\" }");
    check(Toml, "e = { a = 1 }", &[new()], "e = { a = 1, K = \"v\" }");
    check(Toml, "e={a=1}", &[new()], "e={a=1,K=\"v\"}");
    check(Toml, "e = { a = 1, b = 2 }", &[Remove("/e/a"), new()], "e = { b = 2, K = \"v\" }");
    check(
        Toml,
        "e = [\n  'a', # one\n  'b', # two\n]",
        &[Remove("/e/0")],
        "e = [\n  # one\n  'b', # two\n]",
    );
}

#[test]
fn removed_keys_take_their_line() {
    check(Toml, "a = 1\r\nb = 2 # c\r\n", &[Remove("/a")], "b = 2 # c\r\n");
    check(Toml, "a = 1\nb = 2 # c\n", &[Remove("/b")], "a = 1\n# c\n");
    check(Toml, "[t]\nx.y = 1\nx.z = 2\n", &[Remove("/t/x/y")], "[t]\nx.z = 2\n");
    check(Toml, "[t]\nx.y.z = 1\n", &[Remove("/t/x/y/z")], "[t]\n");
    check(Toml, "\u{feff}a = 1", &[Remove("/a")], "\u{feff}");
    refused(Toml, "[t]\nx = 1\n", &[Remove("/t")], RefusalKind::NotRemovable);
    refused(Toml, "t = { a.b = 1 }\n", &[Remove("/t/a/b")], RefusalKind::NotRemovable);
}

#[test]
fn errors_have_a_place_and_no_content() {
    let error = Document::parse("a = 1\nb = secret".to_owned(), Toml).unwrap_err();
    assert_eq!(error.to_string(), "line 2, column 5: this is not TOML");
    assert!(Document::parse("a = 1\na = 2".to_owned(), Toml).is_err());
    for deep in [
        format!("a = {}", "[".repeat(10_000)),
        format!("a = {}", "{a=".repeat(10_000)),
        format!("{}a = 1", "a.".repeat(10_000)),
    ] {
        let error = Document::parse(deep, Toml).unwrap_err();
        assert_eq!(error.kind, ParseErrorKind::TooDeep);
    }
}

#[test]
fn every_string_escape_is_decoded() {
    let text = r#"a = "\b\t\n\f\r\e\"\\\x41\u00e4\U0001F600""#;
    let document = document(Toml, text);
    assert_eq!(document.get(&pointer("/a")).unwrap().value(), "\u{8}\t\n\u{c}\r\u{1b}\"\\Aä😀");
    assert_eq!(document.root().unwrap().kind(), Kind::Object);
}
