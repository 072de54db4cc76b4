//! A project's `unplain.toml`, as far as it is trusted.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use unplain_core::{Problem, Severity, Surroundings, allow::Paths};
use unplain_host::Trust;

use crate::exit::Failure;

/// The name of the settings of a project and of a user.
pub(crate) const FILE_NAME: &str = "unplain.toml";

/// A project that the user trusts and that names a store.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Project {
    /// Its root: the folder of its `unplain.toml`.
    pub(crate) root: PathBuf,
    /// Its store's file.
    pub(crate) store: PathBuf,
}

#[derive(Deserialize)]
struct Settings {
    store: Option<String>,
}

/// The project that `folder` lies in, if its `unplain.toml` names a store and the user has allowed it as it stands;
/// otherwise, where there is such a file, a problem that says why it is not used.
pub(crate) fn project(
    folder: &Path,
    around: &Surroundings,
) -> Result<(Option<Project>, Option<Problem>), Failure> {
    let found = unplain_host::ancestors_until_root(folder)
        .map(|folder| folder.join(FILE_NAME))
        .find(|file| file.exists());
    let Some(file) = found else { return Ok((None, None)) };
    let Some(snapshot) = unplain_host::read(&file)? else { return Ok((None, None)) };
    let about = |what: &str| Problem::new("not-allowed", Severity::Warning, what).at(&file);
    let look = "look at it, then run `unplain allow` in its folder; until then it is not used";
    match unplain_host::is_allowed(around, &snapshot)? {
        Trust::Never => {
            return Ok((
                None,
                Some(about("this project's settings are not trusted yet").help(look)),
            ));
        }
        Trust::Changed => {
            return Ok((
                None,
                Some(about("this project's settings changed since they were allowed").help(look)),
            ));
        }
        Trust::Allowed => {}
    }
    let settings = parse(snapshot.text(), &file)?;
    let root = file.parent().unwrap_or(Path::new("/")).to_owned();
    Ok((settings.store.map(|_| Project { store: root.join(".env.enc"), root }), None))
}

/// Reads the settings; what they say wrong is an error that quotes nothing.
pub(crate) fn check(text: &str, file: &Path) -> Result<(), Failure> {
    parse(text, file)?;
    unplain_core::allow::allow_entries(text, Paths::Relative).map_err(|wrong| {
        let place = format!("line {}, column {}", wrong.line, wrong.column);
        let message = format!("`{}`, {place}: {}", file.display(), wrong.message);
        Failure::incomplete("settings", message, wrong.help)
    })?;
    Ok(())
}

fn parse(text: &str, file: &Path) -> Result<Settings, Failure> {
    let broken = |what: String, help: &str| {
        Failure::incomplete("settings", format!("`{}` {what}", file.display()), help)
    };
    let settings: Settings = toml::from_str(text).map_err(|error| {
        let line = error
            .span()
            .map_or(1, |span| 1 + text.get(..span.start).unwrap_or_default().matches('\n').count());
        broken(
            format!("is not right in line {line}"),
            "mend it; docs/settings.md describes what may stand there",
        )
    })?;
    match settings.store.as_deref() {
        None | Some("sops") => Ok(settings),
        Some(_) => Err(broken(
            "names a store that is not known".to_owned(),
            "the store that there is now is `sops`",
        )),
    }
}
