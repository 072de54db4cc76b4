//! The environment of programs that the desktop starts.

use std::{collections::BTreeMap, path::Path, time::Duration};

use unplain_core::{Os, Surroundings, doctor::Environment};
use unplain_rewrite::{Document, Format};

use crate::exit::Failure;

/// How long the user's session may take to answer.
const LIMIT: Duration = Duration::from_secs(3);

/// What a systemd user session says that it starts programs with; where none answers, what
/// `~/.config/environment.d` adds to the rest, which is not known. Elsewhere nothing is known.
pub(super) fn session(around: &Surroundings) -> Environment {
    if around.os != Os::Linux {
        return Environment::NotKnown;
    }
    match ask_systemd(around) {
        Some(variables) => Environment::All(variables),
        None => Environment::Some(of_folder(&around.xdg_config().join("environment.d"))),
    }
}

/// The variables of a `.env` file.
pub(super) fn of_file(path: &Path) -> Result<Environment, Failure> {
    let missing = || {
        let message = format!("there is no file `{}`", path.display());
        Failure::incomplete("no-such-path", message, "check the path")
    };
    let text = unplain_host::read(path)?.ok_or_else(missing)?.into_text();
    let document = Document::parse(text, Format::Dotenv).map_err(|error| {
        let message = format!(
            "`{}` is no valid .env file: line {}, column {}",
            path.display(),
            error.line,
            error.column
        );
        Failure::incomplete("invalid", message, "mend it, then run this again")
    })?;
    Ok(Environment::All(variables(&document)))
}

fn ask_systemd(around: &Surroundings) -> Option<BTreeMap<String, String>> {
    let systemctl = unplain_host::find_program("systemctl", around)?;
    let mut env = BTreeMap::new();
    for name in ["HOME", "PATH", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"] {
        env.extend(around.var(name).map(|value| (name.to_owned(), value.to_owned())));
    }
    let text = unplain_host::ask(&systemctl, &["--user", "show-environment"], &env, LIMIT)?;
    Some(text.lines().filter_map(line).collect())
}

/// `NAME=value`, or `NAME=$'…'` with C's escapes where the value holds more than letters (systemd 246 and later).
fn line(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once('=')?;
    let quoted = value.strip_prefix("$'").and_then(|value| value.strip_suffix('\''));
    Some((name.to_owned(), quoted.map_or_else(|| value.to_owned(), unescaped)))
}

fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match rest.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some(other) => out.push(other),
            None => {}
        }
    }
    out
}

/// The variables of a folder's `*.conf` files, the later over the earlier (environment.d(5)).
fn of_folder(folder: &Path) -> BTreeMap<String, String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "conf"));
    paths.sort();
    let mut all = BTreeMap::new();
    for path in paths {
        let Ok(Some(snapshot)) = unplain_host::read(&path) else { continue };
        if let Ok(document) = Document::parse(snapshot.into_text(), Format::Dotenv) {
            all.extend(variables(&document));
        }
    }
    all
}

fn variables(document: &Document) -> BTreeMap<String, String> {
    let named = document.nodes().filter_map(|node| Some((node.key()?, node.value())));
    named.map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn what_systemd_prints_is_read() {
        let of = |text: &str| line(text).map(|(_, value)| value);
        assert_eq!(of("A=b=c").as_deref(), Some("b=c"));
        assert_eq!(of(r"A=$'it\'s \\ a\nline'").as_deref(), Some("it's \\ a\nline"));
        assert_eq!(of("no variable"), None);
    }
}
