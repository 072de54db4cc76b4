//! Which form a value in a shell's file or a `.env` can take: loaded by the shell, or gone with its line.

use unplain_rewrite::{Document, Kind, Node};

use super::{Circumstances, EnvironmentFiles, Form, Parsed};
use crate::{
    Applicability, Confidence, EnvironmentFile, Found, TakenBy, VarName,
    find::{Field, FoundIn},
};

/// Variables that say where the store is and what opens it.
fn decides_about_the_store(name: &str) -> bool {
    matches!(name, "HOME" | "XDG_CONFIG_HOME") || name.starts_with("SOPS_AGE_")
}

/// The whole variable that a finding stands in: that is what moves, and what it is called.
pub(super) fn variable<'a>(parsed: &'a Parsed, site: &Found) -> Option<(Node<'a>, Field)> {
    parsed.config.environment?;
    let FoundIn::Scalar(id) = site.place else { return None };
    let node = parsed.document.node(id);
    let key = node.key()?.into_owned();
    // The last assignment is the one that counts.
    let field = if node.is_shadowed() { Field::Named(key) } else { Field::Variable(key) };
    Some((node, field))
}

/// What can take the place of the variable that `site` stands in.
pub(super) fn form(
    parsed: &Parsed,
    file: EnvironmentFile,
    site: &Found,
    circumstances: &Circumstances<'_>,
) -> Form {
    match site.place {
        FoundIn::Scalar(_) => {}
        FoundIn::Comment(_) => {
            return Form::None("it stands in a comment: remove it there by hand".to_owned());
        }
        FoundIn::Text(_) => {
            let reason = "the file uses it in a command: give it a variable of its own by hand";
            return Form::None(reason.to_owned());
        }
    }
    let Some((node, _)) = variable(parsed, site) else {
        return Form::None("it belongs to no variable".to_owned());
    };
    if node.kind() == Kind::Code {
        let reason =
            "the shell puts its value together: give the secret a variable of its own by hand";
        return Form::None(reason.to_owned());
    }
    let (key, value) = (node.key().unwrap_or_default(), node.value());
    if VarName::parse(&key).is_none() {
        return Form::None("its name is not one that a variable can have everywhere".to_owned());
    }
    if decides_about_the_store(&key) || site.fragment.rule == "age-identity" {
        return Form::None("it opens the store, so it cannot be kept in there".to_owned());
    }
    match file.taken_by {
        TakenBy::Owner => Form::None(format!(
            "fish writes this file itself; `set -e -U {key}` in a shell of fish takes the value out"
        )),
        TakenBy::Shell => loaded(&parsed.document, file, &node, &value, circumstances),
        TakenBy::Reader => removed(&parsed.document, &node, &key),
    }
}

fn loaded(
    document: &Document,
    file: EnvironmentFile,
    node: &Node<'_>,
    value: &str,
    circumstances: &Circumstances<'_>,
) -> Form {
    if let Some(reason) = file.cannot_carry(value) {
        return Form::None(format!("it would not come back as it is: {reason}"));
    }
    let further_down = document.nodes().filter(|other| other.span().start > node.span().start);
    let late =
        further_down.filter_map(|other| other.key()).find(|name| decides_about_the_store(name));
    if let Some(name) = late {
        return Form::None(format!(
            "the file sets {name} further down, and the store might not be found where this value is loaded"
        ));
    }
    let loader = match &circumstances.environment_files {
        EnvironmentFiles::Show => None,
        EnvironmentFiles::Move(loader) => Some(loader.clone()),
    };
    Form::Load { file, loader }
}

fn removed(document: &Document, node: &Node<'_>, key: &str) -> Form {
    let same = |other: &Node<'_>| other.key().is_some_and(|other| other == key);
    if document.nodes().filter(same).count() > 1 {
        return Form::None("the file has its name more than once".to_owned());
    }
    if !node.raw().starts_with('\'') && node.raw().contains('$') {
        return Form::None("some programs that read the file expand the `$` in it".to_owned());
    }
    Form::Inherit { readers: Vec::new(), key: key.to_owned() }
}

/// Whether such a finding may be moved, given that it has a form.
pub(super) fn applicability(
    file: EnvironmentFile,
    confidence: Confidence,
    circumstances: &Circumstances<'_>,
) -> (Applicability, Option<String>) {
    if confidence == Confidence::Low {
        return (Applicability::Review, Some("it may be no secret".to_owned()));
    }
    if circumstances.environment_files != EnvironmentFiles::Show {
        return (Applicability::Safe, None);
    }
    let reason = match file.taken_by {
        TakenBy::Shell => {
            "only on request: `unplain migrate --include-shell` lets the shell load it from the store"
        }
        _ => {
            "only on request: `unplain migrate --include-shell` takes the line out, and `unplain run` \
             gives the variable"
        }
    };
    (Applicability::Review, Some(reason.to_owned()))
}
