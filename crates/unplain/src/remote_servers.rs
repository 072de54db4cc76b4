//! The remote servers that `unplain headers` and `unplain bridge` serve: `servers.toml` beside the user's store.
//!
//! It names variables, never values. Only the user's own file counts: what it says decides to whom values are sent, so
//! none that a cloned repository brings is ever read.

use std::{collections::BTreeMap, path::PathBuf};

use toml::{Table, Value};
use unplain_core::{Surroundings, Template, VarName};

use crate::{exit::Failure, store};

/// A remote server.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct RemoteServer {
    /// Its address.
    pub(crate) url: Template,
    /// Its headers, by name.
    pub(crate) headers: BTreeMap<String, Template>,
}

impl RemoteServer {
    /// The variables that it needs, each once.
    pub(crate) fn variables(&self) -> Vec<VarName> {
        let all = self.headers.values().chain([&self.url]).flat_map(Template::variables);
        let mut names: Vec<VarName> = all.cloned().collect();
        names.sort();
        names.dedup();
        names
    }
}

const HEAD: &str = "# Remote MCP servers whose secrets come from the store. Written by `unplain migrate --wrap`, read by\n\
    # `unplain headers` and `unplain bridge`. No values here: `$<env:VAR>` is the stored value of VAR.\n";

/// The file as it was read.
pub(crate) struct RemoteServers {
    file: PathBuf,
    text: String,
    content: Table,
}

/// Where the file is.
pub(crate) fn file(around: &Surroundings) -> PathBuf {
    store::user_folder(around).join("servers.toml")
}

