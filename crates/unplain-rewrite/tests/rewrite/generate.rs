//! Random documents from a seed: right ones, and ones with a few wrong bytes.

use unplain_rewrite::Format;

/// SplitMix64.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    pub(crate) fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    fn pick_pair(&mut self, from: &[(&'static str, &'static str)]) -> (&'static str, &'static str) {
        from[self.below(from.len())]
    }

    fn coin(&mut self) -> bool {
        self.below(2) == 0
    }
}

/// A right document of a format.
pub(crate) fn text(random: &mut Random, format: Format) -> String {
    let text = match format {
        Format::Json | Format::Jsonc | Format::Json5 => {
            let (space, value) = (space(random, format), json(random, format, 3));
            format!("{space}{value}{}", self::space(random, format))
        }
        Format::Toml => toml(random),
        Format::Yaml => yaml(random),
        Format::Dotenv => dotenv(random),
        Format::Shell => shell(random),
        Format::Fish => fish(random),
        Format::PowerShell => powershell(random),
    };
    let text = if random.below(8) == 0 { format!("\u{feff}{text}") } else { text };
    if random.below(4) == 0 { text.replace('\n', "\r\n") } else { text }
}

/// The same with some bytes changed.
pub(crate) fn damaged(random: &mut Random, text: &str) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    for _ in 0..=random.below(3) {
        let at = random.below(characters.len() + 1);
        let new = random.pick(&[
            "{", "}", "[", "]", ",", ":", "\"", "'", "\\", "/", "0", "1", "-", ".", "e", " ", "\n",
            "a", "#", "*",
        ]);
        let new = new.chars().next().unwrap_or(' ');
        match random.below(3) {
            0 if at < characters.len() => characters[at] = new,
            1 if at < characters.len() => drop(characters.remove(at)),
            _ => characters.insert(at, new),
        }
    }
    characters.into_iter().collect()
}

fn space(random: &mut Random, format: Format) -> &'static str {
    match format {
        Format::Json => random.pick(&["", "", "", " ", "\n", "\n  ", "\t"]),
        _ => random.pick(&[
            "",
            "",
            " ",
            "\n",
            "\n  ",
            "\t",
            " // c\n",
            "/* , \" */",
            "\n  // d }\n  ",
        ]),
    }
}

fn json_string(random: &mut Random, format: Format) -> String {
    let inner = random.pick(&[
        "",
        "a",
        "b",
        "key",
        "tok en",
        "ä😀",
        "\\n",
        "\\u00e4",
        "\\ud83d\\ude00",
        "\\\"",
        "\\\\",
        "//",
        "${X}",
        "#",
    ]);
    if format == Format::Json5 && random.coin() {
        format!("'{inner}'")
    } else {
        format!("\"{inner}\"")
    }
}

fn json(random: &mut Random, format: Format, depth: usize) -> String {
    let choice = random.below(if depth == 0 { 3 } else { 6 });
    match choice {
        0 | 1 => json_string(random, format),
        2 => random.pick(&["0", "-1.5", "12e3", "true", "false", "null"]).to_owned(),
        _ => {
            let is_object = choice == 4;
            let count = random.below(4);
            let mut text = String::from(if is_object { "{" } else { "[" });
            for number in 0..count {
                text += space(random, format);
                if is_object {
                    let key = match format {
                        Format::Json5 if random.coin() => {
                            random.pick(&["a", "$k", "_1", "key"]).to_owned()
                        }
                        _ => json_string(random, format),
                    };
                    text += &format!("{key}{}:{}", space(random, format), space(random, format));
                }
                text += &json(random, format, depth - 1);
                text += space(random, format);
                let has_comma =
                    number + 1 < count || format != Format::Json && random.below(3) == 0;
                text += if has_comma { "," } else { "" };
            }
            text += space(random, format);
            text + if is_object { "}" } else { "]" }
        }
    }
}

