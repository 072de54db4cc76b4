//! Reading a schema: every value with its place, everything that is wrong at once.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    ops::Range,
};

use unplain_rewrite::{Document, Format, Kind, Node, Pointer};

use super::{
    At, Declared, Need, Schema, Wrong, pattern::Pattern, places::Places, shape, wrong::Part,
};
use crate::{VarName, find_in_text};

/// What a field of a variable holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Holds {
    /// A string.
    Text,
    /// A list of strings.
    Texts,
    /// A string or a list of strings.
    TextOrTexts,
    /// A whole number above 0.
    Days,
    /// `true` or `false`.
    Switch,
}

/// The fields of a variable that are known.
pub const FIELDS: &[(&str, Holds)] = &[
    ("format", Holds::Text),
    ("pattern", Holds::Text),
    ("description", Holds::Text),
    ("docs", Holds::Text),
    ("owner", Holds::Text),
    ("scope", Holds::TextOrTexts),
    ("rotate_days", Holds::Days),
    ("required_for", Holds::Texts),
    ("environments", Holds::Texts),
    ("shared", Holds::Switch),
];

/// Names of groups and variables are no longer: they stand in the place of everything in them.
const LONGEST_NAME: usize = 200;

/// See [`Schema::parse`].
pub(super) fn read(text: &str) -> Result<Schema, Vec<Wrong>> {
    let document = parse(text).map_err(|wrong| vec![wrong])?;
    let secrets = find_in_text(text).into_iter().map(|found| found.span).collect();
    let places = Places::new(text);
    let mut reader = Reader {
        places,
        secrets,
        schema: Schema::default(),
        wrong: Vec::new(),
        patterns: HashSet::new(),
    };
    if let Some(root) = document.root() {
        reader.top(root);
    }
    if reader.wrong.is_empty() { Ok(reader.schema) } else { Err(reader.wrong) }
}

fn parse(text: &str) -> Result<Document, Wrong> {
    let bare = text.strip_prefix('\u{feff}').unwrap_or(text);
    let wrong = |(line, column), message: String, help: &str| {
        let at = At { pointer: String::new(), line, column };
        Wrong { message, help: help.to_owned(), at, part: Part::Text }
    };
    if bare.trim().is_empty() {
        let help = "`unplain schema init` writes a schema once this file is gone; a schema without variables is `{}`";
        return Err(wrong((1, 1), "the file is empty".to_owned(), help));
    }
    if text.contains('\0') {
        let message = "the file holds zero bytes: it is no UTF-8 text".to_owned();
        return Err(wrong((1, 1), message, "save it as UTF-8; it may be UTF-16"));
    }
    Document::parse(text.to_owned(), Format::Json).map_err(|error| {
        let is_jsonc = Document::parse(text.to_owned(), Format::Jsonc).is_ok();
        let help = if is_jsonc {
            "take out the comments and the commas behind last entries: JSON has neither"
        } else {
            "mend the JSON there"
        };
        wrong((error.line, error.column), format!("it is not JSON: {}", error.kind), help)
    })
}

struct Reader<'d> {
    places: Places<'d>,
    /// Where tokens stand in the text, in order.
    secrets: Vec<Range<usize>>,
    schema: Schema,
    wrong: Vec<Wrong>,
    /// The patterns that are known to be right.
    patterns: HashSet<Cow<'d, str>>,
}

/// The keys of an object, each with its line.
type Seen<'d> = HashMap<Cow<'d, str>, usize>;

/// An entry of an object whose key is sound.
struct Member<'d> {
    node: Node<'d>,
    key: Cow<'d, str>,
    at: At,
}

impl<'d> Reader<'d> {
    fn top(&mut self, root: Node<'d>) {
        let (line, column) = self.places.of(root.span().start);
        let at = At { pointer: String::new(), line, column };
        if root.kind() != Kind::Object {
            let message = format!("the schema is {} and has to be an object", called(root.kind()));
            let help = "begin with `{\"required\": {GROUP: {VARIABLE: {}}}}`";
            self.wrong.push(Wrong { message, help: help.to_owned(), at, part: Part::Text });
            return;
        }
        let mut seen = Seen::new();
        for node in root.children() {
            let Some(Member { node, key, at }) = self.member(node, &at, &mut seen) else {
                continue;
            };
            match key.as_ref() {
                "$schema" => _ = self.check(node, Kind::String, "text in quotes", &at),
                "required" => self.groups(node, Need::Required, &at),
                "optional" => self.groups(node, Need::Optional, &at),
                _ => self.schema.unknown.push(at),
            }
        }
    }

