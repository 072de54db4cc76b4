//! The changes of a store, on documents and values in memory.

use unplain_core::{Change, ErrorKind, Expected, VarName};

use crate::{
    Document, Format,
    format::{Contents, PlainLeaf, Twice},
    holds,
    value::DataKey,
};

/// An error that the file's name is put before.
pub(crate) struct Trouble {
    pub(crate) kind: ErrorKind,
    pub(crate) message: String,
    pub(crate) help: &'static str,
}

/// Whether a document was changed.
#[derive(PartialEq, Eq)]
pub(crate) enum Edited {
    /// All changes were there already.
    Nothing,
    /// At least one value is another.
    Something,
}

pub(crate) fn not_text(name: &VarName) -> Trouble {
    let message = format!("the value of {name} is not UTF-8, which no config can hold");
    Trouble { kind: ErrorKind::BadReply, message, help: "set it again with `unplain set`" }
}

/// The value that stands under `name`.
pub(crate) fn current<'a>(
    contents: &'a Contents,
    name: &VarName,
) -> Result<Option<&'a PlainLeaf>, Trouble> {
    contents.get(name.as_str()).map_err(|Twice| Trouble {
        kind: ErrorKind::Ambiguous,
        message: format!("{name} stands there twice"),
        help: "remove one of them with sops",
    })
}

/// What is wrong with `changes` whatever the file holds.
pub(crate) fn check(format: Format, changes: &[Change]) -> Result<(), Trouble> {
    if format == Format::Yaml {
        let message = "unplain reads YAML stores but does not write them".to_owned();
        let help = "change it with `sops set`, or use a .env.enc or .json store";
        return Err(Trouble { kind: ErrorKind::Denied, message, help });
    }
    let mut names: Vec<&VarName> = changes.iter().map(|change| &change.name).collect();
    names.sort();
    if let Some(pair) = names.windows(2).find(|pair| pair.first() == pair.last()) {
        let message = pair
            .first()
            .map_or(String::new(), |name| format!("{name} is to be changed twice at once"));
        return Err(Trouble { kind: ErrorKind::BadReference, message, help: "" });
    }
    for change in changes {
        if let Some(value) = &change.value {
            holds::value(format, value.expose()).map_err(|why| cannot_hold(&change.name, why))?;
        }
    }
    Ok(())
}

fn cannot_hold(name: &VarName, why: &str) -> Trouble {
    let message = format!("it cannot hold the value of {name}: {why}");
    Trouble {
        kind: ErrorKind::CannotHold,
        message,
        help: "keep the value where it is, or use another store",
    }
}

/// Makes all changes in `document`, which holds `contents`; or fails, and `document` is to be thrown away.
pub(crate) fn apply(
    document: &mut Document,
    key: &DataKey,
    contents: &Contents,
    changes: &[Change],
) -> Result<Edited, Trouble> {
    let mut edited = Edited::Nothing;
    for change in changes {
        let name = &change.name;
        let current = current(contents, name)?.map(PlainLeaf::bytes);
        let new = change.value.as_ref().map(|value| value.expose().as_bytes());
        if current == new {
            continue;
        }
        if new.is_some() {
            holds::name(document.format(), &document.metadata().rule, name)
                .map_err(|why| cannot_hold(name, &why))?;
        }
        if document.is_group(name.as_str()) {
            let message = format!("{name} stands for several values there; nothing was changed");
            return Err(Trouble {
                kind: ErrorKind::Conflict,
                message,
                help: "choose another name",
            });
        }
        let as_expected = match &change.expected {
            Expected::Anything => true,
            Expected::Absent => current.is_none(),
            Expected::Value(value) => current == Some(value.expose().as_bytes()),
        };
        if !as_expected {
            let what =
                if current.is_some() { "holds another value than expected" } else { "is gone" };
            let message = format!("{name} {what}; nothing was changed");
            let help = "look at it with `unplain get`; --force overwrites it";
            return Err(Trouble { kind: ErrorKind::Conflict, message, help });
        }
        edited = Edited::Something;
        match new {
            None => document.remove(name.as_str()),
            Some(new) => {
                let sealed = key
                    .seal(new, &format!("{name}:"))
                    .ok_or_else(|| cannot_hold(name, "it is too long"))?;
                document.set(name.as_str(), &sealed);
            }
        }
    }
    Ok(edited)
}

/// Whether `after` is `before` with all changes made and nothing else.
pub(crate) fn is_result(before: &Contents, after: &Contents, changes: &[Change]) -> bool {
    let untouched = |leaf: &&PlainLeaf| {
        let name = leaf.name.as_deref();
        !changes.iter().any(|change| Some(change.name.as_str()) == name)
    };
    let same = |(one, other): (&PlainLeaf, &PlainLeaf)| {
        one.name == other.name && one.bytes() == other.bytes()
    };
    let (old, new): (Vec<_>, Vec<_>) =
        (before.leaves().filter(untouched).collect(), after.leaves().filter(untouched).collect());
    old.len() == new.len() && old.into_iter().zip(new).all(same) && holds_all(after, changes)
}

/// Whether each change is what stands there.
pub(crate) fn holds_all(contents: &Contents, changes: &[Change]) -> bool {
    changes.iter().all(|change| {
        let wanted = change.value.as_ref().map(|value| value.expose().as_bytes());
        contents.get(change.name.as_str()).is_ok_and(|leaf| leaf.map(PlainLeaf::bytes) == wanted)
    })
}