fn toml(random: &mut Random) -> String {
    let mut text = String::from(random.pick(&["", "", "# head\n", "\n"]));
    let mut number = 0;
    let mut lines = |random: &mut Random, text: &mut String| {
        for _ in 0..random.below(4) {
            number += 1;
            let (key, value) = (
                random.pick(&["k", "\"a b\"", "'c.d'", "e.f", "e . \"g\""]),
                toml_value(random, 2),
            );
            let (indent, end) =
                (random.pick(&["", "", "  ", "\t"]), random.pick(&["\n", "\n", " # c\n", "\n\n"]));
            let key = key.trim_end_matches(['"', '\'']);
            let quote = random.pick(&[""]);
            let key = match key.chars().find(|quote| "\"'".contains(*quote)) {
                Some(open) => format!("{key}{number}{open}"),
                None => format!("{key}{number}{quote}"),
            };
            *text += &format!("{indent}{key} = {value}{end}");
        }
    };
    lines(random, &mut text);
    for table in 0..random.below(3) {
        let header = random.pick(&["[t#]", "[s.t#]", "[t#.\"u v\"]", "[[arr]]", "[[s.arr#]]"]);
        text += &format!("{}\n", header.replace('#', &table.to_string()));
        lines(random, &mut text);
    }
    if random.below(4) == 0 { text.trim_end_matches('\n').to_owned() } else { text }
}

fn toml_value(random: &mut Random, depth: usize) -> String {
    match random.below(if depth == 0 { 4 } else { 6 }) {
        0 | 1 => {
            let inner = random.pick(&["", "tok", "a b", "ä", "#"]);
            let quote = random.pick(&["\"", "'", "\"\"\"", "'''", "\"\"\"\n"]);
            format!("{quote}{inner}{}", quote.trim_end())
        }
        2 => random.pick(&["\"\\u00e4\\n\"", "\"\"\"a \\\n  b\"\"\"", "'C:\\x'"]).to_owned(),
        3 => random.pick(&["1", "-1.5", "true", "1979-05-27", "inf"]).to_owned(),
        4 => {
            let values: Vec<_> =
                (0..random.below(3)).map(|_| toml_value(random, depth - 1)).collect();
            let comma = random.pick(&[",", ", ", ",\n  ", ", # c\n", "\n, "]);
            let (open, close) = random.pick_pair(&[
                ("[", "]"),
                ("[ ", " ]"),
                ("[\n  ", "\n]"),
                ("[ # o\n  # p\n  ", " # e\n  # f\n]"),
            ]);
            let has_comma = !values.is_empty() && random.coin();
            format!("{open}{}{}{close}", values.join(comma), if has_comma { "," } else { "" })
        }
        _ => {
            let values: Vec<_> = (0..random.below(3))
                .map(|number| format!("k{number} = {}", toml_value(random, depth - 1)))
                .collect();
            format!("{{ {} }}", values.join(", "))
        }
    }
}

fn yaml(random: &mut Random) -> String {
    let mut text = String::from(random.pick(&["", "", "# head\n", "---\n"]));
    text += &yaml_block(random, 0, 3);
    if random.below(6) == 0 {
        text += &format!("---\n{}", yaml_block(random, 0, 2));
    }
    if random.below(4) == 0 { text.trim_end_matches('\n').to_owned() } else { text }
}

fn yaml_block(random: &mut Random, indent: usize, depth: usize) -> String {
    let pad = " ".repeat(indent);
    let is_sequence = random.below(3) == 0;
    let mut text = String::new();
    for number in 0..=random.below(3) {
        let mark = match is_sequence {
            true => format!("{pad}-"),
            false => format!("{pad}{}{number}:", random.pick(&["k", "a b", "K_", "ä"])),
        };
        let nested = depth > 0 && random.below(3) == 0;
        text += &match nested {
            true => format!(
                "{mark}{}\n{}",
                random.pick(&["", " # c", " &n", " !t"]),
                yaml_block(random, indent + 2, depth - 1)
            ),
            false => format!("{mark} {}", yaml_scalar(random, indent + 2)),
        };
    }
    // An anchor may be named again: an alias would stand for the last one.
    text
}

