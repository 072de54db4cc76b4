//! The text of a SOPS file as a document: its values in order, its metadata, and the edits that a store makes.
//!
//! Everything here is pure: text in, text out.

use std::{borrow::Cow, collections::BTreeMap, path::Path};

use unplain_core::VarName;

use crate::{Broken, Fault};
use metadata::Metadata;

pub(crate) mod dotenv;
mod json;
pub(crate) mod metadata;
mod plain;
pub(crate) mod rule;
pub(crate) mod tree;
pub(crate) mod yaml;

pub(crate) use plain::{Contents, PlainLeaf, Twice, sealed_text};

/// The version of sops whose form new files have.
const VERSION: &str = "3.11.0";

/// The form of a SOPS file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// `NAME=value` lines: every name but those that end in `.json`, `.yaml` or `.yml`.
    Dotenv,
    /// JSON, of which the top-level members are the store's names.
    Json,
    /// YAML, likewise; only read.
    Yaml,
}

impl Format {
    /// The form that a file of this name has.
    #[must_use]
    pub fn of(path: &Path) -> Self {
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("json") => Self::Json,
            Some("yaml" | "yml") => Self::Yaml,
            _ => Self::Dotenv,
        }
    }
}

/// A parsed SOPS file. Its values are still encrypted.
#[derive(Debug)]
pub struct Document {
    body: Body,
    metadata: Metadata,
}

#[derive(Debug)]
enum Body {
    Dotenv(dotenv::Lines),
    Json(tree::Tree),
    Yaml(tree::Tree),
}

/// One value of a document, encrypted or not.
pub(crate) struct Leaf<'a> {
    /// The names that lead to it; positions in lists are not part of it.
    pub(crate) path: Vec<&'a str>,
    pub(crate) line: Option<usize>,
    pub(crate) scalar: Scalar<'a>,
}

pub(crate) enum Scalar<'a> {
    Text(Cow<'a, str>),
    Typed { raw: &'a str, canonical: Option<&'a str> },
}

/// Reads the text of a SOPS file.
///
/// # Errors
///
/// What keeps it from being one, by its place and without its content: no metadata, merge leftovers, a line that is no
/// dotenv, a form of SOPS that is not supported. Whether the values are genuine is not looked at.
pub fn parse(text: &str, format: Format) -> Result<Document, Broken> {
    if let Some(line) = conflict(text) {
        return Err(Broken::at(line, "it holds the two sides of an unresolved merge")
            .is(Fault::Conflict)
            .help(
                "take one side whole (its MAC covers all values), then add what the other side had",
            ));
    }
    let (body, fields) = match format {
        Format::Dotenv if text.trim_start().starts_with('{') => {
            return Err(Broken::new("it is JSON, not dotenv")
                .help("sops needs `--input-type dotenv --output-type dotenv` for a file of this name; encrypt it again"));
        }
        Format::Dotenv => {
            let (lines, fields) = dotenv::Lines::parse(text)?;
            (Body::Dotenv(lines), fields)
        }
        Format::Json => {
            let tree = tree::Tree { root: json::parse(text)? };
            let fields = tree.fields()?;
            (Body::Json(tree), fields)
        }
        Format::Yaml => {
            let tree = tree::Tree { root: yaml::parse(text)? };
            let fields = tree.fields()?;
            (Body::Yaml(tree), fields)
        }
    };
    if fields.is_empty() {
        return Err(Broken::new(
            "it has no sops metadata: it is not encrypted, or they were cut off",
        )
        .help("a plain file can be taken over with `unplain import`; it is never overwritten"));
    }
    Ok(Document { body, metadata: Metadata::from_fields(&fields)? })
}

/// The line of the first marker that git leaves where two versions differ. Most lines of a dotenv file that hold a `=`
/// parse, markers among them.
fn conflict(text: &str) -> Option<usize> {
    let marks = |line: &str| {
        ["<<<<<<<", "|||||||", "=======", ">>>>>>>"].iter().any(|mark| {
            let rest = line.strip_prefix(mark);
            rest.is_some_and(|rest| rest.trim_end().is_empty() || rest.starts_with(' '))
        })
    };
    (1..).zip(text.lines()).find(|(_, line)| marks(line)).map(|(number, _)| number)
}

