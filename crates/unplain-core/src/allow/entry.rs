//! `[[allow]]` entries of an `unplain.toml`.

use unplain_rewrite::{Document, Format, Kind, Node, Pointer};

use super::{Fingerprint, glob::Glob, presentable};

/// One `[[allow]]` entry: what it allows, and why.
#[derive(Clone, Debug)]
pub struct AllowEntry {
    /// The line that it begins in.
    pub line: usize,
    /// Why, fit to be shown.
    pub reason: String,
    /// The value that it is limited to.
    pub fingerprint: Option<Fingerprint>,
    /// The last day on which it holds, as `2027-01-31`.
    pub expires: Option<String>,
    rule: Option<String>,
    path: Option<Glob>,
    pointer: Option<Steps>,
}

/// What the paths of a file's entries are like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Paths {
    /// A project's: relative to its folder.
    Relative,
    /// The user's: from `/`, `~/` or `**/` on.
    Absolute,
}

/// What is wrong with a file. Nothing of its content is quoted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wrong {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// The tokens of a pointer; `None` stands for any.
#[derive(Clone, Debug)]
struct Steps {
    document: usize,
    tokens: Vec<Option<String>>,
}

impl AllowEntry {
    /// Whether it allows what `rule` found at `pointer` of the file that has these `paths`: all but its fingerprint.
    #[must_use]
    pub fn fits(&self, rule: &str, paths: &[String], pointer: &str) -> bool {
        self.rule.as_deref().is_none_or(|own| own == rule)
            && self.may_concern(paths)
            && self.pointer.as_ref().is_none_or(|own| own.fit(pointer))
    }

    /// Whether it could allow anything in the file that has these paths.
    #[must_use]
    pub fn may_concern(&self, paths: &[String]) -> bool {
        self.path.as_ref().is_none_or(|own| paths.iter().any(|path| own.fits(path)))
    }

    /// The path, if it is limited to one.
    #[must_use]
    pub fn only_path(&self) -> Option<&str> {
        self.path.as_ref().and_then(Glob::only)
    }
}

impl Steps {
    fn fit(&self, pointer: &str) -> bool {
        let Ok(pointer) = Pointer::parse(pointer) else { return false };
        let mut tokens = pointer.tokens();
        pointer.document() == self.document
            && self.tokens.iter().all(|own| match (own, tokens.next()) {
                (Some(own), Some(token)) => *own == token,
                (None, Some(_)) => true,
                (_, None) => false,
            })
            && tokens.next().is_none()
    }
}

/// The entries of an `unplain.toml`, in order.
///
/// # Errors
/// The text is no TOML, or an entry is not as it should be.
pub fn allow_entries(text: &str, paths: Paths) -> Result<Vec<AllowEntry>, Wrong> {
    let document = Document::parse(text.to_owned(), Format::Toml).map_err(|error| Wrong {
        line: error.line,
        column: error.column,
        message: "is not TOML".to_owned(),
        help: "mend it there".to_owned(),
    })?;
    let Some(list) = document.root().and_then(|root| root.child("allow")) else {
        return Ok(Vec::new());
    };
    let tables = "write each entry as a table under `[[allow]]`";
    if list.kind() != Kind::Array {
        return Err(wrong(&document, list, "`allow` is no list of entries", tables));
    }
    list.children()
        .map(|node| match node.kind() {
            Kind::Object => entry(&document, node, paths),
            _ => Err(wrong(&document, node, "an entry of `allow` is no table", tables)),
        })
        .collect()
}

