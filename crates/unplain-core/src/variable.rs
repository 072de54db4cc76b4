//! Names of environment variables.

use std::{borrow::Borrow, fmt};

use serde::Serialize;

/// The name of an environment variable: `[A-Za-z_][A-Za-z0-9_]*`, the only form that every agent and shell takes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct VarName(String);

impl VarName {
    /// The name, if `text` is one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = text.bytes();
        let first = bytes.next()?;
        let letter = |b: u8| b.is_ascii_alphabetic() || b == b'_';
        (letter(first) && bytes.all(|b| letter(b) || b.is_ascii_digit()))
            .then(|| Self(text.to_owned()))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the variable steers a loader or an interpreter (`LD_*`, `PATH`, `NODE_OPTIONS`, …).
    ///
    /// Such a variable is never stored or delivered: a store that a cloned repository brought could run code with it.
    #[must_use]
    pub fn steers_a_loader(&self) -> bool {
        let name = self.0.to_ascii_uppercase();
        LOADER_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
            || LOADER_NAMES.contains(&name.as_str())
    }
}

const LOADER_PREFIXES: &[&str] =
    &["LD_", "DYLD_", "BASH_FUNC_", "GIT_CONFIG", "NPM_CONFIG_", "PIP_CONFIG"];

const LOADER_NAMES: &[&str] = &[
    "BASH_ENV",
    "BROWSER",
    "CDPATH",
    "CLASSPATH",
    "EDITOR",
    "ENV",
    "GCONV_PATH",
    "GIT_ASKPASS",
    "GIT_EDITOR",
    "GIT_EXEC_PATH",
    "GIT_EXTERNAL_DIFF",
    "GIT_PAGER",
    "GIT_SSH",
    "GIT_SSH_COMMAND",
    "GLIBC_TUNABLES",
    "HOME",
    "IFS",
    "JAVA_TOOL_OPTIONS",
    "JDK_JAVA_OPTIONS",
    "LESSOPEN",
    "LOCPATH",
    "MALLOC_TRACE",
    "NODE_OPTIONS",
    "NODE_PATH",
    "NODE_REPL_EXTERNAL_MODULE",
    "OPENSSL_CONF",
    "OPENSSL_MODULES",
    "PAGER",
    "PATH",
    "PATHEXT",
    "PERL5DB",
    "PERL5LIB",
    "PERL5OPT",
    "PERLLIB",
    "PROMPT_COMMAND",
    "PS4",
    "PYTHONHOME",
    "PYTHONINSPECT",
    "PYTHONPATH",
    "PYTHONSTARTUP",
    "PYTHONWARNINGS",
    "RUBYLIB",
    "RUBYOPT",
    "SHELL",
    "SHELLOPTS",
    "SSH_ASKPASS",
    "SUDO_ASKPASS",
    "VISUAL",
    "ZDOTDIR",
    "_JAVA_OPTIONS",
];

impl fmt::Display for VarName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for VarName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::VarName;

    #[test]
    fn only_what_every_shell_takes_is_a_name() {
        for good in ["A", "_", "GITHUB_TOKEN", "lower1"] {
            assert!(VarName::parse(good).is_some(), "{good}");
        }
        for bad in ["", "1A", "A-B", "A B", "Ä", "A=B", "A.B"] {
            assert!(VarName::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn loader_variables_are_known_in_any_case() {
        for name in
            ["LD_PRELOAD", "dyld_insert_libraries", "NODE_OPTIONS", "Path", "GIT_CONFIG_KEY_0"]
        {
            assert!(VarName::parse(name).unwrap().steers_a_loader(), "{name}");
        }
        for name in ["GITHUB_TOKEN", "LDAP_PASSWORD", "PATHOLOGY_KEY"] {
            assert!(!VarName::parse(name).unwrap().steers_a_loader(), "{name}");
        }
    }
}