impl Document {
    /// A document without values. `wrapped` is the data key for each recipient.
    pub(crate) fn new(format: Format, header: &Header) -> Result<Self, Broken> {
        let fields = header.fields();
        let metadata = Metadata::from_fields(&fields)?;
        let body = match format {
            Format::Dotenv => Body::Dotenv(dotenv::Lines::new(&fields)),
            Format::Json => Body::Json(tree::Tree { root: header.tree() }),
            Format::Yaml => Body::Yaml(tree::Tree { root: header.tree() }),
        };
        Ok(Self { body, metadata })
    }

    pub(crate) fn format(&self) -> Format {
        match self.body {
            Body::Dotenv(_) => Format::Dotenv,
            Body::Json(_) => Format::Json,
            Body::Yaml(_) => Format::Yaml,
        }
    }

    pub(crate) fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// The names of the values, sorted, each once. Needs no key.
    #[must_use]
    pub fn names(&self) -> Vec<VarName> {
        let mut names: Vec<VarName> = self
            .leaves()
            .iter()
            .filter_map(|leaf| if let [name] = leaf.path[..] { VarName::parse(name) } else { None })
            .collect();
        names.sort();
        names.dedup();
        names
    }

    /// Whether `name` stands for a list or a mapping, which is no value of a store.
    pub(crate) fn is_group(&self, name: &str) -> bool {
        match &self.body {
            Body::Dotenv(_) => false,
            Body::Json(tree) | Body::Yaml(tree) => tree.is_group(name),
        }
    }

    pub(crate) fn leaves(&self) -> Vec<Leaf<'_>> {
        match &self.body {
            Body::Dotenv(lines) => lines.leaves().collect(),
            Body::Json(tree) | Body::Yaml(tree) => tree.leaves(),
        }
    }

    /// The text of the file; for YAML, which is not written, nothing.
    pub(crate) fn text(&self) -> Option<String> {
        match &self.body {
            Body::Dotenv(lines) => Some(lines.text()),
            Body::Json(tree) => Some(json::write(&tree.root)),
            Body::Yaml(_) => None,
        }
    }

    pub(crate) fn set(&mut self, name: &str, sealed: &str) {
        match &mut self.body {
            Body::Dotenv(lines) => lines.set(name, sealed),
            Body::Json(tree) | Body::Yaml(tree) => tree.set(name, sealed),
        }
    }

    pub(crate) fn remove(&mut self, name: &str) {
        match &mut self.body {
            Body::Dotenv(lines) => lines.remove(name),
            Body::Json(tree) | Body::Yaml(tree) => tree.remove(name),
        }
    }

    /// Writes the time of the last change and the MAC, which belong together.
    pub(crate) fn stamp(&mut self, last_modified: String, mac: String) {
        for (field, text) in [("lastmodified", &last_modified), ("mac", &mac)] {
            match &mut self.body {
                Body::Dotenv(lines) => lines.set_field(field, text),
                Body::Json(tree) | Body::Yaml(tree) => tree.set_field(field, text),
            }
        }
        self.metadata.last_modified = last_modified;
        self.metadata.mac = mac;
    }
}

/// What the metadata of a new file say.
pub(crate) struct Header {
    pub(crate) age: Vec<metadata::Wrapped>,
    pub(crate) rule: (&'static str, String),
    pub(crate) mac_only_encrypted: bool,
}

impl Header {
    fn fields(&self) -> BTreeMap<String, String> {
        let tree = tree::Tree { root: self.tree() };
        tree.fields().unwrap_or_default()
    }

    /// In the order that sops gives them in JSON. The stamp is filled in later.
    fn tree(&self) -> tree::Members {
        use tree::Node;
        let text = |name: &str, text: &str| (name.to_owned(), Node::Text(text.to_owned()));
        let key = |key: &metadata::Wrapped| {
            Node::Map(vec![text("recipient", &key.recipient), text("enc", &key.enc)])
        };
        let mut members = vec![
            ("age".to_owned(), Node::List(self.age.iter().map(key).collect())),
            text("lastmodified", "-"),
            text("mac", "-"),
            text(self.rule.0, &self.rule.1),
        ];
        if self.mac_only_encrypted {
            members.push(("mac_only_encrypted".to_owned(), Node::bool(true)));
        }
        members.push(text("version", VERSION));
        vec![(tree::META.to_owned(), Node::Map(members))]
    }
}