impl RemoteServers {
    /// Reads the file; there are no servers where there is none.
    ///
    /// # Errors
    /// It can't be read, is no TOML, or everybody can write to it.
    pub(crate) fn load(around: &Surroundings) -> Result<Self, Failure> {
        let file = file(around);
        let text = match unplain_host::read(&file)? {
            None => String::new(),
            Some(snapshot) if snapshot.facts().mode & 0o002 != 0 => {
                let message = format!("everybody can write to `{}`", file.display());
                let help = "it says to whom values are sent: look at it, then take that right away with `chmod o-w`";
                return Err(Failure::incomplete("servers", message, help));
            }
            Some(snapshot) => snapshot.into_text(),
        };
        let content = toml::from_str(&text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            let line = 1 + text.get(..start).unwrap_or_default().matches('\n').count();
            let message = format!("`{}` is no TOML in line {line}", file.display());
            Failure::incomplete("servers", message, "mend that line")
        })?;
        Ok(Self { file, text, content })
    }

    /// The server of this name.
    ///
    /// # Errors
    /// There is none, or what is said of it is not right.
    pub(crate) fn get(&self, name: &str) -> Result<RemoteServer, Failure> {
        let Some(entry) = self.entries().and_then(|servers| servers.get(name)) else {
            let shown = name.escape_debug();
            let message = format!("`{}` has no server `{shown}`", self.file.display());
            let help = match self.names().as_slice() {
                [] => "it gets there with `unplain migrate --wrap`".to_owned(),
                names => format!("it has {}", names.join(", ")),
            };
            return Err(Failure::incomplete("unknown-server", message, help));
        };
        self.read(name, entry)
    }

    /// The names of all servers.
    pub(crate) fn names(&self) -> Vec<String> {
        self.entries().map(|servers| servers.keys().cloned().collect()).unwrap_or_default()
    }

    /// Adds a server and writes the file; every byte that stood there stays. The name it got is given back: `wanted`, or
    /// that with a number where another server has it.
    ///
    /// # Errors
    /// The file can't be written, or is of a form that nothing can be added to.
    #[allow(dead_code, reason = "wrapping is what adds")]
    pub(crate) fn add(&mut self, wanted: &str, server: &RemoteServer) -> Result<String, Failure> {
        let name = self.free_name(wanted, server);
        if self.get(&name).is_ok_and(|known| known == *server) {
            return Ok(name);
        }
        let mut text = self.text.clone();
        if text.is_empty() {
            text.push_str(HEAD);
        } else if !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(&format!("\n[servers.{name}]\nurl = {}\n", quoted(&server.url.to_string())));
        if !server.headers.is_empty() {
            let headers: Vec<String> = server
                .headers
                .iter()
                .map(|(name, value)| format!("{} = {}", quoted(name), quoted(&value.to_string())))
                .collect();
            text.push_str(&format!("headers = {{ {} }}\n", headers.join(", ")));
        }
        let mut expected = self.content.clone();
        expected
            .entry("servers")
            .or_insert_with(|| Value::Table(Table::new()))
            .as_table_mut()
            .and_then(|servers| servers.insert(name.clone(), entry(server)));
        self.write(text, expected)?;
        Ok(name)
    }

    /// Takes a server out and writes the file; every other byte stays. There being none of this name is no error.
    ///
    /// # Errors
    /// The file can't be written, or the server is not in a table of its own.
    #[allow(dead_code, reason = "unwrapping is what removes")]
    pub(crate) fn remove(&mut self, name: &str) -> Result<(), Failure> {
        let mut expected = self.content.clone();
        let servers = expected.get_mut("servers").and_then(Value::as_table_mut);
        if servers.and_then(|servers| servers.remove(name)).is_none() {
            return Ok(());
        }
        let own = [format!("[servers.{name}]"), format!("[servers.{}]", quoted(name))];
        let below = [format!("[servers.{name}."), format!("[servers.{}.", quoted(name))];
        let mut text = String::with_capacity(self.text.len());
        let mut inside = false;
        for line in self.text.split_inclusive('\n') {
            let start = line.trim_start();
            if start.starts_with('[') {
                inside = own.iter().chain(&below).any(|head| start.starts_with(head.as_str()));
            }
            if !inside {
                text.push_str(line);
            }
        }
        if expected.get("servers").and_then(Value::as_table).is_some_and(Table::is_empty)
            && !text.contains("[servers]")
        {
            expected.remove("servers");
        }
        self.write(text, expected)
    }

    /// Writes `text` if it says what is `expected` and nothing else.
    fn write(&mut self, text: String, expected: Table) -> Result<(), Failure> {
        if toml::from_str::<Table>(&text).ok().as_ref() != Some(&expected) {
            let message = format!(
                "`{}` is written in a way that can't be changed safely",
                self.file.display()
            );
            let help =
                "give each server there a table of its own, `[servers.NAME]`, and run it again";
            return Err(Failure::incomplete("servers", message, help));
        }
        unplain_host::write_private(&self.file, &text)?;
        (self.text, self.content) = (text, expected);
        Ok(())
    }

    /// `wanted` in letters, digits, `-` and `_`; with a number behind it where another server is called so.
    fn free_name(&self, wanted: &str, server: &RemoteServer) -> String {
        let plain =
            |c: char| if c.is_ascii_alphanumeric() || c == '-' || c == '_' { c } else { '-' };
        let mut base: String = wanted.chars().map(plain).collect();
        // An option of the command line begins with `-`.
        base = base.trim_start_matches('-').to_owned();
        if base.is_empty() {
            base.push_str("server");
        }
        let taken = |name: &str| {
            let there = self.entries().is_some_and(|servers| servers.contains_key(name));
            there && self.get(name).ok().as_ref() != Some(server)
        };
        let numbered = (2..).map(|number: u32| format!("{base}-{number}"));
        std::iter::once(base.clone()).chain(numbered).find(|name| !taken(name)).unwrap_or_default()
    }

    fn entries(&self) -> Option<&Table> {
        self.content.get("servers")?.as_table()
    }

    fn read(&self, name: &str, entry: &Value) -> Result<RemoteServer, Failure> {
        let broken = |key: &str, what: &str| {
            let shown = name.escape_debug();
            let message = format!("`{}`, server `{shown}`: {key} {what}", self.file.display());
            Failure::incomplete("servers", message, "mend it there, or wrap the server again")
        };
        let template = |key: &str, value: Option<&Value>| {
            let text = value.and_then(Value::as_str).ok_or_else(|| broken(key, "is no text"))?;
            Template::parse(text).map_err(|error| broken(key, &format!("is not right: {error}")))
        };
        let url = template("`url`", entry.get("url"))?;
        let mut headers = BTreeMap::new();
        match entry.get("headers") {
            None => {}
            Some(Value::Table(table)) => {
                for (header, value) in table {
                    let key = format!("header `{}`", header.escape_debug());
                    headers.insert(header.clone(), template(&key, Some(value))?);
                }
            }
            Some(_) => return Err(broken("`headers`", "is no table")),
        }
        Ok(RemoteServer { url, headers })
    }
}

/// A server as TOML holds it.
fn entry(server: &RemoteServer) -> Value {
    let mut table = Table::new();
    table.insert("url".to_owned(), Value::String(server.url.to_string()));
    if !server.headers.is_empty() {
        let text = |value: &Template| Value::String(value.to_string());
        let headers = server.headers.iter().map(|(name, value)| (name.clone(), text(value)));
        table.insert("headers".to_owned(), Value::Table(headers.collect()));
    }
    Value::Table(table)
}