    fn groups(&mut self, groups: Node<'d>, need: Need, at: &At) {
        if !self.check(groups, Kind::Object, "an object of groups", at) {
            return;
        }
        let mut seen = Seen::new();
        for node in groups.children() {
            let Some(Member { node, key, at }) = self.member(node, at, &mut seen) else { continue };
            // `"$comment"` and its like
            if key.starts_with('$') {
                self.schema.unknown.push(at);
            } else if self.is_short(&key, &at)
                && self.check(node, Kind::Object, "an object of variables", &at)
            {
                self.group(node, need, &key, &at);
            }
        }
    }

    fn group(&mut self, group: Node<'d>, need: Need, name: &str, at: &At) {
        let mut seen = Seen::new();
        for node in group.children() {
            let Some(Member { node, key, at }) = self.member(node, at, &mut seen) else { continue };
            let is_text = FIELDS.iter().any(|(field, _)| *field == key);
            if key.starts_with('$') || is_text && node.kind() != Kind::Object {
                self.schema.unknown.push(at);
                continue;
            }
            let Some(variable) = VarName::parse(&key) else {
                self.key_is_wrong(
                    &at,
                    "this is no name of a variable",
                    "letters, digits and underscores make a name, and no digit begins it",
                );
                continue;
            };
            if !self.is_short(&key, &at) {
                continue;
            }
            if let Some(first) = self.schema.get(&key) {
                let place = match first.need {
                    Need::Required => "required",
                    Need::Optional => "optional",
                };
                let message = format!(
                    "{variable} is declared twice: on line {}, in `{place}` under `{}`, and here on line {}",
                    first.at.line, first.group, at.line
                );
                self.key_is_wrong(&at, message, "keep one of the two");
                continue;
            }
            let mut declared = Declared {
                name: variable.clone(),
                group: name.to_owned(),
                need,
                at: at.clone(),
                required_for: Vec::new(),
                format: None,
                rotate_days: None,
                shared: true,
                environments: Vec::new(),
                pattern: None,
            };
            if self.check(node, Kind::Object, "an object, such as `{}`", &at) {
                self.fields(node, &mut declared);
            }
            self.schema.by_name.insert(variable, self.schema.variables.len());
            self.schema.variables.push(declared);
        }
    }

    fn fields(&mut self, variable: Node<'d>, declared: &mut Declared) {
        let mut seen = Seen::new();
        for node in variable.children() {
            let Some(Member { node, key, at }) = self.member(node, &declared.at, &mut seen) else {
                continue;
            };
            let Some((_, holds)) = FIELDS.iter().find(|(field, _)| *field == key) else {
                self.schema.unknown.push(at);
                continue;
            };
            if !self.holds(node, *holds, &at) {
                continue;
            }
            match key.as_ref() {
                "format" => {
                    let format = node.value().into_owned();
                    if let Some(odd) = shape::odd(&format) {
                        let place = self.at_value(node, &at);
                        self.schema.odd_formats.push((place, odd));
                    }
                    declared.format = Some(format);
                }
                "pattern" => declared.pattern = self.pattern(node, &at),
                "rotate_days" => declared.rotate_days = days(node),
                "required_for" => declared.required_for = texts(node),
                "environments" => declared.environments = texts(node),
                "shared" => declared.shared = node.raw() == "true",
                _ => {}
            }
        }
    }

    fn pattern(&mut self, node: Node<'d>, at: &At) -> Option<Pattern> {
        let text = node.value();
        if self.patterns.contains(&text) {
            return Some(Pattern::known(&text));
        }
        match Pattern::parse(&text) {
            Ok(pattern) => {
                self.patterns.insert(text);
                Some(pattern)
            }
            Err(why) => {
                let message = format!("`pattern` is no regular expression that can be used: {why}");
                let help = "mend it; look-around and back-references are not known here";
                self.value_is_wrong(node, at, message, help);
                None
            }
        }
    }