fn entry(document: &Document, table: Node<'_>, paths: Paths) -> Result<AllowEntry, Wrong> {
    let mut entry = AllowEntry {
        line: document.line_column(table.span().start).0,
        reason: String::new(),
        fingerprint: None,
        expires: None,
        rule: None,
        path: None,
        pointer: None,
    };
    for field in table.children() {
        let fault = |message: &str, help: &str| wrong(document, field, message, help);
        let key = field.key().unwrap_or_default();
        let is_date = key == "expires" && field.kind() == Kind::Number;
        let known = ["rule", "path", "pointer", "reason", "fingerprint", "expires"];
        if !known.contains(&key.as_ref()) {
            let help = "an entry has `reason`, and `rule`, `path`, `pointer`, `fingerprint`, `expires` as needed";
            return Err(fault("this `allow` entry has a key that is not known", help));
        }
        if field.kind() != Kind::String && !is_date {
            return Err(fault("a value of this `allow` entry is no text", "put it in quotes"));
        }
        let value = field.value();
        match key.as_ref() {
            "reason" => {
                entry.reason = presentable(&value).ok_or_else(|| {
                    fault("the `reason` of this `allow` entry says nothing", "say why it may stay")
                })?;
            }
            "rule" if value.is_empty() => {
                return Err(fault(
                    "the `rule` of this `allow` entry is empty",
                    "name a rule, or leave it out",
                ));
            }
            "rule" => entry.rule = Some(value.into_owned()),
            "path" => {
                entry.path = Some(path(&value, paths).map_err(|(what, help)| fault(&what, help))?)
            }
            "pointer" => {
                entry.pointer = Some(steps(&value).ok_or_else(|| {
                    let help = "begin it with `/`; `~` is written `~0`, `/` in a name `~1`, and `*` stands for any one step";
                    fault("the `pointer` of this `allow` entry is no JSON pointer", help)
                })?);
            }
            "fingerprint" => {
                entry.fingerprint = Some(Fingerprint::parse(&value).ok_or_else(|| {
                    fault(
                        "the `fingerprint` of this `allow` entry is none",
                        "`unplain scan --write-baseline` makes them",
                    )
                })?);
            }
            _ => {
                entry.expires = Some(day(&value).ok_or_else(|| {
                    fault("`expires` of this `allow` entry is no date", "write it like 2027-01-31")
                })?);
            }
        }
    }
    if entry.reason.is_empty() {
        return Err(wrong(
            document,
            table,
            "this `allow` entry has no `reason`",
            "say why it may stay",
        ));
    }
    let narrow = entry.rule.is_some() || entry.pointer.is_some() || entry.fingerprint.is_some();
    if !narrow && entry.path.as_ref().is_none_or(Glob::fits_everything) {
        let help = "limit it by `rule`, `path`, `pointer` or `fingerprint`";
        return Err(wrong(document, table, "this `allow` entry would allow everything", help));
    }
    Ok(entry)
}

fn wrong(document: &Document, node: Node<'_>, message: &str, help: &str) -> Wrong {
    let at = node.key_span().unwrap_or_else(|| node.span()).start;
    let (line, column) = document.line_column(at);
    Wrong { line, column, message: message.to_owned(), help: help.to_owned() }
}

fn path(text: &str, paths: Paths) -> Result<Glob, (String, &'static str)> {
    let glob = Glob::parse(text).map_err(|what| {
        let help = "`*` and `?` stand within one part, `**` for any number of parts; parts are told apart by `/`";
        (format!("the `path` of this `allow` entry {what}"), help)
    })?;
    let from_root = text.starts_with('/') || text.starts_with("~/");
    match paths {
        Paths::Relative if from_root => Err((
            "the `path` of this `allow` entry does not begin in the project".to_owned(),
            "write it from the folder of this file on",
        )),
        Paths::Absolute if !from_root && !text.starts_with("**/") => Err((
            "the `path` of this `allow` entry begins nowhere".to_owned(),
            "in the user's settings begin it with `~/`, `/` or `**/`",
        )),
        _ => Ok(glob),
    }
}

fn steps(text: &str) -> Option<Steps> {
    let pointer = Pointer::parse(text).ok()?;
    let tokens = pointer.tokens().map(|token| (token != "*").then(|| token.into_owned()));
    Some(Steps { document: pointer.document(), tokens: tokens.collect() })
}

