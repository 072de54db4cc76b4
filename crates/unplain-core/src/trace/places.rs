//! Where values are likely to stand: what agents, shells and editors keep.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::{Agent, Surroundings, agents, agents::path};

/// What sort of place a value stands in: it decides how it is mended.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceKind {
    /// Our own folders and stores: it must never stand there.
    Own,
    /// An agent's config.
    Config,
    /// What an agent keeps of its sessions.
    Transcript,
    /// The commands typed at a shell, a REPL or an agent.
    History,
    /// A copy of another file, made by a program before it changed it.
    Backup,
    /// What a program can make again.
    Cache,
    /// A log.
    Log,
    /// Anything else that a program keeps for itself.
    State,
    /// What a shell runs at its start.
    Shell,
    /// A `.env` file.
    Dotenv,
    /// What git keeps beside the commits: its config, messages, hooks.
    Git,
    /// Any other file.
    File,
}

impl PlaceKind {
    /// Its name in codes of problems.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Config => "config",
            Self::Transcript => "transcript",
            Self::History => "history",
            Self::Backup => "backup",
            Self::Cache => "cache",
            Self::Log => "log",
            Self::State => "state",
            Self::Shell => "shell",
            Self::Dotenv => "dotenv",
            Self::Git => "git",
            Self::File => "file",
        }
    }
}

/// A file, a folder with all that is in it, or those of a folder whose names fit.
#[derive(Clone, Debug)]
pub struct TracePlace {
    /// What stands there.
    pub kind: PlaceKind,
    /// Whose it is, if it is an agent's.
    pub agent: Option<&'static Agent>,
    /// What mends it, where that is not the same for all places of the kind.
    pub mend: Option<&'static str>,
    path: PathBuf,
}

impl TracePlace {
    /// What to walk: the file or folder; `None` where only some files of a folder are meant.
    #[must_use]
    pub fn root(&self) -> Option<&Path> {
        (!self.is_pattern()).then_some(&self.path)
    }

    /// The folder of which only some files are meant.
    #[must_use]
    pub fn folder_of_some(&self) -> Option<&Path> {
        self.path.parent().filter(|_| self.is_pattern())
    }

    /// Whether `path` is in it.
    #[must_use]
    pub fn covers(&self, path: &Path) -> bool {
        if !self.is_pattern() {
            return path.starts_with(&self.path);
        }
        let (Some(folder), Some(pattern)) = (self.path.parent(), self.path.file_name()) else {
            return false;
        };
        let below = path.strip_prefix(folder).ok().and_then(|rest| rest.components().next());
        below.is_some_and(|name| {
            fits(&pattern.to_string_lossy(), &name.as_os_str().to_string_lossy())
        })
    }

    /// The more, the closer the place describes what it covers.
    #[must_use]
    pub fn depth(&self) -> usize {
        2 * self.path.components().count() + usize::from(self.is_pattern())
    }

    fn is_pattern(&self) -> bool {
        self.path.file_name().is_some_and(|name| name.to_string_lossy().contains('*'))
    }
}

/// Whether `name` is `pattern` with any text in the place of each `*`.
fn fits(pattern: &str, name: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(mut left) = name.strip_prefix(start) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let end = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = left.find(part) else { return false };
        left = left.get(at + part.len()..).unwrap_or_default();
    }
    left.ends_with(end)
}

/// The places on this machine, there or not: the agents' own and the common ones.
#[must_use]
pub fn trace_places(around: &Surroundings) -> Vec<TracePlace> {
    let mut places = Vec::new();
    for agent in agents() {
        for traces in &agent.traces {
            let paths = traces.paths.iter().filter_map(|path| path::resolve(path, around));
            places.extend(paths.map(|path| TracePlace {
                kind: traces.kind,
                agent: Some(agent),
                mend: traces.mend.as_deref(),
                path,
            }));
        }
        for copies in agent.copies(around) {
            places.push(TracePlace {
                kind: PlaceKind::Backup,
                agent: Some(agent),
                mend: None,
                path: copies.folder.join(format!("{}*{}", copies.prefix, copies.suffix)),
            });
        }
    }
    let common = COMMON.iter().flat_map(|(kind, templates)| {
        templates.iter().map(move |template| (*kind, (*template).to_owned()))
    });
    for (kind, template) in common.chain(editors()) {
        let path = path::resolve(&template, around);
        places.extend(path.map(|path| TracePlace { kind, agent: None, mend: None, path }));
    }
    places
}

