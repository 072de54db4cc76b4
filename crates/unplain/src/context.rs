//! What every command gets: the surroundings and the way to print.

use std::path::Path;

use unplain_core::Surroundings;

use crate::{cli::Global, exit::Failure, output::Printer};

/// What every command gets.
#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) around: Surroundings,
    pub(crate) printer: Printer,
    no_input: bool,
}

impl Context {
    pub(crate) fn new(global: &Global) -> Result<Self, Failure> {
        let around = unplain_host::surroundings()?;
        Ok(Self { around, printer: Printer::new(global), no_input: global.no_input })
    }

    /// Whether a person can be asked: both ends are a terminal, and nothing forbids it.
    pub(crate) fn can_ask(&self) -> bool {
        use std::io::IsTerminal as _;
        !self.no_input && std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
    }

    /// A path for people: `~` for the home folder.
    pub(crate) fn short(&self, path: &Path) -> String {
        short(&self.around.home, path)
    }
}

/// A path for people: `~` for the home folder.
pub(crate) fn short(home: &Path, path: &Path) -> String {
    unplain_host::printable(&match path.strip_prefix(home) {
        Ok(rest) if rest.as_os_str().is_empty() => "~".to_owned(),
        Ok(rest) => format!("~/{}", rest.display()),
        Err(_) => path.display().to_string(),
    })
}
