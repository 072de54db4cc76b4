//! Values that stand for one that the user was to fill in.

use super::{made_up::is_made_up, split::words};

/// Whether `value` is a placeholder or a published example. `name` is what it belongs to.
pub(super) fn is_placeholder(value: &str, name: Option<&str>) -> bool {
    let lower = value.to_lowercase();
    WHOLE.contains(&lower.as_str())
        || has_brackets(value)
        || only_filler(value)
        || has_filler_run(&lower)
        || lower.contains("example")
        || foreign_words(value)
        || says_placeholder(value)
        || name.is_some_and(|name| repeats_name(value, name))
        || is_made_up_token(value)
}

/// Whole values that nobody uses as a secret, or that are defaults known to everybody.
const WHOLE: &[&str] = &[
    "-",
    "abc",
    "abc123",
    "abcd1234",
    "admin",
    "apikey",
    "api_key",
    "api-key",
    "asdf",
    "bar",
    "baz",
    "changeit",
    "default",
    "demo",
    "dummy",
    "empty",
    "fake",
    "foo",
    "foobar",
    "guest",
    "hidden",
    "key",
    "letmein",
    "masked",
    "minioadmin",
    "mysql",
    "n/a",
    "na",
    "nil",
    "none",
    "null",
    "pass",
    "passwd",
    "password",
    "password1",
    "password123",
    "postgres",
    "qwerty",
    "redacted",
    "removed",
    "root",
    "secret",
    "tbd",
    "temp",
    "test",
    "test123",
    "testing",
    "toor",
    "token",
    "undefined",
    "unset",
    "user",
    "value",
    "xyz",
];

/// `<token>`, `[your key]`, `{API_KEY}`, `((token))`, `__TOKEN__`, also with a prefix before them.
fn has_brackets(value: &str) -> bool {
    let bracketed = |open: char, close: char| {
        value.find(open).zip(value.rfind(close)).is_some_and(|(from, to)| {
            let inner = value.get(from + open.len_utf8()..to).unwrap_or("");
            to + close.len_utf8() == value.len() && !inner.is_empty() && inner.chars().all(is_label)
        })
    };
    bracketed('<', '>')
        || value.starts_with('[') && bracketed('[', ']')
        || value.starts_with('{') && bracketed('{', '}')
        || value.starts_with("((") && value.ends_with("))")
        || value.len() > 4 && value.starts_with("__") && value.ends_with("__")
}

fn is_label(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.' | '\'' | '|' | '/' | ':')
}

/// `xxx`, `****`, `...`, `0000`, `sk-...`, `ntn_****`.
fn only_filler(value: &str) -> bool {
    let filler = |c: char| {
        matches!(c, 'x' | 'X' | '*' | '.' | '…' | '•' | '·' | '#' | '?' | '0' | '-' | '_' | '=')
    };
    let body = value.rsplit_once(['-', '_']).map_or(value, |(_, body)| body);
    !body.is_empty() && body.chars().all(filler) || value.chars().all(filler)
}

fn has_filler_run(lower: &str) -> bool {
    ["...", "…", "***", "•••", "xxxx", "####", "<your", "{your", "[your"]
        .iter()
        .any(|run| lower.contains(run))
}

/// Text in a script that no provider draws tokens from.
fn foreign_words(value: &str) -> bool {
    value.chars().filter(|c| !c.is_ascii() && c.is_alphabetic()).count() >= 2
}

/// Words that only a placeholder has, in a value that is made of words.
const MARKERS: &[&str] = &[
    "your",
    "yours",
    "here",
    "insert",
    "replace",
    "placeholder",
    "changeme",
    "change",
    "enter",
    "goes",
    "dummy",
    "fake",
    "redacted",
    "sample",
    "todo",
    "fixme",
    "paste",
    "fill",
    "xxx",
    "put",
    "add",
    "set",
    "my",
    "mock",
    "foo",
    "foobar",
    "optional",
    "required",
    "missing",
    "some",
    "real",
    "actual",
    "tu",
    "aqui",
    "votre",
    "ici",
    "sua",
    "seu",
    "dein",
    "deine",
    "ihr",
    "hier",
    "tuo",
    "inserisci",
    "wpisz",
    "twoj",
    "test",
    "tests",
    "testing",
    "demo",
    "invalid",
    "secure",
    "super",
    "supersecret",
    "local",
    "dev",
    "development",
    "none",
    "null",
    "unset",
    "not",
    "no",
];

/// Words of which names of secrets are made.
const SUBJECTS: &[&str] = &[
    "api",
    "key",
    "apikey",
    "token",
    "secret",
    "password",
    "passwd",
    "pass",
    "auth",
    "bearer",
    "access",
    "client",
    "private",
    "credential",
    "credentials",
    "pat",
    "value",
    "string",
    "clave",
    "chave",
    "cle",
    "senha",
    "passwort",
];

fn says_placeholder(value: &str) -> bool {
    let words = words(value);
    let readable = |word: &String| word.len() <= 14 && word.chars().all(char::is_alphabetic);
    if words.is_empty()
        || value.len() > 80
        || value.contains(['/', '\\', ':', '='])
        || !words.iter().all(readable)
    {
        return false;
    }
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    has(&MARKERS[..2])
        || has(SUBJECTS) && (words.len() <= 4 || has(MARKERS))
        || words.len() >= 2 && has(MARKERS)
}

/// `GITHUB_TOKEN` as the value of `GITHUB_TOKEN`, in any spelling, with or without words that say nothing.
fn repeats_name(value: &str, name: &str) -> bool {
    let (value, name) = (words(value), words(name));
    !value.is_empty()
        && value.concat().chars().all(|c| c.is_alphanumeric())
        && (value.concat() == name.concat()
            || value.iter().all(|word| {
                name.contains(word)
                    || MARKERS.contains(&word.as_str())
                    || SUBJECTS.contains(&word.as_str())
            }))
}

/// A typed body behind a prefix such as `ghp_` or `sk-`, or a typed value of some length.
fn is_made_up_token(value: &str) -> bool {
    if value.contains(char::is_whitespace) || value.len() < 6 {
        return false;
    }
    let body = value
        .find(['-', '_', '.'])
        .filter(|at| *at <= 10)
        .and_then(|at| value.get(at + 1..))
        .unwrap_or(value);
    let typed =
        |text: &str| text.len() >= 6 && text.chars().any(char::is_alphanumeric) && is_made_up(text);
    typed(value) && !value.contains(['/', '.', ':'])
        || typed(body) && !body.contains(['/', '.', ':'])
}
