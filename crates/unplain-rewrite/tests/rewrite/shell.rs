//! Shells' start-up files: reading and edits.

use unplain_rewrite::Format::{self, Fish, PowerShell, Shell};
use unplain_rewrite::{Kind, RefusalKind};

use crate::check::Edit::{Fragment, Insert, Remove, Value};
use crate::check::{check, document, pointer, refused, string};

/// What is read: names, values, and whether each is a literal.
#[track_caller]
fn reads(format: Format, text: &str, expected: &[(&str, &str, bool)]) {
    let document = document(format, text);
    let seen: Vec<_> = document
        .nodes()
        .skip(1)
        .map(|node| {
            let literal = node.kind() == Kind::String;
            assert!(literal || node.kind() == Kind::Code);
            (node.key().unwrap().into_owned(), node.value().into_owned(), literal)
        })
        .collect();
    let expected: Vec<_> = expected
        .iter()
        .map(|(name, value, literal)| ((*name).to_owned(), (*value).to_owned(), *literal))
        .collect();
    assert_eq!(seen, expected, "{text}");
}

#[test]
fn assignments_are_read_in_every_quoting() {
    reads(Shell, "export A=x B='y z' # c\n", &[("A", "x", true), ("B", "y z", true)]);
    reads(Shell, "A=\"a\\\"b\\$c\\d\"'e'\\ f\n", &[("A", "a\"b$c\\de f", true)]);
    reads(Shell, "declare -x A=$'a\\tb\\'\\u00e4\\x41'\n", &[("A", "a\tb'äA", true)]);
    reads(Shell, "typeset -gx A=one\\\ntwo\n", &[("A", "onetwo", true)]);
    reads(Shell, "readonly A=; local B=''\n", &[("A", "", true), ("B", "", true)]);
    reads(Shell, "A='two\nlines' B=1 cmd C=2\n", &[("A", "two\nlines", true), ("B", "1", true)]);
    reads(Shell, "\u{feff}A=x\r\nexport B='y'\r\n", &[("A", "x", true), ("B", "y", true)]);
    reads(Shell, "if x; then A=1; elif y; then B=2; fi", &[("A", "1", true), ("B", "2", true)]);
    reads(Shell, "function f { A=1; }\ng() { B=2; }", &[("A", "1", true), ("B", "2", true)]);
    reads(Shell, "[[ $a =~ (x|y) && b ]] && A=1 || (B=2)", &[("A", "1", true), ("B", "2", true)]);
}

#[test]
fn what_the_shell_evaluates_is_code() {
    for value in [
        "$X",
        "\"a$X\"",
        "\"${X#'y'}\"",
        "${X:-'it}s'}",
        "$(echo 'a)')",
        "`echo b`",
        "$((1<<2))",
        "~/x",
        "a:~/x",
        "{a,b}",
        "$\"x\"",
        "\"$(unplain get A)\"",
    ] {
        reads(Shell, &format!("export A={value} B=1\n"), &[("A", value, false), ("B", "1", true)]);
    }
    reads(Shell, "A=(x 'y)' $(z)) B=1\n", &[("A", "(x 'y)' $(z))", false), ("B", "1", true)]);
    reads(Shell, "A=\"5$\"\n", &[("A", "5$", true)]);
}

#[test]
fn text_that_is_no_assignment_is_not_taken_for_one() {
    for text in [
        "echo A=1",
        "# A=1",
        "cat <<E\nA=1\nE\n",
        "cat <<-'E' x\n\tA=1\n\tE\n",
        "x() { cat <<E; }\nA=1\nE\n",
        "alias a='A=1 b'",
        "\"A=1\"",
        "A+=1",
        "A[0]=1",
        "1A=1",
        "cmd \\\n A=1",
        "$(A=1)",
        "echo \"$(cat <<E\nA=1 '\nE\n)\"",
    ] {
        reads(Shell, text, &[]);
    }
    // What has no end hides the rest.
    reads(Shell, "A=1\nB='x\nC=2\n", &[("A", "1", true)]);
    reads(Shell, "A=1\necho $(x\nC=2\n", &[("A", "1", true)]);
    reads(Shell, "cat <<E\nA=1\n", &[]);
    // bash and zsh take this quote for one, dash does not.
    reads(Shell, "A=1\nB=\"${X:-it's}\"\nC=2\n", &[("A", "1", true)]);
}