/// A day that the calendar may have.
fn day(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return None };
    let number = |part: &str, length: usize| {
        let digits = part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| part.parse::<u16>().ok()).flatten()
    };
    number(year, 4)?;
    let right = (1..=12).contains(&number(month, 2)?) && (1..=31).contains(&number(day, 2)?);
    right.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Paths, allow_entries};

    fn wrong(text: &str) -> (usize, usize, String) {
        let wrong = allow_entries(text, Paths::Relative).unwrap_err();
        (wrong.line, wrong.column, wrong.message)
    }

    #[test]
    fn what_fits() {
        let text = "store = \"sops\"\n[[allow]]\nrule = \"jwt\"\npath = \"a/**/m.json\"\npointer = \"/mcp~1s/*/env/T\"\nreason = \"why\"\n[[allow]]\nreason='x'\npath='b'\nexpires = 2027-01-31\n";
        let entries = allow_entries(text, Paths::Relative).unwrap();
        assert_eq!(entries.iter().map(|entry| entry.line).collect::<Vec<_>>(), [2, 7]);
        let paths = ["a/x/m.json".to_owned()];
        assert!(entries[0].fits("jwt", &paths, "/mcp~1s/demo/env/T"));
        assert!(!entries[0].fits("name", &paths, "/mcp~1s/demo/env/T"));
        assert!(!entries[0].fits("jwt", &paths, "/mcp~1s/demo/env/U"));
        assert!(!entries[0].fits("jwt", &paths, "/mcp~1s/demo/env"));
        assert!(!entries[0].fits("jwt", &paths, "/mcp~1s/demo/env/T/x"));
        assert!(!entries[0].fits("jwt", &["m.json".to_owned()], "/mcp~1s/demo/env/T"));
        assert!(entries[1].fits("any", &["b".to_owned()], "#line:4"));
        assert_eq!(entries[1].expires.as_deref(), Some("2027-01-31"));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place_and_without_its_text() {
        for (text, line, column, message) in [
            ("a = [", 1, 6, "is not TOML"),
            ("allow = 1\n", 1, 1, "`allow` is no list of entries"),
            ("allow = [1]\n", 1, 10, "an entry of `allow` is no table"),
            ("\n[[allow]]\nrule = 'jwt'\n", 2, 1, "this `allow` entry has no `reason`"),
            (
                "[[allow]]\nreason = ' … '\n",
                2,
                1,
                "the `reason` of this `allow` entry says nothing",
            ),
            ("[[allow]]\nreason = 'x'\n", 1, 1, "this `allow` entry would allow everything"),
            (
                "[[allow]]\nreason = 'x'\npath = '**/*'\n",
                1,
                1,
                "this `allow` entry would allow everything",
            ),
            (
                "[[allow]]\nreason = 'x'\nrules = 'q'\n",
                3,
                1,
                "this `allow` entry has a key that is not known",
            ),
            (
                "[[allow]]\nreason = 'x'\n  rule = 7\n",
                3,
                3,
                "a value of this `allow` entry is no text",
            ),
            (
                "[[allow]]\nreason = 'x'\npath = 'a//b'\n",
                3,
                1,
                "the `path` of this `allow` entry has an empty part",
            ),
            (
                "[[allow]]\nreason = 'x'\npath = '/etc/x'\n",
                3,
                1,
                "the `path` of this `allow` entry does not begin in the project",
            ),
            (
                "[[allow]]\nreason = 'x'\npointer = 'a'\n",
                3,
                1,
                "the `pointer` of this `allow` entry is no JSON pointer",
            ),
            (
                "[[allow]]\nreason = 'x'\nfingerprint = 'a'\n",
                3,
                1,
                "the `fingerprint` of this `allow` entry is none",
            ),
            (
                "[[allow]]\nreason = 'x'\nrule = 'a'\nexpires = '2027-13-01'\n",
                4,
                1,
                "`expires` of this `allow` entry is no date",
            ),
        ] {
            assert_eq!(wrong(text), (line, column, message.to_owned()), "{text}");
        }
        assert!(allow_entries("[[allow]]\nreason='x'\npath='a'\n", Paths::Absolute).is_err());
        assert!(allow_entries("[[allow]]\nreason='x'\npath='~/a'\n", Paths::Absolute).is_ok());
    }
}
