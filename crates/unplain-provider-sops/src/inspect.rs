//! What a store's file tells without any key, and what more it tells when it is opened.

use std::{collections::BTreeSet, path::Path};

use unplain_core::{Secret, VarName};

use crate::{
    Broken, Document, Fault, Format, Identities,
    file::read,
    format::{Contents, sealed_text},
    identity::Unopened,
    parse,
};

/// A store's file, looked at without any key.
pub struct Inspected {
    /// The names that have a value, sorted; `None` if the file could not be read as a store.
    ///
    /// A name without an encrypted value is not among them: where something stands in clear, the name may be a secret's
    /// first half.
    pub names: Option<Vec<VarName>>,
    /// The keys that open it, sorted, in the form that [`intended`](crate::intended) has. Holds public keys only.
    pub recipients: Vec<String>,
    /// When it was changed last: RFC 3339, in UTC, as sops writes it.
    pub last_modified: Option<String>,
    /// What is wrong with it.
    pub faults: Vec<Broken>,
    document: Option<Document>,
}

/// Why a file was not opened.
#[derive(Debug)]
pub enum Closed {
    /// None of the identities here is one of the file's.
    NotForUs {
        /// Where identities were looked for, for people.
        looked_at: String,
    },
    /// An identity here is one of the file's, but what the file keeps for it is damaged: whose it is.
    Damaged(String),
    /// It opens, and is wrong.
    Broken(Broken),
}

/// Looks at the file at `path`; `None` if there is none.
#[must_use]
pub fn inspect(path: &Path) -> Option<Inspected> {
    match read::text(path) {
        Ok(text) => Some(inspect_text(&text?, Format::of(path))),
        Err(unread) => Some(Inspected::unusable(unread.into_broken())),
    }
}

/// Looks at the text of a store's file.
#[must_use]
pub fn inspect_text(text: &str, format: Format) -> Inspected {
    if text.trim().is_empty() {
        let broken = Broken::new("it is empty, which no SOPS file is")
            .help("bring back an older copy if it held values, or remove it");
        return Inspected::unusable(broken);
    }
    match parse(text, format) {
        Ok(document) => Inspected::of(document),
        // What sops makes of a file whose name says no format.
        Err(broken) if format == Format::Dotenv && text.trim_start().starts_with('{') => {
            let document = parse(text, Format::Json).ok();
            let seen = document.map(Inspected::of);
            Inspected {
                names: None,
                faults: vec![broken],
                ..seen.unwrap_or_else(Inspected::nothing)
            }
        }
        Err(broken) => Inspected::unusable(not_encrypted(text, format).unwrap_or(broken)),
    }
}

/// Where a dotenv file without metadata has its first value in clear.
fn not_encrypted(text: &str, format: Format) -> Option<Broken> {
    if format != Format::Dotenv {
        return None;
    }
    let (lines, fields) = crate::format::dotenv::Lines::parse(text).ok()?;
    let mut leaves = lines.leaves();
    let clear = leaves.find_map(|leaf| sealed_text(&leaf).err()).filter(|_| fields.is_empty())?;
    let line = clear.line?;
    let broken = Broken::at(line, "this file is not encrypted: its values stand in clear");
    let help = "move it away and take it over with `unplain import`, or encrypt it with sops";
    Some(broken.is(Fault::InClear).help(help))
}

impl Inspected {
    fn nothing() -> Self {
        Self {
            names: None,
            recipients: Vec::new(),
            last_modified: None,
            faults: Vec::new(),
            document: None,
        }
    }

    fn unusable(broken: Broken) -> Self {
        Self { faults: vec![broken], ..Self::nothing() }
    }

    fn of(document: Document) -> Self {
        let mut faults = Vec::new();
        let mut names = BTreeSet::new();
        let metadata = document.metadata();
        for leaf in document.leaves() {
            if metadata.rule.encrypts(&leaf.path) {
                match sealed_text(&leaf) {
                    Err(broken) => {
                        faults.push(broken);
                        continue;
                    }
                    Ok("") => continue,
                    Ok(_) => {}
                }
            }
            let [name] = leaf.path[..] else { continue };
            let Some(name) = VarName::parse(name) else { continue };
            if names.contains(&name) {
                let broken = Broken::new(format!("{name} stands there twice")).is(Fault::Conflict);
                let broken = broken.help("remove one of them with sops");
                faults.push(Broken { line: leaf.line, ..broken });
            } else {
                names.insert(name);
            }
        }
        let names: Vec<VarName> = names.into_iter().collect();
        faults.extend(metadata.faults());
        let whole =
            metadata.is_binary && matches!(names.as_slice(), [only] if only.as_str() == "data");
        if whole {
            let broken = Broken::new("a whole file was encrypted in it as one value, `data`");
            let help = "decrypt it once with sops, then encrypt it with `--input-type dotenv --output-type dotenv`";
            faults.push(broken.help(help));
        }
        Self {
            names: (!whole).then_some(names),
            recipients: metadata.keys.clone(),
            last_modified: Some(metadata.last_modified.clone()),
            faults,
            document: Some(document),
        }
    }

    /// Opens it: all its values by name, where their MAC is right. None if it has no names.
    ///
    /// # Errors
    ///
    /// No identity opens it, or what comes out is wrong. Of a file that is no store at all nothing is opened.
    pub fn open(&self, identities: &Identities) -> Result<Vec<(VarName, Secret)>, Closed> {
        let Some(document) = &self.document else { return Ok(Vec::new()) };
        let key = identities.open_key(document.metadata()).map_err(|unopened| match unopened {
            Unopened::NotForUs => Closed::NotForUs { looked_at: identities.looked_at() },
            Unopened::Damaged(recipient) => Closed::Damaged(recipient),
        })?;
        let contents = Contents::open(document, &key).map_err(Closed::Broken)?;
        let mut values = Vec::new();
        for name in self.names.iter().flatten() {
            let found = contents.get(name.as_str()).ok().flatten();
            let Some(text) = found.map(|leaf| leaf.text()) else { continue };
            let not_text = || {
                let broken = Broken::new(format!("the value of {name} is not UTF-8"));
                Closed::Broken(broken.help("set it again with `unplain set`"))
            };
            values.push((name.clone(), Secret::new(text.ok_or_else(not_text)?.to_owned())));
        }
        Ok(values)
    }
}