/// What a file is by its name alone, wherever it lies.
#[must_use]
pub fn place_by_name(path: &Path) -> PlaceKind {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let ends = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    if path.components().any(|part| part.as_os_str() == ".git") {
        PlaceKind::Git
    } else if ends(&["~", ".bak", ".backup", ".orig", ".old", ".save", ".swp", ".swo", ".swn"])
        || [".backup.", ".bak."].iter().any(|part| name.contains(part))
        || name.starts_with('#') && name.ends_with('#')
    {
        PlaceKind::Backup
    } else if name.starts_with(".env") || name.ends_with(".env") {
        PlaceKind::Dotenv
    } else if ends(&[".log"]) {
        PlaceKind::Log
    } else {
        PlaceKind::File
    }
}

/// What shells, REPLs and other programs keep, by their manuals.
const COMMON: &[(PlaceKind, &[&str])] = &[
    (
        PlaceKind::History,
        &[
            // bash(1), zshparam(1), fish(1) with `fish_history` sessions, ksh(1), tcsh(1), nushell, xonsh, elvish.
            "{HISTFILE}",
            "~/.bash_history",
            "~/.bash_sessions",
            "{ZDOTDIR|~}/.zsh_history",
            "{ZDOTDIR|~}/.zhistory",
            "{ZDOTDIR|~}/.histfile",
            "{ZDOTDIR|~}/.zsh_sessions",
            "{data}/fish/*_history",
            "~/.sh_history",
            "~/.ksh_history",
            "~/.history",
            "~/.ash_history",
            "{config}/nushell/history.*",
            "{data}/xonsh/history_json",
            "~/.local/state/elvish/db.bolt",
            "{data}/atuin",
            // about_PSReadLine.
            "{data}/powershell/PSReadLine",
            "{APPDATA|~/AppData/Roaming}/Microsoft/Windows/PowerShell/PSReadLine",
            // Python, Node.js, IPython, psql, mysql, mariadb, sqlite3, redis-cli, mongosh, irb, php, R, lua, less, wget,
            // vim, nvim, gdb, Julia: their manuals.
            "{PYTHON_HISTORY|~/.python_history}",
            "~/.python_history",
            "{NODE_REPL_HISTORY|~/.node_repl_history}",
            "~/.node_repl_history",
            "~/.ts_node_repl_history",
            "~/.bun_repl_history",
            "{DENO_DIR|~/.cache/deno}/deno_history.txt",
            "{IPYTHONDIR|~/.ipython}/profile_default/history.sqlite",
            "{PSQL_HISTORY|~/.psql_history}",
            "~/.psql_history",
            "{MYSQL_HISTFILE|~/.mysql_history}",
            "~/.mysql_history",
            "{MARIADB_HISTFILE|~/.mariadb_history}",
            "{SQLITE_HISTORY|~/.sqlite_history}",
            "~/.duckdb_history",
            "{REDISCLI_HISTFILE|~/.rediscli_history}",
            "~/.valkeycli_history",
            "~/.mongodb/mongosh",
            "~/.dbshell",
            "~/.irb_history",
            "~/.local/share/pry/pry_history",
            "~/.pry_history",
            "~/.php_history",
            "~/.Rhistory",
            "~/.lua_history",
            "~/.scala_history",
            "~/.erlang-history",
            "~/.gdb_history",
            "~/.julia/logs/repl_history.jl",
            "{LESSHISTFILE|~/.lesshst}",
            "~/.local/state/lesshst",
            "~/.wget-hsts",
            "~/.viminfo",
            "~/.local/state/nvim/shada",
        ],
    ),
    (
        PlaceKind::Shell,
        &[
            // bash(1), zsh(1), fish(1), about_Profiles, environment.d(5), pam_env(8).
            "~/.profile",
            "~/.bashrc",
            "~/.bash_profile",
            "~/.bash_login",
            "~/.bash_logout",
            "~/.bash_aliases",
            "~/.bashrc.d",
            "{ZDOTDIR|~}/.zshrc",
            "{ZDOTDIR|~}/.zshenv",
            "{ZDOTDIR|~}/.zprofile",
            "{ZDOTDIR|~}/.zlogin",
            "{ZDOTDIR|~}/.zlogout",
            "{config}/fish",
            "{config}/nushell/*.nu",
            "~/.kshrc",
            "~/.cshrc",
            "~/.tcshrc",
            "{config}/powershell",
            "~/Documents/PowerShell/*.ps1",
            "~/Documents/WindowsPowerShell/*.ps1",
            "{config}/environment.d",
            "~/.pam_environment",
            "~/.envrc",
        ],
    ),
    (PlaceKind::Dotenv, &["~/.env*"]),
    (
        // Copies of edited files, by the manuals of Vim and Emacs.
        PlaceKind::Backup,
        &[
            "~/.local/state/nvim/swap",
            "~/.local/state/nvim/undo",
            "~/.local/state/nvim/backup",
            "~/.vim/swap",
            "~/.vim/undo",
            "~/.vim/backup",
            "~/.emacs.d/backups",
            "~/.emacs.d/auto-save-list",
        ],
    ),
    // npm's debug logs hold the commands that `npx` was given.
    (PlaceKind::Log, &["~/.npm/_logs", "{LOCALAPPDATA|~/AppData/Local}/npm-cache/_logs"]),
];