    /// Whether a field holds what it has to.
    fn holds(&mut self, node: Node<'d>, holds: Holds, at: &At) -> bool {
        match holds {
            Holds::Text => self.check(node, Kind::String, "text in quotes", at),
            Holds::Switch => self.check(node, Kind::Bool, "`true` or `false`", at),
            Holds::TextOrTexts if node.kind() == Kind::String => true,
            Holds::TextOrTexts | Holds::Texts => {
                if !self.check(node, Kind::Array, "a list of texts: `[\"…\"]`", at) {
                    return false;
                }
                let mut all = true;
                for (index, element) in node.children().enumerate() {
                    if element.kind() != Kind::String {
                        let pointer = format!("{}/{index}", at.pointer);
                        let at = At { pointer, ..at.clone() };
                        all &= self.check(element, Kind::String, "text in quotes", &at);
                    }
                }
                all
            }
            Holds::Days => {
                let right = days(node).is_some();
                if !right {
                    let is = match node.kind() {
                        Kind::Number => "is no whole number above 0".to_owned(),
                        kind => format!("is {} and has to be a whole number above 0", called(kind)),
                    };
                    let help = "give the days as a number without quotes, such as 90";
                    self.value_is_wrong(node, at, format!("`rotate_days` {is}"), help);
                }
                right
            }
        }
    }

    /// Whether a value is of this kind; says so if not.
    fn check(&mut self, node: Node<'d>, kind: Kind, wanted: &str, at: &At) -> bool {
        let right = node.kind() == kind;
        if !right {
            let name = match node.key() {
                Some(key) if key.chars().count() <= LONGEST_NAME => format!("`{key}`"),
                _ => "this".to_owned(),
            };
            let message = format!("{name} is {} and has to be {wanted}", called(node.kind()));
            self.value_is_wrong(node, at, message, &format!("write {wanted}"));
        }
        right
    }

    /// A member whose key is sound; else says what is wrong with the key.
    fn member(&mut self, node: Node<'d>, around: &At, seen: &mut Seen<'d>) -> Option<Member<'d>> {
        let (key, span) = (node.key()?, node.key_span()?);
        let (line, column) = self.places.of(span.start);
        let within = Pointer::parse(&around.pointer).unwrap_or_default();
        let at = |key: &str| At { pointer: within.child(key).to_string(), line, column };
        if self.holds_secret(&span) {
            let message = "a token stands where a name belongs";
            self.key_is_wrong(&at("…"), message, "take it out, and have a new one issued");
            return None;
        }
        let at = at(&key);
        if let Some(first) = seen.get(&key) {
            let message = format!("this key stands twice: on line {first} and here on line {line}");
            self.key_is_wrong(&at, message, "keep one of the two");
            return None;
        }
        seen.insert(key.clone(), line);
        Some(Member { node, key, at })
    }

    /// Whether a name is short enough to be named in everything that it holds; says so if not.
    fn is_short(&mut self, name: &str, at: &At) -> bool {
        let short = name.chars().count() <= LONGEST_NAME;
        if !short {
            let message = format!("this name has more than {LONGEST_NAME} characters");
            self.key_is_wrong(at, message, "give it a shorter name");
        }
        short
    }

    fn holds_secret(&self, span: &Range<usize>) -> bool {
        let next = self.secrets.partition_point(|secret| secret.end <= span.start);
        self.secrets.get(next).is_some_and(|secret| secret.start < span.end)
    }

    fn key_is_wrong(&mut self, at: &At, message: impl Into<String>, help: &str) {
        let (message, help) = (message.into(), help.to_owned());
        self.wrong.push(Wrong { message, help, at: at.clone(), part: Part::Key });
    }

    fn value_is_wrong(&mut self, node: Node<'d>, at: &At, message: String, help: &str) {
        let at = self.at_value(node, at);
        self.wrong.push(Wrong { message, help: help.to_owned(), at, part: Part::Value });
    }

    /// The place of an entry's value.
    fn at_value(&mut self, node: Node<'d>, entry: &At) -> At {
        let (line, column) = self.places.of(node.span().start);
        At { pointer: entry.pointer.clone(), line, column }
    }
}

fn days(node: Node<'_>) -> Option<u32> {
    let number = (node.kind() == Kind::Number).then(|| node.raw().parse().ok())?;
    number.filter(|days| *days > 0)
}

fn texts(list: Node<'_>) -> Vec<String> {
    list.children().map(|element| element.value().into_owned()).collect()
}

fn called(kind: Kind) -> &'static str {
    match kind {
        Kind::Object => "an object",
        Kind::Array => "a list",
        Kind::String => "a text",
        Kind::Number => "a number",
        Kind::Bool => "`true` or `false`",
        _ => "`null`",
    }
}