fn yaml_scalar(random: &mut Random, indent: usize) -> String {
    let pad = " ".repeat(indent);
    let inner = random.pick(&["tok", "a b", "ä", "http://u:p@h", "x#y", "12", "true"]);
    let end = random.pick(&["\n", "\n", " # c\n", "\n\n"]);
    match random.below(10) {
        0 | 1 => format!("{inner}{end}"),
        8 => {
            let inside = random.pick(&[
                "",
                " ",
                "x, 'y' ,",
                "[a,b], {c: d}, e: f",
                "\n  x, # c\n  # d\n  y\n",
                "!t x, &y z, *y",
            ]);
            let inside = inside.replace('\n', &format!("\n{pad}"));
            format!("{}[{inside}]{end}", random.pick(&["", "", "", "&s ", "!u "]))
        }
        2 => format!("'it''s {inner}'{end}"),
        3 => format!("\"{inner} \\u00e4\\n\"{end}"),
        4 => format!("|{}\n{pad}{inner}\n{pad}two\n", random.pick(&["", "-", "+", " # h"])),
        5 => format!(">{}\n{pad}{inner}\n{pad}two\n\n{pad}  three\n", random.pick(&["", "-", "+"])),
        6 => format!("{{A: {inner}, \"B\": [x, 'y'], C: }}{end}"),
        7 => format!("one\n{pad}{inner}\n"),
        _ => format!("&x {}{end}", random.pick(&["v", "!!str 1", ""])),
    }
}

fn dotenv(random: &mut Random) -> String {
    let mut text = String::new();
    for _ in 0..random.below(5) {
        let name = random.pick(&["A", "B_1", "export C", "export  D"]);
        let value = random.pick(&[
            "",
            "tok",
            "a b",
            "'x#y'",
            "\"a\\n\\\"b\"",
            "\"two\nlines\"",
            "`z`",
            "a#b",
            "$X",
        ]);
        text += &format!(
            "{name}{}{value}{}",
            random.pick(&["=", "=", " = "]),
            random.pick(&["\n", " # c\n", "\n\n"])
        );
    }
    text
}

/// A file for bash, zsh and `sh`, in which every variable with a name in upper case is exported.
pub(crate) fn shell(random: &mut Random) -> String {
    let mut text = String::new();
    for _ in 0..random.below(7) {
        let name = random.pick(&["A", "B_1", "C"]);
        let value = pieces(
            random,
            &[
                "tok",
                "a=b",
                "x#y",
                "ä",
                "'s \"q\n'",
                "\"d '\\\" \\$ \\\\ #\"",
                "\\ ",
                "\\'",
                "\\ä",
                "''",
                "\"\"",
                "\\\n",
                "a:b",
                "%+,-./@",
                "\"\\a\"",
                "!",
            ],
            &[
                "$HOME",
                "\"$(echo 'a)' \")\")\"",
                "${HOME:-'}'}",
                "`echo b`",
                "$((1<<2))",
                "\"${X#'s'}\"",
            ],
        );
        text += &match random.below(16) {
            0..=4 => format!("export {name}={value}"),
            5 => format!("export A={value} B_1='two'"),
            6 => format!("{name}={value}; export {name}"),
            7 => format!("if true; then\n\texport {name}={value}\nfi"),
            8 => format!("f() {{ export {name}={value}; }}; f"),
            9 => format!("export \\\n  {name}={value}"),
            10 => format!("case a in\n  a) export {name}={value};;\n  *) ;;\nesac"),
            11 => format!("true && export {name}={value} # it's"),
            12 => format!("{{ export {name}={value}; }} 2>/dev/null"),
            _ => random
                .pick(&[
                    "# it's \"",
                    "cat >/dev/null <<'E O'\nexport Z='\nE O\n:",
                    "cat >/dev/null <<-EOF\n\texport Z=\"\n\tEOF\n:",
                    "alias q='export Z=1'",
                    "x=\"$(case a in a) echo \")\";; esac)\"",
                    "y=$(cat <<E\nit's )\nE\n)",
                    "z=$((1<<2)); w=`echo \\`echo x\\``",
                    "echo Z=1 \"it's\" >/dev/null",
                ])
                .to_owned(),
        };
        text += random.pick(&["\n", "\n", "\n\n", " # c\n", " ;\n"]);
    }
    text
}

