//! The files that give programs environment variables without being an agent's: shells' start-up files, `.env` and its
//! like. Which names they have, where they are, and what a shell's file writes to load a value from the store.

use std::path::{Path, PathBuf};

use crate::{Config, Format, Os, Scope, Surroundings, VarName};

/// What is known of such a file by its name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EnvironmentFile {
    /// Its syntax.
    pub format: Format,
    /// Where it counts.
    pub scope: Scope,
    /// What becomes of a value in it.
    pub taken_by: TakenBy,
}

/// Who takes the variables from a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TakenBy {
    /// A shell runs it: it can load a value when it starts.
    Shell,
    /// Libraries and services read its lines; nothing is run, so a value can only go.
    Reader,
    /// A program keeps it for itself and writes it again.
    Owner,
}

/// How a shell's file calls `unplain`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Loader {
    /// The program: `unplain` where every shell finds it, else its absolute path.
    program: String,
    /// The same from the home folder, where it lies below it and its path needs no quotes.
    below_home: Option<String>,
}

const POSIX: &[&str] = &[
    ".bashrc",
    ".bash_profile",
    ".bash_login",
    ".bash_aliases",
    ".profile",
    ".zshrc",
    ".zshenv",
    ".zprofile",
    ".zlogin",
    ".kshrc",
];
const POWERSHELL: &[&str] = &["profile.ps1"];

/// Ends of `.env.…` names that say that the file holds no values, none in clear, or something else than lines.
const NO_VALUES: &[&str] = &[
    "example",
    "examples",
    "sample",
    "template",
    "tmpl",
    "tpl",
    "dist",
    "defaults",
    "schema",
    "enc",
    "encrypted",
    "sops",
    "age",
    "gpg",
    "asc",
    "vault",
    "md",
    "txt",
    "json",
    "yaml",
    "yml",
    "toml",
    "js",
    "cjs",
    "mjs",
    "ts",
    "py",
    "rb",
    "php",
    "go",
    "rs",
    "sh",
    "swp",
    "lock",
    "d",
];

impl EnvironmentFile {
    const fn new(format: Format, scope: Scope, taken_by: TakenBy) -> Self {
        Self { format, scope, taken_by }
    }

    /// Whether a file of this name may be one, in whatever folder: a look at a few bytes, which few other files pass.
    #[must_use]
    pub fn is_likely(name: &[u8]) -> bool {
        let end = name.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
        name.starts_with(b".")
            || matches!(end, b"fish" | b"conf")
            || end.eq_ignore_ascii_case(b"ps1")
            || name == b"fish_variables"
    }

