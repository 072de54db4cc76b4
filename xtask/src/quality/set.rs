//! The labelled set: whole homes of configs whose values are marks, and their expansion from a seed.
//!
//! A folder of a half is a person's home. A name that begins with `dot-` stands for one with a dot, so that no agent
//! takes the set for its own configs. A mark is `«class:kind»`, with
//!
//! - class `secret`, `harmless` or `doubtful` (counted neither way),
//! - `=text` after the kind for a text that is written out, as placeholders and references are,
//! - `#name` after the kind for a value that the same person uses more than once,
//! - `|json` or `|percent` for a value that stands in JSON inside a string, or percent-encoded in a URL.
//!
//! `«home»` is the home's path. `‹…›` around a mark is how far a finding may reach and still be right.

use std::{
    collections::HashMap,
    fs,
    ops::Range,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};
use unplain_testkit::Tokens;

use super::{
    kinds, slot,
    walk::{self, Document},
};

/// What a labelled place is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Class {
    /// Must be found.
    Secret,
    /// Must not.
    Harmless,
    /// Nobody can say: a weak local default, an identifier that some would rotate.
    Doubtful,
}

/// A labelled place.
pub(super) struct Label {
    /// What it is.
    pub(super) class: Class,
    /// The provider, or the sort of harmless thing.
    pub(super) kind: String,
    /// What the place is for.
    pub(super) slot: &'static str,
    /// Its bytes in the file.
    pub(super) span: Range<usize>,
    /// The bytes that a finding of it may cover.
    pub(super) outer: Range<usize>,
    /// From 1.
    pub(super) line: usize,
}

/// An expanded config.
pub(super) struct Config {
    /// Where it was written.
    pub(super) path: PathBuf,
    /// What people see: person and path in the home.
    pub(super) shown: String,
    /// Its text.
    pub(super) text: String,
    /// Its strings and comments.
    pub(super) document: Document,
    /// In order.
    pub(super) labels: Vec<Label>,
}

/// A person's home.
pub(super) struct Home {
    /// Its folder.
    pub(super) path: PathBuf,
    /// What is in it.
    pub(super) configs: Vec<Config>,
}

/// Writes the homes below `templates` to `target`, filled from `seed`.
pub(super) fn expand(templates: &Path, target: &Path, seed: u64) -> Result<Vec<Home>> {
    let mut homes = Vec::new();
    for person in entries(templates)? {
        let name = file_name(&person);
        let home = target.join(&name);
        let mut marks = Marks {
            tokens: Tokens::new(name.bytes().fold(seed, |sum, byte| {
                sum.wrapping_mul(0x0100_0000_01b3).wrapping_add(u64::from(byte))
            })),
            named: HashMap::new(),
            home: home.to_string_lossy().into_owned(),
        };
        let mut files = Vec::new();
        collect(&person, &mut files)?;
        let mut configs = Vec::new();
        for file in files {
            let relative = undotted(file.strip_prefix(&person).unwrap_or(&file));
            let template = fs::read_to_string(&file)
                .with_context(|| format!("cannot read {}", file.display()))?;
            let path = home.join(&relative);
            let shown = format!("{name}/{}", relative.display());
            configs.push(
                config(&template, path, shown, &mut marks)
                    .with_context(|| file.display().to_string())?,
            );
        }
        homes.push(Home { path: home, configs });
    }
    Ok(homes)
}

struct Marks {
    tokens: Tokens,
    named: HashMap<String, String>,
    home: String,
}

fn config(template: &str, path: PathBuf, shown: String, marks: &mut Marks) -> Result<Config> {
    let (text, labels) = marks.fill(template)?;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    fs::write(&path, &text).with_context(|| format!("cannot write {}", path.display()))?;
    let document = walk::read(&text)?;
    let mut config = Config { path, shown, text, document, labels: Vec::new() };
    config.labels = labels
        .into_iter()
        .map(|found| Label {
            slot: slot::at(&config.document, &config.text, found.span.start),
            line: walk::line(&config.text, found.span.start),
            class: found.class,
            kind: found.kind,
            span: found.span,
            outer: found.outer,
        })
        .collect();
    Ok(config)
}

struct Filled {
    class: Class,
    kind: String,
    span: Range<usize>,
    outer: Range<usize>,
}

