//! The command line of a stdio server that is started through `unplain run`, so that this server alone gets its secrets.

use crate::{VarName, neutral};

/// Flags of `unplain run` that a wrapper is not written with, but that somebody may add.
const ADDED: &[&str] = &["--mask", "--allow-missing", "--keep-credentials"];

/// What `unplain run` is told in the place of a server's own command.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wrapped {
    /// The program: `unplain`, or its absolute path.
    pub program: String,
    /// Whose store is asked.
    pub store: AskedStore,
    /// The variables that the server gets: its name for each, and the stored one.
    pub only: Vec<(String, VarName)>,
    /// Whether references in the server's arguments are filled in.
    pub fill: bool,
    /// Flags that somebody has added.
    pub more: Vec<String>,
    /// The server's own command and arguments.
    pub command: Vec<String>,
}

/// Which store a wrapped server's values come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AskedStore {
    /// The user's alone, whatever the folder is that the agent starts the server in.
    Users,
    /// That of the folder's trusted project too.
    Folders,
}

/// How wrapped servers are started.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wrapper {
    /// The absolute path of `unplain`, for configs of this user.
    pub program: String,
}

impl Wrapped {
    /// What stands before the server's own command.
    #[must_use]
    pub fn front(&self) -> Vec<String> {
        let mut line = vec![self.program.clone(), "run".to_owned()];
        if self.store == AskedStore::Users {
            line.push("--user".to_owned());
        }
        for (name, variable) in &self.only {
            line.push("--only".to_owned());
            line.push(match name == variable.as_str() {
                true => name.clone(),
                false => format!("{name}={variable}"),
            });
        }
        if self.fill {
            line.push("--fill".to_owned());
        }
        line.extend(self.more.iter().cloned());
        line.push("--".to_owned());
        line
    }

    /// Reads a command line as [`Wrapped::front`] writes it, in whatever order its flags are; `None` if it is another.
    #[must_use]
    pub fn read(line: &[String]) -> Option<Self> {
        let (program, rest) = line.split_first()?;
        let name = program.rsplit(['/', '\\']).next()?;
        if !matches!(name, "unplain" | "unplain.exe") {
            return None;
        }
        let (run, mut rest) = rest.split_first()?;
        if run != "run" {
            return None;
        }
        let mut wrapped = Self {
            program: program.clone(),
            store: AskedStore::Folders,
            only: Vec::new(),
            fill: false,
            more: Vec::new(),
            command: Vec::new(),
        };
        loop {
            let (flag, after) = rest.split_first()?;
            rest = after;
            match flag.as_str() {
                "--" => break,
                "--user" => wrapped.store = AskedStore::Users,
                "--fill" => wrapped.fill = true,
                "--only" => {
                    let (what, after) = rest.split_first()?;
                    rest = after;
                    let (name, variable) = what.split_once('=').unwrap_or((what, what));
                    wrapped.only.push((name.to_owned(), VarName::parse(variable)?));
                }
                flag if ADDED.contains(&flag) => wrapped.more.push(flag.to_owned()),
                _ => return None,
            }
        }
        wrapped.command = rest.to_vec();
        (!wrapped.command.is_empty()).then_some(wrapped)
    }

    /// The command that is executed in the end.
    ///
    /// # Errors
    ///
    /// A variable in its arguments that has no value.
    pub fn filled<'v>(
        &self,
        value: &dyn Fn(&VarName) -> Option<&'v str>,
    ) -> Result<Vec<String>, VarName> {
        if !self.fill {
            return Ok(self.command.clone());
        }
        self.command.iter().map(|word| neutral::fill(word, value)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{AskedStore, Wrapped};
    use crate::VarName;

    #[test]
    fn what_is_written_is_read() {
        let name = |text: &str| VarName::parse(text).unwrap();
        let wrapped = Wrapped {
            program: "/opt/x/unplain".to_owned(),
            store: AskedStore::Users,
            only: vec![("A".to_owned(), name("A")), ("API_KEY".to_owned(), name("GITHUB_API_KEY"))],
            fill: true,
            more: vec!["--mask".to_owned()],
            command: ["npx", "-y", "--", "$<env:A>"].map(str::to_owned).to_vec(),
        };
        let mut line = wrapped.front();
        line.extend(wrapped.command.iter().cloned());
        assert_eq!(Wrapped::read(&line).unwrap(), wrapped);
        assert_eq!(wrapped.filled(&|_| Some("x")).unwrap(), ["npx", "-y", "--", "x"]);
        assert_eq!(Wrapped::read(&["npx".to_owned(), "run".to_owned()]), None);
    }
}