#[test]
fn fish_is_read() {
    reads(
        Fish,
        "set -gx A 'x\\'y' # c\nset -Ux B \"d\\\"\\$e\"\nset --global --export C f\\ g\\x41\n",
        &[("A", "x'y", true), ("B", "d\"$e", true), ("C", "f gA", true)],
    );
    reads(Fish, "if set -q X; and set -x A 1\n", &[("A", "1", true)]);
    reads(Fish, "export A=x'y'\nB=1 cmd\n", &[("A", "xy", true), ("B", "1", true)]);
    reads(
        Fish,
        "set -gx A $B\nset -gx C (echo \"x)\" | y)\n",
        &[("A", "$B", false), ("C", "(echo \"x)\" | y)", false)],
    );
    reads(
        Fish,
        "SETUVAR --export A:x\\x20y\nSETUVAR B:\\x1d\n",
        &[("A", "x y", true), ("B", "\u{1d}", true)],
    );
    for text in
        ["set -e A", "set -q A x", "set -a A x", "set A", "set A 1 2", "echo set A 1", "set A[1] x"]
    {
        reads(Fish, text, &[]);
    }
}

#[test]
fn powershell_is_read() {
    reads(
        PowerShell,
        "$env:A = 'it''s'\r\n$Env:B=\"a`\"b`n\"; ${env:C} = \"\" # c\r\n",
        &[("A", "it's", true), ("B", "a\"b\n", true), ("C", "", true)],
    );
    reads(PowerShell, "$env:A = \"x$y\"\n", &[("A", "\"x$y\"", false)]);
    reads(
        PowerShell,
        "[Environment]::SetEnvironmentVariable('A', \"x\", 'User')\n",
        &[("A", "x", true)],
    );
    for text in [
        "$env:A = 'x' + 'y'",
        "$env:A += 'x'",
        "$env:A -eq 'x'",
        "<# $env:A = 'x' #>",
        "# $env:A = 'x'",
        "$x = @'\n$env:A = 'x'\n'@",
        "\"$env:A = 'x'\"",
    ] {
        reads(PowerShell, text, &[]);
    }
}

#[test]
fn values_are_written_in_quotes_that_hold_them() {
    let text = "export A=x B=\"y\" # c\r\n";
    check(Shell, text, &[Value("/A", "it's $X")], "export A='it'\\''s $X' B=\"y\" # c\r\n");
    check(Shell, text, &[Fragment("/B", "y", "a b")], "export A=x B='a b' # c\r\n");
    check(Shell, "A=\"$X\"\n", &[Value("/A", "1")], "A='1'\n");
    check(Fish, "set -gx A x\n", &[Value("/A", "it's \\")], "set -gx A 'it\\'s \\\\'\n");
    check(PowerShell, "$env:A = \"x\"\n", &[Value("/A", "it's")], "$env:A = 'it''s'\n");
    refused(Shell, "A=x", &[Value("/A", "a\0")], RefusalKind::CannotHold);
    refused(Shell, "A=$X", &[Fragment("/A", "X", "Y")], RefusalKind::NotAString);
    // A body of an `if` must not become empty, and nobody knows where a line would be run.
    refused(Shell, "A=x", &[Remove("/A")], RefusalKind::NoRoom);
    refused(Shell, "A=x", &[Insert("", "B", string("1"))], RefusalKind::NoRoom);
}

#[test]
fn code_takes_a_values_place() {
    let cases = [
        (
            Shell,
            "export A='x'\\''y' B=1 # c\r\n",
            "\"$(get A)\"",
            "export A=\"$(get A)\" B=1 # c\r\n",
        ),
        (
            Fish,
            "set -gx A \"x\" # c\n",
            "(get A | string collect)",
            "set -gx A (get A | string collect) # c\n",
        ),
        (PowerShell, "$env:A = 'x' # c\n", "\"$(get A)\"", "$env:A = \"$(get A)\" # c\n"),
    ];
    for (format, before, code, after) in cases {
        let document = document(format, before);
        let node = document.get(&pointer("/A")).unwrap();
        let mut patch = document.patch();
        patch.replace_with_code(node.id(), code).unwrap();
        assert_eq!(patch.finish().unwrap().text(), after);
    }
    for code in ["literal", "$X two", "$X # c", "\"$(", "$X; B=2"] {
        let document = document(Shell, "A=x\nB=1\n");
        let mut patch = document.patch();
        patch.replace_with_code(document.get(&pointer("/A")).unwrap().id(), code).unwrap();
        assert!(patch.finish().is_err(), "{code}");
    }
    let document = document(Format::Dotenv, "A=x\n");
    let node = document.get(&pointer("/A")).unwrap();
    let refusal = document.patch().replace_with_code(node.id(), "$X").unwrap_err();
    assert_eq!(refusal.kind, RefusalKind::NotAString);
}