    /// What a file of this path is, told by its name and the names of its folders.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str().filter(|name| Self::is_likely(name.as_bytes()))?;
        let folder = |depth: usize| path.iter().rev().nth(depth).and_then(|part| part.to_str());
        let in_folder = |wanted: &str| folder(1).is_some_and(|folder| folder == wanted);
        let shell = |format, scope| Some(Self::new(format, scope, TakenBy::Shell));
        if POSIX.contains(&name) {
            return shell(Format::Shell, Scope::User);
        }
        match name {
            ".envrc" => return shell(Format::Shell, Scope::Project),
            "config.fish" if in_folder("fish") => return shell(Format::Fish, Scope::User),
            "fish_variables" if in_folder("fish") => {
                return Some(Self::new(Format::Fish, Scope::User, TakenBy::Owner));
            }
            ".pam_environment" => {
                return Some(Self::new(Format::Dotenv, Scope::User, TakenBy::Reader));
            }
            _ => {}
        }
        if name.ends_with(".fish") && in_folder("conf.d") && folder(2) == Some("fish") {
            return shell(Format::Fish, Scope::User);
        }
        if name.ends_with(".conf") && in_folder("environment.d") {
            return Some(Self::new(Format::Dotenv, Scope::User, TakenBy::Reader));
        }
        let lower = name.to_ascii_lowercase();
        let in_powershell =
            folder(1).is_some_and(|folder| folder.to_ascii_lowercase().ends_with("powershell"));
        let profile = POWERSHELL.contains(&lower.as_str()) || lower.ends_with("_profile.ps1");
        if in_powershell && profile {
            return shell(Format::PowerShell, Scope::User);
        }
        is_dotenv(name).then(|| Self::new(Format::Dotenv, Scope::Project, TakenBy::Reader))
    }

    /// What stands in the place of a value; `None` where nothing is run.
    ///
    /// `fish` and PowerShell get one value too: `string collect`, and a string around it.
    pub(crate) fn load(self, loader: &Loader, variable: &VarName) -> Option<String> {
        // A project may have a store of its own; a user's file is run anywhere, and must not ask that one.
        let whose = if self.scope == Scope::User { " --user" } else { "" };
        let arguments = format!("get {variable}{whose}");
        let program = loader.spelled(self.format);
        match (self.taken_by, self.format) {
            (TakenBy::Shell, Format::Shell) => Some(format!("\"$({program} {arguments})\"")),
            (TakenBy::Shell, Format::Fish) => {
                Some(format!("({program} {arguments} | string collect)"))
            }
            (TakenBy::Shell, Format::PowerShell) => Some(format!("\"$(& {program} {arguments})\"")),
            _ => None,
        }
    }

    /// Why a value would not come back from [`EnvironmentFile::load`] as it is.
    pub(crate) fn cannot_carry(self, value: &str) -> Option<&'static str> {
        if value.ends_with('\n') {
            return Some("it ends with a line end, which a shell takes off what it loads");
        }
        let ascii_line = || value.bytes().all(|byte| (0x20..0x7f).contains(&byte));
        (self.format == Format::PowerShell && !ascii_line()).then_some(
            "PowerShell may read it in another encoding, or as several lines, when it loads it",
        )
    }
}

fn is_dotenv(name: &str) -> bool {
    let Some(rest) = name.strip_prefix(".env") else { return false };
    if rest.is_empty() {
        return true;
    }
    let Some(rest) = rest.strip_prefix('.') else { return false };
    let known = |part: &str| NO_VALUES.contains(&part.to_ascii_lowercase().as_str());
    !rest.is_empty() && !rest.ends_with('~') && !rest.split(['.', '-', '_']).any(known)
}

impl Loader {
    /// Calls the program at this absolute path; plainly `unplain` where `found_everywhere`, which means in a folder that
    /// is searched before any start-up file has said so.
    #[must_use]
    pub fn new(program: &Path, home: &Path, found_everywhere: bool) -> Self {
        if found_everywhere {
            return Self { program: "unplain".to_owned(), below_home: None };
        }
        let plain = |text: &&str| {
            text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/._-+".contains(&byte))
        };
        let below = program.strip_prefix(home).ok().and_then(Path::to_str).filter(plain);
        let below_home = below.map(|rest| format!("~/{rest}"));
        Self { program: program.to_string_lossy().into_owned(), below_home }
    }

    fn spelled(&self, format: Format) -> String {
        if let Some(below) = self.below_home.as_ref() {
            return below.clone();
        }
        let plain = self
            .program
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"/._-+".contains(&byte));
        match format {
            _ if plain => self.program.clone(),
            Format::Fish => {
                let escaped = self.program.replace('\\', "\\\\").replace('\'', "\\'");
                format!("'{escaped}'")
            }
            Format::PowerShell => format!("'{}'", self.program.replace('\'', "''")),
            _ => format!("'{}'", self.program.replace('\'', "'\\''")),
        }
    }
}

/// The file at `path` as one to look at, if its name says that it sets variables.
#[must_use]
pub fn environment_file_at(path: &Path) -> Option<Config> {
    let environment = EnvironmentFile::of(path)?;
    Some(Config { path: path.to_owned(), readers: Vec::new(), environment: Some(environment) })
}