/// Where VS Code and its forks keep a user's data (code.visualstudio.com, "User and workspace settings"), and their
/// servers on remote machines.
const EDITOR_BASES: &[&str] =
    &["{config}", "~/Library/Application Support", "{APPDATA|~/AppData/Roaming}"];
const EDITORS: &[&str] =
    &["Code", "Code - Insiders", "VSCodium", "Cursor", "Windsurf", "Antigravity", "Kiro"];
const EDITOR_SERVERS: &[&str] = &[
    "~/.vscode-server/data",
    "~/.vscode-server-insiders/data",
    "~/.vscodium-server/data",
    "~/.cursor-server/data",
    "~/.windsurf-server/data",
];

/// What is in such a folder: files' local history, unsaved files, the state of workspaces and extensions (`state.vscdb`),
/// logs.
const EDITOR_FOLDERS: &[(PlaceKind, &str)] = &[
    (PlaceKind::Backup, "User/History"),
    (PlaceKind::Backup, "Backups"),
    (PlaceKind::State, "User/workspaceStorage"),
    (PlaceKind::State, "User/globalStorage"),
    (PlaceKind::Log, "logs"),
];

fn editors() -> impl Iterator<Item = (PlaceKind, String)> {
    let own = EDITOR_BASES
        .iter()
        .flat_map(|base| EDITORS.iter().map(move |editor| format!("{base}/{editor}")));
    let folders = own.chain(EDITOR_SERVERS.iter().map(|&server| server.to_owned()));
    folders.flat_map(|folder| {
        EDITOR_FOLDERS.iter().map(move |(kind, inside)| (*kind, format!("{folder}/{inside}")))
    })
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_star_is_any_text() {
        for (pattern, name) in [
            (".claude.json.backup*", ".claude.json.backup"),
            (".claude.json.backup*", ".claude.json.backup.17"),
            ("*_history", "fish_history"),
            ("a*b*c", "a-b-b-c"),
            ("*", ""),
        ] {
            assert!(fits(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in
            [("a*", "b"), ("*.nu", "nu"), ("a*b*c", "a-c-b"), ("aa*aa", "aaa"), ("a", "ab")]
        {
            assert!(!fits(pattern, name), "{pattern} {name}");
        }
    }
}