/// A basic string of TOML: JSON's escapes are its own, except that it escapes DEL too.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, fs};

    use unplain_core::{Os, Surroundings, Template};

    use super::{RemoteServer, RemoteServers, file};

    struct Place {
        home: unplain_testkit::Home,
    }

    impl Place {
        fn new(text: &str) -> Self {
            let place = Self { home: unplain_testkit::Home::new() };
            fs::create_dir_all(file(&place.around()).parent().unwrap()).unwrap();
            fs::write(file(&place.around()), text).unwrap();
            place
        }

        fn around(&self) -> Surroundings {
            let home = self.home.path().to_owned();
            Surroundings { cwd: home.clone(), home, env: BTreeMap::new(), os: Os::Linux }
        }

        fn load(&self) -> RemoteServers {
            RemoteServers::load(&self.around()).unwrap()
        }

        fn text(&self) -> String {
            fs::read_to_string(file(&self.around())).unwrap()
        }
    }

    fn server(url: &str) -> RemoteServer {
        let header = Template::parse("Bearer $<env:TOKEN> \"\\ü\u{7f}").unwrap();
        let headers = BTreeMap::from([("Authorization".to_owned(), header)]);
        RemoteServer { url: Template::parse(url).unwrap(), headers }
    }

    const WRITTEN: &str =
        "# mine\n[other]\nkey = 1 # kept\n\n[servers.one]\nurl = \"https://one\"\nnote = 'kept'\n";

    #[test]
    fn what_is_added_is_read_back_and_every_byte_before_stays() {
        let place = Place::new(WRITTEN);
        assert_eq!(place.load().add("two", &server("https://two/$<env:K>")).unwrap(), "two");
        assert!(place.text().starts_with(WRITTEN), "{}", place.text());
        let read = place.load();
        assert_eq!(read.get("two").unwrap(), server("https://two/$<env:K>"));
        assert_eq!(read.get("one").unwrap().headers, BTreeMap::new());
        let names: Vec<_> =
            read.get("two").unwrap().variables().iter().map(ToString::to_string).collect();
        assert_eq!(names, ["K", "TOKEN"]);
    }

    #[test]
    fn a_name_that_another_server_has_gets_a_number_and_the_same_server_its_own_again() {
        let place = Place::new("");
        for (wanted, url, got) in [
            ("a", "https://1", "a"),
            ("a", "https://2", "a-2"),
            ("a", "https://1", "a"),
            ("a", "https://2", "a-2"),
            ("--", "https://1", "server"),
            ("My server.ü", "https://1", "My-server--"),
        ] {
            assert_eq!(place.load().add(wanted, &server(url)).unwrap(), got, "{wanted} {url}");
        }
        assert_eq!(place.load().names().len(), 4);
    }

    #[test]
    fn what_is_removed_is_gone_and_the_rest_stays() {
        let place = Place::new(WRITTEN);
        place.load().add("two", &server("https://two")).unwrap();
        place.load().remove("one").unwrap();
        let text = place.text();
        assert!(text.starts_with("# mine\n[other]\nkey = 1 # kept\n\n[servers.two]"), "{text}");
        place.load().remove("two").unwrap();
        place.load().remove("two").unwrap();
        assert_eq!(place.text(), "# mine\n[other]\nkey = 1 # kept\n\n");
    }

    #[test]
    fn a_form_that_can_not_be_changed_safely_is_left_alone() {
        let text = "servers = { one = { url = \"https://one\" } }\n";
        let place = Place::new(text);
        assert!(place.load().get("one").is_ok());
        assert!(place.load().add("two", &server("https://two")).is_err());
        assert!(place.load().remove("one").is_err());
        assert_eq!(place.text(), text);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place_and_without_its_text() {
        for (text, said) in [
            ("[servers.x]\nurl = 'marker", "line 2"),
            ("[servers.x]\n", "`url` is no text"),
            ("[servers.x]\nurl = ['marker']\n", "`url` is no text"),
            ("[servers.x]\nurl = 'marker$<env:'\n", "`url` is not right"),
            ("[servers.x]\nurl = 'marker'\nheaders = 'marker'\n", "`headers` is no table"),
            (
                "[servers.x]\nurl = 'marker'\nheaders = { A = '$<env:marker' }\n",
                "header `A` is not right",
            ),
            ("[servers]\ny = 'marker'\n", "no server `x`"),
            ("servers = 'marker'\n", "no server `x`"),
        ] {
            let place = Place::new(text);
            let failure = RemoteServers::load(&place.around())
                .and_then(|servers| servers.get("x"))
                .unwrap_err();
            let all = format!("{} {}", failure.message, failure.help);
            assert!(all.contains(said), "{text}: {all}");
            assert!(!all.contains("marker"), "{text}: {all}");
        }
    }
}