/// The start-up files of the user's shells, there or not.
#[must_use]
pub fn user_environment_files(around: &Surroundings) -> Vec<Config> {
    let home = &around.home;
    let mut paths: Vec<PathBuf> = POSIX.iter().map(|name| home.join(name)).collect();
    if let Some(folder) = around.path_var("ZDOTDIR").filter(|folder| folder != home) {
        paths.extend(
            POSIX.iter().filter(|name| name.starts_with(".z")).map(|name| folder.join(name)),
        );
    }
    let config = around.xdg_config();
    paths.extend(["fish/config.fish", "fish/fish_variables"].map(|name| config.join(name)));
    let documents = home.join("Documents");
    let powershell = match around.os {
        Os::Windows => vec![documents.join("PowerShell"), documents.join("WindowsPowerShell")],
        Os::Linux | Os::MacOs => vec![config.join("powershell")],
    };
    for folder in powershell {
        let names = ["profile.ps1", "Microsoft.PowerShell_profile.ps1"];
        paths.extend(names.map(|name| folder.join(name)));
    }
    paths.push(home.join(".pam_environment"));
    paths.iter().filter_map(|path| environment_file_at(path)).collect()
}

/// Folders of the user whose files all are such files, as far as their names say so.
#[must_use]
pub fn user_environment_folders(around: &Surroundings) -> Vec<PathBuf> {
    let config = around.xdg_config();
    vec![config.join("fish/conf.d"), config.join("environment.d")]
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{EnvironmentFile, Loader};
    use crate::{Format, VarName};

    fn of(path: &str) -> Option<Format> {
        EnvironmentFile::of(Path::new(path)).map(|file| file.format)
    }

    #[test]
    fn names_tell_what_a_file_is() {
        for path in ["/h/.bashrc", "/h/dots/.zshenv", "/p/.envrc"] {
            assert_eq!(of(path), Some(Format::Shell), "{path}");
        }
        for path in ["/h/.config/fish/config.fish", "/d/fish/conf.d/keys.fish"] {
            assert_eq!(of(path), Some(Format::Fish), "{path}");
        }
        assert_eq!(of("/h/.config/powershell/profile.ps1"), Some(Format::PowerShell));
        for path in ["/p/.env", "/p/.env.local", "/p/.env.production.local", "/p/.env.keys"] {
            assert_eq!(of(path), Some(Format::Dotenv), "{path}");
        }
        assert_eq!(of("/h/.config/PowerShell/Me_Profile.PS1"), Some(Format::PowerShell));
        assert_eq!(of("/h/.config/fish/fish_variables"), Some(Format::Fish));
        assert_eq!(of("/h/.config/environment.d/keys.conf"), Some(Format::Dotenv));
    }

    #[test]
    fn templates_and_encrypted_files_are_none() {
        for name in [
            ".env.example",
            ".env.enc",
            ".env.local.example",
            ".env.prod.enc",
            ".env.d",
            ".environment",
        ] {
            assert_eq!(of(&format!("/p/{name}")), None, "{name}");
        }
        for path in ["/p/config.fish", "/p/conf.d/x.fish", "/p/build.ps1", "/p/app.conf"] {
            assert_eq!(of(path), None, "{path}");
        }
    }

    #[test]
    fn a_program_is_called_so_that_each_shell_finds_it() {
        let name = VarName::parse("KEY").expect("a name");
        let load = |loader: &Loader, file: &str| {
            EnvironmentFile::of(Path::new(file)).and_then(|file| file.load(loader, &name))
        };
        let home = Path::new("/home/u");
        let installed = Loader::new(Path::new("/usr/bin/unplain"), home, true);
        assert_eq!(
            load(&installed, "/h/.bashrc").as_deref(),
            Some("\"$(unplain get KEY --user)\"")
        );
        assert_eq!(load(&installed, "/p/.envrc").as_deref(), Some("\"$(unplain get KEY)\""));
        assert_eq!(load(&installed, "/p/.env"), None);
        let cargo = Loader::new(Path::new("/home/u/.cargo/bin/unplain"), home, false);
        assert_eq!(
            load(&cargo, "/h/fish/config.fish").as_deref(),
            Some("(~/.cargo/bin/unplain get KEY --user | string collect)")
        );
        let odd = Loader::new(Path::new("/opt/my tools/unplain"), home, false);
        assert_eq!(
            load(&odd, "/h/.zshrc").as_deref(),
            Some("\"$('/opt/my tools/unplain' get KEY --user)\"")
        );
    }
}