impl Marks {
    fn fill(&mut self, template: &str) -> Result<(String, Vec<Filled>)> {
        let mut text = String::new();
        let mut labels: Vec<Filled> = Vec::new();
        let mut open: Option<(usize, usize)> = None;
        let mut rest = template;
        while let Some(at) = rest.find(['«', '‹', '›']) {
            let (before, after) = rest.split_at(at);
            text.push_str(before);
            if let Some(after) = after.strip_prefix('‹') {
                open = Some((text.len(), labels.len()));
                rest = after;
            } else if let Some(after) = after.strip_prefix('›') {
                let (start, first) = open.take().context("a › without its ‹")?;
                for label in labels.iter_mut().skip(first) {
                    label.outer = start..text.len();
                }
                rest = after;
            } else {
                let (mark, after) =
                    after.trim_start_matches('«').split_once('»').context("a « without its »")?;
                rest = after;
                if mark == "home" {
                    text.push_str(&self.home);
                    continue;
                }
                let (class, kind, value) = self.mark(mark)?;
                let span = text.len()..text.len() + value.len();
                text.push_str(&value);
                labels.push(Filled { class, kind, outer: span.clone(), span });
            }
        }
        ensure!(open.is_none(), "a ‹ without its ›");
        text.push_str(rest);
        Ok((text, labels))
    }

    fn mark(&mut self, mark: &str) -> Result<(Class, String, String)> {
        let (class, what) = mark.split_once(':').with_context(|| format!("no class in {mark}"))?;
        let class = match class {
            "secret" => Class::Secret,
            "harmless" => Class::Harmless,
            "doubtful" => Class::Doubtful,
            _ => bail!("there is no class {class}"),
        };
        if let Some((kind, literal)) = what.split_once('=') {
            ensure!(class != Class::Secret, "a secret is drawn, not written out: {kind}");
            return Ok((class, kind.to_owned(), literal.to_owned()));
        }
        let mut parts = what.split('|');
        let name = parts.next().unwrap_or_default();
        let kind = name.split('#').next().unwrap_or_default();
        let value = match self.named.get(name) {
            Some(value) if name.contains('#') => value.clone(),
            _ => {
                let value = kinds::draw(kind, &mut self.tokens)?;
                self.named.insert(name.to_owned(), value.clone());
                value
            }
        };
        let mut value = escape(&value);
        for part in parts {
            value = match part {
                "json" => escape(&value),
                "percent" => percent(&value),
                _ => bail!("there is no encoding {part}"),
            };
        }
        Ok((class, kind.to_owned(), value))
    }
}

/// As it stands in a string of JSON.
fn escape(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

fn percent(value: &str) -> String {
    value
        .bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in entries(folder)? {
        if entry.is_dir() {
            collect(&entry, files)?;
        } else {
            files.push(entry);
        }
    }
    Ok(())
}

/// What is in a folder, in order.
fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let listed =
        fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    let mut entries = listed
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<Vec<_>>>()
        .with_context(|| format!("cannot list {}", folder.display()))?;
    entries.sort();
    Ok(entries)
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn undotted(path: &Path) -> PathBuf {
    path.components()
        .map(|part| {
            let part = part.as_os_str().to_string_lossy();
            part.strip_prefix("dot-").map_or_else(|| part.to_string(), |rest| format!(".{rest}"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Class, expand};
    use crate::project;

    /// Labels of a class, and the texts of all configs.
    fn expanded(half: &str, seed: u64) -> (usize, usize, Vec<String>) {
        let target = tempfile::tempdir().unwrap();
        let templates = project::root().join("xtask/src/quality").join(half);
        let homes = expand(&templates, target.path(), seed).unwrap();
        let configs = || homes.iter().flat_map(|home| &home.configs);
        let count = |class| {
            configs().flat_map(|config| &config.labels).filter(|label| label.class == class).count()
        };
        for config in configs() {
            for label in &config.labels {
                assert!(!label.span.is_empty(), "{}", config.shown);
                assert!(label.outer.start <= label.span.start && label.span.end <= label.outer.end);
            }
        }
        let home = |text: &str| text.replace(&*target.path().to_string_lossy(), "");
        let texts = configs().map(|config| home(&config.text)).collect();
        (count(Class::Secret), count(Class::Harmless), texts)
    }

    #[test]
    fn the_set_is_large_enough_and_depends_on_the_seed_only() {
        let first = expanded("set", 1);
        assert!(first.0 >= 300 && first.1 >= 600);
        assert!(first.2 == expanded("set", 1).2);
        assert!(first.2.iter().all(|text| !text.contains(['«', '»', '‹', '›'])));
        assert!(first.2 != expanded("set", 2).2);
    }
}