/// A file for fish, in which every variable with a name in upper case is exported.
pub(crate) fn fish(random: &mut Random) -> String {
    let mut text = String::new();
    for _ in 0..random.below(7) {
        let name = random.pick(&["A", "B_1", "C"]);
        let value = pieces(
            random,
            &[
                "tok",
                "a=b",
                "x#y",
                "ä",
                "'s \"q\\' \\\\ \\n\n'",
                "\"d '\\\" \\$ \\\\ #\\x\"",
                "\\ ",
                "\\'",
                "\\n\\t",
                "''",
                "\\x41\\u00e4",
                "a:b",
                "\\\n",
            ],
            &["$HOME", "(echo 'a)' \")\")", "\"$HOME\"", "\"$(echo b)\""],
        );
        text += &match random.below(10) {
            0..=2 => format!("set -gx {name} {value}"),
            3 => format!("set --global --export {name} {value}"),
            4 => format!("set -x -g {name} \\\n  {value}"),
            5 => format!("if true\n  set -gx {name} {value}\nend"),
            6 => format!("export {name}={value}"),
            7 => format!("true; and set -gx {name} {value}"),
            _ => random
                .pick(&[
                    "# it's \"",
                    "alias q 'set -gx Z 1'",
                    "echo set -gx Z 1 >/dev/null",
                    "set -e Z",
                    "function f; echo (echo \"it's )\"); end",
                    "set -gx L one two",
                ])
                .to_owned(),
        };
        text += random.pick(&["\n", "\n", "\n\n", " # c\n", ";\n"]);
    }
    text
}

fn powershell(random: &mut Random) -> String {
    let mut text = String::new();
    for _ in 0..random.below(7) {
        let name = random.pick(&["A", "B_1", "C"]);
        let value = random.pick(&[
            "'tok'",
            "\"tok\"",
            "'it''s # \"'",
            "\"a `\"b`\" \"\" `n`$x $ 5%\"",
            "'two\nlines'",
            "\"$HOME/x\"",
            "\"$(f \"a)\")\"",
            "'ä'",
            "''",
        ]);
        text += &match random.below(8) {
            0..=2 => format!("$env:{name} = {value}"),
            3 => format!("$Env:{name}={value};"),
            4 => format!("if ($true) {{ ${{env:{name}}} = {value} }}"),
            5 => format!("[System.Environment]::SetEnvironmentVariable('{name}', {value}, 'User')"),
            _ => random
                .pick(&[
                    "# it's \"",
                    "<# $env:Z = 'x'\n it's #>",
                    "$x = @'\n$env:Z = '\n'@",
                    "Write-Host \"it's $env:A\"",
                    "$env:PATH += ';x'",
                ])
                .to_owned(),
        };
        text += random.pick(&["\n", "\n", " # c\n"]);
    }
    text
}

/// A value of a few pieces, most of which are literals.
fn pieces(random: &mut Random, literals: &[&str], code: &[&str]) -> String {
    let mut text = String::from("v");
    for _ in 0..random.below(4) {
        let from = if random.below(8) == 0 { code } else { literals };
        text += random.pick(from);
    }
    // An escaped line end goes on with the next line.
    if text.ends_with("\\\n") { text + "e" } else { text }
}
